package flows

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
)

const entryFlow = `flow: f
start: a
states:
  a: {subflow: s, done: b}
  b: {hangup: true}
`

const subFlow = `flow: s
returns: [done]
start: a
states:
  a: {say: Hello., return: done}
`

const otherFlow = `flow: other
returns: [done]
start: a
states:
  a: {return: done}
`

func versionOf(t *testing.T, files map[string][]byte) string {
	t.Helper()
	return mustLoad(t, files, testOptions(t)).Machines["f"].Version
}

// bundleOf is the sources of a flow that uses no others.
func bundleOf(name, src string) bundle {
	return bundle{flows: []sourceOf{{name: name, document: []byte(src), file: "f.yaml", line: 1}}}
}

func TestVersion(t *testing.T) {
	files := func(docs ...string) map[string][]byte {
		return map[string][]byte{"f.yaml": []byte(strings.Join(docs, "---\n"))}
	}
	base := versionOf(t, files(entryFlow, subFlow, otherFlow))
	if len(base) != 64 || base != versionOf(t, files(entryFlow, subFlow, otherFlow)) {
		t.Fatalf("version %q is not the same twice", base)
	}
	for _, test := range []struct {
		name  string
		files map[string][]byte
		same  bool
	}{
		{"a reached subflow changed", files(entryFlow, strings.Replace(subFlow, "Hello", "Hullo", 1), otherFlow), false},
		{"the entry flow changed", files(strings.Replace(entryFlow, "hangup: true", "say: Goodbye., hangup: true", 1), subFlow, otherFlow), false},
		{"an unreached subflow changed", files(entryFlow, subFlow, strings.Replace(otherFlow, "done", "gone", 2)), true},
		{"an unreached subflow went", files(entryFlow, subFlow), true},
		{"another file", map[string][]byte{"g.yaml": []byte(entryFlow + "---\n" + subFlow)}, true},
		{"lines before it", map[string][]byte{"f.yaml": []byte(otherFlow + "---\n" + entryFlow), "s.yaml": []byte(subFlow)}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := versionOf(t, test.files); (got == base) != test.same {
				t.Errorf("version %s, that of the first %s, want the same: %v", got, base, test.same)
			}
		})
	}
}

// TestPinned: the sources of a version give the machine that was loaded, places and all, and from whichever library.
func TestPinned(t *testing.T) {
	lib := mustLoad(t, read(t, "audio.yaml", "audio/tone.wav", "audio/good day.mp3", "clinic/clinic.yaml", "clinic/verify_pin.yaml", "every.yaml", "hello.yaml", "hours.yaml", "terminal.yaml", "verbs.yaml"), testOptions(t))
	for name, m := range lib.Machines {
		got, err := Compile(m.Version, lib.Sources[m.Version])
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(m, got, sameMachine); diff != "" {
			t.Errorf("%s (-loaded +pinned):\n%s", name, diff)
		}
	}
	if len(lib.Sources) != len(lib.Machines) {
		t.Errorf("%d sources of %d machines", len(lib.Sources), len(lib.Machines))
	}
}

// TestPinnedIsNotProven: what a call began with is compiled again, whatever the host would say of it today.
func TestPinnedIsNotProven(t *testing.T) {
	src := `flow: f
env: [SECRET]
hours:
  desk: {zone: America/Denver, week: {mon: ["08:00-12:00", "11:00-13:00"]}, except: {"2020-12-25": closed}}
  lab: {zone: UTC, week: {mon-sun: closed}}
  moon: {zone: Moon/Tranquility, week: {mon-sun: "00:00-24:00"}}
start: a
states:
  a: {dial: {number: "+4915112345678", timeout: 3s}, answered: a}
  lonely: {gather: {choices: {"#": a}}}
  cards: {pay: {amount: "1.00", valid_card_types: []}, otherwise: a}
`
	b := bundleOf("f", src)
	if lib, _ := LoadFiles(map[string][]byte{"f.yaml": []byte(src)}, testOptions(t)); lib != nil {
		t.Fatal("the flow loads, so that this test shows nothing")
	}
	m, err := Compile(b.version(), b.encode())
	if err != nil {
		t.Fatal(err)
	}
	if states := m.Entry().States; states["lonely"] == nil || states["cards"] == nil {
		t.Error("the machine lacks a state")
	}
	monday := time.Date(2026, 11, 23, 12, 30, 0, 0, time.FixedZone("", -7*3600))
	if h := m.Entry().Hours; !h["desk"].Open(monday) || h["lab"].Open(monday) || h["moon"].Open(monday) {
		t.Error("the hours are others")
	}
}

