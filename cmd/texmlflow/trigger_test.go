package main

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/callback"
)

func TestReadAnswer(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		doc, waits, sample string
		want               answer
	}{
		"gather": {
			doc:   `<Response><Say>Hi</Say><Gather action="/a" input="dtmf"><Say>1</Say></Gather><Redirect method="POST">/s</Redirect></Response>`,
			want:  answer{Verb: "Gather", Action: "/a", Silence: "/s", Input: "dtmf", Finish: "#"},
			waits: "waits for digits", sample: "--digits 1",
		},
		"speech": {
			doc:  `<Response><Gather action="/a" input="speech"/></Response>`,
			want: answer{Verb: "Gather", Action: "/a", Input: "speech", Finish: "#"}, waits: "waits for speech", sample: `--speech "..."`,
		},
		"dial": {
			doc:  `<Response><Dial action="/a"><Number>+15125550100</Number></Dial></Response>`,
			want: answer{Verb: "Dial", Action: "/a"}, waits: "waits for the end of the dialled leg", sample: "--event dial:completed",
		},
		"record": {
			doc:  `<Response><Record action="/a" recordingStatusCallback="/r"/></Response>`,
			want: answer{Verb: "Record", Action: "/a", Recording: "/r"}, waits: "waits for a recording", sample: "--event record",
		},
		"http": {
			doc: `<Response><HttpRequest async="false" action="/a"><Request url="https://api.example.com"/><Response><Content>` +
				`<Field><Name>x.y</Name><Value>http_found</Value></Field></Content></Response></HttpRequest></Response>`,
			want:  answer{Verb: "HttpRequest", Action: "/a", Fields: []string{"found"}},
			waits: "waits for the carrier's HTTP request", sample: "--event http:found=...",
		},
		"ai": {
			doc:  `<Response><AIGather action="/a"><Parameters>{"properties":{"b":{},"a":{}}}</Parameters></AIGather></Response>`,
			want: answer{Verb: "AIGather", Action: "/a", Fields: []string{"a", "b"}}, waits: "waits for the assistant's result",
			sample: `--event 'ai:{"a": "...", "b": "..."}'`,
		},
		"redirect": {
			doc:  `<Response><Say>Sorry.</Say><Redirect>/r</Redirect></Response>`,
			want: answer{Verb: "Redirect", Silence: "/r"}, waits: "leads on at once", sample: "--silence",
		},
		"hangup":  {doc: `<Response><Hangup/></Response>`, want: answer{Verb: "Hangup"}, waits: "ends the call", sample: "--event completed"},
		"nothing": {doc: `<Response/>`, waits: "ends the call", sample: "--event completed"},
		"enqueue": {
			doc:   `<Response><Enqueue action="/a" waitUrl="/w" maxWaitTimeSecs="60">q</Enqueue><Redirect>/s</Redirect></Response>`,
			want:  answer{Verb: "Enqueue", Action: "/a", Silence: "/s", Wait: "/w", MaxWait: 60},
			waits: "waits for the end of the queue", sample: "--event enqueue:bridged",
		},
		"conference": {
			doc:   `<Response><Dial action="/a"><Conference waitUrl="/w">room</Conference></Dial></Response>`,
			want:  answer{Verb: "Conference", Action: "/a", Wait: "/w"},
			waits: "waits for the caller to leave the room", sample: "--event conference:ended",
		},
		"screened dial": {
			doc:   `<Response><Dial action="/a"><Number url="/0">+15125550100</Number><Sip url="/1">sip:a@b</Sip></Dial></Response>`,
			want:  answer{Verb: "Dial", Action: "/a", Screens: []callee{{"/0", "+15125550100"}, {"/1", "sip:a@b"}}},
			waits: "waits for the end of the dialled leg", sample: "--event dial:completed",
		},
		"connect": {
			doc:  `<Response><Connect action="/a"><AIAssistant id="a"/></Connect></Response>`,
			want: answer{Verb: "Connect", Action: "/a"}, waits: "waits for the end of Connect", sample: "--event connect:ended",
		},
		"refer": {
			doc:  `<Response><Refer action="/a"><Sip>sip:a@b</Sip></Refer></Response>`,
			want: answer{Verb: "Refer", Action: "/a"}, waits: "waits for the other side to take the call", sample: "--event refer:in-progress",
		},
		"pay": {
			doc:  `<Response><Pay action="/a" chargeAmount="1.00"/></Response>`,
			want: answer{Verb: "Pay", Action: "/a", Charges: true}, waits: "waits for the payment", sample: "--event pay:success",
		},
		"transcribed": {
			doc:   `<Response><Record action="/a" transcriptionCallback="/t"/></Response>`,
			want:  answer{Verb: "Record", Action: "/a", Transcription: "/t"},
			waits: "waits for a recording", sample: "--event record",
		},
		"leave": {
			doc: `<Response><Leave/></Response>`, want: answer{Verb: "Leave"},
			waits: "takes the caller out of the queue", sample: "--event completed",
		},
		"after a hangup nothing waits": {
			doc:  `<Response><Hangup/><Gather action="/a"/></Response>`,
			want: answer{Verb: "Hangup"}, waits: "ends the call", sample: "--event completed",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := readAnswer([]byte(tc.doc))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
			if got.waits() != tc.waits || got.sample() != tc.sample {
				t.Errorf("it %s: %s; want %s: %s", got.waits(), got.sample(), tc.waits, tc.sample)
			}
		})
	}
}

