package texmlgen

import (
	"bytes"
	"reflect"
	"slices"
	"strconv"
	"sync"

	"github.com/beevik/etree"
)

const header = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// Options are what a document needs from its host to be written.
type Options struct {
	// Resolve turns a route into an absolute URL. Nil: any route is an error.
	Resolve func(route string) (string, error)
	// Target decides whether a number or SIP address may be dialled, as it will be written; the verb is "Number", "Sip",
	// "Dial" (text of the verb), "Refer", or "Tool" (transfer of an AIGather). Nil refuses all.
	Target func(verb, target string) error
	// Indent puts every element on its own line.
	Indent bool
}

// Write writes doc as UTF-8 with an XML header; equal documents give equal bytes. The error is an *Error.
func Write(doc *Response, opt Options) ([]byte, error) {
	e := encoders.Get().(*encoder)
	defer e.release()
	e.opt = opt
	if err := e.document(doc); err != nil {
		return nil, err
	}
	return bytes.Clone(e.buf.Bytes()), nil
}

// document writes doc to e.buf.
func (e *encoder) document(doc *Response) error {
	if doc == nil {
		return &Error{Element: "Response", Want: "want a document, have nil"}
	}
	root := e.nodes.element(responseSpec.XMLName)
	e.element(root, &responseSpec, nil, doc)
	if e.err != nil {
		return e.err
	}
	if e.opt.Indent {
		s := etree.NewIndentSettings()
		s.Spaces, s.PreserveLeafWhitespace = 2, true
		root.IndentWithSettings(s)
	}
	e.buf.WriteString(header)
	root.WriteTo(&e.buf, &settings)
	e.buf.WriteByte('\n')
	return nil
}

// Canonical escaping writes line ends and tabs of attributes, and carriage returns of text, as references: a parser
// would make spaces and line feeds of them.
var settings = etree.WriteSettings{CanonicalText: true, CanonicalAttrVal: true}

// encoder is the visitor that builds an etree. It stops at the first error.
type encoder struct {
	opt    Options
	err    *Error
	verb   int // place of the current verb
	el     *etree.Element
	spec   *ElementSpec
	parent *ElementSpec
	next   int // where the next attribute is looked for: they come in the table's order
	nodes  nodes
	buf    bytes.Buffer

	template *Template // of Compile
	mark     string    // how a slot of it begins in the tree
}

var encoders = sync.Pool{New: func() any { return new(encoder) }}

// release gives the encoder back, without the words of this document.
func (e *encoder) release() {
	e.nodes.reset()
	e.buf.Reset()
	*e = encoder{nodes: e.nodes, buf: e.buf}
	encoders.Put(e)
}

// element fills el with x and checks what only the whole element shows.
func (e *encoder) element(el *etree.Element, spec, parent *ElementSpec, x Element) {
	outerEl, outerSpec, outerParent, outerNext := e.el, e.spec, e.parent, e.next
	e.el, e.spec, e.parent, e.next = el, spec, parent, 0
	x.fields(e)
	if e.err == nil {
		e.required()
	}
	if c, ok := x.(checker); ok && e.err == nil {
		c.check(e)
	}
	e.el, e.spec, e.parent, e.next = outerEl, outerSpec, outerParent, outerNext
}

func (e *encoder) required() {
	for i := range e.spec.Attributes {
		a := &e.spec.Attributes[i]
		if a.Required && a.appliesIn(e.parent) && !slices.ContainsFunc(e.el.Attr, func(b etree.Attr) bool { return b.Key == a.Name }) {
			e.fail(a.Name, "", "is required")
			return
		}
	}
}

func (e *encoder) fail(attr, value, want string) {
	e.failErr(attr, value, want, nil)
}

func (e *encoder) failErr(attr, value, want string, err error) {
	if e.err == nil {
		e.err = &Error{Verb: e.verb, Element: e.spec.Name, Attribute: attr, Value: value, Want: want, Err: err}
	}
}

// problem makes the encoder the audience of a checker.
func (e *encoder) problem(attr, want string) { e.fail(attr, "", want) }

func (e *encoder) in() *ElementSpec { return e.parent }

func (e *encoder) bare() bool { return len(e.el.Attr) == 0 }

func (e *encoder) reading() bool { return false }

func (e *encoder) each(func(string) Element) {}

