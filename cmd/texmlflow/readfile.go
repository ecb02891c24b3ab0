package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

// readSmall reads a regular file of at most limit bytes. A pipe or a device is refused without being opened: it may keep
// whoever reads it for ever.
func readSmall(path string, limit int64) ([]byte, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, notRegular(path, info)
	}
	// What stands there may be exchanged between the two.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close() // read only: nothing can be lost
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(err, notRegular(path, info))
	}
	return readAtMost(f, path, limit)
}

// readTyped reads a file that was named by whoever waits for the command, who may well name a pipe.
func readTyped(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() // read only: nothing can be lost
	return readAtMost(f, path, limit)
}

func readAtMost(r io.Reader, name string, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(b)) > limit {
		return nil, fmt.Errorf("%s: larger than %d bytes", name, limit)
	}
	return b, nil
}

// notRegular says what stands in the place of a file.
func notRegular(path string, info os.FileInfo) error {
	kind := "no regular file"
	switch {
	case info == nil:
		return nil
	case info.IsDir():
		kind = "a directory"
	case info.Mode()&os.ModeNamedPipe != 0:
		kind = "a named pipe"
	case info.Mode()&os.ModeSocket != 0:
		kind = "a socket"
	case info.Mode()&os.ModeDevice != 0:
		kind = "a device"
	}
	return &os.PathError{Op: "open", Path: path, Err: errors.New("it is " + kind + ", expected a regular file")}
}
