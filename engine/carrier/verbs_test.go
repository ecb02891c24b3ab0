package carrier

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSounds(t *testing.T) {
	for _, test := range []struct{ name, doc, want string }{
		{"in order", `<Say voice="alice" language="de-DE">a</Say><Pause length="3"/><Play>/b.mp3</Play>`, "Say:a Pause Play:https://ivr.example.net/b.mp3"},
		{"again and again", `<Say loop="3">a</Say>`, "Say:a Say:a Say:a"},
		{"keys and tones", `<Play digits="1w2"/><Play ringTone="de"/>`, "Digits:1w2 Ring:de"},
		{"a stored file", `<Play mediaStorage="true">greeting</Play>`, "Play:greeting"},
		{"a file that fails ends the document", `<Play>https://media.example.net/gone.mp3</Play><Say>a</Say>`, ""},
		{"unless it may", `<Play continueOnError="true">https://media.example.net/gone.mp3</Play><Say>a</Say>`, "Say:a"},
		{
			"or there is another", `<Play failoverUrl="/b.mp3">https://media.example.net/gone.mp3</Play><Say>a</Say>`,
			"Play:https://ivr.example.net/b.mp3 Say:a",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, _, step := play(t, map[string]string{"/voice": test.doc}, func(o *Options) {
				o.Doubles = map[string]Double{"https://media.example.net/gone.mp3": {Status: 404}}
			})
			var list []string
			for _, h := range step.Heard {
				if what := h.Text + h.URL; what != "" {
					list = append(list, h.Verb+":"+what)
				} else {
					list = append(list, h.Verb)
				}
			}
			if got := strings.Join(list, " "); got != test.want {
				t.Errorf("heard %q, want %q", got, test.want)
			}
		})
	}
	t.Run("without end", func(t *testing.T) {
		_, call, step := play(t, map[string]string{"/voice": `<Play loop="0">/b.mp3</Play>`})
		wantWaits(t, step, "Play")
		if step = do(t, call, Silence()); step.End == nil || call.now().Sub(call.legs[0].begun) < maxCall {
			t.Errorf("ended %+v", step.End)
		}
	})
}

func TestRecord(t *testing.T) {
	docs := func(attributes string) map[string]string {
		return map[string]string{"/voice": `<Record action="/done" ` + attributes + `/><Say>nothing</Say><Gather/>`, "/done": `<Say>done</Say><Gather/>`}
	}
	say := Speak("a b c d e", 1) // two seconds
	for _, test := range []struct {
		name, attributes string
		actions          []Action
		duration         string // "": nothing was recorded
	}{
		{"a key ends it", ``, []Action{say, Press("#")}, "2"},
		{"another key does not", `finishOnKey="*"`, []Action{say, Press("1"), say, Press("*")}, "4"},
		{"silence ends it", `timeout="3"`, []Action{say, Silence()}, "5"},
		{"who goes on talking is not silent", `timeout="1"`, []Action{say, Silence()}, "3"},
		{"without the silence", `timeout="3" trim="trim-silence"`, []Action{say, Silence()}, "2"},
		{"it may not be longer", `maxLength="4"`, []Action{say, Silence()}, "4"},
		{"nobody speaks", `maxLength="4"`, []Action{Silence()}, ""},
		{"a key at once", ``, []Action{Press("#")}, ""},
		{"too long words", `maxLength="1"`, []Action{say}, "1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, call, _ := play(t, docs(test.attributes))
			step := do(t, call, test.actions...)
			if test.duration == "" {
				wantWords(t, step, "nothing")
				return
			}
			wantWords(t, step, "done")
			wantFields(t, request(t, call, "record_action"), "RecordingDuration", test.duration)
		})
	}
	t.Run("the caller hangs up: the action follows", func(t *testing.T) {
		_, call, _ := play(t, docs(``))
		do(t, call, say, Hangup())
		list := kinds(call)
		if got := list[len(list)-2:]; !slices.Equal(got, []string{"call_completed", "record_action"}) {
			t.Errorf("sent %q", list)
		}
	})
}

