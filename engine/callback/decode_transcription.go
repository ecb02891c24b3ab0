package callback

import (
	"encoding/json"
	"mime"
	"time"

	"github.com/texmlflow/texmlflow/engine"
)

// transcriptionEvent is the payload of call.transcription, which comes as it is or inside an envelope called data.
type transcriptionEvent struct {
	EventType string `json:"event_type"`
	Payload   struct {
		CallControlID string `json:"call_control_id"`
		ConnectionID  string `json:"connection_id"`
		Data          struct {
			Transcript string   `json:"transcript"`
			Confidence *float64 `json:"confidence"`
			Final      bool     `json:"is_final"`
			Track      string   `json:"transcription_track"`
		} `json:"transcription_data"`
	} `json:"payload"`
}

// DecodeTranscription reads a transcription: call.transcription as JSON, with and without its envelope, or the form that
// the Transcription verb sends. The event's values have the same names either way: Transcript, Confidence, IsFinal and
// TranscriptionTrack.
func DecodeTranscription(contentType string, body []byte, now time.Time) (engine.Event, error) {
	if media, _, err := mime.ParseMediaType(contentType); err == nil && media == "application/x-www-form-urlencoded" {
		form, err := ParseForm(body)
		if err != nil {
			return engine.Event{}, err
		}
		e, err := decode(form, engine.Transcription, now, typed(engine.CallbackTranscription))
		if err == nil && e.Text("Transcript") == "" && e.Text("TranscriptionText") != "" {
			// The transcript of a recording is whole when it comes.
			e.Values["Transcript"], e.Values["IsFinal"] = e.Text("TranscriptionText"), true
		}
		return e, err
	}
	var outer struct {
		Data *transcriptionEvent `json:"data"`
		transcriptionEvent
	}
	if err := json.Unmarshal(body, &outer); err != nil {
		return engine.Event{}, &DecodeError{"the body is not the JSON of call.transcription"}
	}
	inner := outer.transcriptionEvent
	if outer.Data != nil {
		inner = *outer.Data
	}
	switch {
	case inner.EventType != "call.transcription":
		return engine.Event{}, &DecodeError{"event_type is not call.transcription"}
	case !callSID.MatchString(inner.Payload.CallControlID):
		return engine.Event{}, &DecodeError{"call_control_id is missing, longer than 128 bytes or has characters that none has"}
	}
	d := inner.Payload.Data
	values := map[string]any{
		"Transcript": d.Transcript, "IsFinal": d.Final, "TranscriptionTrack": d.Track, "Confidence": nil,
	}
	if d.Confidence != nil {
		values["Confidence"] = *d.Confidence
	}
	return engine.Event{
		Kind: engine.Transcription, At: now, CallSID: inner.Payload.CallControlID,
		ConnectionID: inner.Payload.ConnectionID, Values: values,
	}, nil
}
