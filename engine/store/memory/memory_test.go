package memory_test

import (
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
	"github.com/texmlflow/texmlflow/engine/store/memory"
	"github.com/texmlflow/texmlflow/engine/store/storetest"
)

func TestConformance(t *testing.T) {
	storetest.Run(t, func(*testing.T) storetest.Factory {
		return storetest.Factory{Open: func(t testing.TB, now func() time.Time) store.Store {
			s := memory.New(memory.Options{Now: now})
			t.Cleanup(func() { s.Close() })
			return s
		}}
	})
}

// TestJournalRing shows that the newest entries stay, in their order, also when a sweep has thinned the ring out.
func TestJournalRing(t *testing.T) {
	now := time.Now()
	s := memory.New(memory.Options{Journal: 10, Now: func() time.Time { return now }})
	revision, turn := int64(0), 0
	add := func(n int, age time.Duration) {
		t.Helper()
		entries := make([]store.Entry, n)
		for i := range entries {
			turn++
			entries[i] = store.Entry{Turn: turn, At: now.Add(-age)}
		}
		rec := store.Record{Key: store.Key{CallSID: "a", Track: store.MainTrack}}
		if err := s.Commit(t.Context(), rec, revision, entries, nil); err != nil {
			t.Fatal(err)
		}
		revision++
	}
	check := func(turns ...int) {
		t.Helper()
		entries, err := s.Journal(t.Context(), store.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		if len(entries) != len(turns) {
			t.Fatalf("%d entries, want %d", len(entries), len(turns))
		}
		for i, e := range entries {
			if e.Turn != turns[i] || e.ID != int64(turns[i]) {
				t.Errorf("entry %d: turn %d, ID %d, want %d", i, e.Turn, e.ID, turns[i])
			}
		}
	}
	add(7, 0)
	check(1, 2, 3, 4, 5, 6, 7)
	add(6, 0)
	check(4, 5, 6, 7, 8, 9, 10, 11, 12, 13)
	add(3, 2*store.JournalLifetime)
	check(7, 8, 9, 10, 11, 12, 13, 14, 15, 16)
	swept, err := s.Sweep(t.Context(), now, nil)
	if err != nil || swept.Entries != 3 {
		t.Fatalf("sweep: %+v, %v, want 3 entries", swept, err)
	}
	check(7, 8, 9, 10, 11, 12, 13)
	add(12, 0)
	check(19, 20, 21, 22, 23, 24, 25, 26, 27, 28)
}
