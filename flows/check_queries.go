package flows

import (
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine/guard"
)

// plainPaths are texts that need no escapes in a URL, whatever the call.
var plainPaths = []string{"CallSid", "AccountSid", "language"}

// checkQueries warns of values in the query of a URL that are put there as they are: a blank, a plus or an ampersand in them
// would make something else of it.
func checkQueries(c *checker) {
	for _, t := range c.made.filled {
		if c.broken[t.flow.Name.Value] || !writtenOrigin.MatchString(t.text.Value) {
			continue
		}
		before := ""
		for _, part := range t.tmpl.Parts {
			if part.Literal {
				before += part.Text
				continue
			}
			if prog := part.Program(); prog == nil || !inQueryValue(before) || !isFreeText(prog) {
				continue
			}
			source := strings.TrimSpace(part.Text)
			c.out.Warnf(codeUnquotedValue, t.text.Node.Sub(part.From, part.To), "%s stands in the URL as it is: a blank, + or & in it makes another URL", source).
				Hintf("write ${urlquery(%s)}", source)
		}
	}
}

// isFreeText reports whether an expression may give text with characters that mean something in a URL.
func isFreeText(p *guard.Program) bool {
	t := p.Type()
	if t.Kind != guard.String || t.Tainted() || len(t.OneOf) > 0 || slices.Contains(p.Calls(), "urlquery") {
		return false
	}
	return slices.ContainsFunc(p.Reads(), func(path string) bool {
		return !slices.Contains(plainPaths, path) && !strings.HasPrefix(path, "env.")
	})
}
