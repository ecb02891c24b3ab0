package flows

import (
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
		for _, s := range decl.States {
			if !reached[s.Name.Value] && flow.States[s.Name.Value] != nil {
				c.unreachable(decl, flow, s)
			}
		}
	}
}

// unreachable says from where a state would be reached.
func (c *checker) unreachable(decl *flowDecl, flow *engine.Flow, s *stateDecl) {
	var from []string
	for _, other := range decl.States {
		state := flow.States[other.Name.Value]
		if state == nil || other == s {
			continue
		}
		for _, t := range exits(state) {
			if leadsTo(t, s.Name.Value) {
				from = append(from, other.Name.Value)
				break
			}
		}
	}
	f := c.out.Errorf(codeUnreachable, s.Name.Node.Span, "no call comes to the state %q", s.Name.Value)
	if len(from) == 0 {
		f.Hint = "no other state leads to it: name it in one, or leave it out"
		return
	}
	f.Hint = "it is reached from " + strings.Join(from, ", ") + " alone, and no call comes there either"
}

func leadsTo(t *engine.Transition, state string) bool {
	for ; t != nil; t = t.Then {
		if t.Target.Kind == engine.ToState && t.Target.State == state {
			return true
		}
	}
	return false
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
		add(a.Answered, a.Busy, a.NoAnswer, a.Canceled, a.Failed)
	case *engine.Record:
		add(a.Recorded, a.Empty, a.Failed)
	case *engine.Choose:
		add(a.Transitions)
	case *engine.Subflow:
		for _, list := range a.Returns {
			add(list)
		}
	}
	return out
}
