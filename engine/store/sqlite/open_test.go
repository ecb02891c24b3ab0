package sqlite

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
)

var key = store.Key{CallSID: "v3:call", Track: store.MainTrack}

// filled makes a database with some rows in each table and closes it.
func filled(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "calls.db")
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for n := range 20 {
		rec, entries, counts := turn(key, n)
		if err := s.Commit(t.Context(), rec, int64(n), entries, counts); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.PutSources(t.Context(), "v1", []byte("flow")); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// rawDB opens a database as an operator's tool would.
func rawDB(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// execute runs a statement on a database.
func execute(t *testing.T, path, statement string) {
	t.Helper()
	if _, err := rawDB(t, path).Exec(statement); err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefuses(t *testing.T) {
	overwrite := func(from int) func(t *testing.T) string {
		return func(t *testing.T) string {
			path := filled(t)
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			copy(b[from:], bytes.Repeat([]byte{0xa5}, len(b)))
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			return path
		}
	}
	tests := map[string]struct {
		path func(t *testing.T) string
		want string
	}{
		"no path":      {func(*testing.T) string { return "" }, "no path given"},
		"no directory": {func(t *testing.T) string { return filepath.Join(t.TempDir(), "no", "calls.db") }, "/no does not exist: create it, or name another path"},
		"a directory":  {func(t *testing.T) string { return t.TempDir() }, "is a directory"},
		"a second name": {func(t *testing.T) string {
			path := filled(t)
			if err := os.Link(path, path+".link"); err != nil {
				t.Fatal(err)
			}
			return path + ".link"
		}, "the file has 2 names (hard links), and the lock keeps other processes away from one alone: remove the other names"},
		"a lock that is a directory": {func(t *testing.T) string {
			path := filepath.Join(t.TempDir(), "calls.db")
			if err := os.Mkdir(path+".lock", 0o700); err != nil {
				t.Fatal(err)
			}
			return path
		}, ".lock: is a directory"},
		"garbage":        {overwrite(0), "it is not an SQLite database; name another path, or move it away"},
		"damaged schema": {overwrite(100), "the file is damaged; move it away and restore a backup"},
		"damaged tables": {overwrite(4096), "the file is damaged; move it away and restore a backup"},
		"cut": {func(t *testing.T) string {
			path := filled(t)
			if err := os.Truncate(path, 4096+100); err != nil {
				t.Fatal(err)
			}
			return path
		}, "the file is damaged; move it away and restore a backup"},
		"another program's": {func(t *testing.T) string {
			path := filepath.Join(t.TempDir(), "music.db")
			execute(t, path, "CREATE TABLE songs (title TEXT)")
			return path
		}, "an SQLite database of another program: name another path"},
		"another program's, with our version": {func(t *testing.T) string {
			path := filled(t)
			execute(t, path, "PRAGMA application_id = 1")
			return path
		}, "an SQLite database of another program"},
		"a newer program's": {func(t *testing.T) string {
			path := filled(t)
			execute(t, path, "PRAGMA user_version = 1000")
			return path
		}, fmt.Sprintf("its schema is version 1000, this program knows versions up to %d: start the newer program", len(migrations))},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			path := tt.path(t)
			s, err := Open(t.Context(), path, Options{})
			if err == nil {
				s.Close()
				t.Fatalf("no error, want %q", tt.want)
			}
			if !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "open store "+path) {
				t.Errorf("error is %q, want %q in it", err, tt.want)
			}
			// A refusal keeps nothing locked: the second answer is the same.
			if _, again := Open(t.Context(), path, Options{}); again == nil || again.Error() != err.Error() {
				t.Errorf("the second time the error is %v, the first time %v", again, err)
			}
		})
	}
}

// TestRefusedFileIsLeftAlone: what we do not know we do not touch.
func TestRefusedFileIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notes.txt")
	want := []byte(strings.Repeat("not a database at all\n", 100))
	if err := os.WriteFile(path, want, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path, Options{}); err == nil {
		t.Fatal("no error")
	}
	got, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("the file has changed: %.40q, %v", got, err)
	}
}

func TestFileModes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "calls.db")
	s := open(t, path, Options{})
	if err := s.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"", "-wal", "-shm", ".lock"} {
		info, err := os.Stat(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != 0o600 {
			t.Errorf("%s has mode %o, want 600", info.Name(), info.Mode())
		}
	}
}

