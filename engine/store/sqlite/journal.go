package sqlite

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
)

const readEntries = `
SELECT id, at, call_sid, track, turn, kind, flow, version, from_state, to_state, outcome, number, detail
FROM journal`

// Journal implements store.Store.
func (s *Store) Journal(ctx context.Context, filter store.Filter) ([]store.Entry, error) {
	if err := store.CheckFilter(filter); err != nil {
		return nil, err
	}
	done, err := s.beginRead(ctx, "journal")
	if err != nil {
		return nil, err
	}
	defer done()
	query, args := journalQuery(filter)
	rows, err := s.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, readError(ctx, "journal", err)
	}
	defer rows.Close()
	var found []store.Entry
	for rows.Next() {
		var e store.Entry
		var at int64
		err := rows.Scan(&e.ID, &at, &e.Key.CallSID, &e.Key.Track, &e.Turn, &e.Kind, &e.Flow, &e.Version, &e.From, &e.To,
			&e.Outcome, &e.Number, &e.Detail)
		if err != nil {
			return nil, readError(ctx, "journal", err)
		}
		e.At = moment(at)
		found = append(found, e)
	}
	if err := rows.Err(); err != nil {
		return nil, readError(ctx, "journal", err)
	}
	slices.Reverse(found)
	return found, nil
}

// journalQuery asks for the newest entries first, so that the limit keeps those. Call, number and flow have indexes
// that yield their rows in that order; those of a time span are sorted.
func journalQuery(f store.Filter) (string, []any) {
	var conditions []string
	var args []any
	where := func(condition string, values ...any) {
		conditions = append(conditions, condition)
		args = append(args, values...)
	}
	if f.CallSID != "" {
		where("call_sid = ?", f.CallSID)
	}
	if f.Number != "" {
		where("number = ? AND number <> ''", f.Number) // the second half lets the partial index be used
	}
	if f.Flow != "" {
		where("flow = ?", f.Flow)
	}
	if f.State != "" {
		where("(from_state = ? OR to_state = ?)", f.State, f.State)
	}
	if !f.Since.IsZero() {
		where("at >= ?", ceilMicro(f.Since))
	}
	if !f.Until.IsZero() {
		where("at < ?", ceilMicro(f.Until))
	}
	if f.Before > 0 {
		where("id < ?", f.Before)
	}
	query := readEntries
	if !f.Since.IsZero() && f.CallSID == "" && f.Number == "" {
		// SQLite would rather go backwards through the whole table or flow until the limit is reached, which a short
		// time never does.
		query += " INDEXED BY journal_at"
	}
	if len(conditions) > 0 {
		query += " WHERE " + strings.Join(conditions, " AND ")
	}
	return query + " ORDER BY id DESC LIMIT ?", append(args, cmp.Or(f.Limit, store.JournalLimit))
}

// ceilMicro is the first microsecond that is not before t: with it a bound means the same to the stored times as t.
func ceilMicro(t time.Time) int64 {
	micros := t.UnixMicro()
	if t.Nanosecond()%1000 != 0 {
		micros++
	}
	return micros
}
