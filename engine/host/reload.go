package host

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// Reloaded is what a reload has led to.
type Reloaded struct {
	Changed bool              `json:"changed"` // false: what is loaded is what was read
	Hash    string            `json:"hash"`
	Flows   map[string]string `json:"flows"` // version by name
	Took    time.Duration     `json:"-"`
}

// reloader lets one reload run at a time and remembers how the last one ended.
type reloader struct {
	running chan struct{} // a channel, so that who waits can be called off

	mu     sync.Mutex
	at     time.Time // of the last attempt
	failed string    // why it failed; "": it did not
}

func newReloader() *reloader { return &reloader{running: make(chan struct{}, 1)} }

// last returns when the last reload was tried and why it failed.
func (r *reloader) last() (at time.Time, failed string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.at, r.failed
}

func (r *reloader) ended(at time.Time, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at, r.failed = at, ""
	if err != nil {
		r.failed = err.Error()
	}
}

// Reload reads everything anew and swaps it in, or changes nothing and says why. Reloads run one after the other, whoever
// asks for them: the operator's signal, the admin listener, a changed file. Nothing that may fail happens after the swap.
// The error is for people: the findings of Load.
func (h *Host) Reload(ctx context.Context) (Reloaded, error) {
	return h.reloadIf(ctx, func([]string) error { return nil })
}

// reloadIf is a reload that mayLose can put off: it is given the entry flows that are served and would be no more, and an
// error of it changes nothing and is no failure.
func (h *Host) reloadIf(ctx context.Context, mayLose func(gone []string) error) (Reloaded, error) {
	select {
	case h.reload.running <- struct{}{}:
	case <-ctx.Done():
		return Reloaded{}, fmt.Errorf("reload: %w", ctx.Err())
	}
	begun := h.now()
	last := h.library.current.Load()
	next, finished, err := h.loadWithin(ctx, last)
	if !finished {
		return Reloaded{}, fmt.Errorf("reload: %w", ctx.Err()) // the next one runs when this one has come back
	}
	defer func() { <-h.reload.running }()
	if err != nil && ctx.Err() != nil {
		return Reloaded{}, fmt.Errorf("reload: %w", ctx.Err()) // called off, not failed
	}
	var gone []string
	if err == nil && last != nil {
		gone = lost(last.Snapshot, next.Snapshot)
		if wait := mayLose(gone); wait != nil {
			return Reloaded{}, wait
		}
	}
	h.reload.ended(begun, err)
	if err != nil {
		h.stats.reloadsFailed.Add(1)
		h.log.Error("reload", "outcome", "failed", "reason", err.Error())
		return Reloaded{}, err
	}
	h.stats.reloadsOK.Add(1)
	done := Reloaded{Changed: last == nil || last.Hash != next.Hash, Hash: next.Hash, Flows: map[string]string{}}
	for name, m := range next.Machines {
		done.Flows[name] = m.Version
	}
	if done.Changed {
		h.storeAudio(ctx, next)
		h.library.swap(next)
		h.sayRisks(next)
	}
	for _, name := range gone {
		h.log.Warn("flow gone", "flow", name, "reason", "no new call begins on it; calls in progress go on")
	}
	done.Took = h.now().Sub(begun)
	h.log.Info("reload", "outcome", outcomeOf(done), "hash", done.Hash,
		"flows", strings.Join(slices.Sorted(maps.Keys(done.Flows)), " "), "took", done.Took)
	return done, nil
}

// storeAudio stores the recordings of a snapshot before a caller waits for it. What cannot be stored now is stored when a
// call begins.
func (h *Host) storeAudio(ctx context.Context, next *live) {
	ctx, cancel := context.WithTimeout(ctx, audioTime)
	defer cancel()
	for _, version := range slices.Sorted(maps.Keys(next.byVersion)) {
		if len(next.byVersion[version].Audio) == 0 {
			continue
		}
		if err := h.library.keepSources(ctx, next, version); err != nil {
			h.log.Warn("reload", "outcome", "recordings not stored yet", "err", err.Error())
			return
		}
	}
}

// loadGrace is how long a load that was called off may take to notice.
const loadGrace = 500 * time.Millisecond

// loadWithin loads a snapshot and does not wait for ever: a file system that hangs must not hold up the process's end.
// Unless it reports that it has finished, it frees the place of the running reload itself, when the load comes back.
func (h *Host) loadWithin(ctx context.Context, last *live) (next *live, finished bool, err error) {
	type loaded struct {
		next *live
		err  error
	}
	back := make(chan loaded, 1)
	go func() {
		next, err := h.loadLive(ctx, last)
		back <- loaded{next, err}
	}()
	var calledOff <-chan time.Time
	for ended := ctx.Done(); ; {
		select {
		case l := <-back:
			return l.next, true, l.err
		case <-ended:
			ended, calledOff = nil, time.After(loadGrace)
		case <-calledOff:
			go func() {
				<-back
				<-h.reload.running
			}()
			return nil, false, nil
		}
	}
}

// lost names the entry flows of a snapshot that the next one has no more.
func lost(last, next *Snapshot) []string {
	var names []string
	for name := range last.Machines {
		if next.Machines[name] == nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// sayRisks says aloud what a configuration gives up.
func (h *Host) sayRisks(l *live) {
	if l.Verifier == nil {
		h.log.Warn("verification is off", "reason", "anybody who reaches the listener can move calls")
	}
	if l.AcceptGET {
		h.log.Warn("accept_get is on", "reason",
			"nothing of a GET is signed: who learns the entry secret or a call's URL can speak for the carrier, and both stand in the logs of every proxy on the way")
	}
}

func outcomeOf(r Reloaded) string {
	if r.Changed {
		return "loaded"
	}
	return "unchanged"
}

// loadLive loads a snapshot and checks it, against the current one too.
func (h *Host) loadLive(ctx context.Context, last *live) (next *live, err error) {
	defer func() {
		if p := recover(); p != nil {
			h.crashed(p, result{})
			next, err = nil, errors.New("loading panicked; see the log")
		}
	}()
	s, err := h.options.Load(ctx)
	if err != nil {
		return nil, err
	}
	if next, err = newLive(s, h.options.Insecure); err != nil {
		return nil, err
	}
	for _, m := range s.Machines {
		m.Prepare()
	}
	if last != nil {
		if names := restartOnly(last.Snapshot, s); len(names) > 0 {
			return nil, fmt.Errorf("%s: changes only by a restart", strings.Join(names, ", "))
		}
	}
	return next, nil
}
