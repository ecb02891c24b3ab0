package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
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
	inputEnqueue
	inputConference
	inputConnect
	inputRefer
	inputPay
	inputHold
	inputScreen
	inputCompleted
	inputTranscription
	inputRecordingText
	inputFetch // the answer to a request of the flow's own, which no callback tells of
)

// isBeside reports whether it happens beside the caller's own document: in what is heard meanwhile, or on a callee's leg.
func (k inputKind) isBeside() bool { return k == inputHold || k == inputScreen }

// input is one thing that happens, and the callback that tells it.
type input struct {
	kind inputKind
	text string   // keys, words, an outcome, the JSON of an AI Gather; of a hold or screen: keys or silent
	asks bool     // of a hold or screen: its first document is asked for
	more string   // confidence, the URL of a recording
	http []string // pairs of name and value

	fetch engine.FetchResult
}

// instruction reports whether the callback asks for a document.
func (in input) instruction() bool {
	switch in.kind {
	case inputRecording, inputCompleted, inputTranscription, inputRecordingText:
		return false
	default:
		return true
	}
}

// presses reports whether keys are pressed.
func (in input) presses() bool {
	switch in.kind {
	case inputDigits:
		return true
	case inputHold, inputScreen:
		return !in.asks && in.text != silent
	default:
		return false
	}
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
	case inputRecord, inputRecording, inputRecordingText:
		return "Record"
	case inputAI:
		return "AIGather"
	case inputHTTP:
		return "HttpRequest"
	case inputEnqueue:
		return "Enqueue"
	case inputConference:
		return "Conference"
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
	sid, to := c.CallSID, c.To
	if in.kind == inputScreen && c.Screen.CallSID != "" {
		sid, to = c.Screen.CallSID, c.Screen.To
	}
	f.add("AccountSid", c.Account, "CallSid", sid, "CallSidLegacy", sid)
	if c.Connection != "" && in.connected(c) {
		f.add("ConnectionId", c.Connection)
	}
	if in.kind == inputRecordingText {
		f.add("CallStatus", "in-progress")
	}
	f.add("From", c.From, "To", to)
	stamp := now.UTC().Format(time.RFC3339)
	switch in.kind {
	case inputBegin:
		f.add("CallerId", c.From, "CallingPartyType", "pstn", "CallStatus", "in-progress")
	case inputDigits:
		f.add("Digits", in.text)
	case inputSpeech:
		f.add("SpeechResult", in.text, "Confidence", in.more)
	case inputDial:
		status, duration := in.text, "0"
		switch status {
		case "completed":
			duration = "30"
		case declined: // which the carrier has no word for
			status = "no-answer"
		}
		f.add("CallStatus", status, "CallbackSource", "call-progress-events", "SequenceNumber", "3", "Timestamp", stamp,
			"DialCallSid", c.CallSID+"-leg", "DialCallStatus", status, "DialCallDuration", duration)
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
	case inputEnqueue, inputConference, inputConnect, inputRefer, inputPay:
		in.ending(f, c, stamp)
	case inputHold, inputScreen:
		in.beside(f, c)
	case inputRecordingText:
		f.add("RecordingSid", "recording-of-"+c.CallSID, "RecordingUrl", in.more, "TranscriptionSid", "transcription-of-"+c.CallSID,
			"TranscriptionStatus", "completed", "TranscriptionText", in.text)
	case inputCompleted:
		f.add("CallStatus", "completed", "CallbackSource", "call-progress-events", "SequenceNumber", "9", "Timestamp", stamp,
			"HangupCause", "normal_clearing", "HangupSource", "caller")
	case inputSilence, inputTranscription, inputFetch: // nothing more; written above, or of no callback
	}
	return []byte(f.String())
}

// connected reports whether the callback says which connection the call is of.
func (in input) connected(c *phoneCall) bool {
	switch in.kind {
	case inputBegin, inputSilence, inputDial, inputConference, inputRecording, inputAI, inputHTTP, inputCompleted:
		return true
	case inputHold: // that of a queue does
		return in.text == silent || in.asks && c.Answer.Verb != "Conference"
	case inputScreen:
		return in.text == silent
	default:
		return false
	}
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
