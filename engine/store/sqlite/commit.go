package sqlite

import (
	"context"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
)

// A gone record counts as absent: an insert takes its row over, an update does not find it.
const (
	insertRecord = `
INSERT INTO records (call_sid, track, revision, gone_at, turn, flow, version, ended_at, updated_at, expires_at, moves, answers, state,
	claim, due_at, due_tries)
VALUES (?1, ?2, 1, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
ON CONFLICT (call_sid, track) DO UPDATE SET
	revision = excluded.revision, gone_at = excluded.gone_at, turn = excluded.turn, flow = excluded.flow,
	version = excluded.version, ended_at = excluded.ended_at, updated_at = excluded.updated_at,
	expires_at = excluded.expires_at, moves = excluded.moves, answers = excluded.answers, state = excluded.state,
	claim = excluded.claim, due_at = excluded.due_at, due_tries = excluded.due_tries
WHERE gone_at <= ?3`

	updateRecord = `
UPDATE records SET revision = revision + 1, gone_at = ?4, turn = ?5, flow = ?6, version = ?7, ended_at = ?8,
	updated_at = ?9, expires_at = ?10, moves = ?11, answers = ?12, state = ?13, claim = ?14, due_at = ?15, due_tries = ?16
WHERE call_sid = ?1 AND track = ?2 AND gone_at > ?3 AND revision = ?17`

	insertEntry = `
INSERT INTO journal (at, call_sid, track, turn, kind, flow, version, from_state, to_state, outcome, number, detail)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

	addCount = `
INSERT INTO counts (flow, state, outcome, n) VALUES (?, ?, ?, ?)
ON CONFLICT (flow, state, outcome) DO UPDATE SET n = n + excluded.n`

	writePulse = `INSERT INTO pulse (id, at) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET at = excluded.at`
)

type countKey struct{ flow, state, outcome string }

// Commit implements store.Store.
func (s *Store) Commit(ctx context.Context, rec store.Record, revision int64, entries []store.Entry, counts []store.Count) error {
	now := s.now()
	w, err := store.Prepare(rec, revision, entries, counts, now)
	if err != nil {
		return err
	}
	args := recordArgs(w, now)
	return s.writer.do(ctx, opCommit, func(tx *session) (verdict, fault error) {
		stmt := tx.update
		if w.Revision == 0 {
			stmt = tx.insert
		}
		// The compare-and-set comes first: a loser leaves before it has written anything.
		n, err := tx.affect(stmt, args...)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			return store.ErrConflict, nil
		}
		for _, e := range w.Entries {
			if err := tx.exec(tx.entry, entryArgs(e)...); err != nil {
				return nil, err
			}
		}
		for _, c := range w.Counts {
			tx.counts[countKey{c.Flow, c.State, c.Outcome}] += c.N
		}
		return nil, nil
	})
}

// recordArgs are the parameters of insertRecord and, with the revision behind them, of updateRecord.
func recordArgs(w store.Write, now time.Time) []any {
	r := w.Record
	var endedAt, dueAt any
	if r.Ended {
		endedAt = r.EndedAt.UnixMicro()
	}
	if !r.Due.IsZero() {
		dueAt = r.Due.UnixMicro()
	}
	args := []any{
		r.Key.CallSID, r.Key.Track, store.Moment(now).UnixMicro(), r.GoneAt().UnixMicro(), r.Turn, r.Flow, r.Version,
		endedAt, r.Updated.UnixMicro(), r.Expires.UnixMicro(), store.PackMoves(r.Moves), store.PackAnswers(r.Answers), r.State,
		store.PackClaim(r.Claim), dueAt, r.DueTries,
	}
	if w.Revision > 0 {
		args = append(args, w.Revision)
	}
	return args
}

func entryArgs(e store.Entry) []any {
	var detail any
	if len(e.Detail) > 0 {
		detail = string(e.Detail) // as text, so that SQLite's JSON functions take it
	}
	return []any{
		e.At.UnixMicro(), e.Key.CallSID, e.Key.Track, e.Turn, e.Kind, e.Flow, e.Version, e.From, e.To, e.Outcome, e.Number, detail,
	}
}

// flushCounts writes the counts of all commits of the transaction: most of a group count the same few things.
func (s *session) flushCounts() error {
	for k, n := range s.counts {
		if err := s.exec(s.count, k.flow, k.state, k.outcome, n); err != nil {
			return err
		}
	}
	clear(s.counts)
	return nil
}

// trialBytes is what Ping writes after a fault: more than any usual turn, so that a trial that succeeds says something.
const trialBytes = 256 << 10

// Ping implements store.Store. It writes a row, since a full disk still reads. A row finds room where a turn does not,
// though: after a write that has failed, until a commit succeeds, Ping writes as much as a large turn would.
func (s *Store) Ping(ctx context.Context) error {
	if s.writer.faulty.Load() {
		trial := make([]byte, trialBytes)
		err := s.writer.do(ctx, opTrial, func(tx *session) (verdict, fault error) {
			return nil, tx.exec(tx.pulse, trial)
		})
		if err != nil {
			return err
		}
	}
	now := s.now().UnixMicro()
	return s.writer.do(ctx, "ping", func(tx *session) (verdict, fault error) {
		return nil, tx.exec(tx.pulse, now)
	})
}
