package carrier

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// waitsFor lets two callers enter one room, the first with startConferenceOnEnter="false".
func waitsFor(t *testing.T, second string) (first, other *Call) {
	t.Helper()
	room := strings.ReplaceAll(rooms, "<Conference", `<Conference ATTRIBUTES record="record-from-start" recordingStatusCallback="/tape"`)
	c, a := dock(t, map[string]string{
		"/voice": strings.ReplaceAll(room, "ATTRIBUTES", `startConferenceOnEnter="false"`), "/next": said, "/wait": `<Say>hold</Say><Gather timeout="5"/>`,
	})
	first, step := begin(t, c, caller)
	wantWords(t, step, "hold")
	do(t, first, Wait(3*time.Second))
	a.docs["/voice"] = strings.ReplaceAll(room, "ATTRIBUTES", second)
	other, _ = begin(t, c, "+15125550177")
	return first, other
}

// TestConferenceStart: entering starts the conference unless startConferenceOnEnter="false"; until somebody starts it,
// nobody talks and nothing is recorded.
func TestConferenceStart(t *testing.T) {
	t.Run("somebody who starts it enters", func(t *testing.T) {
		first, second := waitsFor(t, "")
		if step := first.Look(); !step.Waits.Bridged || slices.Contains(kinds(first), "conference_start") {
			t.Errorf("waits for %+v after %q", step.Waits, kinds(first))
		}
		request(t, second, "conference_start")
		do(t, first, Wait(10*time.Second), Hangup())
		wantFields(t, request(t, first, "recording_completed"), "RecordingDuration", "10")
	})
	t.Run("nobody does", func(t *testing.T) {
		first, second := waitsFor(t, `startConferenceOnEnter="false"`)
		step := do(t, first, Wait(5*time.Second))
		wantWords(t, step, "hold")
		if step.Waits.Bridged || slices.Contains(kinds(second), "conference_start") {
			t.Errorf("waits for %+v after %q", step.Waits, kinds(second))
		}
		do(t, second, Hangup())
		do(t, first, Hangup())
		if list := append(kinds(first), kinds(second)...); slices.Contains(list, "recording_completed") {
			t.Errorf("sent %q", list)
		}
	})
	t.Run("somebody else joins", func(t *testing.T) {
		first, second := waitsFor(t, `startConferenceOnEnter="false"`)
		if step := do(t, second, Answer()); !step.Waits.Bridged || !first.Look().Waits.Bridged {
			t.Errorf("waits for %+v", step.Waits)
		}
	})
	t.Run("the events of a room are counted from 0, whoever they are of", func(t *testing.T) {
		first, second := waitsFor(t, "")
		do(t, first, Hangup())
		var list []string
		for _, x := range append(first.Exchanges(), second.Exchanges()...) {
			if strings.HasPrefix(x.Callback, "conference_") && x.Callback != "conference_wait_url" {
				list = append(list, x.Get("StatusCallbackEvent")+" "+x.Get("SequenceNumber"))
			}
		}
		if got, want := strings.Join(list, ", "), "participant-join 0, participant-leave 3, conference-start 1, participant-join 2"; got != want {
			t.Errorf("told %s, want %s", got, want)
		}
	})
}

// TestConferenceTime: a Dial's timeLimit ends a caller's stay, and entering answers the call.
func TestConferenceTime(t *testing.T) {
	docs := map[string]string{"/voice": `<Dial timeLimit="60" answerOnBridge="true" action="/next"><Conference>a</Conference></Dial>`, "/next": said}
	for name, action := range map[string]Action{"silence": Silence(), "a longer talk": Dial("completed").Talk(time.Hour)} {
		t.Run(name, func(t *testing.T) {
			_, call, _ := play(t, docs)
			if !slices.Contains(kinds(call), "call_answered") {
				t.Errorf("sent %q", kinds(call))
			}
			from := call.now()
			wantWords(t, do(t, call, action), "said")
			if passed := call.now().Sub(from); passed != time.Minute+spokenLength("said") {
				t.Errorf("%v have passed", passed)
			}
		})
	}
}
