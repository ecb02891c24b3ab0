package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// busyTimeout in milliseconds is how long a statement waits for another process that writes to the file, such as
// an operator's tool. Callers have deadlines of their own, which are shorter.
const busyTimeout = 2000

// pragmas of every connection. secure_delete overwrites what is swept, so that data of past calls does not linger in
// free space (it costs a twentieth of a commit's CPU); temp_store keeps it out of temporary directories.
var pragmas = []string{
	fmt.Sprintf("busy_timeout(%d)", busyTimeout),
	"journal_mode(WAL)",
	"synchronous(FULL)",
	"secure_delete(ON)",
	"temp_store(MEMORY)",
	"journal_size_limit(67108864)",
}

// readers is how many connections read: a point read hardly ever waits for the disk, so more than a few per core
// would only hold memory.
func readers() int { return max(4, 2*runtime.GOMAXPROCS(0)) }

// dsn is the data source name of a path; the path is escaped, so that it may hold any character.
func dsn(path string, pragmas ...string) string {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // C:/calls.db
	}
	query := url.Values{}
	for _, p := range pragmas {
		query.Add("_pragma", p)
	}
	return (&url.URL{Scheme: "file", Path: slashed, RawQuery: query.Encode()}).String()
}

// existing is the data source name of a database that must be there: a connection that is opened anew must not make an
// empty file where one has been taken away.
func existing(path string, pragmas ...string) string { return dsn(path, pragmas...) + "&mode=rw" }

// resolve returns the absolute path without symbolic links, so that two names of one file have one lock.
func resolve(path string) (string, error) {
	if path == "" {
		return path, errors.New("no path given, want the path of a file")
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return path, err
	}
	real, err := filepath.EvalSymlinks(abs)
	if err == nil {
		return real, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return abs, err
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(abs))
	if errors.Is(err, fs.ErrNotExist) {
		return abs, fmt.Errorf("directory %s does not exist: create it, or name another path", filepath.Dir(abs))
	}
	if err != nil {
		return abs, err
	}
	return filepath.Join(dir, filepath.Base(abs)), nil
}

// touch creates the file if there is none. SQLite gives its WAL files the mode of the database, so that creating it
// here is enough to keep all of them private.
func touch(path string) (fs.FileInfo, error) {
	if err := regular(os.Stat(path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err // before it is opened: a pipe would wait there
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	names := uint64(1)
	if err = regular(info, err); err == nil {
		names, err = links(f)
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	if names > 1 {
		return nil, fmt.Errorf("the file has %d names (hard links), and the lock keeps other processes away from one alone: "+
			"remove the other names, or name a copy", names)
	}
	return info, nil
}

// regular says that a file is none that holds data; it takes what Stat has returned.
func regular(info fs.FileInfo, err error) error {
	switch {
	case err != nil:
		return err
	case info.IsDir():
		return errors.New("is a directory, want the path of a file")
	case !info.Mode().IsRegular():
		return fmt.Errorf("is not a regular file (%s)", info.Mode().Type())
	}
	return nil
}
