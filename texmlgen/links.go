package texmlgen

import (
	"iter"
	"time"
)

// Links goes through the URLs of a document in its order: the element of each, the attribute it stands in ("" for the
// element's text), and the URL, zero where there is none. So documents of one shape have as many.
func (x *Response) Links() iter.Seq2[Place, URL] {
	return func(yield func(Place, URL) bool) {
		w := &linkWalk{yield: yield}
		w.child(x)
	}
}

// Place is where something stands in a document.
type Place struct {
	Element   Element
	Attribute string // "" for the element's text
}

// linkWalk is the visitor of Links: it shows the URLs and goes down into elements.
type linkWalk struct {
	yield   func(Place, URL) bool
	element Element
	over    bool
}

func (w *linkWalk) url(name string, p *URL) {
	w.over = w.over || !w.yield(Place{w.element, name}, *p)
}

func (w *linkWalk) contentURL(p *URL) { w.url("", p) }

func (w *linkWalk) child(x Element) {
	outer := w.element
	w.element = x
	x.fields(w)
	w.element = outer
}

func (w *linkWalk) wrap(_ string, present bool, inside func()) {
	if present {
		inside()
	}
}

func (*linkWalk) reading() bool                        { return false }
func (*linkWalk) each(func(string) Element)            {}
func (*linkWalk) words(_ string, in []string) []string { return in }
func (*linkWalk) text(string, *Text)                   {}
func (*linkWalk) str(string, *string)                  {}
func (*linkWalk) optString(string, *Opt[string])       {}
func (*linkWalk) duration(string, *Opt[time.Duration]) {}
func (*linkWalk) integer(string, *Opt[int])            {}
func (*linkWalk) number(string, *Opt[float64])         {}
func (*linkWalk) flag(string, *Opt[bool])              {}
func (*linkWalk) json(string, *JSON)                   {}
func (*linkWalk) enum(string, *string)                 {}
func (*linkWalk) content(*Text)                        {}
func (*linkWalk) token(*Text)                          {}
func (*linkWalk) leafText(string, *Text)               {}
func (*linkWalk) leafCDATA(string, *Text)              {}
func (*linkWalk) leafString(string, *string)           {}
func (*linkWalk) leafInt(string, *Opt[int])            {}
func (*linkWalk) leafJSON(string, *JSON)               {}
func (*linkWalk) leafJSONs(string, *[]JSON)            {}
