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
		reached := c.reached[decl.Name.Value]
		var from map[string][]string
		for _, s := range decl.States {
			if reached[s.Name.Value] || flow.States[s.Name.Value] == nil {
				continue
			}
			if from == nil {
				from = c.leadingTo(decl, flow)
			}
			c.unreachable(s, from[s.Name.Value])
		}
	}
}

// reachedStates finds the states that a call can come to.
func (c *checker) reachedStates(flow *engine.Flow) map[string]bool {
	reached := make(map[string]bool, len(flow.Order))
	next := []string{flow.Start}
	follow := func(t *engine.Transition) {
		for ; t != nil; t = t.Then {
			if t.Target.Kind == engine.ToState {
				next = append(next, t.Target.State)
			}
		}
	}
	follow(flow.Failed)
	follow(flow.Limits.Then)
	for len(next) > 0 {
		name := next[len(next)-1]
		next = next[:len(next)-1]
		if state := flow.States[name]; state != nil && !reached[name] {
			reached[name] = true
			for _, t := range c.exits(state) {
				follow(t)
			}
		}
	}
	return reached
}

// leadingTo lists, for each state, the others that lead to it, in the order of the file.
func (c *checker) leadingTo(decl *flowDecl, flow *engine.Flow) map[string][]string {
	from := map[string][]string{}
	for _, other := range decl.States {
		name := other.Name.Value
		state := flow.States[name]
		if state == nil {
			continue
		}
		for _, t := range c.exits(state) {
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
