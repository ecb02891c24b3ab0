package host

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/store"
)

// sent is a callback that the carrier has sent once, and may send again.
type sent struct{ target, body string }

// TestLateCallbacksDoNotMoveACall is guarantee G4: whatever was sent once is sent again, in any order and number, between
// the turns of a call and after them; the call ends as it does without.
func TestLateCallbacksDoNotMoveACall(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.host.pace.store = 10 * time.Second // what is measured here is not the speed of this machine
	r.direct = true
	calls := 0
	rapid.Check(t, func(rt *rapid.T) {
		calls += 2
		quiet, noisy := fmt.Sprintf("quiet%d", calls), fmt.Sprintf("noisy%d", calls)
		keys := rapid.SliceOfN(rapid.SampledFrom([]string{"1", "2", "7", "8", "", "silence", "flow", "status"}), 1, 10).Draw(rt, "keys")
		// A record knows the entry and the last five changes of flow.
		flows := 0
		keys = slices.DeleteFunc(keys, func(k string) bool {
			if k == "flow" {
				flows++
			}
			return k == "flow" && flows > 5
		})
		want := play(rt, r, quiet, keys, func([]sent) {})
		got := play(rt, r, noisy, keys, func(before []sent) {
			for range rapid.IntRange(0, 2).Draw(rt, "again") {
				again := before[rapid.IntRange(0, len(before)-1).Draw(rt, "which")]
				if d := r.do(http.MethodPost, again.target, again.body); d.status != http.StatusOK {
					rt.Fatalf("late callback: status %d", d.status)
				}
			}
		})
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(engine.Call{}, "SID")); diff != "" {
			rt.Fatalf("late callbacks have moved the call:\n%s", diff)
		}
		if a, b := r.record(quiet), r.record(noisy); a.Turn != b.Turn || a.Revision != b.Revision {
			rt.Fatalf("turn %d and revision %d, want %d and %d", b.Turn, b.Revision, a.Turn, a.Revision)
		}
		if a, b := len(r.journal(quiet)), len(r.journal(noisy)); a != b {
			rt.Fatalf("%d journal entries, want %d", b, a)
		}
	})
}

// play makes a call of these keys. Between runs after each callback, with all that were sent before.
func play(rt *rapid.T, r *rig, call string, keys []string, between func([]sent)) *engine.Call {
	var all []sent
	send := func(target, body string) doc {
		got := r.do(http.MethodPost, target, body)
		if got.status != http.StatusOK {
			rt.Fatalf("POST %s: status %d", target, got.status)
		}
		all = append(all, sent{target, body})
		between(all)
		return parse(r.tb, got.body)
	}
	flow := "clinic"
	d := send("/texml/clinic", form(call, "CallerId", "entry"))
	for i, key := range keys {
		switch {
		case key == "silence" || d.action == "":
			d = send(d.redirect, form(call, "n", fmt.Sprint(i)))
		case key == "flow":
			flow = map[string]string{"clinic": "other", "other": "clinic"}[flow]
			d = send("/texml/"+flow, form(call, "n", fmt.Sprint(i)))
		case key == "status":
			send("/events/status", status(call, "in-progress", fmt.Sprint(i)))
		default:
			d = send(d.action, form(call, "Digits", key))
		}
	}
	return r.engineCall(call)
}

// TestCallbacksInAnyOrder sends what a call of 49 callbacks was sent once more, any of it in any order.
func TestCallbacksInAnyOrder(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	d := r.post("/texml/clinic", form("c"))
	all := []sent{{"/texml/clinic", form("c")}}
	for i := range 48 {
		s := sent{d.action, form("c", "Digits", fmt.Sprint(1+i%2))}
		d = r.post(s.target, s.body)
		all = append(all, s)
	}
	want := r.record("c")
	r.direct = true
	r.host.pace.store = 10 * time.Second
	rapid.Check(t, func(rt *rapid.T) {
		which := rapid.SliceOfN(rapid.IntRange(0, len(all)-1), 1, 24).Draw(rt, "which")
		for _, i := range which {
			s := all[i]
			if got := r.do(http.MethodPost, s.target, s.body); got.status != http.StatusOK {
				rt.Fatalf("status %d", got.status)
			}
		}
		if diff := cmp.Diff(want, r.record("c")); diff != "" {
			rt.Fatalf("the call has moved:\n%s", diff)
		}
	})
}

// A record has room for eight moves. The requests without a token are the last to go, the two of the kept answers never.
func TestMovesThatAreKept(t *testing.T) {
	entry := func(turn int) store.Move {
		return store.Move{Turn: turn, Fingerprint: fingerprint("/texml", []byte{byte(turn)}, true)}
	}
	key := func(turn int) store.Move {
		return store.Move{Turn: turn, Fingerprint: fingerprint("answer", []byte{byte(turn)}, false)}
	}
	turns := func(list []store.Move) (turns []int) {
		for _, m := range list {
			turns = append(turns, m.Turn)
		}
		return turns
	}
	var list []store.Move
	for turn := 1; turn <= 12; turn++ {
		if turn == 1 || turn == 4 {
			list = keepMove(list, entry(turn))
			continue
		}
		list = keepMove(list, key(turn))
	}
	if diff := cmp.Diff([]int{1, 4, 7, 8, 9, 10, 11, 12}, turns(list)); diff != "" {
		t.Error(diff)
	}
	for turn := 13; turn <= 20; turn++ {
		list = keepMove(list, entry(turn))
	}
	list = keepMove(list, key(21))
	list = keepMove(list, key(22))
	if diff := cmp.Diff([]int{15, 16, 17, 18, 19, 20, 21, 22}, turns(list)); diff != "" {
		t.Error(diff)
	}
}

