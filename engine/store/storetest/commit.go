package storetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
)

func testRoundTrip(t *testing.T, b *bench) {
	_, err := b.Load(t.Context(), key(1))
	wantErr(t, "load of an empty store", err, store.ErrNotFound)

	want := b.record(key(1))
	b.commit(t, want, 0)
	want.Revision = 1
	wantEqual(t, "first load", b.load(t, key(1)), want)

	// A second commit replaces every field, with none left over.
	bare := store.Record{Key: key(1), Updated: want.Updated, Expires: want.Expires}
	b.commit(t, bare, 1)
	bare.Revision = 2
	wantEqual(t, "bare record", b.load(t, key(1)), bare)

	full := b.record(key(1))
	full.Ended, full.EndedAt = true, want.Updated.Add(-time.Second)
	for i := range store.KeepMoves {
		full.Moves = append(full.Moves[:i:i], store.Move{Turn: i, Fingerprint: store.Fingerprint{byte(i)}})
	}
	full.State = []byte(strings.Repeat("x", 200_000))
	full.Claim = store.Claim{Turn: 7, Fingerprint: store.Fingerprint{1, 31: 9}, Until: want.Updated.Add(2 * time.Second), Tries: 3}
	full.Due, full.DueTries = want.Updated.Add(time.Minute), 2
	full.Answers[0].Body = nil
	b.commit(t, full, 2)
	full.Revision = 3
	wantEqual(t, "largest record", b.load(t, key(1)), full)
}

func testFillsIn(t *testing.T, b *bench) {
	now := store.Moment(b.clock.now())
	zone := time.FixedZone("somewhere", 3*3600)
	b.commit(t, store.Record{Key: key(1)}, 0, store.Entry{Kind: "turn"})
	b.commit(t, store.Record{Key: key(2), Ended: true, Updated: now.In(zone), State: []byte{}}, 0)
	wantEqual(t, "record without times", b.load(t, key(1)),
		store.Record{Key: key(1), Revision: 1, Updated: now, Expires: now.Add(store.Lifetime)})
	wantEqual(t, "ended record without a time", b.load(t, key(2)),
		store.Record{Key: key(2), Revision: 1, Updated: now, Expires: now.Add(store.Lifetime), Ended: true, EndedAt: now})
	wantEqual(t, "entry without key and time", b.journal(t, store.Filter{}),
		[]store.Entry{{Key: key(1), At: now, Kind: "turn"}})
}

// testKey shows that both halves of the key count, whatever they hold.
func testKey(t *testing.T, b *bench) {
	keys := []store.Key{
		{CallSID: "a", Track: "main"},
		{CallSID: "a", Track: "hold"},
		{CallSID: "A", Track: "main"},
		{CallSID: "a main", Track: "x"},
		{CallSID: "a", Track: "main x"},
		{CallSID: "ä%_'\"?", Track: "ма\x00in"},
	}
	for i, k := range keys {
		b.commit(t, store.Record{Key: k, Turn: i}, 0)
	}
	for i, k := range keys {
		if rec := b.load(t, k); rec.Turn != i || rec.Key != k {
			t.Errorf("load %q: got turn %d of %q, want %d", k, rec.Turn, rec.Key, i)
		}
	}
}

func testRevision(t *testing.T, b *bench) {
	rec := b.record(key(1))
	wantErr(t, "update of an absent record", b.Commit(t.Context(), rec, 1, nil, nil), store.ErrConflict)
	b.commit(t, rec, 0)
	for _, wrong := range []int64{0, 2, 7} {
		wantErr(t, fmt.Sprintf("commit at revision %d", wrong), b.Commit(t.Context(), rec, wrong, nil, nil), store.ErrConflict)
	}
	rec.Revision = 99 // says nothing: the argument decides
	for revision := int64(1); revision < 10; revision++ {
		rec.Turn = int(revision)
		b.commit(t, rec, revision)
		if got := b.load(t, key(1)); got.Revision != revision+1 || got.Turn != int(revision) {
			t.Fatalf("after the commit at %d: revision %d, turn %d", revision, got.Revision, got.Turn)
		}
		wantErr(t, "the same again", b.Commit(t.Context(), rec, revision, nil, nil), store.ErrConflict)
	}
}

// testCreateRace is G1 in small: of 64 that begin a call, one does.
func testCreateRace(t *testing.T, b *bench) {
	for round := range 10 {
		race(t, b, key(round), 0)
	}
}

func testUpdateRace(t *testing.T, b *bench) {
	b.commit(t, b.record(key(1)), 0)
	for revision := int64(1); revision <= 10; revision++ {
		race(t, b, key(1), revision)
	}
}

