package host

import (
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"github.com/texmlflow/texmlflow/engine"
)

// Stats is what a host has counted since it was made. Every label comes from a closed set.
type Stats struct {
	Requests map[string]int64 `json:"requests"` // by class
	Verify   map[string]int64 `json:"verify"`   // failed verifications, by reason
	Keys     map[string]int64 `json:"keys"`     // verified requests, by the key's fingerprint

	Fetches map[string]int64 `json:"fetches"` // requests of flows, by what became of them

	ReloadsOK     int64 `json:"reloads_ok"`
	ReloadsFailed int64 `json:"reloads_failed"`
	SweepsFailed  int64 `json:"sweeps_failed"`
	Panics        int64 `json:"panics"`

	// SkewSeconds is the carrier's clock less ours; the smallest in amount of the last callbacks, so that one late or
	// replayed request is no alarm. SkewKnown is false before the first callback.
	SkewSeconds int64 `json:"skew_seconds"`
	SkewKnown   bool  `json:"skew_known"`
}

// The skew at which a clock deserves a look, and at which callbacks are about to be refused.
const (
	skewWarning = 30 * time.Second
	skewRed     = 240 * time.Second
)

// counters are the host's own counts.
type counters struct {
	requests                                       [classes]atomic.Int64
	reloadsOK, reloadsFailed, sweepsFailed, panics atomic.Int64

	mu      sync.Mutex
	verify  map[string]int64
	keys    map[string]int64
	fetches map[string]int64
	skews   [16]skewSample
	next    int
}

type skewSample struct {
	at   time.Time // zero: none
	skew time.Duration
}

// skewAge is how long a sample of the clocks' difference counts.
const skewAge = 10 * time.Minute

func newCounters() *counters {
	return &counters{verify: map[string]int64{}, keys: map[string]int64{}, fetches: map[string]int64{}}
}

func (c *counters) request(cl class) { c.requests[cl].Add(1) }

func (c *counters) refused(reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.verify[reason]++
}

// fetched counts a request of a flow.
func (c *counters) fetched(f engine.FetchFailure) {
	word := string(f)
	if f == engine.FetchAnswered {
		word = "answered"
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fetches[word]++
}

// verified counts the key that fitted and notes the clocks' difference.
func (c *counters) verified(keyID string, now time.Time, skew time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keys[keyID]++
	c.skews[c.next%len(c.skews)] = skewSample{now, skew}
	c.next++
}

func (c *counters) read(now time.Time) Stats {
	s := Stats{
		Requests: map[string]int64{}, ReloadsOK: c.reloadsOK.Load(), ReloadsFailed: c.reloadsFailed.Load(),
		SweepsFailed: c.sweepsFailed.Load(), Panics: c.panics.Load(),
	}
	for cl := range classes {
		s.Requests[cl.String()] = c.requests[cl].Load()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	s.Verify, s.Keys, s.Fetches = maps.Clone(c.verify), maps.Clone(c.keys), maps.Clone(c.fetches)
	var least time.Duration
	for _, sample := range c.skews {
		if sample.at.IsZero() || now.Sub(sample.at) > skewAge {
			continue
		}
		if !s.SkewKnown || sample.skew.Abs() < least.Abs() {
			s.SkewKnown, least = true, sample.skew
		}
	}
	s.SkewSeconds = int64(least / time.Second)
	return s
}
