package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"slices"
	"sync/atomic"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/texmlflow/texmlflow/engine/store"
)

// writer is the one goroutine that writes, with its connection.
type writer struct {
	*queue
	db       *sql.DB
	path     string
	place    *place
	session  *session // nil after a fault that may have broken the connection
	finished chan struct{}

	transactions atomic.Int64 // committed so far
	faulty       atomic.Bool  // a transaction has failed, and no turn has been written since
}

// startWriter opens the writing connection, brings the schema up to date and starts the goroutine.
func startWriter(ctx context.Context, path string, on *place) (*writer, error) {
	db, err := sql.Open("sqlite", existing(path, append(slices.Clone(pragmas), "cache_size(-16000)")...))
	if err != nil {
		return nil, err
	}
	w := &writer{queue: newQueue(), db: db, path: path, place: on, finished: make(chan struct{})}
	if err := w.start(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	go w.loop()
	return w, nil
}

func (w *writer) start(ctx context.Context) error {
	conn, err := w.db.Conn(ctx)
	if err != nil {
		return err
	}
	err = migrate(ctx, conn, migrations)
	if err := errors.Join(err, conn.Close()); err != nil {
		return err
	}
	return w.connect()
}

// connect opens the session and notes the log that it writes to.
func (w *writer) connect() error {
	s, err := openSession(w.db)
	if err != nil {
		return err
	}
	if err := w.place.keepWAL(w.path + "-wal"); err != nil {
		s.discard()
		return err
	}
	w.session = s
	return nil
}

// close lets no more writes in and waits until those queued are done; it reports whether it was closed before.
func (w *writer) close() bool {
	before := w.queue.close()
	<-w.finished
	return before
}

func (w *writer) loop() {
	defer close(w.finished)
	for group := w.pull(); len(group) > 0; group = w.pull() {
		w.write(group)
	}
	if w.session != nil {
		w.session.close()
	}
}

// write runs a group in one transaction and tells each caller what came of it. Nobody is told anything before the
// transaction has ended: until then no verdict holds.
func (w *writer) write(group []*job) {
	live := group[:0]
	for _, j := range group {
		if j.state.CompareAndSwap(queued, taken) {
			live = append(live, j)
		}
	}
	if len(live) == 0 {
		return
	}
	verdicts := make([]error, len(live))
	fault := w.transact(live, verdicts)
	w.note(live, verdicts, fault)
	for i, j := range live {
		switch {
		case fault != nil:
			j.done <- &store.UnavailableError{Op: j.op, Err: fault}
		default:
			j.done <- verdicts[i]
		}
	}
}

// The writes that prove that a turn can be written again; others are too small, or only remove.
const (
	opCommit = "commit"
	opTrial  = "ping after a fault"
)

// note remembers a fault until a write shows that it is over.
func (w *writer) note(group []*job, verdicts []error, fault error) {
	if fault != nil {
		w.faulty.Store(true)
		return
	}
	for i, j := range group {
		if verdicts[i] == nil && (j.op == opCommit || j.op == opTrial) {
			w.faulty.Store(false)
			return
		}
	}
}

// transact looks at the files twice: what has no place is not begun, and what has lost it meanwhile is not
// acknowledged, nor shown by the reads that follow (see beginRead).
func (w *writer) transact(group []*job, verdicts []error) error {
	if err := w.place.look(); err != nil {
		return err
	}
	if err := w.run(group, verdicts); err != nil {
		return err
	}
	return w.place.look()
}

func (w *writer) run(group []*job, verdicts []error) (fault error) {
	tx, err := w.begin()
	if err != nil {
		return err
	}
	defer func() {
		if fault != nil {
			w.abandon(fault)
		}
	}()
	for i, j := range group {
		if verdicts[i], err = j.run(tx); err != nil {
			return err
		}
	}
	if err := tx.flushCounts(); err != nil {
		return err
	}
	if err := tx.exec(tx.commit); err != nil {
		return err
	}
	w.transactions.Add(1)
	return nil
}

// begin starts a transaction, on a new connection if the last one was given up.
func (w *writer) begin() (*session, error) {
	if w.session == nil {
		if err := w.connect(); err != nil {
			return nil, err
		}
	}
	if err := w.session.exec(w.session.begin); err != nil {
		w.abandon(err)
		return nil, err
	}
	return w.session, nil
}

// abandon ends a transaction that has failed. A full disk or a busy file leaves the connection sound; after anything
// else a new one is the way back.
func (w *writer) abandon(fault error) {
	clear(w.session.counts)
	// An error here says that SQLite has rolled back by itself.
	_ = w.session.exec(w.session.rollback)
	switch code(fault) {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY:
	default:
		w.session.discard()
		w.session = nil
		_ = w.place.keepWAL("") // without a path it cannot fail
	}
}

// session is a connection with the writer's prepared statements.
type session struct {
	conn *sql.Conn

	begin, commit, rollback                  *sql.Stmt
	insert, update                           *sql.Stmt
	entry, count, pulse                      *sql.Stmt
	putSource, touchSource                   *sql.Stmt
	putAudio, putPlayed                      *sql.Stmt
	putSecret, readSecret                    *sql.Stmt
	sweepRecords, sweepEntries, sweepSources *sql.Stmt
	sweepPlayed, sweepAudio                  *sql.Stmt

	stmts  []*sql.Stmt        // all of the above
	counts map[countKey]int64 // of the transaction under way: written once at its end
}

func openSession(db *sql.DB) (*session, error) {
	ctx := context.Background()
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	s := &session{conn: conn, counts: map[countKey]int64{}}
	for _, p := range []struct {
		stmt  **sql.Stmt
		query string
	}{
		{&s.begin, "BEGIN IMMEDIATE"},
		{&s.commit, "COMMIT"},
		{&s.rollback, "ROLLBACK"},
		{&s.insert, insertRecord},
		{&s.update, updateRecord},
		{&s.entry, insertEntry},
		{&s.count, addCount},
		{&s.pulse, writePulse},
		{&s.putSource, putSource},
		{&s.touchSource, touchSource},
		{&s.putAudio, putAudio},
		{&s.putPlayed, putPlayed},
		{&s.putSecret, putSecret},
		{&s.readSecret, readSecret},
		{&s.sweepRecords, sweepRecords},
		{&s.sweepEntries, sweepEntries},
		{&s.sweepSources, sweepSources},
		{&s.sweepPlayed, sweepPlayed},
		{&s.sweepAudio, sweepAudio},
	} {
		if *p.stmt, err = conn.PrepareContext(ctx, p.query); err != nil {
			s.close()
			return nil, err
		}
		s.stmts = append(s.stmts, *p.stmt)
	}
	return s, nil
}

// exec runs a statement. It takes no context: a write that was begun is ended.
func (s *session) exec(stmt *sql.Stmt, args ...any) error {
	_, err := stmt.ExecContext(context.Background(), args...)
	return err
}

// affect runs a statement and says how many rows it changed.
func (s *session) affect(stmt *sql.Stmt, args ...any) (int64, error) {
	result, err := stmt.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// close gives the connection back to the pool.
func (s *session) close() {
	s.closeStatements()
	_ = s.conn.Close()
}

// discard closes the connection for good: the pool does not keep one that is called bad.
func (s *session) discard() {
	s.closeStatements()
	_ = s.conn.Raw(func(any) error { return driver.ErrBadConn })
	_ = s.conn.Close()
}

// closeStatements comes before the end of a connection: SQLite keeps it, and the WAL beside the file, as long as one
// of its statements is open. The errors are those of the statements' last runs, which were told then.
func (s *session) closeStatements() {
	for _, stmt := range s.stmts {
		_ = stmt.Close()
	}
}
