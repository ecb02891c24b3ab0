package engine

import (
	"github.com/texmlflow/texmlflow/texmlgen"
)

// enter begins a visit of a state of the current flow.
func (s *stepper) enter(name string) {
	frame := s.call.Top()
	state := s.machine.Flows[frame.Flow].States[name]
	if state == nil {
		s.trouble("there is no state " + name)
		s.fail()
		return
	}
	if s.states++; s.states > MaxStates {
		s.trouble("too many states without a wait")
		s.apologize()
		return
	}
	frame.State, frame.Attempt, frame.NoInputs, frame.NoMatches = name, 1, 0, 0
	s.trace.Steps = append(s.trace.Steps, ">"+name)
	s.explain(Reason{Kind: Entered})
	s.values, s.exits = nil, nil
	s.assign(state.Set)
	s.speakIn(state.Switch)
	s.parts(state.Parts)
	s.act(state)
}

// again is the next attempt of the same visit: what is said once a visit is not repeated.
func (s *stepper) again() {
	if s.states++; s.states > MaxStates {
		s.trouble("too many states without a wait")
		s.apologize()
		return
	}
	s.call.Top().Attempt++
	s.values, s.exits = nil, nil
	s.act(s.state())
}

// act does the one thing that happens in a state.
func (s *stepper) act(state *State) {
	switch a := state.Action.(type) {
	case nil:
		if state.Exit == nil {
			s.end()
			return
		}
		s.outcome("to")
		s.run(state.Exit)
	case *Choose:
		s.decide("choose", a.Transitions)
	case *Subflow:
		s.descend(a)
	case *Hangup:
		s.hangup()
	case *Reject:
		s.finish(&texmlgen.Reject{Reason: a.Reason}, a)
	case *Redirect:
		s.redirect(a)
	case *Leave:
		s.add(&texmlgen.Leave{}, a)
		s.end()
	case *Texml:
		s.raw(a)
	case *Fetch:
		s.fetch(a)
	default:
		s.wait()
	}
}
