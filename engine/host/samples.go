package host

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

const (
	sampleWindow = time.Second
	sampleLines  = 5 // of a class, in one window
)

// samples bounds the log lines about requests that did not verify: anybody can send those, and a disk that they have filled
// stops the calls. Each class has its own bound, so that a flood of one hides no other. What is left out is told in one line
// at the end of the window; the counters count everything.
type samples struct {
	log    *slog.Logger
	window time.Duration

	mu      sync.Mutex
	classes [classes]sample
}

type sample struct {
	begun time.Time // of the window
	lines int       // let through in it
	left  int       // left out in it
}

func newSamples(log *slog.Logger) *samples { return &samples{log: log, window: sampleWindow} }

// take reports whether a line of this class may be written now.
func (s *samples) take(c class) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now() // not the host's clock, which a test may hold: the log's lines come in real time
	w := &s.classes[c]
	if w.left == 0 && now.Sub(w.begun) >= s.window {
		*w = sample{begun: now}
	}
	if w.lines < sampleLines {
		w.lines++
		return true
	}
	if w.left++; w.left == 1 {
		// A timer, since perhaps no other request comes that could write the line.
		time.AfterFunc(s.window-now.Sub(w.begun), func() { s.tell(c) })
	}
	return false
}

// tell says how many lines were left out, and opens the next window.
func (s *samples) tell(c class) {
	s.mu.Lock()
	left := s.classes[c].left
	s.classes[c] = sample{}
	s.mu.Unlock()
	s.log.LogAttrs(context.Background(), classTable[c].level, "callbacks not verified",
		slog.String("class", c.String()), slog.Int("left_out", left), slog.String("reason", "too many lines in a second"))
}
