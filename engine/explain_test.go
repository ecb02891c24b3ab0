package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/texmlgen"
)

const explained = `
flow: doors
vars: {tries: {type: int, default: 0}}
start: ask
states:
  ask:
    gather:
      prompt: Press a key.
      choices:
        "1": {when: tries > 5, to: open}
        "2": {to: check, at_most: 1, then: open}
    transitions:
      - when: Digits == "9" && tries == 0
        to: open
    exhausted: open
  check:
    subflow: {flow: pin, with: {right: '"4711"'}}
    good: open
    bad: ask
  open: {say: Open., hangup: true}
---
flow: pin
params: {right: {type: string, sensitive: true}}
returns: [good, bad]
start: enter
states:
  enter:
    gather: {prompt: PIN., num_digits: 4, commands: "off"}
    transitions:
      - {when: Digits == right, return: good}
      - {return: bad}
    exhausted: {return: bad}
`

// TestExplain: a tool hears of all that a step decides, in order, and the step comes to the same.
func TestExplain(t *testing.T) {
	m := load(t, explained)
	var got strings.Builder
	turn := 0
	d := deployment(t)
	d.Explain = func(r engine.Reason) {
		if r.N == 0 {
			turn = r.Turn
			fmt.Fprintf(&got, "turn %d\n", turn)
		}
		if r.Turn != turn || r.Track != engine.TrackMain {
			t.Errorf("a reason of turn %d, track %q in turn %d", r.Turn, r.Track, turn)
		}
		fmt.Fprintf(&got, "%s/%s", r.Flow, r.State)
		switch r.Kind {
		case engine.Entered:
			got.WriteString(" entered")
		case engine.Decided:
			got.WriteString(" " + r.Outcome)
		case engine.Tried:
			fmt.Fprintf(&got, " line %d: %s is %v with %v", r.Transition.Place.Line, r.When, r.Holds, r.Reads)
		case engine.UsedUp:
			fmt.Fprintf(&got, " line %d is used up", r.Transition.Place.Line)
		case engine.Taken:
			fmt.Fprintf(&got, " line %d: %s", r.Transition.Place.Line, r.Transition.Target)
		}
		got.WriteString("\n")
	}
	var call *engine.Call
	for _, line := range []string{"begin", "digits 2", "digits 1111", "digits 1", "digits 2"} {
		e := event(t, line, start)
		plain, _ := engine.Step(m, call, e, deployment(t))
		call, _ = engine.Step(m, call, e, d)
		if diff := cmp.Diff(plain, call); diff != "" {
			t.Errorf("explained, the step is another (-plain +explained):\n%s", diff)
		}
	}
	want := `turn 1
doors/ask entered
turn 2
doors/ask line 13: Digits == "9" && tries == 0 is false with [{Digits "2"} {tries 0}]
doors/ask choice 2
doors/ask line 11: to check
doors/check entered
pin/enter entered
turn 3
pin/enter line 30: Digits == right is false with [{Digits ***} {right ***}]
pin/enter transitions
pin/enter line 31: return bad
doors/check bad
doors/check line 19: to ask
doors/ask entered
turn 4
doors/ask line 13: Digits == "9" && tries == 0 is false with [{Digits "1"} {tries 0}]
doors/ask line 10: tries > 5 is false with [{tries 0}]
doors/ask no_match
turn 5
doors/ask line 13: Digits == "9" && tries == 0 is false with [{Digits "2"} {tries 0}]
doors/ask choice 2
doors/ask line 11 is used up
doors/ask line 11: to open
doors/open entered
doors/open end
`
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestInside(t *testing.T) {
	m := load(t, explained)
	for _, tc := range []struct {
		flow, state string
		want        []engine.Visit
	}{
		{"doors", "ask", []engine.Visit{{Flow: "doors", State: "ask"}}},
		{"pin", "enter", []engine.Visit{{Flow: "doors", State: "check"}, {Flow: "pin", State: "enter"}}},
		{"elsewhere", "enter", nil},
	} {
		if diff := cmp.Diff(tc.want, engine.Inside(m, tc.flow, tc.state)); diff != "" {
			t.Errorf("%s/%s (-want +got):\n%s", tc.flow, tc.state, diff)
		}
	}
}

// TestAt: a call that was put into a state goes on from there as one that has come there.
func TestAt(t *testing.T) {
	m := load(t, explained)
	begin := event(t, "begin", start)
	c, err := engine.At(m, begin, engine.Inside(m, "pin", "enter"))
	if err != nil {
		t.Fatal(err)
	}
	c, reply := engine.Enter(m, c, begin, deployment(t))
	if got := c.Where(); got != "doors/check/pin/enter" || len(reply.Document.Verbs) != 2 || reply.Trace.From != "" {
		t.Errorf("it stands in %s with %d verbs, from %q", got, len(reply.Document.Verbs), reply.Trace.From)
	}
	if c, reply = engine.Step(m, c, event(t, "digits 1111", start), deployment(t)); c.Where() != "doors/ask" || len(reply.Trace.Trouble) > 0 {
		t.Errorf("it stands in %s, %v", c.Where(), reply.Trace.Trouble)
	}
	for name, inside := range map[string][]engine.Visit{
		"nowhere":                  nil,
		"no such state":            {{Flow: "doors", State: "asc"}},
		"a subflow by itself":      {{Flow: "pin", State: "enter"}},
		"a state that enters none": {{Flow: "doors", State: "ask"}, {Flow: "pin", State: "enter"}},
	} {
		if c, err := engine.At(m, begin, inside); err == nil {
			t.Errorf("%s: it stands in %s", name, c.Where())
		}
	}
}

const queued = `flow: queued
env: [CRM]
vars: {pin: {type: string, sensitive: true, default: '"1234"'}, n: {type: int, default: "3"}}
start: ask
states:
  ask:
    fetch: {post: "${env.CRM}/x", json: {n: n, list: ["n", pin], card: {pin: pin, n: n}}}
    otherwise: plain
  plain:
    fetch: {post: "${env.CRM}/x", form: {n: "${n}", pin: "${pin}"}}
    otherwise: open
  open:
    fetch: {post: "${env.CRM}/x", json: {n: n}}
    otherwise: wait
  wait:
    enqueue: {queue: desk, hold: {flow: music, with: {who: n}}}
    otherwise: hangup
---
flow: music
for: hold
params: {who: int}
start: play
states:
  play: {say: "You are ${who}.", to: more}
  more: {gather: {prompt: Press 9., choices: {"9": out}}, exhausted: play}
  out: {leave: true}
---
flow: unheard
for: hold
start: play
states: {play: {say: Nobody hears it.}}
`

// TestAtHold: what is heard by who waits stands in any state of it, with what it was given.
func TestAtHold(t *testing.T) {
	m := load(t, queued)
	begin := event(t, "begin", start)
	parent, err := engine.At(m, begin, engine.Hearing(m, "music"))
	if err != nil {
		t.Fatal(err)
	}
	if got := parent.Where(); got != "queued/wait" {
		t.Errorf("it waits in %s", got)
	}
	if got := engine.Hearing(m, "unheard"); got != nil {
		t.Errorf("%v hears what nobody does", got)
	}
	c, err := engine.AtHold(m, parent, engine.InsideOf(m, "music", "music", "play"), begin, deployment(t))
	if err != nil {
		t.Fatal(err)
	}
	c, reply := engine.Enter(m, c, begin, deployment(t))
	if say, ok := reply.Document.Verbs[0].(*texmlgen.Say); !ok || say.Text.String() != "You are 3." || c.Where() != "music/more" || c.Track != engine.TrackHold {
		t.Errorf("%v, in %s of %q", reply.Document.Verbs[0], c.Where(), c.Track)
	}
	for name, inside := range map[string][]engine.Visit{
		"nowhere": nil, "no such state": {{Flow: "music", State: "pley"}}, "another flow": {{Flow: "queued", State: "wait"}},
		"a state that enters none": {{Flow: "music", State: "play"}, {Flow: "music", State: "more"}},
	} {
		if c, err := engine.AtHold(m, parent, inside, begin, deployment(t)); err == nil {
			t.Errorf("%s: it stands in %s", name, c.Where())
		}
	}
	elsewhere, err := engine.At(m, begin, engine.Inside(m, "queued", "ask"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := engine.AtHold(m, elsewhere, engine.InsideOf(m, "music", "music", "play"), begin, deployment(t)); err == nil {
		t.Error("it is heard where nobody waits")
	}
}

// TestSecret: a request knows which of its parts are made from secrets.
func TestSecret(t *testing.T) {
	m := load(t, queued)
	of := func(state string) *engine.Fetch { return m.Flows["queued"].States[state].Action.(*engine.Fetch) }
	for state, want := range map[string]bool{"ask": true, "plain": true, "open": false} {
		if got := of(state).Secret(); got != want {
			t.Errorf("%s: %v", state, got)
		}
	}
	body := of("ask").JSON
	for name, tc := range map[string]struct {
		value *engine.Value
		want  bool
	}{
		"n": {body.Field("n"), false}, "list": {body.Field("list"), true}, "list[0]": {body.Field("list").Item(0), false}, "list[1]": {body.Field("list").Item(1), true},
		"card": {body.Field("card"), true}, "card.n": {body.Field("card").Field("n"), false}, "card.pin": {body.Field("card").Field("pin"), true},
		"none": {body.Field("none"), false}, "none.n": {body.Field("none").Field("n"), false}, "list[2]": {body.Field("list").Item(2), false},
	} {
		if got := tc.value.Secret(); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestReasons: a step that is done anew tells its reasons once; another step of the same turn adds its own.
func TestReasons(t *testing.T) {
	m := load(t, queued)
	var all engine.Reasons
	d := deployment(t)
	d.Explain = all.Add
	e := event(t, "begin", start)
	e.Fetched = nil
	for range 4 {
		_, reply := engine.Step(m, nil, e, d)
		if reply.Fetch == nil {
			break
		}
		e.Fetched = append(e.Fetched, engine.FetchResult{Status: 200})
	}
	var got []string
	for _, r := range all {
		got = append(got, r.Lines(m)...)
	}
	want := []string{
		"state queued/ask (flow.yaml:6)", "outcome of queued/ask: ok", "transition to plain (flow.yaml:8)",
		"state queued/plain (flow.yaml:9)", "outcome of queued/plain: ok", "transition to open (flow.yaml:11)",
		"state queued/open (flow.yaml:12)", "outcome of queued/open: ok", "transition to wait (flow.yaml:14)", "state queued/wait (flow.yaml:15)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	before := len(all)
	all.Add(engine.Reason{Turn: all[0].Turn, Kind: engine.Decided, Flow: "queued", State: "wait", Outcome: "failed"})
	if len(all) != before+1 {
		t.Errorf("%d reasons, want %d", len(all), before+1)
	}
}

// TestExplainPlaceless: a guard that is no transition's tells its place too: one of on_end, and one of raw verbs.
func TestExplainPlaceless(t *testing.T) {
	m := load(t, `flow: f
start: a
on_end:
  - when: call.turn > 0
    fetch: {post: "https://api.example.com/end"}
states:
  a:
    texml:
      document: <Gather numDigits="1"><Say>Press a key.</Say></Gather>
      outcomes:
        one: Digits == "1"
        other: null
    otherwise: hangup
`)
	var got []string
	d := deployment(t)
	d.Explain = func(r engine.Reason) {
		if r.Kind == engine.Tried {
			got = append(got, r.Lines(m)[0])
		}
	}
	c, _ := engine.Step(m, nil, event(t, "begin", start), d)
	c, _ = engine.Step(m, c, event(t, "digits 1", start), d)
	engine.EndRequests(m, c, d)
	want := []string{`guard Digits == "1": true (flow.yaml:11)`, `guard call.turn > 0: true (flow.yaml:4)`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
