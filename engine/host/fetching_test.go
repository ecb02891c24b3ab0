package host

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/store"
	"github.com/texmlflow/texmlflow/engine/store/memory"
	"github.com/texmlflow/texmlflow/engine/store/sqlite"
)

const booking = "booking clinic your number"

// fetchPair is two hosts on one store and one clock, each with a fetcher of its own.
func fetchPair(t *testing.T, source string, s func(now func() time.Time) store.Store, a, b *fakeFetch) [2]*rig {
	t.Helper()
	c := &clock{t: begun}
	kept := s(c.now)
	rigs := [2]*rig{}
	for i, f := range []*fakeFetch{a, b} {
		rigs[i] = newRig(t, withStore(kept), withClock(c), withSources(source), withFetch(f))
	}
	return rigs
}

func inMemory(now func() time.Time) store.Store { return memory.New(memory.Options{Now: now}) }

// gate is an answer that waits until it is opened.
func gate(result engine.FetchResult) (answer func(context.Context, *engine.FetchRequest) engine.FetchResult, reached chan struct{}, open chan struct{}) {
	reached, open = make(chan struct{}, 64), make(chan struct{})
	return func(context.Context, *engine.FetchRequest) engine.FetchResult {
		reached <- struct{}{}
		<-open
		return result
	}, reached, open
}

// later sends a callback and gives its answer when there is one.
func (r *rig) later(target, body string) chan reply {
	out := make(chan reply, 1)
	go func() {
		got, err := r.try(http.MethodPost, target, body)
		if err != nil {
			got.status = -1
		}
		out <- got
	}()
	return out
}

func within(t *testing.T, what string, c chan reply) reply {
	t.Helper()
	select {
	case got := <-c:
		return got
	case <-time.After(10 * time.Second):
		t.Fatalf("%s: no answer", what)
		return reply{}
	}
}

// TestFetchOnce is guarantee G1 for a turn that asks for something: 64 copies at once to two hosts on one store are one
// request, one move, and the same bytes for all.
func TestFetchOnce(t *testing.T) {
	t.Parallel()
	slow := func(context.Context, *engine.FetchRequest) engine.FetchResult {
		time.Sleep(60 * time.Millisecond)
		return engine.FetchResult{Status: 200}
	}
	for name, s := range map[string]func(func() time.Time) store.Store{
		"memory": func(now func() time.Time) store.Store { return slowStore{inMemory(now), 200 * time.Microsecond} },
		"sqlite": func(now func() time.Time) store.Store {
			s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "calls.db"), sqlite.Options{Now: now})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			return s
		},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := &fakeFetch{answer: slow}, &fakeFetch{answer: slow}
			rigs := fetchPair(t, booking, s, a, b)
			rounds := 3
			for round := range rounds {
				call := fmt.Sprintf("call%d", round)
				entry := rigs[0].post("/texml/clinic", form(call))
				bodies := make([]string, 64)
				for i := range bodies {
					bodies[i] = form(call, "Digits", "4711")
				}
				if body := same(t, deliver(t, rigs, entry.action, bodies)); !parse(t, body).hears("booked") {
					t.Errorf("the answer is %s", body)
				}
				rigs[0].wantAt(call, "clinic/booked", 2)
				if n := len(rigs[0].journal(call)); n != 2 {
					t.Errorf("%d journal entries, want 2", n)
				}
				if rec := rigs[0].record(call); !rec.Claim.IsZero() {
					t.Errorf("the claim stays: %+v", rec.Claim)
				}
			}
			if n := len(a.keys()) + len(b.keys()); n != rounds {
				t.Errorf("%d requests for %d turns", n, rounds)
			}
		})
	}
}

// TestFetchFirst is TestFetchOnce for a call that asks before its first document.
func TestFetchFirst(t *testing.T) {
	t.Parallel()
	slow := func(context.Context, *engine.FetchRequest) engine.FetchResult {
		time.Sleep(40 * time.Millisecond)
		return engine.FetchResult{Status: 200}
	}
	a, b := &fakeFetch{answer: slow}, &fakeFetch{answer: slow}
	rigs := fetchPair(t, "looking clinic x", inMemory, a, b)
	bodies := make([]string, 64)
	for i := range bodies {
		bodies[i] = form("call")
	}
	if body := same(t, deliver(t, rigs, "/texml/clinic", bodies)); !parse(t, body).hears("booked") {
		t.Errorf("the answer is %s", body)
	}
	rigs[0].wantAt("call", "clinic/booked", 1)
	if n := len(a.keys()) + len(b.keys()); n != 1 {
		t.Errorf("%d requests", n)
	}
}