func (e *encoder) child(x Element) {
	if e.err != nil {
		return
	}
	top := e.spec == &responseSpec
	if top {
		e.verb++
	}
	if v := reflect.ValueOf(x); !v.IsValid() || v.IsNil() {
		e.fail("", "", "holds a nil element")
		return
	}
	spec := x.spec()
	if !e.spec.allows(spec) {
		e.fail("", "", "may not hold "+spec.Name+", only "+e.spec.childNames())
		return
	}
	e.element(e.leaf(spec.XMLName), spec, e.spec, x)
}

// attr finds the row of an attribute that is there.
func (e *encoder) attr(name string) *AttributeSpec {
	for e.next < len(e.spec.Attributes) {
		a := &e.spec.Attributes[e.next]
		e.next++
		if a.Name == name {
			return a
		}
	}
	panic("texmlgen: " + e.spec.Name + " shows " + name + " out of the table's order")
}

// addText adds s even if it is empty: a text that is there and empty is not absent.
func (e *encoder) addText(el *etree.Element, s string) {
	el.Child = append(el.Child, e.nodes.text(s))
}

func (e *encoder) content(p *Text) {
	if !p.IsZero() {
		e.addText(e.el, e.finish("", *p))
	}
}

// finish is the finished text of a place that may have holes.
func (e *encoder) finish(attr string, t Text) string {
	if e.template != nil && t.hasHole() {
		return e.slotMark(slot{text: t, attr: attr != ""}, attr)
	}
	e.noHole(attr, t)
	return finish(t)
}

// noHole refuses a hole where only finished text can be checked, and everywhere in Write.
func (e *encoder) noHole(attr string, t Text) {
	switch {
	case !t.hasHole():
	case e.template == nil:
		e.failErr(attr, t.String(), "has a hole", errHole)
	default:
		e.fail(attr, t.String(), "may not have a hole")
	}
}

func (e *encoder) token(p *Text) {
	e.noHole("", *p)
	if s := finishToken(*p); s != "" {
		e.addText(e.el, s)
		e.target(s, *p)
	}
}

func (e *encoder) contentURL(p *URL) {
	if !p.IsZero() {
		e.addText(e.el, e.resolve("", *p))
	}
}

// resolve is the finished URL of an attribute or, with no name, of the content.
func (e *encoder) resolve(name string, u URL) string {
	if e.template != nil && (u.route != "" || u.link.hasHole()) {
		return e.slotMark(slot{url: u, isURL: true, attr: name != ""}, name)
	}
	if u.route == "" {
		e.noHole(name, u.link)
		s := finishToken(u.link)
		if s == "" {
			e.fail(name, "", "want a URL")
		}
		return s
	}
	s, want, err := resolveRoute(e.opt.Resolve, u.route)
	if want != "" {
		e.failErr(name, u.String(), want, err)
	}
	return s
}

// resolveRoute is the finished URL of a route, or what is wrong with it.
func resolveRoute(resolve func(string) (string, error), route string) (s, want string, err error) {
	if resolve == nil {
		return "", "is a route, and there is no host to resolve it", nil
	}
	s, err = resolve(route)
	switch s = finishString(s); {
	case err != nil:
		return "", "cannot be resolved", err
	case s == "":
		return "", "resolves to nothing", nil
	}
	return s, "", nil
}

// leaf adds a child element.
func (e *encoder) leaf(name string) *etree.Element {
	el := e.nodes.element(name)
	e.el.Child = append(e.el.Child, el)
	return el
}

func (e *encoder) leafText(name string, p *Text) {
	if !p.IsZero() {
		if name != "Greeting" {
			e.noHole("", *p)
		}
		e.addText(e.leaf(name), e.finish("", *p))
	}
}

func (e *encoder) leafString(name string, p *string) {
	if *p != "" {
		t := Outside(*p)
		e.leafText(name, &t)
	}
}

func (e *encoder) leafInt(name string, p *Opt[int]) {
	if n, ok := p.Get(); ok {
		t := Literal(strconv.Itoa(n))
		e.leafText(name, &t)
	}
}

func (e *encoder) wrap(name string, present bool, inside func()) {
	if !present || e.err != nil {
		return
	}
	outer, spec := e.el, e.spec
	e.el, e.spec = e.leaf(name), e.spec.child(name)
	inside()
	e.el, e.spec = outer, spec
}