func TestHTTPRequest(t *testing.T) {
	const url = "https://api.example.net/orders?from=%2B15125550142"
	doc := `<HttpRequest action="/done" ASYNC><Request url="https://api.example.net/orders?from={{#url_encode}}{{From}}{{/url_encode}}" method="POST">` +
		`<Headers><Header><Key>Authorization</Key><Value>Bearer {{#secret}}crm{{/secret}}</Value></Header></Headers>` +
		`<Body><![CDATA[{"call":"{{CallSid}}","key":"{{#secret}}crm{{/secret}}"}]]></Body></Request>` +
		`<Response><StatusCode>200</StatusCode><Content><Field><Name>orders[0].eta</Name><Value>Eta</Value></Field>` +
		`<Field><Name>orders[0].paid</Name><Value>Paid</Value></Field><Field><Name>orders[9].eta</Name><Value>Late</Value></Field></Content></Response></HttpRequest><Say>next</Say>`
	docs := map[string]string{"/voice": strings.ReplaceAll(doc, "ASYNC", ""), "/done": `<Say>due {{Eta}}</Say><Gather action="/again" numDigits="1"/>`, "/again": `<Say>still {{Eta}}</Say>`}
	good := `{"orders":[{"eta":"Monday","paid":12.50}]}`
	secret := func(o *Options) { o.Secrets = map[string]string{"crm": "hunter2"} }

	t.Run("fields come with the action, and stay", func(t *testing.T) {
		_, call, step := play(t, docs, secret)
		o := step.Waits.Outside
		if o == nil || o.Method != "POST" || o.URL != url || o.Body != `{"call":"`+call.SID+`","key":"[secret crm]"}` || o.Headers[0].Value != "Bearer [secret crm]" {
			t.Fatalf("asks %+v", o)
		}
		wantWords(t, do(t, call, HTTP(200, good)), "due Monday")
		x := request(t, call, "http_request_action")
		wantFields(t, x, "Eta", "Monday", "Paid", "12.50")
		if slices.ContainsFunc(x.Fields, func(f Field) bool { return f.Name == "Late" }) {
			t.Error("a field that is not there was sent")
		}
		wantWords(t, do(t, call, Press("1")), "still Monday")
	})
	for name, answer := range map[string]Action{"another status": HTTP(500, good), "no answer": HTTPFailed(), "silence": Silence(), "no JSON": HTTP(200, "<html>")} {
		t.Run(name, func(t *testing.T) {
			_, call, _ := play(t, docs)
			wantWords(t, do(t, call, answer), "due ")
			wantFields(t, request(t, call, "http_request_action"), "Eta", "")
		})
	}
	t.Run("a double", func(t *testing.T) {
		_, _, step := play(t, docs, secret, func(o *Options) { o.Doubles = map[string]Double{"POST " + url: {Body: good}} })
		wantWords(t, step, "due Monday")
		if len(step.Outside) != 1 || step.Outside[0].Status != 200 {
			t.Errorf("asked %+v", step.Outside)
		}
	})
	t.Run("async", func(t *testing.T) {
		_, _, step := play(t, map[string]string{"/voice": strings.ReplaceAll(doc, "ASYNC", `async="true"`)})
		wantWords(t, step, "next")
		if len(step.Outside) != 1 || !step.Outside[0].Async {
			t.Errorf("asked %+v", step.Outside)
		}
	})
	t.Run("without an action the next verb runs", func(t *testing.T) {
		_, call, _ := play(t, map[string]string{"/voice": strings.ReplaceAll(doc, `action="/done" ASYNC`, "")})
		wantWords(t, do(t, call, HTTP(200, good)), "next")
	})
}

