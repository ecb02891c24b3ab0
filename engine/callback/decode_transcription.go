package callback

import (
	"bytes"
	"encoding/json"
	"mime"
	"strings"
	"time"
	"unicode/utf8"

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
// Transcription and Record send. The event's values have the same names either way: Transcript, Confidence, IsFinal and
// TranscriptionTrack.
func DecodeTranscription(contentType string, body []byte, now time.Time) (engine.Event, error) {
	if media, _, err := mime.ParseMediaType(contentType); err == nil && media == "application/x-www-form-urlencoded" {
		form, err := ParseForm(body)
		if err != nil {
			return engine.Event{}, err
		}
		e, err := decode(form, engine.Transcription, now, transcriptionFields)
		if err == nil && e.Text("Transcript") == "" && e.Text("TranscriptionText") != "" {
			// The transcript of a recording is whole when it comes, unless its status says that it is not.
			status := e.Text("TranscriptionStatus")
			e.Values["Transcript"], e.Values["IsFinal"] = e.Text("TranscriptionText"), status == "" || status == "completed"
		}
		return e, err
	}
	var outer struct {
		Data *transcriptionEvent `json:"data"`
		transcriptionEvent
	}
	if !utf8.Valid(body) {
		return engine.Event{}, &DecodeError{"the body is not UTF-8"} // the JSON reader would mend it, and read something else
	}
	if err := json.Unmarshal(body, &outer); err != nil {
		return engine.Event{}, &DecodeError{"the body is not the JSON of call.transcription"}
	}
	if name := doubledKey(body); name != "" {
		return engine.Event{}, &DecodeError{"key " + name + " comes twice"}
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

// transcriptionKeys are the keys that a transcription is read by.
var transcriptionKeys = []string{
	"data", "event_type", "payload", "call_control_id", "connection_id",
	"transcription_data", "transcript", "confidence", "is_final", "transcription_track",
}

// doubledKey returns a key of ours that an object of a JSON text has twice; "" if there is none. The JSON reader takes the
// last of them and upper case for lower, where another reader takes the first: two would see two calls.
func doubledKey(text []byte) string {
	type scope struct {
		seen  map[string]bool // nil: a list
		value bool            // the next token is a key's value
	}
	var stack []scope
	for dec := json.NewDecoder(bytes.NewReader(text)); ; {
		token, err := dec.Token()
		if err != nil {
			return "" // the end; the text was found to be JSON before
		}
		if end, ok := token.(json.Delim); ok && (end == '}' || end == ']') {
			stack = stack[:len(stack)-1]
			continue
		}
		if len(stack) > 0 {
			top := &stack[len(stack)-1]
			isKey := top.seen != nil && !top.value
			top.value = isKey
			if isKey {
				if name := knownKey(token); name != "" && top.seen[name] {
					return name
				} else if name != "" {
					top.seen[name] = true
				}
				continue
			}
		}
		switch token {
		case json.Delim('{'):
			stack = append(stack, scope{seen: map[string]bool{}})
		case json.Delim('['):
			stack = append(stack, scope{})
		}
	}
}

// knownKey returns the key of ours that a key is read as, by case folding as the JSON reader has it; "" if there is none.
func knownKey(token json.Token) string {
	key, _ := token.(string)
	for _, name := range transcriptionKeys {
		if strings.EqualFold(name, key) {
			return name
		}
	}
	return ""
}
