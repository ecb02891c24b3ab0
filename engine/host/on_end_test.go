package host

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/store"
	"github.com/texmlflow/texmlflow/engine/store/sqlite"
)

const telling = "telling clinic welcome"

// running runs a host until stop is called, which waits for its end.
func (r *rig) running() (stop func()) {
	r.host.pace.due = 10 * time.Millisecond
	ctx, cancel := context.WithCancel(context.Background())
	var group sync.WaitGroup
	group.Go(func() { _ = r.host.Run(ctx) })
	stopped := sync.OnceFunc(func() { cancel(); group.Wait() })
	r.tb.Cleanup(stopped)
	return stopped
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for range 500 {
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("not so in time: %s", what)
}

// told returns the outcomes of a call's on_end in the journal.
func (r *rig) told(call string) []string {
	r.tb.Helper()
	var list []string
	for _, e := range r.journal(call) {
		if e.Kind == entryOnEnd {
			list = append(list, e.Outcome)
		}
	}
	return list
}

// TestOnEndOnce: twenty copies of a call's end, to two hosts, are one request; none of them waits for it.
func TestOnEndOnce(t *testing.T) {
	t.Parallel()
	answer, reached, open := gate(engine.FetchResult{Status: 200})
	a, b := &fakeFetch{answer: answer}, &fakeFetch{answer: answer}
	rigs := fetchPair(t, telling, inMemory, a, b)
	stops := []func(){rigs[0].running(), rigs[1].running()}
	rigs[0].post("/texml/clinic", form("call"))
	bodies := make([]string, 20)
	for i := range bodies {
		bodies[i] = status("call", "completed", fmt.Sprint(i+1))
	}
	start := time.Now()
	same(t, deliver(t, rigs, "/events/status", bodies))
	if took := time.Since(start); took > time.Second {
		t.Errorf("the notifications took %s", took)
	}
	<-reached
	time.Sleep(50 * time.Millisecond)
	close(open)
	eventually(t, "the outcome is in the journal", func() bool { return len(rigs[0].told("call")) > 0 })
	time.Sleep(50 * time.Millisecond)
	for _, stop := range stops {
		stop()
	}
	if n := len(a.keys()) + len(b.keys()); n != 1 {
		t.Errorf("%d requests", n)
	}
	if diff := cmp.Diff([]string{"ok"}, rigs[0].told("call")); diff != "" || !rigs[0].record("call").Due.IsZero() {
		t.Errorf("due at %s, outcomes (-want +got)\n%s", rigs[0].record("call").Due, diff)
	}
	body := append(a.asked, b.asked...)[0].Body
	if string(body) != `{"call":"call"}` {
		t.Errorf("the body is %s", body)
	}
}

// TestOnEndRestart: what a process that has died was about to tell is told by the next one, once, with the same key; after
// a second death it is given up, and the journal says so.
func TestOnEndRestart(t *testing.T) {
	t.Parallel()
	c := &clock{t: begun}
	path := filepath.Join(t.TempDir(), "calls.db")
	var keys []string
	life := func(dies bool) *rig {
		t.Helper()
		s, err := sqlite.Open(t.Context(), path, sqlite.Options{Now: c.now})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		f := &fakeFetch{}
		r := newRig(t, withStore(s), withClock(c), withSources(telling), withFetch(f))
		if len(keys) == 0 && dies {
			r.post("/texml/clinic", form("call"))
			r.post("/events/status", status("call", "completed", "1"))
		}
		// As if it died after the request had left: what it would write is never written.
		if dies {
			rec, err := r.host.claimEnd(t.Context(), store.Key{CallSID: "call", Track: store.MainTrack})
			if err != nil || rec == nil {
				t.Fatalf("claim: %+v, %v", rec, err)
			}
			r.host.endEntries(t.Context(), rec)
			keys = append(keys, f.keys()...)
			_ = s.Close()
			return r
		}
		stop := r.running()
		time.Sleep(60 * time.Millisecond)
		if n := len(f.keys()); n != 0 {
			t.Errorf("%d requests while the claim holds", n)
		}
		c.add(10 * time.Second)
		eventually(t, "the journal tells", func() bool { return len(r.told("call")) > 0 })
		stop()
		keys = append(keys, f.keys()...)
		return r
	}
	t.Run("told by the next", func(t *testing.T) {
		life(true)
		r := life(false)
		if diff := cmp.Diff([]string{"ok"}, r.told("call")); diff != "" || len(keys) != 2 || keys[0] != keys[1] {
			t.Errorf("keys %q, outcomes (-want +got)\n%s", keys, diff)
		}
	})
	t.Run("given up", func(t *testing.T) {
		keys, path = nil, filepath.Join(t.TempDir(), "calls.db")
		life(true)
		c.add(10 * time.Second)
		life(true)
		r := life(false)
		if diff := cmp.Diff([]string{"abandoned"}, r.told("call")); diff != "" || len(keys) != 2 {
			t.Errorf("keys %q, outcomes (-want +got)\n%s", keys, diff)
		}
	})
}

// TestOnEndRecording: a call that ended in its voicemail waits for the recording and for what comes of it, so that both can
// be told, but not for ever.
func TestOnEndRecording(t *testing.T) {
	t.Parallel()
	const file, action, bare = "file", "action", "action without the file"
	for name, comes := range map[string][]string{
		"both": {file, action}, "the action first": {bare, file}, "the file alone": {file}, "the action alone": {action},
		"an action that tells of no file": {bare}, "nothing": nil,
	} {
		t.Run(name, func(t *testing.T) {
			f := &fakeFetch{}
			r := newRig(t, withSources(telling), withFetch(f))
			stop := r.running()
			entry := r.post("/texml/clinic", form("call"))
			booked := r.post(entry.action, form("call", "Digits", "4711"))
			voicemail := r.post(booked.action, form("call", "Digits", "7"))
			before := len(f.keys())
			r.post("/events/status", status("call", "completed", "1"))
			recording := []string{"RecordingUrl", "https://media.example.com/1.mp3", "RecordingStatus", "completed"}
			for i, what := range append(comes, "time") {
				time.Sleep(60 * time.Millisecond)
				if len(f.keys()) != before && i < len(comes) {
					t.Fatalf("told before the %s", what)
				}
				switch what {
				case file:
					r.post(voicemail.event, form("call", recording...))
				case action:
					r.post(voicemail.action, form("call", append(recording, "RecordingDuration", "3")...))
				case bare:
					r.post(voicemail.action, form("call", "RecordingDuration", "3"))
				default:
					if told := len(f.keys()) != before; told != (len(comes) == 2 || slices.Contains(comes, action)) {
						t.Fatalf("told: %v", told)
					}
					r.clock.add(21 * time.Second)
				}
			}
			eventually(t, "it is told", func() bool { return len(r.told("call")) == 1 })
			stop()
			if len(f.keys()) != before+1 {
				t.Errorf("%d requests", len(f.keys())-before)
			}
		})
	}
}

// TestOnEndDrain: a host that is told to end finishes what it has begun, and begins what is due.
func TestOnEndDrain(t *testing.T) {
	t.Parallel()
	answer, reached, open := gate(engine.FetchResult{Status: 503})
	f := &fakeFetch{answer: answer}
	r := newRig(t, withSources(telling), withFetch(f))
	stop := r.running()
	r.post("/texml/clinic", form("call"))
	r.post("/events/status", status("call", "completed", "1"))
	<-reached
	ended := make(chan struct{})
	go func() { stop(); close(ended) }()
	select {
	case <-ended:
		t.Fatal("it did not wait")
	case <-time.After(60 * time.Millisecond):
	}
	close(open)
	<-ended
	if diff := cmp.Diff([]string{"status"}, r.told("call")); diff != "" {
		t.Errorf("outcomes (-want +got)\n%s", diff)
	}

	r.post("/texml/clinic", form("second"))
	r.post("/events/status", status("second", "completed", "1"))
	<-r.host.ending // it was told while nobody listened
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if err := r.host.Run(over); err != nil || len(r.told("second")) != 1 {
		t.Errorf("what was due when it ended: %v, %v", r.told("second"), err)
	}
}

// TestOnEndAfterTurn: a call that ends while its turn asks for something tells of its end when that is over.
func TestOnEndAfterTurn(t *testing.T) {
	t.Parallel()
	answer, reached, open := gate(engine.FetchResult{Status: 200})
	f := &fakeFetch{answer: answer}
	r := newRig(t, withSources(telling), withFetch(f))
	stop := r.running()
	entry := r.post("/texml/clinic", form("call"))
	turn := r.later(entry.action, form("call", "Digits", "4711"))
	<-reached
	r.post("/events/status", status("call", "completed", "1"))
	time.Sleep(60 * time.Millisecond)
	if n := len(f.keys()); n != 1 {
		t.Fatalf("%d requests while the turn is claimed", n)
	}
	close(open)
	if got := within(t, "the turn", turn); got.status != http.StatusOK {
		t.Errorf("status %d", got.status)
	}
	eventually(t, "it is told", func() bool { return len(r.told("call")) == 1 })
	stop()
}

// TestOnEndNobody: a flow without on_end has nothing due.
func TestOnEndNobody(t *testing.T) {
	t.Parallel()
	r := newRig(t, withSources(booking), withFetch(&fakeFetch{}))
	r.post("/texml/clinic", form("call"))
	r.post("/events/status", status("call", "completed", "1"))
	if rec := r.record("call"); !rec.Due.IsZero() || !rec.Ended {
		t.Errorf("the record is %+v", rec)
	}
}
