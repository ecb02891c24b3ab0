package flows

import (
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
)

// canary is what a secret is changed to, to see where it comes out.
const canary = "4857"

// secrets looks for what a caller has entered in confidence, and for secrets that the call holds, in what is sent and in
// what is not secret.
func (w *walker) secrets(s *situation, next *engine.Call, e engine.Event, reply engine.Reply) {
	if g, ok := w.machine.Flows[s.call.Top().Flow].States[s.call.Top().State].Action.(*engine.Gather); ok && g.Sensitive {
		if entered := e.Text("Digits"); len(entered) >= len(canary) && !w.open(s.call, entered) {
			if reply.Fetch != nil {
				w.asked(reply.Fetch, entered)
			} else {
				w.leaks(s.call, next, entered, w.bytes(reply.Document))
			}
		}
	}
	if marked := w.marked(s.call); marked != nil && marked.Track == engine.TrackMain {
		after, again := w.move(w.machine, marked, e, false)
		if again.Fetch != nil {
			w.asked(again.Fetch, canary+canary)
			return
		}
		w.leaks(marked, after, canary+canary, w.bytes(again.Document))
	}
}

// open reports whether a text is part of what is no secret.
func (w *walker) open(c *engine.Call, text string) bool {
	for _, frame := range c.Frames {
		flow := w.machine.Flows[frame.Flow]
		for name, value := range frame.Vars {
			secret := slices.ContainsFunc(flow.Vars, func(v engine.Var) bool { return v.Name == name && v.Type.Tainted() }) ||
				slices.ContainsFunc(flow.Params, func(p guard.Field) bool { return p.Name == name && p.Type.Tainted() })
			if known, ok := value.(string); ok && !secret && strings.Contains(known, text) {
				return true
			}
		}
	}
	return strings.Contains(c.From, text)
}

// leaks reports a secret in a document, or in a variable that is none.
func (w *walker) leaks(before, after *engine.Call, secret string, doc []byte) {
	if strings.Contains(string(doc), secret) {
		w.note("a secret is sent at %s", after.Where())
	}
	for i, frame := range after.Frames {
		flow := w.machine.Flows[frame.Flow]
		open := func(name string, t guard.Type) {
			value, ok := frame.Vars[name].(string)
			if !ok || t.Tainted() || !strings.Contains(value, secret) {
				return
			}
			if i < len(before.Frames) && before.Frames[i].Flow == frame.Flow && before.Frames[i].Vars[name] == value {
				return // it was there before
			}
			w.note("a secret is kept in %q", name)
		}
		for _, v := range flow.Vars {
			open(v.Name, v.Type)
		}
		for _, p := range flow.Params {
			open(p.Name, p.Type)
		}
	}
}
