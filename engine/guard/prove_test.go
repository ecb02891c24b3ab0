package guard

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func proofScope() *Scope {
	s := NewScope()
	s.Define("Digits", Type{Kind: String})
	s.Define("flag", Type{Kind: Bool})
	s.Define("other", Type{Kind: Bool})
	s.Define("n", Type{Kind: Int})
	s.Define("m", Type{Kind: Int})
	s.Define("f", Type{Kind: Float})
	s.Define("day", Type{Kind: Date})
	s.Define("plan", Type{Kind: String, OneOf: []string{"gold", "silver", "tin"}})
	s.Define("maybe", Type{Kind: String, OneOf: []string{"yes", "no"}, Optional: true})
	s.Define("count", Type{Kind: Int, Optional: true})
	return s
}

// programs compiles guards as a list of transitions has them: each sees what those before it have shown.
func programs(t *testing.T, sources ...string) []*Program {
	t.Helper()
	s := proofScope()
	var out []*Program
	for _, src := range sources {
		if src == "" {
			out = append(out, nil)
			continue
		}
		p, problems := Compile(src, s, &Type{Kind: Bool})
		if len(problems) > 0 {
			t.Fatalf("%s: %v", src, problems)
		}
		out = append(out, p)
		s = s.Narrow(p.NonNilIfFalse())
	}
	return out
}

