package host

import (
	"context"
	"slices"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/store"
)

// besides reports whether a request is for a track that runs beside the caller's dialogue, and which kind.
func (req *request) besides() (engine.TrackKind, bool) {
	if req.token == nil || req.token.track == store.MainTrack {
		return engine.TrackMain, false
	}
	kind, _ := engine.ParseTrack(req.token.track)
	return kind, true
}

// begins reports whether a request is for the first document of a track, which the carrier asks for again at its end.
func (req *request) begins() bool {
	return req.token.route == engine.RouteHold || req.token.route == engine.RouteScreen
}

// beside answers a request for the first document of a track; parent is the record of the caller's own, nil when there is
// none, and for a screening track that has begun.
//
//	record of the track             what is done
//	none                            the track begins, if its call still waits where it did
//	same fingerprint as its last    those bytes
//	a fingerprint that is known     the current document
//	any other                       hold: the flow begins anew; screening: the current document
func (h *Host) beside(ctx context.Context, req *request, rec, parent *store.Record) (result, error) {
	kind, _ := req.besides()
	// Where the carrier tells of no queue, it asks for the document in the same words each time: what comes later than
	// copies do is the next round.
	_, queued := req.event.Int("QueueTime")
	next := kind == engine.TrackHold && !queued && rec != nil && req.event.At.Sub(rec.Updated) >= sameDelivery
	switch {
	case rec == nil:
		return h.beginTrack(ctx, req, kind, parent)
	case next:
	case len(rec.Moves) > 0 && rec.Moves[len(rec.Moves)-1] == store.Move{Turn: rec.Turn, Fingerprint: req.print}:
		return h.stored(req, classRepeat, rec, answerOf(rec, rec.Turn)), nil
	case slices.ContainsFunc(rec.Moves, func(m store.Move) bool { return m.Fingerprint == req.print }):
		return h.stored(req, classLate, rec, answerOf(rec, rec.Turn)), nil
	case kind != engine.TrackHold:
		return h.stored(req, classRecovered, rec, answerOf(rec, rec.Turn)), nil
	}
	if waits, _ := req.waits(parent); !waits {
		return h.goneOn(req, parent), nil
	}
	m, call, err := h.call(ctx, rec)
	if err != nil {
		return result{}, err
	}
	return h.advance(ctx, advance{
		req: req, rec: rec, call: call, machine: m, class: classTurn,
		run: func(a advance) (*engine.Call, engine.Reply, bool) {
			next, reply := engine.AgainTrack(a.machine, a.call, a.req.event, a.req.snap.Deployment)
			return next, reply, true
		},
	})
}

// beginTrack begins a track of a call that waits in the turn which the route was made for.
func (h *Host) beginTrack(ctx context.Context, req *request, kind engine.TrackKind, parent *store.Record) (result, error) {
	if waits, _ := req.waits(parent); !waits {
		return h.goneOn(req, parent), nil
	}
	m, call, err := h.call(ctx, parent)
	if err != nil {
		return result{}, err
	}
	return h.advance(ctx, advance{
		req: req, call: call, machine: m, class: classBegin,
		run: func(a advance) (*engine.Call, engine.Reply, bool) {
			return engine.BeginTrack(a.machine, a.call, kind, a.req.event, a.req.snap.Deployment)
		},
	})
}

// waits reports whether the caller's own track, whose record is nil when there is none, waits in the turn that a track
// belongs to, and whether it has gone on from there or ended. Neither is so when the store has lost turns of the call.
func (req *request) waits(parent *store.Record) (waits, over bool) {
	if parent == nil {
		return false, false
	}
	_, turn := engine.ParseTrack(req.token.track)
	waits = !parent.Ended && parent.Version == req.token.version && turn == parent.Turn
	return waits, !waits && turn <= parent.Turn
}

// goneOn answers a track whose call does not wait for it.
func (h *Host) goneOn(req *request, parent *store.Record) result {
	if parent == nil {
		return result{class: classLate, body: h.wordless(req), reason: "the record is gone"}
	}
	return h.trackOver(req, "the call has gone on")
}

// trackOver answers a track that has ended: a caller hears nothing of it, a callee is let go.
func (h *Host) trackOver(req *request, reason string) result {
	body := h.hangup
	if kind, _ := req.besides(); kind == engine.TrackHold {
		body = h.empty
	}
	return result{class: classLate, body: body, reason: reason}
}

// wordless is the answer when no flow's words can be had: that the call is lost. Beside the caller's dialogue it is a
// pause for a caller who waits, whom a hang-up would reach and for whom an empty document would be asked anew at once;
// and a hang-up for a callee, who has nothing to do with it.
func (h *Host) wordless(req *request) []byte {
	switch kind, beside := req.besides(); {
	case !beside:
		return h.lost
	case kind == engine.TrackHold:
		return h.quiet
	}
	return h.hangup
}

// left reports whether the hold flow of the queue that a call waits in has taken the caller out of it.
func (h *Host) left(ctx context.Context, m *engine.Machine, rec *store.Record, call *engine.Call) (bool, error) {
	if !engine.Queued(m, call) {
		return false, nil
	}
	name, _, _ := engine.TrackOf(engine.RouteHold, rec.Turn)
	track, err := h.load(ctx, store.Key{CallSID: rec.Key.CallSID, Track: name})
	if err != nil || track == nil {
		return false, err
	}
	hold, waiting, err := h.call(ctx, track)
	if err != nil {
		return false, err
	}
	return engine.Leaves(hold, waiting), nil
}

// declined reports whether callees of the dial that a call waits in have been asked and none has taken the call.
func (h *Host) declined(ctx context.Context, m *engine.Machine, rec *store.Record, call *engine.Call) (bool, error) {
	declined := false
	for target := range engine.Screens(m, call) {
		name, _, _ := engine.TrackOf(engine.ScreenRoute(target), rec.Turn)
		track, err := h.load(ctx, store.Key{CallSID: rec.Key.CallSID, Track: name})
		if err != nil {
			return false, err
		}
		if track == nil {
			continue
		}
		_, callee, err := h.call(ctx, track)
		if err != nil {
			return false, err
		}
		switch callee.Screened {
		case engine.Accepted:
			return false, nil
		default: // asked, and not taken
			declined = true
		}
	}
	return declined, nil
}
