package flows

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// valueOperators change types, values, guards and what is known of them.
var valueOperators = []operator{
	{"swap a type", func(s *subject) (out []mutation) {
		for f, d := range every(s, declaredTypes) {
			out = append(out, single(s.put(d.node, swappedType(d.node.Value)), s.declared(f, d.name)...))
		}
		return out
	}},
	{"no member of the set", func(s *subject) []mutation {
		return s.inExpressions(func(f *flowDecl) []string {
			var out []string
			for _, v := range f.Vars {
				out = append(out, v.Type.OneOf...)
			}
			return out
		}, func(string) string { return `'huge'` })
	}},
	{"drop a set", func(s *subject) (out []mutation) {
		for f, a := range every(s, setsOf) {
			out = append(out, single(s.dropAssigned(f, a), s.declared(f, a.Name.Value)...))
		}
		return out
	}},
	{"drop a default", func(s *subject) []mutation { return s.dropOfVars("default") }},
	{"drop a test for nil", func(s *subject) (out []mutation) {
		test := regexp.MustCompile(`( && )?\S+ != nil( && )?`)
		for f, e := range every(s, exitsOf) {
			if e.t.When.given() && strings.Contains(e.t.When.Value, "!= nil") {
				m := single(s.put(e.t.When.Node, `From endsWith "1"`), s.begin(e.t.Node))
				if at := test.FindString(e.t.When.Value); at != e.t.When.Value {
					m.edits[0].text = strings.Replace(s.source(e.t.When.Node), at, "", 1)
				}
				for _, x := range expressionsOf(f) { // that rely on it
					if x.node.Span.Line >= e.t.Node.Span.Line && x.node.Span.EndLine <= e.t.Node.Span.EndLine {
						m.stands = append(m.stands, s.begin(x.node))
					}
				}
				out = append(out, m)
			}
		}
		return out
	}},
	{"contradict a guard", func(s *subject) (out []mutation) {
		for _, e := range every(s, exitsOf) {
			if e.t.When.given() {
				out = append(out, single(s.put(e.t.When.Node, inApostrophes(fmt.Sprintf("(%[1]s) && not (%[1]s)", e.t.When.Value)))))
			}
		}
		return out
	}},
	{"contradict a number", func(s *subject) (out []mutation) {
		bound := regexp.MustCompile(`([a-z][a-z.]*) ([<>]) (\d+)`)
		for _, e := range every(s, exitsOf) {
			if at := bound.FindStringSubmatch(e.t.When.Value); e.t.When.given() && at != nil {
				other := fmt.Sprintf("%s && %s < -7", at[0], at[1])
				if at[2] == "<" {
					other = fmt.Sprintf("%s && %s > 7000", at[0], at[1])
				}
				out = append(out, single(s.put(e.t.When.Node, inApostrophes(strings.Replace(e.t.When.Value, at[0], other, 1)))))
			}
		}
		return out
	}},
	{"shadow a guard", func(s *subject) (out []mutation) {
		for _, list := range every(s, listsOf) {
			for i := 1; i < len(list); i++ {
				if first := list[0].When; first.given() && list[i].When.given() {
					source := s.source(first.Node)
					if !first.Node.Quoted {
						source = inApostrophes(first.Value)
					}
					out = append(out, single(s.put(list[i].When.Node, source)))
				}
			}
		}
		return out
	}},
	{"swap a guard and its else", func(s *subject) (out []mutation) {
		for _, list := range every(s, listsOf) {
			if n := len(list); n > 1 && list[n-2].When.given() && !list[n-1].When.given() {
				last, other := list[n-1].Node, list[n-2].Node
				out = append(out, mutation{edits: []edit{s.put(other, s.source(last)), s.put(last, s.source(other))}})
			}
		}
		return out
	}},
	{"leak a secret in words", func(s *subject) []mutation {
		return s.leak(func(f *flowDecl, secret string) (out []edit) {
			for _, n := range spokenOf(f) {
				if stateOf(f, n) != nil {
					out = append(out, s.put(n, inQuotes(n.Value+" ${"+secret+"}")))
				}
			}
			return out
		})
	}},
	{"leak a secret in what is sent", func(s *subject) []mutation {
		return s.leak(func(f *flowDecl, secret string) (out []edit) {
			walkNodes(f.Node, nil, func(path []string, n *syntax.Node) {
				if n.Kind != syntax.Scalar || len(path) < 3 || path[0] != "states" {
					return
				}
				switch last := path[len(path)-1]; {
				case last == "url" && slices.Contains(path, "http_request"):
					out = append(out, s.put(n, inQuotes(n.Value+"?x=${urlquery("+secret+")}")))
				case ofFetch(path):
					out = append(out, s.put(n, inQuotes(n.Value+"/${urlquery("+secret+")}")))
				case slices.Contains(path, "fetch") && !slices.Contains(path, "headers"):
				case slices.Contains(path, "pay") && (last == "description" || last == "payment_token" || slices.Contains(path, "parameters")),
					slices.Contains(path, "relay") && slices.Contains(path, "parameters"), slices.Contains(path, "headers"), slices.Contains(path, "form"),
					last == "queue", last == "name" && (slices.Contains(path, "stream") || slices.Contains(path, "conference")):
					out = append(out, s.put(n, inQuotes("x${"+secret+"}")))
				case slices.Contains(path, "metadata"), slices.Contains(path, "json"):
					out = append(out, s.put(n, secret))
				}
			})
			return out
		})
	}},
	{"keep a secret in the open", func(s *subject) []mutation {
		return s.leak(func(f *flowDecl, secret string) (out []edit) {
			for _, a := range setsOf(f) {
				for _, v := range f.Vars {
					if v.Name.Value == a.Name.Value && !v.Type.Sensitive && v.Type.Kind == guard.String && a.Value.Expr.given() && len(v.Type.OneOf) == 0 {
						out = append(out, s.put(a.Value.Expr.Node, secret))
					}
				}
			}
			walkNodes(f.Node, nil, func(path []string, n *syntax.Node) {
				if n.Kind == syntax.Scalar && slices.Contains(path, "with") && path[0] == "states" {
					out = append(out, s.put(n, secret))
				}
			})
			return out
		})
	}},
	{"drop sensitive", func(s *subject) []mutation { return s.dropOfVars("sensitive") }},
}

