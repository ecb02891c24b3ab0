//go:build unix

package host

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// A pipe that is called like a flow is not opened: that would wait for whoever writes to it.
func TestWatchDoesNotWaitForAPipe(t *testing.T) {
	dir := t.TempDir()
	must(t, syscall.Mkfifo(filepath.Join(dir, "a.yaml"), 0o600))
	must(t, os.Symlink("a.yaml", filepath.Join(dir, "b.yaml")))
	put(t, filepath.Join(dir, "c.yaml"), "1")
	hashes := make(chan [32]byte, 1)
	go func() { hashes <- treeHash(dir) }()
	select {
	case before := <-hashes:
		put(t, filepath.Join(dir, "c.yaml"), "2")
		if treeHash(dir) == before {
			t.Error("the files beside the pipe are not looked at")
		}
	case <-time.After(3 * time.Second):
		t.Error("the watcher waits for the pipe")
		for len(hashes) == 0 { // let it go on
			if w, err := os.OpenFile(filepath.Join(dir, "a.yaml"), os.O_WRONLY|syscall.O_NONBLOCK, 0); err == nil {
				_ = w.Close()
			}
			time.Sleep(time.Millisecond)
		}
	}
}
