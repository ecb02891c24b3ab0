package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
)

const (
	loadRecord = `
SELECT revision, gone_at, turn, flow, version, ended_at, updated_at, expires_at, moves, answers, state,
	claim, due_at, due_tries
FROM records WHERE call_sid = ? AND track = ?`

	readDue = `SELECT call_sid, track FROM records WHERE due_at <= ? AND gone_at > ? ORDER BY due_at, call_sid, track LIMIT ?`

	readCounts = `SELECT flow, state, outcome, n FROM counts ORDER BY flow, state, outcome`
	readSource = `SELECT source FROM sources WHERE version = ?`
	readAudio  = `SELECT bytes FROM audio WHERE name = ?`
)

// queries are the prepared statements of the reading connections.
type queries struct {
	load, due, counts, source, audio, secret *sql.Stmt
}

// prepare also reads the roots of the large tables, so that a file damaged there is refused at once.
func (q *queries) prepare(ctx context.Context, db *sql.DB) error {
	for _, p := range []struct {
		stmt  **sql.Stmt
		query string
	}{{&q.load, loadRecord}, {&q.due, readDue}, {&q.counts, readCounts}, {&q.source, readSource}, {&q.audio, readAudio}, {&q.secret, readSecret}} {
		var err error
		if *p.stmt, err = db.PrepareContext(ctx, p.query); err != nil {
			return err
		}
	}
	for _, table := range []string{"records", "journal", "counts", "sources", "audio", "played", "secrets"} {
		var first any
		err := db.QueryRowContext(ctx, "SELECT * FROM (SELECT rowid FROM "+table+" NOT INDEXED LIMIT 1)").Scan(&first)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("read table %s: %w", table, err)
		}
	}
	return nil
}

func (q *queries) close() error {
	var errs []error
	for _, stmt := range []*sql.Stmt{q.load, q.due, q.counts, q.source, q.audio, q.secret} {
		if stmt != nil {
			errs = append(errs, stmt.Close())
		}
	}
	return errors.Join(errs...)
}

// Load implements store.Store.
func (s *Store) Load(ctx context.Context, key store.Key) (store.Record, error) {
	done, err := s.beginRead(ctx, "load")
	if err != nil {
		return store.Record{}, err
	}
	defer done()
	rec := store.Record{Key: key}
	var gone, updated, expires int64
	var ended, due sql.NullInt64
	var moves, answers, claim []byte
	err = s.queries.load.QueryRowContext(ctx, key.CallSID, key.Track).Scan(&rec.Revision, &gone, &rec.Turn, &rec.Flow,
		&rec.Version, &ended, &updated, &expires, &moves, &answers, &rec.State,
		&claim, &due, &rec.DueTries)
	if errors.Is(err, sql.ErrNoRows) {
		return store.Record{}, store.ErrNotFound
	}
	if err != nil {
		return store.Record{}, readError(ctx, "load", err)
	}
	if gone <= s.now().UnixMicro() {
		return store.Record{}, store.ErrNotFound
	}
	rec.Updated, rec.Expires = moment(updated), moment(expires)
	if rec.Ended = ended.Valid; rec.Ended {
		rec.EndedAt = moment(ended.Int64)
	}
	if due.Valid {
		rec.Due = moment(due.Int64)
	}
	if rec.Moves, err = store.UnpackMoves(moves); err == nil {
		rec.Answers, err = store.UnpackAnswers(answers)
	}
	if err == nil {
		rec.Claim, err = store.UnpackClaim(claim)
	}
	if err != nil {
		return store.Record{}, &store.UnavailableError{Op: "load", Err: err}
	}
	return rec, nil
}

// Due implements store.Store.
func (s *Store) Due(ctx context.Context, now time.Time, limit int) ([]store.Key, error) {
	done, err := s.beginRead(ctx, "due")
	if err != nil {
		return nil, err
	}
	defer done()
	rows, err := s.queries.due.QueryContext(ctx, store.Moment(now).UnixMicro(), s.now().UnixMicro(), max(0, limit))
	if err != nil {
		return nil, readError(ctx, "due", err)
	}
	defer rows.Close()
	var keys []store.Key
	for rows.Next() {
		var k store.Key
		if err := rows.Scan(&k.CallSID, &k.Track); err != nil {
			return nil, readError(ctx, "due", err)
		}
		keys = append(keys, k)
	}
	if err := rows.Err(); err != nil {
		return nil, readError(ctx, "due", err)
	}
	return keys, nil
}

// Counts implements store.Store.
func (s *Store) Counts(ctx context.Context) ([]store.Count, error) {
	done, err := s.beginRead(ctx, "counts")
	if err != nil {
		return nil, err
	}
	defer done()
	rows, err := s.queries.counts.QueryContext(ctx)
	if err != nil {
		return nil, readError(ctx, "counts", err)
	}
	defer rows.Close()
	var totals []store.Count
	for rows.Next() {
		var c store.Count
		if err := rows.Scan(&c.Flow, &c.State, &c.Outcome, &c.N); err != nil {
			return nil, readError(ctx, "counts", err)
		}
		totals = append(totals, c)
	}
	if err := rows.Err(); err != nil {
		return nil, readError(ctx, "counts", err)
	}
	return totals, nil
}

func moment(micros int64) time.Time { return time.UnixMicro(micros).UTC() }
