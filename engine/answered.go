package engine

import (
	"github.com/texmlflow/texmlflow/engine/guard"
)

// aiGathered decides the outcome of an AI Gather.
func (s *stepper) aiGathered(a *AIGather) {
	s.exits = s.callbackValues(CallbackAIGather)
	switch {
	case s.event.Kind == Silence:
		s.decide("failed", a.Failed)
		return
	case s.event.Text("Status") == "invalid":
		s.decide("invalid", a.Invalid)
		return
	case s.event.AIResult == nil:
		s.trouble("the result could not be read")
		s.decide("failed", a.Failed)
		return
	}
	values, ok := decodeFields(a.Fields, s.event.AIResult)
	if !ok {
		s.decide("invalid", a.Invalid)
		return
	}
	s.exits["ai"] = values
	s.values = nil
	if t := s.first(a.Transitions); t != nil {
		s.outcome("transitions")
		s.run(t)
		return
	}
	s.decide("invalid", a.Invalid)
}

// decodeFields reads an object of plain JSON values by type; absent optional fields are nil. It reports false when a
// field is missing or of another type.
func decodeFields(fields []guard.Field, object map[string]any) (map[string]any, bool) {
	values := make(map[string]any, len(fields))
	for _, f := range fields {
		raw, ok := object[f.Name]
		if !ok || raw == nil {
			if !f.Type.Optional {
				return nil, false
			}
			values[f.Name] = nil
			continue
		}
		value, err := f.Type.Decode(raw)
		if err != nil {
			return nil, false
		}
		values[f.Name] = value
	}
	return values, true
}

// httpAnswered decides the outcome of an HTTP request made by the carrier.
func (s *stepper) httpAnswered(a *HTTPRequest) {
	s.exits = s.callbackValues(CallbackHTTPRequest)
	if s.event.Kind == Silence {
		s.decide("failed", a.Failed)
		return
	}
	values := make(map[string]any, len(a.Fields))
	for _, f := range a.Fields {
		raw, ok := s.event.Field(f.WireName())
		if !ok || raw == "" {
			// The carrier leaves out what it did not find, or sends it empty; empty text is a value of a text field.
			switch {
			case f.Type.Optional:
				values[f.Name] = nil
			case ok && f.Type.Kind == guard.String && len(f.Type.OneOf) == 0:
				values[f.Name] = ""
			default:
				s.decide("failed", a.Failed)
				return
			}
			continue
		}
		value, err := f.Type.FromWire(raw)
		if err != nil {
			s.trouble("field " + f.Name + " is not " + f.Type.String())
			s.decide("failed", a.Failed)
			return
		}
		values[f.Name] = value
	}
	s.exits["http"] = values
	s.values = nil
	s.decide("ok", a.OK)
}

// dialed decides the outcome of a dial: DialCallStatus tells, never CallStatus, which is the caller's own leg.
func (s *stepper) dialed(a *Dial) {
	s.exits = s.callbackValues(CallbackDial)
	if s.event.Kind == Silence {
		s.decide("failed", a.Failed)
		return
	}
	if url := s.event.Text("RecordingUrl"); url != "" {
		s.call.keep(url, s.call.Turn-1)
	}
	status := s.event.Text("DialCallStatus")
	switch {
	case status == "completed", status == "answered":
		// A callee that declined has answered its own leg; what was said there is no talk with the caller.
		if a.Screen == nil || !s.event.Declined {
			s.decide("answered", a.Answered)
			return
		}
		status = "declined"
	case a.Screen != nil && s.event.Declined:
		status = "declined"
	}
	switch status {
	case "declined":
		s.decide("declined", a.Declined)
	case "busy":
		s.decide("busy", a.Busy)
	case "no-answer":
		s.decide("no_answer", a.NoAnswer)
	case "canceled":
		s.decide("canceled", a.Canceled)
	default:
		s.decide("failed", a.Failed)
	}
}

// recorded decides the outcome of a recording. The payload of its action is not documented: an action without any of its
// fields counts as recorded, and the recording callback supplies the URL.
func (s *stepper) recorded(a *Record) {
	s.exits = s.callbackValues(CallbackRecord)
	if s.event.Kind == Silence {
		s.decide("empty", a.Empty)
		return
	}
	s.values = nil
	url := s.event.Text("RecordingUrl")
	duration, known := s.event.Int("RecordingDuration")
	status := s.event.Text("RecordingStatus")
	if status == "absent" || known && duration == 0 && url == "" {
		s.decide("empty", a.Empty) // as by silence: no recording will come
		return
	}
	s.call.keep(url, s.call.Turn-1)
	switch status {
	case "failed":
		s.decide("failed", a.Failed)
	default:
		s.decide("recorded", a.Recorded)
	}
}

// keep takes the URL of the recording that a turn's document asked for. An older one never takes the place of a newer one,
// and as long as the URL of the newest is not known there is none.
func (c *Call) keep(url string, turn int) {
	if turn < c.RecordingTurn || (turn == c.RecordingTurn && url == "") {
		return
	}
	c.Recording, c.RecordingTurn = url, turn
}
