package memory

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
)

// ring holds the newest entries in the order of their IDs.
type ring struct {
	capacity int
	lastID   int64
	start    int // where the oldest entry is
	entries  []store.Entry
}

func (r *ring) add(e store.Entry) {
	r.lastID++
	e.ID = r.lastID
	if len(r.entries) < r.capacity {
		r.entries = append(r.entries, e)
		return
	}
	r.entries[r.start] = e
	r.start = (r.start + 1) % r.capacity
}

// newest is the i-th entry counted from the newest.
func (r *ring) newest(i int) store.Entry {
	n := len(r.entries)
	return r.entries[(r.start+n-1-i)%n]
}

// dropBefore removes the entries from before t and says how many those were.
func (r *ring) dropBefore(t time.Time) int {
	if !slices.ContainsFunc(r.entries, func(e store.Entry) bool { return e.At.Before(t) }) {
		return 0
	}
	kept := make([]store.Entry, 0, len(r.entries))
	for i := len(r.entries) - 1; i >= 0; i-- {
		if e := r.newest(i); !e.At.Before(t) {
			kept = append(kept, e)
		}
	}
	dropped := len(r.entries) - len(kept)
	r.entries, r.start = kept, 0
	return dropped
}

// Journal implements store.Store.
func (s *Store) Journal(ctx context.Context, filter store.Filter) ([]store.Entry, error) {
	if err := s.begin(ctx, "journal"); err != nil {
		return nil, err
	}
	if err := store.CheckFilter(filter); err != nil {
		return nil, err
	}
	limit := cmp.Or(filter.Limit, store.JournalLimit)
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []store.Entry
	for i := 0; i < len(s.journal.entries) && len(found) < limit; i++ {
		if e := s.journal.newest(i); filter.Match(e) {
			found = append(found, e.Clone())
		}
	}
	slices.Reverse(found)
	return found, nil
}

// Counts implements store.Store.
func (s *Store) Counts(ctx context.Context) ([]store.Count, error) {
	if err := s.begin(ctx, "counts"); err != nil {
		return nil, err
	}
	s.mu.Lock()
	totals := make([]store.Count, 0, len(s.counts))
	for k, n := range s.counts {
		totals = append(totals, store.Count{Flow: k.flow, State: k.state, Outcome: k.outcome, N: n})
	}
	s.mu.Unlock()
	slices.SortFunc(totals, func(a, b store.Count) int {
		return cmp.Or(cmp.Compare(a.Flow, b.Flow), cmp.Compare(a.State, b.State), cmp.Compare(a.Outcome, b.Outcome))
	})
	return totals, nil
}
