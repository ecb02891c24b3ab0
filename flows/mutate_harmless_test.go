package flows

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/texmlflow/texmlflow/flows/syntax"
)

// harmlessOperators change how a flow is written, or what it does in a way that drops nobody.
var harmlessOperators = []operator{
	{"reorder states", func(s *subject) []mutation {
		return s.reorder(func(path []string) bool { return slices.Equal(path, []string{"states"}) })
	}},
	{"reorder the header", func(s *subject) []mutation {
		return s.reorder(func(path []string) bool { return len(path) == 0 })
	}},
	{"reorder variables", func(s *subject) []mutation {
		return s.reorder(func(path []string) bool { return slices.Equal(path, []string{"vars"}) })
	}},
	{"reorder choices", func(s *subject) []mutation {
		return s.reorder(func(path []string) bool { return len(path) > 0 && path[len(path)-1] == "choices" })
	}},
	{"reorder keys", func(s *subject) []mutation {
		return s.reorder(func(path []string) bool {
			return len(path) > 1 && !slices.Contains([]string{"outcomes", "choices"}, path[len(path)-1])
		})
	}},
	{"rename a state", func(s *subject) (out []mutation) {
		for f, st := range every(s, statesOf) {
			name := st.Name.Value + "_2"
			m := single(s.put(st.Name.Node, name))
			if f.Start.Value == st.Name.Value {
				m.edits = append(m.edits, s.put(f.Start.Node, name))
			}
			for _, e := range exitsOf(f) {
				if e.t.To.given() && e.t.To.Value == st.Name.Value {
					m.edits = append(m.edits, s.put(e.t.To.Node, name))
				}
			}
			out = append(out, m)
		}
		return out
	}},
	{"rename a variable", func(s *subject) (out []mutation) {
		for f, v := range every(s, varsOf) {
			m := single(s.put(v.Name.Node, "my_"+v.Name.Value))
			for _, a := range setsOf(f) {
				if a.Name.Value == v.Name.Value {
					m.edits = append(m.edits, s.put(a.Name.Node, "my_"+v.Name.Value))
				}
			}
			for _, e := range expressionsOf(f) {
				for _, at := range s.reads(e, v.Name.Value) {
					m.edits = append(m.edits, edit{at, at, "my_"})
				}
			}
			out = append(out, m)
		}
		return out
	}},
	{"rename a prompt", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			for _, p := range f.Prompts {
				m := single(s.put(p.Name.Node, "old_"+p.Name.Value))
				walkNodes(f.Node, nil, func(path []string, n *syntax.Node) {
					if len(path) > 0 && path[len(path)-1] == "use" && n.Value == p.Name.Value {
						m.edits = append(m.edits, s.put(n, "old_"+p.Name.Value))
					}
				})
				out = append(out, m)
			}
		}
		return out
	}},
	{"rename a flow", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			m := single(s.put(f.Name.Node, "new-"+f.Name.Value))
			for _, st := range every(s, statesOf) {
				if use, _ := st.uses(); use.given() && use.Value == f.Name.Value {
					m.edits = append(m.edits, s.put(use.Node, "new-"+f.Name.Value))
				}
			}
			out = append(out, m)
		}
		return out
	}},
	{"add a bounded retry", func(s *subject) (out []mutation) {
		for _, st := range every(s, statesOf) {
			for _, o := range st.Outcomes {
				if o.Node.Kind == syntax.Scalar && o.Name.Value != "exhausted" && !isSubflow(st) {
					out = append(out, single(s.put(o.Node, fmt.Sprintf("{to: %s, at_most: 2, then: %s}", st.Name.Value, o.Node.Value))))
				}
			}
		}
		return out
	}},
	{"spell an outcome out", func(s *subject) (out []mutation) {
		for _, st := range every(s, statesOf) {
			if other := st.outcome("otherwise"); other != nil && st.outcome("failed") == nil && !isSubflow(st) && !other.Transitions[0].AtMost.given() {
				out = append(out, single(s.add(st.Node, "failed: "+target(other.Transitions[0]))))
			}
		}
		return out
	}},
	{"add a pause", func(s *subject) (out []mutation) {
		for _, st := range every(s, statesOf) {
			if !hasAny(st.Node, "pause", "reject") {
				out = append(out, single(s.add(st.Node, "pause: 1s")))
			}
		}
		return out
	}},
	{"add an attribute", func(s *subject) (out []mutation) {
		for _, g := range every(s, gathersOf) {
			if !hasAny(g.Node, "timeout") {
				out = append(out, single(s.add(g.Node, "timeout: 9s")))
			}
		}
		return out
	}},
	{"add a comment", func(s *subject) []mutation { return s.beforeLines("# It's a note: with {all} sorts of things.\n") }},
	{"add a blank line", func(s *subject) []mutation { return s.beforeLines("\n") }},
	{"write a map on lines", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			walkNodes(f.Node, nil, func(_ []string, n *syntax.Node) {
				parent, _ := parentOf(f, n)
				if !n.IsMap() || !n.Flow || parent == nil || parent.Flow || !parent.IsMap() || len(n.Pairs) == 0 {
					return
				}
				text := ""
				for _, p := range n.Pairs {
					text += "\n" + s.indent(parent) + "  " + s.source(p.Key) + ": " + s.source(p.Value)
				}
				out = append(out, single(s.put(n, text)))
			})
		}
		return out
	}},
	{"write a map in braces", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			walkNodes(f.Node, nil, func(_ []string, n *syntax.Node) {
				if !n.IsMap() || n.Flow || len(n.Pairs) == 0 || slices.ContainsFunc(n.Pairs, func(p syntax.Pair) bool { return p.Value.Kind != syntax.Scalar || p.Value.Block }) {
					return
				}
				var pairs []string
				for _, p := range n.Pairs {
					value := s.source(p.Value)
					if !p.Value.Quoted && strings.ContainsFunc(value, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-' }) {
						value = inQuotes(p.Value.Value)
					}
					pairs = append(pairs, s.source(p.Key)+": "+value)
				}
				if parent, _ := parentOf(f, n); parent != nil && parent.IsMap() {
					out = append(out, single(s.put(n, "{"+strings.Join(pairs, ", ")+"}")))
				}
			})
		}
		return out
	}},
	{"quote a text", func(s *subject) (out []mutation) {
		for _, n := range every(s, spokenOf) {
			if !n.Quoted {
				out = append(out, single(s.put(n, inQuotes(n.Value))))
			}
		}
		return out
	}},
	{"quote a state", func(s *subject) (out []mutation) {
		for _, e := range every(s, exitsOf) {
			if e.t.To.given() && !e.t.To.Node.Quoted {
				out = append(out, single(s.put(e.t.To.Node, inApostrophes(e.t.To.Value))))
			}
		}
		return out
	}},
	{"quote a guard", func(s *subject) (out []mutation) {
		for _, e := range every(s, exitsOf) {
			if e.t.When.given() {
				out = append(out, single(s.put(e.t.When.Node, inQuotes("("+e.t.When.Value+")"))))
			}
		}
		return out
	}},
	{"change words", func(s *subject) (out []mutation) {
		for _, n := range every(s, spokenOf) {
			out = append(out, single(s.put(n, inQuotes("So: "+n.Value+" #1, or {so}?"))))
		}
		return out
	}},
	{"speak in parts", func(s *subject) (out []mutation) {
		for f, n := range every(s, spokenOf) {
			head, tail, ok := strings.Cut(n.Value, " ")
			if parent, i := parentOf(f, n); ok && parent.IsMap() && parent.Pairs[i].Key.Value == "say" && !strings.Contains(head, "${") {
				out = append(out, single(s.put(n, "["+inQuotes(head)+", {text: "+inQuotes(tail)+"}]")))
			}
		}
		return out
	}},
	{"speak one more language", func(s *subject) (out []mutation) {
		if len(s.flows[0].Languages) < 2 {
			return nil
		}
		for _, tag := range []string{"fr-FR", "it-IT", "nl-NL", "pt-BR", "pl-PL"} {
			m := mutation{}
			if slices.ContainsFunc(s.flows[0].Languages, func(l languageDecl) bool { return l.Tag.Value == tag }) {
				continue
			}
			for _, f := range s.flows {
				walkNodes(f.Node, nil, func(_ []string, n *syntax.Node) {
					first := f.Languages[0].Tag.Value
					if words, ok := n.Get(first); ok {
						m.edits = append(m.edits, s.add(n, tag+": "+s.source(words)))
					}
					if n.IsScalar() && firstSaid.MatchString(n.Value) {
						m.edits = append(m.edits, s.put(n, firstSaid.ReplaceAllString(s.source(n), "said($1, $1")))
					}
				})
			}
			out = append(out, m)
		}
		return out
	}},
}