// TestPinnedTextAsWritten: what only a newer program would call wrong in words and guards means what it can mean.
func TestPinnedTextAsWritten(t *testing.T) {
	src := `flow: f
apology: "Sorry, ${From}."
start: a
states:
  a:
    choose:
      - {when: country(From) == "UK", to: b}
      - {when: 'e164(From, "ZZ") != nil', to: c}
      - {to: d}
  b: {dial: {number: "+15125550100", from_display_name: "Call of ${From}"}, otherwise: hangup}
  c: {hangup: true}
  d:
    gather: {prompt: Say it., hints: [one, "${From}"], choices: {"1": {phrases: [sales, "${From}"], to: c}}}
    exhausted: c
`
	b := bundleOf("f", src)
	_, findings := LoadFiles(map[string][]byte{"f.yaml": []byte(src)}, testOptions(t))
	for _, code := range []string{"expr-not-a-member", codeNotLiteral} {
		if !slices.Contains(codesFound(findings), code) {
			t.Fatalf("the flow loads without %s, so that this test shows nothing", code)
		}
	}
	m, err := Compile(b.version(), b.encode())
	if err != nil {
		t.Fatal(err)
	}
	states := m.Entry().States
	for i, transition := range states["a"].Action.(*engine.Choose).Transitions {
		if guarded := i < 2; (transition.When != nil) != guarded {
			t.Errorf("transition %d has the guard %v", i, transition.When)
		}
	}
	gather := states["d"].Action.(*engine.Gather)
	if diff := cmp.Diff([]string{"sales", "${From}"}, gather.Choices[0].Phrases[engine.AnyLanguage]); diff != "" {
		t.Errorf("phrases (-want +got):\n%s", diff)
	}
}

// TestPinnedRecordingUnnamed: a recording whose name is computed is none, in a pinned version too.
func TestPinnedRecordingUnnamed(t *testing.T) {
	src := "flow: f\nstart: a\nstates:\n  a: {play: \"${From}.mp3\", hangup: true}\n"
	b := bundleOf("f", src)
	if m, err := Compile(b.version(), b.encode()); err == nil || !strings.Contains(err.Error(), codeUnknownAudio) {
		t.Errorf("machine %v, error %v", m != nil, err)
	}
}

func TestCompileRefuses(t *testing.T) {
	good := bundleOf("f", entryFlow)
	broken := bundleOf("f", "flow: f\nstart: a\nstates: {a: {to: b}}\n")
	misnamed := bundleOf("g", otherFlow)
	whole := good.encode()
	for _, test := range []struct {
		name, version string
		sources       []byte
		want          string
	}{
		{"another version", strings.Repeat("0", 64), whole, "the sources are those of version"},
		{"nothing", good.version(), nil, "damaged"},
		{"another format", good.version(), []byte("flow: f\n"), "damaged"},
		{"cut", good.version(), whole[:len(whole)-1], "damaged"},
		{"a length that is too great", good.version(), append([]byte(bundleFormat), bytes.Repeat([]byte{0xff}, 16)...), "damaged"},
		{"a flow that cannot be compiled", broken.version(), broken.encode(), "unknown state"},
		{"a subflow that is missing", good.version(), whole, "unknown subflow"},
		{"another flow", misnamed.version(), misnamed.encode(), `no flow "g"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			m, err := Compile(test.version, test.sources)
			if err == nil || !strings.Contains(err.Error(), test.want) || m != nil {
				t.Errorf("got machine %v and error %v, want %q", m != nil, err, test.want)
			}
		})
	}
}

// TestPinnedComparesWithAnything: a text that the carrier is not known to send stops no call that began with it.
func TestPinnedComparesWithAnything(t *testing.T) {
	const src = `flow: f
start: a
states:
  a:
    dial: {number: "+15125550100"}
    busy:
      - {when: DialCallStatus == "bussy" || HangupCause == "user-busy" || attempt == 0, to: hangup}
      - to: hangup
    otherwise: hangup
`
	_, findings := LoadFiles(map[string][]byte{"f.yaml": []byte(src)}, testOptions(t))
	if got := codesFound(findings); !slices.Contains(got, "expr-not-a-member") {
		t.Fatalf("a load finds %v", got)
	}
	b := bundleOf("f", src)
	m, err := Compile(b.version(), b.encode())
	if err != nil {
		t.Fatal(err)
	}
	busy := m.Entry().States["a"].Action.(*engine.Dial).Busy
	values := map[string]any{"DialCallStatus": "bussy", "HangupCause": "", "attempt": 1}
	if len(busy) != 2 || !busy[0].When.True(guard.Env{Values: values}) {
		t.Errorf("the guard of %d transitions is not what is written", len(busy))
	}
}