func TestReadAnswerRefuses(t *testing.T) {
	t.Parallel()
	for _, doc := range []string{"", "not found", "<html/>", "<Response>", "<Response></Say></Response>"} {
		if got, err := readAnswer([]byte(doc)); err == nil {
			t.Errorf("%q was read as %+v", doc, got)
		}
	}
}

// Whatever is typed arrives as it was typed, and the server's own decoder takes it.
func TestBodiesAreCallbacks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringOf(rapid.RuneFrom([]rune("aé &=+%;\"'<>{}\n\u2028漢")))
		c := &phoneCall{CallSID: newCallSID(), From: "+15125550142", To: "sip:a@b", Account: "a", Connection: "1"}
		now := time.Unix(1_800_000_000, 0)
		want := word.Draw(t, "text")
		for _, tc := range []struct {
			in    input
			field string
		}{
			{input{kind: inputBegin}, ""},
			{input{kind: inputDigits, text: want}, "Digits"},
			{input{kind: inputSpeech, text: want, more: "0.5"}, "SpeechResult"},
			{input{kind: inputDial, text: want}, "DialCallStatus"},
			{input{kind: inputRecord, more: want}, "RecordingUrl"},
			{input{kind: inputHTTP, http: []string{"name", want}}, engine.WirePrefix + "name"},
			{input{kind: inputRefer, text: want}, "ReferCallStatus"},
			{input{kind: inputPay, text: want}, "Result"},
		} {
			form, err := callback.ParseForm(tc.in.body(c, now))
			if err != nil {
				t.Fatal(err)
			}
			e, err := callback.DecodeInstruction(form, engine.Answer, now)
			if err != nil {
				t.Fatal(err)
			}
			if got, _ := e.Field(tc.field); tc.field != "" && got != want {
				t.Errorf("%s is %q, want %q", tc.field, got, want)
			}
			if e.CallSID != c.CallSID || e.From != c.From || e.To != c.To || len(e.Problems) > 0 {
				t.Errorf("got %+v", e)
			}
		}
		said, err := callback.DecodeTranscription("application/json", input{kind: inputTranscription, text: want}.body(c, now), now)
		if err != nil {
			t.Fatal(err)
		}
		if got := said.Text("Transcript"); got != want {
			t.Errorf("the transcript is %q, want %q", got, want)
		}
	})
}

func TestNotificationBodies(t *testing.T) {
	t.Parallel()
	c := &phoneCall{CallSID: "v3:a", From: "+15125550142", To: "+15125550167", Account: "a"}
	now := time.Unix(1_800_000_000, 0)
	form, err := callback.ParseForm(input{kind: inputCompleted}.body(c, now))
	if err != nil {
		t.Fatal(err)
	}
	ended, err := callback.DecodeStatus(form, now)
	if err != nil || ended.Text("CallStatus") != "completed" {
		t.Errorf("got %+v, %v", ended, err)
	}
	form, err = callback.ParseForm(input{kind: inputRecording, more: "https://media.example.com/1"}.body(c, now))
	if err != nil {
		t.Fatal(err)
	}
	recorded, err := callback.DecodeRecording(form, now)
	if err != nil || recorded.Text("RecordingUrl") != "https://media.example.com/1" {
		t.Errorf("got %+v, %v", recorded, err)
	}
	form, err = callback.ParseForm(input{kind: inputAI, text: `{"day": "2030-01-02"}`}.body(c, now))
	if err != nil {
		t.Fatal(err)
	}
	gathered, err := callback.DecodeInstruction(form, engine.Answer, now)
	if err != nil || gathered.AIResult["day"] != "2030-01-02" || gathered.Text("Status") != "valid" {
		t.Errorf("got %+v, %v", gathered, err)
	}
}

