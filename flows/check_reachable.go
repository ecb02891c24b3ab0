package flows

import (
	"fmt"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
)

// checkReachable finds the states that no call can come to: not from the start, not from a command or a choice, not from
// what defaults.failed and the limits lead to.
func checkReachable(c *checker) {
	for _, decl := range c.decls {
		flow := c.flows[decl.Name.Value]
		if c.lost[decl.Name.Value] || flow == nil {
			continue
		}
		reached := map[string]bool{}
		var visit func(name string)
		follow := func(t *engine.Transition) {
			for ; t != nil; t = t.Then {
				if t.Target.Kind == engine.ToState {
					visit(t.Target.State)
				}
			}
		}
		visit = func(name string) {
			state := flow.States[name]
			if state == nil || reached[name] {
				return
			}
			reached[name] = true
			for _, t := range exits(state) {
				follow(t)
			}
		}
		visit(flow.Start)
		follow(flow.Failed)
		follow(flow.Limits.Then)
		var from map[string][]string
		for _, s := range decl.States {
			if reached[s.Name.Value] || flow.States[s.Name.Value] == nil {
				continue
			}
			if from == nil {
				from = leadingTo(decl, flow)
			}
			c.unreachable(s, from[s.Name.Value])
		}
	}
}

// leadingTo lists, for each state, the others that lead to it, in the order of the file.
func leadingTo(decl *flowDecl, flow *engine.Flow) map[string][]string {
	from := map[string][]string{}
	for _, other := range decl.States {
		name := other.Name.Value
		state := flow.States[name]
		if state == nil {
			continue
		}
		for _, t := range exits(state) {
			for ; t != nil; t = t.Then {
				to := t.Target.State
				last := len(from[to]) - 1
				if t.Target.Kind == engine.ToState && to != name && (last < 0 || from[to][last] != name) {
					from[to] = append(from[to], name)
				}
			}
		}
	}
	return from
}

// unreachable says from where a state would be reached.
func (c *checker) unreachable(s *stateDecl, from []string) {
	const shown = 5
	f := c.out.Errorf(codeUnreachable, s.Name.Node.Span, "no call comes to the state %q", s.Name.Value)
	switch {
	case len(from) == 0:
		f.Hint = "no other state leads to it: name it in one, or leave it out"
	case len(from) > shown:
		f.Hint = fmt.Sprintf("it is reached from %s and %d more alone, and no call comes there either",
			strings.Join(from[:shown], ", "), len(from)-shown)
	default:
		f.Hint = "it is reached from " + strings.Join(from, ", ") + " alone, and no call comes there either"
	}
}

// exits lists every transition that may be taken in a state, in the order of its action.
func exits(s *engine.State) []*engine.Transition {
	var out []*engine.Transition
	if s.Exit != nil {
		out = append(out, s.Exit)
	}
	add := func(lists ...[]*engine.Transition) {
		for _, l := range lists {
			out = append(out, l...)
		}
	}
	switch a := s.Action.(type) {
	case *engine.Gather:
		add(a.Transitions)
		for _, c := range a.Choices {
			out = append(out, c.Transition)
		}
		for _, c := range a.Commands {
			out = append(out, c.Transition)
		}
		add(a.NoInput, a.NoMatch, a.Exhausted)
	case *engine.AIGather:
		add(a.Transitions, a.Invalid, a.Failed)
	case *engine.HTTPRequest:
		add(a.OK, a.Failed)
	case *engine.Dial:
		add(a.Answered, a.Busy, a.NoAnswer, a.Declined, a.Canceled, a.Failed)
	case *engine.Conference:
		add(a.Ended, a.Failed)
	case *engine.Enqueue:
		add(a.Bridged, a.Left, a.Full, a.TimedOut, a.Failed)
	case *engine.Connect:
		add(a.Ended, a.Failed)
	case *engine.Refer:
		add(a.OK, a.Failed)
	case *engine.Pay:
		add(a.OK, a.Failed)
	case *engine.Record:
		add(a.Recorded, a.Empty, a.Failed)
	case *engine.Texml:
		for _, o := range a.Outcomes {
			add(o.Transitions)
		}
		add(a.Failed)
	case *engine.Choose:
		add(a.Transitions)
	case *engine.Subflow:
		for _, list := range a.Returns {
			add(list)
		}
	}
	return out
}