// race lets 64 commit at one revision: exactly one wins, and record, journal and counts are the winner's alone.
func race(t *testing.T, b *bench, k store.Key, revision int64) {
	t.Helper()
	journal, total := len(b.journal(t, store.Filter{})), b.total(t)
	errs := together(64, func(i int) error {
		rec := b.record(k)
		rec.State = fmt.Appendf(nil, "goroutine %d", i)
		entry := b.entry(k, 1)
		entry.Outcome = fmt.Sprint(i)
		return b.Commit(t.Context(), rec, revision, []store.Entry{entry}, []store.Count{{Flow: "clinic", Outcome: fmt.Sprint(i), N: 1}})
	})
	winner := -1
	for i, err := range errs {
		switch {
		case err == nil && winner < 0:
			winner = i
		case err == nil:
			t.Errorf("both %d and %d won at revision %d", winner, i, revision)
		default:
			wantErr(t, fmt.Sprintf("loser %d", i), err, store.ErrConflict)
		}
	}
	if winner < 0 {
		t.Fatalf("nobody won at revision %d", revision)
	}
	rec := b.load(t, k)
	if want := fmt.Sprintf("goroutine %d", winner); string(rec.State) != want || rec.Revision != revision+1 {
		t.Errorf("stored is %q at revision %d, want %q at %d", rec.State, rec.Revision, want, revision+1)
	}
	entries := b.journal(t, store.Filter{})
	if n := len(entries) - journal; n != 1 || entries[journal].Outcome != fmt.Sprint(winner) {
		t.Errorf("journal has %d new entries %+v, want one of goroutine %d", n, entries[journal:], winner)
	}
	if n := b.total(t) - total; n != 1 {
		t.Errorf("counts grew by %d, want 1", n)
	}
}

// testIncrements is a history: 16 goroutines count up one record, trying again after a conflict; nothing is lost.
func testIncrements(t *testing.T, b *bench) {
	const goroutines, each = 16, 12
	errs := together(goroutines, func(int) error {
		for range each {
			if err := increment(t, b, key(1)); err != nil {
				return err
			}
		}
		return nil
	})
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	rec := b.load(t, key(1))
	if rec.Turn != goroutines*each || rec.Revision != goroutines*each {
		t.Errorf("turn %d, revision %d, want %d", rec.Turn, rec.Revision, goroutines*each)
	}
	entries := b.journal(t, store.Filter{CallSID: key(1).CallSID})
	if len(entries) != goroutines*each {
		t.Fatalf("%d entries, want %d", len(entries), goroutines*each)
	}
	for i, e := range entries {
		if e.Turn != i+1 {
			t.Fatalf("entry %d is of turn %d: the journal is not in the order of the commits", i, e.Turn)
		}
	}
	if n := b.total(t); n != goroutines*each {
		t.Errorf("counts add up to %d, want %d", n, goroutines*each)
	}
}