// TestEventFields compares the callbacks with the carrier's: which fields they have, and in which order.
func TestEventFields(t *testing.T) {
	t.Parallel()
	const common = "AccountSid CallSid CallSidLegacy "
	for event, want := range map[string]string{
		"enqueue:bridged":    common + "From To QueueSid QueueTime=30 QueueResult=bridged",
		"enqueue:left":       common + "From To QueueSid QueueTime=30 QueueResult=leave",
		"enqueue:full":       common + "From To QueueSid QueueTime=0 QueueResult=queue-full",
		"enqueue:timed_out":  common + "From To QueueSid QueueTime=60",
		"enqueue:failed":     common + "From To QueueSid QueueTime=0 QueueResult=error",
		"conference:ended":   common + "ConnectionId From To CallStatus=in-progress",
		"conference:failed":  common + "ConnectionId From To CallStatus=in-progress DialCallStatus=failed",
		"connect:ended":      common + "From To",
		"connect:failed":     common + "From To SessionStatus=failed",
		"refer:in-progress":  common + "From To ReferCallStatus=in-progress ReferSipResponseCode=202 NotifySipResponseCode=200 Timestamp",
		"refer:busy":         common + "From To ReferCallStatus=busy ReferSipResponseCode=202 NotifySipResponseCode=486 Timestamp",
		"pay:internal-error": common + "From To PayResult=failed Result=internal-error CallSessionId PaymentMethod PaymentConnector PaymentError=internal-error",
		"pay:success": common + "From To PayResult=success Result=success CallSessionId PaymentMethod PaymentConnector ChargeId " +
			"PaymentConfirmationCode PaymentCardNumber=xxxxxxxxxxxx1881 PaymentCardType ExpirationDate SecurityCode=xxx PaymentCardPostalCode",
		"hold":              common + "ConnectionId From To QueueSid QueuePosition=1 QueueTime=0 AvgQueueTime CurrentQueueSize",
		"hold:9":            common + "From To Digits=9",
		"hold:silence":      common + "ConnectionId From To",
		"screen":            common + "From To=+15125550100",
		"screen:5":          common + "From To=+15125550100 Digits=5",
		"recording-text:hi": common + "CallStatus=in-progress From To RecordingSid RecordingUrl TranscriptionSid TranscriptionStatus=completed TranscriptionText=hi",
	} {
		c := &phoneCall{
			CallSID: "v3:a", From: "+15125550142", To: "+15125550167", Account: "a", Connection: "1",
			Answer: answer{MaxWait: 60, Charges: true}, Screen: beside{CallSID: "v3:a-leg1", To: "+15125550100"},
		}
		in, err := parseEvent("--event", event, "https://media.example.com/1")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for pair := range strings.SplitSeq(string(in.body(c, time.Unix(1_800_000_000, 0))), "&") {
			name, value, _ := strings.Cut(pair, "=")
			if value, err = url.QueryUnescape(value); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(want, name+"=") {
				name += "=" + value
			}
			got = append(got, name)
		}
		if diff := cmp.Diff(strings.Fields(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", event, diff)
		}
	}
}

// TestEventGrammar: each event of the help is read, and nothing else is.
func TestEventGrammar(t *testing.T) {
	t.Parallel()
	for _, e := range eventKinds {
		if !strings.Contains(eventHelp(eventKinds), "  "+e.usage()+"\n") {
			t.Errorf("the help lacks %s", e.name)
		}
		for _, word := range e.words {
			if _, err := parseEvent("--event", e.name+":"+word, ""); err != nil {
				t.Errorf("%s:%s: %v", e.name, word, err)
			}
		}
		if _, err := parseEvent("--event", e.name, ""); (err == nil) != (len(e.words) == 0 && (e.arg == "" || e.spare)) {
			t.Errorf("%s alone: %v", e.name, err)
		}
	}
	for event, hint := range map[string]string{
		"enqueue:ful": `did you mean "full"?`, "refer:in_progress": `did you mean "in-progress"?`, "hold:silent": `did you mean "silence"?`,
		"hold:x": "", "hold:": "", "screen:?": "", "pay": "", "conferense:ended": `did you mean "conference"?`, "completed:now": "",
	} {
		_, err := parseEvent("--event", event, "")
		if err == nil {
			t.Errorf("%s was read", event)
			continue
		}
		var told *failure
		if hint != "" && (!errors.As(err, &told) || told.hint != hint) {
			t.Errorf("%s: %#v, want the hint %s", event, err, hint)
		}
	}
}

func TestEventURLs(t *testing.T) {
	t.Parallel()
	for entry, want := range map[string]string{
		"http://127.0.0.1:8080/texml":               "http://127.0.0.1:8080",
		"http://127.0.0.1:8080/texml/hello?x=1":     "http://127.0.0.1:8080",
		"https://ivr.example.com/a/texml/texmlflow": "https://ivr.example.com/a",
		"https://ivr.example.com/t/TOKEN":           "https://ivr.example.com",
		"https://ivr.example.com":                   "https://ivr.example.com",
	} {
		if got := (&phoneCall{Entry: entry}).base(); got != want {
			t.Errorf("base of %s is %s, want %s", entry, got, want)
		}
	}
}

// What is quoted is one word to a shell, and the same.
func TestShellQuote(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"", "plain", "a b", "it's", `"$HOME"`, "`x`", "-n", "a\nb", "*", "~", "http://h/t?a=1&b=2", "é"} {
		out, err := exec.Command("sh", "-c", "printf %s "+shellQuote(word)).Output()
		if err != nil || string(out) != word {
			t.Errorf("%q came out as %q, %v", word, out, err)
		}
	}
	if got := shellQuote("/a/b-c_d.e:1=2,3"); strings.Contains(got, "'") {
		t.Errorf("%s is quoted for nothing", got)
	}
}

