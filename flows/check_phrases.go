package flows

import (
	"slices"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/flows/spoken"
)

// mostCompared bounds the phrases of a gather that are compared with each other.
const mostCompared = 200

// spokenOption is a phrase of a choice or command.
type spokenOption struct {
	phrase text
	heard  spoken.Phrase
	what   string // it is of
	owner  any
}

// checkPhrases warns of phrases that lead to different places and sound so alike that one may be heard for the other.
func checkPhrases(c *checker) {
	for _, l := range c.asking() {
		if !l.out.Speech {
			continue
		}
		for _, tag := range c.tags(l.flowCompiler.decl) {
			options := l.spokenOptions(tag)
			options = options[:min(len(options), mostCompared)]
			for i, o := range options {
				j := slices.IndexFunc(options[:i], func(first spokenOption) bool {
					return first.owner != o.owner && first.heard.Alike(o.heard, tag)
				})
				if j >= 0 {
					c.out.Warnf(codeClosePhrases, o.phrase.Node.Span, "%q sounds like %q, which is %s", o.phrase.Value, options[j].phrase.Value, options[j].what).
						Notef(options[j].phrase.Node.Span, "it stands here").
						Hint = "choose words that cannot be heard for each other"
				}
			}
		}
	}
}

// spokenOptions lists what may be said at a gather in a language. Choices with a guard are left out: they may exclude each
// other.
func (l *listening) spokenOptions(tag string) []spokenOption {
	var out []spokenOption
	add := func(phrases map[string][]text, what string, owner any) {
		list, ok := phrases[tag]
		if !ok {
			list = phrases[engine.AnyLanguage]
		}
		for _, t := range list {
			out = append(out, spokenOption{t, spoken.Heard(t.Value), what, owner})
		}
	}
	for _, choice := range l.decl.Choices {
		if choice.Transition != nil && !choice.When.given() {
			add(choice.spoken(), "another choice", choice)
		}
	}
	if l.out.Commands != nil {
		for _, command := range l.flowCompiler.decl.Commands {
			add(command.Phrases.spoken(), "the command "+command.Name.Value, command)
		}
	}
	return out
}
