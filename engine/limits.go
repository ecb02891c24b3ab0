package engine

import (
	"time"
)

// overLimit takes the way of a call that has used up its turns or its time, and reports whether it did.
func (s *stepper) overLimit() bool {
	if s.call.Track != TrackMain {
		return false // it ends with the verb that it runs beside
	}
	limits := s.machine.Entry().Limits
	turns, duration := limits.Turns, limits.Duration
	if turns == 0 {
		turns = DefaultTurns
	}
	if duration == 0 {
		duration = DefaultDuration
	}
	if s.call.Limited > 0 {
		if s.call.Turn < s.call.Limited+2 {
			return false
		}
		s.outcome("limit")
		s.apologize()
		return true
	}
	if s.call.Turn <= turns && s.event.At.Sub(s.call.Started) < duration {
		return false
	}
	s.call.Limited = s.call.Turn
	s.outcome("limit")
	s.trouble("the call reached its limit of turns or time")
	if limits.Then == nil {
		s.apologize()
		return true
	}
	s.unwind()
	s.run(limits.Then)
	return true
}

// since returns how long the call has lasted at this event, never negative.
func (s *stepper) since() time.Duration {
	return max(0, s.event.At.Sub(s.call.Started))
}
