package sqlite

import (
	"context"
	"errors"
	"fmt"
	"time"

	sqlitedriver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/texmlflow/texmlflow/engine/store"
)

// HeldError says that another process has the database file open.
type HeldError struct {
	Path   string    // the lock file
	Holder string    // "process 4711 on host ivr1", or "another process" if it did not say
	Since  time.Time // zero if it did not say
}

// Error names the holder and what to do.
func (e *HeldError) Error() string {
	since := ""
	if !e.Since.IsZero() {
		since = " since " + e.Since.Format(time.RFC3339)
	}
	return fmt.Sprintf("held by %s%s (lock file %s): one process at a time can use it, stop that one first",
		e.Holder, since, e.Path)
}

// code is the primary SQLite result code of err, or SQLITE_OK if it has none.
func code(err error) int {
	var failed *sqlitedriver.Error
	if errors.As(err, &failed) {
		return failed.Code() & 0xff
	}
	return sqlite3.SQLITE_OK
}

// openError says which file could not be opened and, where SQLite only gives a code, what that means.
func openError(path string, err error) error {
	switch code(err) {
	case sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("open store %s: it is not an SQLite database; name another path, or move it away: %w", path, err)
	case sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("open store %s: the file is damaged; move it away and restore a backup: %w", path, err)
	}
	return fmt.Errorf("open store %s: %w", path, err)
}

// readError turns the error of a read into the interface's.
func readError(ctx context.Context, op string, err error) error {
	if ctx.Err() != nil {
		return store.Interrupted(ctx, op)
	}
	return &store.UnavailableError{Op: op, Err: err}
}