// TestFetchTakenOver: a process that dies between claim and answer keeps the turn for the claim's time; then another one
// asks again with the same key. The dead one, should it come back, changes nothing.
func TestFetchTakenOver(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, source, target string }{
		{"a turn", booking, ""}, {"the first", "looking clinic x", "/texml/clinic"},
	} {
		t.Run(test.name, func(t *testing.T) {
			answer, reached, open := gate(engine.FetchResult{Status: 503})
			slowly, reachedToo, openToo := gate(engine.FetchResult{Status: 200})
			a, b := &fakeFetch{answer: answer}, &fakeFetch{answer: slowly}
			rigs := fetchPair(t, test.source, inMemory, a, b)
			rigs[1].host.pace.fetch, rigs[1].host.pace.store = 50*time.Millisecond, 100*time.Millisecond
			target, body, turn := test.target, form("call", "Digits", "4711"), 1
			if target == "" {
				target, turn = rigs[0].post("/texml/clinic", form("call")).action, 2
			} else {
				body = form("call")
			}
			first := rigs[0].later(target, body)
			<-reached
			if got := rigs[1].do(http.MethodPost, target, body); got.status != http.StatusServiceUnavailable {
				t.Fatalf("a copy while it is claimed: status %d", got.status)
			}
			rigs[1].wantCount(classBusy, 1)
			rigs[0].clock.add(engine.MaxFetchTime + time.Second)
			taken := rigs[1].later(target, body)
			<-reachedToo
			close(open)
			select {
			case got := <-first:
				t.Fatalf("who comes back late answers before who took over: %d %s", got.status, got.body)
			case <-time.After(60 * time.Millisecond):
			}
			close(openToo)
			second := within(t, "the second", taken)
			if second.status != http.StatusOK || !parse(t, second.body).hears("booked") {
				t.Fatalf("after the claim's time: status %d, %s", second.status, second.body)
			}
			if late := within(t, "the first", first); late.status != http.StatusOK || late.body != second.body {
				t.Errorf("who comes back late answers %d: %s", late.status, late.body)
			}
			rigs[0].wantAt("call", "clinic/booked", turn)
			if keys := append(a.keys(), b.keys()...); len(keys) != 2 || keys[0] != keys[1] || keys[0] == "" {
				t.Errorf("keys %q, want two equal ones", keys)
			}
		})
	}
}

// TestFetchOtherContent: what else comes for a claimed turn waits, and gets the winner's document.
func TestFetchOtherContent(t *testing.T) {
	t.Parallel()
	answer, reached, open := gate(engine.FetchResult{Status: 200})
	a, b := &fakeFetch{answer: answer}, &fakeFetch{}
	rigs := fetchPair(t, booking, inMemory, a, b)
	entry := rigs[0].post("/texml/clinic", form("call"))
	first := rigs[0].later(entry.action, form("call", "Digits", "4711"))
	<-reached
	others := []chan reply{
		rigs[0].later(entry.redirect, form("call")), rigs[1].later(entry.redirect, form("call")),
		rigs[1].later(entry.action, form("call", "Digits", "9")),
	}
	time.Sleep(50 * time.Millisecond)
	close(open)
	want := within(t, "the first", first)
	for _, o := range others {
		if got := within(t, "another", o); got.status != http.StatusOK || got.body != want.body {
			t.Errorf("another got %d: %s", got.status, got.body)
		}
	}
	rigs[0].wantAt("call", "clinic/booked", 2)
	if len(a.keys())+len(b.keys()) != 1 {
		t.Errorf("%d requests", len(a.keys())+len(b.keys()))
	}
}

// TestFetchNotifications: while a turn asks, notifications pass and are kept, on both hosts, the end of the call too.
func TestFetchNotifications(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, source string }{{"a turn", booking}, {"the first", "looking clinic x"}} {
		t.Run(test.name, func(t *testing.T) {
			answer, reached, open := gate(engine.FetchResult{Status: 200})
			rigs := fetchPair(t, test.source, inMemory, &fakeFetch{answer: answer}, &fakeFetch{})
			target, body, turn := "/texml/clinic", form("call"), 1
			if test.source == booking {
				target, body, turn = rigs[0].post(target, body).action, form("call", "Digits", "4711"), 2
			}
			first := rigs[0].later(target, body)
			<-reached
			start := time.Now()
			rigs[0].post("/events/status", status("call", "in-progress", "1"))
			rigs[1].post("/events/status", status("call", "completed", "2", "HangupSource", "caller"))
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("the notifications took %s", took)
			}
			close(open)
			if got := within(t, "the turn", first); got.status != http.StatusOK {
				t.Fatalf("status %d", got.status)
			}
			rigs[0].wantAt("call", "clinic/booked", turn)
			rec, c := rigs[0].record("call"), rigs[0].engineCall("call")
			if !rec.Ended || !c.Ended || c.EndedBy != "caller" || c.Status != "completed" || c.StatusSequence != 2 {
				t.Errorf("the record has ended %v, and the call is %+v", rec.Ended, c)
			}
		})
	}
}

