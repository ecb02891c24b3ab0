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
)

// portion is how many rows a sweep removes at a time, so that commits get their turn in between.
const portion = 250

// Sweep implements store.Store. Sources go last, when the records that referred to them are away; a version that a
// call takes up during the sweep is safe, since it was stored, or named as in use, within store.SourcesGrace.
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
	if swept.Records, err = s.sweep(ctx, func(tx *session) *sql.Stmt { return tx.sweepRecords }, now); err != nil {
		return swept, err
	}
	if swept.Entries, err = s.sweep(ctx, func(tx *session) *sql.Stmt { return tx.sweepEntries }, now.Add(-s.journalLifetime)); err != nil {
		return swept, err
	}
	swept.Sources, err = s.sweep(ctx, func(tx *session) *sql.Stmt { return tx.sweepSources }, now.Add(-store.SourcesGrace))
	return swept, err
}

// sweep removes portion by portion until none is full, each a write of its own in the queue.
func (s *Store) sweep(ctx context.Context, stmt func(*session) *sql.Stmt, before time.Time) (total int, err error) {
	for {
		var n int64
		err := s.writer.do(ctx, "sweep", func(tx *session) (verdict, fault error) {
			n, fault = tx.affect(stmt(tx), before.UnixMicro(), portion)
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
