package sqlite

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
)

// TestJournalPlans asks SQLite how it will search: the history of a long life must not be read through for one call.
func TestJournalPlans(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "calls.db"), Options{})
	for _, tt := range []struct {
		filter store.Filter
		index  string
		sorts  bool
	}{
		{store.Filter{}, "SCAN journal", false},
		{store.Filter{Before: 100}, "USING INTEGER PRIMARY KEY", false},
		{store.Filter{CallSID: "a", State: "menu"}, "journal_call_sid", false},
		{store.Filter{Number: "+1"}, "journal_number", false},
		{store.Filter{Flow: "clinic", Before: 100}, "journal_flow", false},
		{store.Filter{Since: time.Now()}, "journal_at (at>?)", true},
		{store.Filter{Since: time.Now(), Until: time.Now(), Flow: "clinic"}, "journal_at (at>? AND at<?)", true},
		{store.Filter{Since: time.Now(), CallSID: "a"}, "journal_call_sid", false},
	} {
		query, args := journalQuery(tt.filter)
		rows, err := s.db.Query("EXPLAIN QUERY PLAN "+query, args...)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var plan strings.Builder
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			plan.WriteString(detail + "; ")
		}
		if !strings.Contains(plan.String(), tt.index) || strings.Contains(plan.String(), "TEMP B-TREE") != tt.sorts {
			t.Errorf("%+v: plan is %q, want %s, sorting: %t", tt.filter, &plan, tt.index, tt.sorts)
		}
	}
}

// TestSweepPlans does the same for what runs every minute.
func TestSweepPlans(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "calls.db"), Options{})
	for statement, want := range map[string]string{
		sweepRecords: "records_gone_at", sweepEntries: "journal_at", sweepSources: "records_version",
		sweepPlayed: "sqlite_autoindex_sources", sweepAudio: "played_name",
	} {
		rows, err := s.db.Query("EXPLAIN QUERY PLAN "+statement, []any{1, 1}[:strings.Count(statement, "?")]...)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var plan strings.Builder
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			plan.WriteString(detail + "; ")
		}
		if !strings.Contains(plan.String(), want) {
			t.Errorf("%s\nplan is %q, want %s", statement, &plan, want)
		}
	}
}

// TestDamagedRecord: a record that cannot be read is an error, never a record with half its moves.
func TestDamagedRecord(t *testing.T) {
	for _, column := range []string{"moves", "answers"} {
		path := filled(t)
		execute(t, path, "UPDATE records SET "+column+" = x'ff01'")
		s := open(t, path, Options{})
		if rec, err := s.Load(t.Context(), key); !store.IsUnavailable(err) || !strings.Contains(err.Error(), column) {
			t.Errorf("%s: %+v, %v, want an error that names them", column, rec, err)
		}
	}
}