func TestProve(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		guards string // separated by ;
		want   string // of each: always, never, behind the given ones, or -; then whether it is covered
	}{
		{"flag; not flag", "- - covered"},
		{"flag; other", "- - open"},
		{"flag; flag and other", "- behind0 open"},
		{"flag and other; flag and not other; not flag", "- - - covered"},
		{"flag; not flag; other", "- - behind0,1 covered"},
		{"flag or not flag", "always covered"},
		{"true", "always covered"},
		{"1 > 2", "never open"},
		{"flag and not flag", "never open"},
		{"flag == true; flag == false", "- - covered"},
		{"flag ? other : not other; other", "- - open"},

		{`plan == "gold"; plan == "silver"; plan == "tin"`, "- - - covered"},
		{`plan == gold; plan != gold`, "- - covered"},
		{`plan in [gold, silver]; plan == tin`, "- - covered"},
		{`plan in [gold, silver]; plan == silver`, "- behind0 open"},
		{`plan not in [gold, silver, tin]`, "never open"},
		{`plan == gold and plan == tin`, "never open"},

		{`Digits == "1"; Digits == "2"`, "- - open"},
		{`Digits == "1"; Digits == "1"`, "- behind0 open"},
		{`Digits == "1"; Digits in ["1", "2"]`, "- - open"},
		{`Digits in ["1", "2"]; "2" == Digits`, "- behind0 open"},
		{`Digits == ""; Digits != ""`, "- - covered"},
		{`Digits < "5"; Digits >= "5"`, "- - covered"},
		{`Digits startsWith "1"; Digits == "12"`, "- - open"},
		{`Digits startsWith "1"; Digits startsWith "1"`, "- behind0 open"},
		{`len(Digits) == 4; len(Digits) != 4`, "- - covered"},

		{"n > 3; n <= 3", "- - covered"},
		{"n > 3; n < 3", "- - open"},
		{"n > 3; n < 4", "- - covered"},
		{"f > 3; f < 4", "- - covered"},
		{"f > 3.0; f < 3", "- - open"},
		{"n > 3; n > 5", "- behind0 open"},
		{"n > 5; n > 3", "- - open"},
		{"n > 3 and n < 4", "never open"},
		{"f > 3 and f < 4", "- open"},
		{"1 < n < 3; n == 2", "- behind0 open"},
		{"n < 0; n == 0; n > 0", "- - - covered"},
		{"3 < n; n < 4", "- - covered"},
		{"n == m; n != m", "- - covered"},
		{"n < m; n >= m", "- - covered"},
		{"n < m; m > n", "- behind0 open"},
		{"n <= m; m < n", "- - covered"},
		{"n == 1; n == 2; n in [1, 2]", "- - behind0,1 open"},
		{`day < date("2026-01-01"); day >= date("2026-01-01")`, "- - covered"},
		{`day > date("2026-01-01") and day < date("2026-01-02")`, "never open"},

		{"maybe == yes; maybe == no", "- - open"},
		{"maybe == yes; maybe == no; maybe == nil", "- - - covered"},
		{"maybe == nil; maybe == yes; maybe == no", "- - - covered"},
		{"maybe == nil; maybe != nil", "- - covered"},
		{"maybe != yes", "- open"},
		{"count == nil; count > 3; count <= 3", "- - - covered"},
		{"count != nil and count > 3; count == nil or count <= 3", "- - covered"},
		{"(count ?? 0) > 3; (count ?? 0) <= 3", "- - covered"},
		{"n > 3; ", "- - covered"},
	} {
		t.Run(tc.guards, func(t *testing.T) {
			t.Parallel()
			var sources []string
			for _, g := range strings.Split(tc.guards, ";") {
				sources = append(sources, strings.TrimSpace(g))
			}
			if got := verdicts(Prove(programs(t, sources...), nil)); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func verdicts(p Proof) string {
	var out []string
	for _, v := range p.Guards {
		s := "-"
		switch {
		case v.Never:
			s = "never"
		case v.Behind != nil:
			s = "behind"
			for i, b := range v.Behind {
				if i > 0 {
					s += ","
				}
				s += string(rune('0' + b))
			}
		case v.Always:
			s = "always"
		}
		out = append(out, s)
	}
	if p.Covered {
		return strings.Join(append(out, "covered"), " ")
	}
	return strings.Join(append(out, "open"), " ")
}

// What the caller cannot enter is no case.
func TestProveKnowsDomains(t *testing.T) {
	t.Parallel()
	atLeast1 := Domain{Ranges: []Range{{1, math.MaxInt}}}
	for _, tc := range []struct {
		guards []string
		domain Domain
		want   string
	}{
		{[]string{`Digits == "123"`}, Domain{Only: []string{"1", "2", ""}}, "never open"},
		{[]string{`Digits == "1"`, `Digits == "2"`, `Digits == ""`}, Domain{Only: []string{"1", "2", ""}}, "- - - covered"},
		{[]string{`Digits == ""`}, Domain{Only: []string{""}}, "always covered"},
		{[]string{`Digits == "123"`, `Digits == "1234"`}, Domain{Fits: func(s string) bool { return len(s) == 4 }}, "never - open"},
		{[]string{`n == 0`, `n == 1`, `n != 0`}, atLeast1, "never - always covered"},
		{[]string{`n < 1`, `n <= 0`, `0 == n`, `n in [0, -1]`, `n >= 1`}, atLeast1, "never never never never always covered"},
		{[]string{`n in [0, 1]`, `n == 1`, `n > 1`}, atLeast1, "- behind0 - covered"},
		{[]string{`n == 0.5`, `n < 1.5`}, atLeast1, "- - open"},
		{[]string{`n == 3`, `n == 4`, `n > 0`, `n == 0`}, Domain{Ranges: []Range{{0, 0}, {4, 6}}}, "never - - - covered"},
		{[]string{`n > 6`, `n > 5`, `n < 4`, `n < 0`}, Domain{Ranges: []Range{{0, 0}, {4, 6}}}, "never - - never open"},
		{[]string{`Digits == "123"`, `Digits != "123"`}, Domain{Fits: func(s string) bool { return len(s) == 4 }}, "never always covered"},
	} {
		got := verdicts(Prove(programs(t, tc.guards...), map[string]Domain{"Digits": tc.domain, "n": tc.domain}))
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s: %s", tc.guards, diff)
		}
	}
}

// Beyond its bound a proof claims nothing, at once.
func TestProveIsBounded(t *testing.T) {
	t.Parallel()
	s := NewScope()
	var parts []string
	for i := range 40 {
		name := "b" + string(rune('a'+i%26)) + string(rune('a'+i/26))
		s.Define(name, Type{Kind: Bool})
		parts = append(parts, name)
	}
	p, problems := Compile(strings.Join(parts, " or "), s, nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	q, problems := Compile("not ("+strings.Join(parts, " or ")+")", s, nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got := verdicts(Prove([]*Program{p, q}, nil)); got != "- - open" {
		t.Errorf("got %s", got)
	}
}

// What is claimed must hold for every value: claims about random guards are held against runs on random values.
func TestProveIsSound(t *testing.T) {
	t.Parallel()
	atoms := []string{
		"flag", "other", "flag == other", "flag != other", "n > 1", "n <= 1", "n == 2", "n != 2", "n < m", "n >= m", "n in [1, 3]", "1 < n < 3",
		"f < 1.5", "f >= 1", "plan == gold", "plan != tin", "plan in [gold, silver]", "maybe == yes", "maybe != no", "maybe == nil",
		"maybe in [yes, no]", "count != nil and count > 1", "(count ?? 0) <= 1", `Digits == "1"`, `Digits in ["1", "2"]`, `Digits < "2"`, "len(Digits) > 1",
		`day > date("2026-01-01")`, `day == date("2026-01-02")`, "true", "1 > 2",
	}
	rapid.Check(t, func(t *rapid.T) {
		s := proofScope()
		guards := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
			src := rapid.SampledFrom(atoms).Draw(t, "atom")
			for range rapid.IntRange(0, 2).Draw(t, "joins") {
				next := "(" + rapid.SampledFrom(atoms).Draw(t, "atom") + ")"
				switch rapid.IntRange(0, 3).Draw(t, "how") {
				case 0:
					src = "(" + src + ") and " + next
				case 1:
					src = "(" + src + ") or " + next
				case 2:
					src = "not (" + src + ")"
				default:
					src = "(" + src + ") ? " + next + " : flag"
				}
			}
			return src
		}), 1, 4).Draw(t, "guards")
		var list []*Program
		for _, src := range guards {
			p, problems := Compile(src, s, &Type{Kind: Bool})
			if len(problems) > 0 {
				t.Fatalf("%s: %v", src, problems)
			}
			list = append(list, p)
		}
		proof := Prove(list, map[string]Domain{"n": {Ranges: []Range{{0, 1}, {3, 4}}}, "len(Digits)": {Ranges: []Range{{0, 2}}}})
		for range 40 {
			env := Env{Values: map[string]any{
				"flag": rapid.Bool().Draw(t, "flag"), "other": rapid.Bool().Draw(t, "other"),
				"n": rapid.SampledFrom([]int{0, 1, 3, 4}).Draw(t, "n"), "m": rapid.IntRange(0, 4).Draw(t, "m"),
				"f":      rapid.SampledFrom([]float64{0, 1, 1.2, 1.5, 2}).Draw(t, "f"),
				"plan":   rapid.SampledFrom([]string{"gold", "silver", "tin"}).Draw(t, "plan"),
				"maybe":  rapid.SampledFrom([]any{"yes", "no", nil}).Draw(t, "maybe"),
				"count":  rapid.SampledFrom([]any{0, 1, 2, nil}).Draw(t, "count"),
				"Digits": rapid.SampledFrom([]string{"", "1", "12", "2", "3"}).Draw(t, "Digits"),
				"day":    time.Date(2026, 1, rapid.IntRange(1, 3).Draw(t, "day"), 0, 0, 0, 0, time.UTC),
			}, Report: func(err error) { t.Fatal(err) }}
			taken := false
			for i, p := range list {
				is := p.True(env)
				v := proof.Guards[i]
				if is && v.Never || !is && v.Always {
					t.Fatalf("%s is %v for %v, and %+v was claimed", guards[i], is, env.Values, v)
				}
				if is && v.Behind != nil && !slices.ContainsFunc(v.Behind, func(b int) bool { return list[b].True(env) }) {
					t.Fatalf("%s is true for %v, and none of %v before it", guards[i], env.Values, v.Behind)
				}
				taken = taken || is
			}
			if proof.Covered && !taken {
				t.Fatalf("none of %q is true for %v", guards, env.Values)
			}
		}
	})
}

// TestProveSteps: what a long list costs is in proportion to it up to a most, and the lists that people write are far from
// it: they are judged as a whole.
func TestProveSteps(t *testing.T) {
	t.Parallel()
	for _, guards := range []int{10, 100, 500, 3_000} {
		var list []*Program
		for i := range guards {
			list = append(list, programs(t, fmt.Sprintf("n == %d && Digits == '%d'", i, i))...)
		}
		list = append(list, list[guards-1])
		p := &prover{terms: map[string]int{}}
		proof := p.prove(list)
		if most := min(leastSteps+testSteps*p.tests, mostSteps); p.steps > most+10*p.tests {
			t.Errorf("%d guards: %d steps, over %d", guards, p.steps, most)
		}
		if behind := proof.Guards[guards].Behind; guards <= 500 && !slices.Equal(behind, []int{guards - 1}) {
			t.Errorf("%d guards: the last is behind %v", guards, behind)
		}
	}
}

// TestPrograms: the same expression at the same place is compiled once, and never where it would be another.
func TestPrograms(t *testing.T) {
	t.Parallel()
	var programs Programs
	s, whole := proofScope(), &Type{Kind: Int}
	first, _ := programs.Compile("n + 1", s, whole)
	if again, _ := programs.Compile("n + 1", s, whole); again != first || first == nil {
		t.Error("compiled twice")
	}
	for name, other := range map[string]func() (*Program, []Problem){
		"scope": func() (*Program, []Problem) { return programs.Compile("n + 1", s.Child(), whole) },
		"type":  func() (*Program, []Problem) { return programs.Compile("n + 1", s, &Type{Kind: Float}) },
		"text":  func() (*Program, []Problem) { return programs.Compile("n + 2", s, whole) },
	} {
		if p, problems := other(); p == first || p == nil {
			t.Errorf("another %s: %v, problems %v", name, p, problems)
		}
	}
	for range 2 {
		if p, problems := programs.Compile("n +", s, whole); p != nil || len(problems) == 0 {
			t.Errorf("a wrong expression: %v, problems %v", p, problems)
		}
	}
}
