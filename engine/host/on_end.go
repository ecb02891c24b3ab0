package host

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/store"
)

const (
	// maxEndTries is how often the requests of an ended call are begun: a second time if the process died meanwhile.
	maxEndTries = 2
	// endsAtOnce is how many ended calls are worked on at once, and how many are taken out of the store at a time.
	endsAtOnce, endsAtATime = 16, 64
	// endPause lies between two looks for ended calls, however many end.
	endPause = 20 * time.Millisecond
)

// setDue says in the record of an ended call when the requests of its flow's on_end are made: at once, or when the
// recording has come that is still awaited. What was begun is left as it is.
func (h *Host) setDue(rec *store.Record, m *engine.Machine, c *engine.Call) {
	if !rec.Ended || rec.DueTries > 0 || rec.Key.Track != store.MainTrack || len(m.Entry().OnEnd) == 0 {
		return
	}
	rec.Due = rec.EndedAt
	if engine.AwaitsRecording(m, c) {
		rec.Due = rec.Due.Add(h.pace.recording)
	}
}

// tellDue wakes whoever looks for ended calls.
func (h *Host) tellDue(rec store.Record) {
	if rec.Due.IsZero() {
		return
	}
	select {
	case h.ending <- struct{}{}:
	default:
	}
}

// reportEnds makes the requests of ended calls until ctx ends, those that another process has left behind among them. What
// is begun is finished, and what is due when ctx ends is begun.
func (h *Host) reportEnds(ctx context.Context) {
	var group sync.WaitGroup
	defer group.Wait()
	slots := make(chan struct{}, endsAtOnce)
	tick := time.NewTicker(h.pace.due)
	defer tick.Stop()
	for last := false; !last; {
		select {
		case <-tick.C:
		case <-h.ending:
		case <-ctx.Done():
			last = true
		}
		h.reportDue(context.WithoutCancel(ctx), &group, slots)
		select {
		case <-time.After(endPause):
		case <-ctx.Done():
		}
	}
}

// reportDue begins what is due now.
func (h *Host) reportDue(ctx context.Context, group *sync.WaitGroup, slots chan struct{}) {
	bounded, cancel := context.WithTimeout(ctx, h.pace.store)
	keys, err := h.options.Store.Due(bounded, h.now(), endsAtATime)
	cancel()
	if err != nil {
		h.log.Warn("look for ended calls", "err", err.Error())
		return
	}
	for _, key := range keys {
		slots <- struct{}{}
		rec, err := h.claimEnd(ctx, key)
		if err != nil && !errors.Is(err, store.ErrConflict) {
			h.log.Warn("on_end", "call", key.CallSID, "err", err.Error())
		}
		if err != nil || rec == nil {
			<-slots
			continue
		}
		group.Go(func() {
			defer func() { <-slots }()
			h.reportEnd(ctx, rec)
		})
	}
}

// claimEnd writes that this process makes the requests of an ended call; nil when there is nothing to do.
func (h *Host) claimEnd(ctx context.Context, key store.Key) (*store.Record, error) {
	ctx, cancel := context.WithTimeout(ctx, h.pace.store)
	defer cancel()
	unlock, err := h.locks.lock(ctx, key)
	if err != nil {
		return nil, errLock
	}
	defer unlock()
	rec, err := h.load(ctx, key)
	now := h.now()
	if err != nil || rec == nil || rec.Due.IsZero() || rec.Due.After(now) || rec.Claim.Stands(now) {
		return nil, err // a turn that is being answered may still set what is to be told
	}
	next := rec.Clone()
	if next.DueTries >= maxEndTries {
		next.Due = time.Time{}
		entries := []store.Entry{onEndEntry(next, "", "abandoned", "it was begun twice, and not ended")}
		return nil, h.options.Store.Commit(ctx, next, rec.Revision, entries, nil)
	}
	next.Due, next.DueTries = now.Add(h.pace.end+2*h.pace.store), next.DueTries+1
	if err := h.options.Store.Commit(ctx, next, rec.Revision, nil, nil); err != nil {
		return nil, err
	}
	return &next, nil
}

// reportEnd makes the requests of an ended call, in their order, and notes in the journal what became of each.
func (h *Host) reportEnd(ctx context.Context, rec *store.Record) {
	entries := h.endEntries(ctx, rec)
	ctx, cancel := context.WithTimeout(ctx, h.pace.store)
	defer cancel()
	unlock, err := h.locks.lock(ctx, rec.Key)
	if err != nil {
		return // it is due again when the time is over
	}
	defer unlock()
	for range maxTries {
		now, err := h.load(ctx, rec.Key)
		if err == nil && (now == nil || now.DueTries != rec.DueTries) {
			return
		}
		if err == nil {
			next := now.Clone()
			next.Due = time.Time{}
			err = h.options.Store.Commit(ctx, next, now.Revision, entries, nil)
		}
		switch {
		case err == nil:
			return
		case !errors.Is(err, store.ErrConflict):
			h.log.Error("on_end", "call", rec.Key.CallSID, "flow", rec.Flow, "reason", "what became of it could not be stored", "err", err.Error())
			return
		}
	}
}

// endEntries makes the requests and returns what the journal says of them.
func (h *Host) endEntries(ctx context.Context, rec *store.Record) (entries []store.Entry) {
	defer func() {
		if p := recover(); p != nil {
			h.crashed(p, result{call: rec.Key.CallSID, flow: rec.Flow})
			entries = append(entries, onEndEntry(*rec, "", "failed", "it could not be made"))
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, h.pace.end)
	defer cancel()
	m, c, err := h.call(ctx, rec)
	if err != nil {
		h.log.Error("on_end", "call", rec.Key.CallSID, "flow", rec.Flow, "reason", "the call cannot be read", "err", err.Error())
		return []store.Entry{onEndEntry(*rec, "", "failed", "the call cannot be read")}
	}
	snap := h.library.current.Load()
	for _, r := range engine.EndRequests(m, c, snap.Deployment) {
		outcome, why := "failed", r.Trouble
		if r.Request != nil {
			outcome, why = r.Outcome(h.fetch(ctx, snap, r.Request))
		}
		if why != "" {
			h.log.Warn("on_end", "call", rec.Key.CallSID, "flow", rec.Flow, "request", r.ID, "outcome", outcome, "reason", why)
		}
		entry := onEndEntry(*rec, r.ID, outcome, why)
		entry.At, entry.From, entry.To = h.now(), fit(c.Where()), fit(c.Where())
		entry.Number = fit(snap.ours(c.To, c.From))
		entries = append(entries, entry)
	}
	return entries
}

// onEndEntry is the line of the journal about one request of an ended call.
func onEndEntry(rec store.Record, id, outcome, why string) store.Entry {
	d := detail{Event: entryOnEnd, State: id, Class: classNote.String()}
	if why != "" {
		d.Trouble = []string{why}
	}
	text, err := json.Marshal(d)
	if err != nil {
		text = nil // strings: it cannot fail
	}
	return store.Entry{
		Key: rec.Key, Turn: rec.Turn, Kind: entryOnEnd, Flow: rec.Flow, Version: rec.Version, Outcome: outcome, Detail: text,
	}
}
