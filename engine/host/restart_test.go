package host

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/store"
	"github.com/texmlflow/texmlflow/engine/store/memory"
	"github.com/texmlflow/texmlflow/engine/store/sqlite"
)

// A call goes on after a restart, on the version that it began on, though the files have changed and its URLs were signed
// by the process before.
func TestRestartContinuesCalls(t *testing.T) {
	path := filepath.Join(t.TempDir(), "calls.db")
	c := &clock{t: begun}
	start := func(sources ...string) (*rig, *sqlite.Store) {
		s, err := sqlite.Open(context.Background(), path, sqlite.Options{Now: c.now})
		if err != nil {
			t.Fatal(err)
		}
		return newRig(t, withStore(s), withClock(c), withSources(sources...)), s
	}
	stop := func(r *rig, s *sqlite.Store) {
		r.close()
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	r, s := start("menu clinic the old words", "menu gone this flow goes away")
	one := r.post("/texml/clinic", form("a"))
	two := r.post(one.action, form("a", "Digits", "1"))
	gone := r.post("/texml/gone", form("b"))
	stop(r, s)

	r, s = start("menu clinic the new words")
	if again := r.post(one.action, form("a", "Digits", "1")); again.raw != two.raw {
		t.Error("a repeated callback: other bytes than before the restart")
	}
	if d := r.post(two.action, form("a", "Digits", "1")); !d.hears("the old words") {
		t.Errorf("the call's next answer: %s", d.raw)
	}
	if d := r.post(gone.action, form("b", "Digits", "1")); !d.hears("sales") {
		t.Errorf("a call of a flow that is gone: %s", d.raw)
	}
	if d := r.post("/texml/clinic", form("n")); !d.hears("the new words") {
		t.Errorf("a new call: %s", d.raw)
	}
	r.post("/events/status", status("a", "completed", "3"))
	if list := r.journal("a"); len(list) != 4 || list[2].Version != versionOf("menu clinic the old words") {
		t.Errorf("journal: %+v", list)
	}
	stop(r, s)
}

func TestReloadKeepsCallsOnTheirVersion(t *testing.T) {
	r := newRig(t)
	old := r.post("/texml/clinic", form("old"))
	r.set("menu clinic quite other words")
	if got, err := r.host.Reload(t.Context()); err != nil || !got.Changed {
		t.Fatalf("reload: %+v, %v", got, err)
	}
	two := r.post(old.action, form("old", "Digits", "1"))
	if d := r.post(two.action, form("old", "Digits", "1")); !d.hears("welcome to the clinic") {
		t.Errorf("the call in progress: %s", d.raw)
	}
	if d := r.post("/texml/clinic", form("new")); !d.hears("quite other words") {
		t.Errorf("a new call: %s", d.raw)
	}
	// The flow that the call began in is not there any more: its entry is, as long as the call is.
	r.set("menu other alone")
	if _, err := r.host.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	if d := r.post("/texml/clinic", form("old")); !d.hears("welcome to the clinic") {
		t.Errorf("a redelivered entry: %s", d.raw)
	}
	if got := r.do(http.MethodPost, "/texml/clinic", form("newest")); got.status != http.StatusNotFound {
		t.Errorf("a new call: status %d, want 404", got.status)
	}
}

// countingStore counts the writes of sources.
type countingStore struct {
	store.Store
	puts atomic.Int64
}

func (s *countingStore) PutSources(ctx context.Context, version string, source []byte) error {
	s.puts.Add(1)
	return s.Store.PutSources(ctx, version, source)
}

func TestSourcesAreStoredOnceInAWhile(t *testing.T) {
	c := &clock{t: begun}
	s := &countingStore{Store: memory.New(memory.Options{Now: c.now})}
	r := newRig(t, withStore(s), withClock(c))
	for i := range 20 {
		r.post("/texml/clinic", form(fmt.Sprint("c", i)))
	}
	if n := s.puts.Load(); n != 1 {
		t.Errorf("%d writes, want 1", n)
	}
	c.add(putAgain)
	r.post("/texml/clinic", form("d"))
	r.post("/texml/other", form("e"))
	if n := s.puts.Load(); n != 3 {
		t.Errorf("%d writes, want 3", n)
	}
}

// TestReloadIsAllOrNothing is guarantee G7 as far as the host goes: bad sets change nothing, good ones everything, and no
// call mixes versions, all under load.
func TestReloadIsAllOrNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, withSources("menu clinic version 0", "menu other version 0"))
	r.host.pace.store = 10 * time.Second // what is measured here is not the speed of this machine
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var group sync.WaitGroup
	var calls atomic.Int64
	for worker := range 4 {
		group.Go(func() {
			for ctx.Err() == nil {
				call := fmt.Sprintf("c%d-%d", worker, calls.Add(1))
				if err := oneCall(r, call); err != nil {
					t.Errorf("%v\n%s", err, r.log.tail("ERROR"))
					return
				}
			}
		})
	}
	for i := range 40 {
		hash := r.health().Hash
		if i%2 == 0 {
			r.breakLoad("flow.yaml:1:1: error: broken")
			if _, err := r.host.Reload(ctx); err == nil || r.health().Hash != hash {
				t.Errorf("reload %d: a bad set was taken (%v)", i, err)
			}
			continue
		}
		r.set(fmt.Sprintf("menu clinic version %d", i), fmt.Sprintf("menu other version %d", i))
		if got, err := r.host.Reload(ctx); err != nil || !got.Changed || r.health().Hash == hash {
			t.Errorf("reload %d: %+v, %v", i, got, err)
		}
		time.Sleep(5 * time.Millisecond)
	}
	cancel()
	group.Wait()
	if s := r.host.Stats(); s.ReloadsFailed != 20 || s.ReloadsOK != 21 {
		t.Errorf("%d reloads failed, %d did not", s.ReloadsFailed, s.ReloadsOK)
	}
}

