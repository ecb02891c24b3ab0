//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd) || sqlitelock

// Where there is no flock, SQLite's own exclusive lock on an empty database beside the lock file does its work; it,
// too, ends with the process. The build tag sqlitelock chooses it on every system, so that it can be tested.

package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"os"

	sqlite3 "modernc.org/sqlite/lib"
)

// exclusive is an open exclusive transaction on the lock database.
type exclusive struct {
	db   *sql.DB
	conn *sql.Conn
}

func lockFile(file *os.File) (io.Closer, error) {
	db, err := sql.Open("sqlite", dsn(lockName(file.Name()), "busy_timeout(0)"))
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	conn, err := db.Conn(ctx)
	if err == nil {
		_, err = conn.ExecContext(ctx, "BEGIN EXCLUSIVE")
	}
	if err == nil {
		return exclusive{db, conn}, nil
	}
	if code(err) == sqlite3.SQLITE_BUSY {
		err = errHeld
	}
	return nil, errors.Join(err, db.Close())
}

// lockName is the file that has the lock when path is the lock file.
func lockName(path string) string { return path + "db" }

// lockedFile is that file, as it was locked.
func lockedFile(file *os.File) (placed, error) {
	info, err := os.Stat(lockName(file.Name()))
	return placed{lockName(file.Name()), info}, err
}

// Close gives the lock back.
func (e exclusive) Close() error { return errors.Join(e.conn.Close(), e.db.Close()) }
