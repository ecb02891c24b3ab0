package flows

import (
	"strings"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// checkLanguages finds flows of several languages that use a flow which declares none and has words of its own: they are
// heard as they are, whichever language is spoken.
func checkLanguages(c *checker) {
	for _, f := range c.decls {
		if len(f.Languages) < 2 {
			continue
		}
		var tags []string
		for _, l := range f.Languages {
			tags = append(tags, l.Tag.Value)
		}
		for _, s := range f.States {
			use, what := s.uses()
			words, ok := c.plainWords(use.Value, map[string]bool{})
			if !use.given() || !ok {
				continue
			}
			c.out.Errorf(codeMissingLanguage, use.Node.Span, "the words of the %s %q are in one language, and this flow speaks %s",
				what, use.Value, strings.Join(tags, ", ")).
				Notef(words, "these are").
				Hintf("declare languages in its header too, and write them in each: {%s: …}", strings.Join(tags, ": …, "))
		}
	}
}

// uses is the flow that a state enters, or lets a waiting caller hear.
func (s *stateDecl) uses() (t text, what string) {
	var hold *holdDecl
	switch a := s.Action.(type) {
	case *subflowDecl:
		return a.Flow, "subflow"
	case *enqueueDecl:
		hold = a.Hold
	case *conferenceDecl:
		hold = a.Hold
	}
	if hold == nil {
		return t, ""
	}
	return hold.Flow, "hold flow"
}

// plainWords finds words of a flow that declares no languages, or of one that it uses.
func (c *checker) plainWords(name string, seen map[string]bool) (diag.Span, bool) {
	f := c.made.byName[name]
	if f == nil || len(f.Languages) > 0 || f.doubt.has("languages") || seen[name] {
		return diag.Span{}, false
	}
	if at, ok := c.made.words[name]; ok {
		return at, true
	}
	seen[name] = true
	for _, next := range f.calls() {
		if at, ok := c.plainWords(next, seen); ok {
			return at, true
		}
	}
	return diag.Span{}, false
}
