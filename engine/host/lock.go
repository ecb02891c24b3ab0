package host

import (
	"context"
	"hash/maphash"
	"sync"

	"github.com/texmlflow/texmlflow/engine/store"
)

// locks holds a lock for each call that is being worked on, and none for the others. It spares the store the conflicts of
// callbacks that arrive together; that only one of them wins is the store's doing.
type locks struct {
	seed   maphash.Seed
	shards [64]lockShard
}

type lockShard struct {
	mu   sync.Mutex
	held map[store.Key]*callLock
}

// callLock is a channel and no sync.Mutex because whoever waits has a deadline.
type callLock struct {
	users int // holder and waiters; guarded by the shard's mu
	turn  chan struct{}
}

func newLocks() *locks {
	l := &locks{seed: maphash.MakeSeed()}
	for i := range l.shards {
		l.shards[i].held = map[store.Key]*callLock{}
	}
	return l
}

// lock waits until the caller alone works on key, or until ctx ends.
func (l *locks) lock(ctx context.Context, key store.Key) (unlock func(), err error) {
	shard := &l.shards[maphash.Comparable(l.seed, key)%uint64(len(l.shards))]
	shard.mu.Lock()
	c := shard.held[key]
	if c == nil {
		c = &callLock{turn: make(chan struct{}, 1)}
		shard.held[key] = c
	}
	c.users++
	shard.mu.Unlock()
	leave := func() {
		shard.mu.Lock()
		defer shard.mu.Unlock()
		if c.users--; c.users == 0 {
			delete(shard.held, key)
		}
	}
	select {
	case c.turn <- struct{}{}:
		return func() { <-c.turn; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, ctx.Err()
	}
}
