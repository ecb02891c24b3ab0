package engine

import (
	"fmt"
	"slices"

	"github.com/texmlflow/texmlflow/engine/guard"
)

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
	At          Place         // of Tried: of a guard that is no transition's
	When        string        // of Tried: the guard's source
	Holds       bool          // of Tried
	Reads       []guard.Input // of Tried: what the guard sees
}

// Reasons are the reasons of several steps, in order.
type Reasons []Reason

// Add keeps a reason. A step that is done anew, since it has asked for something, replaces what it said before.
func (list *Reasons) Add(r Reason) {
	if r.N == 0 {
		for i, old := range *list {
			if old.Turn == r.Turn && old.Track == r.Track && old.sameAs(r) {
				*list = slices.Delete(*list, i, len(*list))
				break
			}
		}
	}
	*list = append(*list, r)
}

// sameAs reports whether two reasons tell of the same thing, with whatever values.
func (r Reason) sameAs(o Reason) bool {
	return r.N == o.N && r.Kind == o.Kind && r.Flow == o.Flow && r.State == o.State && r.Outcome == o.Outcome && r.Transition == o.Transition
}

// Place is where the state or transition of a reason is written; the zero Place where it has none.
func (r Reason) Place(m *Machine) Place {
	switch {
	case r.Transition != nil:
		return r.Transition.Place
	case r.Kind == Entered:
		return m.Flows[r.Flow].States[r.State].Place
	}
	return r.At
}

// Lines tell an author of a reason: a line, and one for each value that a guard sees.
func (r Reason) Lines(m *Machine) []string {
	at := ""
	if place := r.Place(m); place.File != "" {
		at = fmt.Sprintf(" (%s:%d)", place.File, place.Line)
	}
	switch r.Kind {
	case Entered:
		return []string{"state " + r.Flow + "/" + r.State + at}
	case Decided:
		return []string{"outcome of " + r.Flow + "/" + r.State + ": " + r.Outcome}
	case UsedUp:
		return []string{"taken as often as it may be" + at}
	case Taken:
		return []string{"transition " + r.Transition.Target.String() + at}
	case Tried:
	}
	lines := []string{fmt.Sprintf("guard %s: %t%s", r.When, r.Holds, at)}
	for _, in := range r.Reads {
		lines = append(lines, "  "+in.Name+" is "+short(in.Text))
	}
	return lines
}

// maxShown is how much of a value is shown, in characters.
const maxShown = 160

func short(text string) string {
	if shown := cut(text, maxShown); shown != text {
		return shown + "…"
	}
	return text
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
