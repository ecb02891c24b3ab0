package host

import (
	"sync"
	"time"
)

const (
	sampleWindow = time.Second
	sampleLines  = 5 // of a kind, in one window
)

// samples bounds the log lines about what anybody can bring about, such as requests that did not verify: a disk that they
// have filled stops the calls. Each kind has its own bound, so that a flood of one hides no other. What is left out is told
// in one line at the end of the window.
type samples[K comparable] struct {
	window time.Duration
	told   func(kind K, left int) // writes that line

	mu    sync.Mutex
	kinds map[K]sample
}

type sample struct {
	begun time.Time // of the window
	lines int       // let through in it
	left  int       // left out in it
}

func newSamples[K comparable](told func(kind K, left int)) *samples[K] {
	return &samples[K]{window: sampleWindow, told: told, kinds: map[K]sample{}}
}

// take reports whether a line of this kind may be written now.
func (s *samples[K]) take(kind K) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now() // not the host's clock, which a test may hold: the log's lines come in real time
	w := s.kinds[kind]
	defer func() { s.kinds[kind] = w }()
	if w.left == 0 && now.Sub(w.begun) >= s.window {
		w = sample{begun: now}
	}
	if w.lines < sampleLines {
		w.lines++
		return true
	}
	if w.left++; w.left == 1 {
		// A timer, since perhaps nothing else comes that could write the line.
		time.AfterFunc(s.window-now.Sub(w.begun), func() { s.tell(kind) })
	}
	return false
}

// tell says how many lines were left out, and opens the next window.
func (s *samples[K]) tell(kind K) {
	s.mu.Lock()
	left := s.kinds[kind].left
	s.kinds[kind] = sample{}
	s.mu.Unlock()
	s.told(kind, left)
}