// TestFetchPanic: a step that panics with the answer in hand leaves the turn free for the way back that it offers.
func TestFetchPanic(t *testing.T) {
	t.Parallel()
	f := &fakeFetch{}
	r := newRig(t, withSources("falling clinic x"), withFetch(f))
	entry := r.post("/texml/clinic", form("call"))
	got := r.post(entry.action, form("call", "Digits", "4711"))
	if !got.hears("sorry from clinic") || got.redirect == "" || !r.record("call").Claim.IsZero() {
		t.Fatalf("the answer is %s, the claim %+v", got.raw, r.record("call").Claim)
	}
	r.post(got.redirect, form("call"))
	r.wantAt("call", "clinic/main", 2) // silence, which leads elsewhere than the keys did

	// In the first step there is nothing to stand in yet.
	r = newRig(t, withSources("falling_first clinic x"), withFetch(f))
	got = r.post("/texml/clinic", form("call"))
	if rec := r.record("call"); !got.hears("sorry from clinic") || got.redirect == "" || !rec.Claim.IsZero() || rec.Turn != 0 {
		t.Fatalf("the answer is %s, the record %+v", got.raw, rec)
	}
	if got = r.post(got.redirect, form("call")); !got.hangup {
		t.Errorf("the second time: %s", got.raw)
	}
	r.post("/events/status", status("call", "in-progress", "5"))
	r.set("menu clinic welcome")
	if _, err := r.host.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got = r.post("/texml/clinic", form("call")); !got.hears("welcome") {
		t.Errorf("with a mended flow: %s", got.raw)
	}
	r.wantAt("call", "clinic/main", 1)
	if c := r.engineCall("call"); c.StatusSequence != 5 {
		t.Errorf("what was told before the call had begun is lost: %+v", c)
	}
}

// failingCommit fails once it is told to.
type failingCommit struct {
	store.Store
	fail atomic.Bool
}

func (s *failingCommit) Commit(ctx context.Context, rec store.Record, revision int64, entries []store.Entry, counts []store.Count) error {
	if s.fail.Load() {
		return &store.UnavailableError{Op: "commit", Err: errors.New("away")}
	}
	return s.Store.Commit(ctx, rec, revision, entries, counts)
}

// TestFetchStoreAway: without a claim nothing is asked; without the second write nothing is answered.
func TestFetchStoreAway(t *testing.T) {
	t.Parallel()
	var away *failingCommit
	f := &fakeFetch{answer: func(context.Context, *engine.FetchRequest) engine.FetchResult {
		away.fail.Store(true)
		return engine.FetchResult{Status: 200}
	}}
	rigs := fetchPair(t, booking, func(now func() time.Time) store.Store {
		away = &failingCommit{Store: inMemory(now)}
		return away
	}, f, &fakeFetch{})
	entry := rigs[0].post("/texml/clinic", form("call"))
	body := form("call", "Digits", "4711")
	away.fail.Store(true)
	if got := rigs[0].do(http.MethodPost, entry.action, body); got.status != http.StatusServiceUnavailable || len(f.keys()) != 0 {
		t.Fatalf("no claim: status %d, %d requests", got.status, len(f.keys()))
	}
	away.fail.Store(false)
	if got := rigs[0].do(http.MethodPost, entry.action, body); got.status != http.StatusServiceUnavailable || len(f.keys()) != 1 {
		t.Fatalf("no second write: status %d, %d requests", got.status, len(f.keys()))
	}
	away.fail.Store(false)
	rigs[0].clock.add(3 * time.Second)
	if got := rigs[1].post(entry.action, body); !got.hears("booked") {
		t.Errorf("afterwards: %s", got.raw)
	}
}

