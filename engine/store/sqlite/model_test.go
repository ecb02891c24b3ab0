package sqlite

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/texmlflow/texmlflow/engine/store"
	"github.com/texmlflow/texmlflow/engine/store/memory"
)

// twins are two stores that are told the same; whatever they answer must be equal.
type twins struct {
	now         time.Time
	file, plain store.Store
}

func (w *twins) same(t *rapid.T, what string, ask func(s store.Store) (any, error)) {
	t.Helper()
	got, gotErr := ask(w.file)
	want, wantErr := ask(w.plain)
	for _, sentinel := range []error{store.ErrNotFound, store.ErrConflict, store.ErrInvalid} {
		if errors.Is(gotErr, sentinel) != errors.Is(wantErr, sentinel) {
			t.Fatalf("%s: sqlite says %v, memory %v", what, gotErr, wantErr)
		}
	}
	if (gotErr == nil) != (wantErr == nil) {
		t.Fatalf("%s: sqlite says %v, memory %v", what, gotErr, wantErr)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%s: memory (-) and sqlite (+) differ\n%s", what, diff)
	}
}

var (
	someKey = rapid.Custom(func(t *rapid.T) store.Key {
		return store.Key{CallSID: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "call"), Track: rapid.SampledFrom([]string{"main", "hold"}).Draw(t, "track")}
	})
	someName = rapid.SampledFrom([]string{"", "x", "y"})
	someAge  = rapid.Custom(func(t *rapid.T) time.Duration {
		unit := rapid.SampledFrom([]time.Duration{1, time.Microsecond, time.Minute, store.EndedGrace, store.Lifetime, store.JournalLifetime}).Draw(t, "unit")
		return unit * time.Duration(rapid.IntRange(-2, 2).Draw(t, "times"))
	})
)

// TestLikeMemory tells an SQLite file and a store in memory the same random story, time included.
func TestLikeMemory(t *testing.T) {
	dir, files := t.TempDir(), 0
	rapid.Check(t, func(t *rapid.T) {
		w := &twins{now: time.Date(2026, 11, 21, 12, 0, 0, 999, time.UTC)}
		now := func() time.Time { return w.now }
		files++
		s, err := Open(t.Context(), filepath.Join(dir, fmt.Sprint(files, ".db")), Options{Now: now})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		w.file, w.plain = s, memory.New(memory.Options{Now: now})
		t.Repeat(map[string]func(*rapid.T){
			"commit": w.commit, "journal": w.journal, "sweep": w.sweep, "sources": w.sources, "audio": w.audio,
			"wait": func(t *rapid.T) { w.now = w.now.Add(someAge.Draw(t, "for").Abs()) },
			"": func(t *rapid.T) {
				for _, k := range []store.Key{{CallSID: "a", Track: "main"}, {CallSID: "a", Track: "hold"}, {CallSID: "b", Track: "main"}} {
					w.same(t, "load", func(s store.Store) (any, error) { return s.Load(t.Context(), k) })
				}
				w.same(t, "due", func(s store.Store) (any, error) { return s.Due(t.Context(), w.now, 2) })
				w.same(t, "counts", func(s store.Store) (any, error) {
					counts, err := s.Counts(t.Context())
					return append([]store.Count{}, counts...), err
				})
			},
		})
	})
}