// dropOfVars takes a key out of the declarations of variables.
func (s *subject) dropOfVars(key string) (out []mutation) {
	for f, v := range every(s, varsOf) {
		if n, ok := v.Node.Get(key); ok {
			out = append(out, single(s.dropPair(f, n), s.declared(f, v.Name.Value)...))
		}
	}
	return out
}

// inApostrophes is a text in quotes that keep every character but themselves.
func inApostrophes(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// inQuotes is a text in quotes that keep every character.
func inQuotes(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(text) + `"`
}

// leak makes a mutation of each edit for each secret of a flow.
func (s *subject) leak(edits func(f *flowDecl, secret string) []edit) (out []mutation) {
	for f, v := range every(s, varsOf) {
		if !v.Type.Sensitive {
			continue
		}
		for _, e := range edits(f, v.Name.Value) {
			out = append(out, single(e))
		}
	}
	return out
}

// declaredType is the word of a type with the name that has it.
type declaredType struct {
	name string
	node *syntax.Node
}

// declaredTypes lists the types of variables, parameters, fields of answers and what an assistant asks for.
func declaredTypes(f *flowDecl) []declaredType {
	var out []declaredType
	add := func(name string, n *syntax.Node) {
		if t, ok := n.Get("type"); ok {
			n = t
		}
		if n.IsScalar() && swappedType(n.Value) != "" {
			out = append(out, declaredType{name, n})
		}
	}
	for _, v := range f.Vars {
		add(v.Name.Value, v.Node)
	}
	for _, p := range f.Params {
		add(p.Name.Value, p.Node)
	}
	for _, s := range f.States {
		switch a := s.Action.(type) {
		case *httpRequestDecl:
			for _, field := range a.Fields {
				add("http."+field.Name.Value, field.Node)
			}
		case *aiGatherDecl:
			for _, p := range a.Parameters {
				add("ai."+p.Name.Value, p.Node)
			}
		}
	}
	return out
}

// swappedType is another type, of which no value is one of the first.
func swappedType(word string) string {
	return map[string]string{
		"int": "string", "float": "string", "bool": "int", "string": "int", "date": "bool", "datetime": "int", "time": "int", "duration": "string",
	}[word]
}
