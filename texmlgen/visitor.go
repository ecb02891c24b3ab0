package texmlgen

import "time"

// A visitor is shown the fields of an element one by one. The encoder reads them, the reader of Parse fills them, so
// that what is written and what is read cannot drift apart.
type visitor interface {
	text(name string, p *Text)
	str(name string, p *string)
	optString(name string, p *Opt[string])
	url(name string, p *URL)
	duration(name string, p *Opt[time.Duration])
	integer(name string, p *Opt[int])
	number(name string, p *Opt[float64])
	flag(name string, p *Opt[bool])
	json(name string, p *JSON)
	enum(name string, p *string)
	words(name string, in []string) []string

	content(p *Text)   // text as it is
	token(p *Text)     // text without the white space around it
	contentURL(p *URL) // likewise

	// Child elements that have no type of their own.
	leafText(name string, p *Text)
	leafCDATA(name string, p *Text)
	leafString(name string, p *string)
	leafInt(name string, p *Opt[int])
	leafJSON(name string, p *JSON)
	leafJSONs(name string, p *[]JSON)
	wrap(name string, present bool, inside func())

	// Typed child elements: an encoder takes those there are, a reader asks for a new one by name for each it finds.
	reading() bool
	child(x Element)
	each(make func(name string) Element)
}

func enumSet[E ~string](v visitor, name string, p *[]E) {
	var in []string
	for _, e := range *p {
		in = append(in, string(e))
	}
	out := v.words(name, in)
	if !v.reading() {
		return
	}
	for _, s := range out {
		*p = append(*p, E(s))
	}
}

// children shows a list of elements of several types; make returns the zero P for a name it does not know.
func children[P interface {
	comparable
	Element
}](v visitor, p *[]P, make func(name string) P,
) {
	if !v.reading() {
		for _, x := range *p {
			v.child(x)
		}
		return
	}
	v.each(func(name string) Element {
		var none P
		x := make(name)
		if x == none {
			return nil
		}
		*p = append(*p, x)
		return x
	})
}

// oneOf shows an element of one of several types.
func oneOf[P interface {
	comparable
	Element
}](v visitor, p *P, make func(name string) P,
) {
	var none P
	if !v.reading() {
		if *p != none {
			v.child(*p)
		}
		return
	}
	v.each(func(name string) Element {
		if *p != none {
			return nil
		}
		x := make(name)
		if x == none {
			return nil
		}
		*p = x
		return x
	})
}

type pointer[T any] interface {
	*T
	Element
}

// values shows a list of elements that are kept by value.
func values[T any, P pointer[T]](v visitor, name string, p *[]T) {
	if !v.reading() {
		for i := range *p {
			v.child(P(&(*p)[i]))
		}
		return
	}
	v.each(func(n string) Element {
		if n != name {
			return nil
		}
		*p = append(*p, *new(T))
		return P(&(*p)[len(*p)-1])
	})
}

// one shows an element that may be there once.
func one[T any, P pointer[T]](v visitor, name string, p **T) {
	if !v.reading() {
		if *p != nil {
			v.child(P(*p))
		}
		return
	}
	v.each(func(n string) Element {
		if n != name || *p != nil {
			return nil
		}
		*p = new(T)
		return P(*p)
	})
}
