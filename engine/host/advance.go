package host

import (
	"context"
	"errors"
	"fmt"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/store"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// maxAnswer is how large a document may be.
const maxAnswer = 64 << 10

type document = texmlgen.Response

// advance is one step of a call and all that belongs to it.
type advance struct {
	req     *request
	rec     *store.Record // nil: the call begins
	call    *engine.Call  // nil: the call begins
	machine *engine.Machine
	class   class

	// run is what is done; nil: a step. It reports false when the track that it begins is not needed any more.
	run func(advance) (*engine.Call, engine.Reply, bool)
}

// outcome is what a step has led to: everything that is stored, made before anything is.
type outcome struct {
	call  *engine.Call
	trace engine.Trace
	state []byte
	body  []byte
	class class

	want *engine.FetchRequest // what must be asked first; then there is nothing else
}

// advance runs the step, stores what came of it, and only then returns the answer.
func (h *Host) advance(ctx context.Context, a advance) (result, error) {
	out, res, ok := h.step(a)
	switch {
	case !ok:
		return res, nil
	case out.want != nil:
		return h.claim(ctx, a, out.want)
	}
	return h.commit(ctx, a, out)
}

// commit stores what came of a step, and returns the answer.
func (h *Host) commit(ctx context.Context, a advance, out outcome) (result, error) {
	rec := store.Record{Key: a.req.key()}
	revision := int64(0)
	if a.rec != nil {
		rec, revision = a.rec.Clone(), a.rec.Revision
	}
	rec.Turn, rec.Flow, rec.Version, rec.State = out.call.Turn, a.machine.Name, a.machine.Version, out.state
	rec.Moves = keepMove(rec.Moves, store.Move{Turn: rec.Turn, Fingerprint: a.req.print})
	rec.Answers = keepAnswer(rec.Answers, store.Answer{Turn: rec.Turn, Body: out.body})
	rec.Updated = a.req.event.At
	if len(a.req.event.Fetched) > 0 {
		rec.Updated = h.now() // its copies have come in while it was asked for
	}
	rec.Expires = rec.Updated.Add(store.Lifetime)
	rec.Claim = store.Claim{}
	h.setDue(&rec, a.machine, out.call)
	err := h.options.Store.Commit(ctx, rec, revision, []store.Entry{a.entry(rec, out)}, counts(out.trace))
	if errors.Is(err, store.ErrInvalid) {
		// Not the store's trouble but ours; asked again, it would say the same.
		return h.apology(a, result{class: classPanic, reason: "the store refused the record", err: err}), nil
	}
	if err != nil {
		return result{}, err
	}
	h.tellDue(rec)
	return result{
		class: out.class, body: out.body, flow: rec.Flow, state: out.trace.State, outcome: out.trace.Outcome, turn: rec.Turn,
		reason: trouble(out),
	}, nil
}

// step does all the work of a turn that touches no store. A panic in it is answered by the apology and one Redirect back
// to the same turn; when that fails too, by the apology and a hang-up. The record stays as it is.
func (h *Host) step(a advance) (out outcome, res result, ok bool) {
	defer func() {
		if p := recover(); p != nil {
			out, ok = outcome{}, false
			res = h.apology(a, h.crashed(p, result{call: a.req.event.CallSID, flow: a.machine.Name, turn: a.turn()}))
		}
	}()
	next, reply, needed := a.perform()
	if !needed {
		return outcome{}, h.trackOver(a.req, "the call does not wait there any more"), false
	}
	if reply.Fetch != nil {
		return outcome{want: reply.Fetch}, result{}, true
	}
	out = outcome{call: next, trace: reply.Trace, class: a.class}
	if a.class == classLast {
		out.body = h.empty
	} else if body, err := h.write(reply, a.req, a.machine, next.Turn); err == nil {
		out.body = body
	} else {
		h.failed(a, &out, err)
	}
	var err error
	if out.state, err = a.machine.EncodeCall(out.call); err != nil {
		return outcome{}, h.apology(a, result{class: classPanic, flow: a.machine.Name, reason: "the call cannot be encoded"}), false
	}
	return out, result{}, true
}

// failedWays is how many failed ways are tried one after the other before the apology: they may lead round and round.
const failedWays = 8

// failed makes up for a document that cannot leave: the flow's own failed way, that of the state where this leads when its
// document cannot leave either, and so on; at last the apology and a hang-up.
func (h *Host) failed(a advance, out *outcome, why error) {
	out.class = classFailed
	for range failedWays {
		next, reply := engine.Fail(a.machine, out.call, a.req.event, a.req.snap.Deployment, why.Error())
		out.call, out.trace = next, joined(out.trace, reply.Trace)
		if out.body, why = h.write(reply, a.req, a.machine, next.Turn); why == nil {
			return
		}
	}
	out.trace.Trouble = append(out.trace.Trouble, why.Error())
	if _, beside := a.req.besides(); beside {
		out.body = h.wordless(a.req)
		return
	}
	var err error
	if out.body, err = h.write(engine.Reply{Document: engine.Apologize(a.machine, out.call, false)}, a.req, a.machine, out.call.Turn); err != nil {
		out.body = h.lost
	}
}

// joined is the trace of a step that went on after its document had failed.
func joined(first, second engine.Trace) engine.Trace {
	first.To, first.Hangup = second.To, second.Hangup
	first.Steps = append(first.Steps, second.Steps...)
	first.Visited = append(first.Visited, second.Visited...)
	first.Trouble = append(first.Trouble, second.Trouble...)
	return first
}

// perform runs what is to be done.
func (a advance) perform() (*engine.Call, engine.Reply, bool) {
	if a.run != nil {
		return a.run(a)
	}
	next, reply := engine.Step(a.machine, a.call, a.req.event, a.req.snap.Deployment)
	return next, reply, true
}

// turn is the turn that the call stands in before the step.
func (a *advance) turn() int {
	if a.rec == nil {
		return 0
	}
	return a.rec.Turn
}

// apology answers a turn that could not be done at all.
func (h *Host) apology(a advance, res result) (answer result) {
	answer = res
	answer.body, answer.flow, answer.turn = h.wordless(a.req), a.machine.Name, a.turn()
	if a.class == classLast {
		answer.body = h.empty
		return answer
	}
	if _, beside := a.req.besides(); beside {
		return answer
	}
	defer func() {
		if p := recover(); p != nil {
			answer.body = h.lost // not even the flow's apology can be said
		}
	}()
	// After a change of flow that failed, the call goes on in the flow where its record stands.
	m := a.machine
	if a.rec != nil {
		m = &engine.Machine{Name: m.Name, Flows: m.Flows, Version: a.rec.Version}
	}
	again := a.req.route != engine.RouteRetry
	if body, err := h.write(engine.Reply{Document: engine.Apologize(m, a.call, again)}, a.req, m, a.turn()); err == nil {
		answer.body = body
	}
	return answer
}

// spoken writes a document of a flow's own words that names no turn's route; nil when that fails.
func (h *Host) spoken(of func(*engine.Machine) *document, m *engine.Machine) (body []byte) {
	defer func() {
		if p := recover(); p != nil {
			h.crashed(p, result{flow: m.Name})
			body = nil
		}
	}()
	body, err := texmlgen.Write(of(m), texmlgen.Options{Resolve: func(route string) (string, error) {
		if file, ok := engine.AudioOf(route); ok {
			return h.audioURL(file), nil
		}
		return "", errors.New("no turn for the route " + route)
	}})
	if err != nil {
		return nil
	}
	return body
}

// write turns the document of a reply into bytes. Its routes become URLs that carry the token of that turn, those of recordings the
// URLs that always lead there.
func (h *Host) write(reply engine.Reply, req *request, m *engine.Machine, turn int) ([]byte, error) {
	body, err := texmlgen.Write(reply.Document, texmlgen.Options{
		Resolve:   h.resolver(req.key(), m.Version, turn),
		Target:    req.snap.target,
		Templates: reply.Templates,
	})
	if bad := (*texmlgen.Error)(nil); errors.As(err, &bad) {
		// Its own text may hold what a caller said.
		return nil, fmt.Errorf("the answer cannot be written: <%s> %s", bad.Element, bad.Attribute)
	}
	if err != nil {
		return nil, errors.New("the answer cannot be written")
	}
	if len(body) > maxAnswer {
		return nil, fmt.Errorf("the answer has %d bytes, at most %d may leave", len(body), maxAnswer)
	}
	return body, nil
}

// resolver gives the routes of a turn's document their URLs.
func (h *Host) resolver(key store.Key, version string, turn int) func(route string) (string, error) {
	return func(route string) (string, error) {
		if file, ok := engine.AudioOf(route); ok {
			return h.audioURL(file), nil
		}
		t := token{call: key.CallSID, track: key.Track, turn: turn, version: version, route: route}
		if track, begins, ok := engine.TrackOf(route, turn); ok {
			t.track, t.route, t.turn = track, begins, 0
		}
		text, err := h.tokens.seal(t)
		return h.base + "/t/" + text, err
	}
}
