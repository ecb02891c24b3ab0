package store

import (
	"bytes"
	"slices"
	"time"
)

// Key names a record: one track of one call.
type Key struct {
	CallSID string
	Track   string // MainTrack is the caller's dialogue
}

// Fingerprint is the SHA-256 of a callback's route and raw body.
type Fingerprint [32]byte

// Move is a callback that was answered: it led to the answer of that turn.
type Move struct {
	Turn        int
	Fingerprint Fingerprint
}

// Answer is what was sent for a turn, byte for byte.
type Answer struct {
	Turn int
	Body []byte
}

// Claim says that a process has begun to answer a callback and has asked others for something on its way, so that
// nobody else begins the same before it has ended. The zero Claim is none.
type Claim struct {
	Turn        int // of the record when it was claimed
	Fingerprint Fingerprint
	Until       time.Time // from then on another process may take it over
	Tries       int       // how often it was taken, from 1
}

// IsZero says whether there is no claim.
func (c Claim) IsZero() bool { return c.Tries == 0 }

// Stands says whether somebody else's claim holds at a time.
func (c Claim) Stands(now time.Time) bool { return !c.IsZero() && now.Before(c.Until) }

// Record is what is kept of one track of a call between two callbacks.
type Record struct {
	Key      Key
	Revision int64 // the compare-and-set counter; 0 = not stored yet; set by Load, ignored by Commit
	Turn     int   // answered instruction requests of this track

	Flow    string
	Version string // SHA-256 in hex of the sources that the call is pinned to; "" = none
	State   []byte // the call's data, opaque

	Moves   []Move   // newest last, at most KeepMoves
	Answers []Answer // newest last, at most KeepAnswers

	Claim Claim // of the callback that is being answered; none most of the time

	Ended   bool
	EndedAt time.Time // zero unless Ended

	Due      time.Time // when there is something to do for the record that no callback asks for; zero: never
	DueTries int       // how often that was begun

	Updated time.Time
	Expires time.Time
}

// GoneAt is the moment from which the record no longer counts as stored: when it expires, or EndedGrace after the
// call ended, whichever comes first.
func (r Record) GoneAt() time.Time {
	if r.Ended {
		if graceOver := r.EndedAt.Add(EndedGrace); graceOver.Before(r.Expires) {
			return graceOver
		}
	}
	return r.Expires
}

// Clone returns a copy that shares no memory with r. Empty slices come back as nil, so that a record looks the same
// whichever store it comes from.
func (r Record) Clone() Record {
	r.State = cloneBytes(r.State)
	r.Moves = cloneSlice(r.Moves)
	r.Answers = cloneSlice(r.Answers)
	for i := range r.Answers {
		r.Answers[i].Body = cloneBytes(r.Answers[i].Body)
	}
	return r
}

func cloneBytes(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return bytes.Clone(b)
}

func cloneSlice[T any](s []T) []T {
	if len(s) == 0 {
		return nil
	}
	return slices.Clone(s)
}
