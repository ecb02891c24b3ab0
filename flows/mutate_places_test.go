package flows

import (
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/flows/syntax"
)

// every visits what each flow of a subject has of a kind.
func every[T any](s *subject, of func(*flowDecl) []T) iter.Seq2[*flowDecl, T] {
	return func(yield func(*flowDecl, T) bool) {
		for _, f := range s.flows {
			for _, one := range of(f) {
				if !yield(f, one) {
					return
				}
			}
		}
	}
}

func statesOf(f *flowDecl) []*stateDecl { return f.States }
func varsOf(f *flowDecl) []varDecl      { return f.Vars }

// walkNodes visits every node of a tree with the keys that lead to it.
func walkNodes(n *syntax.Node, path []string, visit func(path []string, n *syntax.Node)) {
	visit(path, n)
	for _, p := range n.Pairs {
		walkNodes(p.Value, append(path[:len(path):len(path)], p.Key.Value), visit)
	}
	for _, item := range n.Items {
		walkNodes(item, append(path[:len(path):len(path)], "-"), visit)
	}
}

// exit is a transition as written, with the state, default, command or limit that it belongs to.
type exit struct {
	at *syntax.Node // the key of what it belongs to
	t  *transitionDecl
}

// exitsOf lists every transition of a flow, those after a bound among them.
func exitsOf(f *flowDecl) []exit {
	var out []exit
	var add func(at *syntax.Node, t *transitionDecl)
	add = func(at *syntax.Node, t *transitionDecl) {
		if t != nil {
			out = append(out, exit{at, t})
			add(at, t.Then)
		}
	}
	outcomes := func(at *syntax.Node, list []*outcomeDecl) {
		for _, o := range list {
			for _, t := range o.Transitions {
				add(at, t)
			}
		}
	}
	for _, c := range f.Commands {
		add(c.Name.Node, c.Transition)
	}
	add(f.Defaults.Key, f.Defaults.Failed)
	for _, a := range f.Defaults.Actions {
		outcomes(a.Action.Node, a.Outcomes)
	}
	if f.Limits != nil {
		add(f.Limits.Key, f.Limits.Then)
	}
	for _, s := range f.States {
		add(s.Name.Node, s.Exit)
		outcomes(s.Name.Node, s.Outcomes)
		switch a := s.Action.(type) {
		case *gatherDecl:
			for _, c := range a.Choices {
				add(s.Name.Node, c.Transition)
			}
		case *chooseDecl:
			for _, t := range a.Transitions {
				add(s.Name.Node, t)
			}
		}
	}
	return out
}

// listsOf are the lists of transitions of a flow, of which the first that may be taken is.
func listsOf(f *flowDecl) [][]*transitionDecl {
	var out [][]*transitionDecl
	for _, s := range f.States {
		for _, o := range s.Outcomes {
			out = append(out, o.Transitions)
		}
		if a, ok := s.Action.(*chooseDecl); ok {
			out = append(out, a.Transitions)
		}
	}
	return out
}

// expression is a scalar that is one, or holds some in ${}.
type expression struct {
	node     *syntax.Node
	template bool
}

// expressionsOf lists the expressions of a flow in the order of the file.
func expressionsOf(f *flowDecl) []expression {
	var out []expression
	walkNodes(f.Node, nil, func(path []string, n *syntax.Node) {
		if n.Kind != syntax.Scalar || len(path) == 0 {
			return
		}
		inside := func(key string) bool { return slices.Contains(path, key) }
		switch {
		case strings.Contains(n.Value, "${"):
			out = append(out, expression{n, true})
		case path[0] == "on_end" && (path[len(path)-1] == "when" || inside("json")),
			len(path) > 1 && path[0] == "states" && (path[len(path)-1] == "when" || inside("set") || inside("with") || inside("json") || inside("metadata")),
			len(path) > 3 && path[len(path)-2] == "outcomes" && n.Value != "null":
			out = append(out, expression{n, false})
		}
	})
	return out
}

var interpolated = regexp.MustCompile(`\$\{[^}]*\}`)

// matches are where a pattern stands in an expression, each with its groups, of which none is left out; text outside of ${}
// is none.
func (s *subject) matches(e expression, pattern *regexp.Regexp) [][]int {
	source := s.source(e.node)
	within := [][]int{{0, len(source)}}
	if e.template {
		within = interpolated.FindAllStringIndex(source, -1)
	}
	var out [][]int
	for _, w := range within {
		for _, at := range pattern.FindAllStringSubmatchIndex(source[w[0]:w[1]], -1) {
			for i := range at {
				at[i] += s.begin(e.node) + w[0]
			}
			out = append(out, at)
		}
	}
	return out
}

// swap writes the first place where a pattern stands in an expression anew; ok is false when there is none.
func (s *subject) swap(e expression, pattern *regexp.Regexp, with string) (_ edit, ok bool) {
	at := s.matches(e, pattern)
	if len(at) == 0 {
		return edit{}, false
	}
	return edit{at[0][0], at[0][1], with}, true
}

// word is a pattern of a whole name that is not part of a path or a text.
func word(name string) *regexp.Regexp {
	return regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\b`)
}

// misspelt is a name as a hurried author writes it: two letters at its end change places.
func misspelt(name string) string {
	runes := []rune(name)
	for i := len(runes) - 1; i > 1; i-- {
		if runes[i] != runes[i-1] {
			runes[i], runes[i-1] = runes[i-1], runes[i]
			return string(runes)
		}
	}
	return name + "x"
}

// spokenOf lists the texts of a flow that are spoken.
func spokenOf(f *flowDecl) []*syntax.Node {
	var out []*syntax.Node
	var add func(n *syntax.Node)
	add = func(n *syntax.Node) {
		switch n.Kind {
		case syntax.Scalar:
			out = append(out, n)
		case syntax.List:
			for _, item := range n.Items {
				add(item)
			}
		case syntax.Map:
			for _, p := range n.Pairs {
				if p.Key.Value != "use" && p.Key.Value != "audio" && p.Key.Value != "failover" && p.Key.Value != "language" {
					add(p.Value)
				}
			}
		case syntax.Null:
		}
	}
	walkNodes(f.Node, nil, func(path []string, n *syntax.Node) {
		if len(path) == 0 {
			return
		}
		switch last := path[len(path)-1]; {
		case last == "say", last == "prompt" && path[0] == "states", last == "reprompt", path[0] == "prompts" && len(path) == 2:
			add(n)
		}
	})
	return out
}

// parentOf finds the map or list that holds a node, and at which place.
func parentOf(f *flowDecl, n *syntax.Node) (parent *syntax.Node, index int) {
	walkNodes(f.Node, nil, func(_ []string, p *syntax.Node) {
		for i, pair := range p.Pairs {
			if pair.Value == n || pair.Key == n {
				parent, index = p, i
			}
		}
		for i, item := range p.Items {
			if item == n {
				parent, index = p, i
			}
		}
	})
	return parent, index
}

// stateOf finds the state that a node stands in; nil for one of the header.
func stateOf(f *flowDecl, n *syntax.Node) *stateDecl {
	for _, s := range f.States {
		if n.Span.Line >= s.Name.Node.Span.Line && n.Span.Line <= s.Node.Span.EndLine && n.Span.EndLine <= s.Node.Span.EndLine {
			return s
		}
	}
	return nil
}
