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
	// Templates, by the place of the verb: what Compile made of a verb like that one. Nil and none are fine. A verb that
	// turns out not to be like its template is written without, so that templates change nothing but how long it takes.
	Templates []*Template
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

// document writes doc to e.buf, each verb as soon as it is whole; only to indent them it needs all at once.
func (e *encoder) document(doc *Response) error {
	if doc == nil {
		return &Error{Element: "Response", Want: "want a document, have nil"}
	}
	root := e.nodes.element(responseSpec.XMLName)
	e.buf.WriteString(header)
	switch {
	case e.opt.Indent:
		e.element(root, &responseSpec, nil, doc)
		s := etree.NewIndentSettings()
		s.Spaces, s.PreserveLeafWhitespace = 2, true
		root.IndentWithSettings(s)
		root.WriteTo(&e.buf, &settings)
	case len(doc.Verbs) == 0:
		root.WriteTo(&e.buf, &settings)
	default:
		e.buf.WriteString("<Response>")
		e.element(root, &responseSpec, nil, doc)
		e.buf.WriteString("</Response>")
	}
	e.buf.WriteByte('\n')
	if e.err != nil {
		return e.err
	}
	return nil
}

// Canonical escaping writes line ends and tabs of attributes, and carriage returns of text, as references: a parser
// would make spaces and line feeds of them.
var settings = etree.WriteSettings{CanonicalText: true, CanonicalAttrVal: true}

// encoder is the visitor that builds an etree. It stops at the first error.
type encoder struct {
	encoding
	match matcher
	nodes nodes
	buf   bytes.Buffer
}

// encoding is what an encoder knows of one document.
type encoding struct {
	opt    Options
	err    *Error
	verb   int // place of the current verb
	el     *etree.Element
	spec   *ElementSpec
	parent *ElementSpec
	next   int    // where the next attribute is looked for: they come in the table's order
	mark   string // how a mark of Compile begins; "" in Write
	marks  int
}

var encoders = sync.Pool{New: func() any { return new(encoder) }}

// release gives the encoder back, without the words of this document.
func (e *encoder) release() {
	e.nodes.reset()
	e.buf.Reset()
	e.encoding, e.match.template = encoding{}, nil
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
func (e *encoder) problem(attr, want string, _ ...string) { e.fail(attr, "", want) }

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
	if top && e.filled(x) {
		return
	}
	el := e.leaf(spec.XMLName)
	e.element(el, spec, e.spec, x)
	if top && !e.opt.Indent && e.err == nil {
		el.WriteTo(&e.buf, &settings)
		e.el.Child = e.el.Child[:0]
	}
}

// filled writes a verb from its template, and reports whether it has one that is like it.
func (e *encoder) filled(x Element) bool {
	if e.opt.Indent || e.verb > len(e.opt.Templates) || e.opt.Templates[e.verb-1] == nil {
		return false
	}
	b, ok := e.match.fill(e.opt.Templates[e.verb-1], x, &e.opt, e.buf.AvailableBuffer())
	if ok {
		e.buf.Write(b)
	}
	return ok
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
		e.addText(e.el, e.finish(*p))
	}
}

// finish is the finished text of a place that a template may leave open.
func (e *encoder) finish(t Text) string {
	if e.changes(t) {
		return e.nextMark()
	}
	return finish(t)
}

func (e *encoder) token(p *Text) {
	e.settled("", *p)
	if s := finishToken(*p); s != "" {
		e.addText(e.el, s)
		if verb := asked(e.spec, e.parent); verb != "" {
			e.ask(verb, s, shown(*p))
		}
	}
}

func (e *encoder) contentURL(p *URL) {
	if !p.IsZero() {
		e.addText(e.el, e.resolve("", *p))
	}
}

// resolve is the finished URL of an attribute or, with no name, of the content.
func (e *encoder) resolve(name string, u URL) string {
	if e.mark != "" && u.route != "" || e.changes(u.link) {
		return e.nextMark()
	}
	if u.route == "" {
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
			e.settled("", *p)
		}
		e.addText(e.leaf(name), e.finish(*p))
	}
}

func (e *encoder) leafString(name string, p *string) {
	if *p != "" {
		e.addText(e.leaf(name), finishString(*p))
	}
}

func (e *encoder) leafInt(name string, p *Opt[int]) {
	if n, ok := p.Get(); ok {
		e.addText(e.leaf(name), strconv.Itoa(n))
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
