package host

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/engine/store"
)

// buildBeside makes machines whose calls have tracks beside the caller's.
func buildBeside(tb testing.TB, kind, name, heard, source string) *engine.Machine {
	list := func(id, state string) []*engine.Transition { return []*engine.Transition{to(name+"/"+id, state)} }
	switch kind {
	case "screened": // key 1 dials two numbers, whose callees are asked first
		return newMachine(tb, name, source,
			ask(tb, name, "main", heard, "1", "ring"),
			&engine.State{Name: "ring", Action: &engine.Dial{
				Targets:  []engine.DialTarget{{Number: literal(tb, "+15125550100")}, {Number: literal(tb, "+15125550101")}},
				Screen:   &engine.Screen{Prompt: words(tb, "a call from the clinic, press 1"), Accept: "1"},
				Answered: list("ring/answered", "talked"), Busy: list("ring/busy", "main"), NoAnswer: list("ring/no_answer", "nobody"),
				Declined: list("ring/declined", "declined"), Canceled: list("ring/canceled", "main"), Failed: list("ring/failed", "main"),
			}},
			ask(tb, name, "talked", "you have talked", "1", "main"),
			ask(tb, name, "declined", "they declined", "1", "main"),
			ask(tb, name, "nobody", "nobody is there", "1", "main"),
		)
	case "held": // key 1 enters a queue, with a flow to wait in
		m := newMachine(tb, name, source,
			ask(tb, name, "main", heard, "1", "wait"),
			&engine.State{Name: "wait", Action: &engine.Enqueue{
				Queue: literal(tb, "desk"), Hold: &engine.Hold{Flow: "music"},
				Bridged: list("wait/bridged", "main"), Left: list("wait/left", "left"), Full: list("wait/full", "main"),
				TimedOut: list("wait/timed_out", "main"), Failed: list("wait/failed", "main"),
			}},
			ask(tb, name, "left", "you have left the queue", "1", "main"),
		)
		scope := guard.NewScope()
		scope.Define("queue", guard.Type{Kind: guard.Object, Fields: engine.QueueFields()})
		where := literal(tb, "you are number ${queue.position ?? 0}")
		if problems := where.Compile(scope); len(problems) > 0 {
			tb.Fatal(problems)
		}
		said := engine.Prompt{Parts: map[string][]engine.PromptPart{engine.AnyLanguage: {{Text: where}}}}
		stay := ask(tb, "music", "stay", "press 9 to leave", "9", "leave")
		stay.Action.(*engine.Gather).NoInput = []*engine.Transition{to("music/stay/no_input", "end")}
		m.Flows["music"] = &engine.Flow{
			Name: "music", Hold: true, Start: "position", Languages: m.Entry().Languages,
			Apology: words(tb, "sorry from music"), Lost: words(tb, "lost in music"),
			States: map[string]*engine.State{
				"position": {Name: "position", Parts: []engine.Part{{Say: &said}}, Exit: to("music/position/to", "stay")},
				"stay":     stay,
				"leave":    {Name: "leave", Action: &engine.Leave{}},
				"end":      {Name: "end", Parts: []engine.Part{{Say: &said}}},
			},
		}
		return m
	}
	return nil
}

func attribute(tb testing.TB, raw, pattern string) []string {
	tb.Helper()
	var urls []string
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(raw, -1) {
		urls = append(urls, m[1])
	}
	if len(urls) == 0 {
		tb.Fatalf("no %s in %s", pattern, raw)
	}
	return urls
}

func (d doc) wants(tb testing.TB, parts ...string) {
	tb.Helper()
	for _, part := range parts {
		if !strings.Contains(d.raw, part) {
			tb.Fatalf("no %s in %s", part, d.raw)
		}
	}
}

// screened begins a call that rings two callees, and returns its document with the URLs of their screening documents.
func screened(t *testing.T, r *rig, call string) (ringing doc, screens []string) {
	t.Helper()
	first := r.post("/texml/desk", form(call))
	ringing = r.post(first.action, form(call, "Digits", "1"))
	screens = attribute(t, ringing.raw, `<Number url="([^"]+)" method="POST"`)
	if len(screens) != 2 || screens[0] == screens[1] {
		t.Fatalf("screening URLs: %q", screens)
	}
	return ringing, screens
}

func dialed(call, status string) string {
	return form(call, "CallStatus", "completed", "DialCallStatus", status, "SequenceNumber", "3")
}

