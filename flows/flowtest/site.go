package flowtest

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/callback"
	"github.com/texmlflow/texmlflow/engine/carrier"
	"github.com/texmlflow/texmlflow/engine/host"
	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/engine/store"
	"github.com/texmlflow/texmlflow/engine/store/memory"
	"github.com/texmlflow/texmlflow/flows"
)

// site is where the calls of a scenario go: a host, and what a scenario reads of it.
type site struct {
	http.RoundTripper                                              // the way there
	records                                                        // what it has stored
	counts            func(context.Context) ([]store.Count, error) // of all calls that it has had
	key               ed25519.PrivateKey                           // of the carrier that it believes
	end               func(callSID string) error                   // lets it do what is due when that call has ended
	close             func() error
}

// records are what of a store a scenario reads.
type records interface {
	Load(ctx context.Context, key store.Key) (store.Record, error)
	Journal(ctx context.Context, f store.Filter) ([]store.Entry, error)
}

// inProcess is a host in this process for one scenario, with its own key and a store in memory.
func inProcess(ctx context.Context, p *player, o Options) (*site, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	kept := memory.New(memory.Options{Now: p.clock.Now})
	h, err := newHost(ctx, host.Options{Store: kept, Now: p.clock.Now, Fetch: p.fetcher}, public, func() setting {
		return setting{
			Options: o, flow: p.scenario.flow.Name, env: p.scenario.env, explain: func(r engine.Reason) { p.since.reasons.Add(r) },
		}
	})
	if err != nil {
		return nil, err
	}
	return &site{
		RoundTripper: carrier.InProcess(h.Public()), records: kept, counts: kept.Counts, key: private, close: kept.Close,
		end: func(string) error { return runDue(h) },
	}, nil
}

// setting is what a host serves in a scenario.
type setting struct {
	Options
	flow    string
	env     map[string]string
	explain func(engine.Reason) // nil: nobody asks for the reasons
}

// newHost makes a host for scenarios out of what it is given; what it serves is asked for at each load.
func newHost(ctx context.Context, o host.Options, key ed25519.PublicKey, what func() setting) (*host.Host, error) {
	verifier, err := callback.VerifierOf(key)
	if err != nil {
		return nil, err
	}
	o.PublicURL, o.Compile, o.Log = baseURL, flows.Compile, slog.New(slog.DiscardHandler)
	o.Load = func(context.Context) (*host.Snapshot, error) {
		s := what()
		var allowed *policy.Policy
		if s.Policy != nil {
			var err error
			if allowed, err = s.Policy(s.env); err != nil {
				return nil, err
			}
		}
		return &host.Snapshot{
			Machines: s.Library.Machines, Sources: s.Library.Sources, Audio: s.Library.Audio,
			Hash: fmt.Sprint(s.Library.Hash, s.flow, s.env), Default: s.flow,
			Deployment: engine.Deployment{Policy: allowed, Env: s.env, Explain: s.explain}, Verifier: verifier,
		}, nil
	}
	return host.New(ctx, o)
}

// runDue lets a host do what is due: one that is told to end does so first.
func runDue(h *host.Host) error {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return h.Run(ctx)
}
