package host

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
	"github.com/texmlflow/texmlflow/engine/store/memory"
	"github.com/texmlflow/texmlflow/engine/store/sqlite"
)

// slowStore waits a little between what is read and what is written, so that copies of a callback meet.
type slowStore struct {
	store.Store
	most time.Duration
}

func (s slowStore) dawdle() {
	if s.most > 0 {
		time.Sleep(rand.N(s.most))
	}
}

func (s slowStore) Load(ctx context.Context, key store.Key) (store.Record, error) {
	rec, err := s.Store.Load(ctx, key)
	s.dawdle()
	return rec, err
}

func (s slowStore) Commit(ctx context.Context, rec store.Record, revision int64, entries []store.Entry, counts []store.Count) error {
	s.dawdle()
	return s.Store.Commit(ctx, rec, revision, entries, counts)
}

// pair returns two hosts on one store, as two processes would be.
func pair(tb testing.TB, most time.Duration) [2]*rig {
	c := &clock{t: begun}
	return pairOn(tb, c, slowStore{memory.New(memory.Options{Now: c.now}), most})
}

func pairOn(tb testing.TB, c *clock, s store.Store) [2]*rig {
	rigs := [2]*rig{newRig(tb, withStore(s), withClock(c)), newRig(tb, withStore(s), withClock(c))}
	for _, r := range rigs {
		r.host.pace.store = 10 * time.Second // 64 copies of a callback on two busy cores
	}
	return rigs
}

// deliver sends the bodies at once, to the hosts in turn, and returns the answers.
func deliver(t *testing.T, rigs [2]*rig, target string, bodies []string) []reply {
	t.Helper()
	answers := make([]reply, len(bodies))
	errs := make([]error, len(bodies))
	start := make(chan struct{})
	var group sync.WaitGroup
	for i, body := range bodies {
		group.Go(func() {
			<-start
			r := rigs[i%2]
			for range 3 { // a 503 is asked again, as the carrier does
				answers[i], errs[i] = r.try(http.MethodPost, target, body)
				if errs[i] != nil || answers[i].status != http.StatusServiceUnavailable {
					return
				}
			}
		})
	}
	close(start)
	group.Wait()
	for i, err := range errs {
		if err != nil {
			t.Fatalf("delivery %d: %v", i, err)
		}
	}
	return answers
}

func same(t *testing.T, answers []reply) string {
	t.Helper()
	for i, a := range answers {
		if a.status != http.StatusOK {
			t.Fatalf("answer %d: status %d", i, a.status)
		}
		if a.body != answers[0].body {
			t.Fatalf("answer %d differs:\n%s\n%s", i, answers[0].body, a.body)
		}
	}
	return answers[0].body
}

// TestOneCallbackManyTimes is guarantee G1: the same callback, 64 times at once to two hosts on one store, moves the call
// once, and all answers are the same bytes.
func TestOneCallbackManyTimes(t *testing.T) {
	t.Parallel()
	t.Run("memory", func(t *testing.T) { manyTimes(t, 12, pair(t, 200*time.Microsecond)) })
	t.Run("sqlite", func(t *testing.T) {
		c := &clock{t: begun}
		s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "calls.db"), sqlite.Options{Now: c.now})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		manyTimes(t, 3, pairOn(t, c, slowStore{s, 200 * time.Microsecond}))
	})
}

func manyTimes(t *testing.T, rounds int, rigs [2]*rig) {
	t.Helper()
	const copies = 64
	for round := range rounds {
		call := fmt.Sprintf("call%d", round)
		bodies := make([]string, copies)
		for i := range bodies {
			bodies[i] = form(call)
		}
		entry := parse(t, same(t, deliver(t, rigs, "/texml/clinic", bodies)))
		for i := range bodies {
			bodies[i] = form(call, "Digits", "1")
		}
		same(t, deliver(t, rigs, entry.action, bodies))
		rigs[0].wantAt(call, "clinic/sales", 2)
		if n := len(rigs[0].journal(call)); n != 2 {
			t.Fatalf("round %d: %d journal entries, want 2", round, n)
		}
	}
	moves := rigs[0].count(classTurn) + rigs[1].count(classTurn)
	if begun := rigs[0].count(classBegin) + rigs[1].count(classBegin); begun != int64(rounds) || moves != int64(rounds) {
		t.Errorf("%d calls begun and %d turns made, want %d each", begun, moves, rounds)
	}
}