func TestRecordKeepsEightMovesAndTwoAnswers(t *testing.T) {
	r := newRig(t)
	d := r.post("/texml/clinic", form("c"))
	for i := range 12 {
		d = r.post(d.action, form("c", "Digits", fmt.Sprint(1+i%2)))
	}
	rec := r.record("c")
	if len(rec.Moves) != store.KeepMoves || len(rec.Answers) != store.KeepAnswers {
		t.Fatalf("%d moves and %d answers", len(rec.Moves), len(rec.Answers))
	}
	if rec.Moves[7].Turn != 13 || rec.Answers[1].Turn != 13 || !bytes.Equal(rec.Answers[1].Body, []byte(d.raw)) {
		t.Error("the newest move or answer is not that of the last turn")
	}
}

func TestNotificationsOfACall(t *testing.T) {
	r := newRig(t)
	one := r.post("/texml/clinic", form("c"))
	two := r.post(one.action, form("c", "Digits", "7"))

	t.Run("sequence numbers decide, not the order", func(t *testing.T) {
		r.post("/events/status", status("c", "in-progress", "2"))
		r.post("/events/status", status("c", "ringing", "1"))
		if got := r.engineCall("c").Status; got != "in-progress" {
			t.Errorf("status %q", got)
		}
	})
	t.Run("the recording callback of the turn gives the URL", func(t *testing.T) {
		if !strings.HasPrefix(two.event, publicURL+"/t/") {
			t.Fatalf("recordingStatusCallback %q", two.event)
		}
		body := form("c", "RecordingUrl", "https://media.example.net/2.mp3", "RecordingStatus", "completed")
		if d := r.post(two.event, body); d.raw != "" {
			t.Errorf("answer: %s", d.raw)
		}
		if got := r.engineCall("c").Recording; got != "https://media.example.net/2.mp3" {
			t.Errorf("recording %q", got)
		}
	})
	t.Run("a transcription as JSON is found by call_control_id", func(t *testing.T) {
		body := `{"data":{"event_type":"call.transcription","payload":{"call_control_id":"c","transcription_data":` +
			`{"transcript":"my parcel never came","is_final":true}}}}`
		r.post("/events/transcription", body, header("Content-Type", mediaJSON))
		interim := strings.NewReplacer("never came", "never", "true", "false").Replace(body)
		r.post("/events/transcription", interim, header("Content-Type", mediaJSON))
		if got := r.engineCall("c").Transcript; got != "my parcel never came" {
			t.Errorf("transcript %q", got)
		}
	})
	t.Run("a transcript is cut", func(t *testing.T) {
		r.post("/events/transcription", form("c", "Transcript", strings.Repeat("é", 3000), "IsFinal", "true"))
		if got := len([]rune(r.engineCall("c").Transcript)); got != engine.MaxTranscript {
			t.Errorf("%d characters", got)
		}
	})
	t.Run("the dialogue stands where it stood", func(t *testing.T) {
		r.wantAt("c", "clinic/voicemail", 2)
		if again := r.post(one.action, form("c", "Digits", "7")); again.raw != two.raw {
			t.Error("the answer is not kept")
		}
	})
	t.Run("completed ends the call once", func(t *testing.T) {
		r.post("/events/status", status("c", "completed", "3", "HangupSource", "callee"))
		r.clock.add(1)
		r.post("/events/status", status("c", "completed", "3", "HangupSource", "callee"))
		r.post("/events/status", status("c", "in-progress", "2"))
		if rec := r.record("c"); !rec.Ended || !rec.EndedAt.Equal(begun) {
			t.Errorf("ended %t at %s", rec.Ended, rec.EndedAt)
		}
		list := r.journal("c")
		last := list[len(list)-1]
		if len(list) != 3 || last.Kind != entryEnded || last.Outcome != "callee" || last.To != "clinic/voicemail" {
			t.Errorf("journal: %d entries, the last %+v", len(list), last)
		}
	})
}

func TestNotificationOfAnUnknownCall(t *testing.T) {
	r := newRig(t)
	one := r.post("/texml/clinic", form("c"))
	two := r.post(one.action, form("c", "Digits", "7"))
	r.clock.add(store.Lifetime)
	r.post(two.event, form("c", "RecordingUrl", "https://media.example.net/2.mp3"))
	r.post("/events/status", status("nobody", "completed", "3"))
	r.post("/events/transcription", form("nobody", "Transcript", "x", "IsFinal", "true"))
	r.wantCount(classUnknown, 3)
	if _, err := r.store.Load(t.Context(), store.Key{CallSID: "nobody", Track: store.MainTrack}); err == nil {
		t.Error("a notification has made a call")
	}
}