func TestAIGather(t *testing.T) {
	doc := `<AIGather action="/done"><Greeting>Which day?</Greeting><Parameters><![CDATA[{"type":"object","properties":{"day":{"type":"string"},"people":{"type":"integer"},"size":{"enum":["s","l"]},"names":{"type":"array","items":{"type":"string"}},"at":{"type":"string","pattern":"^[0-9]{2}:[0-9]{2}$"},"who":{"type":"object","properties":{"age":{"type":"integer","minimum":0}},"required":["age"]}},"required":["day"]}]]></Parameters></AIGather><Say>next</Say>`
	docs := map[string]string{"/voice": doc, "/done": said}
	for _, test := range []struct {
		name, status string
		result       any
	}{
		{"all", "valid", map[string]any{"day": "Friday", "people": 2, "size": "s", "names": []string{"a"}}},
		{"what is required", "valid", map[string]any{"day": "Friday"}},
		{"nothing", "invalid", map[string]any{}},
		{"another type", "invalid", map[string]any{"day": 5}},
		{"not whole", "invalid", map[string]any{"day": "Friday", "people": 2.5}},
		{"none of the values", "invalid", map[string]any{"day": "Friday", "size": "m"}},
		{"an item of another type", "invalid", map[string]any{"day": "Friday", "names": []any{1}}},
		{"a text of the wrong form", "invalid", map[string]any{"day": "Friday", "at": "nine"}},
		{"an inner object", "valid", map[string]any{"day": "Friday", "at": "09:00", "who": map[string]any{"age": 7}}},
		{"which lacks what it needs", "invalid", map[string]any{"day": "Friday", "who": map[string]any{}}},
		{"or has too small a number", "invalid", map[string]any{"day": "Friday", "who": map[string]any{"age": -1}}},
		{"no object", "invalid", "Friday"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, call, step := play(t, docs)
			wantWords(t, step, "Which day?")
			wantWords(t, do(t, call, Speak("on Friday", 1), AI(test.result)), "said")
			x := request(t, call, "ai_gather_action")
			wantFields(t, x, "Status", test.status)
			var got struct {
				Status string
				Result any
			}
			decode(t, x.Get("Base64Result"), &got)
			want, _ := json.Marshal(test.result)
			if sent, _ := json.Marshal(got.Result); got.Status != test.status || string(sent) != string(want) {
				t.Errorf("sent %s, %s", got.Status, sent)
			}
			var history []struct{ Role, Content string }
			decode(t, x.Get("Base64MessageHistory"), &history)
			if len(history) != 2 || history[0].Content != "Which day?" || history[1].Content != "on Friday" {
				t.Errorf("history %+v", history)
			}
		})
	}
	for _, a := range []Action{AIFailed(), Silence()} {
		_, call, _ := play(t, docs)
		wantWords(t, do(t, call, a), "next")
	}
}

