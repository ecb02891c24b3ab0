package host

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/store"
)

// The kinds of journal entry.
const (
	entryTurn       = "turn"       // an instruction was answered
	entryRedirected = "redirected" // the call changed to another flow
	entryEnded      = "ended"      // the call's end was notified
	entryOnEnd      = "on_end"     // a request of an ended call was made, or given up
)

// detail is what a journal entry says beside its fields. It holds names of the author's file and no value of the call.
type detail struct {
	Event   string   `json:"event"`             // begin, answer, silence, status
	State   string   `json:"state,omitempty"`   // FLOW/STATE whose outcome was decided
	Steps   []string `json:"steps,omitempty"`   // transitions and states, in order
	Trouble []string `json:"trouble,omitempty"` // what went wrong
	Class   string   `json:"class"`             // how the host answered
	Hangup  bool     `json:"hangup,omitempty"`  // the answer ends the call
}

// entry is the line of the journal about a step.
func (a *advance) entry(rec store.Record, out outcome) store.Entry {
	kind := entryTurn
	if a.class == classChange {
		kind = entryRedirected
	}
	text, err := json.Marshal(detail{
		Event: a.req.event.Kind.String(), State: out.trace.State, Steps: out.trace.Steps, Trouble: out.trace.Trouble,
		Class: out.class.String(), Hangup: out.trace.Hangup,
	})
	if err != nil {
		text = nil // strings, a bool: it cannot fail
	}
	return store.Entry{
		Key: rec.Key, Turn: rec.Turn, At: a.req.event.At, Kind: kind, Flow: rec.Flow, Version: rec.Version,
		From: fit(out.trace.From), To: fit(out.trace.To), Outcome: fit(out.trace.Outcome),
		Number: fit(a.req.snap.ours(out.call.To, out.call.From)), Detail: text,
	}
}

// ended is the line of the journal about the end of a call.
func ended(snap *live, rec store.Record, c *engine.Call) store.Entry {
	text, err := json.Marshal(detail{Event: engine.Status.String(), Class: classNote.String()})
	if err != nil {
		text = nil
	}
	return store.Entry{
		Key: rec.Key, Turn: rec.Turn, At: rec.EndedAt, Kind: entryEnded, Flow: rec.Flow, Version: rec.Version,
		From: fit(c.Where()), To: fit(c.Where()), Outcome: fit(endedBy(c)), Number: fit(snap.ours(c.To, c.From)), Detail: text,
	}
}

// endedBy brings who hung up to a closed set.
func endedBy(c *engine.Call) string {
	switch c.EndedBy {
	case "caller", "callee":
		return c.EndedBy
	}
	return "unknown"
}

// counts are the outcomes of a step's states.
func counts(t engine.Trace) []store.Count {
	var list []store.Count
	for _, v := range t.Visited {
		if v.Outcome != "" {
			list = append(list, store.Count{Flow: fit(v.Flow), State: fit(v.State), Outcome: fit(v.Outcome), N: 1})
		}
	}
	return list
}

// trouble joins what went wrong in a step.
func trouble(out outcome) string { return strings.Join(out.trace.Trouble, "; ") }

// fit cuts a name to what a store takes. The end stays, since the innermost state is what is looked for.
func fit(name string) string {
	if len(name) <= store.MaxName {
		return name
	}
	const mark = "…"
	cut := len(name) - store.MaxName + len(mark)
	for cut < len(name) && !utf8.RuneStart(name[cut]) {
		cut++
	}
	return mark + name[cut:]
}
