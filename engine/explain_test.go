package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/engine"
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
