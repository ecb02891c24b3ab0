package host

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/texmlflow/texmlflow/engine"
)

// pace is how patient the host is, and how often it does what it does by itself.
type pace struct {
	store     time.Duration // for the call's lock and the store, so that a 503 leaves within a second
	fetch     time.Duration // for all requests of one turn
	look      time.Duration // between two looks at a turn that somebody else has claimed
	due       time.Duration // between two looks for ended calls
	end       time.Duration // for all requests of one ended call
	recording time.Duration // that an ended call waits for its recording
	settle    time.Duration // from the last event of a change to the reload
	atMost    time.Duration // from the first event to the reload
	poll      time.Duration // between two looks at the files
	sweep     time.Duration // between two sweeps of the store
	sweepTime time.Duration // for one sweep
}

var defaultPace = pace{
	store: 900 * time.Millisecond,
	fetch: engine.MaxFetchTime, look: 25 * time.Millisecond,
	due: time.Second, end: 2 * engine.MaxFetchTime, recording: 20 * time.Second,
	settle: 200 * time.Millisecond, atMost: 2 * time.Second, poll: 5 * time.Second,
	sweep: 5 * time.Minute, sweepTime: time.Minute,
}

// Run watches the directory, makes the requests of ended calls and sweeps the store until ctx ends. The handlers serve with and without it. It returns nil
// when ctx has ended and all that it began is over.
func (h *Host) Run(ctx context.Context) error {
	var group sync.WaitGroup
	defer group.Wait()
	if h.options.WatchDir != "" {
		group.Go(func() { h.watch(ctx) })
	}
	group.Go(func() { h.reportEnds(ctx) })
	h.sweepOnce(ctx)
	tick := time.NewTicker(h.pace.sweep)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			h.sweepOnce(ctx)
		}
	}
}

// sweepOnce removes what is over from the store, and tells it which versions new calls begin on.
func (h *Host) sweepOnce(ctx context.Context) {
	bounded, cancel := context.WithTimeout(ctx, h.pace.sweepTime)
	defer cancel()
	versions := slices.Sorted(maps.Keys(h.library.current.Load().byVersion))
	swept, err := h.options.Store.Sweep(bounded, h.now(), versions)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		h.stats.sweepsFailed.Add(1)
		h.log.Warn("sweep", "outcome", "failed", "err", err.Error())
	default:
		h.log.Debug("sweep", "outcome", "done", "records", swept.Records, "entries", swept.Entries, "sources", swept.Sources,
			"audio", swept.Audio)
	}
}
