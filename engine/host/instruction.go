package host

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/callback"
	"github.com/texmlflow/texmlflow/engine/store"
)

// maxTries is how often a turn is done anew when another process was faster.
const maxTries = 3

// instruction serves the URLs whose answer is a document, and the turn-bound ones of notifications, which look the same.
// Where tells what the URL names.
func (h *Host) instruction(where func(*http.Request) (flow, token string)) http.Handler {
	return h.adapt(h.lost, func(w http.ResponseWriter, r *http.Request) result {
		flow, text := where(r)
		in, release, res, ok := h.take(w, r, text == "", mediaForm)
		if !ok {
			return res
		}
		defer release()
		req := request{snap: in.snap, flow: flow, route: r.URL.EscapedPath()}
		if text != "" {
			t, err := h.tokens.open(text)
			if err != nil {
				// Of a GET nothing but its token shows who sent it.
				return result{class: classPath, reason: "no token of ours", unverified: r.Method != http.MethodPost}
			}
			req.token, req.route = &t, t.route
		}
		return h.dispatch(r, in, req)
	})
}

// request is an instruction request that is ours.
type request struct {
	snap  *live
	token *token // nil at an entry URL
	flow  string // flow named by an entry URL; "" where the number decides
	route string // the token's, or the path of an entry URL
	print store.Fingerprint
	event engine.Event

	answer string // what came to an entry URL and is no fetch; "": it may be one
	stray  bool   // it begins no call
}

func (req *request) key() store.Key {
	if req.token != nil {
		return store.Key{CallSID: req.token.call, Track: req.token.track}
	}
	return store.Key{CallSID: req.event.CallSID, Track: store.MainTrack}
}

// version returns the flow version that the request's token names.
func (req *request) version() string {
	if req.token == nil {
		return ""
	}
	return req.token.version
}

// dispatch decodes a request and sees whose it is.
func (h *Host) dispatch(r *http.Request, in intake, req request) (res result) {
	defer func() {
		if p := recover(); p != nil { // outside of a step, which has its own
			res = h.crashed(p, result{body: h.wordless(&req), call: req.event.CallSID})
		}
	}()
	form, err := callback.ParseForm(in.raw)
	if err != nil {
		return result{class: classMalformed, err: err}
	}
	if req.token == nil {
		if reason := h.misplaced(form); reason != "" {
			return result{class: classMisplaced, reason: reason}
		}
		req.answer, req.stray = redelivered(form, in.snap.Connections)
		req.stray = req.stray || req.answer != "" && req.flow == ""
	}
	switch req.route {
	case engine.RouteRecording:
		req.event, err = callback.DecodeRecording(form, in.now)
	case engine.RouteStream:
		req.event, err = callback.DecodeStream(form, in.now)
	case engine.RouteTranscription:
		req.event, err = callback.DecodeTranscription(in.media, in.raw, in.now)
	default:
		req.event, err = callback.DecodeInstruction(form, req.kind(), in.now)
	}
	if err != nil {
		return result{class: classMalformed, err: err}
	}
	e := &req.event
	if !in.snap.takes(e.AccountSID, e.ConnectionID, sender{tokened: req.token != nil || req.answer != ""}) {
		return result{class: classForeign, call: e.CallSID, reason: "another account or connection"}
	}
	if kind, _ := req.besides(); kind != engine.TrackScreen && req.token != nil && req.token.call != e.CallSID {
		return result{class: classPath, call: e.CallSID, reason: "the token of another call"}
	}
	ctx, cancel := h.storeContext(r)
	defer cancel()
	switch req.event.Kind {
	case engine.Recording, engine.Transcription, engine.Streaming:
		req.event.Turn = req.token.turn
		return h.note(ctx, in.snap, req.key(), req.event)
	}
	req.print = fingerprint(req.route, in.raw, req.token == nil)
	res = h.turn(ctx, &req)
	res.call = e.CallSID
	if req.answer != "" && res.reason == "" {
		res.reason = req.answer + " came to a URL for the beginning of a call"
	}
	return res
}

// kind tells what a request is, by its URL alone.
func (req *request) kind() engine.EventKind {
	switch {
	case req.token == nil, req.token.route == engine.RouteRetry && req.token.turn == 0, req.begins():
		return engine.Begin
	case req.token.route == engine.RouteAnswer:
		return engine.Answer
	}
	return engine.Silence
}

