package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/engine"
)

// inputKind is what happens to the caller.
type inputKind uint8

const (
	inputBegin inputKind = iota
	inputDigits
	inputSpeech
	inputSilence
	inputDial
	inputRecord
	inputRecording
	inputAI
	inputHTTP
	inputCompleted
	inputTranscription
)

// input is one thing that happens, and the callback that tells it.
type input struct {
	kind inputKind
	text string   // keys, words, a dial's status, the JSON of an AI Gather
	more string   // confidence, the URL of a recording
	http []string // pairs of name and value
}

// eventKinds are the words of --event.
var eventKinds = []struct {
	name string
	kind inputKind
	arg  string // what stands after the colon; "": nothing
}{
	{"dial", inputDial, strings.Join(dialStatuses, "|")},
	{"record", inputRecord, ""},
	{"recording", inputRecording, ""},
	{"ai", inputAI, `invalid|{"name": "value"}`},
	{"http", inputHTTP, "[name=value,...]"},
	{"completed", inputCompleted, ""},
	{"transcription", inputTranscription, "words"},
}

// dialStatuses are the values of DialCallStatus.
//
// Source: TeXML callback reference, developers.telnyx.com (as of 2026-08).
var dialStatuses = []string{"completed", "busy", "no-answer", "canceled", "failed"}

func eventUsages() []string {
	var list []string
	for _, e := range eventKinds {
		if e.arg == "" {
			list = append(list, e.name)
			continue
		}
		list = append(list, e.name+":"+e.arg)
	}
	return list
}

// parseEvent reads the value of --event.
func parseEvent(event, recordingURL string) (input, error) {
	name, arg, hasArg := strings.Cut(event, ":")
	var names []string
	for _, e := range eventKinds {
		names = append(names, e.name)
		if e.name != name {
			continue
		}
		if hasArg != (e.arg != "") {
			return input{}, usage("write --event "+strings.TrimSuffix(e.name+":"+e.arg, ":"), "--event %s: %s", quoted(event),
				map[bool]string{true: "nothing stands after the colon of this one", false: "something is missing after it"}[hasArg])
		}
		in := input{kind: e.kind, text: arg, more: recordingURL}
		return in, in.check()
	}
	return input{}, usage(nearest(name, names, "the events are "+strings.Join(eventUsages(), ", ")), "unknown event %s", quoted(name))
}

// check reads what stands after the colon.
func (in *input) check() error {
	switch in.kind {
	case inputDial:
		if !slices.Contains(dialStatuses, in.text) {
			return usage(nearest(in.text, dialStatuses, "expected one of "+strings.Join(dialStatuses, ", ")),
				"--event dial: unknown outcome %s", quoted(in.text))
		}
	case inputAI:
		var object map[string]any
		if in.text != "invalid" && json.Unmarshal([]byte(in.text), &object) != nil {
			return usage(`write --event 'ai:{"name": "value"}'`, "--event ai: expected a JSON object or invalid")
		}
	case inputHTTP:
		if in.text == "" {
			return nil // the request was made, and no field came of it
		}
		for pair := range strings.SplitSeq(in.text, ",") {
			name, text, ok := strings.Cut(pair, "=")
			if name = strings.TrimSpace(name); !ok || name == "" {
				return usage("write --event http:name=value,other=value", "--event http: %s is no name=value", quoted(pair))
			}
			in.http = append(in.http, name, text)
		}
	default: // nothing stands there
	}
	return nil
}

// instruction reports whether the callback asks for a document.
func (in input) instruction() bool {
	return in.kind != inputRecording && in.kind != inputCompleted && in.kind != inputTranscription
}

func (in input) contentType() string {
	if in.kind == inputTranscription {
		return "application/json"
	}
	return "application/x-www-form-urlencoded"
}

// verb is the TeXML verb that an input answers; "" for those that are not about a verb.
func (in input) verb() string {
	switch in.kind {
	case inputDigits, inputSpeech:
		return "Gather"
	case inputDial:
		return "Dial"
	case inputRecord, inputRecording:
		return "Record"
	case inputAI:
		return "AIGather"
	case inputHTTP:
		return "HttpRequest"
	default:
		return ""
	}
}

// body is the callback's body, with the fields in the order of the carrier's samples.
func (in input) body(c *phoneCall, now time.Time) []byte {
	if in.kind == inputTranscription {
		return in.transcription(c, now)
	}
	f := &form{}
	f.add("AccountSid", c.Account, "CallSid", c.CallSID, "CallSidLegacy", c.CallSID)
	if c.Connection != "" && in.verb() != "Gather" && in.kind != inputRecord {
		f.add("ConnectionId", c.Connection)
	}
	f.add("From", c.From, "To", c.To)
	stamp := now.UTC().Format(time.RFC3339)
	switch in.kind {
	case inputBegin:
		f.add("CallerId", c.From, "CallingPartyType", "pstn", "CallStatus", "in-progress")
	case inputDigits:
		f.add("Digits", in.text)
	case inputSpeech:
		f.add("SpeechResult", in.text, "Confidence", in.more)
	case inputDial:
		duration := "0"
		if in.text == "completed" {
			duration = "30"
		}
		f.add("CallStatus", in.text, "CallbackSource", "call-progress-events", "SequenceNumber", "3", "Timestamp", stamp,
			"DialCallSid", c.CallSID+"-leg", "DialCallStatus", in.text, "DialCallDuration", duration)
	case inputRecord:
		f.add("RecordingUrl", in.more, "RecordingDuration", "10", "RecordingSid", "recording-of-"+c.CallSID)
	case inputRecording:
		f.add("RecordingChannels", "1", "RecordingSource", "RecordVerb", "RecordingStatus", "completed",
			"RecordingSid", "recording-of-"+c.CallSID, "RecordingDuration", "10", "RecordingUrl", in.more)
	case inputAI:
		if in.text == "invalid" {
			f.add("Status", "invalid")
			break
		}
		wrapped := `{"status":"valid","result":` + in.text + `}`
		f.add("Status", "valid", "Base64Result", base64.StdEncoding.EncodeToString([]byte(wrapped)))
	case inputHTTP:
		for i := 0; i < len(in.http); i += 2 {
			f.add(engine.WirePrefix+in.http[i], in.http[i+1])
		}
	case inputCompleted:
		f.add("CallStatus", "completed", "CallbackSource", "call-progress-events", "SequenceNumber", "9", "Timestamp", stamp,
			"HangupCause", "normal_clearing", "HangupSource", "caller")
	case inputSilence, inputTranscription: // nothing more; written above
	}
	return []byte(f.String())
}

// transcription is call.transcription, which alone is JSON.
func (in input) transcription(c *phoneCall, now time.Time) []byte {
	b, err := json.Marshal(map[string]any{"data": map[string]any{
		"record_type": "event", "event_type": "call.transcription", "occurred_at": now.UTC().Format(time.RFC3339Nano),
		"payload": map[string]any{
			"call_control_id": c.CallSID, "connection_id": c.Connection,
			"transcription_data": map[string]any{
				"confidence": 0.98, "is_final": true, "transcript": in.text, "transcription_track": "inbound",
			},
		},
	}})
	if err != nil {
		panic(fmt.Sprintf("texts and numbers that are no JSON: %v", err))
	}
	return b
}

// form is a form body with its fields in order.
type form struct{ strings.Builder }

func (f *form) add(pairs ...string) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if f.Len() > 0 {
			f.WriteByte('&')
		}
		f.WriteString(url.QueryEscape(pairs[i]) + "=" + url.QueryEscape(pairs[i+1]))
	}
}
