package flows

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/flows/spoken"
)

// checkUnsaid warns of answers for which there are fewer words than languages: in one of them, at least, nothing that callers
// say is understood. Words that stand by language are asked for where they are compiled.
func checkUnsaid(c *checker) {
	told := map[*commandDecl]bool{}
	for _, l := range c.asking() {
		tags := c.tags(l.flowCompiler.decl)
		if !l.out.Speech || languagesIn(tags) < 2 {
			continue
		}
		answers, list := map[string]*answer{}, []*answer(nil)
		of := func(way string) *answer {
			a := answers[way]
			if a == nil {
				a = &answer{}
				answers[way], list = a, append(list, a)
			}
			return a
		}
		for _, t := range l.out.Transitions {
			if decl := c.made.written[t].decl; decl != nil && t.When != nil {
				of(decl.way()).guard(decl.When, t)
			}
		}
		for _, choice := range l.decl.Choices {
			if choice.Transition != nil {
				of(choice.Transition.way()).phrases(choice.spoken())
			}
		}
		if l.out.Commands != nil {
			for _, command := range l.flowCompiler.decl.Commands {
				if command.Transition == nil || command.Phrases == nil || told[command] {
					continue
				}
				told[command] = true
				a := &answer{}
				a.phrases(command.Phrases.spoken())
				list = append(list, a)
			}
		}
		for _, a := range list {
			if n := len(a.words); n > 0 && n < languagesIn(tags) && !a.enough {
				c.missingPhrase(a, tags)
			}
		}
	}
}

// answer is what is said to go one way.
type answer struct {
	words    []string
	at       text // where the first stands
	asPhrase bool // as a phrase, and not in a guard
	enough   bool // there are words by language, or some that are computed
}

// guard adds the words of a guard. One that asks for the language has words by language.
func (a *answer) guard(when text, t *engine.Transition) {
	said := t.When.Said()
	if len(said) == 0 {
		return
	}
	a.enough = a.enough || slices.Contains(said, "") || slices.Contains(t.When.Reads(), "language")
	if len(a.words) == 0 {
		a.at = when
	}
	a.words = append(a.words, said...)
}

// phrases adds the phrases of a choice or command.
func (a *answer) phrases(spoken map[string][]text) {
	list := spoken[engine.AnyLanguage]
	a.enough = a.enough || len(spoken) > 0 && list == nil
	for _, t := range list {
		if len(a.words) == 0 {
			a.at, a.asPhrase = t, true
		}
		a.words = append(a.words, t.Value)
	}
}

// way is what a transition does, as written: two that do the same are one answer.
func (t *transitionDecl) way() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%q %q %q", t.To.Value, t.Return.Value, t.Repeat.Value)
	for _, s := range slices.Concat(t.Set, t.With) {
		fmt.Fprintf(&b, " %q %q", s.Name.Value, s.Value.Expr.Value)
	}
	return b.String()
}

// languagesIn counts languages, regions apart.
func languagesIn(tags []string) int {
	n := 0
	for i, tag := range tags {
		if !slices.ContainsFunc(tags[:i], func(other string) bool { return spoken.Same(tag, other) }) {
			n++
		}
	}
	return n
}

func (c *checker) missingPhrase(a *answer, tags []string) {
	var words []string
	for _, w := range a.words {
		words = append(words, strconv.Quote(w))
	}
	verb := "is"
	if len(words) > 1 {
		verb = "are"
	}
	f := c.out.Warnf(codeMissingPhrase, a.at.Node.Span, "%s %s all that can be said here, and callers speak %s", fewOf(words), verb, fewOf(tags))
	if a.asPhrase {
		f.Hintf("write the words of each language: phrases: {%s: […]}", strings.Join(tags, ": […], "))
		return
	}
	f.Hintf("write the words of each language: said(%s, …), or a choice with phrases: {%s: […]}", words[0], strings.Join(tags, ": […], "))
}
