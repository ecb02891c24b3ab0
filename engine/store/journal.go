package store

import "time"

// Entry is one line of the journal: what a callback did to a call.
type Entry struct {
	ID int64 // the place in the journal, growing; set by Journal, ignored by Commit

	Key     Key
	Turn    int
	At      time.Time
	Kind    string // the caller's word for what happened, e.g. "turn" or "redirected"
	Flow    string
	Version string
	From    string // the state before
	To      string // the state after
	Outcome string
	Number  string // the called number, "" if it is none of the call's business
	Detail  []byte // JSON, redacted by the caller of Commit
}

// Clone returns a copy that shares no memory with e.
func (e Entry) Clone() Entry {
	e.Detail = cloneBytes(e.Detail)
	return e
}

// Filter says which entries Journal returns. A zero field lets everything pass; all others must fit.
type Filter struct {
	CallSID string    // entries of all tracks of that call
	Flow    string    // entries of that flow, in any version
	State   string    // entries that left or entered that state
	Number  string    // entries of that called number
	Since   time.Time // entries at or after
	Until   time.Time // entries before
	Before  int64     // entries with a smaller ID: the page that lies before one already seen
	Limit   int       // the newest so many; 0 = JournalLimit
}

// Match says whether the filter lets the entry pass; Limit is not its matter.
func (f Filter) Match(e Entry) bool {
	switch {
	case f.CallSID != "" && e.Key.CallSID != f.CallSID,
		f.Flow != "" && e.Flow != f.Flow,
		f.State != "" && e.From != f.State && e.To != f.State,
		f.Number != "" && e.Number != f.Number,
		!f.Since.IsZero() && e.At.Before(f.Since),
		!f.Until.IsZero() && !e.At.Before(f.Until),
		f.Before > 0 && e.ID >= f.Before:
		return false
	}
	return true
}

// Count is a number of times that an outcome was met in a state of a flow: an increment for Commit, a total from
// Counts.
type Count struct {
	Flow    string
	State   string
	Outcome string
	N       int64
}
