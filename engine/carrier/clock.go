package carrier

import (
	"sync"
	"time"
)

// Clock is the time of a played call. It stands still but for what takes time on the line, so that a call of ten minutes
// plays in milliseconds. Give Now to the host as its clock. It may be read from many goroutines.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock starts a clock.
func NewClock(at time.Time) *Clock { return &Clock{now: at} }

// Now is the time of the call.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance lets time pass.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// until lets time pass up to a moment; one that has passed changes nothing.
func (c *Clock) until(t time.Time) {
	if d := t.Sub(c.Now()); d > 0 {
		c.Advance(d)
	}
}
