package engine

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// At returns a call that stands in a state as if it had come there, for tools that show a state by itself. The flows are
// those that the state is inside of, outermost first and the state's own last; each but the last stands in the state that
// the next one is entered from. Variables have the values that they begin with. The call is of the turn before, so that a
// step with an answer goes on from there.
func At(m *Machine, e Event, inside []Visit) (*Call, error) {
	s := newStepper(m, nil, e, Deployment{})
	s.call = &Call{
		SID: e.CallSID, AccountSID: e.AccountSID, From: e.From, To: e.To, Started: e.At, StatusSequence: -1,
		Language: m.Entry().Languages[0].Tag, Turn: 1,
	}
	for i, v := range inside {
		flow := m.Flows[v.Flow]
		if flow == nil || flow.States[v.State] == nil {
			return nil, fmt.Errorf("no state %s/%s", v.Flow, v.State)
		}
		if i == 0 && v.Flow != m.Name || i > 0 && !s.leadsTo(v.Flow) {
			return nil, fmt.Errorf("a call does not come to flow %s there", v.Flow)
		}
		s.push(flow, nil)
		f := s.call.Top()
		f.State, f.Attempt = v.State, 1
	}
	if len(inside) == 0 {
		return nil, errors.New("no state")
	}
	return s.call, nil
}

// leadsTo reports whether the state that the call stands in enters a flow.
func (s *stepper) leadsTo(flow string) bool {
	a, ok := s.state().Action.(*Subflow)
	return ok && a.Flow == flow
}

// Enter begins a visit of the state that a call stands in, as a transition that leads there does, and returns what comes of
// it. It is for tools, as [At] is.
func Enter(m *Machine, c *Call, e Event, d Deployment) (*Call, Reply) {
	s := newStepper(m, c, e, d)
	s.trace.From = ""
	if !s.stands() {
		s.trouble("the call stands in no state of its flow")
		s.apologize()
		return s.finished()
	}
	s.enter(s.call.Top().State)
	return s.finished()
}

// AtHold returns a hold track of a call that waits, which stands in a state as if it had come there; inside is as for [At],
// from the hold flow on. It is an error where the call does not wait with that hold flow.
func AtHold(m *Machine, parent *Call, inside []Visit, e Event, d Deployment) (*Call, error) {
	track, _, ok := BeginTrack(m, parent, TrackHold, e, d)
	if !ok || len(inside) == 0 || track.Frames[0].Flow != inside[0].Flow {
		return nil, errors.New("nobody who waits there hears that")
	}
	s := newStepper(m, parent, e, d)
	params := s.evaluate(holdOf(s.state().Action).With)
	s.call = track.clone()
	s.call.Frames = nil
	for i, v := range inside {
		flow := m.Flows[v.Flow]
		if flow == nil || flow.States[v.State] == nil || i > 0 && !s.leadsTo(v.Flow) {
			return nil, fmt.Errorf("who waits does not come to %s/%s there", v.Flow, v.State)
		}
		s.push(flow, params)
		f := s.call.Top()
		f.State, f.Attempt, params = v.State, 1, nil
	}
	return s.call, nil
}

// Hearing finds who hears a hold flow: where the first state stands that waits with it, as [Inside] has it. It is nil where
// none does.
func Hearing(m *Machine, hold string) []Visit {
	for _, flow := range append([]string{m.Name}, slices.Sorted(maps.Keys(m.Flows))...) {
		for _, name := range m.Flows[flow].Order {
			if h := holdOf(m.Flows[flow].States[name].Action); h != nil && h.Flow == hold {
				if way := Inside(m, flow, name); way != nil {
					return way
				}
			}
		}
	}
	return nil
}

// Inside finds where a state of any flow of a machine may stand: the shortest way of flows from the entry flow to it, the
// first written of several. It is nil where no call can come to the flow.
func Inside(m *Machine, flow, state string) []Visit { return InsideOf(m, m.Name, flow, state) }

// InsideOf is [Inside] from another flow on than the entry flow: that of a hold.
func InsideOf(m *Machine, outermost, flow, state string) []Visit {
	at := map[string][]Visit{outermost: {}}
	queue := []string{outermost}
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		for _, s := range m.Flows[name].Order {
			a, ok := m.Flows[name].States[s].Action.(*Subflow)
			if !ok || at[a.Flow] != nil || m.Flows[a.Flow] == nil {
				continue
			}
			at[a.Flow] = append(slices.Clone(at[name]), Visit{Flow: name, State: s})
			queue = append(queue, a.Flow)
		}
	}
	if way, ok := at[flow]; ok {
		return append(way, Visit{Flow: flow, State: state})
	}
	return nil
}
