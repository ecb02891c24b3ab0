//go:build unix

package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// TestNoFileHoldsTheServer: what the server reads by itself, at every reload too, is opened only if it is a file.
func TestNoFileHoldsTheServer(t *testing.T) {
	t.Parallel()
	things := map[string]struct {
		put  func(path string) error
		want string
	}{
		"pipe":      {func(path string) error { return syscall.Mkfifo(path, 0o600) }, "it is a named pipe, expected a regular file"},
		"directory": {func(path string) error { return os.Mkdir(path, 0o700) }, "it is a directory, expected a regular file"},
		"device":    {func(path string) error { return os.Symlink("/dev/zero", path) }, "it is a device, expected a regular file"},
		"link to a pipe": {func(path string) error {
			return errors.Join(syscall.Mkfifo(path+".pipe", 0o600), os.Symlink(path+".pipe", path))
		}, "it is a named pipe, expected a regular file"},
		"too large a file": {func(path string) error { return os.WriteFile(path, make([]byte, 2<<20), 0o600) }, "larger than"},
	}
	readers := map[string]func(dir, path string) error{
		hostFileName: func(dir, _ string) error {
			var out diag.List
			readHostFile(dir, &out)
			if len(out) == 0 {
				return nil
			}
			return errors.New(out[0].String())
		},
		"keys":  func(_, path string) error { _, err := readTokenKeys(path); return err },
		"cert":  func(_, path string) error { return (&certificate{certFile: path, keyFile: path}).load() },
		"state": func(_, path string) error { _, err := loadCall(path); return err },
	}
	for thing, tt := range things {
		for name, read := range readers {
			t.Run(thing+" as "+name, func(t *testing.T) {
				dir := t.TempDir()
				path := filepath.Join(dir, name)
				if err := tt.put(path); err != nil {
					t.Fatal(err)
				}
				result := make(chan error, 1)
				go func() { result <- read(dir, path) }()
				select {
				case err := <-result:
					if err == nil || !strings.Contains(err.Error(), tt.want) {
						t.Errorf("error is %v, want %q in it", err, tt.want)
					}
				case <-time.After(patience):
					t.Fatal("it is still reading")
				}
			})
		}
	}
}
