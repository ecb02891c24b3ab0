package carrier

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestDialOutcomes(t *testing.T) {
	docs := map[string]string{
		"/voice": `<Dial action="/done" timeout="20" timeLimit="60"><Number>+15125550110</Number></Dial><Say>never</Say>`,
		"/done":  `<Say>done</Say><Gather/>`,
	}
	for _, test := range []struct {
		name             string
		actions          []Action
		status, duration string
	}{
		{"completed", []Action{Dial("completed")}, "completed", "30"},
		{"a longer talk", []Action{Dial("completed").Talk(45 * time.Second)}, "completed", "45"},
		{"longer than may be", []Action{Dial("completed").Talk(time.Hour)}, "completed", "60"},
		{"busy", []Action{Dial("busy")}, "busy", "0"},
		{"no answer", []Action{Dial("no-answer")}, "no-answer", "0"},
		{"nobody does anything", []Action{Silence()}, "no-answer", "0"},
		{"failed", []Action{Dial("failed")}, "failed", "0"},
		{"canceled", []Action{Dial("canceled")}, "canceled", "0"},
		{"answers, and hangs up", []Action{Answer(), Wait(7 * time.Second), Hangup().By(1)}, "completed", "7"},
		{"the time is over", []Action{Answer(), Silence()}, "completed", "60"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, call, step := play(t, docs)
			if len(step.Waits.Ringing) != 1 {
				t.Fatalf("waits for %+v", step.Waits)
			}
			wantWords(t, do(t, call, test.actions...), "done")
			x := request(t, call, "dial_action")
			wantFields(t, x, "DialCallStatus", test.status, "DialCallDuration", test.duration, "CallSid", call.SID)
			if sid := x.Get("DialCallSid"); sid == "" || sid == call.SID {
				t.Errorf("DialCallSid is %q", sid)
			}
		})
	}
	t.Run("without an action the next verb runs", func(t *testing.T) {
		_, call, _ := play(t, map[string]string{"/voice": `<Dial>+15125550110</Dial><Say>next</Say>`})
		wantWords(t, do(t, call, Dial("busy")), "next")
	})
	for _, keys := range []string{"*", "12*"} {
		t.Run("the caller drops the callee with "+keys, func(t *testing.T) {
			_, call, _ := play(t, map[string]string{"/voice": `<Dial hangupOnStar="true" action="/done">+15125550110</Dial>`, "/done": said})
			do(t, call, Answer())
			from := call.now()
			do(t, call, Press(keys))
			wantFields(t, request(t, call, "dial_action"), "DialCallStatus", "completed")
			if passed := call.now().Sub(from); passed != keyLength*time.Duration(len(keys))+spokenLength("said") {
				t.Errorf("%v have passed", passed)
			}
		})
	}
	t.Run("a SIP address is told of as user@host", func(t *testing.T) {
		_, call, _ := play(t, map[string]string{"/voice": `<Dial><Sip url="/screen">sip:desk@pbx.example.net;transport=tls</Sip></Dial>`}, switched(screenFetchFull))
		do(t, call, Answer())
		wantFields(t, request(t, call, "dial_noun_url"), "To", "desk@pbx.example.net", "ToSipUri", "sip:desk@pbx.example.net", "FromSipUri", "sip:+15125550142@sip.telnyx.com")
	})
	t.Run("a w among the digits sent is half a second", func(t *testing.T) {
		_, call, _ := play(t, map[string]string{"/voice": `<Dial><Number sendDigits="ww1#">+15125550110</Number></Dial>`})
		from := call.now()
		do(t, call, Answer())
		if passed := call.now().Sub(from); passed != answerTime+time.Second+2*keyLength {
			t.Errorf("%v have passed", passed)
		}
	})
	t.Run("a Queue without a caller has no dialled leg", func(t *testing.T) {
		_, call, _ := play(t, map[string]string{"/voice": `<Dial action="/done"><Queue>desk</Queue></Dial>`, "/done": said})
		do(t, call, Dial("no-answer"))
		if x := request(t, call, "dial_action"); slices.ContainsFunc(x.Fields, func(f Field) bool { return f.Name == "DialCallSid" }) {
			t.Errorf("sent %+v", x.Fields)
		}
	})
	t.Run("the caller hangs up", func(t *testing.T) {
		_, call, _ := play(t, docs)
		do(t, call, Hangup())
		wantFields(t, request(t, call, "dial_action"), "DialCallStatus", "canceled")
		if request(t, call, "dial_action").Get("DialCallSid") == "" {
			t.Error("the leg that rang is not named")
		}
		if list := kinds(call); list[len(list)-2] != "call_completed" {
			t.Errorf("sent %q", list)
		}
	})
}

