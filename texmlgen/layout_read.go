package texmlgen

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
)

type pieceKind uint8

const (
	pieceDocument pieceKind = iota
	pieceElement
	pieceTemplate // a line of templates between elements
	pieceComment
	pieceInstruction
)

// piece is a part of a document as its bytes stand in the source.
type piece struct {
	kind    pieceKind
	raw     []byte // of an element what stands between its tags
	name    string
	attrs   []layoutAttr
	inner   []*piece // without white space
	fixed   bool     // there is text in it that is neither white space nor templates
	newLine bool     // a line ends between it and what is before
	lastEnd bool     // a line ends between the last inner piece and the end tag
}

type layoutAttr struct {
	name, raw string
	quote     byte
}

// readLayout cuts up a document that scan has found nothing wrong with.
func readLayout(src []byte) *piece {
	top := &piece{kind: pieceDocument}
	open := []*piece{top}
	var begins []int
	base := len(src) - len(bytes.TrimPrefix(src, byteOrderMark))
	d := xml.NewDecoder(bytes.NewReader(src[base:]))
	for {
		from := base + int(d.InputOffset())
		tok, err := d.RawToken()
		if err != nil {
			return top // of scan is known that it is the end
		}
		to := base + int(d.InputOffset())
		in := open[len(open)-1]
		switch tok := tok.(type) {
		case xml.StartElement:
			p := &piece{kind: pieceElement, name: qualified(tok.Name)}
			for _, s := range attrSpans(src[:to], from+1+len(p.name)) {
				name, value := s[0], s[1]
				p.attrs = append(p.attrs, layoutAttr{string(src[name.from:name.to]), string(src[value.from:value.to]), src[value.to]})
			}
			in.add(p)
			open, begins = append(open, p), append(begins, to)
		case xml.EndElement:
			in.raw = src[begins[len(begins)-1]:from]
			open, begins = open[:len(open)-1], begins[:len(begins)-1]
		case xml.CharData:
			in.chars(src[from:to])
		case xml.Comment:
			in.add(&piece{kind: pieceComment, raw: src[from:to]})
		case xml.ProcInst:
			in.add(&piece{kind: pieceInstruction, raw: src[from:to]})
		}
	}
}

func (p *piece) add(inner *piece) {
	inner.newLine, p.lastEnd = p.lastEnd, false
	p.inner = append(p.inner, inner)
}

// chars takes text between tags: white space, and templates, a line of them a piece.
func (p *piece) chars(raw []byte) {
	text := string(raw)
	if !onlyTemplates(text) {
		p.fixed = true
		return
	}
	for text != "" {
		rest := strings.TrimLeft(text, xmlSpace)
		p.lastEnd = p.lastEnd || strings.Contains(text[:len(text)-len(rest)], "\n")
		line := templateLine(rest)
		if line != "" {
			p.add(&piece{kind: pieceTemplate, raw: []byte(strings.TrimRight(line, xmlSpace))})
		}
		text = rest[len(strings.TrimRight(line, xmlSpace)):]
	}
}

// templateLine is s up to the end of its line, which is not inside a template.
func templateLine(s string) string {
	for i := 0; ; {
		gap, _, more := strings.Cut(s[i:], "{{")
		if end := strings.IndexByte(gap, '\n'); end >= 0 {
			return s[:i+end]
		}
		if !more {
			return s
		}
		i += len(gap)
		i += strings.Index(s[i:], "}}") + len("}}") // there is one: onlyTemplates has seen it
	}
}

// trailing reports whether the inner piece i is a comment about what stands before it on its line.
func (p *piece) trailing(i int) bool {
	c := p.inner[i]
	if c.kind != pieceComment || c.newLine || i == 0 && p.kind == pieceDocument {
		return false
	}
	last := i == len(p.inner)-1
	return last && (p.lastEnd || i > 0) || !last && p.inner[i+1].newLine
}

// loose reports whether white space between the pieces of an element means nothing.
func (p *piece) loose(spec *ElementSpec) bool {
	has := func(kind pieceKind) bool {
		return slices.ContainsFunc(p.inner, func(q *piece) bool { return q.kind == kind })
	}
	switch {
	case p.fixed:
		return false
	case spec == nil:
		return has(pieceElement) && !has(pieceTemplate)
	case spec.Model == ContentTextOrElements:
		return has(pieceElement) || !has(pieceTemplate)
	}
	return spec.Model == ContentNone || spec.Model == ContentElements
}

// sameDocument reports whether two documents say the same: to Parse, and in all that Parse leaves out, but for white
// space. It holds Layout to its promise.
func sameDocument(a, b []byte) bool {
	x, _ := Parse(a)
	y, _ := Parse(b)
	return reflect.DeepEqual(x.Response, y.Response) && slices.Equal(tokensOf(a), tokensOf(b))
}

// tokensOf is a document as words, without white space at the ends of a text, with sorted attributes.
func tokensOf(src []byte) []string {
	var words []string
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(src, byteOrderMark)))
	for {
		tok, err := d.RawToken()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				words = append(words, err.Error())
			}
			return words
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			var attrs []string
			for _, a := range tok.Attr {
				attrs = append(attrs, qualified(a.Name)+"="+a.Value)
			}
			slices.Sort(attrs)
			words = append(append(words, "<"+qualified(tok.Name)), attrs...)
		case xml.EndElement:
			words = append(words, "</"+qualified(tok.Name))
		case xml.CharData:
			for line := range strings.Lines(string(tok)) {
				if s := strings.Trim(line, xmlSpace); s != "" {
					words = append(words, s)
				}
			}
		case xml.Comment:
			words = append(words, "<!--"+string(tok))
		case xml.ProcInst:
			words = append(words, "<?"+tok.Target+" "+string(tok.Inst))
		}
	}
}
