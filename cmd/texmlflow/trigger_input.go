package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
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
	inputQueue
	inputConnect
	inputRefer
	inputPay
	inputCompleted
	inputTranscription
	inputFetch // the answer to a request of the flow's own, which no callback tells of
)

// input is one thing that happens, and the callback that tells it.
type input struct {
	kind inputKind
	text string   // keys, words, a dial's or another verb's status, the JSON of an AI Gather
	more string   // confidence, the URL of a recording
	http []string // pairs of name and value

	fetch engine.FetchResult
}

// eventKind is a word of --event.
type eventKind struct {
	name string
	kind inputKind
	arg  string // what stands after the colon; "": nothing

	statuses []string // one of which stands there
}

var eventKinds = []eventKind{
	{"dial", inputDial, strings.Join(dialStatuses, "|"), dialStatuses},
	{"record", inputRecord, "", nil},
	{"recording", inputRecording, "", nil},
	{"ai", inputAI, `invalid|{"name": "value"}`, nil},
	{"http", inputHTTP, `[name=value,...]|{"name": "value"}`, nil},
	{"queue", inputQueue, strings.Join(queueResults, "|"), queueResults},
	{"connect", inputConnect, strings.Join(connectStatuses, "|"), connectStatuses},
	{"refer", inputRefer, strings.Join(referStatuses, "|"), referStatuses},
	{"pay", inputPay, strings.Join(payResults, "|"), payResults},
	{"completed", inputCompleted, "", nil},
	{"transcription", inputTranscription, "words", nil},
}

// dialStatuses are the values of DialCallStatus.
//
// Source: TeXML callback reference, developers.telnyx.com (as of 2026-08).
var dialStatuses = []string{"completed", "busy", "no-answer", "canceled", "failed"}

// What the actions of other verbs bring. That of a queue's time-out is not documented; here it is the longest wait.
var (
	queueResults    = []string{"bridged", "leave", "queue-full", queueTimedOut, "error"}
	connectStatuses = []string{"ended", "failed"}
	referStatuses   = []string{"in-progress", "failed", "busy", "canceled", "no-answer"}
	payResults      = []string{"success", "validation-error", "payment-connector-error", "internal-error", "too-many-failed-attempts", "cancelled"}
)

const queueTimedOut = "timed-out"

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

// parseEvent reads an event, which is the value of a flag or a part of it.
func parseEvent(flag, event, recordingURL string) (input, error) {
	name, arg, hasArg := strings.Cut(event, ":")
	var names []string
	for _, e := range eventKinds {
		names = append(names, e.name)
		if e.name != name {
			continue
		}
		if hasArg != (e.arg != "") {
			return input{}, usage("write "+flag+" "+strings.TrimSuffix(e.name+":"+e.arg, ":"), "%s %s: %s", flag, quoted(event),
				map[bool]string{true: "nothing stands after the colon of this one", false: "something is missing after it"}[hasArg])
		}
		in := input{kind: e.kind, text: arg, more: recordingURL}
		if e.statuses != nil && !slices.Contains(e.statuses, arg) {
			return in, usage(nearest(arg, e.statuses, "expected one of "+strings.Join(e.statuses, ", ")),
				"%s %s: unknown outcome %s", flag, e.name, quoted(arg))
		}
		return in, in.check(flag)
	}
	return input{}, usage(nearest(name, names, "the events are "+strings.Join(eventUsages(), ", ")), "unknown event %s", quoted(name))
}

// check reads what stands after the colon.
func (in *input) check(flag string) error {
	switch in.kind {
	case inputAI:
		var object map[string]any
		if in.text != "invalid" && json.Unmarshal([]byte(in.text), &object) != nil {
			return usage("write "+flag+` 'ai:{"name": "value"}'`, "%s ai: expected a JSON object or invalid", flag)
		}
	case inputHTTP:
		if in.text == "" {
			return nil // the request was made, and no field came of it
		}
		if strings.HasPrefix(in.text, "{") {
			return in.readFields(flag)
		}
		for pair := range strings.SplitSeq(in.text, ",") {
			name, text, ok := strings.Cut(pair, "=")
			if name = strings.TrimSpace(name); !ok || name == "" {
				return usage("write "+flag+" http:name=value,other=value", "%s http: %s is no name=value", flag, quoted(pair))
			}
			in.http = append(in.http, name, text)
		}
	default: // nothing stands there
	}
	return nil
}

// readFields takes the fields of an HttpRequest from a JSON object: texts as they are, all else as it is written.
func (in *input) readFields(flag string) error {
	var object map[string]json.RawMessage
	if err := json.Unmarshal([]byte(in.text), &object); err != nil {
		return usage("write "+flag+` 'http:{"name": "value"}'`, "%s http: expected a JSON object or name=value", flag)
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		var text string
		if json.Unmarshal(object[name], &text) != nil {
			text = string(object[name])
		}
		in.http = append(in.http, name, text)
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
	case inputQueue:
		return "Enqueue"
	case inputConnect:
		return "Connect"
	case inputRefer:
		return "Refer"
	case inputPay:
		return "Pay"
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
	case inputQueue:
		if in.text == queueTimedOut {
			f.add("QueueTime", strconv.Itoa(int((4 * time.Hour).Seconds())))
			break
		}
		f.add("QueueResult", in.text, "QueueTime", "60")
	case inputConnect:
		f.add("SessionStatus", in.text)
	case inputRefer:
		f.add("ReferCallStatus", in.text)
	case inputPay:
		f.add("PayResult", in.text)
	case inputCompleted:
		f.add("CallStatus", "completed", "CallbackSource", "call-progress-events", "SequenceNumber", "9", "Timestamp", stamp,
			"HangupCause", "normal_clearing", "HangupSource", "caller")
	case inputSilence, inputTranscription, inputFetch: // nothing more; written above, or of no callback
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