// TestFetchTime: the requests of one turn have one time together. What comes when it is over is not made.
func TestFetchTime(t *testing.T) {
	t.Parallel()
	f := &fakeFetch{answer: func(ctx context.Context, _ *engine.FetchRequest) engine.FetchResult {
		<-ctx.Done()
		return engine.FetchResult{Failure: engine.FetchTimeout, Why: "it took too long"}
	}}
	r := newRig(t, withSources("twice clinic x"), withFetch(f))
	r.host.pace.fetch = 80 * time.Millisecond
	entry := r.post("/texml/clinic", form("call"))
	start := time.Now()
	if got := r.post(entry.action, form("call", "Digits", "4711")); !got.hears("it failed") {
		t.Errorf("the answer is %s", got.raw)
	}
	if took := time.Since(start); took > 3*time.Second || len(f.keys()) != 1 {
		t.Errorf("%d requests in %s", len(f.keys()), took)
	}
	if diff := cmp.Diff(map[string]int64{"timeout": 2}, r.host.Stats().Fetches); diff != "" {
		t.Errorf("counted (-want +got)\n%s", diff)
	}
}

// TestFetchKeys: two requests of a turn have two keys.
func TestFetchKeys(t *testing.T) {
	t.Parallel()
	f := &fakeFetch{}
	r := newRig(t, withSources("twice clinic x"), withFetch(f))
	entry := r.post("/texml/clinic", form("call"))
	r.post(entry.action, form("call", "Digits", "4711"))
	if keys := f.keys(); len(keys) != 2 || keys[0] == keys[1] {
		t.Errorf("keys %q", keys)
	}
}

// TestFetchCrowd: requests take at most half of the places for callbacks; more fail at once, and other calls are served.
func TestFetchCrowd(t *testing.T) {
	t.Parallel()
	answer, reached, open := gate(engine.FetchResult{Status: 200})
	r := newRig(t, withSources(booking), withFetch(&fakeFetch{answer: answer}), withOptions(func(o *Options) { o.MaxConcurrent = 4 }))
	var entries []doc
	for i := range 3 {
		entries = append(entries, r.post("/texml/clinic", form(fmt.Sprint("call", i))))
	}
	first := r.later(entries[0].action, form("call0", "Digits", "4711"))
	second := r.later(entries[1].action, form("call1", "Digits", "4711"))
	<-reached
	<-reached
	if got := r.post(entries[2].action, form("call2", "Digits", "4711")); !got.hears("it failed") {
		t.Errorf("one more: %s", got.raw)
	}
	r.post("/texml/clinic", form("call3"))
	close(open)
	for _, c := range []chan reply{first, second} {
		if got := within(t, "a turn", c); !strings.Contains(got.body, "booked") {
			t.Errorf("got %d: %s", got.status, got.body)
		}
	}
}

// TestNoFetcher: a host that makes no requests takes the failed way.
func TestNoFetcher(t *testing.T) {
	t.Parallel()
	r := newRig(t, withSources(booking))
	entry := r.post("/texml/clinic", form("call"))
	if got := r.post(entry.action, form("call", "Digits", "4711")); !got.hears("it failed") {
		t.Errorf("the answer is %s", got.raw)
	}
}

// TestFetchSecrets: what is sent and what comes back is in no log and no journal.
func TestFetchSecrets(t *testing.T) {
	t.Parallel()
	for _, failure := range []engine.FetchFailure{engine.FetchAnswered, engine.FetchTimeout, engine.FetchFailed, engine.FetchBadBody} {
		f := &fakeFetch{answer: func(context.Context, *engine.FetchRequest) engine.FetchResult {
			return engine.FetchResult{Failure: failure, Why: "so it was", Status: 500, Body: []byte(`{"canary": "sparrow"}`)}
		}}
		r := newRig(t, withSources(booking), withFetch(f))
		entry := r.post("/texml/clinic", form("call"))
		r.post(entry.action, form("call", "Digits", "7*91"))
		if got := string(f.asked[0].Body); got != `{"pin":"7*91"}` {
			t.Fatalf("the body is %s", got)
		}
		told := r.log.String()
		for _, e := range r.journal("call") {
			told += fmt.Sprintf("%+v %s", e, e.Detail)
		}
		for _, canary := range []string{"7*91", "sparrow", f.keys()[0], fetchURL} {
			if strings.Contains(told, canary) {
				t.Errorf("%s: %q is told:\n%s", failure, canary, told)
			}
		}
	}
}

// TestBreakerInHealth: an origin that is left alone is told to the operator.
func TestBreakerInHealth(t *testing.T) {
	t.Parallel()
	r := newRig(t, withSources(booking), withFetch(&fakeFetch{}))
	if h := r.host.health(); h.Status != "warning" || !strings.Contains(strings.Join(h.Problems, ";"), "https://broken.example.com") {
		t.Errorf("health is %s: %v", h.Status, h.Problems)
	}
}
