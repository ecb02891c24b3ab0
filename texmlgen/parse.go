package texmlgen

import (
	"fmt"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine/spell"
)

// Tree is a document as it was read.
type Tree struct {
	// Response is what could be read of the document; nil when its root is no Response.
	Response *Response
	lines    *lines
	spans    map[Element]span
}

// Position is the line and column, from 1, of the name in x's start tag. It knows the elements the Response holds by
// pointer.
func (t *Tree) Position(x Element) (line, column int, ok bool) {
	s, ok := t.spans[x]
	if !ok {
		return 0, 0, false
	}
	line, column, _ = t.lines.position(s)
	return line, column, true
}

// Parse reads any bytes as TeXML and says everything that is wrong with them. Its texts are literals: the author of
// the document wrote them. Values that cannot be read are left out of the tree and are among the findings, which are
// sorted by place. A document without errors can be written again if the host agrees.
func Parse(src []byte) (*Tree, []Finding) {
	t := &Tree{lines: newLines(src), spans: map[Element]span{}}
	out := &findings{lines: t.lines}
	root := scan(src, out)
	switch {
	case root == nil:
	case root.name != responseSpec.XMLName:
		hint := spell.DidYouMean(root.name, []string{responseSpec.XMLName})
		if s := specByName(root.name); s != nil && s.Kind == KindVerb {
			hint = "put it into a Response"
		}
		out.add(SeverityError, CodeRoot, root.at, fmt.Sprintf("the root is %q, want Response", short(root.name)), hint)
	default:
		t.Response = new(Response)
		r := &reader{out: out, src: src, tree: t}
		r.element(root, t.Response)
	}
	return t, out.sorted()
}

// Validate is the findings of Parse.
func Validate(src []byte) []Finding {
	_, f := Parse(src)
	return f
}

// reader is the visitor that fills typed values from nodes.
type reader struct {
	out  *findings
	src  []byte
	tree *Tree
	frame
}

// frame is the element at hand.
type frame struct {
	n      *node
	spec   *ElementSpec
	parent *ElementSpec
	unread map[string]bool // attributes that could not be read, "" for the content: rules about them would be guesses
}

// knows reports whether all that a rule looks at could be read: attributes, and "" for the content.
func (r *reader) knows(of ...string) bool {
	return !r.n.cut && !slices.ContainsFunc(of, func(name string) bool { return r.unread[name] })
}

// unknown notes that an attribute, or with "" something of the content, could not be read.
func (r *reader) unknown(attr string) {
	if r.unread == nil {
		r.unread = map[string]bool{}
	}
	r.unread[attr] = true
}

func (r *reader) element(n *node, x Element) {
	outer := r.frame
	r.frame = frame{n: n, spec: x.spec(), parent: outer.spec}
	r.tree.spans[x] = n.at
	x.fields(r)
	r.leftovers()
	if c, ok := x.(checker); ok {
		c.check(r)
	}
	if a, ok := x.(adviser); ok {
		a.advise(r)
	}
	r.twimlDefaults()
	r.frame = outer
}

// leftovers says what of the node no field stands for.
func (r *reader) leftovers() {
	for i := range r.n.attrs {
		if a := &r.n.attrs[i]; !a.taken {
			r.unknownAttribute(a)
		}
	}
	for i := range r.spec.Attributes {
		a := &r.spec.Attributes[i]
		na := r.n.attr(a.Name)
		missing := na == nil || na.value == "" && (r.spec != &parameterSpec || a.Name != "value")
		if a.Required && a.appliesIn(r.parent) && missing {
			r.fail(CodeRequired, r.n.at, fmt.Sprintf("%s needs the attribute %q", r.n.name, a.Name), a.Note)
			r.unknown(a.Name)
		}
		if na != nil {
			r.onlyWhen(a, na)
		}
	}
	for _, c := range r.n.children {
		if !c.taken {
			r.unknown("")
			r.unknownElement(c)
		}
		if r.out.full() {
			return
		}
	}
	if r.spec.Model == ContentNone || r.spec.Model == ContentElements {
		r.strayText()
	}
}

func (r *reader) strayText() {
	text := strings.Trim(r.n.text, xmlSpace)
	switch {
	case text == "":
	case onlyTemplates(text):
		r.unknown("")
		r.out.add(SeverityInfo, CodeTemplate, r.n.textAt, "template in "+r.n.name, "Telnyx fills it in before it reads the document; it cannot be checked and is not in the tree")
	default:
		want := "want nothing"
		switch {
		case r.spec == &responseSpec:
			want = "want verbs only"
		case len(r.spec.Children) > 0:
			want = "want " + r.spec.childNames()
		}
		r.fail(CodeStrayText, r.n.textAt, fmt.Sprintf("text %q in %s, %s", short(text), r.n.name, want), "Telnyx reads no text here; words for the caller belong in Say")
	}
}

// onlyTemplates reports whether nothing but {{ }} and white space is in s.
func onlyTemplates(s string) bool {
	for {
		before, rest, open := strings.Cut(s, "{{")
		if strings.Trim(before, xmlSpace) != "" {
			return false
		}
		if !open {
			return true
		}
		_, after, closed := strings.Cut(rest, "}}")
		if !closed {
			return false
		}
		s = after
	}
}

