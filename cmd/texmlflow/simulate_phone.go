package main

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/callback"
	"github.com/texmlflow/texmlflow/engine/carrier"
	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/engine/host"
	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/engine/store"
	"github.com/texmlflow/texmlflow/engine/store/memory"
	"github.com/texmlflow/texmlflow/flows"
	"github.com/texmlflow/texmlflow/flows/diag"
)

// phone is a call that a person plays: the carrier's stand-in on one side, the server's own handler on the other.
type phone struct {
	*stage
	carrier *carrier.Carrier
	store   store.Store
	call    *carrier.Call
	waits   carrier.Waiting
	also    []carrier.Waiting

	reasons engine.Reasons // of the steps since the last input
	notes   []string       // that the host has logged since the last input

	fault error               // of a line that answers no request
	fetch map[string][]string // what was answered, by method and URL, as a scenario has it
	lines *bufio.Scanner
	line  int // that was read last, from 1
	out   *bufio.Writer
	typed bool // a person types, and sees what they type

	stopped <-chan struct{} // closed by a signal; nil: never

	show  map[string]bool
	voice string // language and voice that were heard last

	turn      recordedTurn   // the input that is being done
	turns     []recordedTurn // what was played so far
	elsewhere bool           // the flow has handed the call to another application
}

// newPhone makes a host for a stage, and the carrier that calls it.
func newPhone(st *stage, show []string) (*phone, error) {
	own := *st // its reasons are told to this phone alone
	p := &phone{stage: &own, show: map[string]bool{}, fetch: map[string][]string{}}
	for _, name := range show {
		p.show[name] = true
	}
	p.deployment.Explain = func(r engine.Reason) { p.reasons.Add(r) }
	clock, way := carrier.NewClock(p.at), &border{phone: p}
	var err error
	p.carrier, err = carrier.New(carrier.Options{
		URL: p.publicURL + "/texml/" + p.machine.Name, Status: p.publicURL + "/events/status",
		StatusEvents:  []string{"answered", "completed"}, // before the first document a call is not known yet
		Transcription: p.publicURL + "/events/transcription", Transport: way, Clock: clock,
	})
	if err != nil {
		return nil, err
	}
	verifier, err := callback.VerifierOf(p.carrier.PublicKey())
	if err != nil {
		return nil, err
	}
	p.store = memory.New(memory.Options{Now: clock.Now})
	h, err := host.New(context.Background(), host.Options{
		Store: p.store, PublicURL: p.publicURL, Compile: flows.Compile, Fetch: p, FetchTime: patientPerson, Now: clock.Now, Log: slog.New(&noteHandler{phone: p}),
		Load: func(context.Context) (*host.Snapshot, error) {
			return &host.Snapshot{
				Machines: p.library.Machines, Sources: p.library.Sources, Audio: p.library.Audio, Hash: p.library.Hash,
				Default: p.machine.Name, Deployment: p.deployment, Verifier: verifier,
			}, nil
		},
	})
	if err != nil {
		return nil, err
	}
	way.inside = carrier.InProcess(h.Public())
	return p, nil
}

// noteHandler takes from the host's log what a person should know: why something went otherwise than was meant.
type noteHandler struct{ phone *phone }

// Enabled reports whether a level is of interest.
func (*noteHandler) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelWarn }

// Handle takes the reason of a record, or its message where it has none.
func (n *noteHandler) Handle(_ context.Context, r slog.Record) error {
	text := r.Message
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "reason" {
			text = a.Value.String()
		}
		return true
	})
	n.phone.notes = append(n.phone.notes, text)
	return nil
}

// WithAttrs gives the handler itself: attributes of the logger are of no interest.
func (n *noteHandler) WithAttrs([]slog.Attr) slog.Handler { return n }

// WithGroup gives the handler itself.
func (n *noteHandler) WithGroup(string) slog.Handler { return n }

// patientPerson is how long somebody may type at one turn's requests.
const patientPerson = 24 * time.Hour

