package host

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/store"
)

// side is a track beside a call's dialogue, as tests of what may befall it see it.
type side struct {
	kind   string
	source string
	leg    string // whose callbacks they are
	over   string // the one verb of the document that ends it
	main   string // where the caller's own dialogue stands meanwhile

	r       *rig
	store   *faultyStore
	machine *engine.Machine // of the snapshot: what is changed in it, the next step meets
	caller  doc             // what the caller was answered when the wait began
	url     string          // of the track's first document
	rounds  int
}

var sides = []side{
	{kind: "hold", source: "held desk welcome", leg: "v3:caller", over: "Pause", main: "desk/wait"},
	{kind: "screen", source: "screened desk welcome", leg: "v3:callee", over: "Hangup", main: "desk/ring"},
}

const sideCaller = "v3:caller"

// onSides runs a test on a call that waits, for each kind of track.
func onSides(t *testing.T, test func(t *testing.T, s *side)) {
	for _, s := range sides {
		t.Run(s.kind, func(t *testing.T) {
			s.r, s.store = faulty(t, withSources(s.source), withSnapshot(func(snap *Snapshot) { s.machine = snap.Machines["desk"] }))
			first := s.r.post("/texml/desk", form(sideCaller))
			s.caller = s.r.post(first.action, form(sideCaller, "Digits", "1"))
			pattern := `waitUrl="([^"]+)"`
			if s.kind == "screen" {
				pattern = `<Number url="([^"]+)" method="POST"`
			}
			s.url = attribute(t, s.caller.raw, pattern)[0]
			test(t, &s)
		})
	}
}

// ask asks for the track's first document, in other words each time.
func (s *side) ask() doc {
	s.r.tb.Helper()
	s.rounds++
	return s.r.post(s.url, form(s.leg, "QueueSid", "q", "QueuePosition", "3", "QueueTime", strings.Repeat("1", s.rounds)))
}

// answer presses the key that ends what the track asks for.
func (s *side) answer(d doc) doc {
	s.r.tb.Helper()
	return s.r.post(d.action, form(s.leg, "Digits", "9"))
}

// wantOver wants the document that ends the track, and nothing else: neither words nor a hang-up for a caller who waits.
func (s *side) wantOver(what string, d doc) {
	s.r.tb.Helper()
	if !slices.Equal(d.verbs, []string{s.over}) {
		s.r.tb.Errorf("%s: %s, want %s alone", what, d.raw, s.over)
	}
	s.r.wantAt(sideCaller, s.main, 2)
}

// wantNothing wants the document of a track that has ended: an empty one, which says nothing to the dialogue that goes on.
func (s *side) wantNothing(what string, d doc) {
	s.r.tb.Helper()
	if len(d.verbs) != 0 {
		s.r.tb.Errorf("%s: %s, want an empty Response", what, d.raw)
	}
}

// record is the track's record.
func (s *side) record() store.Record {
	s.r.tb.Helper()
	route := engine.RouteHold
	if s.kind == "screen" {
		route = engine.ScreenRoute(0)
	}
	name, _, _ := engine.TrackOf(route, s.r.record(sideCaller).Turn)
	rec, err := s.r.store.Load(context.Background(), store.Key{CallSID: sideCaller, Track: name})
	if err != nil {
		s.r.tb.Fatal(err)
	}
	return rec
}

// put changes the track's record behind the host's back.
func (s *side) put(change func(*store.Record)) {
	s.r.tb.Helper()
	rec := s.record()
	change(&rec)
	if err := s.r.store.Commit(context.Background(), rec, rec.Revision, nil, nil); err != nil {
		s.r.tb.Fatal(err)
	}
}

func (s *side) wantTurn(turn int) {
	s.r.tb.Helper()
	if got := s.record().Turn; got != turn {
		s.r.tb.Errorf("the track is in turn %d, want %d", got, turn)
	}
}

// forget makes the host know no machine, as after a restart with other flows.
func (s *side) forget() {
	s.r.tb.Helper()
	s.r.set("menu clinic welcome")
	s.r.mu.Lock()
	s.r.change = nil
	s.r.mu.Unlock()
	s.r.host.library = newLibrary(s.store, s.r.host.options.Compile, s.r.clock.now)
	if _, err := s.r.host.Reload(context.Background()); err != nil {
		s.r.tb.Fatal(err)
	}
	s.store.sources.Store(always(store.ErrNotFound))
}

