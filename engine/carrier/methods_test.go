package carrier

import (
	"strings"
	"testing"
	"time"
)

// TestMethods: each URL of a document is requested with the method that stands beside it, and with POST without one; that
// of Gather and HttpRequest, which have none, with the application's.
func TestMethods(t *testing.T) {
	for _, test := range []struct {
		callback, doc, attribute string // METHOD in the document is where the attribute stands
		action                   Action
	}{
		{"redirect_fetch", `<Redirect METHOD>/next</Redirect>`, "method", Action{}},
		{"ai_gather_action", strings.Replace(gives, "<AIGather", "<AIGather METHOD", 1), "method", AI(map[string]any{"day": "Friday"})},
		{"gather_partial_result", `<Gather input="speech" partialResultCallback="/n" METHOD/>`, "partialResultCallbackMethod", Speak("a b", 1)},
		{"dial_action", `<Dial action="/next" METHOD>+15125550110</Dial>`, "method", Dial("busy")},
		{"dial_noun_url", `<Dial><Number url="/next" METHOD>+15125550110</Number></Dial>`, "method", Answer()},
		{"dial_noun_url", `<Dial><Sip url="/next" METHOD>sip:a@pbx.example.net</Sip></Dial>`, "method", Answer()},
		{"call_completed", `<Dial><Number statusCallback="/n" METHOD>+15125550110</Number></Dial><Gather/>`, "statusCallbackMethod", Dial("busy")},
		{"call_completed", `<Dial><Sip statusCallback="/n" METHOD>sip:a@pbx.example.net</Sip></Dial><Gather/>`, "statusCallbackMethod", Dial("busy")},
		{"recording_absent", strings.Replace(ringsTaped, "<Dial", "<Dial METHOD", 1), "recordingStatusCallbackMethod", Dial("busy")},
		{"conference_join", strings.Replace(rooms, "<Conference", "<Conference METHOD", 1), "statusCallbackMethod", Action{}},
		{"conference_wait_url", strings.Replace(rooms, "<Conference", "<Conference METHOD", 1), "waitMethod", Action{}},
		{
			"recording_completed", `<Dial><Conference record="record-from-start" recordingStatusCallback="/n" METHOD>a</Conference></Dial>`,
			"recordingStatusCallbackMethod", Dial("completed"),
		},
		{"record_action", strings.Replace(tapes, "<Record", "<Record METHOD", 1), "method", Unable()},
		{"recording_in_progress", strings.Replace(tapes, "<Record", "<Record METHOD", 1), "recordingStatusCallbackMethod", Action{}},
		{"recording_completed", `<Start><Recording recordingStatusCallback="/n" METHOD/></Start><Pause/>`, "recordingStatusCallbackMethod", Action{}},
		{"stream_status", `<Start><Stream url="wss://a.example.net" statusCallback="/n" METHOD/></Start>`, "statusCallbackMethod", Action{}},
		{"siprec_status", `<Start><Siprec connectorName="a" statusCallback="/n" METHOD/></Start>`, "statusCallbackMethod", Action{}},
		{
			"transcription_realtime", `<Start><Transcription transcriptionCallback="/n" METHOD/></Start><Gather/>`,
			"transcriptionCallbackMethod", Transcript("a", 1, true),
		},
		{"enqueue_action", `<Enqueue action="/next" METHOD>desk</Enqueue>`, "method", Dequeue(time.Minute)},
		{"enqueue_wait_url", `<Enqueue waitUrl="/wait" METHOD>desk</Enqueue>`, "waitUrlMethod", Action{}},
		{"refer_action", `<Refer action="/next" METHOD><Sip>sip:a@pbx.example.net</Sip></Refer>`, "method", Refer("busy")},
		{"connect_action", `<Connect action="/next" METHOD><AIAssistant id="a"/></Connect>`, "method", Disconnect("")},
		{"pay_action", strings.Replace(pays, "<Pay", "<Pay METHOD", 1), "method", Pay("success")},
		{"pay_status_completed", strings.Replace(pays, "<Pay", "<Pay METHOD", 1), "statusCallbackMethod", Pay("success")},
		{"gather_action", `<Gather action="/next"/>`, "", Press("1#")},
		{"gather_invalid_digits_action", `<Gather validDigits="1" invalidDigitsAction="/next"/>`, "", Press("2")},
		{"http_request_action", asks, "", HTTP(200, `{}`)},
	} {
		for _, method := range []string{"", "GET", "POST"} {
			t.Run(test.callback+" "+method, func(t *testing.T) {
				attribute, want := "", "POST"
				if method != "" {
					attribute, want = test.attribute+`="`+method+`"`, method
				}
				doc := strings.Replace(test.doc, "METHOD", attribute, 1)
				_, call, _ := play(t, map[string]string{"/voice": doc, "/next": said, "/wait": `<Pause/>`}, everybody, func(o *Options) {
					if test.attribute == "" {
						o.Method = method
					}
				})
				if test.action.kind != "" {
					do(t, call, test.action)
				}
				x := request(t, call, test.callback)
				if x.Method != want || (x.Body == "") != (want == "GET") {
					t.Errorf("sent with %s and a body of %d bytes, want %s", x.Method, len(x.Body), want)
				}
			})
		}
	}
}
