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
