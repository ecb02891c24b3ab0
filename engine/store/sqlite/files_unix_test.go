//go:build unix

package sqlite

import (
	"context"
	"fmt"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/texmlflow/texmlflow/engine/store"
)

// fill is a process that may not write more than half a megabyte to a file. It commits until that is reached and tells
// what a ping says then, and what it says when there is room again.
func fill(s *Store) error {
	signal.Ignore(syscall.SIGXFSZ)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	before := limit.Cur
	limit.Cur = 512 << 10
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	ctx := context.Background()
	for n := int64(0); ; n++ {
		rec, entries, counts := turn(childKey(0), int(n)+1)
		if err := s.Commit(ctx, rec, n, entries, counts); err != nil {
			fmt.Println("commit unavailable:", store.IsUnavailable(err))
			break
		}
	}
	for range 3 {
		fmt.Println("ping unavailable:", store.IsUnavailable(s.Ping(ctx)))
	}
	limit.Cur = before
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	fmt.Println("with room:", s.Ping(ctx))
	return s.Close()
}

// TestPingOnAFullDisk lets the system refuse the writes.
func TestPingOnAFullDisk(t *testing.T) {
	p := startChild(t, filepath.Join(t.TempDir(), "calls.db"), "fill")
	var said []string
	for p.lines.Scan() {
		said = append(said, p.lines.Text())
	}
	const want = "open\ncommit unavailable: true\nping unavailable: true\nping unavailable: true\nping unavailable: true\nwith room: <nil>"
	if got := strings.Join(said, "\n"); got != want {
		t.Errorf("the child says:\n%s\nwant:\n%s", got, want)
	}
}

// TestOpenRefusesPipes: a pipe is refused without being opened, which would wait for another process.
func TestOpenRefusesPipes(t *testing.T) {
	for _, suffix := range []string{"", ".lock"} {
		path := filepath.Join(t.TempDir(), "calls.db")
		if err := syscall.Mkfifo(path+suffix, 0o600); err != nil {
			t.Fatal(err)
		}
		if s, err := Open(t.Context(), path, Options{}); err == nil || !strings.Contains(err.Error(), "is not a regular file (p") {
			t.Errorf("calls.db%s is a pipe: %v, %v", suffix, s, err)
		}
	}
}
