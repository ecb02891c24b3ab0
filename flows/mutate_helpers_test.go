package flows

import (
	"regexp"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// helperOperators change how expressions call functions and read what answers brought.
var helperOperators = []operator{
	{"function without its arguments", func(s *subject) []mutation {
		return s.calls(func(arguments string) string {
			if strings.TrimSpace(arguments) == "" {
				return ""
			}
			return "()"
		})
	}},
	{"function with too many arguments", func(s *subject) []mutation {
		return s.calls(func(arguments string) string {
			if strings.TrimSpace(arguments) == "" {
				return "(1, 2, 3, 4)"
			}
			return "(" + arguments + ", 1, 2, 3, 4)"
		})
	}},
	{"function of something else", func(s *subject) []mutation {
		return s.calls(func(arguments string) string {
			first, rest, more := strings.Cut(arguments, ",")
			if strings.TrimSpace(first) == "" {
				return ""
			}
			if more {
				rest = "," + rest
			}
			return "(true" + rest + ")"
		})
	}},
	{"misspell a member", func(s *subject) []mutation {
		return s.elementMembers(func(name string) string { return misspelt(name) })
	}},
	{"misspell a fetched field", func(s *subject) []mutation {
		return s.roots("fetch", func(_, field string) string { return "fetch." + misspelt(field) })
	}},
	{"read another answer", func(s *subject) []mutation {
		other := map[string]string{"fetch": "http", "http": "fetch", "ai": "returned", "returned": "ai", "queue": "fetch"}
		var out []mutation
		for _, root := range []string{"fetch", "http", "ai", "returned", "queue"} {
			out = append(out, s.roots(root, func(_, field string) string { return other[root] + "." + field })...)
		}
		return out
	}},
	{"compare with another type", func(s *subject) []mutation {
		var out []mutation
		compared := regexp.MustCompile(` (==|<=?|>=?) (\d+|"[^"]*"|[a-z_]+\([^()]*\))`)
		for _, f := range s.flows {
			for _, e := range expressionsOf(f) {
				if swapped, ok := s.swap(e, compared, " == true"); ok {
					out = append(out, mutation{edits: []edit{swapped}})
				}
			}
		}
		return out
	}},
	{"swap a member's type", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			nested := func(name string, n *syntax.Node) {
				walkNodes(n, nil, func(path []string, n *syntax.Node) {
					if len(path) > 0 && n.IsScalar() && swappedType(n.Value) != "" && !slices.Contains([]string{"default", "optional", "sensitive", "path"}, path[len(path)-1]) && !slices.Equal(path, []string{"type"}) {
						out = append(out, mutation{edits: []edit{s.put(n, swappedType(n.Value))}, stands: append(s.declared(f, name), s.membersOf(f, path)...)})
					}
				})
			}
			for _, v := range f.Vars {
				nested(v.Name.Value, v.Node)
			}
			for _, st := range f.States {
				if a, ok := st.Action.(*fetchDecl); ok {
					for _, field := range a.Fields {
						nested("fetch."+field.Name.Value, field.Node)
					}
				}
			}
		}
		return out
	}},
	{"swap a fetched type", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			for _, st := range f.States {
				if a, ok := st.Action.(*fetchDecl); ok {
					for _, field := range a.Fields {
						if n := field.Node; n.IsScalar() && swappedType(n.Value) != "" {
							out = append(out, mutation{edits: []edit{s.put(n, swappedType(n.Value))}, stands: s.declared(f, "fetch."+field.Name.Value)})
						}
					}
				}
			}
		}
		return out
	}},
	{"drop a member", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			walkNodes(f.Node, nil, func(path []string, n *syntax.Node) {
				if !n.IsMap() || len(path) < 2 || path[len(path)-1] != "-" || path[0] != "vars" && !slices.Contains(path, "fields") {
					return
				}
				for i, p := range n.Pairs {
					if len(n.Pairs) > 1 {
						out = append(out, mutation{edits: []edit{s.drop(n, i)}, stands: append(s.membersOf(f, []string{p.Key.Value}), s.declaredBy(f, path)...)})
					}
				}
			})
		}
		return out
	}},
	{"say a list", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			for _, v := range f.Vars {
				if v.Type.Kind != guard.List && v.Type.Kind != guard.Object {
					continue
				}
				for _, n := range spokenOf(f) {
					if st := stateOf(f, n); st != nil {
						out = append(out, mutation{edits: []edit{s.put(n, s.quoted("Here: ${"+v.Name.Value+"}."))}, stands: s.begins(n)})
					}
				}
			}
		}
		return out
	}},
	{"drop optional", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			for _, v := range f.Vars {
				if flag, ok := v.Node.Get("optional"); ok {
					out = append(out, mutation{edits: []edit{s.dropPair(f, flag)}, stands: s.declared(f, v.Name.Value)})
				}
			}
		}
		return out
	}},
	{"make it a secret", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			for _, v := range f.Vars {
				if v.Type.Sensitive || v.Type.Kind != guard.String || len(v.Type.OneOf) > 0 {
					continue
				}
				m := mutation{stands: s.declared(f, v.Name.Value)}
				if v.Node.IsScalar() {
					m.edits = []edit{s.put(v.Node, "{type: string, sensitive: true}")}
				} else {
					m.edits = []edit{s.add(v.Node, "sensitive: true")}
				}
				for _, st := range f.States { // whose keys it is set from or compared with
					for _, line := range m.stands {
						if at := s.nodeAt(f, line); at != nil && stateOf(f, at) == st {
							m.stands = append(m.stands, s.around(st)...)
							break
						}
					}
				}
				out = append(out, m)
			}
		}
		return out
	}},
}

