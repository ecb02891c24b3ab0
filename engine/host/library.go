package host

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/store"
)

const (
	// keepMachines is how many machines of earlier versions stay compiled.
	keepMachines = 64

	// putAgain is when the sources of a version are stored once more, well within store.SourcesGrace.
	putAgain = store.SourcesGrace / 2

	// failedAgain is how long a version that did not compile is not tried again.
	failedAgain = 10 * time.Second
)

// errNoMachine says that the machine of a version cannot be had: its sources are missing or do not compile.
var errNoMachine = errors.New("no machine of this version")

// library holds the machines: those of the current snapshot, and those of earlier versions that calls in progress are
// pinned to, compiled on demand from the store.
type library struct {
	store   store.Store
	compile func(version string, sources []byte) (*engine.Machine, error)
	now     func() time.Time
	current atomic.Pointer[live]

	mu     sync.Mutex
	older  map[string]*olderMachine
	uses   int64
	stored map[string]time.Time // when the sources of a version were stored last

	olderAudio *olderAudio
}

// olderMachine is a machine that is there or being made. Its fields but used are settled when ready is closed.
type olderMachine struct {
	ready   chan struct{}
	used    int64 // guarded by library.mu
	machine *engine.Machine
	err     error
	until   time.Time // when a failure is forgotten
}

func newLibrary(s store.Store, compile func(string, []byte) (*engine.Machine, error), now func() time.Time) *library {
	return &library{
		store: s, compile: compile, now: now,
		older: map[string]*olderMachine{}, stored: map[string]time.Time{}, olderAudio: newOlderAudio(),
	}
}

// swap makes next the current snapshot. The machines and recordings of the last one stay at hand for its calls; they are
// put there first, so that there is no moment in which one is in neither place.
func (l *library) swap(next *live) {
	if last := l.current.Load(); last != nil {
		l.mu.Lock()
		for version, m := range last.byVersion {
			if next.byVersion[version] == nil {
				l.add(version, &olderMachine{ready: closed, machine: m})
			}
		}
		l.mu.Unlock()
		for file, recording := range last.Audio {
			if next.Audio[file] == nil {
				l.olderAudio.add(file, recording)
			}
		}
	}
	l.current.Store(next)
}

var closed = func() chan struct{} { c := make(chan struct{}); close(c); return c }()

// machine returns the machine of a version. The error is errNoMachine, or the store's.
func (l *library) machine(ctx context.Context, version string) (*engine.Machine, error) {
	if m := l.current.Load().byVersion[version]; m != nil {
		return m, nil
	}
	l.mu.Lock()
	entry, ok := l.older[version]
	if ok && entry.failed(l.now()) {
		ok = false
	}
	if !ok {
		entry = &olderMachine{ready: make(chan struct{})}
		l.add(version, entry)
	}
	l.uses++
	entry.used = l.uses
	l.mu.Unlock()
	if !ok {
		l.build(ctx, version, entry)
	}
	select {
	case <-entry.ready:
		return entry.machine, entry.err
	case <-ctx.Done():
		return nil, store.Interrupted(ctx, "sources")
	}
}

// failed reports whether a version was tried in vain and may be tried again.
func (o *olderMachine) failed(now time.Time) bool {
	select {
	case <-o.ready:
		return o.err != nil && !now.Before(o.until)
	default:
		return false
	}
}

// add keeps a machine and drops the one that was used longest ago. The caller holds mu.
func (l *library) add(version string, entry *olderMachine) {
	l.uses++
	entry.used = l.uses
	l.older[version] = entry
	if len(l.older) <= keepMachines {
		return
	}
	oldest := version
	for v, o := range l.older {
		if o.used < l.older[oldest].used {
			oldest = v
		}
	}
	delete(l.older, oldest)
}

// build compiles a version from the store.
func (l *library) build(ctx context.Context, version string, entry *olderMachine) {
	defer close(entry.ready)
	sources, err := l.store.Sources(ctx, version)
	switch {
	case errors.Is(err, store.ErrNotFound):
		entry.err = fmt.Errorf("%w: its sources are not in the store", errNoMachine)
	case err != nil:
		entry.err = err // tried again with the next request
	default:
		entry.machine, entry.err = compileSafely(l.compile, version, sources)
		entry.until = l.now().Add(failedAgain)
	}
}

// compileSafely turns a panic of the compiler into an error: what was compiled before may still surprise it.
func compileSafely(compile func(string, []byte) (*engine.Machine, error), version string, sources []byte) (m *engine.Machine, err error) {
	defer func() {
		if p := recover(); p != nil {
			m, err = nil, fmt.Errorf("%w: compiling it panicked: %v", errNoMachine, p)
		}
	}()
	m, err = compile(version, sources)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", errNoMachine, err)
	case m == nil || m.Version != version || m.Entry() == nil:
		return nil, fmt.Errorf("%w: its sources make another machine", errNoMachine)
	}
	m.Prepare()
	return m, nil
}

// keepSources sees to it that the sources of a version are in the store before a call begins on it, and then its
// recordings, which live as long. It writes once in a while, not once a call.
func (l *library) keepSources(ctx context.Context, current *live, version string) error {
	sources, ok := current.Sources[version]
	if !ok {
		return nil // a version of an earlier snapshot, whose sources were stored then
	}
	now := l.now()
	l.mu.Lock()
	last, known := l.stored[version]
	l.mu.Unlock()
	if known && now.Sub(last) < putAgain {
		return nil
	}
	if err := l.store.PutSources(ctx, version, sources); err != nil {
		return err
	}
	for _, file := range current.byVersion[version].Audio {
		if err := l.store.PutAudio(ctx, version, file, current.Audio[file]); err != nil {
			return err
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stored[version] = now
	for v := range l.stored {
		if current.byVersion[v] == nil {
			delete(l.stored, v)
		}
	}
	return nil
}
