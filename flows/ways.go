package flows

import (
	"iter"
	"maps"
	"slices"

	"github.com/texmlflow/texmlflow/engine"
)

// Way is the transitions of one outcome of a state.
type Way struct {
	Outcome     string // as in the table of outcomes; choices, commands, choose and to beside them
	Transitions []*engine.Transition
}

// Ways lists every outcome of a state with its transitions, in the order in which its action tries them.
func Ways(s *engine.State) []Way {
	out := make([]Way, 0, 6) // most have fewer
	add := func(outcome string, list []*engine.Transition) {
		if len(list) > 0 {
			out = append(out, Way{outcome, list})
		}
	}
	if s.Exit != nil {
		add("to", []*engine.Transition{s.Exit})
	}
	switch a := s.Action.(type) {
	case *engine.Gather:
		add("transitions", a.Transitions)
		chosen := make([]*engine.Transition, len(a.Choices))
		for i, c := range a.Choices {
			chosen[i] = c.Transition
			add("choices", chosen[i:i+1:i+1])
		}
		for _, c := range a.Commands {
			add("commands", []*engine.Transition{c.Transition})
		}
		add("no_input", a.NoInput)
		add("no_match", a.NoMatch)
		add("exhausted", a.Exhausted)
	case *engine.AIGather:
		add("transitions", a.Transitions)
		add("invalid", a.Invalid)
		add("failed", a.Failed)
	case *engine.HTTPRequest:
		add("ok", a.OK)
		add("failed", a.Failed)
	case *engine.Fetch:
		add("ok", a.OK)
		add("status", a.Status)
		add("timeout", a.Timeout)
		add("bad_body", a.BadBody)
		add("failed", a.Failed)
	case *engine.Dial:
		add("answered", a.Answered)
		add("busy", a.Busy)
		add("no_answer", a.NoAnswer)
		add("declined", a.Declined)
		add("canceled", a.Canceled)
		add("failed", a.Failed)
	case *engine.Conference:
		add("ended", a.Ended)
		add("failed", a.Failed)
	case *engine.Enqueue:
		add("bridged", a.Bridged)
		add("left", a.Left)
		add("full", a.Full)
		add("timed_out", a.TimedOut)
		add("failed", a.Failed)
	case *engine.Connect:
		add("ended", a.Ended)
		add("failed", a.Failed)
	case *engine.Refer:
		add("ok", a.OK)
		add("failed", a.Failed)
	case *engine.Pay:
		add("ok", a.OK)
		add("failed", a.Failed)
	case *engine.Record:
		add("recorded", a.Recorded)
		add("empty", a.Empty)
		add("failed", a.Failed)
	case *engine.Texml:
		for _, o := range a.Outcomes {
			add(o.Name, o.Transitions)
		}
		add("failed", a.Failed)
	case *engine.Choose:
		add("choose", a.Transitions)
	case *engine.Subflow:
		for _, name := range slices.Sorted(maps.Keys(a.Returns)) {
			add(name, a.Returns[name])
		}
	}
	return out
}

// leaving is where a state leads.
type leaving struct {
	ways  []Way
	exits []*engine.Transition // of all of them
}

// leave is where a state leads, worked out once for each.
func (c *checker) leave(s *engine.State) leaving {
	l, ok := c.leaving[s]
	if !ok {
		l.ways = Ways(s)
		n := 0
		for _, w := range l.ways {
			n += len(w.Transitions)
		}
		l.exits = make([]*engine.Transition, 0, n)
		for _, w := range l.ways {
			l.exits = append(l.exits, w.Transitions...)
		}
		c.leaving[s] = l
	}
	return l
}

// exits lists every transition that may be taken in a state, without those that follow a bound.
func (c *checker) exits(s *engine.State) []*engine.Transition { return c.leave(s).exits }

// anywhere are the transitions that may be taken in any state: a step may fail in it, or come to the limits of the call.
// Those that are not there are nil.
func anywhere(flow *engine.Flow) []*engine.Transition {
	return []*engine.Transition{flow.Failed, flow.Limits.Then}
}

// taken visits transitions, each with those that follow its bound.
func taken(list []*engine.Transition) iter.Seq[*engine.Transition] {
	return func(yield func(*engine.Transition) bool) {
		for _, t := range list {
			for ; t != nil; t = t.Then {
				if !yield(t) {
					return
				}
			}
		}
	}
}

// hop is a way from one state to another.
type hop struct {
	from, to string
	taken    *engine.Transition
}

// hops lists the ways from a state of a flow to others by some of its transitions.
func hops(flow *engine.Flow, from string, list []*engine.Transition) iter.Seq[hop] {
	return func(yield func(hop) bool) {
		for t := range taken(list) {
			if t.Target.Kind == engine.ToState && flow.States[t.Target.State] != nil && !yield(hop{from, t.Target.State, t}) {
				return
			}
		}
	}
}

// shortestWay finds the shortest way from a state to another, or round to itself, by the hops that lead on from each; nil when
// there is none.
func shortestWay(from, to string, leads func(state string) []hop) []hop {
	came := map[string]hop{}
	next := []string{from}
	for len(next) > 0 {
		at := next[0]
		next = next[1:]
		for _, h := range leads(at) {
			if _, seen := came[h.to]; seen {
				continue
			}
			came[h.to] = h
			next = append(next, h.to)
			if h.to != to {
				continue
			}
			way := []hop{h}
			for h.from != from {
				h = came[h.from]
				way = append(way, h)
			}
			slices.Reverse(way)
			return way
		}
	}
	return nil
}

// waiting are the outcomes between which time passes that the caller, or someone the caller talks to, takes: a cycle
// through one of them is no runaway.
var waiting = map[string][]string{
	"gather":     {"transitions", "choices", "commands", "no_input", "no_match", "exhausted"},
	"ai_gather":  {"transitions", "invalid"},
	"dial":       {"answered"},
	"record":     {"recorded"},
	"conference": {"ended"},
	"enqueue":    {"bridged", "left", "timed_out"},
	"connect":    {"ended"},
	"refer":      {"ok"},
	"pay":        {"ok"},
}

// waits reports whether an outcome of a state comes after such a wait. A subflow's is asked of the subflow. Raw verbs with
// which something is wrong may be meant to wait.
func waits(decl *stateDecl, state *engine.State, outcome string) bool {
	if raw, ok := state.Action.(*engine.Texml); ok {
		return outcome != "failed" && (raw.Callback != "" || decl.vague)
	}
	return slices.Contains(waiting[decl.actionName()], outcome)
}
