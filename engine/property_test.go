package engine_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"pgregory.net/rapid"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// machines returns the machines of all step tests and examples.
func machines(t *testing.T) map[string]*engine.Machine {
	t.Helper()
	all := map[string]*engine.Machine{}
	files, err := filepath.Glob(filepath.Join("testdata", "step", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(file)] = load(t, string(section(t, archive, "flow.yaml").Data))
	}
	examples, err := filepath.Glob(filepath.Join("..", "examples", "*", "flow.yaml"))
	if err != nil || len(examples) == 0 {
		t.Fatalf("found %d examples: %v", len(examples), err)
	}
	for _, file := range examples {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(filepath.Dir(file))] = loadBeside(t, string(source), filepath.Dir(file))
	}
	return all
}

// nasty is outside text that has no business being markup.
var nasty = []string{
	"yes", "", "1", "</Say><Dial>+882123456789</Dial><Say>", "]]>", "\x00", "\uFFFE", "&#x0;", "{{#secret}}k{{/secret}}", "{",
	"{#secret}k", "cita", "nan", "-1", "1e309", "9223372036854775808", "2026-02-30", strings.Repeat("é", 4000),
}

// TestStepAnyEvents sends any events in any order: every answer can be written, leaves the caller a way on or ends the
// call, and no call goes on without end.
func TestStepAnyEvents(t *testing.T) {
	all := machines(t)
	for name, machine := range all {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				now := start
				var call *engine.Call
				keys := map[string]bool{}
				for turn := range engine.DefaultTurns + 10 {
					e := anyEvent(rt, now)
					if call == nil {
						e.Kind = engine.Begin
					}
					next, reply := engine.Step(machine, call, e, deployment(t))
					for ; reply.Fetch != nil; next, reply = engine.Step(machine, call, e, deployment(t)) {
						if err := sendable(reply.Fetch, keys); err != nil || len(e.Fetched) == engine.MaxFetches {
							rt.Fatalf("turn %d, %s: request %d: %v", turn, reply.Trace.State, len(e.Fetched), err)
						}
						e.Fetched = append(e.Fetched, anyResult(rt))
					}
					if err := errors.Join(answers(reply), prepared(machine, reply)); err != nil {
						rt.Fatalf("turn %d, %s: %v", turn, reply.Trace.State, err)
					}
					for _, r := range engine.EndRequests(machine, next, deployment(t)) {
						if r.Request == nil {
							continue
						}
						if err := sendable(r.Request, map[string]bool{}); err != nil {
							rt.Fatalf("turn %d, %s: %v", turn, r.ID, err)
						}
						r.Outcome(anyResult(rt))
					}
					if reply.Trace.Hangup {
						return
					}
					b, err := machine.EncodeCall(next)
					if err != nil {
						rt.Fatal(err)
					}
					if call, err = machine.DecodeCall(b); err != nil {
						rt.Fatal(err)
					}
					now = now.Add(time.Duration(rapid.IntRange(0, 30).Draw(rt, "seconds")) * time.Second)
				}
				rt.Fatalf("the call goes on without end, at %s", call.Where())
			})
		})
	}
}

// anyEvent is an answer, silence or nothing at all, with fields of every action.
func anyEvent(t *rapid.T, now time.Time) engine.Event {
	words := rapid.SampledFrom(nasty)
	e := engine.Event{
		Kind: rapid.SampledFrom([]engine.EventKind{engine.Answer, engine.Answer, engine.Answer, engine.Silence}).Draw(t, "kind"),
		At:   now, CallSID: "v3:test", From: words.Draw(t, "From"), To: "+18335550167",
		Values: map[string]any{
			"Digits":         rapid.StringMatching(`[0-9*#]{0,5}`).Draw(t, "Digits"),
			"SpeechResult":   words.Draw(t, "SpeechResult"),
			"Confidence":     rapid.Float64Range(0, 1).Draw(t, "Confidence"),
			"DialCallStatus": rapid.SampledFrom([]string{"", "completed", "busy", "no-answer", "canceled", "failed", "x"}).Draw(t, "DialCallStatus"),
			"Status":         rapid.SampledFrom([]string{"", "valid", "invalid"}).Draw(t, "Status"),
			"RecordingUrl":   words.Draw(t, "RecordingUrl"),
		},
		Fields: []engine.WireField{
			{Name: "http_found", Value: words.Draw(t, "found")},
			{Name: "http_visits", Value: words.Draw(t, "visits")},
			{Name: "http_name", Value: words.Draw(t, "name")},
			{Name: "http_id", Value: words.Draw(t, "id")},
		},
	}
	if rapid.Bool().Draw(t, "result") {
		e.AIResult = map[string]any{
			"day": words.Draw(t, "day"), "reason": words.Draw(t, "reason"), "guests": rapid.Float64().Draw(t, "guests"),
		}
		if rapid.Bool().Draw(t, "future") {
			e.AIResult["day"] = "2099-12-04"
		}
	}
	return e
}

