package flowtest

import (
	"context"
	"errors"
	"slices"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/carrier"
	"github.com/texmlflow/texmlflow/engine/store"
)

// baseURL is where the host of a scenario is, for the carrier of that scenario alone.
const baseURL = "https://texmlflow.invalid"

// player plays one scenario.
type player struct {
	scenario *Scenario
	clock    *carrier.Clock
	line     *line
	site     *site
	carrier  *carrier.Carrier
	call     *carrier.Call

	waits carrier.Waiting
	also  []carrier.Waiting
	end   *carrier.End

	since    since           // the last input
	heard    []carrier.Heard // in the whole call
	entries  int             // of the journal, before the last input
	http     *reply          // for the carrier's requests of this turn
	httpUsed bool            // it has answered one
	doubles  *doubles        // for the others
	fetcher  *fetcher
	turn     int // that is played, from 1
}

// since is what has happened since the last input.
type since struct {
	heard     []carrier.Heard
	documents [][]byte
	notes     []string
	reasons   engine.Reasons // of the host's steps
	sent      []sent         // to others, by the host and by the carrier
}

// newPlayer makes a host and a carrier for one scenario.
func newPlayer(ctx context.Context, s *Scenario, o Options) (*player, error) {
	return newPlayerAt(ctx, s, o, inProcess, nil)
}

// newPlayerAt makes a carrier for one scenario, whose host open gives; change, if there is one, has the last word on the
// carrier.
func newPlayerAt(
	ctx context.Context, s *Scenario, o Options,
	open func(context.Context, *player, Options) (*site, error), change func(*carrier.Options),
) (*player, error) {
	p := &player{
		scenario: s, clock: carrier.NewClock(s.clock), fetcher: &fetcher{doubles: newDoubles(s.fetches)}, doubles: newDoubles(s.doubles),
	}
	var err error
	if p.site, err = open(ctx, p, o); err != nil {
		return nil, err
	}
	p.line = &line{host: p.site}
	options := carrier.Options{
		URL: baseURL + "/texml", Status: baseURL + "/events/status", Transcription: baseURL + "/events/transcription",
		Transport: p.line, Key: p.site.key, Clock: p.clock,
	}
	if change != nil {
		change(&options)
	}
	c, err := carrier.New(options)
	if err != nil {
		return nil, err
	}
	call, step, err := c.Begin(ctx, s.from, s.to)
	if err != nil {
		return nil, err
	}
	p.carrier, p.call = c, call
	p.take(step)
	return p, nil
}

// take adds what a step has brought.
func (p *player) take(s *carrier.Step) {
	p.since.heard = append(p.since.heard, s.Heard...)
	p.since.documents = append(p.since.documents, s.Documents()...)
	p.since.notes = append(p.since.notes, s.Notes...)
	p.heard = append(p.heard, s.Heard...)
	p.since.sent = append(p.since.sent, p.fetcher.sentSince()...)
	for _, o := range s.Outside {
		if o.Async { // any other was seen when the call began to wait for it
			p.since.sent = append(p.since.sent, sentOut(o))
		}
	}
	if s.Waits.Outside != nil {
		p.since.sent = append(p.since.sent, sentOut(*s.Waits.Outside))
	}
	p.waits, p.also, p.end = s.Waits, s.Also, s.End
}

// act lets one thing happen, and answers the requests that the flow makes then.
func (p *player) act(a carrier.Action) error {
	step, err := p.call.Do(a)
	if step != nil {
		p.take(step)
	}
	if err != nil {
		return err
	}
	return p.answer()
}

// answer answers the outside requests that have an answer, one after the other.
func (p *player) answer() error {
	for range maxRequests {
		if p.waits.Verb != "HttpRequest" || p.waits.Outside == nil {
			return nil
		}
		r, ok := p.replyTo(p.waits.Outside)
		if !ok {
			return nil // the next turn may be its answer
		}
		step, err := p.call.Do(r.action())
		if step != nil {
			p.take(step)
		}
		if err != nil {
			return err
		}
	}
	return errors.New("the flow makes one request after the other")
}

// maxRequests is how many requests may follow each other without a person doing anything.
const maxRequests = 100

func (p *player) replyTo(o *carrier.Outside) (reply, bool) {
	if p.http != nil {
		p.httpUsed = true
		return *p.http, true
	}
	return p.doubles.to(o.Method, o.URL)
}

// journal is all that the host has written down about the call, the oldest first.
func (p *player) journal() []store.Entry {
	list, err := p.site.Journal(context.Background(), store.Filter{CallSID: p.call.SID, Limit: 10_000})
	if err != nil {
		return nil // in memory: it cannot fail
	}
	return list
}

// turnsSince are the journal's entries about the callbacks since the last input that moved the call; the one about its end
// is none.
func (p *player) turnsSince() []store.Entry {
	return slices.DeleteFunc(p.journal()[p.entries:], func(e store.Entry) bool { return e.Kind == "ended" })
}

// stored is the record of the caller's dialogue: decoded, and its bytes.
func (p *player) stored() (*engine.Call, []byte, error) {
	rec, err := p.site.Load(context.Background(), store.Key{CallSID: p.call.SID, Track: store.MainTrack})
	if err != nil {
		return nil, nil, errors.New("the host has no record of the call")
	}
	c, err := p.scenario.flow.DecodeCall(rec.State)
	return c, rec.State, err
}

// waitsFor says in words what the call waits for.
func (p *player) waitsFor() string {
	switch {
	case p.end != nil:
		return "nothing: it has ended"
	case p.waits.Verb == "":
		return "nothing"
	}
	text := p.waits.Verb
	if p.waits.Leg != "" && p.waits.Leg != "caller" {
		text += " of the " + p.waits.Leg
	}
	return text
}
