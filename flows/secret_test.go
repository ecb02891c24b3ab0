package flows

import (
	"slices"
	"testing"

	"github.com/texmlflow/texmlflow/engine"
)

// TestSensitiveChoiceIDs: the names of transitions are written to journals, so that those of a sensitive gather's choices
// do not hold the key that was pressed.
func TestSensitiveChoiceIDs(t *testing.T) {
	const source = `
flow: f
vars: {pin: {type: string, sensitive: true}}
start: said
states:
  said: {gather: {sensitive: true, choices: {"41": used, "77": hangup}}, exhausted: hangup}
  used: {gather: {choices: {"52": {set: {pin: Digits}, to: plain}, "88": hangup}}, exhausted: hangup}
  plain: {gather: {choices: {"63": {when: pin != "", to: hangup}}}, exhausted: hangup}
`
	lib := mustLoad(t, map[string][]byte{"f.yaml": []byte(source)}, testOptions(t))
	for state, want := range map[string][]string{
		"said":  {"f/said/choices/0", "f/said/choices/1"},
		"used":  {"f/used/choices/0", "f/used/choices/1"},
		"plain": {"f/plain/choices/63"},
	} {
		gather := action[*engine.Gather](t, lib.Machines["f"], "f", state)
		var got []string
		for _, c := range gather.Choices {
			got = append(got, c.Transition.ID)
		}
		if !slices.Equal(got, want) || gather.Sensitive == (state == "plain") {
			t.Errorf("%s: %v, sensitive %v, want %v", state, got, gather.Sensitive, want)
		}
	}
}

// TestSensitiveGather: a gather is sensitive by what becomes of its answer.
func TestSensitiveGather(t *testing.T) {
	for _, test := range []struct {
		name, exits string
		want        bool
	}{
		{"keys given to a secret", `transitions: {set: {pin: Digits}, return: given, with: {pin: pin}}`, true},
		{"keys compared with a secret", `transitions: [{when: Digits == pin, return: none}, {return: none}]`, true},
		{"words given to a secret", `transitions: {set: {pin: SpeechResult}, return: given, with: {pin: pin}}`, true},
		{"words compared with a secret", `transitions: [{when: SpeechResult == pin, return: none}, {return: none}]`, true},
		{"keys given back as a secret", `transitions: {return: given, with: {pin: Digits}}`, true},
		{"words given back as a secret", `transitions: {return: given, with: {pin: lower(SpeechResult)}}`, true},
		{"words asked for beside a secret", `transitions: [{when: said("yes") && pin != "", return: none}, {return: none}]`, false},
		{"keys given back", `transitions: {return: open, with: {code: Digits}}`, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			src := "flow: f\nstart: a\nstates:\n  a: {subflow: {flow: g}, otherwise: hangup}\n---\n" +
				"flow: g\nreturns: {given: {pin: {type: string, sensitive: true}}, open: {code: string}, none: {}}\n" +
				"vars: {pin: {type: string, sensitive: true, default: x}}\nstart: ask\nstates:\n" +
				"  ask: {gather: {input: [dtmf, speech]}, " + test.exits + ", exhausted: {set: {pin: '\"\"'}, return: none}}\n"
			lib, findings := LoadFiles(map[string][]byte{"f.yaml": []byte(src)}, testOptions(t))
			if lib == nil {
				t.Fatal(findings)
			}
			if got := action[*engine.Gather](t, lib.Machines["f"], "g", "ask").Sensitive; got != test.want {
				t.Errorf("sensitive: %v", got)
			}
		})
	}
}
