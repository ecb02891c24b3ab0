package storetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
)

func (b *bench) putSources(t testing.TB, versions ...string) {
	t.Helper()
	for _, v := range versions {
		if err := b.PutSources(t.Context(), v, []byte("source of "+v)); err != nil {
			t.Fatalf("put sources of %s: %v", v, err)
		}
	}
}

// wantSources checks which of the versions are kept.
func (b *bench) wantSources(t testing.TB, versions map[string]bool) {
	t.Helper()
	for v, kept := range versions {
		got, err := b.Sources(t.Context(), v)
		switch {
		case !kept:
			wantErr(t, "sources of "+v, err, store.ErrNotFound)
		case err != nil || string(got) != "source of "+v:
			t.Errorf("sources of %s: %q, %v", v, got, err)
		}
	}
}

func testSources(t *testing.T, b *bench) {
	b.wantSources(t, map[string]bool{"v1": false})
	b.putSources(t, "v1", "v2", "v1")
	b.wantSources(t, map[string]bool{"v1": true, "v2": true, "v3": false, "V1": false})
	if err := b.PutSources(t.Context(), "v1", []byte("something else")); err != nil {
		t.Errorf("put other sources of a version: %v, want the first to stay", err)
	}
	b.wantSources(t, map[string]bool{"v1": true})
	wantErr(t, "no version", b.PutSources(t.Context(), "", []byte("x")), store.ErrInvalid)
	wantErr(t, "long version", b.PutSources(t.Context(), strings.Repeat("v", store.MaxName+1), nil), store.ErrInvalid)
	wantErr(t, "huge source", b.PutSources(t.Context(), "v9", make([]byte, store.MaxBytes+1)), store.ErrInvalid)
}

func testSweepSources(t *testing.T, b *bench) {
	sweep := func(keep []string, want store.Swept) {
		t.Helper()
		got, err := b.Sweep(t.Context(), b.clock.now(), keep)
		if err != nil {
			t.Fatal(err)
		}
		wantEqual(t, "swept", got, want)
	}
	b.putSources(t, "live", "pinned", "old", "renewed")
	rec := b.record(key(1))
	rec.Version = "pinned"
	b.commit(t, rec, 0)

	b.clock.advance(store.SourcesGrace - time.Second)
	sweep([]string{"live"}, store.Swept{}) // none is old enough; "live" starts anew
	b.putSources(t, "renewed")
	b.clock.advance(time.Second)
	sweep([]string{"unknown"}, store.Swept{Sources: 1})
	b.wantSources(t, map[string]bool{"live": true, "pinned": true, "old": false, "renewed": true, "unknown": false})

	// A version in keep stays however long ago it was stored.
	for range 3 {
		b.clock.advance(store.SourcesGrace)
		sweep([]string{"live", "renewed"}, store.Swept{})
	}
	// The sweep that removes the last call of a version removes its sources.
	b.clock.advance(store.Lifetime)
	sweep([]string{"live", "renewed"}, store.Swept{Records: 1, Sources: 1})
	b.wantSources(t, map[string]bool{"live": true, "pinned": false, "renewed": true})
	// Removed for good, not for ever.
	b.putSources(t, "old")
	b.wantSources(t, map[string]bool{"old": true})
}

func testSecret(t *testing.T, b *bench) {
	for _, name := range []string{"token", "Token", "other"} {
		for range 2 {
			calls := 0
			got, err := b.Secret(t.Context(), name, func() ([]byte, error) { calls++; return []byte("\x00secret of " + name), nil })
			if err != nil || string(got) != "\x00secret of "+name {
				t.Errorf("secret %s: %q, %v", name, got, err)
			}
			if calls > 1 {
				t.Errorf("create was called %d times", calls)
			}
		}
	}
	_, err := b.Secret(t.Context(), "token", func() ([]byte, error) { t.Error("create was called for a secret that exists"); return nil, nil })
	if err != nil {
		t.Error(err)
	}
}

// testSecretRace lets 64 create one secret: all get what the first has written.
func testSecretRace(t *testing.T, b *bench) {
	for round := range 5 {
		name := fmt.Sprint("secret ", round)
		got := make([]string, 64)
		errs := together(len(got), func(i int) error {
			secret, err := b.Secret(t.Context(), name, func() ([]byte, error) { return fmt.Appendf(nil, "of %d", i), nil })
			got[i] = string(secret)
			return err
		})
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		for i := range got {
			if got[i] == "" || got[i] != got[0] {
				t.Fatalf("goroutine %d got %q, goroutine 0 %q", i, got[i], got[0])
			}
		}
	}
}

func testSecretFails(t *testing.T, b *bench) {
	broken := errors.New("no entropy")
	_, err := b.Secret(t.Context(), "token", func() ([]byte, error) { return nil, broken })
	wantErr(t, "create fails", err, broken)
	_, err = b.Secret(t.Context(), "token", func() ([]byte, error) { return nil, nil })
	wantErr(t, "empty secret", err, store.ErrInvalid)
	_, err = b.Secret(t.Context(), "", func() ([]byte, error) { return []byte("x"), nil })
	wantErr(t, "no name", err, store.ErrInvalid)
	got, err := b.Secret(t.Context(), "token", func() ([]byte, error) { return []byte("at last"), nil })
	if err != nil || string(got) != "at last" {
		t.Errorf("after the failures: %q, %v", got, err)
	}
}
