package texmlgen

import (
	"bytes"
	"slices"
	"strings"
)

// Layout lays a document out as Write with Options.Indent does: two blanks for each level, one element a line, attributes
// in the table's order and in double quotes, no blank lines, line feeds only.
//
// Nothing is lost. Comments, processing instructions, templates between elements, CDATA sections and attributes that
// TeXML does not know stay; what may be read aloud or sent (the content of Say, of Parameters, of anything with stray
// text) stays as it is, blanks included. A comment behind an element stays on its line.
//
// A document may be wrong as TeXML, but not as XML: then there are findings, all of them errors, and no bytes. What has
// been laid out is its own layout.
func Layout(src []byte) ([]byte, []Finding) {
	out := &findings{lines: newLines(src)}
	scan(src, out)
	refused := slices.DeleteFunc(out.sorted(), func(f Finding) bool { return f.Code == CodeNamespace }) // well-formed nevertheless
	if len(refused) > 0 {
		return nil, refused
	}
	// XML takes all line ends for line feeds, so they can be made such before anything is cut out of the source.
	plain := bytes.ReplaceAll(bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
	top := readLayout(plain)
	f := &formatter{}
	if bytes.HasPrefix(plain, byteOrderMark) {
		f.buf.Write(byteOrderMark)
	}
	f.list(top, nil, 0)
	f.buf.WriteByte('\n')
	if !sameDocument(plain, f.buf.Bytes()) {
		return nil, []Finding{{CodeLayout, SeverityError, 1, 1, 2, "cannot be laid out without changing what it says", "please report this document"}}
	}
	return f.buf.Bytes(), nil
}

// formatter writes what readLayout has read.
type formatter struct {
	buf bytes.Buffer
}

// list writes what stands in an element, or at top level, each on its own line but for comments behind something.
func (f *formatter) list(in *piece, spec *ElementSpec, depth int) {
	for i, p := range in.inner {
		switch {
		case in.trailing(i):
			f.buf.WriteByte(' ')
		case in.kind != pieceDocument || i > 0:
			f.line(depth)
		}
		if p.kind == pieceElement {
			f.element(p, specOf(spec, p.name), depth)
		} else {
			f.buf.Write(p.raw)
		}
	}
}

func (f *formatter) line(depth int) {
	f.buf.WriteByte('\n')
	for range depth {
		f.buf.WriteString("  ")
	}
}

func (f *formatter) element(p *piece, spec *ElementSpec, depth int) {
	f.buf.WriteString("<" + p.name)
	for _, a := range ordered(p.attrs, spec) {
		value := a.raw
		if a.quote == '\'' {
			value = strings.ReplaceAll(value, `"`, "&quot;")
		}
		f.buf.WriteString(" " + a.name + `="` + value + `"`)
	}
	loose := p.loose(spec)
	if len(p.raw) == 0 || loose && len(p.inner) == 0 {
		f.buf.WriteString("/>")
		return
	}
	f.buf.WriteByte('>')
	if loose {
		f.list(p, spec, depth+1)
		f.line(depth)
	} else {
		f.buf.Write(p.raw)
	}
	f.buf.WriteString("</" + p.name + ">")
}

// ordered is the attributes in the table's order, and then those that the table does not have as they came.
func ordered(attrs []layoutAttr, spec *ElementSpec) []layoutAttr {
	place := func(a layoutAttr) int {
		if spec != nil {
			if i := slices.IndexFunc(spec.Attributes, func(s AttributeSpec) bool { return s.Name == a.name }); i >= 0 {
				return i
			}
		}
		return maxAttrs
	}
	sorted := slices.Clone(attrs)
	slices.SortStableFunc(sorted, func(a, b layoutAttr) int { return place(a) - place(b) })
	return sorted
}

// specOf is the row of an element in another, which may stand in the wrong place; nil if there is none.
func specOf(parent *ElementSpec, name string) *ElementSpec {
	if parent != nil {
		if s := parent.child(name); s != nil {
			return s
		}
	}
	return specByName(name)
}
