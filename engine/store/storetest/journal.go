package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
)

func testJournalFilter(t *testing.T, b *bench) {
	start := store.Moment(b.clock.now())
	entry := func(minute int, callSID, flow, from, to, number string) store.Entry {
		return store.Entry{
			Key: store.Key{CallSID: callSID, Track: "main"}, At: start.Add(time.Duration(minute) * time.Minute), Turn: minute,
			Flow: flow, From: from, To: to, Number: number,
		}
	}
	all := []store.Entry{
		entry(0, "a", "clinic", "", "menu", "+1"),
		entry(1, "b", "clinic", "", "menu", "+2"),
		entry(2, "a", "clinic", "menu", "dial", "+1"),
		entry(3, "a", "bank", "dial", "menu", ""),
		entry(4, "b", "bank", "menu", "menu", "+2"),
		entry(2, "c", "bank", "x", "y", "+1"), // of another clock: comes later, is dated earlier
	}
	all[2].Key.Track = "hold"
	b.commit(t, store.Record{Key: key(1)}, 0, all[:4]...)
	b.commit(t, store.Record{Key: key(1)}, 1, all[4:]...)
	minute := func(n int) time.Time { return start.Add(time.Duration(n) * time.Minute) }
	tests := map[string]struct {
		filter store.Filter
		want   []int
	}{
		"all":                {store.Filter{}, []int{0, 1, 2, 3, 4, 5}},
		"call, every track":  {store.Filter{CallSID: "a"}, []int{0, 2, 3}},
		"unknown call":       {store.Filter{CallSID: "A"}, nil},
		"flow":               {store.Filter{Flow: "bank"}, []int{3, 4, 5}},
		"state entered":      {store.Filter{State: "y"}, []int{5}},
		"state left":         {store.Filter{State: "x"}, []int{5}},
		"state, each once":   {store.Filter{State: "menu"}, []int{0, 1, 2, 3, 4}},
		"number":             {store.Filter{Number: "+1"}, []int{0, 2, 5}},
		"since":              {store.Filter{Since: minute(2)}, []int{2, 3, 4, 5}},
		"since, finer":       {store.Filter{Since: minute(2).Add(1)}, []int{3, 4}},
		"until":              {store.Filter{Until: minute(2)}, []int{0, 1}},
		"until, finer":       {store.Filter{Until: minute(2).Add(1)}, []int{0, 1, 2, 5}},
		"since and until":    {store.Filter{Since: minute(1), Until: minute(3)}, []int{1, 2, 5}},
		"newest two":         {store.Filter{Limit: 2}, []int{4, 5}},
		"newest of a call":   {store.Filter{CallSID: "a", Limit: 1}, []int{3}},
		"newest in a time":   {store.Filter{Until: minute(3), Limit: 2}, []int{2, 5}},
		"limit above all":    {store.Filter{Limit: 100}, []int{0, 1, 2, 3, 4, 5}},
		"everything at once": {store.Filter{CallSID: "b", Flow: "bank", State: "menu", Number: "+2", Since: start, Until: minute(5), Limit: 3}, []int{4}},
		"nothing fits":       {store.Filter{CallSID: "b", Number: "+1"}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var want []store.Entry
			for _, i := range tt.want {
				want = append(want, all[i])
			}
			wantEqual(t, "entries", b.journal(t, tt.filter), want)
		})
	}
	for _, bad := range []store.Filter{{Limit: -1}, {Before: -1}} {
		_, err := b.Journal(t.Context(), bad)
		wantErr(t, "bad filter", err, store.ErrInvalid)
	}
}

// testJournalPages reads backwards page by page while the journal grows; it also meets the limit of an empty filter.
func testJournalPages(t *testing.T, b *bench) {
	const n = store.JournalLimit + 25
	entries := make([]store.Entry, n)
	for i := range entries {
		entries[i] = store.Entry{Turn: i + 1}
	}
	b.commit(t, store.Record{Key: key(1)}, 0, entries...)
	page, err := b.Journal(t.Context(), store.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	if len(page) != store.JournalLimit || page[0].Turn != 26 {
		t.Fatalf("without a limit: %d entries from turn %d, want %d from 26", len(page), page[0].Turn, store.JournalLimit)
	}
	next, before := n, int64(0)
	for other := 0; next > 0; other++ {
		b.commit(t, store.Record{Key: store.Key{CallSID: "other", Track: fmt.Sprint(other)}}, 0, store.Entry{Turn: 1})
		page, err = b.Journal(t.Context(), store.Filter{CallSID: key(1).CallSID, Before: before, Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			t.Fatalf("the pages end before turn %d", next)
		}
		for _, e := range slices.Backward(page) {
			if e.Turn != next {
				t.Fatalf("going back: turn %d, want %d", e.Turn, next)
			}
			next--
		}
		before = page[0].ID
	}
	page, err = b.Journal(t.Context(), store.Filter{CallSID: key(1).CallSID, Before: before})
	if err != nil || page != nil {
		t.Errorf("before the first entry: %v, %v, want nothing", page, err)
	}
}

func testCounts(t *testing.T, b *bench) {
	commit := func(k store.Key, counts ...store.Count) {
		t.Helper()
		if err := b.Commit(t.Context(), store.Record{Key: k}, 0, nil, counts); err != nil {
			t.Fatal(err)
		}
	}
	commit(key(1), store.Count{Flow: "b", State: "s", Outcome: "o", N: 2}, store.Count{Flow: "a", State: "s", Outcome: "o", N: 1})
	commit(key(2), store.Count{Flow: "b", State: "s", Outcome: "o", N: 3}, store.Count{Flow: "b", State: "s", Outcome: "o", N: 4})
	commit(key(3), store.Count{Flow: "b", State: "s", Outcome: "", N: 1}, store.Count{Flow: "a", State: "t", Outcome: "o", N: 1 << 40})
	got, err := b.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "counts", got, []store.Count{
		{Flow: "a", State: "s", Outcome: "o", N: 1},
		{Flow: "a", State: "t", Outcome: "o", N: 1 << 40},
		{Flow: "b", State: "s", Outcome: "", N: 1},
		{Flow: "b", State: "s", Outcome: "o", N: 9},
	})
}
