package carrier

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// document is one that was fetched, in the state the carrier runs it in.
type document struct {
	base  string // the URL that it came from
	verbs []texmlgen.Verb
	audio bool // it is a sound file, which a Conference may wait with
}

// fatal are the findings that leave no document to run. Everything else that is wrong is dropped without a word, as the
// carrier does; the trace has it.
var fatal = []string{
	texmlgen.CodeSyntax, texmlgen.CodeEncoding, texmlgen.CodeDTD, texmlgen.CodeEntity, texmlgen.CodeRoot,
	texmlgen.CodeSeveralRoots, texmlgen.CodeDepth,
}

// judge reads the answer to an instruction. One that is no document is an error of the server.
func (c *Call) judge(x *Exchange) {
	if x.Callback == "conference_wait_url" && strings.HasPrefix(x.media, "audio/") {
		x.document = &document{base: x.target, audio: true}
		return
	}
	limit := maxDocument
	if c.carrier.other(largeDocuments) {
		limit = maxAnswer
	}
	if len(x.Answer) > limit {
		x.Problem = fmt.Sprintf("the document has more than %d bytes", limit)
		return
	}
	t := template{carrier: c.carrier, values: c.variables(x)}
	tree, findings := texmlgen.Parse([]byte(t.expand(string(x.Answer))))
	for _, f := range findings {
		switch {
		case f.Severity != texmlgen.SeverityError:
			continue
		case slices.Contains(fatal, f.Code):
			x.Problem = "no TeXML: " + f.String()
			x.hangsUp = c.carrier.other(invalidDocumentHangs)
		case f.Code == texmlgen.CodeRange || f.Code == texmlgen.CodeType || f.Code == texmlgen.CodeEnum:
			if c.carrier.other(valuesStrict) {
				x.Problem = "a value out of its range: " + f.String()
			}
		}
		x.Findings = append(x.Findings, f.String())
	}
	if x.Problem != "" {
		x.Findings = nil
		return
	}
	x.document = &document{base: x.target, verbs: tree.Response.Verbs}
}

// variables are what the templates of an answer see: the parameters of the request, those of its URL, and what an
// HttpRequest of this call has brought.
func (c *Call) variables(x *Exchange) map[string][]string {
	values := map[string][]string{}
	for name, value := range c.fetched {
		values[name] = []string{value}
	}
	if u, err := url.Parse(x.Target); err == nil {
		for name, list := range u.Query() {
			values[name] = list
		}
	}
	for _, f := range x.Fields {
		values[f.Name] = []string{f.Value}
	}
	return values
}