// firstSaid is the first phrase of a said.
var firstSaid = regexp.MustCompile(`said\(("[^"]*")`)

func isSubflow(st *stateDecl) bool {
	_, ok := st.Action.(*subflowDecl)
	return ok
}

// target is where a transition leads, as it is written.
func target(t *transitionDecl) string {
	if t.Return.given() {
		return "{return: " + t.Return.Value + "}"
	}
	return t.To.Value
}

// reorder makes two neighbours change places in each map that the path leads to.
func (s *subject) reorder(which func(path []string) bool) (out []mutation) {
	for _, f := range s.flows {
		walkNodes(f.Node, nil, func(path []string, n *syntax.Node) {
			if !n.IsMap() || !which(path) {
				return
			}
			starts, ends := s.members(n)
			for i := range len(starts) - 1 {
				out = append(out, mutation{edits: []edit{
					{starts[i], ends[i], s.text[starts[i+1]:ends[i+1]]}, {starts[i+1], ends[i+1], s.text[starts[i]:ends[i]]},
				}})
			}
		})
	}
	return out
}

// beforeLines puts a text before every line that begins with a key.
func (s *subject) beforeLines(text string) (out []mutation) {
	for _, f := range s.flows {
		walkNodes(f.Node, nil, func(_ []string, n *syntax.Node) {
			for _, p := range n.Pairs {
				if at := s.lines[p.Key.Span.Line-1]; strings.TrimSpace(s.text[at:s.begin(p.Key)]) == "" {
					out = append(out, single(edit{at, at, strings.Repeat(" ", p.Key.Span.Column-1) + text}))
				}
			}
		})
	}
	return out
}

// reads are the places where an expression reads a variable: not where a field, a key or a text has the name.
func (s *subject) reads(e expression, name string) []int {
	var out []int
	for _, at := range s.matches(e, word(name)) {
		if before, after := s.text[at[0]-1], s.text[at[1]]; before != '.' && (before != '"' || after != '"') {
			out = append(out, at[0])
		}
	}
	return out
}
