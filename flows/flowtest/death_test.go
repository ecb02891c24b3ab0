package flowtest

import (
	"context"
	"net/http"
	"os"
	"sync/atomic"

	"github.com/texmlflow/texmlflow/engine/store"
)

// death is a moment of a request at which the server is killed.
type death string

const (
	dieBetween death = "before it comes"
	dieBefore  death = "before it is written"
	dieAfter   death = "when it is written"
	dieSilent  death = "when it is to be answered"
	dieAsking  death = "while it asks others for something"
)

// mortalStore is a store in which the process can be killed while it is written to.
type mortalStore struct {
	store.Store
	die atomic.Value // of death
}

// Commit is that of the store, if the process lives.
func (s *mortalStore) Commit(ctx context.Context, rec store.Record, revision int64, entries []store.Entry, counts []store.Count) error {
	if s.die.Load() == dieBefore {
		die()
	}
	err := s.Store.Commit(ctx, rec, revision, entries, counts)
	if s.die.Load() == dieAfter {
		die()
	}
	return err
}

// mutedWriter is the way of an answer that never leaves.
type mutedWriter struct{ http.ResponseWriter }

func (w mutedWriter) WriteHeader(int)           { die() }
func (w mutedWriter) Write([]byte) (int, error) { die(); return 0, nil }

// die is kill -9 by one's own hand.
func die() {
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	if err != nil {
		panic(err)
	}
	select {} // until it comes
}