// FuzzReadAnswer: any document is read without a panic, and what is read of it is in it.
func FuzzReadAnswer(f *testing.F) {
	f.Add([]byte(`<Response><Gather action="/a" input="dtmf"/><Redirect>/s</Redirect></Response>`))
	f.Add([]byte(`<Response><AIGather action="/a"><Parameters>{"properties":{"a":{}}}</Parameters></AIGather></Response>`))
	f.Add([]byte(`<Response><![CDATA[x]]></Response><Response/>`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		d, err := readAnswer(doc)
		if err != nil {
			return
		}
		if d.waits() == "" || d.sample() == "" {
			t.Error("nothing to say of it")
		}
		if d.Verb != "" && !strings.Contains(string(doc), d.Verb) {
			t.Errorf("%s is not in it", d.Verb)
		}
	})
}

func TestKeyed(t *testing.T) {
	for _, tc := range []struct {
		answer     answer
		keys, want string
	}{
		{answer{Finish: "#"}, "12#", "12"},
		{answer{Finish: "#"}, "#", ""},
		{answer{Finish: "#"}, "12", "12"},
		{answer{Finish: "*#"}, "1*2#", "1"},
		{answer{Finish: ""}, "12#", "12#"},
		{answer{Finish: "", Most: 2}, "12#", "12"},
		{answer{Finish: "#", Most: 4}, "123", "123"},
	} {
		if got := tc.answer.keyed(tc.keys); got != tc.want {
			t.Errorf("%+v.keyed(%q) = %q, want %q", tc.answer, tc.keys, got, tc.want)
		}
	}
}

// A server that was started just before has a moment to listen; what is elsewhere is asked once.
func TestTriggerWaitsForTheServer(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	target := &url.URL{Scheme: "http", Host: address, Path: "/texml"}
	started := make(chan error, 1)
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<Response/>") })}
	defer server.Close()
	time.AfterFunc(startTime/5, func() {
		l, err := net.Listen("tcp", address)
		started <- err
		if err == nil {
			_ = server.Serve(l) // until it is closed
		}
	})
	r, err := (&triggerOptions{}).send(target, "text/plain", nil)
	if refused := <-started; refused != nil {
		t.Fatal(refused)
	}
	if err != nil || string(r.body) != "<Response/>" {
		t.Errorf("got %v, %v", r, err)
	}
}
