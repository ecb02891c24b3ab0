package carrier_test

import (
	"context"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/callback"
	"github.com/texmlflow/texmlflow/engine/carrier"
	"github.com/texmlflow/texmlflow/engine/host"
	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/engine/store"
	"github.com/texmlflow/texmlflow/engine/store/memory"
	"github.com/texmlflow/texmlflow/flows"
)

const (
	caller = "+15125550142"
	called = "+18335550167"
)

// rig is a host that serves a flow, and a carrier that calls it, with one clock.
type rig struct {
	tb      testing.TB
	carrier *carrier.Carrier
	host    *host.Host
	store   store.Store
}

func newRig(tb testing.TB, flow string, change ...func(*carrier.Options)) *rig {
	tb.Helper()
	library, p := load(tb, flow)
	r := &rig{tb: tb}
	clock := carrier.NewClock(time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC))
	o := carrier.Options{
		URL: "https://ivr.example.com/texml", Fallback: "https://standby.example.com/texml", Clock: clock,
		Status: "https://ivr.example.com/events/status", Transcription: "https://ivr.example.com/events/transcription",
	}
	for _, f := range change {
		f(&o)
	}
	late := &lateHandler{}
	if o.Transport == nil {
		o.Transport = carrier.InProcess(late)
	}
	var err error
	if r.carrier, err = carrier.New(o); err != nil {
		tb.Fatal(err)
	}
	verifier, err := callback.VerifierOf(r.carrier.PublicKey())
	if err != nil {
		tb.Fatal(err)
	}
	r.store = memory.New(memory.Options{Now: clock.Now})
	r.host, err = host.New(tb.Context(), host.Options{
		Store: r.store, PublicURL: "https://ivr.example.com", Compile: flows.Compile, Now: clock.Now,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Load: func(context.Context) (*host.Snapshot, error) {
			return &host.Snapshot{
				Machines: library.Machines, Sources: library.Sources, Hash: library.Hash,
				Default:    slices.Sorted(maps.Keys(library.Machines))[0],
				Deployment: engine.Deployment{Policy: p}, Verifier: verifier,
			}, nil
		},
	})
	if err != nil {
		tb.Fatal(err)
	}
	late.Handler = r.host.Public()
	tb.Cleanup(func() {
		if err := r.store.Close(); err != nil {
			tb.Error(err)
		}
	})
	return r
}

// loaded are the flows of these tests, each of which many hosts serve.
var loaded sync.Map

// load compiles a flow once.
func load(tb testing.TB, flow string) (*flows.Library, *policy.Policy) {
	tb.Helper()
	p, err := policy.New(policy.Config{DialAllow: []string{"+1512555"}})
	if err != nil {
		tb.Fatal(err)
	}
	if known, ok := loaded.Load(flow); ok {
		return known.(*flows.Library), p
	}
	library, findings := flows.LoadFiles(map[string][]byte{"flow.yaml": []byte(flow)}, flows.Options{Policy: p})
	if library == nil {
		tb.Fatal(findings)
	}
	loaded.Store(flow, library)
	return library, p
}

func (r *rig) begin() (*carrier.Call, *carrier.Step) {
	r.tb.Helper()
	call, step, err := r.carrier.Begin(r.tb.Context(), caller, called)
	if err != nil {
		r.tb.Fatal(err)
	}
	return call, step
}

func do(tb testing.TB, call *carrier.Call, actions ...carrier.Action) *carrier.Step {
	tb.Helper()
	var last *carrier.Step
	for _, a := range actions {
		step, err := call.Do(a)
		if err != nil {
			tb.Fatal(err)
		}
		last = step
	}
	return last
}

func wants(tb testing.TB, s *carrier.Step, verb string, said ...string) {
	tb.Helper()
	if s.Waits.Verb != verb {
		tb.Errorf("waits for %q, want %q; ended %+v; notes %q", s.Waits.Verb, verb, s.End, s.Notes)
	}
	var list []string
	for _, h := range s.Heard {
		list = append(list, h.Text)
	}
	all := strings.Join(list, " ")
	for _, part := range said {
		if !strings.Contains(all, part) {
			tb.Errorf("heard %q, want %q in it", all, part)
		}
	}
}