func (w *twins) commit(t *rapid.T) {
	rec := store.Record{
		Key: someKey.Draw(t, "key"), Turn: rapid.IntRange(-1, 9).Draw(t, "turn"), Flow: someName.Draw(t, "flow"), Version: someName.Draw(t, "version"),
		State: []byte(rapid.String().Draw(t, "state")), Ended: rapid.Bool().Draw(t, "ended"),
		Moves: make([]store.Move, rapid.IntRange(0, store.KeepMoves+1).Draw(t, "moves")),
	}
	if rapid.Bool().Draw(t, "times given") {
		rec.Updated = w.now.Add(someAge.Draw(t, "updated"))
		rec.Expires = w.now.Add(someAge.Draw(t, "expires"))
	}
	if rec.Ended {
		rec.EndedAt = w.now.Add(someAge.Draw(t, "ended at"))
	}
	if rapid.Bool().Draw(t, "due") {
		rec.Due, rec.DueTries = w.now.Add(someAge.Draw(t, "due at")), rapid.IntRange(0, 2).Draw(t, "due tries")
	}
	if rapid.Bool().Draw(t, "claimed") {
		rec.Claim = store.Claim{
			Turn: rapid.IntRange(-1, 3).Draw(t, "claimed turn"), Tries: rapid.IntRange(-1, 3).Draw(t, "tries"), Until: w.now.Add(someAge.Draw(t, "until")),
		}
	}
	entries := make([]store.Entry, rapid.IntRange(0, 3).Draw(t, "entries"))
	for i := range entries {
		entries[i] = store.Entry{
			Turn: i, At: w.now.Add(someAge.Draw(t, "at")), Kind: "turn", Flow: someName.Draw(t, "flow"), From: someName.Draw(t, "from"),
			To: someName.Draw(t, "to"), Number: someName.Draw(t, "number"), Detail: []byte(rapid.SampledFrom([]string{"", "{}", "[1]"}).Draw(t, "detail")),
		}
	}
	counts := []store.Count{{Flow: someName.Draw(t, "flow"), State: someName.Draw(t, "state"), N: rapid.Int64Range(-1, 5).Draw(t, "n")}}
	// Mostly the revision that is right or nearly so.
	stored, _ := w.plain.Load(t.Context(), rec.Key)
	revision := stored.Revision + rapid.SampledFrom([]int64{0, 0, 0, 0, -1, 1}).Draw(t, "off by")
	w.same(t, "commit", func(s store.Store) (any, error) {
		return nil, s.Commit(t.Context(), rec, revision, entries, counts)
	})
}

func (w *twins) journal(t *rapid.T) {
	f := store.Filter{
		CallSID: rapid.SampledFrom([]string{"", "a"}).Draw(t, "call"), Flow: someName.Draw(t, "flow"), State: someName.Draw(t, "state"),
		Number: someName.Draw(t, "number"), Before: rapid.Int64Range(0, 20).Draw(t, "before"), Limit: rapid.IntRange(0, 5).Draw(t, "limit"),
	}
	if rapid.Bool().Draw(t, "times given") {
		f.Since, f.Until = w.now.Add(someAge.Draw(t, "since")), w.now.Add(someAge.Draw(t, "until"))
	}
	w.same(t, fmt.Sprintf("journal %+v", f), func(s store.Store) (any, error) { return s.Journal(t.Context(), f) })
}

func (w *twins) sweep(t *rapid.T) {
	keep := rapid.SliceOf(someName).Draw(t, "keep")
	w.same(t, "sweep", func(s store.Store) (any, error) { return s.Sweep(t.Context(), w.now, keep) })
}

func (w *twins) sources(t *rapid.T) {
	version, source := someName.Draw(t, "version"), []byte(rapid.String().Draw(t, "source"))
	w.same(t, "put sources", func(s store.Store) (any, error) { return nil, s.PutSources(t.Context(), version, source) })
	for _, v := range []string{"x", "y"} {
		w.same(t, "sources", func(s store.Store) (any, error) {
			b, err := s.Sources(t.Context(), v)
			return string(b), err
		})
	}
}

func (w *twins) audio(t *rapid.T) {
	version, name, audio := someName.Draw(t, "version"), someName.Draw(t, "name"), []byte(rapid.String().Draw(t, "audio"))
	w.same(t, "put audio", func(s store.Store) (any, error) { return nil, s.PutAudio(t.Context(), version, name, audio) })
	for _, n := range []string{"x", "y"} {
		w.same(t, "audio", func(s store.Store) (any, error) {
			b, err := s.Audio(t.Context(), n)
			return string(b), err
		})
	}
}