// TestMisfit: the reason names the property and what the schema says of it, never a value, and no reference is followed.
func TestMisfit(t *testing.T) {
	file := filepath.Join(t.TempDir(), "schema.json")
	if err := os.WriteFile(file, []byte(`{}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ schema, result, want string }{
		{`{"properties":{"a":{"type":"string"}}}`, `{"a":"secret"}`, ""},
		{`{"properties":{"a":{"type":"integer"},"b":{"enum":["x"]}}}`, `{"a":"secret","b":"secret"}`, "it.a does not fit the schema's type"},
		{`{"properties":{"a":{"items":{"pattern":"^x"}}}}`, `{"a":["x","secret"]}`, "it.a.1 does not fit the schema's pattern"},
		{`{"required":["a","b"]}`, `{"b":1}`, "it has no a"},
		{`{}`, `[]`, "it does not fit the schema's type"},
		{`{"properties":{"a":{"$ref":"https://a.example.net/s"}}}`, `{}`, "the schema cannot be read"},
		{`{"properties":{"a":{"$ref":"file://` + file + `"}}}`, `{}`, "the schema cannot be read"},
		{`{"$ref":"#"}`, `{}`, "it does not fit the schema"},
		{`{"type":"text"}`, `{}`, "the schema cannot be read"},
		{`{`, `{}`, "the schema cannot be read"},
		{`{}`, `{`, "it is no JSON"},
	} {
		if got := misfit(test.schema, json.RawMessage(test.result)); got != test.want {
			t.Errorf("%s by %s: %q, want %q", test.result, test.schema, got, test.want)
		}
	}
}

func decode(t *testing.T, text string, to any) {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(b, to)
	}
	if err != nil {
		t.Errorf("%q: %v", text, err)
	}
}

func TestOtherWaits(t *testing.T) {
	for _, test := range []struct {
		name, doc string
		action    Action
		callback  string // "": the next verb runs
		fields    []string
	}{
		{"pay", pays, Pay("success"), "pay_action", []string{"PayResult", "success", "ChargeId", "ch_0041", "PaymentMethod", "credit-card"}},
		{"pay, a token", `<Pay action="/next"/>`, Pay("success"), "pay_action", []string{"TokenId", "tok_0041", "ChargeId", ""}},
		{"pay, an amount of nothing", `<Pay action="/next" chargeAmount="0.00"/>`, Pay("success"), "pay_action", []string{"TokenId", "tok_0041", "ChargeId", ""}},
		{"pay, refused", pays, Pay("validation-error").With("PayErrorCode", "7"), "pay_action", []string{"PayResult", "failed", "Result", "validation-error", "PayErrorCode", "7", "PaymentCardNumber", ""}},
		{"pay, silence", pays, Silence(), "pay_action", []string{"Result", "too-many-failed-attempts"}},
		{"pay, another account", `<Pay action="/next" paymentMethod="ach-debit"/>`, Pay("success"), "pay_action", []string{"BankAccountType", "consumer-checking", "PaymentCardType", ""}},
		{"refer", `<Refer action="/next"><Sip>sip:a@pbx.example.net</Sip></Refer>`, Refer("busy"), "refer_action", []string{"ReferCallStatus", "busy", "NotifySipResponseCode", "486", "From", ""}},
		{"refer, silence", `<Refer action="/next"><Sip>sip:a@pbx.example.net</Sip></Refer>`, Silence(), "refer_action", []string{"ReferCallStatus", "no-answer"}},
		{"refer without action", `<Refer><Sip>sip:a@pbx.example.net</Sip></Refer><Say>said</Say>`, Refer("failed"), "", nil},
		{"relay", `<Connect action="/next"><ConversationRelay url="wss://a.example.net"/></Connect>`, Disconnect("completed"), "connect_action", []string{"SessionStatus", ""}},
		{"stream", `<Connect action="/next"><Stream url="wss://a.example.net"/></Connect><Say>said</Say>`, Disconnect(""), "", nil},
		{"conference", rooms, Dial("completed"), "dial_action", []string{"DialCallStatus", "", "CallStatus", "completed"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, call, _ := play(t, map[string]string{"/voice": test.doc, "/next": said, "/wait": `<Pause/>`})
			wantWords(t, do(t, call, test.action), "said")
			if test.callback != "" {
				wantFields(t, request(t, call, test.callback), test.fields...)
			}
		})
	}
}

func TestConferenceOfTwo(t *testing.T) {
	c, a := dock(t, map[string]string{"/voice": strings.ReplaceAll(rooms, "<Conference", `<Conference record="record-from-start" recordingStatusCallback="/tape"`), "/next": said, "/wait": `<Say>alone</Say>`})
	first, step := begin(t, c, caller)
	if step.Waits.Bridged {
		t.Fatal(step.Waits)
	}
	wantWords(t, step, "alone")
	a.docs["/voice"] = strings.ReplaceAll(rooms, "<Conference", `<Conference endConferenceOnExit="true"`)
	second, step := begin(t, c, "+15125550177")
	if !step.Waits.Bridged || words(step) != "" {
		t.Fatal(step.Waits, words(step))
	}
	if step = first.Look(); !step.Waits.Bridged {
		t.Errorf("the first waits for %+v", step.Waits)
	}
	if step = do(t, first, Wait(10*time.Second)); len(step.Heard) > 0 {
		t.Errorf("in the room the first hears %+v", step.Heard)
	}
	do(t, second, Hangup())
	wantWords(t, first.Look(), "said")
	wantFields(t, request(t, first, "recording_completed"), "RecordingSource", "Conference", "RecordingDuration", "10")
	if request(t, first, "conference_join").Get("ConferenceSid") != request(t, second, "conference_join").Get("ConferenceSid") {
		t.Error("they were in two rooms")
	}
}

// TestConferenceMusic waits alone with a sound file.
func TestConferenceMusic(t *testing.T) {
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/wait" {
			w.Header().Set("Content-Type", "audio/mpeg")
			return
		}
		_, _ = io.WriteString(w, "<Response>"+rooms+"</Response>")
	})
	c, err := New(Options{URL: voiceURL, Transport: InProcess(h)})
	if err != nil {
		t.Fatal(err)
	}
	call, step := begin(t, c, caller)
	wantWaits(t, step, "Dial")
	step = do(t, call, Wait(20*time.Second))
	if len(step.Heard) == 0 || step.Heard[0].Verb != "Music" || step.Heard[0].URL != "https://ivr.example.net/wait" {
		t.Errorf("heard %+v", step.Heard)
	}
	if step = do(t, call, Answer()); !step.Waits.Bridged {
		t.Errorf("waits for %+v", step.Waits)
	}
}

func TestServices(t *testing.T) {
	docs := map[string]string{
		"/voice": `<Start><Stream url="wss://a.example.net" name="a" statusCallback="/s"/><Suppression/><Recording recordingStatusCallback="/r" recordingStatusCallbackEvent="in-progress completed"/>` +
			`<Siprec connectorName="c" name="b" statusCallback="/s"/></Start><Gather action="/stop" numDigits="1"/>`,
		"/stop": `<Stop><Stream name="a"/><Siprec name="b"/><Suppression/></Stop><Gather/>`,
	}
	told := func(call *Call) string {
		var list []string
		for _, x := range call.Exchanges() {
			for _, name := range []string{"StreamEvent", "SiprecEvent", "RecordingStatus"} {
				if v := x.Get(name); v != "" {
					list = append(list, v)
				}
			}
		}
		return strings.Join(list, " ")
	}
	t.Run("stopped by name, the rest at the end", func(t *testing.T) {
		_, call, _ := play(t, docs)
		do(t, call, Press("1"), Hangup())
		if got, want := told(call), "stream-started in-progress siprec-started stream-stopped siprec-stopped completed"; got != want {
			t.Errorf("told %s, want %s", got, want)
		}
	})
	t.Run("a transcription sends unfinished results only when asked", func(t *testing.T) {
		for attribute, want := range map[string]int{``: 1, `interimResults="true"`: 2} {
			_, call, _ := play(t, map[string]string{"/voice": `<Start><Transcription ` + attribute + ` transcriptionCallback="/text"/></Start><Gather/>`})
			do(t, call, Transcript("a", 0.5, false), Transcript("a b", 0.9, true))
			if got := len(attempted(call, "transcription_realtime")); got != want {
				t.Errorf("%q: %d results, want %d", attribute, got, want)
			}
		}
	})
	t.Run("only engine B tells whose words they are", func(t *testing.T) {
		for attribute, want := range map[string]bool{``: false, `transcriptionEngine="B"`: true} {
			_, call, _ := play(t, map[string]string{"/voice": `<Start><Transcription ` + attribute + `/></Start><Gather/>`}, hearsTranscripts)
			do(t, call, Transcript("a", 0.5, true))
			if got := strings.Contains(request(t, call, "call_transcription_event").Body, "transcription_track"); got != want {
				t.Errorf("%q: a track is told: %v", attribute, got)
			}
		}
	})
	t.Run("one of two", func(t *testing.T) {
		_, call, _ := play(t, map[string]string{
			"/voice": `<Start><Stream url="wss://a.example.net" name="a" statusCallback="/s"/><Stream url="wss://a.example.net" name="b" statusCallback="/s"/></Start><Stop><Stream name="b"/></Stop><Gather/>`,
		})
		if got, want := told(call), "stream-started stream-started stream-stopped"; got != want {
			t.Errorf("told %s, want %s", got, want)
		}
		wantFields(t, request(t, call, "stream_status"), "StreamName", "b")
	})
	t.Run("failed", func(t *testing.T) {
		_, call, _ := play(t, docs)
		do(t, call, Fail("stream"), Fail("siprec"), Hangup())
		if got := told(call); !strings.Contains(got, "stream-failed") || !strings.Contains(got, "siprec-failed") || strings.Contains(got, "stopped") {
			t.Errorf("told %s", got)
		}
	})
}

func TestEnds(t *testing.T) {
	for _, test := range []struct {
		name, doc, by string
		fields        []string // of call_completed
	}{
		{"hangup", `<Hangup/><Say>never</Say>`, "document", []string{"CallStatus", "completed", "HangupCause", "normal_clearing", "CallDuration", ""}},
		{"the last verb", `<Say>a b c d e</Say>`, "end of document", []string{"CallStatus", "completed", "CallDuration", "2", "HangupSource", "unknown"}},
		{"nothing at all", ``, "end of document", []string{"CallStatus", "completed"}},
		{"rejected", `<Reject/>`, "document", []string{"CallStatus", "failed", "SipHangupCause", "404", "AnsweredTime", ""}},
		{"rejected as busy", `<Reject reason="busy"/>`, "document", []string{"CallStatus", "busy", "SipHangupCause", "486"}},
		{"rejected too late", `<Say>a</Say><Reject reason="busy"/>`, "document", []string{"CallStatus", "completed"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, call, step := play(t, map[string]string{"/voice": test.doc})
			if step.End == nil || step.End.By != test.by || call.Ended() != step.End {
				t.Fatalf("ended %+v", step.End)
			}
			wantFields(t, request(t, call, "call_completed"), test.fields...)
			if _, err := call.Do(Press("1")); err == nil {
				t.Error("a call that has ended takes keys")
			}
		})
	}
	t.Run("unknown verbs and attributes are dropped", func(t *testing.T) {
		_, _, step := play(t, map[string]string{"/voice": `<Sya>never</Sya><Say Voice="alice" loop="99">a</Say><Pause length="999"/>`})
		wantWords(t, step, "a")
		if len(step.Notes) != 4 {
			t.Errorf("notes %q", step.Notes)
		}
	})
	t.Run("update", func(t *testing.T) {
		_, call, _ := play(t, map[string]string{"/voice": `<Enqueue waitUrl="/wait">desk</Enqueue>`, "/wait": `<Gather/>`, "/other": `<Say>other</Say><Gather/>`})
		wantWords(t, do(t, call, Update("https://ivr.example.net/other")), "other")
	})
	t.Run("an update is a POST, whatever the application's method", func(t *testing.T) {
		_, call, _ := play(t, map[string]string{"/voice": `<Gather/>`, "/other": said}, func(o *Options) { o.Method = "GET" })
		do(t, call, Update("https://ivr.example.net/other"))
		if x := request(t, call, "call_update_fetch"); x.Method != "POST" {
			t.Errorf("fetched with %s", x.Method)
		}
	})
	t.Run("a caller who hangs up before anybody answers has canceled", func(t *testing.T) {
		_, call, _ := play(t, map[string]string{"/voice": `<Dial answerOnBridge="true" action="/done">+15125550110</Dial>`})
		do(t, call, Hangup())
		wantFields(t, request(t, call, "call_completed"), "CallStatus", "canceled", "SipHangupCause", "487", "HangupCause", "", "CallDuration", "")
	})
	t.Run("CallDuration counts from the answer", func(t *testing.T) {
		_, call, _ := play(t, map[string]string{"/voice": `<Dial answerOnBridge="true"><Number statusCallback="/leg">+15125550110</Number></Dial>`})
		do(t, call, Wait(10*time.Second), Dial("completed").Talk(20*time.Second))
		for _, x := range call.Exchanges() {
			if x.Callback == "call_completed" {
				wantFields(t, x, "CallDuration", "20")
			}
		}
	})
}
