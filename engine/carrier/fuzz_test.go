package carrier

import (
	"errors"
	"io"
	"net/http"
	"testing"
	"time"
)

// fuzzActions are what anybody may do, one for each byte.
var fuzzActions = []Action{
	Press("1"), Press("#"), Keys("12"), Speak("a b", 0.5), Silence(), Wait(10 * time.Second), Dial("completed"), Dial("busy"), Answer(), Hangup().By(1),
	Dequeue(time.Second), AI(map[string]any{"a": 1}), AIFailed(), HTTP(200, `{"a":[1]}`), HTTPFailed(), Refer("busy"), Pay("success"),
	Disconnect(""), Transcript("a", 1, true), Detect("human"), Deepfake("real"), Speaker(), Fail("stream"), Update(voiceURL), Hangup(),
	Press("1").By(2), Answer().By(2), Press("1").Over(), Dial("no-answer").By(9),
}

// FuzzDocument runs any document, served for every URL, under any actions: nothing panics, nothing goes on for ever.
func FuzzDocument(f *testing.F) {
	for _, e := range elements {
		if e.doc != "" {
			f.Add("<Response>"+e.doc+"</Response>", []byte{4, 0, 6, 24})
		}
	}
	f.Add("<Response>{{#if a}}<Say>{{From}}</Say>{{/if}}<Redirect>/{{#secret}}a{{/secret}}</Redirect></Response>", []byte{5})
	f.Add(`<Response><Dial sequential="true"><Number url="/a">+1</Number><Sip url="/b">sip:a</Sip></Dial></Response>`, []byte{8, 0, 6, 26, 9})
	f.Add(`<Response><Enqueue waitUrl="/a"> </Enqueue></Response>`, []byte{5, 10, 4})
	f.Fuzz(func(t *testing.T, doc string, script []byte) {
		if len(script) > 12 {
			script = script[:12]
		}
		h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, doc) })
		c, err := New(Options{URL: voiceURL, Status: voiceURL, Fallback: voiceURL + "/b", Transport: InProcess(h), Doubles: map[string]Double{"a": {}}})
		if err != nil {
			t.Fatal(err)
		}
		call, step, err := c.Begin(t.Context(), caller, called)
		for _, b := range script {
			if err != nil {
				break
			}
			if step.End == nil && step.Waits.Verb == "" {
				t.Fatalf("the call waits for nothing and has not ended: notes %q", step.Notes)
			}
			step, err = call.Do(fuzzActions[int(b)%len(fuzzActions)])
			if errors.Is(err, ErrAction) {
				err = nil
			}
		}
		if err != nil && !errors.Is(err, errRound) {
			t.Fatal(err)
		}
		if n := len(call.Exchanges()); n > 13*10*(maxWork+maxDocs) { // ten seconds have at most ten rounds
			t.Fatalf("%d requests", n)
		}
	})
}
