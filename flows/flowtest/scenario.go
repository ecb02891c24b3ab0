package flowtest

import (
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// File is one file of scenarios.
type File struct {
	Name      string // as places carry it
	Source    []byte
	Scenarios []*Scenario
}

// Scenario is one call that is written down.
type Scenario struct {
	Name string
	At   diag.Span // of its name

	flow     *engine.Machine
	from, to string
	clock    time.Time
	env      map[string]string
	doubles  []double // for what the carrier asks
	fetches  []double // for what the host asks
	turns    []*turn
	ends     *ending
	after    []expectation // of what on_end sends
}

// turn is one thing that happens, or none, and what is expected then.
type turn struct {
	at     diag.Span
	input  *input
	http   *reply // of the carrier's requests of this turn, before the doubles
	fetch  *reply // of the host's
	expect []expectation
}

// ending is how a call must end.
type ending struct {
	at   diag.Span
	want string
}

// What a call is made of that says nothing about it.
const (
	defaultFrom = "+15125550142"
	defaultTo   = "+18335550167"
)

// defaultClock is a Monday, in the hours of most offices of the world's western half.
var defaultClock = time.Date(2026, 3, 2, 17, 0, 0, 0, time.UTC)

// Endings are the ways in which ends says that a call ends.
var endings = []string{endHangup, endReject, endRedirect, endCaller, endLimit, endOpen}

const (
	endHangup   = "hangup"   // the flow hangs up
	endReject   = "reject"   // the flow refuses the call
	endRedirect = "redirect" // the flow gives the call to a document elsewhere
	endCaller   = "caller"   // the caller hangs up
	endLimit    = "limit"    // the carrier's longest call
	endOpen     = "open"     // it goes on
)

// expectation is one thing that must hold after a turn.
type expectation interface {
	// check returns what does not hold; nil when all does.
	check(p *player) []*Failure
}

// place of a key and its value together, to underline.
func pairSpan(p syntax.Pair) diag.Span {
	if p.Value.Kind == syntax.Null || p.Value.Span.IsZero() {
		return p.Key.Span
	}
	return p.Value.Span
}
