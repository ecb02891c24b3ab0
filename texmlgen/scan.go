package texmlgen

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// node is an element as it stands in the source.
type node struct {
	name     string
	at       span // the name in the start tag
	attrs    []nodeAttr
	children []*node
	chars    []byte
	text     string // chars, once the element is closed
	textAt   span   // the first piece of it that is not white space
	hasText  bool   // there is one
	verbatim bool   // all of the text is that piece of the source, as it is
	cut      bool   // the document breaks off inside
	taken    bool   // a field stands for it
}

type nodeAttr struct {
	name, value string
	at, valueAt span
	taken       bool
}

// Far more than TeXML needs; they bound what a hostile document costs.
const (
	maxDepth = 32
	maxAttrs = 128
)

// scanner makes nodes of the tokens of a document and says what is wrong with its XML.
type scanner struct {
	given []byte // what was given
	src   []byte // the same, without the references that XML does not define
	out   *findings
	root  *node
	open  []*node
	roots int
}

func scan(src []byte, out *findings) *node {
	s := &scanner{given: src, out: out}
	src = s.entities()
	s.src = src
	base := len(src) - len(bytes.TrimPrefix(src, byteOrderMark))
	d := xml.NewDecoder(bytes.NewReader(src[base:]))
	defer s.cut()
	for {
		from := base + int(d.InputOffset())
		tok, err := d.RawToken()
		at := span{from, base + int(d.InputOffset())}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			s.syntax(err, at)
			return s.root
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if !s.start(tok, at) {
				return s.root
			}
		case xml.EndElement:
			if !s.end(tok, at) {
				return s.root
			}
		case xml.CharData:
			s.chars(string(tok), at)
		case xml.ProcInst:
			s.declaration(tok, at, base)
		case xml.Directive:
			s.fail(CodeDTD, at, "a document type declaration", "TeXML needs none; leave it out")
		}
	}
	if n := len(s.open); n > 0 {
		s.fail(CodeSyntax, s.open[n-1].at, fmt.Sprintf("%s is not closed", short(s.open[n-1].name)), "")
	}
	if s.roots == 0 {
		s.fail(CodeRoot, span{len(src), len(src)}, "no element at all, want Response", "")
	}
	return s.root
}

// cut closes what is still open.
func (s *scanner) cut() {
	for _, n := range s.open {
		n.cut, n.text = true, string(n.chars)
	}
}

func (s *scanner) fail(code string, at span, message, hint string) {
	s.out.add(SeverityError, code, at, message, hint)
}

// syntax says what the XML decoder does not like. The decoder stops at the first such thing.
func (s *scanner) syntax(err error, at span) {
	at.from = max(at.from, at.to-1)
	message := err.Error()
	var se *xml.SyntaxError
	if errors.As(err, &se) {
		message = se.Msg
	}
	switch {
	case strings.Contains(message, "invalid UTF-8"), strings.Contains(message, "encoding"):
		s.fail(CodeEncoding, at, "not UTF-8", "save the document as UTF-8 and say so in its first line, or leave the encoding out")
	default:
		s.fail(CodeSyntax, at, "not well-formed XML: "+message, "")
	}
}

// declaration says what is wrong with an XML declaration; the decoder takes one anywhere.
func (s *scanner) declaration(tok xml.ProcInst, at span, base int) {
	switch {
	case !strings.EqualFold(tok.Target, "xml"):
	case tok.Target != "xml":
		s.fail(CodeSyntax, at, fmt.Sprintf("not well-formed XML: <?%s, want <?xml", tok.Target), "")
	case at.from != base:
		s.fail(CodeSyntax, at, "not well-formed XML: the XML declaration is not the very beginning of the document", "let nothing stand before it, not even an empty line, or leave it out")
	case !bytes.HasPrefix(tok.Inst, []byte("version")):
		s.fail(CodeSyntax, at, "not well-formed XML: the XML declaration does not begin with its version", `write <?xml version="1.0" encoding="UTF-8"?>, or leave it out`)
	}
}

// surrogate is a reference to half a character. The decoder makes U+FFFD of it without a word.
var surrogate = regexp.MustCompile(`&#(?:x0*[dD][89a-fA-F][0-9a-fA-F]{2}|0*(?:5529[6-9]|55[3-9][0-9]{2}|56[0-9]{3}|57[0-2][0-9]{2}|573[0-3][0-9]|5734[0-3]));`)

// references says which references in a piece of the source stand for no character.
func (s *scanner) references(at span) {
	for _, m := range surrogate.FindAllIndex(s.src[at.from:at.to], -1) {
		from, to := at.from+m[0], at.from+m[1]
		s.fail(CodeEntity, span{from, to}, fmt.Sprintf("%s is half of a character", s.src[from:to]), "write the character itself, or the one number it has")
	}
}

