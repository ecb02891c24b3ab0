package engine

import (
	"github.com/texmlflow/texmlflow/texmlgen"
)

// maxFailures is how often one step takes a failed way before it apologizes instead.
const maxFailures = 3

// Fail moves a call on from a step whose document could not be used: c is the call that step returned, and why goes into
// the trace. It takes the failed outcome of the state that the call waits in, or the flow's failed way, and is the same
// turn. It makes no request: a fetch on its way has failed.
func Fail(m *Machine, c *Call, e Event, d Deployment, why string) (*Call, Reply) {
	s := newStepper(m, c, e, d)
	s.offline = true
	s.trouble(why)
	if s.call.Track == TrackScreen {
		s.call.Screened = Declined
		s.hangup() // the callee is let go; the caller's own track goes on
		return s.call, s.reply()
	}
	if failed := s.failedOutcome(); failed != nil {
		s.decide("failed", failed)
	} else {
		s.outcome("failed")
		s.fail()
	}
	if s.spoilt() != nil {
		// Not even the failed way is to be had; the apology has no expressions.
		s.doc, s.templates, s.done = &texmlgen.Response{}, nil, false
		s.apologize()
	}
	return s.call, s.reply()
}

// failedOutcome is what the state that the call waits in says about a failure; nil when it has no such outcome.
func (s *stepper) failedOutcome() []*Transition {
	if !s.stands() {
		return nil
	}
	switch a := s.state().Action.(type) {
	case *AIGather:
		return a.Failed
	case *HTTPRequest:
		return a.Failed
	case *Fetch:
		return a.Failed
	case *Dial:
		return a.Failed
	case *Record:
		return a.Failed
	case *Conference:
		return a.Failed
	case *Enqueue:
		return a.Failed
	case *Connect:
		return a.Failed
	case *Refer:
		return a.Failed
	case *Pay:
		return a.Failed
	case *Texml:
		return a.Failed
	}
	return nil
}

// fail takes the flow's failed way: that of the subflow if it has one, else the entry flow's, else the apology.
func (s *stepper) fail() {
	s.failures++
	for s.failures <= maxFailures && len(s.call.Frames) > 0 {
		if t := s.machine.Flows[s.call.Top().Flow].Failed; t != nil {
			s.run(t)
			return
		}
		if len(s.call.Frames) == 1 {
			break
		}
		s.call.Frames = s.call.Frames[:len(s.call.Frames)-1]
		s.values, s.exits = nil, nil
	}
	s.apologize()
}

// apologize ends the call with the flow's apology.
func (s *stepper) apologize() {
	if s.done {
		return
	}
	if s.call.Track == TrackHold {
		// A hang-up here would end the caller's wait; the document ends instead and is asked for again.
		s.end()
		return
	}
	s.prompt(s.machine.Entry().Apology)
	s.hangup()
}
