package flowtest

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/callback"
	"github.com/texmlflow/texmlflow/engine/carrier"
	"github.com/texmlflow/texmlflow/engine/host"
	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/engine/store"
	"github.com/texmlflow/texmlflow/engine/store/memory"
	"github.com/texmlflow/texmlflow/flows"
)

// baseURL is where the host of a scenario is, for the carrier of that scenario alone.
const baseURL = "https://texmlflow.invalid"

// player plays one scenario.
type player struct {
	scenario *Scenario
	key      ed25519.PrivateKey
	clock    *carrier.Clock
	line     *line
	store    store.Store
	carrier  *carrier.Carrier
	call     *carrier.Call

	waits carrier.Waiting
	also  []carrier.Waiting
	end   *carrier.End

	since   since           // the last input
	heard   []carrier.Heard // in the whole call
	entries int             // of the journal, before the last input
	http    *reply          // for the carrier's requests of this turn
	doubles *doubles        // for the others
	fetcher *fetcher
	host    *host.Host
	turn    int // that is played, from 1
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
	p := &player{scenario: s, clock: carrier.NewClock(s.clock)}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	p.key = private
	keys, err := callback.ParseKeys([]string{base64.StdEncoding.EncodeToString(public)})
	if err != nil {
		return nil, err
	}
	verifier, err := callback.NewVerifier(keys, 0)
	if err != nil {
		return nil, err
	}
	p.fetcher, p.doubles = &fetcher{doubles: newDoubles(s.fetches)}, newDoubles(s.doubles)
	p.store = memory.New(memory.Options{Now: p.clock.Now})
	var allowed *policy.Policy
	if o.Policy != nil {
		if allowed, err = o.Policy(s.env); err != nil {
			return nil, err
		}
	}
	h, err := host.New(ctx, host.Options{
		Store: p.store, PublicURL: baseURL, Compile: flows.Compile, Now: p.clock.Now, Fetch: p.fetcher,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Load: func(context.Context) (*host.Snapshot, error) {
			return &host.Snapshot{
				Machines: o.Library.Machines, Sources: o.Library.Sources, Audio: o.Library.Audio, Hash: o.Library.Hash,
				Default: s.flow.Name, Verifier: verifier, Deployment: engine.Deployment{
					Policy: allowed, Env: s.env, Explain: func(r engine.Reason) { p.since.reasons.Add(r) },
				},
			}, nil
		},
	})
	if err != nil {
		return nil, err
	}
	p.host = h
	p.line = &line{host: carrier.InProcess(h.Public())}
	c, err := carrier.New(carrier.Options{
		URL: baseURL + "/texml", Status: baseURL + "/events/status", Transcription: baseURL + "/events/transcription",
		Transport: p.line, Key: private, Clock: p.clock,
	})
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
		return *p.http, true
	}
	return p.doubles.to(o.Method, o.URL)
}

// journal is all that the host has written down about the call, the oldest first.
func (p *player) journal() []store.Entry {
	list, err := p.store.Journal(context.Background(), store.Filter{CallSID: p.call.SID, Limit: 10_000})
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
	rec, err := p.store.Load(context.Background(), store.Key{CallSID: p.call.SID, Track: store.MainTrack})
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
