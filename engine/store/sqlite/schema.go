package sqlite

import (
	"context"
	"database/sql"
	"fmt"
)

// applicationID marks our files in SQLite's header: "texm".
const applicationID = 0x7465786d

// migrations are the steps from an empty file to the present schema; PRAGMA user_version counts those done. A step
// that was released is never changed, a new one is appended.
//
// The tables are ordinary rowid tables: WITHOUT ROWID keeps whole rows in the inner nodes of the tree and is several
// times slower with rows of some kilobytes. Columns that are searched stand before the large ones, so that a search
// need not read the pages that a large one spills over to.
var migrations = []string{`
CREATE TABLE records (
	id         INTEGER PRIMARY KEY,
	call_sid   TEXT    NOT NULL,
	track      TEXT    NOT NULL,
	revision   INTEGER NOT NULL,
	gone_at    INTEGER NOT NULL, -- from then on the record counts as absent
	turn       INTEGER NOT NULL,
	flow       TEXT    NOT NULL,
	version    TEXT    NOT NULL,
	ended_at   INTEGER,          -- NULL = the call goes on
	updated_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	moves      BLOB,             -- per move 8 bytes of turn, big endian, and 32 of fingerprint; oldest first
	answers    BLOB,             -- per answer turn and length as unsigned varints, and the bytes; oldest first
	state      BLOB,
	UNIQUE (call_sid, track)
);
CREATE INDEX records_gone_at ON records (gone_at);
CREATE INDEX records_version ON records (version);

CREATE TABLE journal (
	id         INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again, also when the newest entry was swept
	at         INTEGER NOT NULL,
	call_sid   TEXT    NOT NULL,
	track      TEXT    NOT NULL,
	turn       INTEGER NOT NULL,
	kind       TEXT    NOT NULL,
	flow       TEXT    NOT NULL,
	version    TEXT    NOT NULL,
	from_state TEXT    NOT NULL,
	to_state   TEXT    NOT NULL,
	outcome    TEXT    NOT NULL,
	number     TEXT    NOT NULL,
	detail     TEXT              -- JSON
);
CREATE INDEX journal_at ON journal (at);
CREATE INDEX journal_call_sid ON journal (call_sid);
CREATE INDEX journal_flow ON journal (flow);
CREATE INDEX journal_number ON journal (number) WHERE number <> '';

CREATE TABLE counts (
	flow    TEXT    NOT NULL,
	state   TEXT    NOT NULL,
	outcome TEXT    NOT NULL,
	n       INTEGER NOT NULL,
	UNIQUE (flow, state, outcome)
);

CREATE TABLE sources (
	version    TEXT    NOT NULL UNIQUE,
	touched_at INTEGER NOT NULL, -- last stored, or named as in use
	source     BLOB
);

CREATE TABLE secrets (
	name       TEXT    NOT NULL UNIQUE,
	created_at INTEGER NOT NULL,
	secret     BLOB    NOT NULL
);

CREATE TABLE pulse ( -- one row, written to see whether writing works
	id INTEGER PRIMARY KEY CHECK (id = 1),
	at INTEGER NOT NULL
);
`, `
CREATE TABLE audio (
	name  TEXT NOT NULL UNIQUE,
	bytes BLOB NOT NULL
);

CREATE TABLE played ( -- which versions play a recording
	version TEXT NOT NULL,
	name    TEXT NOT NULL,
	UNIQUE (version, name)
);
CREATE INDEX played_name ON played (name);
`, `
ALTER TABLE records ADD COLUMN claim BLOB;        -- NULL = none; turn, tries and end as 8 bytes each, and 32 of fingerprint
ALTER TABLE records ADD COLUMN due_at INTEGER;    -- NULL = never
ALTER TABLE records ADD COLUMN due_tries INTEGER NOT NULL DEFAULT 0;
CREATE INDEX records_due_at ON records (due_at) WHERE due_at IS NOT NULL;
`}

// migrate brings the file to the last of the steps. Each step is one transaction with its number, so that a kill in
// between leaves a file that the next start can go on with.
func migrate(ctx context.Context, conn *sql.Conn, steps []string) error {
	var version, application, objects int
	for query, into := range map[string]*int{
		"PRAGMA user_version":                &version,
		"PRAGMA application_id":              &application,
		"SELECT count(*) FROM sqlite_schema": &objects,
	} {
		if err := conn.QueryRowContext(ctx, query).Scan(into); err != nil {
			return err
		}
	}
	if application != applicationID && (objects > 0 || version > 0 || application != 0) {
		return fmt.Errorf("it is an SQLite database of another program: name another path")
	}
	if version > len(steps) {
		return fmt.Errorf("its schema is version %d, this program knows versions up to %d: "+
			"start the newer program that wrote it, or restore a backup from before", version, len(steps))
	}
	for i := version; i < len(steps); i++ {
		script := fmt.Sprintf("BEGIN IMMEDIATE; %s; PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
			steps[i], applicationID, i+1)
		if _, err := conn.ExecContext(ctx, script); err != nil {
			_, _ = conn.ExecContext(ctx, "ROLLBACK") // the step's error is the one that tells
			return fmt.Errorf("bring the schema to version %d: %w", i+1, err)
		}
	}
	return nil
}
