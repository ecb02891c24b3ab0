package flows

import (
	"slices"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/spoken"
)

// checkMixed warns of a prompt in another language than the answer to it is listened for in.
func checkMixed(c *checker) {
	for _, l := range c.asking() {
		if !l.out.Speech || !l.hearsOwnWords() {
			continue
		}
		if at, other, tag := c.foreign(l); other != "" {
			c.out.Warnf(codeMixedLanguages, at, "this is spoken in %s, and answers are listened for in %s alone", other, tag).
				Hint = "let callers press a key here, or ask in each language at a gather of its own"
		}
	}
}

// foreign finds words of a prompt that are in another language than the call's.
func (c *checker) foreign(l *listening) (at diag.Span, other, tag string) {
	for _, tag := range c.tags(l.flowCompiler.decl) {
		list, _ := c.sayings(l.flowCompiler.decl, l.decl.Prompt, tag)
		for _, s := range list {
			if tag != "" && !spoken.Same(s.language, tag) {
				return s.text.Node.Span, s.language, tag
			}
		}
	}
	return at, "", ""
}

// hearsOwnWords reports whether the gather itself, and not only the flow's commands, listens for speech.
func (l *listening) hearsOwnWords() bool {
	return slices.Contains(l.seen.paths, "SpeechResult") || slices.Contains(l.seen.calls, "said") ||
		slices.ContainsFunc(l.out.Choices, func(c *engine.Choice) bool { return len(c.Phrases) > 0 })
}
