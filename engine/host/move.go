package host

import (
	"context"
	"errors"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/store"
)

// begin starts a call. The flow is the one that the URL names, else that of the call's number; after a panic in the first
// step, that of the token. A record is there if somebody has begun to answer, and not ended.
func (h *Host) begin(ctx context.Context, req *request, rec *store.Record) (result, error) {
	m, err := h.entryMachine(ctx, req)
	if m == nil || err != nil {
		return noFlow(req), err
	}
	if err := h.library.keepSources(ctx, req.snap, m.Version); err != nil {
		return result{}, err
	}
	a := advance{req: req, rec: rec, machine: m, class: classBegin}
	if rec != nil {
		if _, a.call, err = h.call(ctx, rec); err != nil {
			return result{}, err
		}
	}
	return h.advance(ctx, a)
}

// change leads a known call into another flow. Its record goes on: the turns count on, so that what the old flow sent out
// can do nothing any more.
func (h *Host) change(ctx context.Context, req *request, rec *store.Record) (result, error) {
	m, err := h.entryMachine(ctx, req)
	if m == nil || err != nil {
		return noFlow(req), err
	}
	_, c, err := h.call(ctx, rec)
	if err != nil {
		return result{}, err
	}
	if err := h.library.keepSources(ctx, req.snap, m.Version); err != nil {
		return result{}, err
	}
	return h.advance(ctx, advance{req: req, rec: rec, call: c, machine: m, class: classChange})
}

// entryMachine returns the machine that a tokenless request leads to; nil when no flow fits.
func (h *Host) entryMachine(ctx context.Context, req *request) (*engine.Machine, error) {
	if req.token != nil {
		return h.library.machine(ctx, req.token.version)
	}
	flow := req.flow
	if flow == "" {
		flow, _ = req.snap.flowOf(req.event.To, req.event.From)
	}
	return req.snap.Machines[flow], nil
}

func noFlow(req *request) result {
	reason := "there is no such flow"
	if req.flow == "" {
		reason = "no flow for number " + mask(req.event.To)
	}
	return result{class: classPath, reason: reason}
}

// move does the current turn of a call.
func (h *Host) move(ctx context.Context, req *request, rec *store.Record, c class) (result, error) {
	m, call, err := h.call(ctx, rec)
	if err != nil {
		return result{}, err
	}
	if _, beside := req.besides(); beside {
		if call.SID != req.event.CallSID {
			return result{class: classPath, reason: "the token of another leg"}, nil
		}
	} else {
		if req.event.Kind == engine.Answer {
			if req.event.Declined, err = h.declined(ctx, m, rec, call); err != nil {
				return result{}, err
			}
		}
		if req.event.Left, err = h.left(ctx, m, rec, call); err != nil {
			return result{}, err
		}
	}
	return h.advance(ctx, advance{req: req, rec: rec, call: call, machine: m, class: c})
}

// call returns the call of a record, with the machine of its version. A state that its own version cannot read is as lost
// as a version that cannot be had.
func (h *Host) call(ctx context.Context, rec *store.Record) (*engine.Machine, *engine.Call, error) {
	m, err := h.library.machine(ctx, rec.Version)
	if err != nil {
		return nil, nil, err
	}
	c, err := m.DecodeCall(rec.State)
	if err != nil {
		return nil, nil, errors.Join(errNoMachine, err)
	}
	return m, c, nil
}

// gone answers a call that we have no record of any more, in the words of the flow that it was in.
func (h *Host) gone(ctx context.Context, req *request) (result, error) {
	res := result{class: classGone, body: h.lost, reason: "the call's record is gone"}
	if req.token == nil {
		return res, nil
	}
	res.turn = req.token.turn
	if _, beside := req.besides(); beside {
		return h.goneOn(req, nil), nil
	}
	m, err := h.library.machine(ctx, req.version())
	switch {
	case errors.Is(err, errNoMachine):
		return res, nil
	case err != nil:
		return result{}, err
	}
	res.flow = m.Name
	if body := h.spoken(engine.SessionLost, m); body != nil {
		res.body = body
	}
	return res, nil
}

// future answers a turn that the store knows nothing of: it has lost writes that it promised. Whatever the record says now
// may be a wrong branch, so that the caller hears the apology and nothing moves.
func (h *Host) future(ctx context.Context, req *request, rec *store.Record) (result, error) {
	res := h.stored(req, classFuture, rec, nil)
	res.reason = "the store has lost turns of this call"
	if _, beside := req.besides(); beside {
		return res, nil
	}
	m, err := h.library.machine(ctx, req.version())
	switch {
	case errors.Is(err, errNoMachine):
		return res, nil
	case err != nil:
		return result{}, err
	}
	apology := func(m *engine.Machine) *document { return engine.Apologize(m, nil, false) }
	if body := h.spoken(apology, m); body != nil {
		res.body = body
	}
	return res, nil
}
