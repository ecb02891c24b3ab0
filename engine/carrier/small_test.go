package carrier

import (
	"slices"
	"testing"
	"time"
)

func TestPick(t *testing.T) {
	const body = `{"a":{"b":[{"c":"x"},[1,2.50]],"n":null,"t":true},"list":[{"d":1e3}],"":"e"}`
	for path, want := range map[string]string{
		"a.b[0].c": "x", "a.b[1][1]": "2.50", "a.t": "true", "list[0].d": "1e3", "a.b[1]": "[1,2.50]", "a.b[0]": `{"c":"x"}`,
	} {
		if got, ok := pick(body, path); !ok || got != want {
			t.Errorf("%s is %q, %v; want %q", path, got, ok, want)
		}
	}
	for _, path := range []string{"a.n", "a.x", "list[1].d", "list[-1]", "list[x]", "a[0]", "list.d", "a.b[0].c.d", "[0]"} {
		if got, ok := pick(body, path); ok {
			t.Errorf("%s is %q, want nothing", path, got)
		}
	}
	if got, ok := pick("no JSON", "a"); ok {
		t.Errorf("got %q of no JSON", got)
	}
}

// TestDefaultTimes waits as long as a verb does that says nothing.
func TestDefaultTimes(t *testing.T) {
	for doc, want := range map[string]time.Duration{
		`<Gather/>`: 5 * time.Second, `<Dial>+15125550110</Dial>`: 30 * time.Second, `<Record/>`: time.Hour, `<Pay/>`: 5 * time.Second,
		`<Pay timeout="8" maxAttempts="3"/>`: 24 * time.Second, `<Dial timeout="20">+15125550110</Dial>`: 20 * time.Second,
		`<Enqueue maxWaitTimeSecs="60">desk</Enqueue>`: time.Minute,
	} {
		if _, _, step := play(t, map[string]string{"/voice": doc}); step.Waits.Left != want {
			t.Errorf("%s waits %v, want %v", doc, step.Waits.Left, want)
		}
	}
	for action, want := range map[string]time.Duration{"no-answer": 20 * time.Second, "busy": refuseTime, "completed": answerTime + defaultTalk} {
		_, call, _ := play(t, map[string]string{"/voice": `<Dial timeout="20">+15125550110</Dial>`})
		from := call.now()
		do(t, call, Dial(action))
		if passed := call.now().Sub(from); passed != want {
			t.Errorf("%s took %v, want %v", action, passed, want)
		}
	}
}

// TestElsewhere: another application hangs up.
func TestElsewhere(t *testing.T) {
	c, err := New(Options{URL: voiceURL, Transport: Elsewhere})
	if err != nil {
		t.Fatal(err)
	}
	_, step, err := c.Begin(t.Context(), "+15125550142", "+18335550167")
	if err != nil || step.End == nil || step.End.By != "document" {
		t.Errorf("got %+v, %v", step.End, err)
	}
}

// TestFieldsWithoutAction keeps what an HttpRequest brought for the templates of later documents.
func TestFieldsWithoutAction(t *testing.T) {
	_, call, _ := play(t, map[string]string{
		"/voice": `<HttpRequest><Request url="https://api.example.net" method="GET"/><Response><Content><Field><Name>eta</Name><Value>Eta</Value></Field></Content></Response></HttpRequest><Redirect>/next</Redirect>`,
		"/next":  `<Say>{{Eta}}</Say>`,
	})
	wantWords(t, do(t, call, HTTP(200, `{"eta":"Monday"}`)), "Monday")
}

// TestNothingEmptyIsSent leaves out what is not known.
func TestNothingEmptyIsSent(t *testing.T) {
	_, call, _ := play(t, map[string]string{"/voice": `<Refer action="/next"><Sip>sip:a@pbx.example.net</Sip></Refer>`, "/next": said})
	do(t, call, Refer("failed"))
	for _, x := range call.Exchanges() {
		for _, f := range x.Fields {
			if f.Value == "" {
				t.Errorf("%s sends an empty %s", x.Callback, f.Name)
			}
		}
	}
}

// TestHoldDocumentHangsUp ends the call of who waits; only one who hangs up leaves an action behind.
func TestHoldDocumentHangsUp(t *testing.T) {
	_, call, step := play(t, map[string]string{"/voice": `<Enqueue action="/next" waitUrl="/wait">desk</Enqueue>`, "/wait": `<Hangup/>`, "/next": said})
	if step.End == nil || step.End.By != "document" || slices.Contains(kinds(call), "enqueue_action") {
		t.Errorf("ended %+v after %q", step.End, kinds(call))
	}
}