const several = `<Dial action="/done" SEQ><Number statusCallback="/leg">+15125550110</Number><Sip statusCallback="/leg">sip:desk@pbx.example.net</Sip></Dial>`

func TestDialSeveral(t *testing.T) {
	docs := func(seq string) map[string]string {
		return map[string]string{"/voice": strings.ReplaceAll(several, "SEQ", seq), "/done": said}
	}
	legs := func(call *Call) string {
		var list []string
		for _, x := range call.Exchanges() {
			if x.Callback == "call_completed" && x.Leg != "caller" {
				list = append(list, x.Leg+" "+x.Get("CallStatus"))
			}
		}
		return strings.Join(list, ", ")
	}
	t.Run("together: one answers, the other stops ringing", func(t *testing.T) {
		_, call, step := play(t, docs(""))
		if !slices.Equal(step.Waits.Ringing, []string{"callee 1", "callee 2"}) {
			t.Errorf("rings %q", step.Waits.Ringing)
		}
		do(t, call, Dial("completed").By(2))
		if got := legs(call); got != "callee 1 canceled, callee 2 completed" {
			t.Errorf("told of %s", got)
		}
		wantFields(t, request(t, call, "dial_action"), "DialCallStatus", "completed")
	})
	t.Run("together: one is busy, the other does not answer", func(t *testing.T) {
		_, call, _ := play(t, docs(""))
		wantWaits(t, do(t, call, Dial("busy").By(1)), "Dial")
		do(t, call, Dial("no-answer"))
		if got := legs(call); got != "callee 1 busy, callee 2 no-answer" {
			t.Errorf("told of %s", got)
		}
		wantFields(t, request(t, call, "dial_action"), "DialCallStatus", "no-answer")
	})
	t.Run("one after the other", func(t *testing.T) {
		_, call, step := play(t, docs(`sequential="true"`))
		if !slices.Equal(step.Waits.Ringing, []string{"callee 1"}) {
			t.Errorf("rings %q", step.Waits.Ringing)
		}
		if step = do(t, call, Dial("busy")); !slices.Equal(step.Waits.Ringing, []string{"callee 2"}) {
			t.Errorf("then rings %q", step.Waits.Ringing)
		}
		do(t, call, Dial("completed"))
		wantFields(t, request(t, call, "call_completed"), "From", caller, "To", called)
		if got := legs(call); got != "callee 1 busy, callee 2 completed" {
			t.Errorf("told of %s", got)
		}
	})
}

func TestScreening(t *testing.T) {
	docs := map[string]string{
		"/voice":  `<Dial action="/done"><Number url="/screen">+15125550110</Number><Number url="/screen">+15125550111</Number></Dial>`,
		"/screen": `<Gather action="/key" numDigits="1" timeout="4"><Say>press 1</Say></Gather><Hangup/>`,
		"/key":    ``, "/done": `<Say>done</Say><Gather/>`,
	}
	t.Run("accepted", func(t *testing.T) {
		_, call, _ := play(t, docs)
		step := do(t, call, Dial("completed").By(1))
		wantWaits(t, step, "Gather")
		if step.Waits.Leg != "callee 1" || step.Heard[0].Leg != "callee 1" {
			t.Errorf("waits for %+v, heard %+v", step.Waits, step.Heard)
		}
		screen := request(t, call, "dial_noun_url")
		if screen.Get("CallSid") == call.SID || screen.Get("To") != "+15125550110" {
			t.Errorf("asked with %+v", screen.Fields)
		}
		wantWords(t, do(t, call, Press("1")), "done")
		wantFields(t, request(t, call, "dial_action"), "DialCallStatus", "completed", "DialCallDuration", "30", "DialCallSid", screen.Get("CallSid"))
	})
	t.Run("the key is told of, as any key of the callee", func(t *testing.T) {
		_, call, _ := play(t, map[string]string{
			"/voice":  `<Dial><Number url="/screen" statusCallback="/leg" statusCallbackEvent="dtmf">+15125550110</Number></Dial>`,
			"/screen": docs["/screen"], "/key": ``,
		})
		do(t, call, Answer(), Press("1"))
		wantFields(t, request(t, call, "call_dtmf"), "Digit", "1", "CallStatus", "dtmf")
	})
	t.Run("the first to accept gets the call", func(t *testing.T) {
		_, call, _ := play(t, docs)
		step := do(t, call, Answer().By(1), Answer().By(2))
		if len(step.Also) != 2 || step.Also[0].Leg != "callee 2" || step.Also[1].Leg != "caller" {
			t.Errorf("also waits for %+v", step.Also)
		}
		step = do(t, call, Press("1").By(2))
		if !step.Waits.Bridged || step.Waits.Leg != "caller" || len(step.Also) > 0 {
			t.Errorf("waits for %+v and %+v", step.Waits, step.Also)
		}
	})
	t.Run("declined by silence and by hanging up", func(t *testing.T) {
		_, call, _ := play(t, docs)
		do(t, call, Answer().By(1), Answer().By(2), Silence().By(1))
		wantWords(t, do(t, call, Hangup().By(2)), "done")
		wantFields(t, request(t, call, "dial_action"), "DialCallStatus", "no-answer", "DialCallDuration", "0")
	})
	t.Run("the caller is gone meanwhile", func(t *testing.T) {
		_, call, _ := play(t, docs)
		do(t, call, Answer().By(1), Hangup())
		wantFields(t, request(t, call, "dial_action"), "DialCallStatus", "canceled")
	})
	t.Run("the document cannot be fetched", func(t *testing.T) {
		a, call, _ := play(t, docs)
		a.status["/screen"] = []int{404, 404}
		do(t, call, Answer().By(1), Answer().By(2))
		wantFields(t, request(t, call, "dial_action"), "DialCallStatus", "failed")
	})
}

