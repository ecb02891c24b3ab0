package engine

import (
	"github.com/texmlflow/texmlflow/engine/guard"
)

// take runs the first transition whose guard is true, and reports whether there was one.
func (s *stepper) take(list []*Transition) bool {
	t := s.first(list)
	if t == nil {
		return false
	}
	s.run(t)
	return true
}

// first returns the first transition whose guard is true; nil when none is.
func (s *stepper) first(list []*Transition) *Transition {
	for _, t := range list {
		if s.holds(t, t.When) {
			return t
		}
	}
	return nil
}

// decide takes an outcome of the current state.
func (s *stepper) decide(name string, list []*Transition) {
	s.outcome(name)
	if !s.take(list) {
		s.trouble("no transition of outcome " + name + " was taken")
		s.fail()
	}
}

// settle returns the transition that is really taken for t: past its bound, that is its then. It counts the taking.
func (s *stepper) settle(t *Transition) *Transition {
	for t != nil && t.AtMost > 0 {
		if s.call.Taken[t.ID] < t.AtMost {
			if s.call.Taken == nil {
				s.call.Taken = map[string]int{}
			}
			s.call.Taken[t.ID]++
			return t
		}
		s.explain(Reason{Kind: UsedUp, Transition: t})
		t = t.Then
	}
	return t
}

// run takes a transition, bounds and all.
func (s *stepper) run(t *Transition) {
	if t = s.settle(t); t == nil {
		s.trouble("a bounded transition has nothing after its bound")
		s.fail()
		return
	}
	s.perform(t)
	s.follow(t.Target)
}

// perform does what a transition does on its way: set reads the old values, say sees the new.
func (s *stepper) perform(t *Transition) {
	s.trace.Steps = append(s.trace.Steps, t.ID)
	s.explain(Reason{Kind: Taken, Transition: t})
	s.assign(t.Set)
	s.speakIn(t.Switch)
	s.parts(t.Parts)
}

// follow goes where a target leads.
func (s *stepper) follow(target Target) {
	switch target.Kind {
	case ToState:
		if target.State == s.call.Top().State && s.states == 0 {
			s.again()
			return
		}
		s.enter(target.State)
	case ToHangup:
		s.hangup()
	case ToReturn:
		s.giveBack(target)
	case ToRepeat:
		s.wait()
	case ToRetry:
		s.again()
	}
}

// holds reports whether the guard of a transition is true; a missing guard is.
func (s *stepper) holds(t *Transition, when *guard.Program) bool {
	return s.holdsAt(Place{}, t, when)
}

// holdsAt is holds for a guard that is no transition's, with the place where it is written.
func (s *stepper) holdsAt(at Place, t *Transition, when *guard.Program) bool {
	if when == nil {
		return true
	}
	holds := s.spend(when) && when.True(s.env())
	if s.deployment.Explain != nil {
		s.explain(Reason{Kind: Tried, At: at, Transition: t, When: when.Source(), Holds: holds, Reads: when.Inputs(s.env())})
	}
	return holds
}
