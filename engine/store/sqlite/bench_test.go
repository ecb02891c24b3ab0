package sqlite

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
)

// callers is how many calls commit at once in the benchmarks.
const callers = 64

// turn is a record of 2 KB with what a turn commits beside it.
func turn(k store.Key, n int) (store.Record, []store.Entry, []store.Count) {
	rec := store.Record{Key: k, Turn: n, Flow: "clinic", Version: fmt.Sprintf("%x", sha256.Sum256(nil)), State: bytes.Repeat([]byte("s"), 500)}
	for i := range store.KeepMoves {
		rec.Moves = append(rec.Moves, store.Move{Turn: max(0, n-i), Fingerprint: sha256.Sum256([]byte{byte(n)})})
	}
	for i := range store.KeepAnswers {
		rec.Answers = append(rec.Answers, store.Answer{Turn: max(0, n-i), Body: bytes.Repeat([]byte("<Say/>"), 100)})
	}
	entry := store.Entry{
		Turn: n, Kind: "turn", Flow: rec.Flow, Version: rec.Version, From: "menu", To: "desk", Outcome: "1",
		Number: "+15551230000", Detail: []byte(`{"digits":"1","confidence":1}`),
	}
	return rec, []store.Entry{entry}, []store.Count{{Flow: rec.Flow, State: "menu", Outcome: "1", N: 1}}
}

// BenchmarkCommit commits turns of 64 calls at once: grouped, as the store does it, and with a transaction each. The
// two take turns in slices of one run, so that both meet the same machine; "ratio" is how many times the rate of the
// second the first has.
func BenchmarkCommit(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "calls.db"), Options{})
	const each = 10 // turns of a call
	calls := 0
	slice := func(alone sync.Locker) time.Duration {
		calls += callers
		start := time.Now()
		var wg sync.WaitGroup
		for c := range callers {
			sum := sha256.Sum256(fmt.Append(nil, calls, c))
			k := store.Key{CallSID: fmt.Sprintf("v3:%x", sum[:16]), Track: store.MainTrack}
			wg.Go(func() {
				for n := range each {
					rec, entries, counts := turn(k, n)
					alone.Lock()
					err := s.Commit(b.Context(), rec, int64(n), entries, counts)
					alone.Unlock()
					if err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
		return time.Since(start)
	}
	var grouped, single time.Duration
	transactions := s.writer.transactions.Load()
	for b.Loop() {
		grouped += slice(noLock{})
		single += slice(&sync.Mutex{})
	}
	commits := float64(b.N * callers * each)
	groups := float64(s.writer.transactions.Load()-transactions) - commits
	b.ReportMetric(commits/grouped.Seconds(), "grouped/s")
	b.ReportMetric(commits/single.Seconds(), "single/s")
	b.ReportMetric(single.Seconds()/grouped.Seconds(), "ratio")
	b.ReportMetric(commits/groups, "commits/group")
	b.ReportMetric(0, "ns/op") // of a slice of each: says nothing
}

// noLock lets everybody in at once.
type noLock struct{}

func (noLock) Lock()   {}
func (noLock) Unlock() {}

// BenchmarkLoad loads one record of 2 KB.
func BenchmarkLoad(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "calls.db"), Options{})
	k := store.Key{CallSID: "v3:call", Track: store.MainTrack}
	rec, entries, counts := turn(k, 9)
	if err := s.Commit(b.Context(), rec, 0, entries, counts); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.Load(b.Context(), k); err != nil {
			b.Fatal(err)
		}
	}
}
