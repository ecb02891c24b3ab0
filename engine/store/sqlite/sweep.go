package sqlite

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
)

// Each statement removes one portion, by an index.
const (
	sweepRecords = `DELETE FROM records WHERE id IN (SELECT id FROM records WHERE gone_at <= ? LIMIT ?)`
	sweepEntries = `DELETE FROM journal WHERE id IN (SELECT id FROM journal WHERE at < ? LIMIT ?)`
	sweepSources = `DELETE FROM sources WHERE rowid IN (SELECT rowid FROM sources WHERE touched_at <= ?
	AND NOT EXISTS (SELECT 1 FROM records WHERE records.version = sources.version) LIMIT ?)`
	sweepPlayed = `DELETE FROM played WHERE rowid IN (SELECT rowid FROM played WHERE NOT EXISTS
	(SELECT 1 FROM sources WHERE sources.version = played.version) LIMIT ?)`
	sweepAudio = `DELETE FROM audio WHERE rowid IN (SELECT rowid FROM audio WHERE NOT EXISTS
	(SELECT 1 FROM played WHERE played.name = audio.name) LIMIT ?)`
)

// portion is how many rows a sweep removes at a time, so that commits get their turn in between.
const portion = 250

// Sweep implements store.Store. Sources go when the records that referred to them are away, and audio after them; a
// version that a call takes up during the sweep is safe, since it was stored, or named as in use, within
// store.SourcesGrace.
func (s *Store) Sweep(ctx context.Context, now time.Time, keep []string) (store.Swept, error) {
	var swept store.Swept
	now, keep = store.Moment(now), slices.Clone(keep) // the write may outlive this call
	err := s.writer.do(ctx, "sweep", func(tx *session) (verdict, fault error) {
		for _, version := range keep {
			if err := tx.exec(tx.touchSource, version, now.UnixMicro()); err != nil {
				return nil, err
			}
		}
		return nil, nil
	})
	if err != nil {
		return swept, err
	}
	var references int
	for _, part := range []struct {
		swept *int
		stmt  func(*session) *sql.Stmt
		args  []any
	}{
		{&swept.Records, func(tx *session) *sql.Stmt { return tx.sweepRecords }, []any{now.UnixMicro()}},
		{&swept.Entries, func(tx *session) *sql.Stmt { return tx.sweepEntries }, []any{now.Add(-s.journalLifetime).UnixMicro()}},
		{&swept.Sources, func(tx *session) *sql.Stmt { return tx.sweepSources }, []any{now.Add(-store.SourcesGrace).UnixMicro()}},
		{&references, func(tx *session) *sql.Stmt { return tx.sweepPlayed }, nil},
		{&swept.Audio, func(tx *session) *sql.Stmt { return tx.sweepAudio }, nil},
	} {
		if *part.swept, err = s.sweep(ctx, part.stmt, part.args...); err != nil {
			return swept, err
		}
	}
	return swept, nil
}

// sweep removes portion by portion until none is full, each a write of its own in the queue.
func (s *Store) sweep(ctx context.Context, stmt func(*session) *sql.Stmt, args ...any) (total int, err error) {
	args = append(args, portion)
	for {
		var n int64
		err := s.writer.do(ctx, "sweep", func(tx *session) (verdict, fault error) {
			n, fault = tx.affect(stmt(tx), args...)
			return nil, fault
		})
		if err != nil {
			return total, err
		}
		total += int(n)
		if n < portion {
			return total, nil
		}
	}
}
