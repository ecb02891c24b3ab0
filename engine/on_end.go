package engine

import (
	"slices"
	"strconv"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// EndFetch is a request that is made once a call has ended. It has no exits: nobody hears what becomes of it.
type EndFetch struct {
	ID    string // unique in the machine and stable for its version, e.g. "clinic/on_end/0"
	Place Place
	When  *guard.Program
	Fetch *Fetch
}

// EndRequest is what the end of a call asks its host to do.
type EndRequest struct {
	ID      string
	Request *FetchRequest // nil: it cannot be made, for the reason in Trouble
	Trouble string        // in plain words without values
}

// EndRequests returns the requests of a call that has ended, in the order of its entry flow, without those whose guard is
// false. It changes nothing, and the same arguments always give the same requests.
func EndRequests(m *Machine, c *Call, d Deployment) []EndRequest {
	s := &stepper{machine: m, call: c.clone(), event: Event{At: c.EndedAt}, deployment: d}
	flow := m.Entry()
	if len(s.call.Frames) == 0 { // it ended before its first step was done
		s.push(flow, nil)
	}
	s.call.Frames = s.call.Frames[:1]
	s.values = s.environment()
	frame := s.call.Top()
	for _, v := range flow.Vars {
		if v.Default == nil && !frame.Set[v.Name] {
			s.values[v.Name] = unset(v.Type)
		}
	}
	var out []EndRequest
	for i, e := range flow.OnEnd {
		if !s.holdsAt(e.Place, nil, e.When) {
			continue
		}
		r := EndRequest{ID: e.ID}
		request, err := s.request(e.Fetch)
		switch {
		case s.overworked():
			r.Trouble = "the expressions of on_end cost too much"
		case err != nil:
			r.Trouble = err.Error()
		default:
			request.Key = requestKey(c.SID, "on_end", strconv.Itoa(i))
			r.Request = request
		}
		out = append(out, r)
	}
	return out
}

// Outcome judges what became of a request that could be made: its outcome, and in plain words why that is not ok.
func (r EndRequest) Outcome(result FetchResult) (outcome, why string) {
	_, outcome, why = r.Request.Of.read(result)
	return outcome, why
}

// unset is what on_end sees of a variable that was never set: nil, and of an object nil fields.
func unset(t guard.Type) any {
	if t.Kind != guard.Object || t.Optional {
		return nil
	}
	object := make(map[string]any, len(t.Fields))
	for _, f := range t.Fields {
		object[f.Name] = unset(f.Type)
	}
	return object
}

// MaybeUnset is the type that on_end sees of a variable without a default.
func MaybeUnset(t guard.Type) guard.Type {
	if t.Kind != guard.Object || t.Optional {
		t.Optional = true
		return t
	}
	fields := make([]guard.Field, len(t.Fields))
	for i, f := range t.Fields {
		fields[i] = guard.Field{Name: f.Name, Type: MaybeUnset(f.Type)}
	}
	t.Fields = fields
	return t
}

// AwaitsRecording reports whether a recording of a call that has ended may still be told: the carrier tells of it when it
// has the file, which is after the end. A call that stands in a record awaits its action too, which may come behind the
// file, and whose exit may set what on_end tells. Of a recording of the whole call nothing tells whether it was begun, so
// that a flow which has one somewhere awaits it.
func AwaitsRecording(m *Machine, c *Call) bool {
	if _, records := m.action(c).(*Record); records && (c.Recording == "" || c.RecordingTurn == c.Turn) {
		return true
	}
	return c.Recording == "" && (c.RecordingTurn > 0 || m.recordsCalls())
}

// recordsCalls reports whether a state of any flow starts the recording of the call.
func (m *Machine) recordsCalls() bool {
	recording := func(v Service) bool {
		_, ok := v.Element.(*texmlgen.Recording)
		return ok
	}
	for _, f := range m.Flows {
		for _, s := range f.States {
			for _, p := range s.Parts {
				if slices.ContainsFunc(p.Start, recording) {
					return true
				}
			}
		}
	}
	return false
}
