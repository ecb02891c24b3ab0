package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
)

// damages are the ways to take the files away from an open store; back is nil where they cannot be had again.
var damages = map[string]func(t testing.TB, path string) (back func()){
	"database moved":  func(t testing.TB, path string) func() { return moved(t, path) },
	"lock file moved": func(t testing.TB, path string) func() { return moved(t, lockName(path+".lock")) },
	"log moved":       func(t testing.TB, path string) func() { return moved(t, path+"-wal") },
	"folder moved":    func(t testing.TB, path string) func() { return moved(t, filepath.Dir(path)) },
	"database replaced": func(t testing.TB, path string) func() {
		back := moved(t, path)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		return back
	},
	"database removed":  func(t testing.TB, path string) func() { return removed(t, path) },
	"lock file removed": func(t testing.TB, path string) func() { return removed(t, lockName(path+".lock")) },
	"log removed":       func(t testing.TB, path string) func() { return removed(t, path+"-wal") },
}

func moved(t testing.TB, path string) (back func()) {
	t.Helper()
	rename := func(from, to string) {
		t.Helper()
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}
	rename(path, path+".old")
	return func() { rename(path+".old", path) }
}

func removed(t testing.TB, path string) (back func()) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	return nil
}

// TestFilesTakenAway: from the moment that a file is gone no turn is acknowledged, and none is shown, until it is back.
func TestFilesTakenAway(t *testing.T) {
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "folder", "calls.db")
			if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			s := open(t, path, Options{})
			acked := make([]int64, childCalls)
			var gone atomic.Bool
			var total atomic.Int64
			var wg sync.WaitGroup
			for i := range acked {
				wg.Go(func() {
					for {
						begunLate := gone.Load()
						rec, entries, counts := turn(childKey(i), int(acked[i])+1)
						err := s.Commit(context.Background(), rec, acked[i], entries, counts)
						switch {
						case err == nil && begunLate:
							t.Errorf("call %d: turn %d was acknowledged after that", i, rec.Turn)
							return
						case err != nil:
							if !store.IsUnavailable(err) {
								t.Errorf("call %d: %v, want that the store is unavailable", i, err)
							}
							return
						}
						acked[i]++
						total.Add(1)
					}
				})
			}
			for total.Load() < 20 {
				if t.Failed() {
					t.FailNow()
				}
				time.Sleep(time.Millisecond)
			}
			back := damage(t, path)
			gone.Store(true)
			wg.Wait()
			for range 2 {
				if err := s.Ping(t.Context()); !store.IsUnavailable(err) {
					t.Errorf("ping: %v, want that the store is unavailable", err)
				}
				if _, err := s.Load(t.Context(), childKey(0)); !store.IsUnavailable(err) {
					t.Errorf("load: %v, want that the store is unavailable", err)
				}
			}
			if back == nil {
				return
			}
			back()
			checkBack(t, s, acked)
		})
	}
}

// checkBack shows that a store goes on by itself when its files are back: with a read, as a callback begins.
func checkBack(t *testing.T, s *Store, acked []int64) {
	t.Helper()
	for i := range acked {
		rec, err := s.Load(t.Context(), childKey(i))
		if errors.Is(err, store.ErrNotFound) {
			err = nil
		}
		if err != nil || rec.Revision < acked[i] {
			t.Fatalf("call %d: revision %d, %v; acknowledged was %d", i, rec.Revision, err, acked[i])
		}
		next, entries, counts := turn(childKey(i), int(rec.Revision)+1)
		if err := s.Commit(t.Context(), next, rec.Revision, entries, counts); err != nil {
			t.Errorf("call %d: commit: %v", i, err)
		}
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("ping: %v", err)
	}
}

// TestMovedAmidTransaction: what was written to a file that has just lost its name is neither acknowledged nor shown.
func TestMovedAmidTransaction(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "calls.db"), Options{})
	release := hold(t, s)
	rec, entries, counts := turn(key, 1)
	result := make(chan error)
	var back func()
	go func() {
		result <- s.writer.do(context.Background(), "move", func(*session) (verdict, fault error) {
			back = moved(t, s.path)
			return nil, nil
		})
	}()
	waiting(s, 1)
	go func() { result <- s.Commit(context.Background(), rec, 0, entries, counts) }()
	waiting(s, 2)
	release()
	for range 2 {
		if err := <-result; !store.IsUnavailable(err) {
			t.Errorf("error is %v, want that the store is unavailable", err)
		}
	}
	if _, err := s.Load(t.Context(), key); !store.IsUnavailable(err) {
		t.Errorf("load: %v, want that the store is unavailable", err)
	}
	back()
	if rec, err := s.Load(t.Context(), key); err != nil || rec.Revision != 1 {
		t.Errorf("load when it is back: revision %d, %v, want 1", rec.Revision, err)
	}
}

