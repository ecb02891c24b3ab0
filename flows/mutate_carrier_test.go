package flows

import (
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/flows/syntax"
)

// carrierOperators change where a call is given away or waits: queues with their hold flows, payments, referrals, streams,
// assistants and raw verbs; and what is asked of others.
var carrierOperators = []operator{
	{"drop an outcome of a queue", func(s *subject) []mutation { return s.dropOutcomes(whereAction("enqueue", "conference")) }},
	{"drop an outcome of a payment", func(s *subject) []mutation { return s.dropOutcomes(whereAction("pay")) }},
	{"drop an outcome of a referral", func(s *subject) []mutation { return s.dropOutcomes(whereAction("refer", "connect")) }},
	{"drop an outcome of a request", func(s *subject) []mutation { return s.dropOutcomes(whereAction("fetch", "http_request", "ai_gather")) }},
	{"drop an outcome of raw verbs", func(s *subject) []mutation { return s.dropOutcomes(whereAction("texml")) }},
	{"raw outcomes without an else", func(s *subject) []mutation {
		return s.raw(func(f *flowDecl, a *texmlDecl) (out []mutation) {
			for _, o := range a.Outcomes {
				if p, i := parentOf(f, o.Name.Node); p.IsMap() && p.Pairs[i].Value.Kind == syntax.Null && len(p.Pairs) > 1 {
					out = append(out, single(s.drop(p, i), append(s.usesOf(f, o.Name.Value), s.begin(a.OutcomesKey), s.begin(p))...))
				}
			}
			return out
		})
	}},
	{"misspell a raw outcome", func(s *subject) []mutation {
		return s.raw(func(f *flowDecl, a *texmlDecl) (out []mutation) {
			for _, o := range a.Outcomes {
				out = append(out, single(s.put(o.Name.Node, misspelt(o.Name.Value)), s.usesOf(f, o.Name.Value)...))
			}
			return out
		})
	}},
	{"misspell a raw verb", func(s *subject) []mutation { return s.inRaw("<", "<X") }},
	{"raw verb left open", func(s *subject) []mutation { return s.inRaw("/", "") }},
	{"raw attribute out of range", func(s *subject) []mutation {
		return append(s.inRaw(`numDigits="1"`, `numDigits="500"`), s.inRaw(`timeout="`, `timeout="-`)...)
	}},
	{"misspell a raw attribute", func(s *subject) []mutation { return s.inRaw(`="`, `s="`) }},
	{"leave outside a hold flow", func(s *subject) (out []mutation) {
		for f, st := range every(s, statesOf) {
			if f.For.Value != "hold" && st.Action != nil && st.Action.actionName() == "hangup" {
				out = append(out, single(s.put(st.ActionKey, "leave")))
			}
		}
		return out
	}},
	{"hold flow goes round", func(s *subject) (out []mutation) {
		for f, st := range every(s, statesOf) {
			if f.For.Value == "hold" && st.Action == nil && st.Exit == nil {
				out = append(out, single(s.add(st.Node, "to: "+st.Name.Value), s.begin(st.Name.Node)))
			}
		}
		return out
	}},
	{"hold flow that dials", func(s *subject) (out []mutation) {
		for f, st := range every(s, statesOf) {
			if f.For.Value == "hold" && st.Action == nil && st.Exit == nil {
				out = append(out, single(s.add(st.Node, `record: {}`), s.begin(st.Name.Node)))
			}
		}
		return out
	}},
	{"hold by a flow that is none", func(s *subject) []mutation {
		return s.holds(func(f *flowDecl, h *holdDecl) []mutation {
			return []mutation{single(s.put(h.Flow.Node, f.Name.Value), s.nameOf(h.Flow.Value)...)}
		})
	}},
	{"no parameter for a hold flow", func(s *subject) []mutation {
		return s.holds(func(f *flowDecl, h *holdDecl) (out []mutation) {
			if len(h.With) > 0 {
				with, _ := parentOf(f, h.With[0].Name.Node)
				out = append(out, single(s.dropPair(f, with), append(s.nameOf(h.Flow.Value), s.begin(h.Flow.Node))...))
			}
			return out
		})
	}},
	{"no parameter for a subflow", func(s *subject) (out []mutation) {
		for f, st := range every(s, statesOf) {
			if call, ok := st.Action.(*subflowDecl); ok {
				for _, a := range call.With {
					out = append(out, single(s.dropAssigned(f, a), append(s.around(st), s.begin(call.Flow.Node))...))
				}
			}
		}
		return out
	}},
	{"no data for a return", func(s *subject) (out []mutation) {
		for f, e := range every(s, exitsOf) {
			if e.t.Return.given() {
				if with, ok := e.t.Node.Get("with"); ok {
					out = append(out, single(s.dropPair(f, with), s.begin(e.t.Node), s.begin(e.t.Return.Node)))
				}
			}
		}
		return out
	}},
	{"stream to a web page", func(s *subject) []mutation {
		return s.scalarsThat(func(path []string, n *syntax.Node) string {
			if strings.HasPrefix(n.Value, "wss://") {
				return inQuotes("http" + strings.TrimPrefix(n.Value, "wss"))
			}
			return ""
		})
	}},
	{"refer to no address", func(s *subject) []mutation {
		return s.scalarsThat(func(path []string, n *syntax.Node) string {
			if slices.Contains(path, "refer") && strings.HasPrefix(n.Value, "sip:") && !strings.HasPrefix(n.Value, "sip:$") {
				return inQuotes(strings.TrimPrefix(n.Value, "sip:"))
			}
			return ""
		})
	}},
	{"charge no number", func(s *subject) []mutation {
		return s.scalarsThat(func(path []string, n *syntax.Node) string {
			if slices.Contains(path, "pay") && path[len(path)-1] == "amount" {
				return "ten"
			}
			return ""
		})
	}},
	{"pay with a word of its own", func(s *subject) []mutation {
		return s.scalarsThat(func(path []string, n *syntax.Node) string {
			if last := path[len(path)-1]; slices.Contains(path, "pay") && (last == "for" || last == "card_type" || len(path) > 1 && slices.Contains([]string{"valid_card_types", "error_type"}, path[len(path)-2])) {
				return misspelt(n.Value)
			}
			return ""
		})
	}},
	{"fetch from a strange host", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			walkNodes(f.Node, nil, func(path []string, n *syntax.Node) {
				if n.IsScalar() && ofFetch(path) {
					out = append(out, single(s.put(n, `"https://evil.example.com/x"`), s.unusedEnv(f)...))
				}
			})
		}
		return out
	}},
	{"fetch from a host of the caller's", func(s *subject) []mutation {
		return s.scalarsThat(func(path []string, n *syntax.Node) string {
			if ofFetch(path) {
				return `"https://${urlquery(From)}.example.com/x"`
			}
			return ""
		})
	}},
	{"no guard of on_end holds", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			for _, e := range f.OnEnd {
				if v := e.When.Value; e.When.given() {
					out = append(out, single(s.put(e.When.Node, inQuotes("("+v+") && not ("+v+")"))))
				}
			}
		}
		return out
	}},
	{"record a call out of a queue", func(s *subject) (out []mutation) {
		for _, st := range every(s, statesOf) {
			if a, ok := st.Action.(*dialDecl); ok && a.Queue.given() {
				out = append(out, single(s.add(a.Node, "record: record-from-answer")))
			}
		}
		return out
	}},
}

