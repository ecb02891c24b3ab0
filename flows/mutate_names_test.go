package flows

import (
	"regexp"
	"slices"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// operator is a kind of mutation: it makes one at each place of a subject where it can.
type operator struct {
	name string
	make func(s *subject) []mutation
}

// nameOperators write names wrong.
var nameOperators = []operator{
	{"misspell a state", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			if f.Start.given() {
				out = append(out, single(s.put(f.Start.Node, misspelt(f.Start.Value))))
			}
			for _, e := range exitsOf(f) {
				if e.t.To.given() && e.t.To.Value != "hangup" {
					out = append(out, single(s.put(e.t.To.Node, misspelt(e.t.To.Value))))
				}
			}
		}
		return out
	}},
	{"misspell a variable", func(s *subject) []mutation {
		return s.inExpressions(func(f *flowDecl) []string {
			var names []string
			for _, v := range f.Vars {
				names = append(names, v.Name.Value)
			}
			for _, p := range f.Params {
				names = append(names, p.Name.Value)
			}
			return names
		}, misspelt)
	}},
	{"misspell what is set", func(s *subject) (out []mutation) {
		for _, a := range every(s, setsOf) {
			out = append(out, single(s.put(a.Name.Node, misspelt(a.Name.Value))))
		}
		return out
	}},
	{"misspell a key", func(s *subject) (out []mutation) {
		for _, n := range every(s, mapsOfLanguage) {
			for _, p := range n.Pairs {
				out = append(out, single(s.put(p.Key, misspelt(p.Key.Value)), s.begin(n)))
			}
		}
		return out
	}},
	{"misspell an outcome", func(s *subject) (out []mutation) {
		for _, st := range every(s, statesOf) {
			for _, o := range st.Outcomes {
				out = append(out, single(s.put(o.Name.Node, misspelt(o.Name.Value))))
			}
		}
		return out
	}},
	{"misspell a prompt", func(s *subject) []mutation { return s.scalarsUnder("use", misspelt) }},
	{"misspell a return", func(s *subject) []mutation { return s.scalarsUnder("return", misspelt) }},
	{"call a missing flow", func(s *subject) (out []mutation) {
		for _, st := range every(s, statesOf) {
			if call, ok := st.Action.(*subflowDecl); ok {
				out = append(out, single(s.put(call.Flow.Node, misspelt(call.Flow.Value))))
			}
			if use, _ := st.uses(); use.given() {
				out = append(out, single(s.put(use.Node, "nobody")))
			}
		}
		return out
	}},
	{"misspell a field", func(s *subject) (out []mutation) {
		field := regexp.MustCompile(`\b(?:http|ai|returned|call|queue|env)\.[A-Za-z_]+`)
		for _, e := range every(s, expressionsOf) {
			for _, name := range unique(field.FindAllString(s.source(e.node), -1)) {
				if swapped, ok := s.swap(e, word(name), misspelt(name)); ok {
					out = append(out, single(swapped))
				}
			}
		}
		return out
	}},
	{"misspell a function", func(s *subject) []mutation {
		functions, _ := guard.Functions()
		return s.inExpressions(func(*flowDecl) []string { return functions }, misspelt)
	}},
	{"misspell a parameter", func(s *subject) (out []mutation) {
		for _, st := range every(s, statesOf) {
			if call, ok := st.Action.(*subflowDecl); ok {
				for _, a := range call.With {
					out = append(out, single(s.put(a.Name.Node, misspelt(a.Name.Value))))
				}
			}
		}
		return out
	}},
}

func unique(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// inExpressions changes each name where an expression has it.
func (s *subject) inExpressions(names func(*flowDecl) []string, change func(string) string) (out []mutation) {
	for f, e := range every(s, expressionsOf) {
		for _, name := range names(f) {
			if swapped, ok := s.swap(e, word(name), change(name)); ok {
				out = append(out, single(swapped))
			}
		}
	}
	return out
}

// scalarsUnder changes each scalar that a key holds.
func (s *subject) scalarsUnder(key string, change func(string) string) []mutation {
	return s.scalarsThat(func(path []string, n *syntax.Node) string {
		if path[len(path)-1] == key {
			return change(n.Value)
		}
		return ""
	})
}

// setsOf lists what the states and transitions of a flow set.
func setsOf(f *flowDecl) []assignment {
	var out []assignment
	for _, s := range f.States {
		out = append(out, s.Set...)
	}
	for _, e := range exitsOf(f) {
		out = append(out, e.t.Set...)
	}
	return out
}

// mapsOfLanguage lists the maps of a flow whose keys are words of the language.
func mapsOfLanguage(f *flowDecl) []*syntax.Node {
	out := []*syntax.Node{f.Node}
	for _, s := range f.States {
		out = append(out, s.Node)
		if action, ok := s.Node.Get(actionKeyOf(s)); ok && action.IsMap() {
			out = append(out, action)
		}
	}
	for _, e := range exitsOf(f) {
		if e.t.Node.IsMap() && !slices.Contains(out, e.t.Node) {
			out = append(out, e.t.Node)
		}
	}
	if n, ok := f.Node.Get("limits"); ok {
		out = append(out, n)
	}
	for _, h := range f.Hours {
		if all, ok := f.Node.Get("hours"); ok {
			if n, ok := all.Get(h.Name.Value); ok {
				out = append(out, n)
			}
		}
	}
	return slices.DeleteFunc(out, func(n *syntax.Node) bool { return len(n.Pairs) == 0 })
}

func actionKeyOf(s *stateDecl) string {
	if s.ActionKey == nil {
		return ""
	}
	return s.ActionKey.Value
}