func increment(t *testing.T, b *bench, k store.Key) error {
	for {
		rec, err := b.Load(t.Context(), k)
		if errors.Is(err, store.ErrNotFound) {
			rec, err = store.Record{Key: k}, nil
		}
		if err != nil {
			return err
		}
		rec.Turn++
		err = b.Commit(t.Context(), rec, rec.Revision, []store.Entry{{Turn: rec.Turn}}, []store.Count{{Flow: "clinic", N: 1}})
		if !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
}

// testAtomic shows that what is refused leaves nothing, neither entries nor counts.
func testAtomic(t *testing.T, b *bench) {
	rec := b.record(key(1))
	b.commit(t, rec, 0)
	entries := []store.Entry{b.entry(key(1), 1), b.entry(key(2), 1)}
	counts := []store.Count{{Flow: "clinic", State: "menu", Outcome: "1", N: 5}}
	bad := b.entry(key(1), -1)
	for what, err := range map[string]error{
		"conflict":      b.Commit(t.Context(), rec, 5, entries, counts),
		"conflict at 0": b.Commit(t.Context(), rec, 0, entries, counts),
		"invalid entry": b.Commit(t.Context(), rec, 1, append(entries, bad), counts),
		"invalid count": b.Commit(t.Context(), rec, 1, entries, append(counts, store.Count{N: -1})),
		"context over":  b.Commit(canceled(t), rec, 1, entries, counts),
	} {
		if err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	if got := b.load(t, key(1)); got.Revision != 1 {
		t.Errorf("revision is %d, want 1", got.Revision)
	}
	wantEqual(t, "journal", b.journal(t, store.Filter{}), []store.Entry(nil))
	if n := b.total(t); n != 0 {
		t.Errorf("counts add up to %d, want 0", n)
	}
	// What is taken is taken whole.
	if err := b.Commit(t.Context(), rec, 1, entries, counts); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "journal", b.journal(t, store.Filter{}), entries)
	if n := b.total(t); n != 5 {
		t.Errorf("counts add up to %d, want 5", n)
	}
}

func testInvalid(t *testing.T, b *bench) {
	long := strings.Repeat("x", store.MaxName+1)
	tests := map[string]func(r *store.Record) (revision int64, entries []store.Entry){
		"no call SID":       func(r *store.Record) (int64, []store.Entry) { r.Key.CallSID = ""; return 0, nil },
		"no track":          func(r *store.Record) (int64, []store.Entry) { r.Key.Track = ""; return 0, nil },
		"long call SID":     func(r *store.Record) (int64, []store.Entry) { r.Key.CallSID = long; return 0, nil },
		"long flow":         func(r *store.Record) (int64, []store.Entry) { r.Flow = long; return 0, nil },
		"negative revision": func(*store.Record) (int64, []store.Entry) { return -1, nil },
		"negative turn":     func(r *store.Record) (int64, []store.Entry) { r.Turn = -1; return 0, nil },
		"too many moves": func(r *store.Record) (int64, []store.Entry) {
			r.Moves = make([]store.Move, store.KeepMoves+1)
			return 0, nil
		},
		"too many answers": func(r *store.Record) (int64, []store.Entry) {
			r.Answers = make([]store.Answer, store.KeepAnswers+1)
			return 0, nil
		},
		"negative turn of a move":    func(r *store.Record) (int64, []store.Entry) { r.Moves[0].Turn = -1; return 0, nil },
		"negative turn of an answer": func(r *store.Record) (int64, []store.Entry) { r.Answers[0].Turn = -1; return 0, nil },
		"end without being ended":    func(r *store.Record) (int64, []store.Entry) { r.EndedAt = r.Updated; return 0, nil },
		"huge state": func(r *store.Record) (int64, []store.Entry) {
			r.State = make([]byte, store.MaxBytes+1)
			return 0, nil
		},
		"entry with half a key": func(*store.Record) (int64, []store.Entry) {
			return 0, []store.Entry{{Key: store.Key{CallSID: "a"}}}
		},
		"entry with a long state": func(*store.Record) (int64, []store.Entry) { return 0, []store.Entry{{To: long}} },
	}
	for name, spoil := range tests {
		t.Run(name, func(t *testing.T) {
			rec := b.record(key(1))
			revision, entries := spoil(&rec)
			wantErr(t, "commit", b.Commit(t.Context(), rec, revision, entries, nil), store.ErrInvalid)
		})
	}
	_, err := b.Load(t.Context(), key(1))
	wantErr(t, "load", err, store.ErrNotFound)
}

// testNoAliasing scribbles over everything that was passed in or handed out.
func testNoAliasing(t *testing.T, b *bench) {
	want := b.record(key(1))
	entry := b.entry(key(1), 1)
	given, givenEntries := want.Clone(), []store.Entry{entry.Clone()}
	b.commit(t, given, 0, givenEntries...)
	want.Revision = 1
	scribble(given)
	givenEntries[0].Detail[0] = '!'
	for range 2 {
		got := b.load(t, key(1))
		wantEqual(t, "record", got, want)
		scribble(got)
		entries := b.journal(t, store.Filter{})
		wantEqual(t, "journal", entries, []store.Entry{entry})
		entries[0].Detail[0] = '!'
	}

	source := []byte("flow: clinic")
	if err := b.PutSources(t.Context(), "v1", source); err != nil {
		t.Fatal(err)
	}
	audio := []byte("RIFF")
	if err := b.PutAudio(t.Context(), "v1", "a1", audio); err != nil {
		t.Fatal(err)
	}
	secret := []byte("a key of bytes")
	handed, err := b.Secret(t.Context(), "token", func() ([]byte, error) { return secret, nil })
	if err != nil {
		t.Fatal(err)
	}
	source[0], audio[0], secret[0] = '!', '!', '!'
	wantEqual(t, "secret", string(handed), "a key of bytes")
	handed[0] = '!'
	for range 2 {
		got, err := b.Sources(t.Context(), "v1")
		if err != nil {
			t.Fatal(err)
		}
		wantEqual(t, "source", string(got), "flow: clinic")
		got[0] = '!'
		if got, err = b.Audio(t.Context(), "a1"); err != nil {
			t.Fatal(err)
		}
		wantEqual(t, "audio", string(got), "RIFF")
		got[0] = '!'
		got, err = b.Secret(t.Context(), "token", func() ([]byte, error) { return nil, errors.New("called again") })
		if err != nil {
			t.Fatal(err)
		}
		wantEqual(t, "secret", string(got), "a key of bytes")
		got[0] = '!'
	}
}

func scribble(r store.Record) {
	r.State[0] = '!'
	r.Moves[0] = store.Move{Turn: 77}
	r.Answers[0].Body[0] = '!'
	r.Answers[1] = store.Answer{Turn: 77}
}