func (r *reader) unknownAttribute(a *nodeAttr) {
	hint, twiml := r.spec.twimlAttribute(a.name)
	switch {
	case twiml:
		r.fail(CodeTwiMLAttribute, a.at, fmt.Sprintf("%s has no attribute %q in TeXML, only in TwiML", r.n.name, short(a.name)), hint)
		return
	case len(r.spec.Attributes) == 0:
		hint = "it takes no attributes"
	default:
		hint = spell.DidYouMean(a.name, r.spec.attributeNames())
		if near, ok := spell.Nearest(a.name, r.spec.attributeNames()); ok {
			r.unknown(near) // which is there, misspelt
		}
	}
	r.fail(CodeUnknownAttribute, a.at, fmt.Sprintf("%s has no attribute %q", r.n.name, short(a.name)), hint)
}

func (r *reader) unknownElement(c *node) {
	if strings.Contains(c.name, ":") {
		return // said already
	}
	if spec := r.spec.child(c.name); spec != nil {
		message := fmt.Sprintf("a second %s in %s", c.name, r.n.name)
		if r.spec == &connectSpec {
			message = fmt.Sprintf("%s besides another noun in Connect", c.name)
		}
		r.fail(CodeTwice, c.at, message, "there may be one")
		return
	}
	if hint, ok := twimlElement(c.name, r.spec.Name); ok {
		r.fail(CodeTwiMLElement, c.at, fmt.Sprintf("TeXML has no %s in %s", c.name, r.n.name), hint)
		return
	}
	children := strings.Split(r.spec.childNames(), ", ")
	if near, ok := spell.Nearest(c.name, children); ok && specByName(c.name) == nil {
		r.fail(CodeUnknownElement, c.at, fmt.Sprintf("no element %q", short(c.name)), fmt.Sprintf("did you mean %q?", near))
		return
	}
	var parents []string
	for _, s := range table {
		if s.XMLName == c.name {
			parents = append(parents, s.Parents...)
		}
	}
	if len(parents) > 0 {
		for i, p := range parents {
			parents[i] = unqualified(p)
		}
		hint := "it belongs in " + orList(parents)
		if c.name == responseSpec.Name && r.parent == nil {
			hint = "there is one already: leave this one out and keep its verbs"
		}
		r.fail(CodeNesting, c.at, fmt.Sprintf("%s may not stand in %s", c.name, r.n.name), hint)
		return
	}
	var names []string
	for _, s := range table {
		names = append(names, s.XMLName)
	}
	hint := spell.DidYouMean(c.name, names)
	if hint == "" && len(r.spec.Children) > 0 {
		hint = fmt.Sprintf("%s may hold %s", r.n.name, r.spec.childNames())
	}
	r.fail(CodeUnknownElement, c.at, fmt.Sprintf("no element %q", short(c.name)), hint)
}

// onlyWhen warns of an attribute that means nothing without another one.
func (r *reader) onlyWhen(a *AttributeSpec, na *nodeAttr) {
	if a.OnlyWhen == "" || a.Required {
		return
	}
	condition, _, _ := strings.Cut(a.OnlyWhen, " (")
	name, value, isPair := strings.Cut(condition, "=")
	if !isPair && r.spec == &suppressionSpec {
		name, value = "noiseSuppressionEngine", condition
	}
	other := r.n.attr(name)
	if other != nil && (value == "" || other.value == value || strings.Contains(other.value, "{{")) {
		return
	}
	want := name
	if value != "" {
		want += "=" + value
	}
	r.out.add(SeverityWarning, CodeAdvice, na.at, fmt.Sprintf("%s %s means something only with %s", r.n.name, a.Name, want), "")
}

func (r *reader) twimlDefaults() {
	if r.parent == &stopSpec {
		return
	}
	for _, d := range twimlDefaults[r.spec.Name] {
		if r.n.attr(d[0]) == nil {
			r.out.add(SeverityInfo, CodeTwiMLDefault, r.n.at, fmt.Sprintf("%s without %q: %s", r.n.name, d[0], d[1]), "")
		}
	}
}

func (r *reader) fail(code string, at span, message, hint string) {
	r.out.add(SeverityError, code, at, message, hint)
}

// at is the place of an attribute's value, or of the element for its content.
func (r *reader) at(attr string) span {
	if a := r.n.attr(attr); a != nil {
		return a.valueAt
	}
	if attr == "" && strings.Trim(r.n.text, xmlSpace) != "" {
		return r.n.textAt
	}
	return r.n.at
}

func (r *reader) message(attr, want string) string {
	return about(r.n.name, attr, want)
}

// problem says what breaks a rule. A rule about the element as a whole, for which attr is "", looks at its content, or at
// what of names instead.
func (r *reader) problem(attr, want string, of ...string) {
	if r.judges(attr, of) {
		r.fail(CodeRule, r.at(attr), r.message(attr, want), "")
	}
}

func (r *reader) advice(attr, want string, of ...string) {
	if r.judges(attr, of) {
		r.out.add(SeverityWarning, CodeAdvice, r.at(attr), r.message(attr, want), "")
	}
}

func (r *reader) judges(attr string, of []string) bool {
	return (attr == "" && len(of) > 0 || r.knows(attr)) && r.knows(of...)
}

func (r *reader) in() *ElementSpec { return r.parent }

func (r *reader) bare() bool { return len(r.n.attrs) == 0 }
