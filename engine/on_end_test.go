package engine_test

import (
	"testing"

	"github.com/texmlflow/texmlflow/engine"
)

// TestAwaitsRecording: what an ended call still waits for before its on_end is done.
func TestAwaitsRecording(t *testing.T) {
	m := load(t, `
flow: voicemail
start: mailbox
states:
  mailbox: {record: true, recorded: thanks, otherwise: thanks}
  thanks:
    gather: {prompt: Thank you., choices: {"1": mailbox}}
    exhausted: hangup
`)
	const url = "https://media.example.net/rec/1.mp3"
	file := func(c *engine.Call) *engine.Call {
		c, _ = engine.Notify(c, engine.Event{Kind: engine.Recording, Turn: 1, Values: map[string]any{"RecordingUrl": url}, At: start})
		return c
	}
	action := func(values map[string]any) func(*engine.Call) *engine.Call {
		return func(c *engine.Call) *engine.Call {
			c, _ = engine.Step(m, c, engine.Event{Kind: engine.Answer, Values: values, At: start}, deployment(t))
			return c
		}
	}
	told, bare := action(map[string]any{"RecordingDuration": 9, "RecordingUrl": url}), action(map[string]any{})
	for name, test := range map[string]struct {
		happens []func(*engine.Call) *engine.Call
		want    bool
	}{
		"nothing yet":               {nil, true},
		"the file, and no action":   {[]func(*engine.Call) *engine.Call{file}, true},
		"the action, and no file":   {[]func(*engine.Call) *engine.Call{bare}, true},
		"an action with the file":   {[]func(*engine.Call) *engine.Call{told}, false},
		"the file, then the action": {[]func(*engine.Call) *engine.Call{file, bare}, false},
		"the action, then the file": {[]func(*engine.Call) *engine.Call{bare, file}, false},
		"nothing was recorded":      {[]func(*engine.Call) *engine.Call{action(map[string]any{"RecordingDuration": 0})}, false},
		"no recording, it says":     {[]func(*engine.Call) *engine.Call{action(map[string]any{"RecordingStatus": "absent"})}, false},
	} {
		t.Run(name, func(t *testing.T) {
			call, _ := engine.Step(m, nil, engine.Event{Kind: engine.Begin, CallSID: "a", At: start}, deployment(t))
			for _, happens := range test.happens {
				call = happens(call)
			}
			call, _ = engine.Notify(call, engine.Event{Kind: engine.Status, Values: map[string]any{"CallStatus": "completed", "SequenceNumber": 3}, At: start})
			if got := engine.AwaitsRecording(m, call); got != test.want || !call.Ended {
				t.Errorf("awaits %v, want %v; ended %v", got, test.want, call.Ended)
			}
		})
	}
}
