package flowtest

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const coveredFlow = `flow: covered
languages: {default: en-US, en-US: {}, de-DE: {}}
defaults: {dial: {otherwise: sorry}}
start: menu
states:
  menu:
    say: {en-US: Taxi., de-DE: Taxi.}
    gather:
      prompt: {en-US: "One, or ${tail(From, 2)}?", de-DE: "Eins?"}
      choices: {"1": ring, "2": {language: de-DE, to: menu, at_most: 1, then: sorry}}
    exhausted: sorry
  ring:
    dial: {number: "+15125550100"}
    answered:
      - {when: '(DialCallDuration ?? 0) > 60', to: sorry}
      - to: twice
  twice:
    play: welcome.mp3
    dial: {number: "+15125550100"}
    answered: hangup
  sorry: {say: {en-US: Sorry., de-DE: Leider nicht.}, hangup: true}
`

// TestCoverage: each input adds what the page says that it reaches, and no more.
func TestCoverage(t *testing.T) {
	lib := library(t, map[string][]byte{"covered.yaml": []byte(coveredFlow), "welcome.mp3": mp3()})
	begun := []string{"state covered/menu", "say of covered/menu in en-US", "prompt of covered/menu in en-US"}
	sorry := []string{"state covered/sorry", "say of covered/sorry in en-US"}
	ring := []string{"transition covered/menu/choices/1", "outcome covered/menu/choices/1", "state covered/ring"}
	german := []string{"transition covered/menu/choices/2", "outcome covered/menu/choices/2", "prompt of covered/menu in de-DE"}
	for _, test := range []struct {
		turns string
		want  [][]string
	}{
		{`[{hear: One}]`, nil},
		{`[{press: "7"}]`, nil}, // the built-in retry is nobody's line
		{`[{silence: 3}]`, [][]string{sorry, {"transition covered/menu/exhausted/0", "outcome covered/menu/exhausted"}}},
		{`[{press: "1"}]`, [][]string{ring}},
		{`[{press: "2"}]`, [][]string{german}},
		{`[{press: "2"}, {press: "2"}]`, [][]string{german, {
			"transition covered/menu/choices/2/then", "state covered/sorry", "say of covered/sorry in de-DE",
		}}},
		{`[{press: "1"}, {dial: busy}]`, [][]string{ring, sorry, {
			"transition covered/defaults/dial/otherwise/0", "outcome covered/defaults/dial/otherwise",
		}}},
		{`[{press: "1"}, {dial: {status: completed, duration: 2m}}]`, [][]string{ring, sorry, {
			"transition covered/ring/answered/0", "outcome covered/ring/answered",
		}}},
		{`[{press: "1"}, {dial: completed}]`, [][]string{ring, {
			"transition covered/ring/answered/1", "outcome covered/ring/answered", "state covered/twice", "play of covered/twice",
		}}},
		{`[{press: "1"}, {dial: completed}, {hear: "[welcome.mp3]", dial: completed}]`, [][]string{ring, {
			"transition covered/ring/answered/1", "outcome covered/ring/answered", "state covered/twice", "play of covered/twice",
			"transition covered/twice/answered/0", "outcome covered/twice/answered",
		}}},
	} {
		turns := test.turns
		t.Run(turns, func(t *testing.T) {
			f := parse(t, lib, "covered_test.yaml", "scenarios: [{name: one, turns: "+turns+"}]\n")
			report := run(t, lib, f)
			for _, r := range report.Files[0].Results {
				if len(r.Failures) > 0 && r.Failures[0].What != whatHear {
					t.Fatal(r.Text())
				}
			}
			var got []string
			for _, i := range report.Coverage.Flows[0].Items {
				if i.Covered {
					got = append(got, i.String())
				}
			}
			want := slices.Concat(append([][]string{begun}, test.want...)...)
			slices.Sort(got)
			slices.Sort(want)
			if diff := cmp.Diff(slices.Compact(want), got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestCoverageTotals: all items are counted once, whoever shares them, and nothing rounds up to all.
func TestCoverageTotals(t *testing.T) {
	lib := library(t, map[string][]byte{"covered.yaml": []byte(coveredFlow), "welcome.mp3": mp3()})
	report := run(t, lib, parse(t, lib, "covered_test.yaml", "scenarios: [{name: one, turns: [hangup]}]\n"))
	f := report.Coverage.Flows[0]
	want := map[ItemKind][2]int{ItemState: {1, 4}, ItemTransition: {0, 8}, ItemOutcome: {0, 6}, ItemPrompt: {2, 7}}
	for _, kind := range ItemKinds() {
		if covered, all := f.Count(kind); [2]int{covered, all} != want[kind] {
			t.Errorf("%ss: %d of %d, want %v", kind, covered, all, want[kind])
		}
	}
	if got, want := report.Coverage.Least(), 100*3.0/25; got != want {
		t.Errorf("%v %%, want %v", got, want)
	}
	if got := percentText(99.99); got != "99.9%" {
		t.Errorf("99.99 is shown as %s", got)
	}
}

// mp3 is a recording of two frames of silence.
func mp3() []byte {
	frame := make([]byte, 417)
	copy(frame, []byte{0xff, 0xfb, 0x90, 0xc4})
	return append(slices.Clone(frame), frame...)
}
