package engine

import (
	"slices"
)

// descend enters a subflow.
func (s *stepper) descend(a *Subflow) {
	flow := s.machine.Flows[a.Flow]
	if flow == nil || len(s.call.Frames) >= MaxDepth {
		s.trouble("subflow " + a.Flow + " cannot be entered")
		s.fail()
		return
	}
	params := s.evaluate(a.With)
	s.push(flow, params)
	s.enter(flow.Start)
}

// giveBack leaves a subflow with one of its return names.
func (s *stepper) giveBack(target Target) {
	flow := s.machine.Flows[s.call.Top().Flow]
	data := s.evaluate(target.With)
	for _, r := range flow.Returns {
		if r.Name == target.Return {
			complete(data, r.Fields)
		}
	}
	s.call.Frames = s.call.Frames[:len(s.call.Frames)-1]
	s.values = nil
	var list []*Transition
	if s.call.Top() != nil {
		if a, ok := s.state().Action.(*Subflow); ok {
			list = a.Returns[target.Return]
		}
	}
	if list == nil {
		s.trouble("nothing follows return " + target.Return)
		s.fail()
		return
	}
	s.exits = map[string]any{"returned": data}
	s.outcome(target.Return)
	// The calling state was left when the subflow began, so that going back to it is a new visit.
	s.states++
	if !s.take(list) {
		s.trouble("no transition of return " + target.Return + " was taken")
		s.fail()
	}
}

// push puts a flow on the stack with its variables at their defaults.
func (s *stepper) push(flow *Flow, params map[string]any) {
	vars := make(map[string]any, len(flow.Vars)+len(flow.Params))
	for _, v := range flow.Vars {
		vars[v.Name] = v.initial()
	}
	for _, p := range flow.Params {
		value, ok := params[p.Name]
		if !ok && !p.Type.Optional {
			value = p.Type.Zero()
		}
		vars[p.Name] = p.Type.Fit(value)
	}
	s.call.Frames = append(slices.Clip(s.call.Frames), Frame{Flow: flow.Name, Vars: vars})
	s.values, s.exits = nil, nil
}

// unwind leaves every subflow.
func (s *stepper) unwind() {
	s.call.Frames = s.call.Frames[:1]
	s.values, s.exits = nil, nil
}

func (s *stepper) state() *State {
	f := s.call.Top()
	return s.machine.Flows[f.Flow].States[f.State]
}

// stands reports whether the machine has the states that the call is in.
func (s *stepper) stands() bool {
	for _, f := range s.call.Frames {
		if flow := s.machine.Flows[f.Flow]; flow == nil || flow.States[f.State] == nil {
			return false
		}
	}
	return len(s.call.Frames) > 0
}

// action is what happens in the state that a call stands in; nil where nothing does, or the machine has no such state.
func (m *Machine) action(c *Call) Action {
	if s := (&stepper{machine: m, call: c}); s.stands() {
		return s.state().Action
	}
	return nil
}

func (s *stepper) flow() *Flow { return s.machine.Flows[s.call.Top().Flow] }
