// Package memory is a store that lives and dies with its process: for trials, tests and lines where a restart may
// drop the calls in progress.
//
// It keeps everything the interface asks for except durability. Calls are spread over shards by call SID, each with
// a lock of its own, so that calls do not wait for each other. The journal is a ring of [DefaultJournal] entries
// (Options.Journal): the oldest makes room for the newest. Records leave only by [Store.Sweep], sources and audio
// likewise; secrets stay until the process ends, and the next process makes its own.
//
// It never touches disk or network and starts no goroutine.
package memory

import (
	"cmp"
	"context"
	"hash/maphash"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
)

// DefaultJournal is how many journal entries are kept when Options.Journal is 0.
const DefaultJournal = 10_000

// shardCount is far above the number of cores, so that two busy calls seldom meet on one lock.
const shardCount = 64

// Options says how a Store is made; the zero value is good.
type Options struct {
	Now     func() time.Time // the clock; nil = time.Now
	Journal int              // the most journal entries kept; 0 = DefaultJournal
}

// Store is a store.Store in memory.
type Store struct {
	now    func() time.Time
	seed   maphash.Seed
	shards [shardCount]shard
	closed atomic.Bool

	// mu guards what is shared by all calls. It is taken inside a shard's lock, never round one.
	mu      sync.Mutex
	journal ring
	counts  map[countKey]int64
	secrets map[string][]byte
	sources map[string]*source
	audio   map[string]*audio
}

type shard struct {
	mu      sync.RWMutex
	records map[store.Key]store.Record
}

type countKey struct{ flow, state, outcome string }

type source struct {
	bytes   []byte
	touched time.Time // when it was last stored or named as in use
}

type audio struct {
	bytes    []byte
	versions map[string]bool // that play it
}

var _ store.Store = (*Store)(nil)

// New returns an empty store.
func New(opts Options) *Store {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Journal <= 0 {
		opts.Journal = DefaultJournal
	}
	s := &Store{
		now:     opts.Now,
		seed:    maphash.MakeSeed(),
		journal: ring{capacity: opts.Journal},
		counts:  map[countKey]int64{},
		secrets: map[string][]byte{},
		sources: map[string]*source{},
		audio:   map[string]*audio{},
	}
	for i := range s.shards {
		s.shards[i].records = map[store.Key]store.Record{}
	}
	return s
}

// Load implements store.Store.
func (s *Store) Load(ctx context.Context, key store.Key) (store.Record, error) {
	if err := s.begin(ctx, "load"); err != nil {
		return store.Record{}, err
	}
	sh := s.shard(key.CallSID)
	sh.mu.RLock()
	defer sh.mu.RUnlock()
	rec, ok := sh.records[key]
	if !ok || gone(rec, s.now()) {
		return store.Record{}, store.ErrNotFound
	}
	return rec.Clone(), nil
}

// Commit implements store.Store. The record, the entries and the counts become visible together: whoever sees one
// of them and then loads the record waits for the shard's lock, which is held until all are in.
func (s *Store) Commit(ctx context.Context, rec store.Record, revision int64, entries []store.Entry, counts []store.Count) error {
	if err := s.begin(ctx, "commit"); err != nil {
		return err
	}
	now := s.now()
	w, err := store.Prepare(rec, revision, entries, counts, now)
	if err != nil {
		return err
	}
	sh := s.shard(w.Record.Key.CallSID)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	stored, ok := sh.records[w.Record.Key]
	if ok && gone(stored, now) {
		stored = store.Record{}
	}
	if stored.Revision != w.Revision {
		return store.ErrConflict
	}
	sh.records[w.Record.Key] = w.Record

	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range w.Entries {
		s.journal.add(e)
	}
	for _, c := range w.Counts {
		s.counts[countKey{c.Flow, c.State, c.Outcome}] += c.N
	}
	return nil
}

// Due implements store.Store. It looks at every record, which is no more than a process has calls.
func (s *Store) Due(ctx context.Context, now time.Time, limit int) ([]store.Key, error) {
	if err := s.begin(ctx, "due"); err != nil {
		return nil, err
	}
	now = store.Moment(now)
	type waiting struct {
		key store.Key
		due time.Time
	}
	var found []waiting
	for i := range s.shards {
		sh := &s.shards[i]
		sh.mu.RLock()
		for key, rec := range sh.records {
			if !rec.Due.IsZero() && !rec.Due.After(now) && !gone(rec, s.now()) {
				found = append(found, waiting{key, rec.Due})
			}
		}
		sh.mu.RUnlock()
	}
	slices.SortFunc(found, func(a, b waiting) int {
		return cmp.Or(a.due.Compare(b.due), cmp.Compare(a.key.CallSID, b.key.CallSID), cmp.Compare(a.key.Track, b.key.Track))
	})
	var keys []store.Key
	for _, w := range found[:max(0, min(limit, len(found)))] {
		keys = append(keys, w.key)
	}
	return keys, nil
}

// Ping implements store.Store.
func (s *Store) Ping(ctx context.Context) error { return s.begin(ctx, "ping") }

// Close implements store.Store.
func (s *Store) Close() error {
	s.closed.Store(true)
	return nil
}

// begin is the first step of every method.
func (s *Store) begin(ctx context.Context, op string) error {
	if s.closed.Load() {
		return &store.UnavailableError{Op: op, Err: store.ErrClosed}
	}
	if ctx.Err() != nil {
		return store.Interrupted(ctx, op)
	}
	return nil
}

func (s *Store) shard(callSID string) *shard {
	return &s.shards[maphash.String(s.seed, callSID)%shardCount]
}

func gone(rec store.Record, now time.Time) bool { return !now.Before(rec.GoneAt()) }
