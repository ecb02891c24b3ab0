package texmlgen

import (
	"slices"
	"strings"
)

// Kind is what an element is: the root, a verb of a document, or a noun inside a verb.
type Kind string

// The kinds.
const (
	KindRoot Kind = "root"
	KindVerb Kind = "verb"
	KindNoun Kind = "noun"
)

// ContentModel is what an element may hold between its tags.
type ContentModel string

// The content models.
const (
	ContentNone           ContentModel = "none"
	ContentText           ContentModel = "text"
	ContentElements       ContentModel = "elements"
	ContentTextOrElements ContentModel = "text or elements"
	ContentJSON           ContentModel = "json"
)

// Terminal is whether the verbs after a verb never run; "" means they do.
type Terminal string

// The values of Terminal other than "".
const (
	TerminalYes         Terminal = "yes"
	TerminalConditional Terminal = "conditional" // see ElementSpec.TerminalNote
)

// Blocking is whether a verb ends before the next one begins; "" where the question makes no sense.
type Blocking string

// The values of Blocking other than "".
const (
	BlockingYes         Blocking = "yes"
	BlockingNo          Blocking = "no"
	BlockingConditional Blocking = "conditional" // see ElementSpec.BlockingNote
)

// AttrType is the type of an attribute's value on the wire.
type AttrType string

// The attribute types. Seconds and milliseconds are whole numbers, an enum-set is a list parted by spaces.
const (
	TypeString       AttrType = "string"
	TypeURL          AttrType = "url"
	TypeBool         AttrType = "bool"
	TypeInt          AttrType = "int"
	TypeFloat        AttrType = "float"
	TypeDecimal      AttrType = "decimal"
	TypeSeconds      AttrType = "seconds"
	TypeMilliseconds AttrType = "ms"
	TypeEnum         AttrType = "enum"
	TypeEnumSet      AttrType = "enum-set"
	TypeE164         AttrType = "e164"
	TypeJSON         AttrType = "json"
)

// ElementSpec is one row of the verb table. Where the documentation says nothing, a field is empty.
type ElementSpec struct {
	Name         string // unique; "HttpRequest.Response" where XMLName alone is not
	XMLName      string
	Kind         Kind
	Also         string // a second role, in words
	Parents      []string
	Children     []string
	Model        ContentModel
	Content      string // the content model in words
	Terminal     Terminal
	TerminalNote string
	Blocking     Blocking
	BlockingNote string
	Attributes   []AttributeSpec // in the order they are written
	Since        string
	Uncertain    string
	Notes        []string
	TwiMLOnly    []string // what TwiML has at this place and TeXML has not
	Callbacks    []string // names of the requests Telnyx makes because of it
}

// AttributeSpec is one attribute of an element.
type AttributeSpec struct {
	Name      string
	Type      AttrType
	Min, Max  Opt[float64] // of numbers; the length of strings
	Values    []string     // of enums and enum sets; known values of strings
	Syntax    []string     // forms of a string that has no closed list
	Default   string       // "" when none is documented
	Required  bool
	OnlyWhen  string // the condition under which it means something, or is required
	Since     string
	Note      string
	Uncertain string
}

const sinceMid2026 = "mid-2026 docs (absent from the 2026-04-10 snapshot)"

// Spec is the row of the verb table with that name, as a copy.
func Spec(name string) (ElementSpec, bool) {
	if s := specByName(name); s != nil {
		return s.clone(), true
	}
	return ElementSpec{}, false
}

// Elements is the whole verb table, as a copy, in the table's order.
func Elements() []ElementSpec {
	all := make([]ElementSpec, len(table))
	for i, s := range table {
		all[i] = s.clone()
	}
	return all
}

// Attribute is the attribute with that name.
func (e ElementSpec) Attribute(name string) (AttributeSpec, bool) {
	if a := e.attribute(name); a != nil {
		return *a, true
	}
	return AttributeSpec{}, false
}

// Child is the row of the child element with that XML name, as a copy.
func (e ElementSpec) Child(xmlName string) (ElementSpec, bool) {
	if s := e.child(xmlName); s != nil {
		return s.clone(), true
	}
	return ElementSpec{}, false
}

func (e *ElementSpec) attribute(name string) *AttributeSpec {
	for i := range e.Attributes {
		if e.Attributes[i].Name == name {
			return &e.Attributes[i]
		}
	}
	return nil
}

// child finds the row by XML name: the qualified name first, so that HttpRequest's Response is not the root.
func (e *ElementSpec) child(xmlName string) *ElementSpec {
	for _, c := range e.Children {
		if unqualified(c) != xmlName {
			continue
		}
		if s := specByName(e.Name + "." + xmlName); s != nil {
			return s
		}
		return specByName(c)
	}
	return nil
}

// unqualified is the XML name in a name of the table.
func unqualified(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// allows reports whether c may stand in e.
func (e *ElementSpec) allows(c *ElementSpec) bool {
	return slices.Contains(c.Parents, e.Name)
}

func (e *ElementSpec) clone() ElementSpec {
	c := *e
	c.Parents, c.Children = slices.Clone(e.Parents), slices.Clone(e.Children)
	c.Notes, c.TwiMLOnly, c.Callbacks = slices.Clone(e.Notes), slices.Clone(e.TwiMLOnly), slices.Clone(e.Callbacks)
	c.Attributes = slices.Clone(e.Attributes)
	for i := range c.Attributes {
		a := &c.Attributes[i]
		a.Values, a.Syntax = slices.Clone(a.Values), slices.Clone(a.Syntax)
	}
	return c
}

func specByName(name string) *ElementSpec {
	for _, s := range table {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// childNames is the children of e as they are spelled in a document.
func (e *ElementSpec) childNames() string {
	names := make([]string, len(e.Children))
	for i, c := range e.Children {
		names[i] = unqualified(c)
	}
	return strings.Join(names, ", ")
}