// anyResult is what a request may come back with.
func anyResult(t *rapid.T) engine.FetchResult {
	return engine.FetchResult{
		Failure: rapid.SampledFrom([]engine.FetchFailure{
			engine.FetchAnswered, engine.FetchAnswered, engine.FetchTimeout, engine.FetchFailed, engine.FetchBadBody,
		}).Draw(t, "failure"),
		Status: rapid.SampledFrom([]int{200, 200, 204, 302, 404, 500, 0, -1}).Draw(t, "status"),
		Body: []byte(rapid.OneOf(
			rapid.SampledFrom([]string{
				`{"match": true}`, `{"match": false, "people": [{}, {"name": "</Say><Dial>{{#secret}}k{{/secret}}"}]}`, `{"match": null}`, `[`, `null`, `{} {}`,
				`{"match": true, "people": {"1": 1}, "visit": [{"day": 1}]}`, strings.Repeat(`{"match":`, 20_000),
			}),
			rapid.String(),
		).Draw(t, "body")),
	}
}

// sendable reports what is wrong with a request that a host is to make; keys are those of the call so far.
func sendable(r *engine.FetchRequest, keys map[string]bool) error {
	u, err := url.Parse(r.URL)
	switch {
	case err != nil || u.Scheme != "https" || u.Host != "crm.example.com" && u.Host != "api.example.com":
		return fmt.Errorf("it goes to %s", r.URL)
	case r.Within <= 0 || r.Within > engine.MaxFetchTime:
		return fmt.Errorf("it may take %s", r.Within)
	case len(r.Body) > engine.MaxFetchBody:
		return fmt.Errorf("its body has %d bytes", len(r.Body))
	case r.Key == "" || keys[r.Key]:
		return fmt.Errorf("its key %q is none, or was there before", r.Key)
	}
	keys[r.Key] = true
	for _, h := range r.Headers {
		if strings.ContainsAny(h.Value, "\r\n\x00") {
			return fmt.Errorf("the header %s is %q", h.Name, h.Value)
		}
		if strings.HasPrefix(h.Value, "application/json") && !json.Valid(r.Body) {
			return fmt.Errorf("the body is no JSON: %s", r.Body)
		}
	}
	return nil
}

// answers reports what is wrong with a reply as an answer to a caller.
func answers(reply engine.Reply) error {
	if _, err := written(reply, texmlgen.Options{
		Resolve: func(route string) (string, error) { return "https://ivr.example.net/" + route, nil },
		Target:  func(string, string) error { return nil },
	}); err != nil {
		return err
	}
	doc := reply.Document
	if len(doc.Verbs) == 0 {
		return fmt.Errorf("the document is empty")
	}
	for i, v := range doc.Verbs {
		last := i == len(doc.Verbs)-1
		switch v.(type) {
		case *texmlgen.Hangup, *texmlgen.Reject, *texmlgen.Redirect:
			if !last {
				return fmt.Errorf("something follows verb %d, which ends the document", i)
			}
		default:
			if last {
				return fmt.Errorf("the document ends in %T", v)
			}
		}
	}
	return nil
}