// TestSameTurnOtherContent is guarantee G5: the first commit wins, the others get the winner's bytes.
func TestSameTurnOtherContent(t *testing.T) {
	t.Parallel()
	rigs := pair(t, 100*time.Microsecond)
	for round := range 50 {
		call := fmt.Sprintf("call%d", round)
		entry := rigs[0].post("/texml/clinic", form(call))
		var bodies []string
		for range 4 {
			bodies = append(bodies, form(call, "Digits", "1"), form(call, "Digits", "2"))
		}
		same(t, deliver(t, rigs, entry.action, bodies))
		if got := rigs[0].record(call).Turn; got != 2 {
			t.Fatalf("turn %d, want 2", got)
		}
	}
}

func TestNotificationsBetweenTwoKeys(t *testing.T) {
	r := newRig(t)
	one := r.post("/texml/clinic", form("c"))
	revision := r.record("c").Revision
	for i := range 10 {
		r.post("/events/status", status("c", "in-progress", fmt.Sprint(i)))
		r.post("/events/transcription", form("c", "Transcript", fmt.Sprintf("words %d", i), "IsFinal", "true"))
	}
	rec := r.record("c")
	if rec.Turn != 1 || rec.Revision != revision+20 {
		t.Errorf("turn %d, revision %d; want 1, %d", rec.Turn, rec.Revision, revision+20)
	}
	r.post(one.action, form("c", "Digits", "1"))
	r.wantAt("c", "clinic/sales", 2)
	if got := r.engineCall("c").Transcript; got != "words 9" {
		t.Errorf("transcript %q", got)
	}
}

// Notifications and keys at once: every one of them arrives, and none undoes another.
func TestNotificationsBesideKeys(t *testing.T) {
	rigs := pair(t, 100*time.Microsecond)
	d := rigs[0].post("/texml/clinic", form("c"))
	var group sync.WaitGroup
	for i := range 2 {
		group.Go(func() {
			for n := range 30 {
				_, _ = rigs[i].try(http.MethodPost, "/events/status", status("c", "in-progress", fmt.Sprint(2*n+i)))
			}
		})
	}
	for turn := range 20 {
		answer, err := rigs[turn%2].try(http.MethodPost, d.action, form("c", "Digits", "1"))
		for err == nil && answer.status == http.StatusServiceUnavailable {
			answer, err = rigs[turn%2].try(http.MethodPost, d.action, form("c", "Digits", "1"))
		}
		if err != nil || answer.status != http.StatusOK {
			t.Fatalf("turn %d: status %d, %v", turn, answer.status, err)
		}
		d = parse(t, answer.body)
	}
	group.Wait()
	if got := rigs[0].record("c").Turn; got != 21 {
		t.Errorf("turn %d, want 21", got)
	}
	if c := rigs[0].engineCall("c"); c.StatusSequence < 50 {
		t.Errorf("sequence %d", c.StatusSequence)
	}
}

func TestLocksLeaveNothingBehind(t *testing.T) {
	l := newLocks()
	keys := []store.Key{{CallSID: "a", Track: "main"}, {CallSID: "b", Track: "main"}, {CallSID: "a", Track: "hold"}}
	counts := make([]int, len(keys))
	var group sync.WaitGroup
	for i := range 60 {
		group.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), time.Duration(1+i%7)*10*time.Millisecond)
			defer cancel()
			if unlock, err := l.lock(ctx, keys[i%3]); err == nil {
				counts[i%3]++ // the race detector is the judge
				time.Sleep(time.Millisecond)
				unlock()
			}
		})
	}
	group.Wait()
	for i := range l.shards {
		if n := len(l.shards[i].held); n > 0 {
			t.Errorf("shard %d holds %d locks", i, n)
		}
	}
	for i, n := range counts {
		if n == 0 {
			t.Errorf("key %d was never locked", i)
		}
	}
}
