package texmlgen

import (
	"slices"
	"strings"
)

// Text is words of a document. What the author wrote and what came from outside (callers, APIs, stores) stay apart
// until the document is written, because only the author may use Telnyx's {{ }} templates.
//
// A Text is a value: its methods never change it. The zero Text is absent; Literal("") is there and empty.
type Text struct {
	segs []segment
}

type segment struct {
	s       string
	outside bool
}

// Literal is text the author of the flow wrote. A {{ }} pair within it reaches Telnyx as a template.
func Literal(s string) Text { return Text{[]segment{{s: s}}} }

// Outside is text from anywhere else. It stays text: no markup, no {{, no character XML forbids.
func Outside(s string) Text { return Text{[]segment{{s: s, outside: true}}} }

// Concat joins texts. Literals joined here do not become one literal: a {{ across their seam is no template.
func Concat(parts ...Text) Text {
	n := 0
	for _, p := range parts {
		n += len(p.segs)
	}
	if n == 0 {
		return Text{}
	}
	segs := make([]segment, 0, n)
	for _, p := range parts {
		segs = append(segs, p.segs...)
	}
	return Text{segs}
}

// Append returns t followed by u.
func (t Text) Append(u ...Text) Text {
	return Concat(append([]Text{t}, u...)...)
}

// String is the plain text, as it was given; the written form may differ (see the package comment).
func (t Text) String() string {
	switch len(t.segs) {
	case 0:
		return ""
	case 1:
		return t.segs[0].s
	}
	var b strings.Builder
	for _, s := range t.segs {
		b.WriteString(s.s)
	}
	return b.String()
}

// IsZero reports whether t is absent.
func (t Text) IsZero() bool { return len(t.segs) == 0 }

// HasOutside reports whether any part of t came from outside.
func (t Text) HasOutside() bool {
	return slices.ContainsFunc(t.segs, func(s segment) bool { return s.outside })
}

// Equal reports whether t and u consist of the same parts; go-cmp uses it.
func (t Text) Equal(u Text) bool { return slices.Equal(t.segs, u.segs) }
