package storetest

import (
	"strings"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
)

func (b *bench) putAudio(t testing.TB, version string, names ...string) {
	t.Helper()
	for _, n := range names {
		if err := b.PutAudio(t.Context(), version, n, []byte("\x00audio of "+n)); err != nil {
			t.Fatalf("put audio %s: %v", n, err)
		}
	}
}

// wantAudio checks which of the recordings are kept.
func (b *bench) wantAudio(t testing.TB, names map[string]bool) {
	t.Helper()
	for n, kept := range names {
		got, err := b.Audio(t.Context(), n)
		switch {
		case !kept:
			wantErr(t, "audio "+n, err, store.ErrNotFound)
		case err != nil || string(got) != "\x00audio of "+n:
			t.Errorf("audio %s: %q, %v", n, got, err)
		}
	}
}

func testAudio(t *testing.T, b *bench) {
	b.wantAudio(t, map[string]bool{"a1": false})
	b.putSources(t, "v1", "v2")
	b.putAudio(t, "v1", "a1", "a2", "a1")
	b.putAudio(t, "v2", "a1")
	b.wantAudio(t, map[string]bool{"a1": true, "a2": true, "a3": false, "A1": false})
	if err := b.PutAudio(t.Context(), "v2", "a2", []byte("something else")); err != nil {
		t.Errorf("put other bytes under a name: %v, want the first to stay", err)
	}
	b.wantAudio(t, map[string]bool{"a2": true})
	long := strings.Repeat("a", store.MaxName+1)
	for name, err := range map[string]error{
		"no version":   b.PutAudio(t.Context(), "", "a", []byte("x")),
		"no name":      b.PutAudio(t.Context(), "v", "", []byte("x")),
		"long version": b.PutAudio(t.Context(), long, "a", []byte("x")),
		"long name":    b.PutAudio(t.Context(), "v", long, []byte("x")),
		"no bytes":     b.PutAudio(t.Context(), "v", "a", nil),
		"huge":         b.PutAudio(t.Context(), "v", "a", make([]byte, store.MaxBytes+1)),
	} {
		wantErr(t, name, err, store.ErrInvalid)
	}
}

// testSweepAudio: a recording stays as long as the sources of any version that plays it, and no longer.
func testSweepAudio(t *testing.T, b *bench) {
	sweep := func(keep []string, want store.Swept) {
		t.Helper()
		got, err := b.Sweep(t.Context(), b.clock.now(), keep)
		if err != nil {
			t.Fatal(err)
		}
		wantEqual(t, "swept", got, want)
	}
	b.putSources(t, "live", "pinned", "old")
	b.putAudio(t, "live", "of live")
	b.putAudio(t, "pinned", "of pinned", "of both")
	b.putAudio(t, "old", "of old", "of both")
	rec := b.record(key(1))
	rec.Version = "pinned"
	b.commit(t, rec, 0)

	b.clock.advance(store.SourcesGrace - time.Second)
	sweep([]string{"live"}, store.Swept{})
	b.clock.advance(time.Second)
	sweep([]string{"live"}, store.Swept{Sources: 1, Audio: 1})
	b.wantAudio(t, map[string]bool{"of live": true, "of pinned": true, "of both": true, "of old": false})
	// A call may be silent for hours, in a queue or talking to someone, and hears the recording then.
	for range 2 {
		b.clock.advance(store.SourcesGrace)
		sweep([]string{"live"}, store.Swept{})
	}
	b.clock.advance(store.Lifetime)
	sweep([]string{"live"}, store.Swept{Records: 1, Sources: 1, Audio: 2})
	b.wantAudio(t, map[string]bool{"of live": true, "of pinned": false, "of both": false})
	// Removed for good, not for ever; and what belongs to no version goes at once.
	b.putSources(t, "old")
	b.putAudio(t, "old", "of old")
	b.putAudio(t, "unknown", "of none")
	sweep([]string{"live"}, store.Swept{Audio: 1})
	b.wantAudio(t, map[string]bool{"of live": true, "of old": true, "of none": false})
}