// TestCloseLeavesOneFile: after Close the database is whole by itself and may be copied.
func TestCloseLeavesOneFile(t *testing.T) {
	path := filled(t)
	for _, suffix := range []string{"-wal", "-shm"} {
		if _, err := os.Stat(path + suffix); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is still there (%v): some connection was not closed", suffix, err)
		}
	}
	s := open(t, path, Options{})
	if rec, err := s.Load(t.Context(), key); err != nil || rec.Revision != 20 {
		t.Errorf("load: revision %d, %v, want 20", rec.Revision, err)
	}
}

// TestJournalLifetime shows that the option is heeded; its default is the suite's matter.
func TestJournalLifetime(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "calls.db"), Options{JournalLifetime: time.Hour})
	now := time.Now()
	entries := []store.Entry{{Turn: 1, At: now.Add(-61 * time.Minute)}, {Turn: 2, At: now.Add(-59 * time.Minute)}}
	if err := s.Commit(t.Context(), store.Record{Key: key}, 0, entries, nil); err != nil {
		t.Fatal(err)
	}
	swept, err := s.Sweep(t.Context(), now, nil)
	if err != nil || swept != (store.Swept{Entries: 1}) {
		t.Errorf("swept %+v, %v, want one entry", swept, err)
	}
	if got, err := s.Journal(t.Context(), store.Filter{}); err != nil || len(got) != 1 || got[0].Turn != 2 {
		t.Errorf("journal %+v, %v, want the second entry", got, err)
	}
}

func TestOddPaths(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, path := range []string{"calls.db", "a b?c=d&_pragma=x#e%41.db", "звонки.db", "file:x.db"} {
		s := open(t, path, Options{})
		rec, entries, counts := turn(key, 0)
		if err := s.Commit(t.Context(), rec, 0, entries, counts); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v, want the database under that very name", path, err)
		}
	}
}

// TestDurabilitySettings asks SQLite itself: a pragma that is misspelt changes nothing and says nothing.
func TestDurabilitySettings(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "calls.db"), Options{})
	got := map[string]string{}
	err := s.writer.do(t.Context(), "test", func(tx *session) (verdict, fault error) {
		for _, pragma := range []string{"journal_mode", "synchronous", "busy_timeout", "secure_delete", "temp_store"} {
			var value string
			if err := tx.conn.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&value); err != nil {
				return err, nil
			}
			got[pragma] = value
		}
		return nil, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "busy_timeout": "2000", "secure_delete": "1", "temp_store": "2",
	} {
		if got[pragma] != want {
			t.Errorf("%s is %q, want %q", pragma, got[pragma], want)
		}
	}
	if _, err := s.db.Exec("DELETE FROM records"); err == nil {
		t.Error("a reading connection can write")
	}
}

// TestMigrate goes through steps as later versions will have them.
func TestMigrate(t *testing.T) {
	path := filled(t)
	conn, err := rawDB(t, path).Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	version := func() (v int) {
		t.Helper()
		if err := conn.QueryRowContext(t.Context(), "PRAGMA user_version").Scan(&v); err != nil {
			t.Fatal(err)
		}
		return v
	}
	released := len(migrations)
	steps := append(migrations[:released:released], "ALTER TABLE records ADD COLUMN a TEXT", "ALTER TABLE records ADD COLUMN b TEXT; SELECT broken")
	err = migrate(t.Context(), conn, steps)
	if err == nil || !strings.Contains(err.Error(), fmt.Sprint("bring the schema to version ", released+2)) || version() != released+1 {
		t.Fatalf("broken step: %v at version %d, want an error and version %d", err, version(), released+1)
	}
	steps[released+1] = "ALTER TABLE records ADD COLUMN b TEXT"
	for range 2 { // the second time there is nothing to do
		if err := migrate(t.Context(), conn, steps); err != nil || version() != released+2 {
			t.Fatalf("mended step: %v at version %d, want %d", err, version(), released+2)
		}
	}
	var turns int
	if err := conn.QueryRowContext(t.Context(), "SELECT turn FROM records WHERE a IS NULL AND b IS NULL").Scan(&turns); err != nil || turns != 19 {
		t.Errorf("the record afterwards: turn %d, %v", turns, err)
	}
}
