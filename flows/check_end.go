package flows

import (
	"slices"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/flows/diag"
)

// leads is the place where a transition says where it leads.
func (c *checker) leads(t *engine.Transition) diag.Span {
	decl := c.made.written[t].decl
	switch {
	case decl == nil:
		return diag.Span{File: t.Place.File, Line: t.Place.Line, Column: 1}
	case decl.To.given():
		return decl.To.Node.Span
	case decl.Return.given():
		return decl.Return.Node.Span
	}
	return head(decl.Node)
}

// checkEnds finds the states from which no way leads to an end of the call, or back from a subflow: the caller could only
// hang up. A hold flow has no end; its queue has.
func checkEnds(c *checker) {
	for _, decl := range c.decls {
		flow := c.flows[decl.Name.Value]
		if c.lost[decl.Name.Value] || flow.Hold || decl.doubt.has("for") {
			continue
		}
		ending := c.endingStates(flow)
		from := map[string][]hop{}
		for _, name := range flow.Order {
			if !ending[name] {
				from[name] = slices.Collect(hops(flow, name, c.exits(flow.States[name])))
			}
		}
		if len(from) == 0 {
			continue
		}
		group := components(flow.Order, from)
		left, first := leftGroups(from, group), map[string]string{}
		for _, name := range slices.Backward(flow.Order) {
			first[group[name]] = name
		}
		for _, s := range decl.States {
			name := s.Name.Value
			if ending[name] || !c.reached[decl.Name.Value][name] || group[name] == "" || left[group[name]] || first[group[name]] != name {
				continue
			}
			c.out.Errorf(codeNoEnd, s.Name.Node.Span, "from the state %q no way leads to an end of the call", name).
				Hint = "lead one of its outcomes to a state with hangup: true, or to hangup itself"
		}
	}
}

// leftGroups are the groups of states that lead to another.
func leftGroups(from map[string][]hop, group map[string]string) map[string]bool {
	left := map[string]bool{}
	for name, hops := range from {
		if slices.ContainsFunc(hops, func(h hop) bool { return group[h.to] != group[name] }) {
			left[group[name]] = true
		}
	}
	return left
}

// endingStates are the states from which some way leads to an end.
func (c *checker) endingStates(flow *engine.Flow) map[string]bool {
	ending := make(map[string]bool, len(flow.Order))
	var next []string
	for _, name := range flow.Order {
		state := flow.States[name]
		call, calls := state.Action.(*engine.Subflow)
		if c.ends(state) || calls && c.hangsUp(call.Flow) {
			ending[name] = true
			next = append(next, name)
		}
	}
	leading := c.leadingTo(flow)
	for len(next) > 0 {
		name := next[0]
		next = next[1:]
		for _, other := range leading[name] {
			if !ending[other] {
				ending[other] = true
				next = append(next, other)
			}
		}
	}
	return ending
}

// ends reports whether a call may end in a state, or go back from it to the flow that called this one.
func (c *checker) ends(state *engine.State) bool {
	return endsAtOnce(state) || c.leadsTo(state, engine.ToHangup, engine.ToReturn)
}

// leadsTo reports whether a transition of a state, or what follows its bound, has a target of one of these kinds.
func (c *checker) leadsTo(state *engine.State, kinds ...engine.TargetKind) bool {
	for t := range taken(c.exits(state)) {
		if slices.Contains(kinds, t.Target.Kind) {
			return true
		}
	}
	return false
}

// endsAtOnce reports whether a state's action is one that nothing comes after.
func endsAtOnce(state *engine.State) bool {
	switch a := state.Action.(type) {
	case *engine.Hangup, *engine.Reject, *engine.Redirect, *engine.Leave:
		return true
	case *engine.Texml:
		return a.Callback == "" && len(a.Outcomes) == 0
	}
	return false
}

// hangsUp reports whether a call may end inside a subflow.
func (c *checker) hangsUp(name string) bool {
	found, ok := c.hanging[name]
	if !ok {
		found = c.findHangup(name)
		c.hanging[name] = found
	}
	return found
}

func (c *checker) findHangup(name string) bool {
	flow := c.flows[name]
	if flow == nil || c.lost[name] {
		return true // what it does is not known
	}
	for _, state := range flow.States {
		if endsAtOnce(state) || c.leadsTo(state, engine.ToHangup) {
			return true
		}
	}
	return false
}
