package sqlite

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/texmlflow/texmlflow/engine/store"
)

// hold stops the writer amid a transaction until the returned function is called, which waits for that one's end.
func hold(t *testing.T, s *Store) (release func()) {
	t.Helper()
	started, end, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- s.writer.do(context.Background(), "hold", func(*session) (verdict, fault error) {
			close(started)
			<-end
			return nil, nil
		})
	}()
	<-started
	return func() {
		t.Helper()
		close(end)
		if err := <-done; err != nil {
			t.Errorf("the held transaction: %v", err)
		}
	}
}

// waiting waits until n writes are queued.
func waiting(s *Store, n int) {
	for {
		s.writer.mu.Lock()
		queued := len(s.writer.jobs)
		s.writer.mu.Unlock()
		if queued == n {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// TestGroups shows that what has queued up becomes one transaction, in which each is judged by itself.
func TestGroups(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "calls.db"), Options{})
	release := hold(t, s)
	errs := make([]error, callers)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			// Two of them each begin the same call: in one transaction the second must still see the first.
			rec, entries, counts := turn(store.Key{CallSID: fmt.Sprint(i / 2), Track: store.MainTrack}, 1)
			errs[i] = s.Commit(context.Background(), rec, 0, entries, counts)
		})
	}
	waiting(s, callers)
	before := s.writer.transactions.Load()
	release()
	wg.Wait()
	if n := s.writer.transactions.Load() - before; n != 2 { // the held one and the group
		t.Errorf("%d commits took %d transactions, want 1", callers, n-1)
	}
	won, lost := 0, 0
	for i := 0; i < callers; i += 2 {
		for _, err := range errs[i : i+2] {
			switch {
			case err == nil:
				won++
			case errors.Is(err, store.ErrConflict):
				lost++
			default:
				t.Error(err)
			}
		}
	}
	if won != callers/2 || lost != callers/2 {
		t.Errorf("%d won and %d lost, want half and half", won, lost)
	}
	entries, err := s.Journal(t.Context(), store.Filter{})
	if err != nil || len(entries) != won {
		t.Errorf("%d entries, %v, want one for each that won", len(entries), err)
	}
	counts, err := s.Counts(t.Context())
	if err != nil || len(counts) != 1 || counts[0].N != int64(won) {
		t.Errorf("counts %+v, %v, want %d", counts, err, won)
	}
}

func TestLongQueueIsSplit(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "calls.db"), Options{})
	release := hold(t, s)
	const n = 2*maxGroup + 10
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			if err := s.Ping(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	waiting(s, n)
	before := s.writer.transactions.Load()
	release()
	wg.Wait()
	if got := s.writer.transactions.Load() - before; got != 4 {
		t.Errorf("%d writes took %d transactions, want 3", n, got-1)
	}
}

// TestGivenUpInTheQueue: who leaves before the writer has come writes nothing, and is told so.
func TestGivenUpInTheQueue(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "calls.db"), Options{})
	release := hold(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	rec, entries, counts := turn(key, 1)
	result := make(chan error)
	go func() { result <- s.Commit(ctx, rec, 0, entries, counts) }()
	waiting(s, 1)
	cancel()
	if err := <-result; !errors.Is(err, context.Canceled) || errors.Is(err, store.ErrOutcomeUnknown) {
		t.Errorf("error is %v, want that it was canceled", err)
	}
	release()
	if err := s.Ping(t.Context()); err != nil { // what was queued before is done by then
		t.Fatal(err)
	}
	if _, err := s.Load(t.Context(), key); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("load: %v, want that nothing was written", err)
	}
}

// TestOutcomeUnknown: who leaves amid the transaction is not held, and the write goes on.
func TestOutcomeUnknown(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "calls.db"), Options{})
	first := hold(t, s)
	second := make(chan func())
	go func() { second <- hold(t, s) }()
	waiting(s, 1)
	ctx, cancel := context.WithCancel(t.Context())
	rec, entries, counts := turn(key, 1)
	result := make(chan error)
	go func() { result <- s.Commit(ctx, rec, 0, entries, counts) }()
	waiting(s, 2)
	first()
	release := <-second // the writer now holds one group of two
	cancel()
	err := <-result
	if !errors.Is(err, store.ErrOutcomeUnknown) || !errors.Is(err, context.Canceled) || !store.IsUnavailable(err) {
		t.Errorf("error is %v, want that the outcome is unknown", err)
	}
	if _, err := s.Load(t.Context(), key); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("load amid the transaction: %v", err)
	}
	rec.State[0], entries[0].Detail[0] = '!', '!' // the caller has its slices back
	release()
	got, err := s.Load(t.Context(), key)
	if err != nil || got.State[0] == '!' {
		t.Errorf("load: state %.1q, %v, want what was committed", got.State, err)
	}
}

