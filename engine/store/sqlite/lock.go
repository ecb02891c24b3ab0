package sqlite

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"
)

// errHeld is what the platform's part of the lock says when another process has it.
var errHeld = errors.New("held")

// lock keeps other processes away from a database file.
type lock struct {
	file *os.File // the lock file, which says who holds it
	on   placed   // the file that the lock is on
	held io.Closer
}

// holder is what the lock file holds.
type holder struct {
	PID   int       `json:"pid"`
	Host  string    `json:"host"`
	Since time.Time `json:"since"`
}

// acquire takes the lock at path and writes who has it, or returns a HeldError.
func acquire(path string, now time.Time) (*lock, error) {
	if err := regular(os.Stat(path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("lock file %s: %w", path, err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock file: %w", err)
	}
	held, err := lockFile(file)
	if err != nil {
		defer file.Close()
		if errors.Is(err, errHeld) {
			return nil, heldError(file)
		}
		return nil, fmt.Errorf("lock file %s: %w", path, err)
	}
	l := &lock{file: file, held: held}
	if l.on, err = lockedFile(file); err == nil {
		err = l.on.same() // somebody may have removed it before it was locked
	}
	if err == nil {
		err = l.sign(now)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock file %s: %w", path, err), l.release())
	}
	return l, nil
}

// sign writes the holder. The file is cut first: whoever reads it in between learns less, never something false.
func (l *lock) sign(now time.Time) error {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	text, err := json.Marshal(holder{PID: os.Getpid(), Host: host, Since: now.UTC().Truncate(time.Second)})
	if err != nil {
		return err
	}
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	_, err = l.file.WriteAt(append(text, '\n'), 0)
	return err
}

// release lets the next process in.
func (l *lock) release() error {
	return errors.Join(l.held.Close(), l.file.Close())
}

func heldError(file *os.File) *HeldError {
	var h holder
	text, err := io.ReadAll(io.LimitReader(file, 4096))
	if err == nil {
		err = json.Unmarshal(text, &h)
	}
	if err != nil || h.PID == 0 {
		return &HeldError{Path: file.Name(), Holder: "another process"}
	}
	return &HeldError{Path: file.Name(), Holder: fmt.Sprintf("process %d on host %s", h.PID, h.Host), Since: h.Since}
}
