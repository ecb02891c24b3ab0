package store

import (
	"context"
	"errors"
	"fmt"
)

var (
	// ErrNotFound says that there is no such record or source, or that the record is gone.
	ErrNotFound = errors.New("not found")

	// ErrConflict says that the record has moved on since it was loaded; nothing was written.
	ErrConflict = errors.New("the record has another revision")

	// ErrInvalid says that the caller passed what no store takes; nothing was written.
	ErrInvalid = errors.New("invalid")

	// ErrClosed says that the store was closed before.
	ErrClosed = errors.New("store is closed")

	// ErrOutcomeUnknown says that the context ended while the commit was being written.
	ErrOutcomeUnknown = errors.New("outcome unknown")
)

// UnavailableError says that the store could not do its work: it is away, too slow, full or closed. The host
// answers 503. errors.Is finds the cause behind it.
type UnavailableError struct {
	Op  string // the method, in lower case
	Err error
}

// Error names the operation and the cause.
func (e *UnavailableError) Error() string { return fmt.Sprintf("store: %s: %v", e.Op, e.Err) }

// Unwrap returns the cause.
func (e *UnavailableError) Unwrap() error { return e.Err }

// IsUnavailable says whether err means that the store could not do its work now.
func IsUnavailable(err error) bool {
	var away *UnavailableError
	return errors.As(err, &away)
}

// Interrupted is what a store returns for an operation whose context has ended before it changed anything. A
// deadline that has passed means that the store was too slow, an [UnavailableError]; a cancellation only that
// nobody waits any more.
func Interrupted(ctx context.Context, op string) error {
	err := ctx.Err()
	if errors.Is(err, context.DeadlineExceeded) {
		return &UnavailableError{Op: op, Err: err}
	}
	return fmt.Errorf("store: %s: %w", op, err)
}
