package flows

import (
	"fmt"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/flows/syntax"
)

// exitOperators change where a call goes.
var exitOperators = []operator{
	{"drop an outcome", func(s *subject) []mutation {
		return s.dropOutcomes(func(st *stateDecl, o *outcomeDecl) bool { return o.Name.Value != "otherwise" && !isSubflow(st) })
	}},
	{"drop otherwise", func(s *subject) []mutation {
		return s.dropOutcomes(func(_ *stateDecl, o *outcomeDecl) bool { return o.Name.Value == "otherwise" })
	}},
	{"drop a return's exit", func(s *subject) []mutation {
		return s.dropOutcomes(func(st *stateDecl, o *outcomeDecl) bool { return o.Name.Value != "otherwise" && isSubflow(st) })
	}},
	{"drop a default outcome", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			for _, a := range f.Defaults.Actions {
				for _, o := range a.Outcomes {
					m := single(s.dropPair(f, o.Name.Node), s.standsFor(f, o.Transitions...)...)
					for _, st := range f.States { // that rely on it
						if st.Action != nil && st.Action.actionName() == a.Action.Value {
							m.stands = append(m.stands, s.begin(st.Name.Node), s.begin(st.ActionKey))
						}
					}
					out = append(out, m)
				}
			}
		}
		return out
	}},
	{"retarget to itself", func(s *subject) []mutation {
		return s.retarget(func(f *flowDecl, from *stateDecl) string { return from.Name.Value })
	}},
	{"retarget to the start", func(s *subject) []mutation {
		return s.retarget(func(f *flowDecl, _ *stateDecl) string { return f.Start.Value })
	}},
	{"retarget to another", func(s *subject) []mutation {
		return s.retarget(func(f *flowDecl, from *stateDecl) string {
			i := slices.Index(f.States, from)
			return f.States[(i+len(f.States)/2)%len(f.States)].Name.Value
		})
	}},
	{"retarget to the end", func(s *subject) []mutation {
		return s.retarget(func(f *flowDecl, _ *stateDecl) string {
			if f.For.Value == "hold" {
				return f.Start.Value
			}
			return "hangup"
		})
	}},
	{"never end", func(s *subject) (out []mutation) {
		for f, st := range every(s, statesOf) {
			if st.Action != nil && st.Action.actionName() == "hangup" {
				p, i := parentOf(f, st.ActionKey)
				out = append(out, single(edit{s.begin(st.ActionKey), s.end(p.Pairs[i].Value), "to: " + f.Start.Value}, s.round(f)...))
			}
		}
		return out
	}},
	{"unbound a loop", func(s *subject) (out []mutation) {
		for f, e := range every(s, exitsOf) {
			if e.t.AtMost.given() && e.t.Then != nil && e.t.To.given() {
				out = append(out, mutation{
					edits:  s.dropBound(f, e.t),
					stands: append(s.standsFor(f, e.t), s.begin(e.t.Node), s.begin(e.t.To.Node)),
				})
			}
		}
		return out
	}},
	{"drop at_most", func(s *subject) []mutation {
		return s.bounded(func(t *transitionDecl) *syntax.Node { return t.AtMost.Node })
	}},
	{"drop then", func(s *subject) []mutation {
		return s.bounded(func(t *transitionDecl) *syntax.Node { return t.Then.Node })
	}},
	{"drop the last else", func(s *subject) (out []mutation) {
		for f, list := range every(s, listsOf) {
			if n := len(list); n > 1 {
				last := list[n-1]
				out = append(out, single(s.dropPair(f, last.Node), append(s.standsFor(f, last), s.begin(list[n-2].Node))...))
			}
		}
		return out
	}},
	{"drop to", func(s *subject) (out []mutation) {
		for f, e := range every(s, exitsOf) {
			if p, i := parentOf(f, e.t.To.Node); e.t.To.given() && p == e.t.Node && len(p.Pairs) > 1 {
				out = append(out, single(s.drop(p, i), append(s.standsFor(f, e.t), s.begin(e.t.Node), s.begin(e.at))...))
			}
		}
		return out
	}},
	{"two actions", func(s *subject) (out []mutation) {
		for _, st := range every(s, statesOf) {
			if st.Action != nil && st.Action.actionName() != "hangup" {
				out = append(out, single(s.add(st.Node, "hangup: true"), s.begin(st.ActionKey)))
			}
		}
		return out
	}},
	{"to beside an action", func(s *subject) (out []mutation) {
		for f, st := range every(s, statesOf) {
			if st.Action != nil {
				out = append(out, single(s.add(st.Node, "to: "+f.Start.Value), s.begin(st.ActionKey)))
			}
		}
		return out
	}},
	{"limits without then", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			if f.Limits != nil && f.Limits.Then != nil {
				out = append(out, single(s.dropPair(f, f.Limits.Then.Node), s.begin(f.Limits.Key)))
			}
		}
		return out
	}},
	{"recursion", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			if !f.subflow() {
				continue
			}
			for _, e := range exitsOf(f) {
				if e.t.To.given() {
					at := s.begin(f.States[0].Name.Node)
					out = append(out, mutation{[]edit{s.put(e.t.To.Node, "once_more"), {at, at, callItself(f)}}, s.standsFor(f, e.t)})
				}
			}
		}
		return out
	}},
}

// dropOutcomes takes outcomes out of their states.
func (s *subject) dropOutcomes(which func(*stateDecl, *outcomeDecl) bool) (out []mutation) {
	for f, st := range every(s, statesOf) {
		for _, o := range st.Outcomes {
			if which(st, o) {
				out = append(out, single(s.dropPair(f, o.Name.Node), append(s.standsFor(f, o.Transitions...), s.around(st)...)...))
			}
		}
	}
	return out
}