// TestRemovedLog: what was acknowledged before is not lost with the log's name.
func TestRemovedLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "calls.db")
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	rec, entries, counts := turn(key, 1)
	if err := s.Commit(t.Context(), rec, 0, entries, counts); err != nil {
		t.Fatal(err)
	}
	removed(t, path+"-wal")
	if err := s.Commit(t.Context(), rec, 1, entries, counts); !store.IsUnavailable(err) {
		t.Errorf("commit: %v, want that the store is unavailable", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if rec, err := open(t, path, Options{}).Load(t.Context(), key); err != nil || rec.Revision != 1 {
		t.Errorf("load after the restart: revision %d, %v, want 1", rec.Revision, err)
	}
}

// TestNoEmptyFile: a connection that is opened while the file is away makes none in its place.
func TestNoEmptyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "calls.db")
	s := open(t, path, Options{})
	back := moved(t, path)
	var wg sync.WaitGroup
	for range 4 * readers() {
		wg.Go(func() {
			_, _ = s.Load(context.Background(), key) // whatever it says: nothing was looked at yet
			_, _ = s.Counts(context.Background())
		})
	}
	wg.Wait()
	if err := s.Ping(t.Context()); !store.IsUnavailable(err) {
		t.Errorf("ping: %v, want that the store is unavailable", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file has come back: %v", err)
	}
	back()
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("ping when it is back: %v", err)
	}
}

// TestReplacedWhileAConnectionIsOpened: after a fault the writer does not go on in another file.
func TestReplacedWhileAConnectionIsOpened(t *testing.T) {
	path, other := filepath.Join(t.TempDir(), "calls.db"), filled(t)
	s := open(t, path, Options{})
	fault := errors.New("the disk is gone")
	if err := s.writer.do(t.Context(), "break", func(*session) (verdict, _ error) { return nil, fault }); !errors.Is(err, fault) {
		t.Fatalf("error is %v, want the fault", err)
	}
	moved(t, path)
	if err := os.Rename(other, path); err != nil {
		t.Fatal(err)
	}
	rec, entries, counts := turn(store.Key{CallSID: "v3:new", Track: store.MainTrack}, 1)
	if err := s.Commit(t.Context(), rec, 0, entries, counts); !store.IsUnavailable(err) {
		t.Errorf("commit: %v, want that the store is unavailable", err)
	}
	var turns int
	if err := rawDB(t, path).QueryRow("SELECT count(*) FROM records WHERE call_sid = 'v3:new'").Scan(&turns); err != nil || turns != 0 {
		t.Errorf("%d turns in the other file, %v", turns, err)
	}
}

// TestPingRemembersFault: a ping finds room where a turn does not. It fails until a turn is written, or it has written
// as much itself.
func TestPingRemembersFault(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "calls.db"), Options{})
	limit := func(n int) {
		t.Helper()
		if _, err := s.writer.session.conn.ExecContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", n)); err != nil {
			t.Fatal(err)
		}
	}
	full := func() {
		t.Helper()
		limit(1) // SQLite takes a limit below the present size for the present size
		for n := 0; ; n++ {
			if n == 1000 {
				t.Fatal("a thousand turns were written to a full file")
			}
			rec, entries, counts := turn(store.Key{CallSID: fmt.Sprint("v3:", n), Track: store.MainTrack}, 1)
			if err := s.Commit(t.Context(), rec, 0, entries, counts); store.IsUnavailable(err) {
				return
			}
		}
	}
	full()
	for range 3 {
		if err := s.Ping(t.Context()); !store.IsUnavailable(err) {
			t.Errorf("ping while it is full: %v, want that the store is unavailable", err)
		}
	}
	limit(1 << 20)
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("ping when there is room, without any call: %v", err)
	}
	limit(1)
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("ping after one that has succeeded: %v", err)
	}
	full()
	limit(1 << 20)
	rec, entries, counts := turn(key, 1)
	if err := s.Commit(t.Context(), rec, 0, entries, counts); err != nil {
		t.Fatal(err)
	}
	limit(1)
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("ping after a commit that has succeeded: %v", err)
	}
}
