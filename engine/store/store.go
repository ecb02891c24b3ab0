// Package store says what the host asks of the place where calls are kept between two callbacks.
//
// In goes, per answered callback, one [Store.Commit]: the call's record with its new state, the fingerprint of
// the callback, the bytes of the answer, the journal entries and the counts of that turn. Either all of it is
// kept or nothing is. It is a compare-and-set on the record's revision, so that of two processes (or goroutines)
// that answer the same turn exactly one wins; the other gets [ErrConflict], loads again and sees the winner's
// answer. Out come the record ([Store.Load]), the keys of those with something left to do ([Store.Due]), the history
// ([Store.Journal]), the totals ([Store.Counts]), the sources of the flow versions that calls in progress are pinned to
// ([Store.Sources]) with the audio that they play ([Store.Audio]), and the secrets that all processes on one store share
// ([Store.Secret]).
//
// A record is found by its key: the call SID and the track. Track [MainTrack] is the caller's dialogue; hold and
// screening documents are tracks of their own. A record is gone, for Load as for Commit, once it has expired or
// [EndedGrace] has passed since the call ended ([Record.GoneAt]); [Store.Sweep] then removes it for good, together
// with old journal entries and with sources that nothing refers to.
//
// What all implementations have in common, and package storetest proves for each:
//
//   - Nothing that is passed in or handed out shares memory with the store.
//   - Times are kept in UTC to the microsecond.
//   - A method returns early when its context ends. For a read that is all; for a write see [Store.Commit].
//   - After Close every method returns an error that is [ErrClosed].
//   - When the data is found to be away (a file that was moved), all methods say so, and go on when it is back.
//   - Whatever means "the store cannot do this now" is an [UnavailableError], so that the host has one question to
//     ask before it answers 503 ([IsUnavailable]).
//
// The package never looks into a record's state, an answer or a journal detail: they are the caller's bytes. It
// keeps no secret out of them either; whoever calls Commit has redacted what it passes. It has no clock: each
// implementation is given one.
package store

import (
	"context"
	"time"
)

const (
	// MainTrack is the track of the caller's dialogue.
	MainTrack = "main"

	// KeepMoves is the most moves a record may carry; the caller drops the oldest.
	KeepMoves = 8

	// KeepAnswers is the most answers a record may carry; the caller drops the oldest.
	KeepAnswers = 2

	// MaxBytes is the most bytes of one state, answer, journal detail, source or recording. It is far above what the engine
	// allows, and only keeps one broken call from filling the store for all.
	MaxBytes = 16 << 20

	// MaxName is the most bytes of a call SID, track, flow, version, state, outcome, number, or name of a
	// recording or secret.
	MaxName = 256

	// Lifetime is how long a record lives after its last turn: the longest TeXML call and a reserve.
	Lifetime = 4*time.Hour + 10*time.Minute

	// EndedGrace is how long the record of an ended call stays, for callbacks that arrive after the hang-up.
	EndedGrace = 10 * time.Minute

	// SourcesGrace is how long the sources of a flow version stay after they were last stored, or named to Sweep
	// as in use, when no record refers to them. A call that begins just then still finds them.
	SourcesGrace = time.Hour

	// JournalLifetime is how long journal entries stay where the implementation is not told otherwise.
	JournalLifetime = 30 * 24 * time.Hour

	// JournalLimit is how many entries Journal returns when the filter names no limit.
	JournalLimit = 1000
)

// Store keeps calls between callbacks. All methods may be used from many goroutines at once.
type Store interface {
	// Load returns the record of key, or ErrNotFound when there is none or it is gone.
	Load(ctx context.Context, key Key) (Record, error)

	// Commit stores rec, adds the entries to the journal and the counts to the totals, all or nothing, if the
	// stored revision of rec.Key equals revision; 0 says that there must be no record, where a gone one counts as
	// none. The stored revision is then revision+1, whatever rec.Revision says. Otherwise the error is ErrConflict
	// and nothing has changed.
	//
	// A nil error means: as durable as the store's setting promises. ErrConflict, ErrInvalid and a context's error
	// without ErrOutcomeUnknown mean: not written. After ErrOutcomeUnknown, and after any other UnavailableError,
	// the write may have happened or may yet: load again before judging. Trying the same Commit again is always
	// safe; if the first one did happen, the answer is ErrConflict.
	//
	// Zero times are filled in: Updated, Entry.At and, if the call has ended, EndedAt with now, Expires with
	// Updated + Lifetime. An entry with an empty key is of rec.Key.
	Commit(ctx context.Context, rec Record, revision int64, entries []Entry, counts []Count) error

	// Due returns the keys of at most limit records whose Due is set and not after now, those that wait longest first. A
	// record that is gone is none of them. Whoever does what is due commits the record first, so that of several
	// processes one does it.
	Due(ctx context.Context, now time.Time, limit int) ([]Key, error)

	// Journal returns the newest entries that the filter lets pass, oldest first.
	Journal(ctx context.Context, filter Filter) ([]Entry, error)

	// Counts returns the totals of all counts ever committed, sorted by flow, state and outcome.
	Counts(ctx context.Context) ([]Count, error)

	// PutSources keeps the sources of a flow version. What a version stands for never changes: if it is there
	// already, the kept bytes stay and only their age starts anew.
	PutSources(ctx context.Context, version string, source []byte) error

	// Sources returns what PutSources kept, or ErrNotFound.
	Sources(ctx context.Context, version string) ([]byte, error)

	// PutAudio keeps a recording that a flow version plays, under a name that stands for its bytes: if it is there
	// already, the kept bytes stay and it is the version's too. It stays as long as the sources of one such version
	// are kept, which therefore must have been put before.
	PutAudio(ctx context.Context, version, name string, audio []byte) error

	// Audio returns what PutAudio kept, for whichever version, or ErrNotFound.
	Audio(ctx context.Context, name string) ([]byte, error)

	// Secret returns the secret of that name; if there is none, it calls create and keeps what it returns. When
	// several processes come at once the first to write wins and all get the same bytes, so that create may run
	// and its result be dropped.
	Secret(ctx context.Context, name string, create func() ([]byte, error)) ([]byte, error)

	// Sweep removes what is over at the time now: gone records, journal entries past their time, sources that no
	// record refers to and that were neither stored nor named in keep for SourcesGrace, and the audio of versions
	// whose sources are gone. The caller names in keep the versions that its library uses for new calls; their age starts anew.
	Sweep(ctx context.Context, now time.Time, keep []string) (Swept, error)

	// Ping says whether a commit would be taken now; it goes the way of one. After a commit that has failed,
	// nothing less than a write of a commit's size convinces it.
	Ping(ctx context.Context) error

	// Close ends the store after the commits that are under way. A second Close does nothing.
	Close() error
}

// Swept says how much a Sweep has removed.
type Swept struct {
	Records int // records of calls that are over
	Entries int // journal entries past their time
	Sources int // flow versions that nothing refers to
	Audio   int // recordings that no version plays any more
}
