package sqlite

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
	"github.com/texmlflow/texmlflow/engine/store/storetest"
)

func open(t testing.TB, path string, opts Options) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func TestConformance(t *testing.T) {
	storetest.Run(t, func(*testing.T) storetest.Factory {
		return storetest.Factory{
			Open: func(t testing.TB, now func() time.Time) store.Store {
				return open(t, filepath.Join(t.TempDir(), "calls.db"), Options{Now: now})
			},
			Reopen: func(t testing.TB, s store.Store, now func() time.Time) store.Store {
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
				return open(t, s.(*Store).path, Options{Now: now})
			},
			Crash: func(t testing.TB, s store.Store, now func() time.Time) store.Store {
				return open(t, crashCopy(t, s.(*Store).path), Options{Now: now})
			},
			Away: func(t testing.TB, s store.Store) func() { return moved(t, s.(*Store).path) },
		}
	})
}

// crashCopy copies the files as they are while the store is open: what a kill at this moment leaves. The index of
// the WAL is left out, as after a power cut.
func crashCopy(t testing.TB, path string) string {
	t.Helper()
	dir := t.TempDir()
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "calls.db"+suffix), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "calls.db")
}
