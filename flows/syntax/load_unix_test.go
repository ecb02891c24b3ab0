//go:build unix

package syntax

import (
	"path/filepath"
	"syscall"
	"testing"
)

// TestLoadPipe shows that a pipe is refused and not waited for.
func TestLoadPipe(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe.yaml"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, paths, found := load(t, dir)
	equal(t, "files", nil, paths)
	equal(t, "findings", []string{"DIR/pipe.yaml: error: cannot be read: not a regular file [unreadable-file]"}, found)
}
