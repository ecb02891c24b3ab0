package flows

import (
	"bytes"
	"encoding/xml"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// verbWriter puts attributes into the TeXML they stand for, one to a line, for texmlgen to read: so one package alone
// knows which field of a verb an attribute is, and which attributes do not go together.
type verbWriter struct {
	b     bytes.Buffer
	lines []attribute // by line of the document, from 1; one without a Node is none
}

func (w *verbWriter) raw(s string) {
	w.b.WriteString(s)
	for range bytes.Count([]byte(s), []byte("\n")) {
		w.lines = append(w.lines, attribute{})
	}
}

// open begins an element. Of two attributes of a name, the later is meant.
func (w *verbWriter) open(element string, lists ...attributes) {
	w.raw("<" + element)
	all := slices.Concat(lists...)
	for i, a := range all {
		if all[i+1:].has(a.Name) {
			continue
		}
		w.raw("\n" + a.Name + `="`)
		w.escape(a.Value)
		w.b.WriteByte('"')
		w.lines[len(w.lines)-1] = a
	}
	w.raw(">")
}

func (w *verbWriter) escape(s string) {
	_ = xml.EscapeText(&w.b, []byte(s)) // a buffer takes every write
}

func (w *verbWriter) text(s string) { w.escape(s) }

func (w *verbWriter) close(element string) { w.raw("</" + element + ">") }

// keyOf is an attribute that a rule of TeXML names as the key that stands for it.
func keyOf(attribute string) string {
	if attribute == "chargeAmount" {
		return "amount"
	}
	return snake(attribute)
}

// verbRead is what texmlgen makes of a text. Flows repeat their verbs, so that each text is read once.
type verbRead struct {
	verb     texmlgen.Verb // nil when there is none
	findings []texmlgen.Finding
}

// read gives the verb that was written, which is not to be changed: others were written the same. Ranges and values have
// been checked; what is left are rules between attributes.
func (f *flowCompiler) read(w *verbWriter) texmlgen.Verb {
	got, ok := f.verbs[w.b.String()]
	if !ok {
		tree, findings := texmlgen.Parse(slices.Concat([]byte("<Response>"), w.b.Bytes(), []byte("</Response>")))
		got.findings = findings
		if tree.Response != nil && len(tree.Response.Verbs) > 0 {
			got.verb = tree.Response.Verbs[0]
		}
		f.verbs[w.b.String()] = got
	}
	for _, finding := range got.findings {
		at := finding.Line - 2
		if finding.Severity != texmlgen.SeverityError || finding.Code != texmlgen.CodeRule || at < 0 || at >= len(w.lines) {
			continue
		}
		if a := w.lines[at]; a.Node != nil {
			_, want, _ := strings.Cut(finding.Message, ": ")
			want = "TeXML wants " + strings.TrimPrefix(want, "want ")
			if _, needed, ok := strings.Cut(want, "needs "); ok {
				want = "it needs " + keyOf(needed)
			}
			f.out.Errorf(codeTexmlRule, a.Node.Span, "%s is %s, and %s", a.Key.Value, a.Node.Value, want).Hint = finding.Hint
		}
	}
	return got.verb
}
