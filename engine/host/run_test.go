package host

import (
	"context"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
	"github.com/texmlflow/texmlflow/engine/store/memory"
)

// watched is a running host whose loader counts and whose directory the test changes.
func watched(t *testing.T, prepare func(dir string), quick pace) (dir string, loads *atomic.Int64, r *rig) {
	t.Helper()
	dir = t.TempDir()
	prepare(dir)
	loads = new(atomic.Int64)
	r = newRig(t, withOptions(func(o *Options) {
		o.WatchDir = dir
		inner := o.Load
		o.Load = func(ctx context.Context) (*Snapshot, error) {
			loads.Add(1)
			return inner(ctx)
		}
	}))
	r.host.pace = quick
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		if quick == polls {
			r.host.follow(ctx, nil)
			done <- nil
			return
		}
		done <- r.host.Run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	time.Sleep(50 * time.Millisecond) // until the watches are there
	return dir, loads, r
}

// events have no poll to help them, polling has no patience.
var (
	events = pace{store: time.Second, settle: 80 * time.Millisecond, atMost: 400 * time.Millisecond, poll: time.Hour, sweep: time.Hour, sweepTime: time.Second}
	polls  = pace{store: time.Second, settle: time.Hour, atMost: time.Hour, poll: 20 * time.Millisecond, sweep: time.Hour, sweepTime: time.Second}
)

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// waitFor waits until n more loads have happened, and sees that no others follow. One more may: a slow machine can part a
// save in two.
func waitFor(t *testing.T, loads *atomic.Int64, n int64, act func()) {
	t.Helper()
	before := loads.Load()
	act()
	deadline := time.Now().Add(3 * time.Second)
	for loads.Load() < before+n && time.Now().Before(deadline) {
		time.Sleep(5 * time.Millisecond)
	}
	time.Sleep(150 * time.Millisecond)
	if got := loads.Load() - before; got < n || got > n+min(n, 1) {
		t.Fatalf("%d loads, want %d", got, n)
	}
}

func TestWatchSeesChanges(t *testing.T) {
	t.Parallel()
	dir, loads, r := watched(t, func(dir string) { put(t, filepath.Join(dir, "a.yaml"), "1") }, events)
	file := filepath.Join(dir, "a.yaml")
	rename := func() {
		put(t, file+".tmp", "x")
		must(t, os.Rename(file+".tmp", file))
	}
	waitFor(t, loads, 1, func() { put(t, file, "2") })
	waitFor(t, loads, 1, rename)
	waitFor(t, loads, 1, rename)  // a watch on the file would be deaf by now
	waitFor(t, loads, 1, func() { // many writes are one change
		for range 10 {
			put(t, file, "3")
		}
	})
	waitFor(t, loads, 1, func() { must(t, os.Mkdir(filepath.Join(dir, "sub"), 0o700)) })
	waitFor(t, loads, 1, func() { put(t, filepath.Join(dir, "sub", "b.yaml"), "4") })
	waitFor(t, loads, 1, func() { must(t, os.RemoveAll(filepath.Join(dir, "sub"))) })
	waitFor(t, loads, 0, func() { // a database and notes are no flows
		put(t, filepath.Join(dir, "calls.db"), "5")
		put(t, filepath.Join(dir, "calls.db-wal"), "6")
		put(t, filepath.Join(dir, "README.md"), "7")
		must(t, os.Remove(filepath.Join(dir, "calls.db-wal")))
		must(t, os.Mkdir(filepath.Join(dir, ".git"), 0o700))
		put(t, filepath.Join(dir, ".git", "x.yaml"), "8")
	})
	// A bad save survives, and so does the watch.
	r.breakLoad("bad")
	waitFor(t, loads, 1, func() { put(t, file, "9") })
	r.set("menu clinic mended")
	waitFor(t, loads, 1, func() { put(t, file, "10") })
	if d := r.post("/texml/clinic", form("c")); !d.hears("mended") {
		t.Errorf("answer: %s", d.raw)
	}
}