func TestTrackWithoutItsVersion(t *testing.T) {
	onSides(t, func(t *testing.T, s *side) {
		asked := s.ask()
		s.forget()
		during := s.answer(asked)
		s.store.sources.Store(nil)
		s.r.clock.add(failedAgain)
		s.wantOver("in its dialogue", during)
		s.wantTurn(1)
		s.r.wantCount(classNoMachine, 1)
	})
	onSides(t, func(t *testing.T, s *side) {
		s.forget()
		first := s.ask()
		s.store.sources.Store(nil)
		s.r.clock.add(failedAgain)
		s.wantOver("at its beginning", first)
		s.r.wantCount(classNoMachine, 1)
	})
}

// TestTrackWithoutItsAnswer: a record that has lost its answer.
func TestTrackWithoutItsAnswer(t *testing.T) {
	onSides(t, func(t *testing.T, s *side) {
		s.ask()
		s.rounds--
		s.put(func(rec *store.Record) { rec.Answers = nil })
		s.wantOver("asked again", s.ask())
		s.r.wantCount(classRepeat, 1)
	})
}

func TestTrackWhoseRecordIsGone(t *testing.T) {
	onSides(t, func(t *testing.T, s *side) {
		asked := s.ask()
		s.store.load.Store(always(store.ErrNotFound))
		during, first := s.answer(asked), s.ask()
		s.store.load.Store(nil)
		s.wantOver("in its dialogue", during)
		s.wantOver("at its beginning", first)
		s.wantTurn(1)
		s.r.wantCount(classLate, 2)
	})
}

func TestTrackFromTheFuture(t *testing.T) {
	onSides(t, func(t *testing.T, s *side) {
		asked, class := s.ask(), classLate // of a track's first turn nothing is left
		if s.kind == "hold" {
			asked, class = s.ask(), classFuture
		}
		turn := s.record().Turn - 1
		s.put(func(rec *store.Record) { rec.Turn = turn })
		s.wantOver("a turn that the store has lost", s.answer(asked))
		s.wantTurn(turn)
		s.r.wantCount(class, 1)
	})
}

func TestTrackOfACallThatHasEnded(t *testing.T) {
	onSides(t, func(t *testing.T, s *side) {
		s.ask()
		s.r.post("/events/status", status(sideCaller, "completed", "9"))
		again := s.ask()
		if s.kind == "screen" { // the callee hears on what they were asked
			if !again.hears("press 1") {
				t.Errorf("asked again: %s", again.raw)
			}
			return
		}
		s.wantNothing("the next round", again)
		s.wantTurn(1)
	})
	onSides(t, func(t *testing.T, s *side) {
		s.r.post("/events/status", status(sideCaller, "completed", "9"))
		if first := s.ask(); s.kind == "hold" {
			s.wantNothing("at its beginning", first)
		} else {
			s.wantOver("at its beginning", first)
		}
	})
}

// TestTrackWhoseCallHasGoneOn: what it was begun for is no more, and the track begins no other round.
func TestTrackWhoseCallHasGoneOn(t *testing.T) {
	onSides(t, func(t *testing.T, s *side) {
		asked := s.ask()
		turn := s.record()
		s.r.post(s.caller.action, form(sideCaller, "QueueResult", "leave", "DialCallStatus", "busy"))
		again := s.ask()
		if s.kind == "screen" {
			if again.raw != asked.raw {
				t.Errorf("asked again: %s", again.raw)
			}
		} else {
			s.wantNothing("the next round", again)
			s.wantNothing("in its dialogue", s.answer(asked))
		}
		rec, err := s.r.store.Load(t.Context(), turn.Key)
		if err != nil || rec.Turn != turn.Turn || rec.Revision != turn.Revision {
			t.Errorf("the track has moved: turn %d, %v", rec.Turn, err)
		}
	})
}

// TestTrackLate: a callback of an earlier turn gets the current document, and moves nothing.
// TestScreeningAskedTwice: a copy is answered out of the callee's own record, whatever has become of the caller's.
func TestScreeningAskedTwice(t *testing.T) {
	r, s := faulty(t, withSources("screened desk welcome"))
	_, screens := screened(t, r, "v3:caller")
	asked := r.post(screens[0], form("v3:callee"))
	loads := 0
	away := func(context.Context) error {
		if loads++; loads > 1 {
			return &store.UnavailableError{Op: "load", Err: errors.New("away")}
		}
		return nil
	}
	s.load.Store(&away)
	if again := r.post(screens[0], form("v3:callee")); again.raw != asked.raw {
		t.Errorf("got %s, want %s", again.raw, asked.raw)
	}
}