func TestScreen(t *testing.T) {
	const call, callee, other = "v3:caller", "v3:callee", "v3:other"
	newDesk := func(t *testing.T) *rig { return newRig(t, withSources("screened desk welcome")) }

	t.Run("accepted", func(t *testing.T) {
		r := newDesk(t)
		ringing, screens := screened(t, r, call)
		asked := r.post(screens[0], form(callee))
		asked.wants(t, "press 1", `numDigits="1"`, "<Redirect")
		taken := r.post(asked.action, form(callee, "Digits", "1"))
		if taken.raw != string(mustEmpty(t)) {
			t.Fatalf("taking the call was answered with %s", taken.raw)
		}
		r.post(ringing.action, dialed(call, "completed")).wants(t, "you have talked")
	})
	t.Run("declined by a key, by silence, by both", func(t *testing.T) {
		for _, decline := range []func(r *rig, asked doc) doc{
			func(r *rig, asked doc) doc { return r.post(asked.action, form(callee, "Digits", "2")) },
			func(r *rig, asked doc) doc { return r.post(asked.redirect, form(callee)) },
			func(r *rig, asked doc) doc { return r.post(asked.action, form(callee)) },
		} {
			r := newDesk(t)
			ringing, screens := screened(t, r, call)
			asked := r.post(screens[0], form(callee))
			if d := decline(r, asked); !d.hangup {
				t.Fatalf("declining was answered with %s", d.raw)
			}
			r.post(ringing.action, dialed(call, "no-answer")).wants(t, "they declined")
		}
	})
	t.Run("one declines and one takes", func(t *testing.T) {
		r := newDesk(t)
		ringing, screens := screened(t, r, call)
		// Both legs are asked at once, each on its own track.
		first, second := r.post(screens[0], form(callee)), r.post(screens[1], form(other))
		r.post(first.action, form(callee, "Digits", "9"))
		r.post(second.action, form(other, "Digits", "1"))
		r.post(ringing.action, dialed(call, "completed")).wants(t, "you have talked")
	})
	t.Run("asked and gone", func(t *testing.T) {
		r := newDesk(t)
		ringing, screens := screened(t, r, call)
		r.post(screens[0], form(callee))
		r.post(ringing.action, dialed(call, "completed")).wants(t, "they declined")
	})
	t.Run("the caller has hung up", func(t *testing.T) {
		r := newDesk(t)
		_, screens := screened(t, r, call)
		r.post("/events/status", status(call, "completed", "9"))
		if late := r.post(screens[0], form(callee)); !late.hangup {
			t.Errorf("the callee hears %s", late.raw)
		}
	})
	t.Run("nobody was asked", func(t *testing.T) {
		r := newDesk(t)
		ringing, _ := screened(t, r, call)
		r.post(ringing.action, dialed(call, "no-answer")).wants(t, "nobody is there")
	})
	t.Run("copies, late ones and other legs", func(t *testing.T) {
		r := newDesk(t)
		ringing, screens := screened(t, r, call)
		asked := r.post(screens[0], form(callee))
		if again := r.post(screens[0], form(callee)); again.raw != asked.raw {
			t.Errorf("a copy was answered with %s", again.raw)
		}
		if got := r.do(http.MethodPost, asked.action, form("v3:stranger", "Digits", "1")); got.status != http.StatusNotFound {
			t.Errorf("another leg's answer: %d", got.status)
		}
		declined := r.post(asked.action, form(callee, "Digits", "2"))
		if again := r.post(asked.action, form(callee, "Digits", "2")); again.raw != declined.raw {
			t.Errorf("a copy of the answer was answered with %s", again.raw)
		}
		r.post(ringing.action, dialed(call, "no-answer")).wants(t, "they declined")
		// The caller has gone on: who is asked now is let go, and nothing moves.
		if late := r.post(screens[1], form(other)); !late.hangup {
			t.Errorf("a late screening was answered with %s", late.raw)
		}
		rec, err := r.store.Load(t.Context(), store.Key{CallSID: call, Track: store.MainTrack})
		if err != nil || rec.Turn != 3 {
			t.Errorf("the caller's track is in turn %d, %v", rec.Turn, err)
		}
	})
}

func mustEmpty(t *testing.T) []byte {
	t.Helper()
	return []byte("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response/>\n")
}

