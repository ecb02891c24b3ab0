package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// TestSlowFlows loads flows that are made to keep the proofs busy, with thousands of states or guards where an author has
// a few: every one is judged within some seconds of processor time.
func TestSlowFlows(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files map[string]string
		code  string // of a finding that shows that the proof was made; "": there is none
	}{
		{"200 guards over 10 closed sets", alone(choices(200, 10, 10, " && ")), ""},
		{"200 guards over 5 closed sets", alone(choices(200, 5, 7, " && ")), codeShadowed},
		{"200 guards of alternatives over 5 closed sets", alone(choices(200, 5, 7, " || ")), codeShadowed},
		{"guards that no part of decides", alone(entangled(150/slower, 13)), codeNeverTrue},
		{"a list of thousands of guards", alone(longList(9_000 / slower)), ""},
		{"the same guard again and again", alone(sameList(9_000 / slower)), codeShadowed},
		{"rounds everywhere", alone(rings(4_900/slower, 3)), codeRunaway},
		{"a long way without an end", alone(ladder(4_900 / slower)), codeNoEnd},
		{"variables that are never set", alone(unset(2_000 / slower)), codeUnset},
		{"targets that are not there", alone(strayTargets(3_000 / slower)), codeUnknownTarget},
		{"subflows in layers", layers(40), codeMissingLanguage},
		{"a thousand calls of a long subflow", calls(1_500 / slower), codeTooManyStates},
		{"subflows in a ring", callRing(300), codeRecursion},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := map[string][]byte{}
			for name, text := range tt.files {
				if len(text) > syntax.MaxFileBytes {
					t.Fatalf("%s has %d bytes", name, len(text))
				}
				files[name] = []byte(text)
			}
			begin := spent()
			_, findings := LoadFiles(files, testOptions(t))
			if took := spent() - begin; took > slower*8*time.Second {
				t.Errorf("took %s", took)
			}
			found := func(code string) bool {
				return slices.ContainsFunc(findings, func(f diag.Finding) bool { return f.Code == code })
			}
			if tt.code != "" && !found(tt.code) || tt.code == "" && findings.HasErrors() {
				t.Errorf("%d findings, want %q, got %v", len(findings), tt.code, findings[:min(len(findings), 3)])
			}
		})
	}
}

func alone(text string) map[string]string { return map[string]string{"f.yaml": text} }

// closedSets are variables v0, v1, … each one of so many texts.
func closedSets(sets, members int) string {
	var b strings.Builder
	b.WriteString("flow: f\nvars:\n")
	for i := range sets {
		fmt.Fprintf(&b, "  v%d: {one_of: [m%d_0", i, i)
		for m := 1; m < members; m++ {
			fmt.Fprintf(&b, ", m%d_%d", i, m)
		}
		fmt.Fprintf(&b, "], default: m%d_0}\n", i)
	}
	return b.String()
}

// chosen is a flow of one state that chooses by guards.
func chosen(header string, guards []string) string {
	var b strings.Builder
	b.WriteString(header + "start: s\nstates:\n  s:\n    choose:\n")
	for _, g := range guards {
		fmt.Fprintf(&b, "      - {when: %q, to: hangup}\n", g)
	}
	b.WriteString("      - to: hangup\n")
	return b.String()
}

// choices are guards of which each joins a test of every set.
func choices(guards, sets, members int, join string) string {
	list := make([]string, guards)
	for g := range list {
		var tests []string
		for s, n := 0, g; s < sets; s++ {
			tests = append(tests, fmt.Sprintf("v%d == m%d_%d", s, s, (n*7+s*3)%members))
			n /= 2
		}
		list[g] = strings.Join(tests, join)
	}
	return chosen(closedSets(sets, members), list)
}

// entangled are lists of guards whose truth depends on every variable, so that no part of them decides.
func entangled(states, flags int) string {
	var b strings.Builder
	b.WriteString("flow: f\nvars:\n")
	for i := range flags {
		fmt.Fprintf(&b, "  b%d: {type: bool, default: false}\n", i)
	}
	b.WriteString("start: s0\nstates:\n")
	for i := range states {
		var sum []string
		for f := range flags {
			sum = append(sum, fmt.Sprintf("(b%d ? not b%d : b%d)", f, (f+i+1)%flags, (f+i+1)%flags))
		}
		to := fmt.Sprintf("s%d", i+1)
		if i+1 == states {
			to = "hangup"
		}
		fmt.Fprintf(&b, "  s%d:\n    choose:\n      - {when: %q, to: %s}\n      - {when: %q, to: %s}\n      - to: %s\n",
			i, strings.Join(sum, " && "), to, "not ("+strings.Join(sum[1:], " || ")+")", to, to)
	}
	return b.String()
}

// longList is a list of guards over one text; sameList one of equal guards.
func longList(guards int) string {
	list := make([]string, guards)
	for i := range list {
		list[i] = fmt.Sprintf("x == '%d'", i)
	}
	return chosen("flow: f\nvars: {x: {type: string, default: ''}}\n", list)
}

func sameList(guards int) string {
	return chosen("flow: f\nvars: {x: {type: string, default: ''}}\n", slices.Repeat([]string{"x == 'a'"}, guards))
}

// rings are states that each lead to several others without a wait.
func rings(states, ways int) string {
	var b strings.Builder
	b.WriteString("flow: f\nvars: {n: {type: int, default: 0}}\nstart: s0\nstates:\n")
	for i := range states {
		fmt.Fprintf(&b, "  s%d:\n    choose:\n", i)
		for w := range ways {
			fmt.Fprintf(&b, "      - {when: n == %d, to: s%d}\n", w, (i*(w+2)+w+1)%states)
		}
		fmt.Fprintf(&b, "      - to: s%d\n", (i+1)%states)
	}
	return b.String()
}

