package callback

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/engine"
)

var clock = time.Date(2026, 11, 21, 10, 4, 11, 0, time.UTC)

const (
	sampleCall = "v3:Qm8rT2xkVnJ0c0lXbUZ5Q2hhbm5lbDAx"
	sampleFrom = "+15125550142"
	sampleTo   = "+18335550167"
)

func sample(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "samples", name))
	if err != nil {
		t.Fatal(err)
	}
	return []byte(strings.TrimRight(string(b), "\n"))
}

func sampleForm(t *testing.T, name string) Form {
	t.Helper()
	form, err := ParseForm(sample(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return form
}

func TestDecodeInstructionSamples(t *testing.T) {
	moment := func(s string) time.Time {
		at, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, tc := range []struct {
		file string
		want map[string]any
	}{
		{"instruction_fetch.form", map[string]any{
			"CallingPartyType": "pstn", "FromSipUri": "sip:+15125550142@sip.telnyx.com", "ConnectionId": "2204417790153820417",
			"Digits": "", "Confidence": 1.0, "DialCallDuration": nil,
		}},
		{"redirect_fetch.form", map[string]any{"ConnectionId": "2204417790153820417", "Digits": "", "SpeechResult": ""}},
		{"gather_action.dtmf.form", map[string]any{"Digits": "2", "SpeechResult": "", "Confidence": 1.0, "ConnectionId": ""}},
		{"gather_action.speech.form", map[string]any{"Digits": "", "SpeechResult": "billing please", "Confidence": 0.93}},
		{"gather_action.empty.form", map[string]any{"Digits": "", "SpeechResult": "", "Confidence": 1.0}},
		{"http_request_action.form", map[string]any{"CallerId": "Robin Vale"}},
		{"ai_gather_action.form", map[string]any{"Status": "valid"}},
		{"record_action.form", map[string]any{"Digits": ""}},
		{"enqueue_action.form", map[string]any{"QueueResult": "leave", "QueueTime": 77}},
		{"enqueue_wait_url.form", map[string]any{"QueuePosition": 3, "QueueTime": 0, "AvgQueueTime": 41, "CurrentQueueSize": 5}},
		{"conference_wait_url.form", map[string]any{"QueuePosition": nil}},
		{"connect_action.form", map[string]any{"SessionStatus": "", "SessionDuration": nil}},
		{"refer_action.form", map[string]any{
			"ReferCallStatus": "in-progress", "ReferSipResponseCode": "202", "Timestamp": moment("2026-11-21T10:05:00Z"),
		}},
		{"pay_action.form", map[string]any{
			"PayResult": "success", "Result": "success", "ChargeId": "ch_0041", "PaymentCardNumber": "xxxxxxxxxxxx1881",
			"PaymentCardPostalCode": "78701",
		}},
		{"dial_noun_url.form", map[string]any{"Digits": ""}},
		{"dial_action.form", map[string]any{
			"DialCallStatus": "no-answer", "DialCallDuration": 0, "DialCallSid": "v3:ZWFnbGUtYm9iLWxlZy10d28tMDAwMDI",
			"CallStatus": "completed", "SequenceNumber": 3, "CallInitiatedAt": moment("2026-11-21T10:04:11.512Z"),
			"AnsweredTime": moment("2026-11-21T10:04:19Z"), "HangupCause": "normal_clearing", "HangupSource": "caller",
			"ShakenStirValidated": true, "ShakenStirAttestation": "A", "CallQualityStats": `{"mos":4.3,"jitter":6,"packet_loss":0.1}`,
			"CallDuration": nil,
		}},
	} {
		t.Run(tc.file, func(t *testing.T) {
			e, err := DecodeInstruction(sampleForm(t, tc.file), engine.Answer, clock)
			if err != nil {
				t.Fatal(err)
			}
			from, to := sampleFrom, sampleTo
			if tc.file == "refer_action.form" {
				from, to = "", "" // documented without them
			}
			if e.Kind != engine.Answer || !e.At.Equal(clock) || e.CallSID != sampleCall || e.From != from || e.To != to {
				t.Errorf("identity: got %v at %v, call %q from %q to %q", e.Kind, e.At, e.CallSID, e.From, e.To)
			}
			if e.AccountSID != "7d1a52c4-0c4e-4b7e-9a6d-2f6f1f0c9b11" {
				t.Errorf("account: got %q", e.AccountSID)
			}
			for name, want := range tc.want {
				if diff := cmp.Diff(want, e.Values[name]); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
			if len(e.Problems) > 0 {
				t.Errorf("problems: %q", e.Problems)
			}
		})
	}
}

func TestDecodeKeepsUnknownFieldsInOrder(t *testing.T) {
	e, err := DecodeInstruction(sampleForm(t, "http_request_action.form"), engine.Answer, clock)
	if err != nil {
		t.Fatal(err)
	}
	got := e.Fields[len(e.Fields)-2:]
	want := []engine.WireField{{Name: "OrderEta", Value: "tomorrow"}, {Name: "OrderState", Value: "packed"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	if v, ok := e.Field("OrderEta"); !ok || v != "tomorrow" {
		t.Errorf("Field(OrderEta) = %q, %v", v, ok)
	}
	if _, ok := e.Field("ordereta"); ok {
		t.Error("Field took another case of the name")
	}
}

func TestDecodeAIGather(t *testing.T) {
	wantResult := map[string]any{"delivery_day": "2026-12-04", "door_code": "4471"}
	for _, tc := range []struct {
		name, body string
		result     map[string]any
		history    []engine.Message
		status     string
		problems   int
	}{
		{
			name: "reference", body: string(sample(t, "ai_gather_action.form")), result: wantResult, status: "valid",
			history: []engine.Message{
				{Role: "assistant", Text: "Which day suits you?"}, {Role: "user", Text: "Friday the fourth"},
			},
		},
		{
			name: "older page", body: string(sample(t, "ai_gather_action.legacy.form")), result: wantResult,
			history: []engine.Message{{Role: "user", Text: "Friday the fourth"}},
		},
		{name: "status of the wrapper", body: `CallSid=a&Result={"status":"invalid","result":{}}`, result: map[string]any{}, status: "invalid"},
		{name: "a parameter called result", body: `CallSid=a&Result={"result":"draw"}`, result: map[string]any{"result": "draw"}},
		{name: "unescaped plus signs", body: `CallSid=a&Base64Result=eyJhIjoiPz8+In0=`, result: map[string]any{"a": "??>"}},
		{name: "no base64", body: `CallSid=a&Base64Result=***`, problems: 1},
		{name: "no JSON", body: `CallSid=a&Base64Result=Zm9v`, problems: 1},
		{name: "a JSON list", body: `CallSid=a&Result=[1]`, status: "invalid", problems: 1},
		{name: "a JSON text", body: `CallSid=a&Result="no"`, status: "invalid", problems: 1},
		{name: "a JSON list with a status", body: `CallSid=a&Status=valid&Result=[1]`, status: "valid", problems: 1},
		{name: "a JSON null", body: `CallSid=a&Result=null`, problems: 1},
		{name: "history is no list", body: `CallSid=a&Result={}&MessageHistory={}`, result: map[string]any{}, problems: 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			form, err := ParseForm([]byte(tc.body))
			if err != nil {
				t.Fatal(err)
			}
			e, err := DecodeInstruction(form, engine.Answer, clock)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.result, e.AIResult); diff != "" {
				t.Errorf("result (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.history, e.AIHistory); diff != "" {
				t.Errorf("history (-want +got):\n%s", diff)
			}
			if e.Text("Status") != tc.status || len(e.Problems) != tc.problems {
				t.Errorf("status %q, problems %q", e.Text("Status"), e.Problems)
			}
		})
	}
}

func TestDecodeStatusSamples(t *testing.T) {
	e, err := DecodeStatus(sampleForm(t, "call_completed.form"), clock)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]any{
		"CallStatus": "completed", "CallbackSource": "call-progress-events", "SequenceNumber": 3, "CallDuration": 101,
		"HangupCause": "normal_clearing", "HangupSource": "caller", "SipHangupCause": "200", "RecordingDuration": 95,
		"RecordingUrl": "https://media.example.net/rec/5e0f6c1b.mp3", "CallControlId": sampleCall,
		"CallLegId": "d2a0c9de-1111-4f0a-8b0e-3b6b7a2c0001", "CallSessionId": "d2a0c9de-2222-4f0a-8b0e-3b6b7a2c0002",
		"OrganizationId": "org-blue-heron", "UserId": "7d1a52c4-0c4e-4b7e-9a6d-2f6f1f0c9b11", "ShakenStirValidated": true,
		"StartTime": time.Date(2026, 11, 21, 10, 4, 11, 0, time.UTC), "EndTime": time.Date(2026, 11, 21, 10, 6, 0, 0, time.UTC),
		"OccurredAt": time.Date(2026, 11, 21, 10, 6, 0, 0, time.UTC), "Timestamp": time.Date(2026, 11, 21, 10, 6, 1, 0, time.UTC),
		"ErrorCode": "", "ParentCallSid": "", "CallerId": "Robin Vale",
	} {
		if diff := cmp.Diff(want, e.Values[name]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	for _, file := range []string{"call_initiated.form", "call_ringing.form", "call_answered.form", "call_dtmf.form", "call_completed.no_answer.form"} {
		e, err := DecodeStatus(sampleForm(t, file), clock)
		if err != nil || len(e.Problems) > 0 || e.Text("CallStatus") == "" {
			t.Errorf("%s: %v, problems %q, CallStatus %q", file, err, e.Problems, e.Text("CallStatus"))
		}
	}
}

func TestDecodeRecordingSamples(t *testing.T) {
	e, err := DecodeRecording(sampleForm(t, "recording_completed.form"), clock)
	if err != nil {
		t.Fatal(err)
	}
	if n, ok := e.Int("RecordingDuration"); e.Text("RecordingUrl") == "" || n != 17 || !ok || e.Text("RecordingStatus") != "completed" {
		t.Errorf("got %v", e.Values)
	}
	e, err = DecodeRecording(sampleForm(t, "recording_absent.form"), clock)
	if err != nil || e.Text("RecordingUrl") != "" || e.Values["RecordingDuration"] != nil {
		t.Errorf("absent: %v, %v", err, e.Values)
	}
}

func TestDecodeTranscription(t *testing.T) {
	const form = "application/x-www-form-urlencoded; charset=utf-8"
	for _, tc := range []struct {
		name, contentType, body string
		transcript              string
		final                   bool
		confidence              any
	}{
		{"enveloped", "application/json", string(sample(t, "call_transcription.json")), "my parcel never came", true, 0.9821},
		{"bare", "application/json; charset=utf-8", string(sample(t, "call_transcription.unwrapped.json")), "my parcel never came", true, 0.9821},
		{"form, real time", form, string(sample(t, "transcription_realtime.form")), "my parcel never came", true, 0.9821},
		{"form, of a recording", form, string(sample(t, "transcription_recording.form")), "please call me back about the invoice", true, nil},
		{
			"form, of a recording, failed", form,
			strings.Replace(string(sample(t, "transcription_recording.form")), "TranscriptionStatus=completed", "TranscriptionStatus=failed", 1),
			"please call me back about the invoice", false, nil,
		},
		{"form, of a recording, without its status", form, "CallSid=a&TranscriptionText=call+me", "call me", true, nil},
		{"form, of a recording, without words", form, "CallSid=a&TranscriptionStatus=completed&TranscriptionText=", "", false, nil},
		{
			"interim", "application/json",
			`{"event_type":"call.transcription","payload":{"call_control_id":"v3:a","transcription_data":{"transcript":"my par","is_final":false}}}`,
			"my par", false, nil,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e, err := DecodeTranscription(tc.contentType, []byte(tc.body), clock)
			if err != nil {
				t.Fatal(err)
			}
			final, _ := e.Values["IsFinal"].(bool)
			if e.Kind != engine.Transcription || e.CallSID == "" || e.Text("Transcript") != tc.transcript || final != tc.final ||
				e.Values["Confidence"] != tc.confidence {
				t.Errorf("got call %q, values %v", e.CallSID, e.Values)
			}
		})
	}
}

func TestDecodeRefuses(t *testing.T) {
	instruction := func(body string) error {
		form, err := ParseForm([]byte(body))
		if err != nil {
			return err
		}
		_, err = DecodeInstruction(form, engine.Begin, clock)
		return err
	}
	transcription := func(body string) error {
		_, err := DecodeTranscription("application/json", []byte(body), clock)
		return err
	}
	for _, tc := range []struct {
		name, body, want string
		decode           func(string) error
	}{
		{"no CallSid", "From=%2B1", "CallSid is missing", instruction},
		{"empty CallSid", "CallSid=", "CallSid is missing", instruction},
		{"long CallSid", "CallSid=" + strings.Repeat("a", 129), "longer than 128", instruction},
		{"star", "CallSid=a*", "characters", instruction},
		{"dot", "CallSid=a.b", "characters", instruction},
		{"greater than", "CallSid=a%3E", "characters", instruction},
		{"slash", "CallSid=a%2Fb", "characters", instruction},
		{"newline", "CallSid=a%0A", "characters", instruction},
		{"two CallSids", "CallSid=a&CallSid=b", "field CallSid comes twice", instruction},
		{"two Digits", "CallSid=a&Digits=1&Digits=9", "field Digits comes twice", instruction},
		{"two equal Digits", "CallSid=a&Digits=1&Digits=1", "field Digits comes twice", instruction},
		{"long From", "CallSid=a&From=" + strings.Repeat("1", MaxAddress+1), "too long", instruction},
		{"not JSON", "{", "not the JSON", transcription},
		{"another event", `{"event_type":"call.hangup","payload":{"call_control_id":"v3:a"}}`, "event_type", transcription},
		{"no call", `{"event_type":"call.transcription","payload":{}}`, "call_control_id is missing", transcription},
		{"odd call", `{"data":{"event_type":"call.transcription","payload":{"call_control_id":"../x"}}}`, "call_control_id", transcription},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := tc.decode(tc.body)
			var d *DecodeError
			if !errors.As(err, &d) || !strings.Contains(err.Error(), tc.want) {
				t.Fatalf("got %v, want a DecodeError with %q", err, tc.want)
			}
		})
	}
}

func TestDecodeDoubledUnknownFieldIsKept(t *testing.T) {
	form, err := ParseForm([]byte("CallSid=a&Numbers[]=1&Numbers[]=2"))
	if err != nil {
		t.Fatal(err)
	}
	e, err := DecodeInstruction(form, engine.Begin, clock)
	if err != nil || len(e.Fields) != 3 {
		t.Errorf("got %v, %v", e.Fields, err)
	}
}

// A number that cannot be read is no reason to drop a caller: it counts as absent, and its text can still be read.
func TestDecodeUnreadableFieldCountsAsAbsent(t *testing.T) {
	form, err := ParseForm([]byte("CallSid=a&SpeechResult=yes&Confidence=high&DialCallDuration=soon&Timestamp=yesterday"))
	if err != nil {
		t.Fatal(err)
	}
	e, err := DecodeInstruction(form, engine.Answer, clock)
	if err != nil {
		t.Fatal(err)
	}
	if e.Values["Confidence"] != 0.0 || e.Values["DialCallDuration"] != nil || e.Values["Timestamp"] != nil {
		t.Errorf("values: %v", e.Values)
	}
	if s, _ := e.Field("Confidence"); s != "high" {
		t.Errorf("text of Confidence: %q", s)
	}
	if len(e.Problems) != 3 || strings.Contains(strings.Join(e.Problems, " "), "high") {
		t.Errorf("problems: %q", e.Problems)
	}
}

func TestReadTimeLayouts(t *testing.T) {
	want := time.Date(2021, 4, 28, 21, 51, 18, 0, time.UTC)
	for _, s := range []string{
		"2021-04-28T21:51:18Z", "2021-04-28T23:51:18+02:00", "2021-04-28 21:51:18.731479Z", "Wed, 28 Apr 2021 21:51:18 +0000",
	} {
		got, err := readTime(s)
		if err != nil || !got.Truncate(time.Second).Equal(want) {
			t.Errorf("%s: got %v, %v", s, got, err)
		}
	}
}

func FuzzDecodeInstruction(f *testing.F) {
	f.Add("CallSid=v3%3Aabc&Digits=1")
	f.Add("CallSid=a&Base64Result=eyJyZXN1bHQiOnt9fQ==&Base64MessageHistory=W10=")
	f.Fuzz(func(t *testing.T, body string) {
		form, err := ParseForm([]byte(body))
		if err != nil {
			return
		}
		e, err := DecodeInstruction(form, engine.Answer, clock)
		if err != nil {
			return
		}
		if !callSID.MatchString(e.CallSID) {
			t.Fatalf("call SID %q was taken", e.CallSID)
		}
		for name, field := range instructionFields {
			if e.Values[name] == nil && !field.Type.Optional {
				t.Fatalf("field %s has no value", name)
			}
		}
	})
}

func FuzzDecodeTranscription(f *testing.F) {
	f.Add([]byte(`{"data":{"event_type":"call.transcription","payload":{"call_control_id":"a"}}}`))
	f.Add([]byte("CallSid=a&TranscriptionStatus=completed&TranscriptionText=call+me&RecordingSid=b"))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, media := range []string{"application/json", "application/x-www-form-urlencoded"} {
			e, err := DecodeTranscription(media, body, clock)
			if err == nil && !callSID.MatchString(e.CallSID) {
				t.Fatalf("call SID %q was taken", e.CallSID)
			}
		}
	})
}
