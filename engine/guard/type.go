package guard

import (
	"slices"
	"strings"
	"time"
)

// Kind says what sort of value a Type holds.
type Kind uint8

// The kinds of value. At run time they are, in this order: string, int, float64, bool, time.Time (midnight UTC),
// time.Duration (since midnight), time.Time, time.Duration, []any, map[string]any; nil is an absent optional value.
const (
	String Kind = iota
	Int
	Float
	Bool
	Date
	Time
	DateTime
	Duration
	List
	Object

	// kindNil is the type of the word nil, kindUnknown that of an expression that already has a problem and of the
	// elements of []: neither leaves the package.
	kindNil
	kindUnknown
)

// Type is the type of a value in a flow.
//
// Elem is a List's element type and Fields an Object's fields, in the author's order. OneOf closes a String to a set
// of texts. Optional values may be nil. Sensitive values, and what is made from them, must not be spoken or logged.
//
// Told are the texts that a String from outside is documented to be, beside "" where it did not come; Untold says that
// there may be more of them. What is written beside such a value is held against them, and nothing else: the value itself
// may be any text, and no proof rests on them.
type Type struct {
	Kind      Kind
	Elem      *Type
	Fields    []Field
	OneOf     []string
	Told      []string
	Untold    bool
	Optional  bool
	Sensitive bool
}

// Field is one named member of an Object.
type Field struct {
	Name string
	Type Type
}

// kindWords are the author's words for the kinds that need no more than a word.
var kindWords = [...]string{
	String:      "text",
	Int:         "whole number",
	Float:       "number",
	Bool:        "true or false",
	Date:        "date",
	Time:        "time of day",
	DateTime:    "date and time",
	Duration:    "duration",
	List:        "list",
	Object:      "object",
	kindNil:     "nil",
	kindUnknown: "anything",
}

// String names the type in the author's words: "text", "optional date", "list of whole numbers", "one of std, tya".
func (t Type) String() string {
	var s string
	switch {
	case t.Kind == String && len(t.OneOf) > 0:
		s = "one of " + strings.Join(t.OneOf, ", ")
	case t.Kind == List && t.Elem != nil && t.Elem.Kind != kindUnknown:
		s = "list of " + t.Elem.plural()
	case t.Kind == Object && len(t.Fields) > 0:
		parts := make([]string, len(t.Fields))
		for i, f := range t.Fields {
			parts[i] = f.Name + ": " + f.Type.String()
		}
		s = "object {" + strings.Join(parts, ", ") + "}"
	case int(t.Kind) < len(kindWords):
		s = kindWords[t.Kind]
	default:
		s = "unknown kind"
	}
	if t.Optional {
		return "optional " + s
	}
	return s
}

// manyWords are the author's words for more than one value of the kinds that take no s.
var manyWords = map[Kind]string{
	String: "text", Bool: "true or false", Time: "times of day", DateTime: "dates and times", kindNil: "nil", kindUnknown: "anything",
}

// plural is String for several values: "whole numbers", "lists of dates".
func (t Type) plural() string {
	many, ok := manyWords[t.Kind]
	switch {
	case t.Kind == String && len(t.OneOf) > 0:
		many = t.required().String()
	case t.Kind == List && t.Elem != nil && t.Elem.Kind != kindUnknown:
		many = "lists of " + t.Elem.plural()
	case t.Kind == Object && len(t.Fields) > 0:
		many = "objects" + strings.TrimPrefix(t.required().String(), "object")
	case !ok && int(t.Kind) < len(kindWords):
		many = kindWords[t.Kind] + "s"
	}
	if t.Optional {
		return "optional " + many
	}
	return many
}

// phrase is String with the article that a sentence needs.
func (t Type) phrase() string {
	s := t.String()
	switch {
	case t.Optional:
		return "an " + s
	case t.Kind == String, t.Kind == Bool, t.Kind >= kindNil:
		return s
	case t.Kind == Object:
		return "an " + s
	}
	return "a " + s
}

// Zero is the value a variable of the type has before anything is known: nil for an optional one, the first member of
// a closed set, else the empty or least value.
func (t Type) Zero() any {
	if t.Optional {
		return nil
	}
	switch t.Kind {
	case String:
		if len(t.OneOf) > 0 {
			return t.OneOf[0]
		}
		return ""
	case Int:
		return 0
	case Float:
		return 0.0
	case Bool:
		return false
	case Date, DateTime:
		return time.Time{}.UTC()
	case Time, Duration:
		return time.Duration(0)
	case List:
		return []any{}
	case Object:
		m := make(map[string]any, len(t.Fields))
		for _, f := range t.Fields {
			m[f.Name] = f.Type.Zero()
		}
		return m
	}
	return nil
}

