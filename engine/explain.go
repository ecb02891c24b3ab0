package engine

import "github.com/texmlflow/texmlflow/engine/guard"

// ReasonKind tells what a [Reason] is about.
type ReasonKind uint8

// The kinds of reason.
const (
	Entered ReasonKind = iota + 1 // a state is entered
	Decided                       // an outcome of the state is decided
	Tried                         // a guard is tried
	UsedUp                        // a bounded transition is past its bound: what stands behind it is taken
	Taken                         // a transition is taken
)

// Reason is one thing that a step decides, in the order in which it decides them. It is for tools that show an author why
// a call goes where it goes, and holds values of the call: it belongs into no log, journal or store.
type Reason struct {
	N     int // from 0 in each step: a step that is done anew begins again
	Turn  int // of the track
	Track TrackKind

	Kind        ReasonKind
	Flow, State string        // where the call stands
	Outcome     string        // of Decided
	Transition  *Transition   // of Tried, UsedUp and Taken
	When        string        // of Tried: the guard's source
	Holds       bool          // of Tried
	Reads       []guard.Input // of Tried: what the guard sees
}

// explain tells a tool of a reason.
func (s *stepper) explain(r Reason) {
	if s.deployment.Explain == nil {
		return
	}
	r.N, r.Turn, r.Track = s.told, s.call.Turn, s.call.Track
	if f := s.call.Top(); f != nil {
		r.Flow, r.State = f.Flow, f.State
	}
	s.told++
	s.deployment.Explain(r)
}

// String says where a target leads, in the words of the flow language.
func (t Target) String() string {
	switch t.Kind {
	case ToState:
		return "to " + t.State
	case ToHangup:
		return "to hangup"
	case ToReturn:
		return "return " + t.Return
	case ToRepeat:
		return "do repeat"
	}
	return "asks again"
}
