package host

import (
	"context"
	"errors"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/engine/store"
)

// Fetcher makes requests. Its methods may be used from many goroutines.
type Fetcher interface {
	// Do makes one request under a policy. It ends with ctx.
	Do(ctx context.Context, p *policy.Policy, r *engine.FetchRequest) engine.FetchResult

	// Open lists the origins that are left alone at the moment, because requests to them have failed.
	Open() []string
}

// A turn that needs something from outside is two writes. The first one claims it, before anything is asked; the second
// one is that of any turn, and takes the claim away. Between them nobody holds the call's lock, so that notifications
// pass. Whoever finds the claim of a turn that it would do itself waits for the answer, until its patience or the claim
// ends: then whoever claimed it is taken for dead, and asks again, with the same key.

// errClaimed says that somebody else is doing what a callback asks for.
var errClaimed = errors.New("the turn is claimed")

// pending is a turn that is claimed.
type pending struct {
	advance advance
	want    *engine.FetchRequest
	claim   store.Claim
}

// claim writes that this process does a turn. Of a call that has not begun the record holds who calls whom, so that what
// is notified meanwhile is not lost.
func (h *Host) claim(ctx context.Context, a advance, want *engine.FetchRequest) (result, error) {
	rec, revision := store.Record{Key: a.req.key()}, int64(0)
	if a.rec != nil {
		rec, revision = a.rec.Clone(), a.rec.Revision
	} else {
		a.call = engine.NewCall(a.req.event)
		var err error
		if rec.State, err = a.machine.EncodeCall(a.call); err != nil {
			return h.apology(a, result{class: classPanic, reason: "the call cannot be encoded"}), nil
		}
		rec.Flow, rec.Version = a.machine.Name, a.machine.Version
		rec.Updated = a.req.event.At
		rec.Expires = rec.Updated.Add(store.Lifetime)
	}
	rec.Claim = store.Claim{
		Turn: rec.Turn, Fingerprint: a.req.print, Tries: rec.Claim.Tries + 1,
		Until: h.now().Add(h.pace.fetch + h.pace.store),
	}
	if err := h.options.Store.Commit(ctx, rec, revision, nil, nil); err != nil {
		return result{}, err
	}
	return result{pending: &pending{advance: a, want: want, claim: rec.Claim}}, nil
}

// finish asks for what a claimed turn needs, and stores what came of it.
func (h *Host) finish(ctx context.Context, p *pending) (result, error) {
	out, res, ok := h.asked(ctx, p)
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), h.pace.store)
	defer cancel()
	key := p.advance.req.key()
	unlock, err := h.locks.lock(bounded, key)
	if err != nil {
		return result{}, errLock
	}
	defer unlock()
	for range maxTries {
		rec, err := h.load(bounded, key)
		if err != nil {
			return result{}, err
		}
		if rec == nil || !p.holds(rec) {
			return result{}, store.ErrConflict // it took too long, and somebody else has taken the turn over
		}
		if !ok {
			// The apology leads back to this turn, which must not wait for it then.
			free := rec.Clone()
			free.Claim = store.Claim{}
			_ = h.options.Store.Commit(bounded, free, rec.Revision, nil, nil) // else it ends by itself
			return res, nil
		}
		again := p.advance
		again.rec = rec
		if res, err = h.commitTold(bounded, again, out); !errors.Is(err, store.ErrConflict) {
			return res, err
		}
	}
	return result{}, store.ErrConflict
}

// commitTold stores what came of a step together with what was notified since the call was loaded for it.
func (h *Host) commitTold(ctx context.Context, a advance, out outcome) (result, error) {
	_, told, err := h.call(ctx, a.rec)
	if errors.Is(err, errNoMachine) {
		return h.noMachine(a.req, a.rec, err), nil
	}
	if err != nil {
		return result{}, err
	}
	out.call = out.call.Told(told)
	if out.state, err = a.machine.EncodeCall(out.call); err != nil {
		return h.apology(a, result{class: classPanic, flow: a.machine.Name, reason: "the call cannot be encoded"}), nil
	}
	return h.commit(ctx, a, out)
}

// asked makes the requests of a turn, one after the other and within one time, and steps with what has come back.
func (h *Host) asked(ctx context.Context, p *pending) (out outcome, res result, ok bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), h.pace.fetch)
	defer cancel()
	req := *p.advance.req // the results are of this try alone
	p.advance.req = &req
	out = outcome{want: p.want}
	for out.want != nil {
		req.event.Fetched = append(req.event.Fetched, h.fetch(ctx, req.snap, out.want))
		if out, res, ok = h.step(p.advance); !ok {
			return out, res, false
		}
	}
	return out, res, true
}

// holds reports whether the turn of a record is still claimed by this one.
func (p *pending) holds(rec *store.Record) bool {
	c := rec.Claim
	return rec.Turn == p.claim.Turn && c.Turn == p.claim.Turn && c.Tries == p.claim.Tries && c.Fingerprint == p.claim.Fingerprint
}

// fetch makes one request. Whatever goes wrong is its result.
func (h *Host) fetch(ctx context.Context, snap *live, want *engine.FetchRequest) (got engine.FetchResult) {
	defer func() {
		if p := recover(); p != nil {
			h.crashed(p, result{})
			got = engine.FetchResult{Failure: engine.FetchFailed, Why: "it could not be made"}
		}
		h.stats.fetched(got.Failure)
	}()
	if h.options.Fetch == nil || snap.Deployment.Policy == nil {
		return engine.FetchResult{Failure: engine.FetchFailed, Why: "this host makes none"}
	}
	if ctx.Err() != nil {
		return engine.FetchResult{Failure: engine.FetchTimeout, Why: "those before it have used up the time"}
	}
	select {
	case h.outside <- struct{}{}:
		defer func() { <-h.outside }()
	default:
		return engine.FetchResult{Failure: engine.FetchFailed, Why: "too many are made at once"}
	}
	return h.options.Fetch.Do(ctx, snap.Deployment.Policy, want)
}