// round are the names of all states, which go round for ever when there is no end.
func (s *subject) round(f *flowDecl) []int {
	var out []int
	for _, st := range f.States {
		out = append(out, s.begin(st.Name.Node))
	}
	return out
}

// bounded takes one of the two keys of a bound away.
func (s *subject) bounded(which func(*transitionDecl) *syntax.Node) (out []mutation) {
	for f, e := range every(s, exitsOf) {
		if e.t.AtMost.given() && e.t.Then != nil {
			out = append(out, single(s.dropPair(f, which(e.t)), s.begin(e.t.Node), s.begin(e.t.AtMost.Node), s.begin(e.t.Then.Node)))
		}
	}
	return out
}

// retarget leads every transition of a state elsewhere.
func (s *subject) retarget(to func(f *flowDecl, from *stateDecl) string) (out []mutation) {
	for f, e := range every(s, exitsOf) {
		from := stateOf(f, e.at)
		if from == nil || !e.t.To.given() || e.t.To.Value == to(f, from) {
			continue
		}
		out = append(out, single(s.put(e.t.To.Node, to(f, from)), append(s.standsFor(f, e.t), s.around(from)...)...))
	}
	return out
}

// dropPair takes the pair of a key or of a value out of its map, or an item out of its list.
func (s *subject) dropPair(f *flowDecl, n *syntax.Node) edit {
	p, i := parentOf(f, n)
	return s.drop(p, i)
}

// dropBound takes at_most and then out of a transition.
func (s *subject) dropBound(f *flowDecl, t *transitionDecl) []edit {
	p, i := parentOf(f, t.AtMost.Node)
	_, j := parentOf(f, t.Then.Node)
	starts, ends := s.members(p)
	switch i, j = min(i, j), max(i, j); {
	case j > i+1:
		return []edit{s.drop(p, i), s.drop(p, j)}
	case j+1 < len(starts):
		return []edit{{from: starts[i], to: starts[j+1]}}
	}
	return []edit{{from: ends[i-1], to: ends[j]}}
}

// around are the lines that stand for something missing in a state: its name and its action.
func (s *subject) around(st *stateDecl) []int {
	out := []int{s.begin(st.Name.Node)}
	if st.ActionKey != nil {
		out = append(out, s.begin(st.ActionKey))
	}
	return out
}

// standsFor are the lines that stand for transitions that are no longer there: what they led to, set and said, which
// nothing may lead to, set or use now.
func (s *subject) standsFor(f *flowDecl, list ...*transitionDecl) []int {
	var out []int
	for _, t := range list {
		for ; t != nil; t = t.Then {
			if st := f.state(t.To.Value); st != nil {
				out = append(out, s.behind(f, st)...)
			}
			for _, a := range t.Set {
				out = append(out, s.declared(f, a.Name.Value)...)
			}
		}
	}
	return out
}

// behind are the states that are reached through a state alone, itself first.
func (s *subject) behind(f *flowDecl, st *stateDecl) []int {
	reached := map[string]bool{}
	var next []string
	if f.Start.Value != st.Name.Value {
		next = append(next, f.Start.Value)
	}
	for _, e := range exitsOf(f) {
		if stateOf(f, e.at) == nil {
			next = append(next, e.t.To.Value)
		}
	}
	for len(next) > 0 {
		name := next[0]
		next = next[1:]
		from := f.state(name)
		if from == nil || reached[name] || name == st.Name.Value {
			continue
		}
		reached[name] = true
		for _, e := range exitsOf(f) {
			if stateOf(f, e.at) == from {
				next = append(next, e.t.To.Value)
			}
		}
	}
	out := []int{s.begin(st.Name.Node)}
	for _, other := range f.States {
		if !reached[other.Name.Value] {
			out = append(out, s.begin(other.Name.Node))
		}
	}
	return out
}

// declared are the lines that declare a variable or parameter, and those that set and read it.
func (s *subject) declared(f *flowDecl, name string) []int {
	var out []int
	for _, v := range f.Vars {
		if v.Name.Value == name {
			out = append(out, s.begin(v.Name.Node))
		}
	}
	for _, e := range expressionsOf(f) {
		if word(name).MatchString(e.node.Value) {
			out = append(out, s.begin(e.node))
		}
	}
	for _, other := range s.flows {
		walkNodes(other.Node, nil, func(path []string, n *syntax.Node) {
			if len(path) > 1 && path[len(path)-1] == name && (path[len(path)-2] == "set" || path[len(path)-2] == "with") {
				out = append(out, s.begin(n))
			}
		})
	}
	return out
}

// callItself is a state of a subflow that calls the subflow.
func callItself(f *flowDecl) string {
	var with []string
	for _, p := range f.Params {
		with = append(with, p.Name.Value+": "+p.Name.Value)
	}
	call := fmt.Sprintf("once_more:\n    subflow: {flow: %s, with: {%s}}\n", f.Name.Value, strings.Join(with, ", "))
	for _, r := range f.Returns {
		var data []string
		for _, field := range r.Fields {
			data = append(data, field.Name.Value+": returned."+field.Name.Value)
		}
		if len(data) == 0 {
			call += fmt.Sprintf("    %s: {return: %s}\n", r.Name.Value, r.Name.Value)
			continue
		}
		call += fmt.Sprintf("    %s: {return: %s, with: {%s}}\n", r.Name.Value, r.Name.Value, strings.Join(data, ", "))
	}
	return call + "  "
}
