package flowtest

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// containing expects a text in one of the documents since the last input.
type containing struct {
	at   diag.Span
	text string
}

// element expects an element with these attributes in one of the documents.
type element struct {
	at    diag.Span
	name  string
	attrs [][2]string
	text  *string // what stands in it, which is written as the attribute text; nil: anything
}

// answering reads what must be in a document: a text, an element {Dial: {timeout: 20}}, or a list of them.
func (d *decoder) answering(n *syntax.Node) []expectation {
	switch {
	case n.IsList() && len(n.Items) == 0, n.IsMap() && len(n.Pairs) == 0, n.IsScalar() && n.Value == "":
		d.wrongKind(n, "a piece of TeXML, or an element").Hint = "this expects nothing"
		return nil
	case n.IsList():
		var list []expectation
		for _, item := range n.Items {
			list = append(list, d.answering(item)...)
		}
		return list
	case n.IsMap():
		var list []expectation
		for _, p := range n.Pairs {
			e := &element{at: p.Key.Span, name: p.Key.Value}
			if p.Value.IsMap() {
				for _, a := range p.Value.Pairs {
					value := d.text(a.Value, "the value of an attribute")
					if a.Key.Value == "text" {
						e.text = &value
						continue
					}
					e.attrs = append(e.attrs, [2]string{a.Key.Value, value})
				}
			} else {
				d.wrongKind(p.Value, "a map of attributes, {} for none")
			}
			list = append(list, e)
		}
		return list
	}
	return []expectation{&containing{at: n.Span, text: d.text(n, "TeXML")}}
}

func (e *containing) check(p *player) []*Failure {
	for _, doc := range p.since.documents {
		if strings.Contains(string(doc), e.text) {
			return nil
		}
	}
	return p.documents(e.at, "no document contains it", e.text)
}

// documents is a failure that shows what came.
func (p *player) documents(at diag.Span, message, want string) []*Failure {
	f := p.failure(at, "texml", message)
	f.Expected = []string{want}
	for _, doc := range p.since.documents {
		f.Got = append(f.Got, shown(doc)...)
	}
	return []*Failure{f}
}

func (e *element) check(p *player) []*Failure {
	for _, doc := range p.since.documents {
		if e.in(doc) {
			return nil
		}
	}
	return p.documents(e.at, "no document has such an element", e.String())
}

// String writes the element as it would stand in a document.
func (e *element) String() string {
	var b strings.Builder
	b.WriteString("<" + e.name)
	for _, a := range e.attrs {
		fmt.Fprintf(&b, " %s=%q", a[0], a[1])
	}
	b.WriteString(">")
	if e.text != nil {
		b.WriteString(*e.text)
	}
	return b.String()
}

// in reports whether a document has the element.
func (e *element) in(document []byte) bool {
	type open struct {
		fits bool
		text strings.Builder
	}
	var stack []*open
	d := xml.NewDecoder(strings.NewReader(string(document)))
	for {
		token, err := d.Token()
		if err != nil {
			return false // the end
		}
		switch token := token.(type) {
		case xml.StartElement:
			stack = append(stack, &open{fits: e.starts(token)})
		case xml.CharData:
			for _, o := range stack {
				o.text.Write(token)
			}
		case xml.EndElement:
			last := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if last.fits && e.says(last.text.String()) {
				return true
			}
		}
	}
}

func (e *element) starts(token xml.StartElement) bool {
	if token.Name.Local != e.name {
		return false
	}
	for _, want := range e.attrs {
		if !slices.ContainsFunc(token.Attr, func(a xml.Attr) bool { return a.Name.Local == want[0] && a.Value == want[1] }) {
			return false
		}
	}
	return true
}

func (e *element) says(text string) bool { return e.text == nil || strings.TrimSpace(text) == *e.text }
