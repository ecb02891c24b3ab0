package sqlite

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
)

// childCalls is how many calls the child has in progress at once.
const childCalls = 8

func childKey(i int) store.Key {
	return store.Key{CallSID: fmt.Sprint("call-", i), Track: store.MainTrack}
}

// child is the other process. It says "open" when it has the store; then, by its role, it holds it or commits turn
// after turn and says after each which revision of which call has been acknowledged.
func child(path, role string) error {
	s, err := Open(context.Background(), path, Options{})
	if err != nil {
		return err
	}
	fmt.Println("open")
	if role == "fill" {
		return fill(s)
	}
	failed := make(chan error)
	if role == "commit" {
		for i := range childCalls {
			go func() { failed <- commitForever(s, childKey(i)) }()
		}
	}
	return <-failed
}

func commitForever(s *Store, k store.Key) error {
	ctx := context.Background()
	rec, err := s.Load(ctx, k)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	for revision := rec.Revision; ; revision++ {
		rec, entries, counts := turn(k, int(revision)+1)
		if err := s.Commit(ctx, rec, revision, entries, counts); err != nil {
			return err
		}
		fmt.Println(k.CallSID, revision+1) // one write, so that lines of two goroutines do not mix
	}
}

// TestKill is G3 for the store: what was acknowledged before a kill -9 is there after it, whole, and the next process
// starts at once.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "calls.db")
	acked := map[string]int64{}
	total := 0
	for round := range 20 {
		p := startChild(t, path, "commit")
		if !p.lines.Scan() || p.lines.Text() != "open" {
			t.Fatalf("round %d: the child says %q, want that it is open", round, p.lines.Text())
		}
		time.AfterFunc(time.Duration(1+rand.IntN(100))*time.Millisecond, func() { _ = p.Process.Kill() })
		for p.lines.Scan() {
			var callSID string
			var revision int64
			if n, _ := fmt.Sscan(p.lines.Text(), &callSID, &revision); n != 2 {
				break // cut by the kill
			}
			acked[callSID] = revision
			total++
		}
		p.kill()
		checkKilled(t, round, path, acked)
	}
	if total < 20 {
		t.Errorf("only %d commits were acknowledged in all rounds: the test proves nothing", total)
	}
	t.Logf("%d commits acknowledged", total)
}

func checkKilled(t *testing.T, round int, path string, acked map[string]int64) {
	t.Helper()
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatalf("round %d: %v", round, err)
	}
	defer s.Close()
	var sum int64
	for i := range childCalls {
		k := childKey(i)
		rec, err := s.Load(t.Context(), k)
		if errors.Is(err, store.ErrNotFound) {
			err = nil
		}
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if rec.Revision < acked[k.CallSID] || rec.Turn != int(rec.Revision) {
			t.Errorf("round %d: %s is at revision %d, turn %d; acknowledged was %d", round, k.CallSID, rec.Revision, rec.Turn, acked[k.CallSID])
		}
		sum += rec.Revision
		var entries int64
		if err := s.db.QueryRow("SELECT count(*) FROM journal WHERE call_sid = ?", k.CallSID).Scan(&entries); err != nil {
			t.Fatal(err)
		}
		if entries != rec.Revision {
			t.Errorf("round %d: %s has %d entries at revision %d", round, k.CallSID, entries, rec.Revision)
		}
	}
	counts, err := s.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range counts {
		sum -= c.N
	}
	if sum != 0 {
		t.Errorf("round %d: the counts are %d behind the records", round, sum)
	}
	var verdict string
	if err := s.db.QueryRow("PRAGMA quick_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Errorf("round %d: the file is damaged: %s, %v", round, verdict, err)
	}
}

// TestKillWhileOpening kills a process that is making its database: the next one makes do with what it finds.
func TestKillWhileOpening(t *testing.T) {
	dir := t.TempDir()
	start := time.Now()
	if p := startChild(t, filepath.Join(dir, "calls.db"), "hold"); !p.lines.Scan() {
		t.Fatal("the child does not open its store")
	}
	usual := time.Since(start)
	for round := range 12 {
		path := filepath.Join(dir, fmt.Sprint(round, ".db"))
		p := startChild(t, path, "hold")
		time.Sleep(rand.N(usual))
		p.kill()
		s, err := Open(t.Context(), path, Options{})
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		rec, entries, counts := turn(childKey(0), 1)
		if err := errors.Join(s.Commit(t.Context(), rec, 0, entries, counts), s.Close()); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
	}
}
