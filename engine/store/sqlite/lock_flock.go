//go:build (darwin || dragonfly || freebsd || linux || netbsd || openbsd) && !sqlitelock

package sqlite

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// flock is a lock of the kernel on an open file; it ends with the file's last descriptor, so with the process.
type flock struct{ file *os.File }

func lockFile(file *os.File) (io.Closer, error) {
	for {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil:
			return flock{file}, nil
		case errors.Is(err, syscall.EWOULDBLOCK):
			return nil, errHeld
		case !errors.Is(err, syscall.EINTR):
			return nil, err
		}
	}
}

// lockName is the file that has the lock when path is the lock file.
func lockName(path string) string { return path }

// lockedFile is that file, as it was locked.
func lockedFile(file *os.File) (placed, error) {
	info, err := file.Stat()
	return placed{file.Name(), info}, err
}

// Close gives the lock back.
func (f flock) Close() error { return syscall.Flock(int(f.file.Fd()), syscall.LOCK_UN) }
