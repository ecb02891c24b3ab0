//go:build !unix

package sqlite

import "errors"

// fill is of systems with a limit for files.
func fill(*Store) error { return errors.New("this system has no limit for files") }
