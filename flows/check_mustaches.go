package flows

import (
	"regexp"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

var (
	// mustache is what the carrier fills in.
	mustache = regexp.MustCompile(`\{\{#(\w+)\}\}[^{}]*\{\{/\w+\}\}|\{\{[^{}]*\}\}|\{\{`)
	// rawRequest is where raw TeXML may hold it.
	rawRequest = regexp.MustCompile(`(?s)<HttpRequest\b.*?</HttpRequest>`)
)

// checkMustaches warns of {{…}} outside a request. The carrier fills it in, from what it knows of the call too: spoken, it
// could read out what the caller has entered as a secret.
func checkMustaches(c *checker) {
	requests, meant := requestTexts(c.decls), c.meantNames()
	for _, t := range c.made.filled {
		if requests[t.text.Node] {
			continue
		}
		for _, part := range t.tmpl.Parts {
			if !part.Literal || !strings.Contains(part.Text, "{{") {
				continue
			}
			words := rawRequest.ReplaceAllStringFunc(part.Text, func(s string) string { return strings.Repeat(" ", len(s)) })
			for _, m := range mustache.FindAllStringIndex(words, mostNamed) {
				c.mustache(words[m[0]:m[1]], t.text.within(part, inRunes(part.Text, m[0], m[1])), t.text.Node, meant)
			}
		}
	}
	for _, f := range c.decls {
		for _, t := range f.AsIs {
			for _, m := range mustache.FindAllStringIndex(t.Value, mostNamed) {
				at := inRunes(t.Value, m[0], m[1])
				c.mustache(t.Value[m[0]:m[1]], t.Node.Sub(at.from, at.to), t.Node, meant)
			}
		}
	}
}

// namedAt is a word in the dress of a template, and a line that it stands on.
type namedAt struct {
	word, file string
	line       int
}

// meantNames are the names in double braces that were meant for variables, which is said of them.
func (c *checker) meantNames() map[namedAt]bool {
	out := map[namedAt]bool{}
	for _, f := range *c.out {
		if f.Code == codeNotInterpolated {
			word, _, _ := strings.Cut(f.Message, " is not ")
			out[namedAt{word, f.Span.File, f.Span.Line}] = true
		}
	}
	return out
}

func (c *checker) mustache(found string, at diag.Span, n *syntax.Node, meant map[namedAt]bool) {
	if meant[namedAt{found, at.File, at.Line}] || meant[namedAt{found, at.File, n.Span.Line}] {
		return
	}
	c.out.Warnf(codeMustacheLiteral, at, "the carrier fills in %s: what is heard or sent may be a secret, or what the caller has entered", found).
		Hint = "only the url, headers and body of an http_request may hold it; a value of the flow is ${name}"
}

// requestTexts are the texts that something is requested with. Those of a fetch, which the carrier does not make, are judged
// where they are compiled.
func requestTexts(decls []*flowDecl) map[*syntax.Node]bool {
	out := map[*syntax.Node]bool{}
	for _, f := range decls {
		for _, a := range f.fetches() {
			out[a.URL.Node] = true
			for _, field := range slices.Concat(a.Headers, a.Form) {
				out[field.Value.Node] = true
			}
		}
		for _, s := range f.States {
			a, ok := s.Action.(*httpRequestDecl)
			if !ok {
				continue
			}
			out[a.URL.Node], out[a.Body.Node] = true, true
			for _, field := range slices.Concat(a.Headers, a.Form) {
				out[field.Value.Node] = true
			}
		}
	}
	return out
}

// fetches lists the requests of a flow's own.
func (f *flowDecl) fetches() []*fetchDecl {
	var out []*fetchDecl
	for _, s := range f.States {
		if a, ok := s.Action.(*fetchDecl); ok {
			out = append(out, a)
		}
	}
	for _, e := range f.OnEnd {
		if e.Fetch != nil {
			out = append(out, e.Fetch)
		}
	}
	return out
}
