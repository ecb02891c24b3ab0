package main

import (
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
		"other": {
			doc:  `<Response><Enqueue action="/a">q</Enqueue></Response>`,
			want: answer{Verb: "Enqueue", Action: "/a"}, waits: "waits for the end of Enqueue", sample: "--event queue:bridged",
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
			{input{kind: inputQueue, text: want}, "QueueResult"},
			{input{kind: inputConnect, text: want}, "SessionStatus"},
			{input{kind: inputRefer, text: want}, "ReferCallStatus"},
			{input{kind: inputPay, text: want}, "PayResult"},
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
