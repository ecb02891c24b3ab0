package flows

import (
	"strings"
	"unicode"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// rawDocument is raw verbs with samples in the places of their values, and the way back to where each character stands.
type rawDocument struct {
	source text
	text   texmlgen.Text
	runes  []rune
	origin []int  // by rune: where it stands in the source
	hole   []bool // by rune: it is of a sample
	holes  []rawHole
}

// rawHole is a value in a raw document.
type rawHole struct {
	at   int // the rune where its sample begins
	part guard.Part
}

func newRawDocument(source text, tmpl *guard.Template) *rawDocument {
	r := &rawDocument{source: source}
	r.around("<Response>", 0)
	src := []rune(source.Value)
	for _, part := range tmpl.Parts {
		if part.Literal {
			r.written(src, part)
			continue
		}
		sample := "1"
		if prog := part.Program(); prog != nil {
			sample = sampleOf(prog.Type())
		}
		if envAlone.MatchString(part.Text) && r.beginsValue() {
			sample = "https://example.com" // an origin, where a URL may stand
		}
		r.text = r.text.Append(texmlgen.Outside(sample))
		r.holes = append(r.holes, rawHole{len(r.runes), part})
		for _, c := range sample {
			r.add(c, part.From, true)
		}
	}
	r.around("</Response>", len(src))
	return r
}

// beginsValue reports whether what comes next begins an attribute's value or an element's text.
func (r *rawDocument) beginsValue() bool {
	for i := len(r.runes) - 1; i >= 0; i-- {
		if c := r.runes[i]; !unicode.IsSpace(c) {
			return c == '>' || c == '"' || c == '\''
		}
	}
	return false
}

// written adds literal text, of which $${ stands for two characters.
func (r *rawDocument) written(src []rune, part guard.Part) {
	r.text = r.text.Append(texmlgen.Literal(part.Text))
	at := part.From
	for _, c := range part.Text {
		if c == '$' && at+2 < len(src) && src[at] == '$' && src[at+1] == '$' && src[at+2] == '{' {
			at++
		}
		r.add(c, at, false)
		at++
	}
}

// around adds text that the author did not write, as if it stood at a place.
func (r *rawDocument) around(s string, at int) {
	r.text = r.text.Append(texmlgen.Literal(s))
	for _, c := range s {
		r.add(c, at, false)
	}
}

func (r *rawDocument) add(c rune, at int, hole bool) {
	r.runes, r.origin, r.hole = append(r.runes, c), append(r.origin, at), append(r.hole, hole)
}

// offset is the rune at a line and column, both from 1.
func (r *rawDocument) offset(line, column int) int {
	at := 0
	for ; line > 1 && at < len(r.runes); at++ {
		if r.runes[at] == '\n' {
			line--
		}
	}
	return min(at+max(column, 1)-1, len(r.runes)-1)
}

// span is where runes of the document stand in the flow.
func (r *rawDocument) span(from, to int) diag.Span {
	first, last := r.origin[from], r.origin[to]
	size := len([]rune(r.source.Value))
	first = min(first, max(size-1, 0))
	return r.source.Node.Sub(first, min(max(last, first+1), size))
}

// element is where the name of an element stands.
func (r *rawDocument) element(tree *texmlgen.Tree, e texmlgen.Element) diag.Span {
	line, column, ok := tree.Position(e)
	if !ok {
		return r.source.Node.Span
	}
	from := r.offset(line, column)
	to := from
	for to < len(r.runes)-1 && !strings.ContainsRune(" \t\r\n/>", r.runes[to]) {
		to++
	}
	return r.span(from, to)
}

// computed reports whether a sample stands in the tag at a place, or in the text behind it.
func (r *rawDocument) computed(at int) bool {
	from := at
	for from > 0 && r.runes[from] != '<' {
		from--
	}
	for i := from; i < len(r.runes) && (i == from || r.runes[i] != '<'); i++ {
		if r.hole[i] {
			return true
		}
	}
	return false
}

// computedContent reports whether a sample stands in the text of the element whose name is at a place.
func (r *rawDocument) computedContent(at int) bool {
	inside := false
	for i := at; i < len(r.runes) && r.runes[i] != '<'; i++ {
		if inside && r.hole[i] {
			return true
		}
		inside = inside || r.runes[i] == '>'
	}
	return false
}

// waiting are the places of the verbs that wait.
func (r *rawDocument) waiting(tree *texmlgen.Tree) map[int]bool {
	out := map[int]bool{}
	if tree.Response == nil {
		return out
	}
	for _, v := range tree.Response.Verbs {
		if _, ok := engine.RawCallback(v); ok {
			if line, column, known := tree.Position(v); known {
				out[r.offset(line, column)] = true
			}
		}
	}
	return out
}

// sampleOf is a value of a type as it stands in a text.
func sampleOf(t guard.Type) string {
	switch {
	case len(t.OneOf) > 0:
		return t.OneOf[0]
	case t.Kind == guard.Bool:
		return "true"
	}
	return "1"
}
