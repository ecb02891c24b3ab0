package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
)

func testExpiry(t *testing.T, b *bench) {
	rec := b.record(key(1))
	b.commit(t, rec, 0)
	b.clock.advance(rec.Expires.Sub(b.clock.now()) - time.Microsecond)
	b.load(t, key(1))
	wantErr(t, "create over a record that lives", b.Commit(t.Context(), rec, 0, nil, nil), store.ErrConflict)

	b.clock.advance(time.Microsecond)
	_, err := b.Load(t.Context(), key(1))
	wantErr(t, "load of an expired record", err, store.ErrNotFound)
	again := store.Record{Key: key(1), State: []byte("again")}
	wantErr(t, "update of an expired record", b.Commit(t.Context(), again, 1, nil, nil), store.ErrConflict)
	b.commit(t, again, 0)
	got := b.load(t, key(1))
	if got.Revision != 1 || string(got.State) != "again" || got.Moves != nil || got.Answers != nil || got.Flow != "" {
		t.Errorf("the new record has something of the expired one: %+v", got)
	}
	wantErr(t, "create again", b.Commit(t.Context(), again, 0, nil, nil), store.ErrConflict)
	again.Turn = 1
	b.commit(t, again, 1)
}

func testEndedGrace(t *testing.T, b *bench) {
	rec := b.record(key(1))
	b.commit(t, rec, 0)
	rec.Ended, rec.EndedAt = true, rec.Updated
	b.commit(t, rec, 1)
	b.clock.advance(rec.EndedAt.Add(store.EndedGrace).Sub(b.clock.now()) - time.Microsecond)
	if got := b.load(t, key(1)); !got.Ended || !got.EndedAt.Equal(rec.EndedAt) {
		t.Errorf("within the grace the record is %+v", got)
	}
	b.commit(t, rec, 2) // the voicemail's callback: raises the revision, does not move the end
	b.clock.advance(time.Microsecond)
	_, err := b.Load(t.Context(), key(1))
	wantErr(t, "load after the grace", err, store.ErrNotFound)
	wantErr(t, "update after the grace", b.Commit(t.Context(), rec, 3, nil, nil), store.ErrConflict)
	b.commit(t, b.record(key(1)), 0)
}

func testSweepRecords(t *testing.T, b *bench) {
	live, ended, expired, graced := b.record(key(1)), b.record(key(2)), b.record(key(3)), b.record(key(4))
	now := store.Moment(b.clock.now())
	ended.Ended, ended.EndedAt = true, now.Add(-store.EndedGrace)
	expired.Expires = now
	graced.Ended, graced.EndedAt = true, now.Add(-store.EndedGrace+time.Second)
	for _, rec := range []store.Record{live, ended, expired, graced} {
		b.commit(t, rec, 0)
	}
	for i, want := range []store.Swept{{Records: 2}, {}} {
		got, err := b.Sweep(t.Context(), b.clock.now(), nil)
		if err != nil {
			t.Fatal(err)
		}
		wantEqual(t, fmt.Sprintf("sweep %d", i), got, want)
	}
	live.Revision, graced.Revision = 1, 1
	wantEqual(t, "live record", b.load(t, key(1)), live)
	wantEqual(t, "record of a call just ended", b.load(t, key(4)), graced)
	b.commit(t, ended, 0) // really gone: a call of that name begins anew
	b.commit(t, live, 1)
}

func testSweepJournal(t *testing.T, b *bench) {
	now := store.Moment(b.clock.now())
	at := func(age time.Duration) store.Entry {
		e := b.entry(key(1), 1)
		e.At = now.Add(-age)
		return e
	}
	month := store.JournalLifetime
	old, edge, young := at(month+time.Microsecond), at(month), at(0)
	b.commit(t, b.record(key(1)), 0, young, old, edge, old, young)
	got, err := b.Sweep(t.Context(), b.clock.now(), nil)
	if err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "swept", got, store.Swept{Entries: 2})
	wantEqual(t, "journal", b.journal(t, store.Filter{}), []store.Entry{young, edge, young})
	b.commit(t, b.record(key(1)), 1, at(time.Millisecond), at(time.Second))
	wantEqual(t, "journal", b.journal(t, store.Filter{}), []store.Entry{young, edge, young, at(time.Millisecond), at(time.Second)})
}

// testSweepNewest sweeps the entries that came last: their IDs are not given again.
func testSweepNewest(t *testing.T, b *bench) {
	old := b.entry(key(1), 1)
	old.At = old.At.Add(-2 * store.JournalLifetime)
	b.commit(t, b.record(key(1)), 0, old, old)
	before, err := b.Journal(t.Context(), store.Filter{})
	if err != nil || len(before) != 2 {
		t.Fatalf("journal: %+v, %v, want two entries", before, err)
	}
	if _, err := b.Sweep(t.Context(), b.clock.now(), nil); err != nil {
		t.Fatal(err)
	}
	b.commit(t, b.record(key(1)), 1, b.entry(key(1), 2))
	after, err := b.Journal(t.Context(), store.Filter{})
	if err != nil || len(after) != 1 || after[0].ID <= before[1].ID {
		t.Errorf("journal: %+v, %v, want one entry with an ID above %d", after, err, before[1].ID)
	}
}

// testSweepMany sweeps more than any portion, while calls go on.
func testSweepMany(t *testing.T, b *bench) {
	const n = 1200
	b.commit(t, b.record(key(n)), 0)
	for _, err := range together(n, func(i int) error {
		rec := store.Record{Key: key(i), Expires: b.clock.now().Add(time.Minute)}
		return b.Commit(t.Context(), rec, 0, nil, nil)
	}) {
		if err != nil {
			t.Fatal(err)
		}
	}
	later := b.clock.now().Add(time.Minute)
	var swept store.Swept
	errs := together(2, func(i int) (err error) {
		if i == 0 {
			swept, err = b.Sweep(t.Context(), later, nil)
			return err
		}
		for range 50 {
			if err := increment(t, b, key(n)); err != nil {
				return err
			}
		}
		return nil
	})
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	wantEqual(t, "swept", swept, store.Swept{Records: n})
	if got := b.load(t, key(n)); got.Revision != 51 {
		t.Errorf("revision of the call in progress is %d, want 51", got.Revision)
	}
}