// callOf is a function with arguments that call none.
var callOf = regexp.MustCompile(`\b([a-zA-Z_0-9]+)(\([^()]*\))`)

// calls writes the arguments of each function anew that an expression calls first.
func (s *subject) calls(change func(arguments string) string) (out []mutation) {
	functions, _ := guard.Functions()
	for _, f := range s.flows {
		for _, e := range expressionsOf(f) {
			source := s.source(e.node)
			within := [][]int{{0, len(source)}}
			if e.template {
				within = interpolated.FindAllStringIndex(source, -1)
			}
			for _, w := range within {
				for _, at := range callOf.FindAllStringSubmatchIndex(source[w[0]:w[1]], -1) {
					at[2], at[3], at[4], at[5] = at[2]+w[0], at[3]+w[0], at[4]+w[0], at[5]+w[0]
					with := change(source[at[4]+1 : at[5]-1])
					if with == "" || !slices.Contains(functions, source[at[2]:at[3]]) || strings.Contains(source[w[0]:at[2]], "| "+source[at[2]:at[3]]) {
						continue
					}
					if from := strings.TrimRight(source[w[0]:at[2]], " "); strings.HasSuffix(from, "|") {
						continue // a formatter, whose first argument stands before it
					}
					begin := s.begin(e.node)
					out = append(out, mutation{edits: []edit{{begin + at[4], begin + at[5], with}}})
				}
			}
		}
	}
	return out
}

// elementMembers writes each member of an element or of a variable anew.
func (s *subject) elementMembers(change func(name string) string) (out []mutation) {
	for _, f := range s.flows {
		roots := []string{`#`}
		for _, v := range f.Vars {
			if v.Type.Kind == guard.Object {
				roots = append(roots, `\b`+v.Name.Value)
			}
		}
		member := regexp.MustCompile(`(?:` + strings.Join(roots, "|") + `)\.([a-z_]+)`)
		for _, e := range expressionsOf(f) {
			source := s.source(e.node)
			for _, at := range member.FindAllStringSubmatchIndex(source, -1) {
				begin := s.begin(e.node)
				out = append(out, mutation{edits: []edit{{begin + at[2], begin + at[3], change(source[at[2]:at[3]])}}})
			}
		}
	}
	return out
}

// roots writes each read of what a callback brought anew.
func (s *subject) roots(root string, change func(root, field string) string) (out []mutation) {
	read := regexp.MustCompile(`\b` + root + `\.([a-z_]+)`)
	for _, f := range s.flows {
		for _, e := range expressionsOf(f) {
			source := s.source(e.node)
			for _, at := range read.FindAllStringSubmatchIndex(source, -1) {
				begin := s.begin(e.node)
				out = append(out, mutation{edits: []edit{{begin + at[0], begin + at[1], change(root, source[at[2]:at[3]])}}})
			}
		}
	}
	return out
}

// membersOf are the lines of expressions that have a member of the last name of a path.
func (s *subject) membersOf(f *flowDecl, path []string) []int {
	var out []int
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == "type" || path[i] == "-" {
			continue
		}
		for _, e := range expressionsOf(f) {
			if strings.Contains(e.node.Value, "."+path[i]) {
				out = append(out, s.begin(e.node))
			}
		}
		break
	}
	return out
}

// declaredBy are the lines about the variable or field that a path leads into.
func (s *subject) declaredBy(f *flowDecl, path []string) []int {
	if path[0] == "vars" {
		return s.declared(f, path[1])
	}
	if i := slices.Index(path, "fields"); i+1 < len(path) {
		return s.declared(f, "fetch."+path[i+1])
	}
	return nil
}

// begins is where a node begins.
func (s *subject) begins(n *syntax.Node) []int { return []int{s.begin(n)} }

// nodeAt finds the node that begins at an offset.
func (s *subject) nodeAt(f *flowDecl, offset int) *syntax.Node {
	var found *syntax.Node
	walkNodes(f.Node, nil, func(_ []string, n *syntax.Node) {
		if found == nil && s.begin(n) == offset {
			found = n
		}
	})
	return found
}
