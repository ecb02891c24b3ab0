package main

import "github.com/texmlflow/texmlflow/engine"

// besides are the calls beside the caller's own that the last document has led to.
type besides struct {
	hold   *engine.Call   // what the caller hears who waits; nil: not asked for yet
	asked  []*engine.Call // the callees who were asked, in order
	newest *engine.Call   // of those, whose document came last
}

// beside lets something happen beside the caller's own document.
func (r *rehearsal) beside(in input) error {
	r.phone.ask(in)
	if _, err := r.phone.answerURL(in); err != nil {
		return err
	}
	e, err := r.decoded(in)
	if err != nil {
		return err
	}
	r.reasons = nil
	call, reply := r.besideStep(in, e)
	if call == nil {
		return usage("", "the call does not wait for that")
	}
	call, reply, body, err := r.written(e, call, reply)
	if err != nil {
		return err
	}
	if in.kind == inputHold {
		r.besides.hold = call
	} else {
		if !in.asks {
			r.besides.asked = r.besides.asked[:len(r.besides.asked)-1]
		}
		r.besides.asked = append(r.besides.asked, call)
	}
	r.besides.newest, r.reply, r.body = call, reply, body
	return r.phone.take(in, body)
}

// besideStep makes the step of what runs beside the call; a nil call where nothing does.
func (r *rehearsal) besideStep(in input, e engine.Event) (*engine.Call, engine.Reply) {
	kind := engine.TrackHold
	if in.kind == inputScreen {
		kind = engine.TrackScreen
	}
	switch {
	case !in.asks:
		return engine.Step(r.machine, r.besides.newest, e, r.deployment)
	case kind == engine.TrackHold && r.besides.hold != nil:
		return engine.AgainTrack(r.machine, r.besides.hold, e, r.deployment)
	}
	call, reply, _ := engine.BeginTrack(r.machine, r.call, kind, e, r.deployment)
	return call, reply
}

// tell adds to the callback of the caller's own what has happened beside it, as the host does.
func (b *besides) tell(m *engine.Machine, c *engine.Call, in input, e *engine.Event) {
	e.Left = b.hold != nil && engine.Queued(m, c) && engine.Leaves(m, b.hold)
	e.Declined = in.kind == inputDial && in.text == declined
	if e.Kind != engine.Answer || e.Declined {
		return
	}
	for _, callee := range b.asked {
		if callee.Screened == engine.Accepted {
			e.Declined = false
			return
		}
		e.Declined = true
	}
}

// rounds are what happens beside a call, one after the other: what is asked for first, where the last document waits for
// nothing any more, and then the rest.
func (c *phoneCall) rounds(in input) []input {
	s := c.side(in)
	over := s.Answer.Verb == "Leave" // the caller leaves the queue
	if in.kind == inputScreen {
		over = s.Rounds > 0 && s.Answer.Verb == "" || s.Rounds >= max(len(c.Answer.Screens), 1) // taken, or nobody is left
	}
	if in.asks || c.sideURL(in) != "" || over {
		return []input{in}
	}
	return []input{{kind: in.kind, asks: true}, in}
}
