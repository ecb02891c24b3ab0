package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
)

// methods calls each method of the interface once, in a way that would succeed on an open store.
func (b *bench) methods(ctx context.Context) map[string]error {
	_, load := b.Load(ctx, key(1))
	_, journal := b.Journal(ctx, store.Filter{})
	_, counts := b.Counts(ctx)
	_, due := b.Due(ctx, b.clock.now(), 1)
	_, sources := b.Sources(ctx, "v1")
	_, audio := b.Audio(ctx, "a1")
	_, secret := b.Secret(ctx, "token", func() ([]byte, error) { return []byte("x"), nil })
	_, created := b.Secret(ctx, "another", func() ([]byte, error) { return []byte("x"), nil })
	_, sweep := b.Sweep(ctx, b.clock.now(), nil)
	return map[string]error{
		"load": load, "journal": journal, "due": due, "counts": counts, "sources": sources, "audio": audio, "secret": secret, "new secret": created,
		"sweep": sweep, "ping": b.Ping(ctx), "put sources": b.PutSources(ctx, "v2", []byte("x")),
		"put audio": b.PutAudio(ctx, "v2", "a2", []byte("x")),
		"create":    b.Commit(ctx, b.record(key(2)), 0, nil, nil), "update": b.Commit(ctx, b.record(key(1)), 1, nil, nil),
	}
}

// fill puts in what methods asks for.
func (b *bench) fill(t testing.TB) {
	t.Helper()
	b.commit(t, b.record(key(1)), 0)
	b.putSources(t, "v1")
	b.putAudio(t, "v1", "a1")
	if _, err := b.Secret(t.Context(), "token", func() ([]byte, error) { return []byte("x"), nil }); err != nil {
		t.Fatal(err)
	}
}

func testPing(t *testing.T, b *bench) {
	for range 2 {
		if err := b.Ping(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

func testContextOver(t *testing.T, b *bench) {
	b.fill(t)
	for method, err := range b.methods(canceled(t)) {
		wantErr(t, method+", canceled", err, context.Canceled)
		if store.IsUnavailable(err) {
			t.Errorf("%s, canceled: counts as an unavailable store: %v", method, err)
		}
	}
	late, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	for method, err := range b.methods(late) {
		wantErr(t, method+", too late", err, context.DeadlineExceeded)
		if !store.IsUnavailable(err) {
			t.Errorf("%s, too late: does not count as an unavailable store: %v", method, err)
		}
	}
	for method, err := range b.methods(t.Context()) {
		if err != nil {
			t.Errorf("%s afterwards: %v: something was done although the context was over", method, err)
		}
	}
}

func testClosed(t *testing.T, b *bench) {
	b.fill(t)
	for range 2 {
		if err := b.Close(); err != nil {
			t.Fatalf("close: %v", err)
		}
	}
	for method, err := range b.methods(t.Context()) {
		wantErr(t, method, err, store.ErrClosed)
		if !store.IsUnavailable(err) {
			t.Errorf("%s: does not count as an unavailable store: %v", method, err)
		}
	}
}

// testCloseUnderLoad closes amid commits: each ends, as written or as refused, and none hangs.
func testCloseUnderLoad(t *testing.T, b *bench) {
	var written atomic.Int64
	errs := together(17, func(i int) error {
		if i == 16 {
			for written.Load() < 30 {
				time.Sleep(time.Millisecond)
			}
			return b.Close()
		}
		for n := int64(0); ; n++ {
			k := store.Key{CallSID: fmt.Sprint(i), Track: store.MainTrack}
			err := b.Commit(t.Context(), b.record(k), n, nil, nil)
			if errors.Is(err, store.ErrClosed) {
				return nil
			}
			if err != nil {
				return err
			}
			written.Add(1)
		}
	})
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
}

// testKept fills a store and looks at what is there when it is opened again, three times over.
func testKept(t *testing.T, b *bench, again func(store.Store) store.Store) {
	for round := range 3 {
		want := b.record(key(round))
		want.Version = "pinned"
		entry := b.entry(key(round), round)
		counts := []store.Count{{Flow: "clinic", State: "menu", Outcome: "1", N: 1}}
		if err := b.Commit(t.Context(), want, 0, []store.Entry{entry}, counts); err != nil {
			t.Fatal(err)
		}
		b.putSources(t, "pinned")
		b.putAudio(t, "pinned", "a1")
		secret := func(open string) {
			t.Helper()
			got, err := b.Secret(t.Context(), "token", func() ([]byte, error) { return []byte(open), nil })
			if err != nil || string(got) != "made in round 0" {
				t.Errorf("secret: %q, %v, want that of round 0", got, err)
			}
		}
		secret(fmt.Sprint("made in round ", round))
		journal := b.journal(t, store.Filter{})

		b.Store = again(b.Store)
		want.Revision = 1
		wantEqual(t, "record", b.load(t, key(round)), want)
		wantEqual(t, "journal", b.journal(t, store.Filter{}), journal)
		if n := b.total(t); n != int64(round+1) {
			t.Errorf("counts add up to %d, want %d", n, round+1)
		}
		b.wantSources(t, map[string]bool{"pinned": true})
		b.wantAudio(t, map[string]bool{"a1": true})
		secret("made after it was opened again")
		wantErr(t, "create again", b.Commit(t.Context(), want, 0, nil, nil), store.ErrConflict)
		b.commit(t, want, 1)
	}
}

// testAway: while its data is away a store answers nothing but that it is, and it goes on by itself when that is over.
func testAway(t *testing.T, b *bench, away func(testing.TB, store.Store) (back func())) {
	b.fill(t)
	back := away(t, b.Store)
	// The first write finds it out; from then on nothing else is said.
	if err := b.Commit(t.Context(), b.record(key(1)), 1, nil, nil); !store.IsUnavailable(err) {
		t.Errorf("commit: %v, want that the store is unavailable", err)
	}
	for range 2 {
		for method, err := range b.methods(t.Context()) {
			if !store.IsUnavailable(err) {
				t.Errorf("%s: %v, want that the store is unavailable", method, err)
			}
		}
	}
	back()
	if got := b.load(t, key(1)); got.Revision != 1 {
		t.Errorf("revision %d when it is back, want 1: nothing was written meanwhile", got.Revision)
	}
	for method, err := range b.methods(t.Context()) {
		if err != nil {
			t.Errorf("%s when it is back: %v", method, err)
		}
	}
}