func TestTrackLate(t *testing.T) {
	onSides(t, func(t *testing.T, s *side) {
		asked := s.ask()
		current := s.answer(asked)
		for what, late := range map[string]doc{
			"another key":   s.r.post(asked.action, form(s.leg, "Digits", "1")),
			"silence":       s.r.post(asked.redirect, form(s.leg)),
			"the beginning": s.r.post(s.url, form(s.leg, "QueueSid", "q", "QueuePosition", "3", "QueueTime", "1")),
		} {
			if late.raw != current.raw {
				t.Errorf("%s: %s, want %s", what, late.raw, current.raw)
			}
		}
		s.wantTurn(2)
		s.r.wantAt(sideCaller, s.main, 2)
	})
}

// TestPanicInATrack: neither words nor a hang-up for a caller who waits, and the track stays where it was.
func TestPanicInATrack(t *testing.T) {
	spoil := func(s *side) {
		flow := s.machine.Entry()
		if s.kind == "hold" {
			flow = s.machine.Flows["music"]
			flow.States["leave"].Action = (*engine.Gather)(nil)
			flow.States["stay"].Action.(*engine.Gather).Choices[0].Transition.Target.State = "leave"
			return
		}
		flow.States["ring"].Action = (*engine.Dial)(nil)
	}
	t.Run("in its dialogue", func(t *testing.T) {
		onSides(t, func(t *testing.T, s *side) {
			asked := s.ask()
			dial := s.machine.Entry().States
			kept := dial["ring"]
			spoil(s)
			got := s.answer(asked)
			if kept != nil {
				dial["ring"] = kept
			}
			s.wantOver("the answer", got)
			s.wantTurn(1)
			if n := s.r.host.Stats().Panics; n != 1 {
				t.Errorf("%d panics counted", n)
			}
		})
	})
	t.Run("at its beginning", func(t *testing.T) {
		onSides(t, func(t *testing.T, s *side) {
			if s.kind == "hold" {
				s.machine.Flows["music"].States["stay"].Action = (*engine.Gather)(nil)
			} else {
				s.machine.Entry().States["ring"].Action = (*engine.Dial)(nil)
			}
			s.wantOver("the first document", s.ask())
			if n := s.r.host.Stats().Panics; n != 1 {
				t.Errorf("%d panics counted", n)
			}
		})
	})
	t.Run("outside of its step", func(t *testing.T) {
		onSides(t, func(t *testing.T, s *side) {
			asked := s.ask()
			f := func(context.Context) error { panic("the store panics") }
			s.store.load.Store(&f)
			during, first := s.answer(asked), s.ask()
			s.store.load.Store(nil)
			s.wantOver("in its dialogue", during)
			s.wantOver("at its beginning", first)
			s.r.wantCount(classPanic, 2)
		})
	})
}

// TestApologyOfATrack: a turn that cannot be stored is no reason for words in the wrong ear.
func TestApologyOfATrack(t *testing.T) {
	onSides(t, func(t *testing.T, s *side) {
		asked := s.ask()
		s.store.commit.Store(always(store.ErrInvalid))
		got := s.answer(asked)
		s.store.commit.Store(nil)
		s.wantOver("the answer", got)
		s.wantTurn(1)
		s.r.wantCount(classPanic, 1)
	})
}

// TestTrackTooLarge: a document that cannot leave is the failed way's, and when that cannot leave either, none.
func TestTrackTooLarge(t *testing.T) {
	large := words(t, strings.Repeat("word ", 20_000))
	enlarge := func(s *side) {
		if s.kind == "hold" {
			s.machine.Flows["music"].States["stay"].Action.(*engine.Gather).Prompt = large
			return
		}
		s.machine.Entry().States["ring"].Action.(*engine.Dial).Screen.Prompt = large
	}
	onSides(t, func(t *testing.T, s *side) {
		enlarge(s)
		s.wantOver("the first document", s.ask())
		s.wantTurn(1)
		s.r.wantCount(classFailed, 1)
		if s.kind == "screen" { // the callee has not taken the call, which goes on by that
			callee, err := s.machine.DecodeCall(s.record().State)
			if err != nil || callee.Screened != engine.Declined {
				t.Errorf("the callee has %q, %v", callee.Screened, err)
			}
			s.r.post(s.caller.action, dialed(sideCaller, "completed")).wants(t, "they declined")
		}
	})
	t.Run("and its failed way", func(t *testing.T) {
		onSides(t, func(t *testing.T, s *side) {
			enlarge(s)
			if s.kind == "hold" {
				s.machine.Flows["music"].Failed = to("music/defaults/failed", "stay")
			}
			s.wantOver("the first document", s.ask())
			s.r.wantCount(classFailed, 1)
		})
	})
}
