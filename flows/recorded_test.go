package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestRecorded: which secrets are said to be taken, by the state that they are entered in.
func TestRecorded(t *testing.T) {
	const pin = `gather: {prompt: Enter your PIN., num_digits: 4, sensitive: true}`
	for _, test := range []struct{ name, states, want string }{
		{"in the same state", `a: {start: {recording: true}, ` + pin + `, transitions: z, exhausted: z}`, "a"},
		{"what we say alone", `a: {start: {recording: {track: outbound}, stream: {url: "wss://x.example.com/", track: outbound_track}, siprec: {connector_name: c, track: outbound_track}}, ` + pin + `, transitions: z, exhausted: z}`, ""},
		{"the caller alone", `a: {start: {recording: {track: inbound}}, ` + pin + `, transitions: z, exhausted: z}`, "a"},
		{"noise taken out", `a: {start: {suppression: true}, ` + pin + `, transitions: z, exhausted: z}`, ""},
		{"keys written down", `a: {start: {transcription: true}, ` + pin + `, transitions: z, exhausted: z}`, ""},
		{"words written down", `a: {start: {transcription: true}, gather: {sensitive: true, input: [speech]}, transitions: z, exhausted: z}`, "a"},
		{"words of the other side", `a: {start: {transcription: {transcription_tracks: outbound}}, gather: {sensitive: true, input: [speech]}, transitions: z, exhausted: z}`, ""},
		{"no secret", `a: {start: {recording: true}, gather: {num_digits: 4}, transitions: z, exhausted: z}`, ""},
		{"words given to a secret", `a: {start: {recording: true}, gather: {input: [speech]}, transitions: {set: {secret: SpeechResult}, to: read}, exhausted: z}`, "a"},
		{"words asked for", `a: {start: {recording: true}, gather: {input: [speech]}, transitions: [{when: said("x") && secret == "", set: {secret: '"x"'}, to: read}], exhausted: z}`, ""},
		{"told an assistant", `a: {start: {recording: true}, ai_gather: {parameters: {p: {type: string, sensitive: true}}}, transitions: z, otherwise: z}`, "a"},
		{"an assistant's, kept as a secret", `a: {start: {recording: true}, ai_gather: {parameters: {p: string}}, transitions: {set: {secret: ai.p}, to: read}, otherwise: z}`, "a"},
		{"told an assistant, no secret", `a: {start: {recording: true}, ai_gather: {parameters: {p: string}}, transitions: z, otherwise: z}`, ""},
		{"paid", `a: {start: {recording: true}, pay: true, ok: z, failed: z}`, ""},
		{"raw words", `a: {start: {transcription: true}, texml: {document: <Gather input="speech dtmf"/>, outcomes: [done]}, done: {set: {secret: SpeechResult}, to: read}, failed: z}`, "a"},
		{"raw keys", `a: {start: {transcription: true}, texml: {document: <Gather/>, outcomes: [done]}, done: {set: {secret: Digits}, to: read}, failed: z}`, ""},
		{"stopped by raw verbs", `a: {start: {stream: {url: "wss://x.example.com/", name: s}}, texml: <Stop><Stream name="s"/></Stop>, to: b}` + "\n  b: {" + pin + `, transitions: z, exhausted: z}`, ""},
		{"stopped by a computed raw name", `a: {start: {stream: {url: "wss://x.example.com/", name: "1"}}, texml: '<Stop><Stream name="${CallSid}"/></Stop>', to: b}` + "\n  b: {" + pin + `, transitions: z, exhausted: z}`, "b"},
		{"started under a computed raw name", `a: {texml: '<Start><Stream url="wss://x.example.com/" name="${CallSid}"/></Start>', to: b}` + "\n  b: {stop: [{stream: \"1\"}], " + pin + `, transitions: z, exhausted: z}`, "b"},
		{"another stopped", `a: {start: {stream: {url: "wss://x.example.com/", name: s}}, to: b}` + "\n  b: {stop: [{stream: t}, {siprec: s}], " + pin + `, transitions: z, exhausted: z}`, "b"},
		{"stopped and begun anew", `a: {start: {stream: {url: "wss://x.example.com/", name: s}}, to: b}` + "\n  b: {stop: [{stream: s}], start: {stream: {url: \"wss://x.example.com/\", name: s}}, " + pin + `, transitions: z, exhausted: z}`, "b"},
		{"begun and stopped", `a: {start: {stream: {url: "wss://x.example.com/", name: s}}, stop: [{stream: s}], ` + pin + `, transitions: z, exhausted: z}`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			src := "flow: f\nvars: {secret: {type: string, sensitive: true, default: x}}\nstart: a\nstates:\n  " + test.states +
				"\n  read: {choose: [{when: secret == \"\", to: z}, {to: hangup}]}\n  z: {hangup: true}\n"
			files := map[string][]byte{"f.yaml": []byte(src)}
			_, findings := LoadFiles(files, testOptions(t))
			var got []string
			for _, f := range findings {
				switch {
				case f.Code == codeSensitiveTaken:
					got = append(got, stateAt(src, f.Span.Line))
				case f.Code != codeUnreachable: // of what not every flow reads
					t.Errorf("%s", f)
				}
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("taken: %q, want %q:\n%s", got, test.want, written(t, findings, files))
			}
		})
	}
}

