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
		if c.lost[decl.Name.Value] {
			continue
		}
		flow, reached := c.flows[decl.Name.Value], c.reached[decl.Name.Value]
		var from map[string][]string
		for _, s := range decl.States {
			if reached[s.Name.Value] || flow.States[s.Name.Value] == nil {
				continue
			}
			if from == nil {
				from = c.leadingTo(flow)
			}
			c.unreachable(s, from[s.Name.Value])
		}
	}
}

// reachedStates finds the states that a call can come to.
func (c *checker) reachedStates(flow *engine.Flow) map[string]bool {
	reached := make(map[string]bool, len(flow.Order))
	next := []string{flow.Start}
	follow := func(from string, list []*engine.Transition) {
		for h := range hops(flow, from, list) {
			next = append(next, h.to)
		}
	}
	follow("", anywhere(flow))
	for len(next) > 0 {
		name := next[len(next)-1]
		next = next[:len(next)-1]
		if state := flow.States[name]; state != nil && !reached[name] {
			reached[name] = true
			follow(name, c.exits(state))
		}
	}
	return reached
}

// leadingTo lists, for each state, the others that lead to it, in the order of the file.
func (c *checker) leadingTo(flow *engine.Flow) map[string][]string {
	from := make(map[string][]string, len(flow.Order))
	for _, name := range flow.Order {
		for h := range hops(flow, name, c.exits(flow.States[name])) {
			if list := from[h.to]; h.to != name && (len(list) == 0 || list[len(list)-1] != name) {
				from[h.to] = append(list, name)
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
