package host

import (
	"context"
	"os"
	"path/filepath"
	"strings"
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
	events = pace{store: time.Second, settle: 80 * time.Millisecond, atMost: 400 * time.Millisecond, poll: time.Hour, sweep: time.Hour, due: time.Hour, sweepTime: time.Second}
	polls  = pace{store: time.Second, settle: time.Hour, atMost: time.Hour, poll: 20 * time.Millisecond, sweep: time.Hour, due: time.Hour, sweepTime: time.Second}
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
	waitFor(t, loads, 1, func() { put(t, filepath.Join(dir, "welcome.mp3"), "a sound") })
	waitFor(t, loads, 1, func() { put(t, filepath.Join(dir, "welcome.mp3"), "another sound") })
	waitFor(t, loads, 1, func() { must(t, os.Remove(filepath.Join(dir, "welcome.mp3"))) })
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
	r.set("menu clinic mended", "menu other welcome to the other")
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
	waitFor(t, loads, 1, func() { put(t, filepath.Join(dir, "TONE.WAV"), "a sound") })
	waitFor(t, loads, 1, func() { put(t, filepath.Join(dir, "TONE.WAV"), "a SOUND") }) // of the same length
	waitFor(t, loads, 1, func() { must(t, os.Remove(filepath.Join(dir, "TONE.WAV"))) })
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

// Whatever a load waits for, the end of the process does not wait for it.
func TestRunEndsWhileALoadHangs(t *testing.T) {
	dir := t.TempDir()
	loading, let := make(chan struct{}), make(chan struct{})
	var hangs atomic.Bool
	r := newRig(t, withOptions(func(o *Options) {
		o.WatchDir = dir
		inner := o.Load
		o.Load = func(ctx context.Context) (*Snapshot, error) {
			if hangs.CompareAndSwap(true, false) {
				close(loading)
				<-let
			}
			return inner(ctx)
		}
	}))
	r.host.pace = events
	hangs.Store(true)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.host.Run(ctx) }()
	time.Sleep(50 * time.Millisecond)
	put(t, filepath.Join(dir, "a.yaml"), "1")
	<-loading
	cancel()
	select {
	case err := <-done:
		must(t, err)
	case <-time.After(5 * time.Second):
		t.Error("Run waits for the load")
	}
	short, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	if _, err := r.host.Reload(short); err == nil {
		t.Error("a second load runs beside the one that hangs")
	}
	close(let)
	if _, err := r.host.Reload(t.Context()); err != nil { // and runs when that has come back
		t.Error(err)
	}
}

// A flow that the watcher misses is looked for once more with the next poll, before its callers are turned away.
func TestWatcherLooksTwiceForAMissingFlow(t *testing.T) {
	t.Parallel()
	quick := events
	quick.poll = 600 * time.Millisecond
	dir, loads, r := watched(t, func(dir string) { put(t, filepath.Join(dir, "a.yaml"), "1") }, quick)
	served := func(flow string) bool { return r.host.library.current.Load().Machines[flow] != nil }
	until := func(what string, ok func() bool) {
		t.Helper()
		for deadline := time.Now().Add(5 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%s: not within five seconds", what)
			}
		}
	}
	all := []string{"menu clinic welcome to the clinic", "menu other welcome to the other"}
	file := filepath.Join(dir, "a.yaml")

	// Absent for a moment: nobody notices.
	before := loads.Load()
	r.set(all[0])
	put(t, file, "2")
	until("the first look", func() bool { return loads.Load() > before })
	time.Sleep(20 * time.Millisecond)
	if !served("other") {
		t.Fatal("a flow that was missing once is gone")
	}
	r.set(all...)
	before = loads.Load()
	until("the second look", func() bool { return loads.Load() > before })
	time.Sleep(2 * quick.poll)
	if !served("other") || strings.Contains(r.log.String(), "flow gone") {
		t.Fatal("a flow that is there again is gone")
	}
	if !strings.Contains(r.log.tail("put off"), `"flows":"other"`) {
		t.Error("the log does not say what is missing")
	}

	// Absent in a later look too: it is gone, and the log says so. Another save in between is no later look.
	changed := time.Now()
	r.set("menu clinic the new words")
	put(t, file, "3")
	time.Sleep(quick.settle + 50*time.Millisecond)
	put(t, file, "4")
	until("the change", func() bool { return !served("other") })
	if waited := time.Since(changed); waited < quick.poll/2 {
		t.Errorf("gone after %s, want a later look", waited)
	}
	until("the warning", func() bool {
		return strings.Contains(r.log.String(), `"level":"WARN","msg":"flow gone","flow":"other"`)
	})
	if d := r.post("/texml/clinic", form("c")); !d.hears("the new words") {
		t.Errorf("answer: %s", d.raw)
	}
}

// Only a poll, and not one right behind the first look, settles that a flow is gone; each flow has its own first look.
func TestWhichLookSettlesThatAFlowIsGone(t *testing.T) {
	r := newRig(t, withSources("menu clinic hello", "menu other hello", "menu third hello"))
	w := &watcher{host: r.host, root: t.TempDir()}
	look := func(what string, poll bool, since time.Duration, flows int) {
		t.Helper()
		w.since = w.since.Add(-since)
		w.reload(t.Context(), poll)
		if got := len(r.host.library.current.Load().Machines); got != flows {
			t.Errorf("%s: %d flows are served, want %d", what, got, flows)
		}
	}
	late := r.host.pace.poll
	r.set("menu clinic hello", "menu other hello")
	look("first look", true, 0, 3)
	look("a save", false, late, 3)
	look("a poll", true, 0, 2)
	r.set("menu clinic hello")
	look("first look for the next", false, 0, 2)
	look("a poll right behind", true, 0, 2)
	r.set("menu other hello")
	look("another is missing", true, late, 2)
	look("a poll right behind that", true, 0, 2)
	r.breakLoad("bad")
	look("a set that cannot be loaded", true, late, 2)
	r.set("menu other hello")
	look("a first look again", true, late, 2)
	look("a poll after that", true, late, 1)
}

// Who asks for a reload means it.
func TestAskedReloadTakesAMissingFlowAtOnce(t *testing.T) {
	r := newRig(t)
	r.set("menu clinic welcome to the clinic")
	done, err := r.host.Reload(t.Context())
	if err != nil || !done.Changed || len(done.Flows) != 1 {
		t.Errorf("%+v, %v", done, err)
	}
	if !strings.Contains(r.log.String(), `"level":"WARN","msg":"flow gone","flow":"other"`) {
		t.Error("the log does not say which flow is gone")
	}
}
