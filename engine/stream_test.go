package engine_test

import (
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine"
)

// TestStreamEnds: the end of a stream may be silence. What its status has told of the turn decides, in any order.
func TestStreamEnds(t *testing.T) {
	machine := load(t, `
flow: given
start: stream
states:
  stream:
    connect: {stream: {url: "wss://audio.example.com/two"}}
    ended: again
    failed: hangup
  again:
    connect: {stream: {url: "wss://audio.example.com/two"}}
    ended: hangup
    failed: hangup
`)
	for _, test := range []struct {
		name string
		told []string // of the first stream
		kind engine.EventKind
		want string
	}{
		{"silence", nil, engine.Silence, "failed"},
		{"begun", []string{"stream-started"}, engine.Silence, "ended"},
		{"begun and over", []string{"stream-started", "stream-stopped"}, engine.Silence, "ended"},
		{"begun and broken", []string{"stream-started", "stream-failed"}, engine.Silence, "failed"},
		{"told the other way round", []string{"stream-failed", "stream-started"}, engine.Silence, "failed"},
		{"never begun", []string{"stream-failed"}, engine.Silence, "failed"},
		{"an answer", nil, engine.Answer, "ended"},
		{"an answer of a broken one", []string{"stream-started", "stream-failed"}, engine.Answer, "failed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			call, _ := engine.Step(machine, nil, engine.Event{Kind: engine.Begin, At: start, CallSID: "v3:a"}, deployment(t))
			for _, event := range test.told {
				call, _ = engine.Notify(call, engine.Event{
					Kind: engine.Streaming, At: start, CallSID: "v3:a", Turn: call.Turn, Values: map[string]any{"StreamEvent": event},
				})
			}
			stored, err := machine.EncodeCall(call)
			if err != nil {
				t.Fatal(err)
			}
			if call, err = machine.DecodeCall(stored); err != nil {
				t.Fatal(err)
			}
			call, reply := engine.Step(machine, call, engine.Event{Kind: test.kind, At: start.Add(time.Minute), CallSID: "v3:a"}, deployment(t))
			if reply.Trace.Outcome != test.want {
				t.Fatalf("the stream has %s, want %s", reply.Trace.Outcome, test.want)
			}
			if test.want == "failed" {
				return
			}
			if _, reply = engine.Step(machine, call, engine.Event{Kind: engine.Silence, At: start.Add(time.Hour), CallSID: "v3:a"}, deployment(t)); reply.Trace.Outcome != "failed" {
				t.Errorf("the next stream, of which nothing is known, has %s", reply.Trace.Outcome)
			}
		})
	}
}
