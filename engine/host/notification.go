package host

import (
	"context"
	"errors"
	"net/http"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/callback"
	"github.com/texmlflow/texmlflow/engine/store"
)

// notification serves the URLs of notifications that are bound to no turn. Their answer is 200 without a body, whatever
// the call makes of them.
func (h *Host) notification(kind engine.EventKind) http.Handler {
	media := []string{mediaForm}
	if kind == engine.Transcription {
		media = append(media, mediaJSON)
	}
	return h.adapt(nil, func(w http.ResponseWriter, r *http.Request) result {
		in, release, res, ok := h.take(w, r, true, media...)
		if !ok {
			return res
		}
		defer release()
		e, err := decodeNotification(kind, in)
		if err != nil {
			return result{class: classMalformed, err: err}
		}
		if !in.snap.takes(e.AccountSID, e.ConnectionID, sender{bare: in.media == mediaJSON}) {
			return result{class: classForeign, call: e.CallSID, reason: "another account or connection"}
		}
		ctx, cancel := h.storeContext(r)
		defer cancel()
		return h.note(ctx, in.snap, store.Key{CallSID: e.CallSID, Track: store.MainTrack}, e)
	})
}

func decodeNotification(kind engine.EventKind, in intake) (engine.Event, error) {
	if kind == engine.Transcription {
		return callback.DecodeTranscription(in.media, in.raw, in.now)
	}
	form, err := callback.ParseForm(in.raw)
	if err != nil {
		return engine.Event{}, err
	}
	return callback.DecodeStatus(form, in.now)
}

// note tells a call of a notification. It raises the record's revision and nothing else: turn, answers and where the
// dialogue stands are as before. A call that is not there is not created.
func (h *Host) note(ctx context.Context, snap *live, key store.Key, e engine.Event) result {
	res := result{class: classNote, call: key.CallSID, outcome: e.Kind.String()}
	unlock, err := h.locks.lock(ctx, key)
	if err != nil {
		res.class, res.reason = classStore, "another callback of this call takes too long"
		return res
	}
	defer unlock()
	for range maxTries {
		rec, err := h.load(ctx, key)
		if err == nil && rec == nil {
			res.class, res.reason = classUnknown, "a notification for a call that is not there"
			return res
		}
		if err == nil {
			res.flow, res.turn = rec.Flow, rec.Turn
			err = h.noted(ctx, snap, rec, e)
		}
		switch {
		case err == nil:
			return res
		case errors.Is(err, store.ErrConflict):
			continue
		case errors.Is(err, errNoMachine):
			res.class, res.reason, res.err = classNoMachine, "the call's flow version cannot be had", err
			return res
		case errors.Is(err, store.ErrInvalid):
			res.class, res.reason, res.err = classPanic, "the store refused the record", err
			return res
		}
		res.class, res.reason, res.err = classStore, "the store is away or slow", err
		return res
	}
	res.class, res.reason = classStore, "other processes moved the call each time"
	return res
}

// noted stores what a notification changes.
func (h *Host) noted(ctx context.Context, snap *live, rec *store.Record, e engine.Event) error {
	m, c, err := h.call(ctx, rec)
	if err != nil {
		return err
	}
	next, note := engine.Notify(c, e)
	if !note.Changed {
		return nil
	}
	changed := rec.Clone()
	if changed.State, err = m.EncodeCall(next); err != nil {
		return errors.Join(store.ErrInvalid, err)
	}
	var entries []store.Entry
	if note.Ended {
		changed.Ended, changed.EndedAt = true, e.At
		entries = append(entries, ended(snap, changed, next))
	}
	changed.Updated = e.At
	h.setDue(&changed, m, next)
	if err := h.options.Store.Commit(ctx, changed, rec.Revision, entries, nil); err != nil {
		return err
	}
	h.tellDue(changed)
	return nil
}