// TestRecordedInside: a step that fails inside a subflow may lead out of it, with what was started there.
func TestRecordedInside(t *testing.T) {
	const src = `flow: f
defaults: {failed: pin}
start: a
states:
  a: {subflow: {flow: g}, done: hangup}
  pin: {gather: {num_digits: 4, sensitive: true}, transitions: hangup, exhausted: hangup}
---
flow: g
returns: [done]
start: ask
states:
  ask: {gather: {choices: {"1": {return: done}, "2": begin}}, exhausted: hangup}
  begin: {start: {recording: true}, hangup: true}
`
	_, findings := LoadFiles(map[string][]byte{"f.yaml": []byte(src)}, testOptions(t))
	if len(findings) != 1 || findings[0].Code != codeSensitiveTaken || stateAt(src, findings[0].Span.Line) != "pin" {
		t.Errorf("found %v", findings)
	}
}

// stateAt is the state that a line stands in.
func stateAt(src string, line int) string {
	lines := strings.Split(src, "\n")
	for ; line > 0; line-- {
		if at := lines[line-1]; strings.HasPrefix(at, "  ") && !strings.HasPrefix(at, "   ") {
			name, _, _ := strings.Cut(strings.TrimSpace(at), ":")
			return name
		}
	}
	return ""
}

// soundState is a state of a random flow.
type soundState struct {
	begins, stops []string // names of streams; "recording" too begins
	startsFirst   bool
	kind          string   // menu, secret or call
	to            []string // states, hangup, or "return x"
}

// soundFlow is a random flow, or the subflow that it calls.
type soundFlow struct {
	name, failed, limit string
	order               []string
	states              map[string]soundState
}

func drawSoundFlow(t *rapid.T, name string, ends []string, calls bool) soundFlow {
	f := soundFlow{name: name, states: map[string]soundState{}}
	for i := range rapid.IntRange(2, 5).Draw(t, name+" states") {
		f.order = append(f.order, fmt.Sprintf("%s%d", name, i))
	}
	target := rapid.SampledFrom(slices.Concat(f.order, ends))
	kinds := []string{"menu", "menu", "secret"}
	if calls {
		kinds = append(kinds, "call", "call")
	}
	for _, state := range f.order {
		s := soundState{kind: rapid.SampledFrom(kinds).Draw(t, state), startsFirst: rapid.Bool().Draw(t, "starts first")}
		if calls && state == f.order[0] {
			s.kind = "call" // what nobody calls is judged as if somebody did
		}
		for range 2 {
			s.to = append(s.to, target.Draw(t, "to"))
		}
		for _, stream := range []string{"s", "t"} {
			if rapid.IntRange(0, 4).Draw(t, "stops "+stream) == 0 {
				s.stops = append(s.stops, stream)
			}
		}
		f.states[state] = s
	}
	if rapid.Bool().Draw(t, "fails") {
		f.failed = target.Draw(t, "failed")
	}
	if calls && rapid.Bool().Draw(t, "limited") {
		f.limit = target.Draw(t, "limit")
	}
	return f
}

// source is the flow as it is written.
func (f soundFlow) source() string {
	var b strings.Builder
	to := func(s string) string {
		if name, ok := strings.CutPrefix(s, "return "); ok {
			return "{return: " + name + "}"
		}
		return s
	}
	fmt.Fprintf(&b, "flow: %s\nstart: %s\n", f.name, f.order[0])
	if f.failed != "" {
		fmt.Fprintf(&b, "defaults: {failed: %s}\n", to(f.failed))
	}
	if f.limit != "" {
		fmt.Fprintf(&b, "limits: {turns: 9, then: %s}\n", to(f.limit))
	}
	if f.name == "sub" {
		b.WriteString("returns: [x, y]\n")
	}
	b.WriteString("states:\n")
	for _, name := range f.order {
		s := f.states[name]
		fmt.Fprintf(&b, "  %s:\n", name)
		start := func() {
			if len(s.begins) > 0 {
				b.WriteString("    start:\n")
			}
			for _, service := range s.begins {
				if service == "recording" {
					b.WriteString("      recording: true\n")
				} else {
					fmt.Fprintf(&b, "      stream: {url: \"wss://x.example.com/\", name: %s}\n", service)
				}
			}
		}
		if s.startsFirst {
			start()
		}
		if len(s.stops) > 0 {
			fmt.Fprintf(&b, "    stop: [{stream: %s}]\n", strings.Join(s.stops, "}, {stream: "))
		}
		if !s.startsFirst {
			start()
		}
		switch s.kind {
		case "menu":
			fmt.Fprintf(&b, "    gather: {choices: {\"1\": %s}}\n    exhausted: %s\n", to(s.to[0]), to(s.to[1]))
		case "secret":
			fmt.Fprintf(&b, "    gather: {num_digits: 4, sensitive: true}\n    transitions: %s\n    exhausted: %s\n", to(s.to[0]), to(s.to[1]))
		case "call":
			fmt.Fprintf(&b, "    subflow: {flow: sub}\n    x: %s\n    y: %s\n", to(s.to[0]), to(s.to[1]))
		}
	}
	return b.String()
}