// turn answers an instruction request: under the call's lock, with a compare-and-set against other processes. While
// somebody who has claimed the turn asks others for something, nobody holds the lock.
func (h *Host) turn(ctx context.Context, req *request) result {
	patient, cancel := context.WithTimeout(context.WithoutCancel(ctx), h.pace.fetch+h.pace.store)
	defer cancel()
	for tries := 0; tries < maxTries; {
		res, err := h.attempt(ctx, req)
		if res.pending != nil {
			res, err = h.finish(ctx, res.pending)
		}
		waited := ctx == patient
		switch {
		case waited && err != nil && patient.Err() != nil:
			return result{class: classBusy, reason: "another delivery is being answered"}
		case errors.Is(err, errClaimed):
			select {
			case <-time.After(h.pace.look):
			case <-patient.Done():
			}
			ctx = patient
		case errors.Is(err, store.ErrConflict):
			tries++ // another process has moved the call; what it did decides
		case errors.Is(err, errLock):
			return result{class: classStore, reason: err.Error()}
		case err != nil:
			return storeFailed(err)
		default:
			return res
		}
	}
	return result{class: classStore, reason: "other processes moved the call each time"}
}

var errLock = errors.New("another callback of this call takes too long")

// attempt does what the turn table says, alone in this process.
func (h *Host) attempt(ctx context.Context, req *request) (result, error) {
	unlock, err := h.locks.lock(ctx, req.key())
	if err != nil {
		return result{}, errLock
	}
	defer unlock()
	rec, err := h.load(ctx, req.key())
	if err != nil {
		return result{}, err
	}
	res, err := h.act(ctx, req, rec)
	if errors.Is(err, errNoMachine) {
		return h.noMachine(req, rec, err), nil
	}
	return res, err
}

// load returns the record of a key; nil when there is none.
func (h *Host) load(ctx context.Context, key store.Key) (*store.Record, error) {
	rec, err := h.options.Store.Load(ctx, key)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return &rec, nil
}

func storeFailed(err error) result {
	return result{class: classStore, reason: "the store is away or slow", err: err}
}

// noMachine answers a call whose version cannot be had any more: an alarm, since it must not happen.
func (h *Host) noMachine(req *request, rec *store.Record, err error) result {
	res := result{class: classNoMachine, body: h.wordless(req), reason: "the call's flow version cannot be had", err: err}
	if rec != nil {
		res.flow, res.turn = rec.Flow, rec.Turn
	}
	return res
}

// act does what the turn table says.
func (h *Host) act(ctx context.Context, req *request, rec *store.Record) (result, error) {
	if kind, beside := req.besides(); beside {
		var parent *store.Record
		if kind == engine.TrackHold || rec == nil && req.begins() {
			var err error
			if parent, err = h.load(ctx, store.Key{CallSID: req.token.call, Track: store.MainTrack}); err != nil {
				return result{}, err
			}
		}
		// Once its call has gone on a hold track has ended: none of its documents leaves any more, whatever URL of it is
		// asked, since the carrier may take it for the one that the caller hears now.
		if _, over := req.waits(parent); over && kind == engine.TrackHold {
			return h.goneOn(req, parent), nil
		}
		if req.begins() {
			return h.beside(ctx, req, rec, parent)
		}
	}
	begun := rec
	if rec != nil && rec.Turn == 0 {
		begun = nil // claimed, and nothing more
	}
	r := judge(visit{
		token: req.token, base: h.base, url: h.base + req.route, flow: req.flow, print: req.print, at: req.event.At, rec: begun,
		answer: req.answer != "", stray: req.stray,
	})
	if r.moves() && rec != nil && rec.Claim.Stands(h.now()) {
		return result{}, errClaimed
	}
	switch r {
	case rowRepeat:
		return h.stored(req, classRepeat, rec, answerFor(rec, req.token.turn, req.print)), nil
	case rowEntry:
		return h.stored(req, classRepeat, rec, answerOf(rec, rec.Turn)), nil
	case rowLate:
		return h.stored(req, classLate, rec, answerOf(rec, rec.Turn)), nil
	case rowRecovered:
		return h.stored(req, classRecovered, rec, answerOf(rec, rec.Turn)), nil
	case rowOver:
		return h.stored(req, classOver, rec, h.hangup), nil
	case rowGone:
		return h.gone(ctx, req)
	case rowFuture:
		return h.future(ctx, req, rec)
	case rowBegin:
		return h.begin(ctx, req, rec)
	case rowChange:
		return h.change(ctx, req, rec)
	case rowLast:
		return h.move(ctx, req, rec, classLast)
	}
	return h.move(ctx, req, rec, classTurn)
}

// stored is an answer that moves nothing.
func (h *Host) stored(req *request, c class, rec *store.Record, body []byte) result {
	if len(body) == 0 {
		body = h.wordless(req) // a record without its current answer: not one of ours
	}
	return result{class: c, body: body, flow: rec.Flow, turn: rec.Turn}
}