// whereAction chooses the outcomes of states with one of some actions.
func whereAction(actions ...string) func(*stateDecl, *outcomeDecl) bool {
	return func(st *stateDecl, _ *outcomeDecl) bool {
		return st.Action != nil && slices.Contains(actions, st.Action.actionName())
	}
}

// raw makes mutations of each state with raw verbs and outcomes.
func (s *subject) raw(change func(f *flowDecl, a *texmlDecl) []mutation) (out []mutation) {
	for f, st := range every(s, statesOf) {
		if a, ok := st.Action.(*texmlDecl); ok {
			out = append(out, change(f, a)...)
		}
	}
	return out
}

// inRaw writes the first of something in each document of raw verbs anew.
func (s *subject) inRaw(what, with string) []mutation {
	return s.raw(func(f *flowDecl, a *texmlDecl) []mutation {
		from := s.begin(a.Document.Node)
		at := strings.Index(s.text[from:], what)
		if at < 0 || from+at >= s.end(a.Document.Node) {
			return nil
		}
		return []mutation{single(edit{from + at, from + at + len(what), with}, from, from+at)}
	})
}

// holds makes mutations of each place where a hold flow is named.
func (s *subject) holds(change func(f *flowDecl, h *holdDecl) []mutation) (out []mutation) {
	for f, st := range every(s, statesOf) {
		var hold *holdDecl
		switch a := st.Action.(type) {
		case *enqueueDecl:
			hold = a.Hold
		case *conferenceDecl:
			hold = a.Hold
		}
		if hold != nil {
			out = append(out, change(f, hold)...)
		}
	}
	return out
}

// dropAssigned takes a value out of a set or with, and the key where none is left.
func (s *subject) dropAssigned(f *flowDecl, a assignment) edit {
	p, i := parentOf(f, a.Name.Node)
	if len(p.Pairs) == 1 {
		return s.dropPair(f, p)
	}
	return s.drop(p, i)
}

// nameOf is where a flow of the subject has its name.
func (s *subject) nameOf(flow string) []int {
	for _, f := range s.flows {
		if f.Name.Value == flow {
			return []int{s.begin(f.Name.Node)}
		}
	}
	return nil
}

// usesOf are the lines of outcomes with a name.
func (s *subject) usesOf(f *flowDecl, name string) []int {
	var out []int
	for _, st := range f.States {
		for _, o := range st.Outcomes {
			if o.Name.Value == name {
				out = append(out, s.begin(o.Name.Node))
			}
		}
	}
	return out
}

// ofFetch reports whether a path leads to the address of a fetch.
func ofFetch(path []string) bool {
	return slices.Contains(path, "fetch") && slices.Contains([]string{"get", "post", "put", "delete"}, path[len(path)-1])
}

// scalarsThat writes each scalar anew for which a function gives something else.
func (s *subject) scalarsThat(change func(path []string, n *syntax.Node) string) (out []mutation) {
	for _, f := range s.flows {
		walkNodes(f.Node, nil, func(path []string, n *syntax.Node) {
			if n.Kind != syntax.Scalar || len(path) == 0 {
				return
			}
			if text := change(path, n); text != "" {
				out = append(out, single(s.put(n, text)))
			}
		})
	}
	return out
}
