package flows

import (
	"maps"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
)

// end makes the requests of on_end for a call that ends where it is: as it is, and with what a recording tells.
func (w *walker) end(c *engine.Call) {
	if len(w.machine.Entry().OnEnd) == 0 || c.Track != engine.TrackMain {
		return
	}
	plain, recorded := *c, *c
	recorded.Recording, recorded.Transcript = "https://rec.example.com/1", "Please call me."
	for _, call := range []*engine.Call{&plain, &recorded} {
		call.EndedAt = call.Started
		for _, r := range engine.EndRequests(w.machine, call, w.host) {
			w.taken["on_end "+r.ID] = true
			if r.Trouble != "" {
				w.note("on_end: %s", r.Trouble)
			}
			if r.Request != nil {
				w.asked(r.Request, "")
			}
		}
		if w.secretly {
			if marked := w.marked(call); marked != nil {
				for _, r := range engine.EndRequests(w.machine, marked, w.host) {
					if r.Request != nil {
						w.asked(r.Request, canary+canary)
					}
				}
			}
		}
	}
}

// asked looks at a request: where it goes, and whether a secret stands in what is no secret of it.
func (w *walker) asked(r *engine.FetchRequest, secret string) {
	if err := w.policy.Fetch(r.URL); err != nil {
		w.note("a request is refused: %s", err)
	}
	open := r.URL
	for _, h := range r.Headers {
		open += " " + h.Value
	}
	if secret != "" && strings.Contains(open, secret) {
		w.note("a secret is sent in a URL or a header")
	}
}

// marked is a call whose secrets are the canary; nil when it has none.
func (w *walker) marked(c *engine.Call) *engine.Call {
	marked, secret := *c, false
	marked.Frames = slices.Clone(marked.Frames)
	for i := range marked.Frames {
		frame := &marked.Frames[i]
		frame.Vars = maps.Clone(frame.Vars)
		for _, v := range w.machine.Flows[frame.Flow].Vars {
			if v.Type.Sensitive && v.Type.Kind == guard.String {
				frame.Vars[v.Name], secret = canary+canary, true
			}
		}
	}
	if !secret {
		return nil
	}
	return &marked
}