func TestDialRecording(t *testing.T) {
	doc := `<Dial record="record-from-answer-dual" recordMaxLength="20" recordingStatusCallback="/tape" recordingStatusCallbackEvent="in-progress completed absent" action="/done">+15125550110</Dial>`
	_, call, _ := play(t, map[string]string{"/voice": doc, "/done": said})
	do(t, call, Dial("completed"))
	x := request(t, call, "recording_completed")
	wantFields(t, x, "RecordingChannels", "2", "RecordingSource", "DialVerb", "RecordingDuration", "20")
	if !strings.HasPrefix(x.Get("RecordingUrl"), "https://") {
		t.Errorf("RecordingUrl is %q", x.Get("RecordingUrl"))
	}
	wantFields(t, request(t, call, "dial_action"), "RecordingUrl", x.Get("RecordingUrl"), "RecordingDuration", "20")
	wantFields(t, request(t, call, "call_completed"), "RecordingUrl", x.Get("RecordingUrl"))
}

// TestDialRecordingHidden: with sendRecordingUrl="false" no callback has the URL.
func TestDialRecordingHidden(t *testing.T) {
	_, call, _ := play(t, map[string]string{"/voice": strings.ReplaceAll(ringsTaped, "<Dial", `<Dial action="/next" sendRecordingUrl="false"`), "/next": said})
	do(t, call, Dial("completed"))
	for _, callback := range []string{"recording_completed", "dial_action", "call_completed"} {
		wantFields(t, request(t, call, callback), "RecordingUrl", "")
	}
	wantFields(t, request(t, call, "call_completed"), "RecordingDuration", "30")
}

// TestDialRecordingAbsent: a recording that never was has the channels that it would have had.
func TestDialRecordingAbsent(t *testing.T) {
	_, call, _ := play(t, map[string]string{"/voice": strings.ReplaceAll(ringsTaped, "record-from-answer", "record-from-answer-dual")})
	do(t, call, Dial("busy"))
	wantFields(t, request(t, call, "recording_absent"), "RecordingChannels", "2", "RecordingStatus", "absent")
}

// TestDetection: what a noun does not ask for is not detected.
func TestDetection(t *testing.T) {
	_, call, _ := play(t, map[string]string{"/voice": `<Dial><Number statusCallback="/leg" statusCallbackEvent="amd deepfake">+15125550110</Number></Dial>`})
	do(t, call, Answer(), Detect("human"), Deepfake("real"))
	if list := kinds(call); slices.Contains(list, "call_amd") || slices.Contains(list, "call_deepfake") {
		t.Errorf("sent %q", list)
	}
}

func TestAnswerOnBridge(t *testing.T) {
	_, call, _ := play(t, map[string]string{"/voice": `<Dial answerOnBridge="true">+15125550110</Dial>`})
	if slices.Contains(kinds(call), "call_answered") {
		t.Errorf("answered before the callee: %q", kinds(call))
	}
	do(t, call, Answer())
	if !slices.Contains(kinds(call), "call_answered") {
		t.Errorf("not answered with the callee: %q", kinds(call))
	}
}
