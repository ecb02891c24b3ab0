package host

import (
	"context"
	"sync"
	"testing"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/engine/policy"
)

// fetchURL is allowed by the policy of the rig.
const fetchURL = "https://api.example.com/visits"

// fakeFetch makes no request, and notes what it is asked for.
type fakeFetch struct {
	answer func(context.Context, *engine.FetchRequest) engine.FetchResult // nil: 200 at once

	mu    sync.Mutex
	asked []engine.FetchRequest
}

func (f *fakeFetch) Do(ctx context.Context, _ *policy.Policy, r *engine.FetchRequest) engine.FetchResult {
	f.mu.Lock()
	f.asked = append(f.asked, *r)
	f.mu.Unlock()
	if f.answer == nil {
		return engine.FetchResult{Status: 200}
	}
	return f.answer(ctx, r)
}

func (f *fakeFetch) Open() []string { return []string{"https://broken.example.com"} }

// keys returns the idempotency keys of what was asked for, in order.
func (f *fakeFetch) keys() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var keys []string
	for _, r := range f.asked {
		keys = append(keys, r.Key)
	}
	return keys
}

func withFetch(f Fetcher) setting { return withOptions(func(o *Options) { o.Fetch = f }) }

func compiled(tb testing.TB, source string, typ guard.Type) *guard.Program {
	tb.Helper()
	scope := guard.NewScope()
	for _, name := range []string{"Digits", "pin", "From", "CallSid"} {
		scope.Define(name, guard.Type{Kind: guard.String})
	}
	p, problems := guard.Compile(source, scope, &typ)
	if len(problems) > 0 {
		tb.Fatalf("%s: %v", source, problems)
	}
	return p
}

// asking is a state that asks the engine's own request.
func asking(tb testing.TB, flow, name, ok, failed string) *engine.State {
	text := guard.Type{Kind: guard.String}
	id := flow + "/" + name
	return &engine.State{Name: name, Action: &engine.Fetch{
		Method: "POST", URL: literal(tb, fetchURL), JSON: &engine.Value{IsMap: true, Fields: []engine.Assignment{
			{Name: "pin", Value: engine.Value{Program: compiled(tb, "pin", text)}},
		}},
		OK: []*engine.Transition{to(id+"/ok", ok)}, Failed: []*engine.Transition{to(id+"/failed", failed)},
	}}
}

// buildFetching makes the machines that ask for something; nil for other kinds.
func buildFetching(tb testing.TB, kind, name, heard, source string) *engine.Machine {
	text := guard.Type{Kind: guard.String}
	menu := ask(tb, name, "main", heard, "9", "end")
	menu.Action.(*engine.Gather).Transitions = []*engine.Transition{{
		ID: name + "/main/transitions/0", When: compiled(tb, `len(Digits) == 4`, guard.Type{Kind: guard.Bool}),
		Set:    []engine.Assignment{{Name: "pin", Value: engine.Value{Program: compiled(tb, "Digits", text)}}},
		Target: engine.Target{Kind: engine.ToState, State: "book"},
	}}
	states := []*engine.State{
		menu, asking(tb, name, "book", "booked", "sorry"),
		ask(tb, name, "booked", "booked", "1", "main", "7", "voicemail"), ask(tb, name, "sorry", "it failed", "1", "main"),
		{Name: "end", Action: &engine.Hangup{}},
		{Name: "voicemail", Action: &engine.Record{
			Recorded: []*engine.Transition{bye(name + "/voicemail/recorded")}, Empty: []*engine.Transition{bye(name + "/voicemail/empty")},
			Failed: []*engine.Transition{bye(name + "/voicemail/failed")},
		}},
	}
	var m *engine.Machine
	switch kind {
	case "booking": // four keys at the menu are sent away
		m = newMachine(tb, name, source, states...)
	case "twice": // and then a second time
		states[1] = asking(tb, name, "book", "again", "again")
		m = newMachine(tb, name, source, append(states, asking(tb, name, "again", "booked", "sorry"))...)
	case "looking": // asks before anything is heard
		states[0], states[1] = states[1], states[0]
		m = newMachine(tb, name, source, states...)
	case "falling": // panics once the answer is there
		states[2] = &engine.State{Name: "booked", Action: (*engine.Gather)(nil)}
		m = newMachine(tb, name, source, states...)
	case "falling_first":
		states[2] = &engine.State{Name: "booked", Action: (*engine.Gather)(nil)}
		states[0], states[1] = states[1], states[0]
		m = newMachine(tb, name, source, states...)
	case "telling": // asks when the call has ended
		m = newMachine(tb, name, source, states...)
		m.Entry().OnEnd = []engine.EndFetch{{ID: name + "/on_end/0", Fetch: &engine.Fetch{
			Method: "POST", URL: literal(tb, fetchURL), JSON: &engine.Value{IsMap: true, Fields: []engine.Assignment{
				{Name: "call", Value: engine.Value{Program: compiled(tb, "CallSid", text)}},
			}},
		}}}
	default:
		return nil
	}
	m.Entry().Vars = []engine.Var{{Name: "pin", Type: guard.Type{Kind: guard.String}}}
	return m
}