// A writer who never stops does not put the reload off for ever.
func TestWatchDoesNotWaitForEver(t *testing.T) {
	t.Parallel()
	quick := events
	quick.settle, quick.atMost = 100*time.Millisecond, 300*time.Millisecond
	dir, loads, _ := watched(t, func(string) {}, quick)
	before := loads.Load()
	for range 50 {
		put(t, filepath.Join(dir, "a.yaml"), "x")
		time.Sleep(20 * time.Millisecond)
	}
	if loads.Load() == before {
		t.Error("no reload while the file was being written")
	}
}

// TestWatchSeesAConfigMapSwap does what the kubelet does: a new folder, a new link, one rename.
func TestWatchSeesAConfigMapSwap(t *testing.T) {
	t.Parallel()
	generation := func(dir, name, text string) {
		must(t, os.Mkdir(filepath.Join(dir, name), 0o700))
		put(t, filepath.Join(dir, name, "main.yaml"), text)
		must(t, os.Symlink(name, filepath.Join(dir, "..data_tmp")))
		must(t, os.Rename(filepath.Join(dir, "..data_tmp"), filepath.Join(dir, "..data")))
	}
	prepare := func(dir string) {
		generation(dir, "..2026_1", "one")
		must(t, os.Symlink(filepath.Join("..data", "main.yaml"), filepath.Join(dir, "main.yaml")))
	}
	for name, quick := range map[string]pace{"by events": events, "by polling": polls} {
		t.Run(name, func(t *testing.T) {
			dir, loads, _ := watched(t, prepare, quick)
			waitFor(t, loads, 1, func() { generation(dir, "..2026_2", "two") })
			waitFor(t, loads, 1, func() {
				generation(dir, "..2026_3", "three")
				must(t, os.RemoveAll(filepath.Join(dir, "..2026_1")))
			})
		})
	}
}

func TestPollSeesWhatEventsMiss(t *testing.T) {
	t.Parallel()
	dir, loads, r := watched(t, func(dir string) { put(t, filepath.Join(dir, "a.yaml"), "1") }, polls)
	waitFor(t, loads, 1, func() { put(t, filepath.Join(dir, "a.yaml"), "2") })
	waitFor(t, loads, 0, func() { put(t, filepath.Join(dir, "a.txt"), "2") })
	r.breakLoad("bad") // a bad save is tried once, not with every poll
	waitFor(t, loads, 1, func() { put(t, filepath.Join(dir, "a.yaml"), "3") })
	waitFor(t, loads, 1, func() { must(t, os.Remove(filepath.Join(dir, "a.yaml"))) })
}

// A directory that is itself a link is followed.
func TestWatchFollowsALink(t *testing.T) {
	t.Parallel()
	real := t.TempDir()
	link := filepath.Join(t.TempDir(), "flows")
	must(t, os.Symlink(real, link))
	before := treeHash(link)
	put(t, filepath.Join(real, "a.yaml"), "1")
	if treeHash(link) == before {
		t.Error("the tree behind a link is not looked at")
	}
}

// sweepStore notes what it was told to keep.
type sweepStore struct {
	store.Store
	kept chan []string
}

func (s sweepStore) Sweep(ctx context.Context, now time.Time, keep []string) (store.Swept, error) {
	select {
	case s.kept <- keep:
	default:
	}
	return s.Store.Sweep(ctx, now, keep)
}

func TestRunSweeps(t *testing.T) {
	c := &clock{t: begun}
	s := sweepStore{memory.New(memory.Options{Now: c.now}), make(chan []string, 8)}
	r := newRig(t, withStore(s), withClock(c))
	r.host.pace.sweep = 10 * time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.host.Run(ctx) }()
	for range 3 {
		if kept := <-s.kept; len(kept) != 2 {
			t.Errorf("told to keep %v, want the two versions in use", kept)
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if got := r.host.Stats().SweepsFailed; got != 0 {
		t.Errorf("%d sweeps failed", got)
	}
}
