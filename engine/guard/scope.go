package guard

import (
	"cmp"
	"slices"
	"strings"
)

// Scope holds the names that an expression may use at one place of a flow, with their types.
//
// A Scope is built by one goroutine; once built it may be read by many. Members of the closed sets among its types are
// names too, standing for their own text.
type Scope struct {
	parent *Scope
	names  []string
	types  map[string]Type
	nonNil map[string]bool
	hours  []string
	lax    bool // see AcceptOutsiders
}

// Clash is a member of a closed set that already means something else where the set can be seen.
type Clash struct {
	Member string // the member
	Name   string // the variable or field whose set it belongs to, as a path
	With   string // what else has that name, in the author's words
}

// NewScope is a scope without names.
func NewScope() *Scope { return &Scope{types: map[string]Type{}} }

// Define adds a name, or gives it another type.
func (s *Scope) Define(name string, t Type) {
	if _, ok := s.types[name]; !ok {
		s.names = append(s.names, name)
	}
	s.types[name] = t
}

// DefineHours adds a name of opening hours, for open("desk"). Such names are apart from those of values.
func (s *Scope) DefineHours(name string) { s.hours = append(s.hours, name) }

// AcceptOutsiders lets expressions compare a closed set, or the country of a number, with a text that is no member of it,
// and ask for a region that is not known: no value is equal to it. It is for what a call in progress runs, which was
// accepted when the call began, and which a program that knows other members must not refuse.
func (s *Scope) AcceptOutsiders() { s.lax = true }

// acceptsOutsiders reports whether such texts are accepted, here or further out.
func (s *Scope) acceptsOutsiders() bool {
	for c := s; c != nil; c = c.parent {
		if c.lax {
			return true
		}
	}
	return false
}

// hoursNames lists the names of opening hours, here and further out, sorted.
func (s *Scope) hoursNames() []string {
	var out []string
	for c := s; c != nil; c = c.parent {
		out = append(out, c.hours...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Child is a scope that sees everything s does, now and later, and to which names can be added without changing s.
func (s *Scope) Child() *Scope { return &Scope{parent: s, types: map[string]Type{}} }

// Narrow is a child in which the given paths ("http.name") are known not to be nil.
func (s *Scope) Narrow(nonNil []string) *Scope {
	c := s.Child()
	c.nonNil = make(map[string]bool, len(nonNil))
	for _, p := range nonNil {
		c.nonNil[p] = true
	}
	return c
}

// Names lists what can be written at this place, sorted; members of closed sets are not among them.
func (s *Scope) Names() []string {
	var out []string
	for c := s; c != nil; c = c.parent {
		out = append(out, c.names...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Lookup finds the type of a path such as "Digits" or "http.name"; a path known not to be nil is not optional.
func (s *Scope) Lookup(path string) (Type, bool) {
	name, rest, more := strings.Cut(path, ".")
	t, ok := s.lookup(name)
	at := name
	for ok && more {
		if t.Kind != Object {
			return Type{}, false
		}
		optional, sensitive := t.Optional, t.Sensitive
		name, rest, more = strings.Cut(rest, ".")
		at += "." + name
		if t, ok = t.field(name); ok {
			t = t.taint(sensitive)
			t.Optional = (t.Optional || optional) && !s.knownNonNil(at)
		}
	}
	return t, ok
}

// lookup finds a top-level name, here or further out.
func (s *Scope) lookup(name string) (Type, bool) {
	for c := s; c != nil; c = c.parent {
		if t, ok := c.types[name]; ok {
			if s.knownNonNil(name) {
				t.Optional = false
			}
			return t, true
		}
	}
	return Type{}, false
}

// declaredOptional reports whether a path, or what it is reached through, was declared optional, whatever is known of it.
func (s *Scope) declaredOptional(path string) bool {
	name, rest, more := strings.Cut(path, ".")
	for c := s; c != nil; c = c.parent {
		t, ok := c.types[name]
		if !ok {
			continue
		}
		optional := t.Optional
		for ok && more && !optional {
			name, rest, more = strings.Cut(rest, ".")
			t, ok = t.field(name)
			optional = t.Optional
		}
		return optional
	}
	return false
}

// knownNonNil reports whether the path was narrowed here or further out. A name that is defined anew hides what was
// known about it further out.
func (s *Scope) knownNonNil(path string) bool {
	root, _, _ := strings.Cut(path, ".")
	for c := s; c != nil; c = c.parent {
		if c.nonNil[path] {
			return true
		}
		if _, ok := c.types[root]; ok {
			return false
		}
	}
	return false
}

// members lists the members of all closed sets that can be seen, each once.
func (s *Scope) members() []string {
	var out []string
	s.eachSet(func(_ string, set []string) { out = union(out, set) })
	return out
}

// isMember reports whether a name is a member of a closed set that can be seen.
func (s *Scope) isMember(name string) bool {
	for c := s; c != nil; c = c.parent {
		for _, of := range c.names {
			t := c.types[of]
			if t.hasMember(name) && !s.hides(c, of) {
				return true
			}
		}
	}
	return false
}

// hides reports whether a name of a scope further out is defined anew on the way to it.
func (s *Scope) hides(outer *Scope, name string) bool {
	for c := s; c != outer; c = c.parent {
		if _, ok := c.types[name]; ok {
			return true
		}
	}
	return false
}

// hasMember reports whether a name is a member of a closed set in a type.
func (t Type) hasMember(name string) bool {
	return slices.Contains(t.OneOf, name) || t.Elem != nil && t.Elem.hasMember(name) ||
		slices.ContainsFunc(t.Fields, func(f Field) bool { return f.Type.hasMember(name) })
}

// Clashes lists the members of closed sets that already mean something else, in a stable order.
func (s *Scope) Clashes() []Clash {
	var out []Clash
	s.eachSet(func(path string, set []string) {
		for _, m := range set {
			if _, ok := s.lookup(m); ok {
				out = append(out, Clash{Member: m, Name: path, With: "the name " + m})
			} else if reserved[m] {
				out = append(out, Clash{Member: m, Name: path, With: "the word " + m + " of the expression language"})
			}
		}
	})
	slices.SortFunc(out, func(a, b Clash) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Member, b.Member))
	})
	return slices.Compact(out)
}

// reserved are the words that expr's lexer and parser take for themselves.
var reserved = map[string]bool{
	"true": true, "false": true, "nil": true, "not": true, "in": true, "or": true, "and": true, "matches": true,
	"contains": true, "startsWith": true, "endsWith": true, "let": true, "if": true, "else": true,
}

// eachSet visits every closed set that can be seen, with the path of what is of that type.
func (s *Scope) eachSet(visit func(path string, set []string)) {
	for _, name := range s.Names() {
		t, _ := s.lookup(name)
		eachSet(name, t, visit)
	}
}

func eachSet(path string, t Type, visit func(string, []string)) {
	if len(t.OneOf) > 0 {
		visit(path, t.OneOf)
	}
	if t.Elem != nil {
		eachSet(path, *t.Elem, visit)
	}
	for _, f := range t.Fields {
		eachSet(path+"."+f.Name, f.Type, visit)
	}
}
