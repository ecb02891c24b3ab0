package host

import (
	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/callback"
)

// telltales are fields that no fetch of a document has, and whose body has them. The signature does not cover the URL, so
// that whoever has captured the answer to a verb could send it to an entry URL and move the call from there.
var telltales = []struct {
	fields []string // all of them
	what   string
}{
	{[]string{"DialCallStatus"}, "the answer of a Dial"},
	{[]string{"Digits"}, "the answer of a Gather"},
	{[]string{"SpeechResult"}, "the answer of a Gather"},
	{[]string{"UnstableSpeechResult"}, "a partial result of a Gather"},
	{[]string{"TranscriptionText"}, "a transcription"},
	{[]string{"Transcript"}, "a transcription"},
	{[]string{"RecordingStatus"}, "a recording status"},
	{[]string{"RecordingUrl", "RecordingSid"}, "the answer of a Record"},
	{[]string{"Base64Result"}, "the answer of an AI Gather"},
	{[]string{"Base64MessageHistory"}, "the dialogue of an AI Gather"},
	{[]string{"Result", "MessageHistory"}, "the answer of an AI Gather"},
	{[]string{"QueueResult"}, "the answer of an Enqueue"},
	{[]string{"QueueSid"}, "a callback of a queue"},
	{[]string{"ReferCallStatus"}, "the answer of a Refer"},
	{[]string{"PayResult"}, "the answer of a Pay"},
	{[]string{"PaymentMethod"}, "a payment status"},
	{[]string{"ConferenceSid"}, "a conference event"},
}

// misplaced says why a form has no business at an entry URL; "" when it may be a fetch. It names kinds, never values.
func (h *Host) misplaced(form callback.Form) string {
	_, numbered := form.Lookup("SequenceNumber")
	_, dialled := form.Lookup("DialCallStatus") // which looks like a call status, but for this
	if !dialled && (form.Get("CallbackSource") != "" || numbered && engine.Final(form.Get("CallStatus"))) {
		return "a call status came to a URL for instructions: " +
			"set the application's status_callback to " + h.base + "/events/status, and only voice_url to " + h.base + "/texml"
	}
	for _, t := range telltales {
		if hasAll(form, t.fields) {
			return t.what + " came to a URL for the beginning of a call, which gives no document for it: " + h.base + "/texml is for voice_url alone"
		}
	}
	return ""
}

func hasAll(form callback.Form, fields []string) bool {
	for _, name := range fields {
		if _, ok := form.Lookup(name); !ok {
			return false
		}
	}
	return true
}
