package engine

import (
	"maps"
	"slices"
	"time"
)

// MainTrack is the name of the track of the caller's dialogue.
const MainTrack = "main"

// TrackKind tells what a track is.
type TrackKind string

// The kinds of track.
const (
	TrackMain   TrackKind = ""       // the caller's dialogue
	TrackHold   TrackKind = "hold"   // what a waiting caller hears
	TrackScreen TrackKind = "screen" // what a callee is asked before the bridge
)

// Call is the data of one track of one phone call: the caller's dialogue, or a document that runs beside it. It is plain data: [Step] and [Notify] return a changed copy and leave
// the one they were given as it was.
type Call struct {
	SID        string
	Track      TrackKind
	AccountSID string
	From, To   string // E.164 or SIP address
	Started    time.Time
	Turn       int // instruction requests answered so far
	Frames     []Frame
	Language   string         // language tag spoken now
	Taken      map[string]int // how often each bounded transition was taken, by transition ID
	Limited    int            // the turn in which the call's limit was reached; 0: not yet

	Status         string // CallStatus of the newest notification
	StatusSequence int    // its SequenceNumber; -1 before the first
	Ended          bool   // completed has come
	EndedAt        time.Time
	EndedBy        string // caller, callee, unknown; "" until known
	Recording      string // URL of the newest recording; "" until known
	RecordingTurn  int    // turn whose document asked for it; 0: none did
	Transcript     string // last final transcript, at most 2,000 characters
	TranscriptTurn int    // turn whose recording it is of; 0: of none
	StreamTurn     int    // the newest turn whose stream is known to have begun; 0: none
	StreamFailed   int    // the newest turn whose stream is known to have failed; 0: none

	Queue    Queue    // of a hold track: as the carrier told it last
	Beneath  []string // of a hold track: the flows that wait, from the bottom, whose voices it may have
	Screened Screened // of a screening track: what the callee has decided
}

// Queue is where a waiting caller stands. Absent numbers are nil.
type Queue struct {
	Position *int           `json:"position,omitempty"` // 1 is next
	Time     *time.Duration `json:"time,omitempty"`
	Average  *time.Duration `json:"average,omitempty"`
	Size     *int           `json:"size,omitempty"`
}

// Screened is what a callee has decided about a call.
type Screened string

// The decisions of a callee.
const (
	Undecided Screened = ""
	Accepted  Screened = "accepted"
	Declined  Screened = "declined"
)

// Frame is one flow of the call's stack: the entry flow at the bottom, then the subflows it is in.
type Frame struct {
	Flow      string
	State     string
	Vars      map[string]any  // run-time values of variables and parameters, by name
	Set       map[string]bool // variables that a set has given a value
	Attempt   int             // prompts heard in this visit, from 1
	NoInputs  int             // silences in this visit
	NoMatches int             // unusable answers in this visit
}

// NewCall returns a call that has not begun: who calls whom, and no flow yet. [Step] begins it with a Begin event.
func NewCall(e Event) *Call {
	return &Call{
		SID: e.CallSID, AccountSID: e.AccountSID, From: e.From, To: e.To, Started: e.At, StatusSequence: -1,
	}
}

// Told returns the call with what notifications have told another copy of it meanwhile. It keeps where the dialogue stands.
func (c *Call) Told(other *Call) *Call {
	next := c.clone()
	next.Status, next.StatusSequence = other.Status, other.StatusSequence
	next.Ended, next.EndedAt, next.EndedBy = other.Ended, other.EndedAt, other.EndedBy
	next.Transcript, next.TranscriptTurn = other.Transcript, other.TranscriptTurn
	next.StreamTurn, next.StreamFailed = other.StreamTurn, other.StreamFailed
	if other.Recording != "" {
		next.keep(other.Recording, other.RecordingTurn)
	}
	return next
}

// Top returns the frame the call is in; nil before the first step.
func (c *Call) Top() *Frame {
	if len(c.Frames) == 0 {
		return nil
	}
	return &c.Frames[len(c.Frames)-1]
}

// Where names the state the call is in, with the subflows it is inside of: "clinic/results/verify_pin/enter". It is empty
// before the first step.
func (c *Call) Where() string {
	s := ""
	for i, f := range c.Frames {
		if i > 0 {
			s += "/"
		}
		s += f.Flow + "/" + f.State
	}
	return s
}

// clone copies the call so that nothing of the copy is shared. Values of variables are never changed in place, so that
// they need no copy.
func (c *Call) clone() *Call {
	d := *c
	d.Frames = slices.Clone(c.Frames)
	for i := range d.Frames {
		d.Frames[i].Vars = maps.Clone(c.Frames[i].Vars)
		d.Frames[i].Set = maps.Clone(c.Frames[i].Set)
	}
	d.Taken = maps.Clone(c.Taken)
	return &d
}