// oneCall goes from the start to sales and back, and to the other flow's start: where words are heard again, they are of
// the version at the beginning.
func oneCall(r *rig, call string) error {
	post := func(target, body string) (doc, error) {
		got, err := r.try(http.MethodPost, target, body)
		if err != nil || got.status != http.StatusOK {
			return doc{}, fmt.Errorf("%s: status %d (%v)", target, got.status, err)
		}
		return parse(r.tb, got.body), nil
	}
	first, err := post("/texml/clinic", form(call))
	if err != nil {
		return err
	}
	second, err := post(first.action, form(call, "Digits", "1"))
	if err != nil {
		return err
	}
	third, err := post(second.action, form(call, "Digits", "1"))
	if err != nil {
		return err
	}
	if a, b := strings.Join(first.said, ""), strings.Join(third.said, ""); a != b {
		return fmt.Errorf("call %s mixes versions: %q and %q", call, a, b)
	}
	return nil
}

func TestReloadRefusals(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Snapshot)
		want   string
	}{
		{"a setting that wants a restart", func(s *Snapshot) { s.Fixed = map[string]string{"listen": "changed-secret", "store": "b"} }, "listen: changes only by a restart"},
		{"a setting that is new", func(s *Snapshot) { s.Fixed = map[string]string{"listen": "a", "store": "b", "token_keys": "c"} }, "token_keys: changes only by a restart"},
		{"settings that are gone", func(s *Snapshot) { s.Fixed = nil }, "listen, store: changes only by a restart"},
		{"no flow", func(s *Snapshot) { s.Machines = nil }, "no flow"},
		{"no hash", func(s *Snapshot) { s.Hash = "" }, ""},
		{"a flow without sources", func(s *Snapshot) { s.Sources = nil }, "sources of its version are missing"},
		{"a flow with a bad name", func(s *Snapshot) {
			m := build(t, "menu a/b words")
			s.Machines["a/b"], s.Sources[m.Version] = m, []byte("x")
		}, `flow "a/b"`},
		{"a machine under another name", func(s *Snapshot) { s.Machines["clinic"] = s.Machines["other"] }, "another flow"},
		{"a number without a flow", func(s *Snapshot) { s.Numbers = map[string]string{called: "nosuch"} }, `number …67: there is no flow "nosuch"`},
		{"a default without a flow", func(s *Snapshot) { s.Default = "nosuch" }, `there is no flow "nosuch"`},
		{"no verifier", func(s *Snapshot) { s.Verifier = nil }, "no public key"},
		{"accept_get without a secret", func(s *Snapshot) { s.AcceptGET = true }, "entry_secret"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.want == "" { // newRig gives every set a hash; here it must be missed
				if _, err := newLive(&Snapshot{}, true); err == nil || !strings.Contains(err.Error(), "no hash") {
					t.Errorf("error %v", err)
				}
				return
			}
			r := newRig(t)
			r.mu.Lock()
			r.change = func(s *Snapshot) { s.Hash = "new"; c.change(s) }
			r.mu.Unlock()
			_, err := r.host.Reload(t.Context())
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("error %v, want %q", err, c.want)
			}
			if strings.Contains(err.Error(), "changed-secret") {
				t.Error("the error shows a value")
			}
			r.post("/texml/clinic", form("c"))
			r.wantAt("c", "clinic/main", 1)
		})
	}
}