func (s *scanner) start(tok xml.StartElement, at span) bool {
	n := &node{name: qualified(tok.Name)}
	n.at = span{at.from + 1, at.from + 1 + len(n.name)}
	if strings.Contains(n.name, ":") {
		s.fail(CodeNamespace, n.at, fmt.Sprintf("%q has a namespace prefix", short(n.name)), "TeXML has no namespaces")
	}
	if len(tok.Attr) > maxAttrs {
		s.fail(CodeTooMany, n.at, fmt.Sprintf("%s has more than %d attributes", short(n.name), maxAttrs), "")
		return false
	}
	spans := attrSpans(s.src[:at.to], n.at.to)
	s.references(at)
	for i, a := range tok.Attr {
		na := nodeAttr{name: qualified(a.Name), value: a.Value, at: at, valueAt: at}
		if i < len(spans) {
			na.at, na.valueAt = spans[i][0], spans[i][1]
			na.value = s.written(na.value, na.valueAt)
			if !strings.ContainsRune(xmlSpace, rune(s.src[na.at.from-1])) {
				s.fail(CodeSyntax, na.at, fmt.Sprintf("not well-formed XML: no white space before %q", short(na.name)), "")
			}
		}
		switch {
		case na.name == "xmlns" || strings.HasPrefix(na.name, "xmlns:"):
			s.fail(CodeNamespace, na.at, fmt.Sprintf("%q declares a namespace", short(na.name)), "TeXML has no namespaces; leave it out")
			continue
		case n.attr(na.name) != nil:
			s.fail(CodeTwice, na.at, fmt.Sprintf("%s has the attribute %q twice", short(n.name), short(na.name)), "")
			continue
		}
		n.attrs = append(n.attrs, na)
	}
	if depth := len(s.open); depth > 0 {
		s.open[depth-1].children = append(s.open[depth-1].children, n)
	} else if s.roots++; s.roots > 1 {
		s.fail(CodeSeveralRoots, n.at, fmt.Sprintf("%s is a second root", short(n.name)), "a document has one Response; put all verbs into it")
	} else {
		s.root = n
	}
	if s.open = append(s.open, n); len(s.open) > maxDepth {
		s.fail(CodeDepth, n.at, fmt.Sprintf("%s is nested more than %d deep", short(n.name), maxDepth), "")
		return false
	}
	return true
}

func (s *scanner) end(tok xml.EndElement, at span) bool {
	name := qualified(tok.Name)
	if len(s.open) == 0 {
		s.fail(CodeSyntax, at, fmt.Sprintf("</%s> closes nothing", short(name)), "")
		return false
	}
	top := s.open[len(s.open)-1]
	if top.name != name {
		line, _, _ := s.out.lines.position(top.at)
		s.fail(CodeSyntax, at, fmt.Sprintf("</%s> where </%s> was expected", short(name), short(top.name)), fmt.Sprintf("%s begins on line %d", short(top.name), line))
		return false
	}
	top.text = string(top.chars)
	s.open = s.open[:len(s.open)-1]
	return true
}

func (s *scanner) chars(text string, at span) {
	trimmed := strings.TrimLeft(text, xmlSpace)
	from := at.from
	cdata := bytes.HasPrefix(s.src[at.from:], []byte("<![CDATA["))
	if cdata {
		from += len("<![CDATA[")
	} else {
		s.references(at)
	}
	verbatim := bytes.HasPrefix(s.src[from:], []byte(text))
	first := at
	if verbatim {
		first = span{from + len(text) - len(trimmed), from + len(strings.TrimRight(text, xmlSpace))}
	}
	if len(s.open) == 0 {
		if trimmed != "" || cdata {
			s.fail(CodeStrayText, first, "text outside of the root", "")
		}
		return
	}
	n := s.open[len(s.open)-1]
	n.verbatim = len(n.chars) == 0 && verbatim
	n.chars = append(n.chars, s.written(text, at)...)
	if trimmed != "" && !n.hasText {
		n.hasText, n.textAt = true, first
	}
}

func qualified(n xml.Name) string {
	if n.Space != "" {
		return n.Space + ":" + n.Local
	}
	return n.Local
}

func (n *node) attr(name string) *nodeAttr {
	for i := range n.attrs {
		if n.attrs[i].name == name {
			return &n.attrs[i]
		}
	}
	return nil
}

// attrSpans finds the names and values of attributes in a start tag the XML decoder has accepted, from i on.
func attrSpans(src []byte, i int) [][2]span {
	var out [][2]span
	space := func() {
		for i < len(src) && bytes.IndexByte([]byte(xmlSpace), src[i]) >= 0 {
			i++
		}
	}
	for {
		space()
		name := span{i, i}
		for i < len(src) && bytes.IndexByte([]byte(xmlSpace+"=/>"), src[i]) < 0 {
			i++
		}
		if name.to = i; name.from == name.to {
			return out
		}
		if space(); i == len(src) || src[i] != '=' {
			return out
		}
		i++
		if space(); i == len(src) {
			return out
		}
		end := bytes.IndexByte(src[i+1:], src[i])
		if end < 0 {
			return out
		}
		out = append(out, [2]span{name, {i + 1, i + 1 + end}})
		i += end + 2
	}
}