// Tainted reports whether the type is sensitive, or holds anything that is.
func (t Type) Tainted() bool {
	if t.Sensitive || t.Elem != nil && t.Elem.Tainted() {
		return true
	}
	return slices.ContainsFunc(t.Fields, func(f Field) bool { return f.Type.Tainted() })
}

// field finds a member of an Object by name.
func (t Type) field(name string) (Type, bool) {
	for _, f := range t.Fields {
		if f.Name == name {
			return f.Type, true
		}
	}
	return Type{}, false
}

func (t Type) fieldNames() []string {
	names := make([]string, len(t.Fields))
	for i, f := range t.Fields {
		names[i] = f.Name
	}
	return names
}

// elem is a List's element type; that of [] is unknown.
func (t Type) elem() Type {
	if t.Elem == nil {
		return Type{Kind: kindUnknown}
	}
	return *t.Elem
}

// required is the type without the possibility of nil.
func (t Type) required() Type {
	t.Optional = false
	return t
}

// optional is the type with the possibility of nil.
func (t Type) optional() Type {
	t.Optional = true
	return t
}

// taint marks the type sensitive if on is true; it never takes the mark away.
func (t Type) taint(on bool) Type {
	t.Sensitive = t.Sensitive || on
	return t
}

func (t Type) number() bool { return t.Kind == Int || t.Kind == Float }

// listOf is the type of a list of elem.
func listOf(elem Type) Type { return Type{Kind: List, Elem: &elem} }

// takes reports whether a value of type got may stand where t is wanted. A whole number may stand for a number; closed
// sets are compared by the caller, which also knows about constant texts.
func (t Type) takes(got Type) bool {
	switch {
	case got.Kind == kindUnknown || t.Kind == kindUnknown:
		return true
	case got.Kind == kindNil:
		return t.Optional
	case got.Optional && !t.Optional:
		return false
	case t.Kind == Float && got.Kind == Int:
		return true
	case t.Kind != got.Kind:
		return false
	case t.Kind == List:
		return t.elem().takesAll(got.elem())
	case t.Kind == Object:
		for _, f := range t.Fields {
			g, ok := got.field(f.Name)
			if !ok && !f.Type.Optional || ok && !f.Type.takesAll(g) {
				return false
			}
		}
		return !slices.ContainsFunc(got.Fields, func(f Field) bool { _, ok := t.field(f.Name); return !ok })
	}
	return true
}

// takesAll is takes with closed sets: used inside lists and objects, where no single constant is at hand.
func (t Type) takesAll(got Type) bool {
	if t.Kind == String && got.Kind == String && len(t.OneOf) > 0 {
		if len(got.OneOf) == 0 || slices.ContainsFunc(got.OneOf, func(m string) bool { return !slices.Contains(t.OneOf, m) }) {
			return false
		}
	}
	return t.takes(got)
}

// common is the narrowest type that holds values of both; ok is false if there is none.
func common(a, b Type) (c Type, ok bool) {
	sensitive, optional := a.Sensitive || b.Sensitive, a.Optional || b.Optional
	switch {
	case a.Kind == kindUnknown:
		c = b
	case b.Kind == kindUnknown:
		c = a
	case a.Kind == kindNil:
		c, optional = b, true
	case b.Kind == kindNil:
		c, optional = a, true
	case a.number() && b.number() && a.Kind != b.Kind:
		c = Type{Kind: Float}
	case a.Kind != b.Kind:
		return Type{}, false
	case a.Kind == String:
		c = Type{Kind: String}
		if len(a.OneOf) > 0 && len(b.OneOf) > 0 {
			c.OneOf = union(a.OneOf, b.OneOf)
		}
	case a.Kind == List:
		elem, ok := common(a.elem(), b.elem())
		if !ok {
			return Type{}, false
		}
		c = listOf(elem)
	case a.Kind == Object:
		if len(a.Fields) != len(b.Fields) {
			return Type{}, false
		}
		c = Type{Kind: Object}
		for _, f := range a.Fields {
			g, found := b.field(f.Name)
			if !found {
				return Type{}, false
			}
			both, ok := common(f.Type, g)
			if !ok {
				return Type{}, false
			}
			c.Fields = append(c.Fields, Field{f.Name, both})
		}
	default:
		c = a
	}
	c.Sensitive, c.Optional = sensitive, optional
	if c.Kind == kindNil {
		c.Optional = true
	}
	return c, true
}

// union joins two sets of texts, keeping the order in which they were written.
func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, m := range b {
		if !slices.Contains(out, m) {
			out = append(out, m)
		}
	}
	return out
}
