// Package sqlite keeps calls in one SQLite file, embedded in the process: the default store.
//
// In goes the path of the file; out comes a store.Store. The file is an ordinary database that any SQLite tool can
// open, query and back up while the program runs. Its tables are records, journal, counts, sources, audio, played
// and secrets; all times are microseconds since 1970, UTC.
//
// # Durability
//
// WAL and synchronous=FULL: when Commit returns nil, the write has been synced to disk, and neither kill -9 nor a
// power cut takes it back, as far as the disk keeps its word. After a kill the next Open needs no help.
//
// # One writer
//
// Every write goes through one goroutine, which puts all that have queued up into one transaction: under load a
// sync is shared by many commits, and alone a commit waits for nobody. Inside the transaction each compare-and-set
// is judged by itself, in the order of arrival; one that loses changes nothing and harms no other. If the
// transaction fails as a whole (disk full, I/O error), none of it is written and each gets an UnavailableError; the
// next group is tried afresh.
//
// A caller whose context ends while its write is queued is told so and the write is dropped. If the writer has
// taken it already, the caller gets store.ErrOutcomeUnknown at once, since a hanging disk must not hold it; the
// write may then still happen.
//
// # Files that are taken away
//
// SQLite goes on writing to a file that was moved, removed or replaced, and all of it is lost. So every transaction
// looks, before it begins and before anybody is told that it has ended, whether the database, its WAL and the lock
// file are still the ones that were opened. If not, writes and reads are refused as unavailable until the very file
// is back or the process starts anew.
//
// Reads have connections of their own and see the last committed transaction.
//
// # One process
//
// A lock on PATH.lock keeps a second process out and tells it who holds the file ([HeldError]). The kernel drops it
// with the process. The lock file itself stays: removing it would let two processes lock two files of one name.
// A file with several names (hard links) is refused, since each name would have a lock of its own.
// SQLite and lock files need a local disk, not a network share.
//
// What is swept is overwritten in the file (secure_delete). The package never retries, never deletes a database file
// and never looks into states, answers or details.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
)

// Options says how a file is opened; the zero value is good.
type Options struct {
	Now             func() time.Time // the clock; nil = time.Now
	JournalLifetime time.Duration    // how long journal entries stay; 0 = store.JournalLifetime
}

// Store is a store.Store in an SQLite file.
type Store struct {
	path            string
	place           *place // the files, to notice when they are taken away
	now             func() time.Time
	journalLifetime time.Duration
	lock            *lock
	db              *sql.DB // reads only
	queries         queries
	writer          *writer

	// mu is held for reading by every method that reads, so that Close can wait for them.
	mu     sync.RWMutex
	closed bool
}

var _ store.Store = (*Store)(nil)

// Open opens the database file at path and creates it, readable by its owner only, if there is none. The directory
// must exist. A file that another process holds (HeldError), that another program or a newer version of this one
// has made, or that is damaged, is refused.
func Open(ctx context.Context, path string, opts Options) (*Store, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.JournalLifetime <= 0 {
		opts.JournalLifetime = store.JournalLifetime
	}
	path, err := resolve(path)
	if err != nil {
		return nil, openError(path, err)
	}
	s := &Store{path: path, place: &place{}, now: opts.Now, journalLifetime: opts.JournalLifetime}
	if s.lock, err = acquire(path+".lock", opts.Now()); err != nil {
		return nil, openError(path, err)
	}
	if err := s.open(ctx); err != nil {
		return nil, openError(path, errors.Join(err, s.shut()))
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) error {
	info, err := touch(s.path)
	if err != nil {
		return err
	}
	s.place.files = []placed{{s.path, info}, s.lock.on}
	w, err := startWriter(ctx, s.path, s.place)
	if err != nil {
		return err
	}
	s.writer = w
	if s.db, err = sql.Open("sqlite", existing(s.path, append(slices.Clone(pragmas), "query_only(1)")...)); err != nil {
		return err
	}
	s.db.SetMaxOpenConns(readers())
	s.db.SetMaxIdleConns(readers())
	return s.queries.prepare(ctx, s.db)
}

// Close ends the store after the writes that are queued. It waits for reads under way. A second Close does nothing.
func (s *Store) Close() error {
	if s.writer.close() {
		return nil
	}
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	return s.shut()
}

// shut gives back what open has taken, the lock last: until then nobody else may touch the file.
func (s *Store) shut() error {
	var errs []error
	if s.db != nil {
		errs = append(errs, s.queries.close(), s.db.Close())
	}
	if s.writer != nil {
		s.writer.close()
		errs = append(errs, s.writer.db.Close())
	}
	return errors.Join(append(errs, s.lock.release())...)
}

// beginRead is the first step of a method that reads; the returned function is its last.
func (s *Store) beginRead(ctx context.Context, op string) (done func(), err error) {
	s.mu.RLock()
	if s.closed {
		s.mu.RUnlock()
		return nil, &store.UnavailableError{Op: op, Err: store.ErrClosed}
	}
	if ctx.Err() != nil {
		s.mu.RUnlock()
		return nil, store.Interrupted(ctx, op)
	}
	if err := s.place.lookAgain(); err != nil {
		s.mu.RUnlock()
		return nil, &store.UnavailableError{Op: op, Err: err}
	}
	return s.mu.RUnlock, nil
}
