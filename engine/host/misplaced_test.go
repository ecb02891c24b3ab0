package host

import (
	"net/http"
	"strings"
	"testing"

	"github.com/texmlflow/texmlflow/engine/store"
)

// The signature does not cover the URL: the answer to a verb at an entry URL is a redelivery there, or was captured. It is
// answered by the current document, and begins no call and moves none.
func TestAnswersAtAnEntryURL(t *testing.T) {
	r := newRig(t)
	one := r.post("/texml/clinic", form("known"))
	for _, c := range []struct {
		what  string
		pairs []string
	}{
		{"Gather", []string{"Digits", "1"}},
		{"Gather", []string{"Digits", ""}},
		{"Gather", []string{"SpeechResult", "billing", "Confidence", "0.9"}},
		{"partial result of a Gather", []string{"UnstableSpeechResult", "bill"}},
		{"Dial", []string{"DialCallStatus", "no-answer", "CallStatus", "completed", "SequenceNumber", "3"}},
		{"Dial", []string{"CallbackSource", "call-progress-events", "DialCallStatus", "completed"}},
		{"recording status", []string{"RecordingStatus", "absent"}},
		{"Record", []string{"RecordingUrl", "https://media.example.net/1.mp3", "RecordingSid", "1"}},
		{"AI Gather", []string{"Status", "valid", "Base64Result", "e30="}},
		{"AI Gather", []string{"Result", "{}", "MessageHistory", "[]"}},
		{"AI Gather", []string{"Base64MessageHistory", "W10="}},
		{"Enqueue", []string{"QueueResult", "leave"}},
		{"callback of a queue", []string{"QueueSid", "1", "QueuePosition", "2"}},
		{"Refer", []string{"ReferCallStatus", "failed"}},
		{"Pay", []string{"PayResult", "success"}},
		{"payment status", []string{"PaymentMethod", "credit-card", "Status", "x"}},
		{"transcription", []string{"Transcript", "hello", "IsFinal", "true"}},
		{"transcription", []string{"TranscriptionText", "hello"}},
		{"conference event", []string{"ConferenceSid", "1", "StatusCallbackEvent", "leave"}},
		{"stream status", []string{"StreamSid", "1", "StreamEvent", "stream-started"}},
		{"SIPREC status", []string{"SiprecSid", "1", "SiprecEvent", "siprec-started"}},
	} {
		for _, target := range []string{"/texml", "/texml/clinic", "/texml/other"} {
			if d := r.post(target, form("known", c.pairs...)); d.raw != one.raw {
				t.Errorf("%v at %s: %s", c.pairs, target, d.raw)
			}
		}
		if line := r.log.tail("recovered"); !strings.Contains(line, c.what+" came to") {
			t.Errorf("%v: the log does not say what it is: %s", c.pairs, line)
		}
	}
	r.wantAt("known", "clinic/main", 1)
	// Of a call that is not known: the answer to a verb of somebody else's document may lead to a flow by name, nothing
	// else begins one.
	for i, c := range []struct {
		target string
		begins bool
		pairs  []string
	}{
		{"/texml/clinic", true, []string{"Digits", "1"}},
		{"/texml", false, []string{"Digits", "1"}},
		{"/texml/clinic", true, []string{"DialCallStatus", "busy"}},
		{"/texml/clinic", false, []string{"RecordingStatus", "absent"}},
		{"/texml/clinic", false, []string{"Transcript", "hello"}},
		{"/texml", false, []string{"ConferenceSid", "1"}},
		{"/texml/clinic", false, []string{"StreamEvent", "stream-failed"}},
	} {
		call := "new" + string(rune('0'+i))
		if d := r.post(c.target, form(call, c.pairs...)); d.hears("welcome") != c.begins || d.hangup == c.begins {
			t.Errorf("%v at %s: %s", c.pairs, c.target, d.raw)
		}
		if _, err := r.store.Load(t.Context(), store.Key{CallSID: call, Track: store.MainTrack}); (err == nil) != c.begins {
			t.Errorf("%v at %s: the call's record: %v", c.pairs, c.target, err)
		}
	}
	r.post(one.action, form("known", "Digits", "1")) // where it belongs
	r.wantAt("known", "clinic/sales", 2)
	// What a fetch may have is no telltale, one half of a pair neither.
	for i, pairs := range [][]string{
		{"RecordingUrl", "https://media.example.net/1.mp3"},
		{"Result", "x"},
		{"CallStatus", "in-progress", "CallerId", "Robin", "AnsweredBy", "human"},
	} {
		if d := r.post("/texml/clinic", form("fetch"+string(rune('0'+i)), pairs...)); !d.hears("welcome") {
			t.Errorf("%v: %s", pairs, d.raw)
		}
	}
}

// Where connections are configured, a callback that names none is no first fetch: a redelivered Gather names none either.
func TestNoConnectionAtAnEntryURL(t *testing.T) {
	r := newRig(t, withSnapshot(func(s *Snapshot) { s.Connections = []string{"9"} }))
	one := r.post("/texml/clinic", form("known", "ConnectionId", "9"))
	for _, target := range []string{"/texml/clinic", "/texml/other"} {
		for _, pairs := range [][]string{nil, {"ConnectionId", ""}} {
			if d := r.post(target, form("known", pairs...)); d.raw != one.raw {
				t.Errorf("%v at %s: %s", pairs, target, d.raw)
			}
			if d := r.post(target, form("new", pairs...)); !d.hangup {
				t.Errorf("%v at %s, of no call: %s", pairs, target, d.raw)
			}
		}
	}
	r.wantAt("known", "clinic/main", 1)
	if _, err := r.store.Load(t.Context(), store.Key{CallSID: "new", Track: store.MainTrack}); err == nil {
		t.Error("a call was made")
	}
	if got := r.do(http.MethodPost, "/texml/clinic", form("new", "ConnectionId", "1")); got.status != http.StatusForbidden {
		t.Errorf("a foreign connection: status %d, want 403", got.status)
	}
}