// TestFault: an error of the transaction is everybody's in it, leaves nothing, and the next group has a new start.
func TestFault(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "calls.db"), Options{})
	fault := errors.New("the disk is gone")
	release := hold(t, s)
	rec, entries, counts := turn(key, 1)
	result := make(chan error, 2)
	go func() { result <- s.Commit(context.Background(), rec, 0, entries, counts) }()
	waiting(s, 1)
	go func() {
		result <- s.writer.do(context.Background(), "break", func(*session) (verdict, _ error) { return nil, fault })
	}()
	waiting(s, 2)
	release()
	for range 2 {
		if err := <-result; !errors.Is(err, fault) || !store.IsUnavailable(err) {
			t.Errorf("error is %v, want the fault", err)
		}
	}
	if _, err := s.Load(t.Context(), key); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("load: %v, want that nothing was written", err)
	}
	if err := s.Commit(t.Context(), rec, 0, entries, nil); err != nil {
		t.Errorf("commit after the fault: %v", err)
	}
	if totals, err := s.Counts(t.Context()); err != nil || len(totals) != 0 {
		t.Errorf("counts of the failed transaction are there: %+v, %v", totals, err)
	}
}

// TestDiskFull lets SQLite itself run out of room.
func TestDiskFull(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "calls.db"), Options{})
	maxPages := func(n int) {
		t.Helper()
		err := s.writer.do(t.Context(), "limit", func(tx *session) (verdict, fault error) {
			_, err := tx.conn.ExecContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", n))
			return err, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	maxPages(60)
	revision, err := int64(0), error(nil)
	for ; err == nil; revision++ {
		rec, entries, counts := turn(key, int(revision))
		entries = append(entries, entries...)
		err = s.Commit(t.Context(), rec, revision, entries, counts)
	}
	revision--
	if !store.IsUnavailable(err) || code(err) != sqlite3.SQLITE_FULL {
		t.Fatalf("error is %v, want that the disk is full", err)
	}
	if rec, err := s.Load(t.Context(), key); err != nil || rec.Revision != revision {
		t.Errorf("load: revision %d, %v, want %d", rec.Revision, err, revision)
	}
	entries, err := s.Journal(t.Context(), store.Filter{})
	if err != nil || len(entries) != 2*int(revision) {
		t.Errorf("%d entries, %v, want %d", len(entries), err, 2*revision)
	}
	maxPages(1 << 20)
	rec, more, counts := turn(key, int(revision))
	if err := s.Commit(t.Context(), rec, revision, more, counts); err != nil {
		t.Errorf("commit when there is room again: %v", err)
	}
}

// TestDiskFullAmidGroup: the counts of a commit that was rolled back with its group are not added to the next group's,
// although the connection, which is sound, stays.
func TestDiskFullAmidGroup(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "calls.db"), Options{})
	if err := s.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := s.writer.session
	release := hold(t, s)
	rec, entries, counts := turn(key, 1)
	result := make(chan error, 2)
	go func() { result <- s.Commit(context.Background(), rec, 0, entries, counts) }()
	waiting(s, 1)
	go func() {
		result <- s.writer.do(context.Background(), "fill", func(tx *session) (verdict, fault error) {
			// SQLite takes a limit below the present size for the present size.
			if _, err := tx.conn.ExecContext(context.Background(), "PRAGMA max_page_count = 1"); err != nil {
				return err, nil
			}
			return nil, tx.exec(tx.putSource, "v1", 0, make([]byte, 100_000))
		})
	}()
	waiting(s, 2)
	release()
	for range 2 {
		if err := <-result; !store.IsUnavailable(err) || code(err) != sqlite3.SQLITE_FULL {
			t.Errorf("error is %v, want that the disk is full", err)
		}
	}
	err := s.writer.do(t.Context(), "mend", func(tx *session) (verdict, fault error) {
		_, err := tx.conn.ExecContext(context.Background(), "PRAGMA max_page_count = 100000")
		return err, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(t.Context(), rec, 0, entries, counts); err != nil {
		t.Fatal(err)
	}
	if totals, err := s.Counts(t.Context()); err != nil || len(totals) != 1 || totals[0].N != 1 {
		t.Errorf("counts are %+v, %v, want 1", totals, err)
	}
	if s.writer.session != before {
		t.Error("the connection was given up")
	}
}

// TestBusyFile: an operator's tool that writes makes us wait; callers with a deadline leave.
func TestBusyFile(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "calls.db"), Options{})
	other, err := openSession(rawDB(t, s.path))
	if err != nil {
		t.Fatal(err)
	}
	defer other.close()
	if err := other.exec(other.begin); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Ping(ctx); !errors.Is(err, context.DeadlineExceeded) || !store.IsUnavailable(err) {
		t.Errorf("ping: %v, want that it is too slow", err)
	}
	if _, err := s.Load(t.Context(), key); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("load meanwhile: %v, want an answer", err)
	}
	if err := other.exec(other.rollback); err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("ping afterwards: %v", err)
	}
}