// Do asks the person what a request of the flow is answered. It is never sent.
func (p *phone) Do(_ context.Context, _ *policy.Policy, r *engine.FetchRequest) engine.FetchResult {
	secret := secretAnswer(r.Of.Fields)
	echo := func(line string) string {
		if secret && line != "" {
			return guard.Hidden
		}
		return line
	}
	for _, line := range requestWords(r) {
		p.printf("%s\n", line)
	}
	p.printf("type JSON, a status, or an empty line for a failure\n")
	failed := engine.FetchResult{Failure: engine.FetchFailed, Why: "nothing was answered"}
	for p.fault == nil {
		text, ok, err := p.ask(echo)
		if err != nil {
			p.fault = err
			return failed
		}
		if text == "!quit" {
			p.fault = errQuit
			return failed
		}
		if !ok || text == "" {
			p.answered(r, "failed")
			return failed
		}
		if text == "!help" {
			p.printf("{\"name\": \"value\"}: the answer, with status 200\n404: another status; timeout, bad_body, failed: no answer that is of use\n!quit: leaves, without hanging up\n")
			continue
		}
		text = strings.TrimSpace(strings.TrimPrefix(text, "!"))
		result, err := parseFetch("the answer", text)
		if err == nil {
			p.answered(r, scenarioReply(result))
			return result
		}
		if !p.typed {
			p.fault = err
			break
		}
		p.complain(err)
	}
	return failed
}

// Open lists nothing: no origin is left alone here.
func (*phone) Open() []string { return nil }

// answered keeps the answer of a URL for the scenario.
func (p *phone) answered(r *engine.FetchRequest, reply string) {
	key := r.Method + " " + r.URL
	p.fetch[key] = append(p.fetch[key], reply)
}

// begin calls the flow.
func (p *phone) begin() error {
	p.printf("a call from %s to %s at %s; !help lists the commands\n", p.from, p.to, p.at.Format("Mon 2006-01-02 15:04 MST"))
	call, step, err := p.carrier.Begin(context.Background(), p.from, p.to)
	p.call = call
	return p.happened(step, err)
}

// happened prints a step and keeps what it has led to.
func (p *phone) happened(step *carrier.Step, err error) error {
	if p.fault != nil {
		return p.fault // a request of this step has no answer: it has not happened
	}
	if step != nil {
		p.print(step)
		p.keep(step)
		p.waits, p.also = step.Waits, step.Also
	}
	p.reasons, p.notes = nil, nil
	return err
}

func (p *phone) over() bool { return p.call.Ended() != nil }

// track is the record of the caller's dialogue as the store has it; nil before the call has one.
func (p *phone) track() *engine.Call {
	if p.call == nil {
		return nil
	}
	rec, err := p.store.Load(context.Background(), store.Key{CallSID: p.call.SID, Track: store.MainTrack})
	if err != nil {
		return nil
	}
	c, err := p.machine.DecodeCall(rec.State)
	if err != nil {
		return nil
	}
	return c
}

// printf prints plain text: what people, assistants and other systems say moves no terminal.
func (p *phone) printf(format string, args ...any) {
	for i, arg := range args {
		switch arg := arg.(type) {
		case string:
			args[i] = diag.OneLine(arg)
		case error:
			args[i] = diag.OneLine(arg.Error())
		}
	}
	_, _ = fmt.Fprintf(p.out, format, args...) // the writer keeps its first error for the last flush
}

// border lets requests to the host pass. What goes elsewhere is where the flow has handed the call to another application;
// that one ends it.
type border struct {
	phone  *phone
	inside http.RoundTripper
}

// RoundTrip answers one request of the carrier.
func (b *border) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasPrefix(r.URL.String(), b.phone.publicURL+"/") {
		return b.inside.RoundTrip(r)
	}
	b.phone.elsewhere = true
	b.phone.notes = append(b.phone.notes, "the flow hands the call to "+r.URL.Redacted()+", which is not played here")
	return carrier.Elsewhere.RoundTrip(r)
}