// ladder is a long way of which the last states lead to each other for ever.
func ladder(states int) string {
	var b strings.Builder
	b.WriteString("flow: f\nstart: s0\nstates:\n")
	for i := range states {
		fmt.Fprintf(&b, "  s%d: {gather: {choices: {\"1\": s%d}}, exhausted: s%d}\n", i, min(i+1, states-1), min(i+1, states-1))
	}
	return b.String()
}

// unset reads at the end of a long way what nothing has set.
func unset(variables int) string {
	var b strings.Builder
	b.WriteString("flow: f\nvars:\n")
	for i := range variables {
		fmt.Fprintf(&b, "  v%d: string\n", i)
	}
	b.WriteString("start: s0\nstates:\n")
	for i := range variables {
		fmt.Fprintf(&b, "  s%d: {say: Hello., to: s%d}\n", i, i+1)
	}
	fmt.Fprintf(&b, "  s%d:\n", variables)
	for i := range variables {
		if i%50 == 0 {
			fmt.Fprintf(&b, "    set: {v%d: v%d}\n    to: t%d\n  t%d:\n", i, i+1, i, i)
		}
	}
	b.WriteString("    hangup: true\n")
	return b.String()
}

// strayTargets lead to states whose names are nearly right.
func strayTargets(states int) string {
	var b strings.Builder
	b.WriteString("flow: f\nstart: state0\nstates:\n")
	for i := range states {
		fmt.Fprintf(&b, "  state%d: {say: Hello., to: sttae%d}\n", i, i+1)
	}
	return b.String()
}

// layers are subflows of which each calls both of the next layer; the last have words.
func layers(depth int) map[string]string {
	files := map[string]string{"f.yaml": "flow: f\nlanguages: {en-US: {voice: a}, de-DE: {voice: b}}\nstart: s\nstates:\n  s: {subflow: {flow: l0a}, done: hangup}\n"}
	for i := range depth {
		for _, side := range []string{"a", "b"} {
			text := fmt.Sprintf("flow: l%d%s\nreturns: [done]\nstart: s\nstates:\n", i, side)
			if i+1 == depth {
				words := "say: Hello."
				if side == "a" {
					words = "pause: 1s"
				}
				text += "  s: {" + words + ", return: done}\n"
			} else {
				text += fmt.Sprintf("  s: {subflow: {flow: l%da}, done: t}\n  t: {subflow: {flow: l%db}, done: {return: done}}\n", i+1, i+1)
			}
			files[fmt.Sprintf("l%d%s.yaml", i, side)] = text
		}
	}
	return files
}

// calls is a flow that calls a long subflow in each of its states.
func calls(states int) map[string]string {
	var b, sub strings.Builder
	b.WriteString("flow: f\nstart: s0\nstates:\n")
	sub.WriteString("flow: sub\nreturns: [done]\nstart: s0\nstates:\n")
	for i := range states {
		fmt.Fprintf(&b, "  s%d: {subflow: {flow: sub}, done: s%d}\n", i, i+1)
		fmt.Fprintf(&sub, "  s%d: {gather: {choices: {\"1\": s%d}}, exhausted: s%d}\n", i, i+1, i+1)
	}
	fmt.Fprintf(&b, "  s%d: {hangup: true}\n", states)
	fmt.Fprintf(&sub, "  s%d: {pause: 1s, return: done}\n", states)
	return map[string]string{"f.yaml": b.String(), "sub.yaml": sub.String()}
}

// callRing is subflows of which each calls the next, and the last the first.
func callRing(n int) map[string]string {
	files := map[string]string{}
	for i := range n {
		files[fmt.Sprintf("r%d.yaml", i)] = fmt.Sprintf("flow: r%d\nreturns: [done]\nstart: s\nstates:\n  s: {subflow: {flow: r%d}, done: t}\n  t: {pause: 1s, return: done}\n", i, (i+1)%n)
	}
	return files
}

// TestLoadIsLinear: a load makes as many things as its text is long. What it makes is counted, as time is not to be relied on.
func TestLoadIsLinear(t *testing.T) {
	opt := testOptions(t)
	made := func(states int) float64 {
		files := map[string][]byte{"f.yaml": usualFlow("usual", states)}
		return testing.AllocsPerRun(1, func() { mustLoad(t, files, opt) })
	}
	if few, many := made(250), made(1000); many > 4.4*few {
		t.Errorf("%.0f for 250 states, %.0f for 1,000", few, many)
	}
}

// TestLoadIsNearDecoding: a load with all its proofs makes little more than reading the YAML does. It is counted likewise;
// the times are compared by BenchmarkLoad.
func TestLoadIsNearDecoding(t *testing.T) {
	opt := testOptions(t)
	for _, states := range []int{100, 1000} {
		src := usualFlow("usual", states)
		files := map[string][]byte{"f.yaml": src}
		decode := testing.AllocsPerRun(1, func() { decodeNode(t, src) })
		load := testing.AllocsPerRun(1, func() { mustLoad(t, files, opt) })
		t.Logf("%d states: %.2f times", states, load/decode)
		if load > 3.2*decode {
			t.Errorf("%d states: %.0f made, %.1f times the %.0f of decoding them", states, load, load/decode, decode)
		}
	}
}