// TestStepOddCalls gives calls that no version of a machine could have made: they are answered all the same.
func TestStepOddCalls(t *testing.T) {
	machine := machines(t)["menu.txtar"]
	for name, call := range map[string]*engine.Call{
		"no frames":     {SID: "v3:test"},
		"no such flow":  {Frames: []engine.Frame{{Flow: "gone", State: "menu"}}},
		"no such state": {Frames: []engine.Frame{{Flow: "hello", State: "gone"}}},
		"does not wait": {Frames: []engine.Frame{{Flow: "hello", State: "bye"}}},
		"no variables":  {Frames: []engine.Frame{{Flow: "hello", State: "menu"}}},
	} {
		t.Run(name, func(t *testing.T) {
			next, reply := engine.Step(machine, call, event(t, "digits 9", start), deployment(t))
			if next == call {
				t.Error("the call was changed in place")
			}
			if err := answers(reply); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestFail leads a call whose answer cannot be used to what its flow says about a failure.
func TestFail(t *testing.T) {
	clinic := machines(t)["clinic"]
	at := func(flow, state string) *engine.Call {
		return &engine.Call{Language: "en-US", Turn: 3, Frames: []engine.Frame{{Flow: flow, State: state}}}
	}
	for _, tc := range []struct {
		name, state, to string
	}{
		{"the state's own outcome", "lookup", "clinic/main"},
		{"the action's default", "desk", "clinic/mailbox"},
		{"the flow's failed way", "main", "clinic/mailbox"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			call := at("clinic", tc.state)
			next, reply := engine.Fail(clinic, call, event(t, "digits 1", start), deployment(t), "too long")
			if next.Where() != tc.to || next.Turn != 3 || call.Where() != "clinic/"+tc.state {
				t.Errorf("got to %s in turn %d; the call given is at %s", next.Where(), next.Turn, call.Where())
			}
			if err := answers(reply); err != nil {
				t.Error(err)
			}
			if len(reply.Trace.Trouble) != 1 || !strings.Contains(reply.Trace.Trouble[0], "too long") {
				t.Errorf("trouble: %q", reply.Trace.Trouble)
			}
		})
	}
}

// TestBeginIsBounded begins a call anew in its flow, as flows that redirect to each other do, until its limits end it.
func TestBeginIsBounded(t *testing.T) {
	machine := machines(t)["menu.txtar"]
	var call *engine.Call
	for range engine.DefaultTurns + 3 {
		var reply engine.Reply
		call, reply = engine.Step(machine, call, event(t, "begin", start), deployment(t))
		if reply.Trace.Hangup {
			return
		}
	}
	t.Errorf("the call began %d times", call.Turn)
}

// TestStepBoundsStates ends a call that would pass more states than an answer holds, as a version pinned by an earlier
// release may let it.
func TestStepBoundsStates(t *testing.T) {
	machine := load(t, "flow: f\nvars: {n: {type: int, default: 0}}\nstart: count\nstates:\n"+
		"  count: {choose: [{when: n < 5000, set: {n: n + 1}, to: count, at_most: 90, then: bye}, {to: bye}]}\n  bye: {say: Goodbye., hangup: true}\n")
	count := machine.Entry().States["count"].Action.(*engine.Choose).Transitions[0]
	for _, test := range []struct {
		bound int
		want  []string
	}{{90, nil}, {5000, []string{"f/count: too many states without a wait"}}} {
		count.AtMost = test.bound
		_, reply := engine.Step(machine, nil, event(t, "begin", start), deployment(t))
		if err := answers(reply); err != nil {
			t.Error(err)
		}
		if !slices.Equal(reply.Trace.Trouble, test.want) || !reply.Trace.Hangup {
			t.Errorf("at most %d: hangup %t, trouble %q, want %q", test.bound, reply.Trace.Hangup, reply.Trace.Trouble, test.want)
		}
	}
}

// TestStepBoundsWork takes the failed way when the guards of one step could cost more than a step may.
func TestStepBoundsWork(t *testing.T) {
	phrases := make([]string, 120)
	for i := range phrases {
		phrases[i] = fmt.Sprintf("%q", fmt.Sprintf("w%d", i))
	}
	guard := "said(" + strings.Join(phrases, ", ") + ")"
	if len(guard) > 1024 {
		t.Fatalf("the guard has %d bytes", len(guard))
	}
	source := "flow: heavy\ndefaults: {failed: sorry}\nstart: ask\nstates:\n  ask:\n    gather: {prompt: Speak.}\n    transitions:\n"
	for i := range 26 {
		source += "      - {when: '" + strings.Replace(guard, "w0", fmt.Sprintf("v%d", i), 1) + "', to: sorry}\n"
	}
	source += "    exhausted: sorry\n  sorry: {say: Sorry., hangup: true}\n"
	machine := load(t, source)
	call, _ := engine.Step(machine, nil, event(t, "begin", start), deployment(t))
	call, reply := engine.Step(machine, call, event(t, "speech 0.9 nothing of it", start), deployment(t))
	if call.Where() != "heavy/sorry" || len(reply.Trace.Trouble) != 1 || !strings.Contains(reply.Trace.Trouble[0], "cost too much") {
		t.Errorf("at %s, trouble %q", call.Where(), reply.Trace.Trouble)
	}
}