// soundCall is a call at the beginning of a state: the states that it is in, one inside the other, and what runs, by the
// states that started it.
type soundCall struct{ outer, state, running string }

// play goes through all that calls of the flows can come to, one by one, and gives what ran where a secret was entered.
func play(main, sub soundFlow) map[string][]string {
	heard := map[string][]string{}
	seen := map[soundCall]bool{}
	next := []soundCall{{"", main.order[0], ""}}
	for len(next) > 0 {
		c := next[0]
		next = next[1:]
		if seen[c] {
			continue
		}
		seen[c] = true
		f := main
		if c.outer != "" {
			f = sub
		}
		s := f.states[c.state]
		running := strings.Fields(c.running)
		starts := func() {
			for _, service := range s.begins {
				if at := c.state + "/" + service; !slices.Contains(running, at) {
					running = append(running, at)
				}
			}
		}
		if s.startsFirst {
			starts()
		}
		running = slices.DeleteFunc(running, func(at string) bool {
			return slices.ContainsFunc(s.stops, func(stream string) bool { return strings.HasSuffix(at, "/"+stream) })
		})
		if !s.startsFirst {
			starts()
		}
		slices.Sort(running)
		if s.kind == "secret" {
			heard[c.state] = slices.Compact(slices.Sorted(slices.Values(append(heard[c.state], running...))))
		}
		after := strings.Join(running, " ")
		leave := func(inSub bool, to, with string) {
			name, returned := strings.CutPrefix(to, "return ")
			switch {
			case to == "hangup" || to == "":
			case returned:
				next = append(next, soundCall{"", main.states[c.outer].to[strings.Index("xy", name)], with})
			case inSub:
				next = append(next, soundCall{c.outer, to, with})
			default:
				next = append(next, soundCall{"", to, with})
			}
		}
		for _, with := range []string{c.running, after} {
			leave(false, main.failed, with)
			leave(false, main.limit, with)
			if c.outer != "" {
				leave(true, sub.failed, with)
			}
		}
		if s.kind == "call" {
			next = append(next, soundCall{c.state, sub.order[0], after})
			continue
		}
		for _, to := range s.to {
			leave(c.outer != "", to, after)
		}
	}
	return heard
}

// TestRecordedPlayed: what is found is what one finds who plays all calls of random flows.
func TestRecordedPlayed(t *testing.T) {
	opt := testOptions(t)
	warned := 0
	rapid.Check(t, func(t *rapid.T) {
		main := drawSoundFlow(t, "main", []string{"hangup"}, true)
		sub := drawSoundFlow(t, "sub", []string{"return x", "return y", "hangup"}, false)
		for range rapid.IntRange(1, mostNamed).Draw(t, "services") {
			f := rapid.SampledFrom([]soundFlow{main, sub}).Draw(t, "in")
			name := rapid.SampledFrom(f.order).Draw(t, "of")
			s := f.states[name]
			if s.begins == nil {
				s.begins = []string{rapid.SampledFrom([]string{"s", "t", "recording"}).Draw(t, "service")}
			}
			f.states[name] = s
		}
		src := main.source() + "---\n" + sub.source()
		_, findings := LoadFiles(map[string][]byte{"f.yaml": []byte(src)}, opt)
		got := map[string][]string{}
		for _, f := range findings {
			if f.Code != codeSensitiveTaken {
				continue
			}
			at := stateAt(src, f.Span.Line)
			for _, n := range f.Related {
				service := strings.TrimSpace(strings.Split(src, "\n")[n.Span.Line-1])
				if _, name, ok := strings.Cut(service, "name: "); ok {
					service = strings.TrimSuffix(name, "}")
				} else {
					service = "recording"
				}
				got[at] = append(got[at], stateAt(src, n.Span.Line)+"/"+service)
			}
			slices.Sort(got[at])
			warned++
		}
		want := play(main, sub)
		for state, list := range want {
			if len(list) == 0 {
				delete(want, state)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("played and found (-played +found):\n%s\n%s", diff, src)
		}
	})
	if warned == 0 {
		t.Error("nothing was ever found")
	}
}
