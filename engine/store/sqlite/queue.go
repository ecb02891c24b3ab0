package sqlite

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/texmlflow/texmlflow/engine/store"
)

// maxGroup is the most writes in one transaction, so that the first of a long queue need not wait for the last.
const maxGroup = 256

// A job's way: queued, then either taken by the writer or given up by its caller.
const (
	queued int32 = iota
	taken
	givenUp
)

// job is one write in the queue. run works inside the writer's transaction: verdict is the answer to this one
// caller (store.ErrConflict), fault means that the whole transaction has failed. A run with a verdict has changed
// nothing.
type job struct {
	op    string
	run   func(tx *session) (verdict, fault error)
	state atomic.Int32
	done  chan error
}

// queue hands jobs to the writer in the order of their arrival. It needs no bound: each job has a caller that waits.
type queue struct {
	mu     sync.Mutex
	jobs   []*job
	closed bool
	wake   chan struct{}
}

func newQueue() *queue { return &queue{wake: make(chan struct{}, 1)} }

// do queues a write and waits for its end, or for the context's.
func (q *queue) do(ctx context.Context, op string, run func(tx *session) (verdict, fault error)) error {
	if ctx.Err() != nil {
		return store.Interrupted(ctx, op)
	}
	j := &job{op: op, run: run, done: make(chan error, 1)}
	if !q.push(j) {
		return &store.UnavailableError{Op: op, Err: store.ErrClosed}
	}
	select {
	case err := <-j.done:
		return err
	case <-ctx.Done():
	}
	if j.state.CompareAndSwap(queued, givenUp) {
		j.run = nil // the writer may be stuck for long; what would have been written need not wait with it
		return store.Interrupted(ctx, op)
	}
	select {
	case err := <-j.done:
		return err
	default:
		return &store.UnavailableError{Op: op, Err: fmt.Errorf("%w: %w", store.ErrOutcomeUnknown, ctx.Err())}
	}
}

func (q *queue) push(j *job) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	q.jobs = append(q.jobs, j)
	q.poke()
	return true
}

// pull waits for jobs and takes up to maxGroup of them; nil = the queue is closed and empty.
func (q *queue) pull() []*job {
	for {
		q.mu.Lock()
		n := min(len(q.jobs), maxGroup)
		group := q.jobs[:n:n]
		if q.jobs = q.jobs[n:]; len(q.jobs) == 0 {
			q.jobs = nil // what is done must not stay referenced
		}
		closed := q.closed
		q.mu.Unlock()
		if n > 0 || closed {
			return group
		}
		<-q.wake
	}
}

// close lets no more jobs in; it reports whether it was closed before.
func (q *queue) close() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	before := q.closed
	q.closed = true
	q.poke()
	return before
}

func (q *queue) poke() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}