func TestHold(t *testing.T) {
	const call = "v3:waiting"
	waiting := func(position, waited string) string {
		return form(call, "QueueSid", "q", "QueuePosition", position, "QueueTime", waited, "AvgQueueTime", "41", "CurrentQueueSize", "5")
	}
	enter := func(t *testing.T) (*rig, doc, string) {
		r := newRig(t, withSources("held desk welcome"))
		first := r.post("/texml/desk", form(call))
		queued := r.post(first.action, form(call, "Digits", "1"))
		queued.wants(t, "<Enqueue", ">desk</Enqueue>", "<Redirect")
		return r, queued, attribute(t, queued.raw, `waitUrl="([^"]+)"`)[0]
	}
	t.Run("hears its flow over and over", func(t *testing.T) {
		r, queued, hold := enter(t)
		music := r.post(hold, waiting("3", "0"))
		music.wants(t, "you are number 3", "press 9")
		if again := r.post(hold, waiting("3", "0")); again.raw != music.raw {
			t.Errorf("a copy was answered with %s", again.raw)
		}
		silent := r.post(music.redirect, form(call))
		silent.wants(t, "you are number 3")
		if len(silent.verbs) != 1 {
			t.Errorf("the document's end has %v", silent.verbs)
		}
		r.post(hold, waiting("2", "20")).wants(t, "you are number 2", "press 9")
		// The caller's own dialogue has not moved meanwhile.
		r.post(queued.action, form(call, "QueueResult", "bridged", "QueueTime", "33")).wants(t, "welcome")
	})
	t.Run("leaves", func(t *testing.T) {
		r, queued, hold := enter(t)
		music := r.post(hold, waiting("3", "0"))
		left := r.post(music.action, form(call, "Digits", "9"))
		left.wants(t, "<Leave/>")
		if left.hangup {
			t.Error("leaving the queue hangs up")
		}
		r.post(queued.action, form(call, "QueueResult", "leave")).wants(t, "you have left the queue")
		// The track has ended: whatever comes late to it must not take the caller out of the dialogue that goes on.
		for _, late := range []doc{
			r.post(hold, waiting("1", "50")), r.post(hold, waiting("3", "0")),
			r.post(music.action, form(call, "Digits", "9")), r.post(music.action, form(call, "Digits", "1")),
			r.post(music.redirect, form(call)),
		} {
			if late.raw != string(mustEmpty(t)) {
				t.Errorf("a late request was answered with %s", late.raw)
			}
		}
	})
	t.Run("without a queue's fields, as in a conference", func(t *testing.T) {
		r, _, hold := enter(t)
		music := r.post(hold, form(call))
		if again := r.post(hold, form(call)); again.raw != music.raw {
			t.Errorf("a copy was answered with %s", again.raw)
		}
		r.post(music.redirect, form(call))
		for range 2 {
			r.clock.add(20 * time.Second)
			r.post(hold, form(call)).wants(t, "press 9")
		}
	})
	t.Run("the caller has hung up", func(t *testing.T) {
		r, _, hold := enter(t)
		music := r.post(hold, waiting("3", "0"))
		r.post("/events/status", status(call, "completed", "9"))
		for _, late := range []doc{r.post(hold, waiting("2", "9")), r.post(music.action, form(call, "Digits", "9"))} {
			if late.raw != string(mustEmpty(t)) {
				t.Errorf("a late request was answered with %s", late.raw)
			}
		}
	})
	t.Run("a wait that is over", func(t *testing.T) {
		r, queued, hold := enter(t)
		r.post(queued.action, form(call, "QueueResult", "queue-full"))
		if over := r.post(hold, waiting("1", "0")); over.raw != string(mustEmpty(t)) {
			t.Errorf("got %s", over.raw)
		}
		if got := r.do(http.MethodPost, hold, form("v3:stranger")); got.status != http.StatusNotFound {
			t.Errorf("another call's request: %d", got.status)
		}
	})
}

// TestHandedAway comes back from a document of somebody else: the call changes to the flow that the URL names, whatever
// verb's answer brings it, and never goes round by the stored bytes alone.
func TestHandedAway(t *testing.T) {
	const call = "v3:away"
	r := newRig(t, withSources("leave gone https://menus.example.net/menu.xml", "menu clinic welcome to the clinic"))
	first := r.post("/texml/gone", form(call))
	r.post(first.action, form(call, "Digits", "1")).wants(t, "https://menus.example.net/menu.xml</Redirect>")
	r.post("/texml/clinic", form(call, "Digits", "3")).wants(t, "welcome to the clinic")
	r.wantAt(call, "clinic/main", 3)
}
