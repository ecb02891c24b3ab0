package carrier

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// Action is something that a person or the far end does. Actions are for the caller, or for what the caller's leg waits
// for, unless [Action.By] says whose they are.
type Action struct {
	kind   kind
	leg    int // 0: whose turn it is; n: callee n; -1: the caller
	text   string
	number float64
	fields []Field
	talk   time.Duration
	over   bool
	final  bool
	result json.RawMessage
	failed bool
}

type kind string

const (
	kindPress      kind = "press"
	kindKeys       kind = "keys"
	kindSpeak      kind = "speak"
	kindSilence    kind = "silence"
	kindWait       kind = "wait"
	kindHangup     kind = "hangup"
	kindDial       kind = "dial"
	kindAnswer     kind = "answer"
	kindDequeue    kind = "dequeue"
	kindAI         kind = "ai"
	kindHTTP       kind = "http"
	kindRefer      kind = "refer"
	kindPay        kind = "pay"
	kindDisconnect kind = "disconnect"
	kindTranscript kind = "transcript"
	kindDetect     kind = "detect"
	kindDeepfake   kind = "deepfake"
	kindSpeaker    kind = "speaker"
	kindFail       kind = "fail"
	kindUpdate     kind = "update"
	kindUnable     kind = "unable"
	kindFull       kind = "full"
)

// defaultTalk is how long two people talk whose script does not say it.
const defaultTalk = 30 * time.Second

// Press presses keys and then waits until the call goes on.
func Press(keys string) Action { return Action{kind: kindPress, text: keys} }

// Keys presses keys; the next one may follow before the call goes on.
func Keys(keys string) Action { return Action{kind: kindKeys, text: keys} }

// Speak says words, which are recognised with a confidence from 0 to 1.
func Speak(words string, confidence float64) Action {
	return Action{kind: kindSpeak, text: words, number: confidence}
}

// Silence does nothing until the next thing happens by itself.
func Silence() Action { return Action{kind: kindSilence} }

// Wait does nothing for so long.
func Wait(d time.Duration) Action { return Action{kind: kindWait, talk: d} }

// Hangup hangs up: the caller, or with By a callee.
func Hangup() Action { return Action{kind: kindHangup} }

// Dial is what becomes of a dialled leg: busy, no-answer, failed or canceled, or completed: it answers, the two talk, and
// the callee hangs up. With By it is about one of several callees. In a Conference completed ends it.
func Dial(status string) Action { return Action{kind: kindDial, text: status, talk: defaultTalk} }

// Answer picks the phone up and talks on: a callee, or somebody who joins the caller's Conference.
func Answer() Action { return Action{kind: kindAnswer} }

// Dequeue takes the caller out of the queue, for a talk of so long.
func Dequeue(talk time.Duration) Action { return Action{kind: kindDequeue, talk: talk} }

// AI is what the assistant of an AIGather has gathered: any JSON object. It is valid when it fits the schema.
func AI(result any) Action {
	raw, err := json.Marshal(result)
	return Action{kind: kindAI, result: raw, failed: err != nil}
}

// AIFailed ends an AIGather without a result.
func AIFailed() Action { return Action{kind: kindAI, failed: true} }

// HTTP is the answer of the outside URL that an HttpRequest asks.
func HTTP(status int, body string) Action {
	return Action{kind: kindHTTP, number: float64(status), text: body}
}

// HTTPFailed is a time-out of an outside URL, or a refused connection.
func HTTPFailed() Action { return Action{kind: kindHTTP, failed: true} }

// Refer is the outcome of a Refer: in-progress, failed, busy, canceled or no-answer.
func Refer(status string) Action { return Action{kind: kindRefer, text: status} }

// Pay is the result of a Pay: success, validation-error, payment-connector-error, internal-error,
// too-many-failed-attempts or cancelled.
func Pay(result string) Action { return Action{kind: kindPay, text: result} }

// Disconnect ends what a Connect has handed the call to; the status is the SessionStatus, which the carrier may not send.
func Disconnect(status string) Action { return Action{kind: kindDisconnect, text: status} }

// Transcript is what the transcription of the call makes of somebody's words.
func Transcript(words string, confidence float64, final bool) Action {
	return Action{kind: kindTranscript, text: words, number: confidence, final: final}
}

// Detect is what answering machine detection makes of a callee: human, machine_start, machine_end_beep and so on.
func Detect(answeredBy string) Action { return Action{kind: kindDetect, text: answeredBy} }

// Deepfake is what deepfake detection makes of a callee: real, fake or silence_timeout.
func Deepfake(result string) Action { return Action{kind: kindDeepfake, text: result} }

// Speaker lets a participant of the Conference begin to speak.
func Speaker() Action { return Action{kind: kindSpeaker} }

// Fail lets a service of the call fail: stream or siprec.
func Fail(service string) Action { return Action{kind: kindFail, text: service} }

// Update gives the running call another document, as the REST API does, which POSTs unless it is told otherwise.
func Update(url string) Action { return Action{kind: kindUpdate, text: url} }

// Unable lets what the call waits for fail at the carrier: a queue, a conference, or what a Connect has handed it to. No
// action is requested, the next verb runs. After a Record that would say that nobody has spoken, so that its action is
// requested, with a RecordingStatus of failed: no page names its parameters, and none rules that out.
func Unable() Action { return Action{kind: kindUnable} }

// Full turns the caller away from a queue that takes no more.
func Full() Action { return Action{kind: kindFull} }

// By says who does it: 0 the caller, n the callee of the Dial's noun n, from 1.
func (a Action) By(callee int) Action {
	if a.leg = callee; callee == 0 {
		a.leg = -1
	}
	return a
}

// Over lets a key or words come while the prompt is still heard, half a second after its beginning.
func (a Action) Over() Action {
	a.over = true
	return a
}

// Talk is how long the two talk after Dial("completed").
func (a Action) Talk(d time.Duration) Action {
	a.talk = d
	return a
}

// With adds fields to what the far end sends: PaymentConfirmationCode and so on after Pay, SipHangupCause.
func (a Action) With(name, value string) Action {
	a.fields = append(a.fields[:len(a.fields):len(a.fields)], Field{name, value})
	return a
}

// String names the action without what a caller has keyed or said.
func (a Action) String() string {
	s := string(a.kind)
	switch a.kind {
	case kindDial, kindRefer, kindPay, kindDisconnect, kindDetect, kindDeepfake, kindFail:
		s += " " + strconv.Quote(a.text)
	case kindWait, kindDequeue:
		s += " " + a.talk.String()
	case kindHTTP:
		if !a.failed {
			s += fmt.Sprintf(" %d", int(a.number))
		}
	case kindPress, kindKeys, kindSpeak, kindSilence, kindHangup, kindAnswer, kindAI, kindTranscript, kindSpeaker, kindUpdate,
		kindUnable, kindFull:
	}
	if a.failed {
		s += " failed"
	}
	if a.leg > 0 {
		s += fmt.Sprintf(" by callee %d", a.leg)
	}
	return s
}
