package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func wantHeld(t *testing.T, path string, pid int) {
	t.Helper()
	s, err := Open(t.Context(), path, Options{})
	if err == nil {
		s.Close()
		t.Fatalf("open %s: no error, want that process %d holds it", path, pid)
	}
	var held *HeldError
	if !errors.As(err, &held) {
		t.Fatalf("open %s: %v, want a HeldError", path, err)
	}
	host, _ := os.Hostname()
	for _, part := range []string{fmt.Sprintf("process %d on host %s since %d-", pid, host, time.Now().UTC().Year()), path} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error is %q, want %q in it", err, part)
		}
	}
}

func TestSecondOpenIsRefused(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "calls.db")
	s := open(t, path, Options{})
	wantHeld(t, path, os.Getpid())
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("the holder after the refusal: %v", err)
	}
	for name, target := range map[string]string{"link.db": path, "linkdir": dir} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, other := range []string{"link.db", "linkdir/calls.db", "../" + filepath.Base(dir) + "/calls.db"} {
		_, err := Open(t.Context(), filepath.Join(dir, other), Options{})
		var held *HeldError
		if !errors.As(err, &held) {
			t.Errorf("open %s: %v, want a HeldError", other, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, path, Options{})
}

// TestOtherProcess meets a process that holds the file, and then its corpse.
func TestOtherProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "calls.db")
	p := startChild(t, path, "hold")
	if !p.lines.Scan() || p.lines.Text() != "open" {
		t.Fatalf("the child says %q", p.lines.Text())
	}
	wantHeld(t, path, p.Process.Pid)
	p.kill()
	open(t, path, Options{})
	wantHeld(t, path, os.Getpid())
}

// TestHolderUnknown shows that a lock file that says nothing, or nonsense, still makes a good error.
func TestHolderUnknown(t *testing.T) {
	path := filepath.Join(t.TempDir(), "calls.db")
	open(t, path, Options{})
	for _, text := range []string{"", "{", `{"pid":"x"}`, strings.Repeat("[", 10_000)} {
		if err := os.WriteFile(path+".lock", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), path, Options{})
		if err == nil || !strings.Contains(err.Error(), "held by another process (lock file ") {
			t.Errorf("lock file %.10q: error is %v", text, err)
		}
	}
}
