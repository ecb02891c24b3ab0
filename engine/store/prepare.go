package store

import (
	"fmt"
	"slices"
	"time"
)

// Write is a commit that has been checked and copied: what an implementation stores as it is.
type Write struct {
	Record   Record // Revision is the one it will have
	Revision int64  // the one that must be stored now; 0 = none
	Entries  []Entry
	Counts   []Count
}

// Prepare is what every implementation of Commit does first: it checks the arguments, fills in zero times from now,
// brings times to UTC microseconds, and copies, so that the caller may reuse its slices at once. Its errors are
// ErrInvalid.
func Prepare(rec Record, revision int64, entries []Entry, counts []Count, now time.Time) (Write, error) {
	if revision < 0 {
		return Write{}, invalid("revision is %d, want 0 or more", revision)
	}
	rec = rec.Clone()
	rec.Revision = revision + 1
	rec.Updated = Moment(orElse(rec.Updated, now))
	rec.Expires = Moment(orElse(rec.Expires, rec.Updated.Add(Lifetime)))
	rec.Claim.Until, rec.Due = Moment(rec.Claim.Until), Moment(rec.Due)
	if rec.Ended {
		rec.EndedAt = Moment(orElse(rec.EndedAt, now))
	}
	if err := checkRecord(rec); err != nil {
		return Write{}, err
	}
	w := Write{Record: rec, Revision: revision, Entries: slices.Clone(entries), Counts: slices.Clone(counts)}
	for i, e := range w.Entries {
		e = e.Clone()
		if e.Key == (Key{}) {
			e.Key = rec.Key
		}
		e.At = Moment(orElse(e.At, now))
		if err := checkEntry(e); err != nil {
			return Write{}, err
		}
		w.Entries[i] = e
	}
	for _, c := range w.Counts {
		if c.N < 0 {
			return Write{}, invalid("count of %s/%s/%s is %d, want 0 or more", c.Flow, c.State, c.Outcome, c.N)
		}
		if err := checkNames("count", c.Flow, c.State, c.Outcome); err != nil {
			return Write{}, err
		}
	}
	return w, nil
}

// Moment brings a time to what stores keep of it: UTC, microseconds, no monotonic clock.
func Moment(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return time.UnixMicro(t.UnixMicro()).UTC()
}

// CheckKey refuses a key that no store takes.
func CheckKey(key Key) error {
	if key.CallSID == "" || key.Track == "" {
		return invalid("key %q, %q: want a call SID and a track", key.CallSID, key.Track)
	}
	return checkNames("key", key.CallSID, key.Track)
}

// CheckSource refuses a version or source that no store takes.
func CheckSource(version string, source []byte) error {
	if version == "" {
		return invalid("version is empty, want the SHA-256 of the sources")
	}
	if err := checkNames("version", version); err != nil {
		return err
	}
	return checkBytes("source", source)
}

// CheckAudio refuses a version, name or recording that no store takes.
func CheckAudio(version, name string, audio []byte) error {
	if version == "" || name == "" || len(audio) == 0 {
		return invalid("audio %q of version %q has %d bytes, want both names and at least one byte", name, version, len(audio))
	}
	if err := checkNames("audio", version, name); err != nil {
		return err
	}
	return checkBytes("audio", audio)
}

// CheckSecret refuses a name or secret that no store takes.
func CheckSecret(name string, secret []byte) error {
	if name == "" || len(secret) == 0 {
		return invalid("secret %q has %d bytes, want a name and at least one byte", name, len(secret))
	}
	if err := checkNames("secret", name); err != nil {
		return err
	}
	return checkBytes("secret", secret)
}

// CheckFilter refuses a filter that makes no sense.
func CheckFilter(f Filter) error {
	if f.Limit < 0 {
		return invalid("limit is %d, want 0 or more", f.Limit)
	}
	if f.Before < 0 {
		return invalid("before is %d, want the ID of an entry or 0", f.Before)
	}
	return nil
}

func checkRecord(r Record) error {
	if err := CheckKey(r.Key); err != nil {
		return err
	}
	if err := checkNames("record", r.Flow, r.Version); err != nil {
		return err
	}
	switch {
	case r.Turn < 0:
		return invalid("turn is %d, want 0 or more", r.Turn)
	case len(r.Moves) > KeepMoves:
		return invalid("record has %d moves, want at most %d", len(r.Moves), KeepMoves)
	case len(r.Answers) > KeepAnswers:
		return invalid("record has %d answers, want at most %d", len(r.Answers), KeepAnswers)
	case r.Claim.Turn < 0 || r.Claim.Tries < 0 || r.DueTries < 0:
		return invalid("claim of turn %d taken %d times, due work begun %d times, want 0 or more", r.Claim.Turn, r.Claim.Tries, r.DueTries)
	case r.Claim.IsZero() && r.Claim != (Claim{}):
		return invalid("claim was taken 0 times, want a whole claim or none")
	case !r.Ended && !r.EndedAt.IsZero():
		return invalid("call ended at %s and has not ended, want both or neither", r.EndedAt)
	}
	for _, m := range r.Moves {
		if m.Turn < 0 {
			return invalid("move has turn %d, want 0 or more", m.Turn)
		}
	}
	for _, a := range r.Answers {
		if a.Turn < 0 {
			return invalid("answer has turn %d, want 0 or more", a.Turn)
		}
		if err := checkBytes("answer", a.Body); err != nil {
			return err
		}
	}
	return checkBytes("state", r.State)
}

func checkEntry(e Entry) error {
	if err := CheckKey(e.Key); err != nil {
		return err
	}
	if e.Turn < 0 {
		return invalid("entry has turn %d, want 0 or more", e.Turn)
	}
	if err := checkNames("entry", e.Kind, e.Flow, e.Version, e.From, e.To, e.Outcome, e.Number); err != nil {
		return err
	}
	return checkBytes("detail", e.Detail)
}

func checkNames(what string, names ...string) error {
	for _, name := range names {
		if len(name) > MaxName {
			return invalid("%s has a name of %d bytes, want at most %d", what, len(name), MaxName)
		}
	}
	return nil
}

func checkBytes(what string, b []byte) error {
	if len(b) > MaxBytes {
		return invalid("%s has %d bytes, want at most %d", what, len(b), MaxBytes)
	}
	return nil
}

func orElse(t, fallback time.Time) time.Time {
	if t.IsZero() {
		return fallback
	}
	return t
}

func invalid(format string, args ...any) error {
	return fmt.Errorf("store: %w: %s", ErrInvalid, fmt.Sprintf(format, args...))
}
