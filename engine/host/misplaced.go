package host

import (
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/callback"
)

// telltales are fields that no fetch of a document has, and whose body has them. At an entry URL such a body is a redelivery
// at the failover URL, or was captured and sent there, since the signature does not cover the URL: it is answered, and
// neither begins a call nor moves one.
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
	{[]string{"StreamEvent"}, "a stream status"},
	{[]string{"SiprecEvent"}, "a SIPREC status"},
}

// misplaced says why a form has no business at an entry URL; "" when it may be asking for a document.
func (h *Host) misplaced(form callback.Form) string {
	_, numbered := form.Lookup("SequenceNumber")
	_, dialled := form.Lookup("DialCallStatus") // which looks like a call status, but for this
	if !dialled && (form.Get("CallbackSource") != "" || numbered && engine.Final(form.Get("CallStatus"))) {
		return "a call status came to a URL for instructions: " +
			"set the application's status_callback to " + h.base + "/events/status, and only voice_url to " + h.base + "/texml"
	}
	return ""
}

// redelivered says what a form at an entry URL is that cannot be a fetch; "" when it may be one. It names kinds, never
// values. Where connections are configured, a fetch says which it is of, and the answer of a Gather does not.
//
// The answer to a verb of somebody else's document may lead a caller to a flow of ours, and begins it there; what asks for
// no document at all, and what does not say that it is of a connection of ours, is a stray that begins nothing.
func redelivered(form callback.Form, connections []string) (what string, stray bool) {
	unnamed := len(connections) > 0 && form.Get("ConnectionId") == ""
	for _, t := range telltales {
		if hasAll(form, t.fields) {
			return t.what, unnamed || !strings.HasPrefix(t.what, "the answer of")
		}
	}
	if unnamed {
		return "a callback without ConnectionId", true
	}
	return "", false
}

func hasAll(form callback.Form, fields []string) bool {
	for _, name := range fields {
		if _, ok := form.Lookup(name); !ok {
			return false
		}
	}
	return true
}
