package storetest

import (
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
)

// testDue shows which records are due: those whose time has come, the longest waiting first, until a commit takes the
// time away, and none that is gone.
func testDue(t *testing.T, b *bench) {
	now := b.clock.now()
	due := func(at time.Time, limit int, want ...store.Key) {
		t.Helper()
		got, err := b.Due(t.Context(), at, limit)
		if err != nil {
			t.Fatal(err)
		}
		wantEqual(t, "due", got, want)
	}
	due(now.Add(time.Hour), 10)
	for i, after := range []time.Duration{3 * time.Second, time.Second, 2 * time.Second, 0} {
		rec := b.record(key(i))
		if after > 0 {
			rec.Due = now.Add(after)
		}
		b.commit(t, rec, 0)
	}
	due(now, 10)
	due(now.Add(time.Second), 10, key(1))
	due(now.Add(time.Minute), 10, key(1), key(2), key(0))
	due(now.Add(time.Minute), 2, key(1), key(2))
	due(now.Add(time.Minute), 0)

	done := b.load(t, key(1))
	done.Due = time.Time{}
	b.commit(t, done, done.Revision)
	due(now.Add(time.Minute), 10, key(2), key(0))

	ended := b.load(t, key(2))
	ended.Ended, ended.EndedAt = true, now
	b.commit(t, ended, ended.Revision)
	b.clock.advance(store.EndedGrace)
	due(b.clock.now(), 10, key(0))
}