func TestReloadOfTheSameSetDoesNothing(t *testing.T) {
	r := newRig(t)
	before := r.host.library.current.Load()
	if got, err := r.host.Reload(t.Context()); err != nil || got.Changed {
		t.Errorf("reload: %+v, %v", got, err)
	}
	if r.host.library.current.Load() != before {
		t.Error("the snapshot was swapped")
	}
}

func TestReloadThatPanicsOrIsCalledOff(t *testing.T) {
	r := newRig(t)
	r.host.options.Load = func(context.Context) (*Snapshot, error) { panic("loader") }
	if _, err := r.host.Reload(t.Context()); err == nil {
		t.Error("a panic was no error")
	}
	ctx, cancel := context.WithCancel(t.Context())
	r.host.options.Load = func(ctx context.Context) (*Snapshot, error) { cancel(); return nil, ctx.Err() }
	if _, err := r.host.Reload(ctx); err == nil {
		t.Error("called off, and no error")
	}
	if got := r.host.Stats().ReloadsFailed; got != 1 {
		t.Errorf("%d failed reloads, want the panic alone", got)
	}
}

func TestNewRefuses(t *testing.T) {
	good := func() Options {
		return Options{
			Log: slog.New(slog.DiscardHandler), Store: memory.New(memory.Options{}), PublicURL: publicURL, Insecure: true,
			Load: func(context.Context) (*Snapshot, error) {
				return (&rig{tb: t, sources: []string{"menu clinic x"}}).snapshot(), nil
			},
			Compile: func(string, []byte) (*engine.Machine, error) { return nil, nil },
		}
	}
	if _, err := New(t.Context(), good()); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Options){
		"no store":          func(o *Options) { o.Store = nil },
		"no Load":           func(o *Options) { o.Load = nil },
		"no Compile":        func(o *Options) { o.Compile = nil },
		"a short token key": func(o *Options) { o.TokenKeys = [][]byte{key(1), []byte("short")} },
		"no public URL":     func(o *Options) { o.PublicURL = "" },
		"a relative URL":    func(o *Options) { o.PublicURL = "/texml" },
		"another scheme":    func(o *Options) { o.PublicURL = "ftp://ivr.example.com" },
		"a query":           func(o *Options) { o.PublicURL = publicURL + "?a=b" },
		"a fragment":        func(o *Options) { o.PublicURL = publicURL + "#a" },
		"a user":            func(o *Options) { o.PublicURL = "https://u:hunter2@ivr.example.com" },
		"a negative number": func(o *Options) { o.MaxConcurrent = -1 },
		"an unloadable set": func(o *Options) {
			o.Load = func(context.Context) (*Snapshot, error) { return &Snapshot{}, nil }
		},
	} {
		o := good()
		change(&o)
		if _, err := New(t.Context(), o); err == nil {
			t.Errorf("%s: no error", name)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error shows a password", name)
		}
	}
}

func TestMachinesOfEarlierVersions(t *testing.T) {
	r := newRig(t)
	old := r.post("/texml/clinic", form("c"))
	for i := range keepMachines + 3 {
		r.set(fmt.Sprintf("menu clinic version %d", i))
		if _, err := r.host.Reload(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	l := r.host.library
	if len(l.older) != keepMachines || l.older[versionOf("menu clinic welcome to the clinic")] != nil {
		t.Errorf("%d machines kept", len(l.older))
	}
	var compiled atomic.Int64
	l.compile = func(_ string, sources []byte) (*engine.Machine, error) {
		compiled.Add(1)
		time.Sleep(10 * time.Millisecond)
		return build(t, string(sources)), nil
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if _, err := l.machine(t.Context(), versionOf("menu clinic welcome to the clinic")); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if n := compiled.Load(); n != 1 {
		t.Errorf("compiled %d times, want once", n)
	}
	r.post(old.action, form("c", "Digits", "1"))
	r.wantAt("c", "clinic/sales", 2)
}
