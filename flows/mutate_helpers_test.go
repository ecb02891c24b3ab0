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
		return s.captured(membersIn, misspelt)
	}},
	{"misspell a fetched field", func(s *subject) []mutation {
		return s.captured(func(*flowDecl) string { return `\bfetch\.([a-z_]+)` }, misspelt)
	}},
	{"read another answer", func(s *subject) (out []mutation) {
		for _, pair := range [][2]string{{"fetch", "http"}, {"http", "fetch"}, {"ai", "returned"}, {"returned", "ai"}, {"queue", "fetch"}} {
			out = append(out, s.captured(func(*flowDecl) string { return `\b(` + pair[0] + `)\.[a-z_]` }, func(string) string { return pair[1] })...)
		}
		return out
	}},
	{"compare with another type", func(s *subject) (out []mutation) {
		compared := regexp.MustCompile(` (==|<=?|>=?) (\d+|"[^"]*"|[a-z_]+\([^()]*\))`)
		for _, e := range every(s, expressionsOf) {
			if swapped, ok := s.swap(e, compared, " == true"); ok {
				out = append(out, single(swapped))
			}
		}
		return out
	}},
	{"swap a member's type", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			nested := func(name string, n *syntax.Node) {
				walkNodes(n, nil, func(path []string, n *syntax.Node) {
					if len(path) > 0 && n.IsScalar() && swappedType(n.Value) != "" && !slices.Contains([]string{"default", "optional", "sensitive", "path"}, path[len(path)-1]) && !slices.Equal(path, []string{"type"}) {
						out = append(out, single(s.put(n, swappedType(n.Value)), append(s.declared(f, name), s.membersOf(f, path)...)...))
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
		for f, st := range every(s, statesOf) {
			if a, ok := st.Action.(*fetchDecl); ok {
				for _, field := range a.Fields {
					if n := field.Node; n.IsScalar() && swappedType(n.Value) != "" {
						out = append(out, single(s.put(n, swappedType(n.Value)), s.declared(f, "fetch."+field.Name.Value)...))
					}
				}
			}
		}
		return out
	}},
	{"drop a member", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			walkNodes(f.Node, nil, func(path []string, n *syntax.Node) {
				if len(n.Pairs) < 2 || len(path) < 2 || path[len(path)-1] != "-" || path[0] != "vars" && !slices.Contains(path, "fields") {
					return
				}
				for i, p := range n.Pairs {
					out = append(out, single(s.drop(n, i), append(s.membersOf(f, []string{p.Key.Value}), s.declaredBy(f, path)...)...))
				}
			})
		}
		return out
	}},
	{"say a list", func(s *subject) (out []mutation) {
		for f, v := range every(s, varsOf) {
			if v.Type.Kind != guard.List && v.Type.Kind != guard.Object {
				continue
			}
			for _, n := range spokenOf(f) {
				if stateOf(f, n) != nil {
					out = append(out, single(s.put(n, inQuotes("Here: ${"+v.Name.Value+"}.")), s.begin(n)))
				}
			}
		}
		return out
	}},
	{"drop optional", func(s *subject) []mutation { return s.dropOfVars("optional") }},
	{"make it a secret", func(s *subject) (out []mutation) {
		for f, v := range every(s, varsOf) {
			if v.Type.Sensitive || v.Type.Kind != guard.String || len(v.Type.OneOf) > 0 {
				continue
			}
			stands := s.declared(f, v.Name.Value)
			for _, st := range f.States { // whose keys it is set from or compared with
				if slices.ContainsFunc(stands, func(at int) bool { return s.begin(st.Node) <= at && at < s.end(st.Node) }) {
					stands = append(stands, s.around(st)...)
				}
			}
			if v.Node.IsScalar() {
				out = append(out, single(s.put(v.Node, "{type: string, sensitive: true}"), stands...))
			} else {
				out = append(out, single(s.add(v.Node, "sensitive: true"), stands...))
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
	for _, e := range every(s, expressionsOf) {
		for _, at := range s.matches(e, callOf) {
			with := change(s.text[at[4]+1 : at[5]-1])
			formats := strings.HasSuffix(strings.TrimRight(s.text[:at[2]], " "), "|") // its first argument stands before it
			if with != "" && !formats && slices.Contains(functions, s.text[at[2]:at[3]]) {
				out = append(out, single(edit{at[4], at[5], with}))
			}
		}
	}
	return out
}

// membersIn is a pattern of a member of an element or of a variable.
func membersIn(f *flowDecl) string {
	roots := []string{`#`}
	for _, v := range f.Vars {
		if v.Type.Kind == guard.Object {
			roots = append(roots, `\b`+v.Name.Value)
		}
	}
	return `(?:` + strings.Join(roots, "|") + `)\.([a-z_]+)`
}

// captured writes the group of a pattern anew wherever an expression has it.
func (s *subject) captured(pattern func(*flowDecl) string, change func(string) string) (out []mutation) {
	for f, e := range every(s, expressionsOf) {
		for _, at := range s.matches(e, regexp.MustCompile(pattern(f))) {
			out = append(out, single(edit{at[2], at[3], change(s.text[at[2]:at[3]])}))
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
