package flows

import (
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/flows/syntax"
)

// listenOperators change what is heard of a caller, and in which languages they are spoken to.
var listenOperators = []operator{
	{"num_digits too small", func(s *subject) []mutation {
		return s.choices(func(g *gatherDecl, c *choiceDecl) []edit {
			return []edit{s.put(c.Key.Node, `"`+c.Key.Value+c.Key.Value+`"`), s.add(g.Node, "num_digits: 1")}
		})
	}},
	{"key not among valid_digits", func(s *subject) []mutation {
		return s.choices(func(g *gatherDecl, c *choiceDecl) []edit {
			return []edit{s.add(g.Node, `valid_digits: "`+strings.Replace("0123456789*#", c.Key.Value, "", 1)+`"`)}
		})
	}},
	{"key ends the entry", func(s *subject) []mutation {
		return s.choices(func(g *gatherDecl, c *choiceDecl) []edit {
			return []edit{s.add(g.Node, `finish_on_key: "`+c.Key.Value+`"`)}
		})
	}},
	{"key twice", func(s *subject) (out []mutation) {
		for f, g := range every(s, gathersOf) {
			for i := 1; i < len(g.Choices); i++ {
				first, c := g.Choices[0].Key, g.Choices[i].Key
				out = append(out, single(s.put(c.Node, s.source(first.Node)), append(s.standsFor(f, g.Choices[i].Transition), s.begin(first.Node))...))
			}
		}
		return out
	}},
	{"phrase twice", func(s *subject) (out []mutation) {
		for _, g := range every(s, gathersOf) {
			var heard []*syntax.Node
			for _, c := range g.Choices {
				for i, phrase := range phrasesOf(c.Phrases) {
					if i < len(heard) {
						out = append(out, single(s.put(phrase, s.source(heard[i])), s.begin(heard[i])))
					} else {
						heard = append(heard, phrase)
					}
				}
			}
		}
		return out
	}},
	{"drop a language", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			var tags []string
			for _, l := range f.Languages {
				tags = append(tags, l.Tag.Value)
			}
			walkNodes(f.Node, nil, func(path []string, n *syntax.Node) {
				if !n.IsMap() || len(path) == 0 || path[0] == "languages" || len(n.Pairs) < 2 {
					return
				}
				for i, p := range n.Pairs {
					if slices.Contains(tags, p.Key.Value) {
						out = append(out, single(s.drop(n, i), s.begin(n), s.keyOf(f, n)))
					}
				}
			})
		}
		return out
	}},
	{"words in one language", func(s *subject) (out []mutation) {
		for f, n := range every(s, promptMapsOf) {
			if len(f.Languages) > 1 {
				out = append(out, single(s.put(n, "Please hold the line")))
			}
		}
		return out
	}},
	{"misspell a language", func(s *subject) (out []mutation) {
		for f, n := range every(s, promptMapsOf) {
			for _, p := range n.Pairs {
				out = append(out, single(s.put(p.Key, misspelt(p.Key.Value)), s.begin(n), s.keyOf(f, n)))
			}
		}
		return out
	}},
	{"declare one more language", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			if f.LanguagesKey == nil {
				continue
			}
			n, _ := f.Node.Get("languages")
			m := single(s.add(n, "fr-FR: {}"))
			for _, words := range spokenOf(f) {
				m.stands = append(m.stands, s.begin(words))
			}
			for _, words := range promptMapsOf(f) {
				m.stands = append(m.stands, s.begin(words), s.keyOf(f, words))
			}
			out = append(out, m)
		}
		return out
	}},
}

// gathersOf lists the gathers of a flow.
func gathersOf(f *flowDecl) []*gatherDecl {
	var out []*gatherDecl
	for _, s := range f.States {
		if g, ok := s.Action.(*gatherDecl); ok {
			out = append(out, g)
		}
	}
	return out
}

// choices makes a mutation for each choice with a key of its own in quotes.
func (s *subject) choices(change func(g *gatherDecl, c *choiceDecl) []edit) (out []mutation) {
	for _, g := range every(s, gathersOf) {
		if hasAny(g.Node, "num_digits", "valid_digits", "finish_on_key") {
			continue
		}
		for _, c := range g.Choices {
			if len(c.Key.Value) == 1 {
				out = append(out, mutation{edits: change(g, c), stands: []int{s.begin(c.Key.Node)}})
			}
		}
	}
	return out
}

func phrasesOf(p *phrasesDecl) []*syntax.Node {
	var out []*syntax.Node
	if p == nil {
		return nil
	}
	for _, t := range p.List {
		out = append(out, t.Node)
	}
	for _, l := range p.ByLanguage {
		for _, t := range l.List {
			out = append(out, t.Node)
		}
	}
	return out
}

// promptMapsOf lists the maps of words by language.
func promptMapsOf(f *flowDecl) []*syntax.Node {
	var out []*syntax.Node
	walkNodes(f.Node, nil, func(path []string, n *syntax.Node) {
		if !n.IsMap() || len(path) == 0 || len(n.Pairs) == 0 || !strings.Contains(n.Pairs[0].Key.Value, "-") {
			return
		}
		switch last := path[len(path)-1]; {
		case last == "say", last == "prompt", last == "reprompt", last == "greeting", path[0] == "prompts" && len(path) == 2:
			out = append(out, n)
		}
	})
	return out
}

// keyOf is where the key stands that holds a node.
func (s *subject) keyOf(f *flowDecl, n *syntax.Node) int {
	p, i := parentOf(f, n)
	if p.IsMap() {
		return s.begin(p.Pairs[i].Key)
	}
	return s.begin(n)
}
