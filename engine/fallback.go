package engine

import (
	"errors"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// RouteRetry is the Redirect after an apology: the same turn once more, as silence. What fails there is hung up.
const RouteRetry = "retry"

var errNoPolicy = errors.New("no policy allows outbound targets")

// builtinLost is heard when not even the flow of a call is known.
const builtinLost = "Sorry, we lost this call. Please call again."

// Apologize returns the document for a turn that could not be done at all: the flow's apology and, with again, one
// Redirect back to the same turn, else a hang-up. The call c may be nil.
func Apologize(m *Machine, c *Call, again bool) *texmlgen.Response {
	doc := say(m, c, func(f *Flow) Prompt { return f.Apology })
	if again {
		doc.Verbs = append(doc.Verbs, &texmlgen.Redirect{Method: texmlgen.MethodPost, URL: texmlgen.Route(RouteRetry)})
		return doc
	}
	doc.Verbs = append(doc.Verbs, &texmlgen.Hangup{})
	return doc
}

// SessionLost returns the document for a call whose record is gone. Without a machine it has built-in words.
func SessionLost(m *Machine) *texmlgen.Response {
	if m == nil {
		return &texmlgen.Response{Verbs: []texmlgen.Verb{
			&texmlgen.Say{Language: "en-US", Text: texmlgen.Literal(builtinLost)}, &texmlgen.Hangup{},
		}}
	}
	doc := say(m, nil, func(f *Flow) Prompt { return f.Lost })
	doc.Verbs = append(doc.Verbs, &texmlgen.Hangup{})
	return doc
}

// say speaks a header prompt of the entry flow, whose words hold no expressions.
func say(m *Machine, c *Call, of func(*Flow) Prompt) *texmlgen.Response {
	flow := m.Entry()
	s := newStepper(m, nil, Event{}, Deployment{})
	s.call = &Call{Language: flow.Languages[0].Tag}
	if c != nil && c.Language != "" {
		s.call.Language = c.Language
	}
	s.call.Frames = []Frame{{Flow: flow.Name}}
	s.prompt(of(flow))
	return s.doc
}
