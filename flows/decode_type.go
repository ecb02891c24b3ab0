package flows

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/engine/spell"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// kinds are the types that need no more than a word.
var kinds = map[string]guard.Kind{
	"string": guard.String, "int": guard.Int, "float": guard.Float, "bool": guard.Bool,
	"date": guard.Date, "time": guard.Time, "datetime": guard.DateTime, "duration": guard.Duration,
}

var kindNames = []string{"string", "int", "float", "bool", "date", "time", "datetime", "duration"}

// otherWords are what other languages call the types.
var otherWords = map[string]string{
	"text": "string", "str": "string", "integer": "int", "number": "float", "double": "float", "decimal": "float",
	"boolean": "bool", "timestamp": "datetime", "phone": "string",
}

// typeWithValue is a type with a value, as other languages have it: int = 0.
var typeWithValue = regexp.MustCompile(`^(\w+)\s*=\s*(\S.*)$`)

// typ reads a type: a word, a declaration (a map with type or one_of), a list or an object. known are the keys that a
// declaration may have at this place. decl is the declaration's map, nil where the type is none.
func (d *decoder) typ(n *syntax.Node, known *mapKeys) (t guard.Type, decl *syntax.Node, ok bool) {
	switch n.Kind {
	case syntax.Scalar:
		t, ok = d.kind(n)
		return t, nil, ok
	case syntax.List:
		if len(n.Items) != 1 {
			d.wrongKind(n, "a list with the one type of its elements")
			return t, nil, false
		}
		elem, _, ok := d.typ(n.Items[0], typeKeys)
		return guard.Type{Kind: guard.List, Elem: &elem}, nil, ok
	case syntax.Map:
		_, hasType := n.Get("type")
		_, hasSet := n.Get("one_of")
		if hasType || hasSet {
			t, ok = d.declaration(n, known)
			return t, n, ok
		}
		if d.untyped(n, known) {
			return t, nil, false
		}
		t, ok = d.object(n)
		return t, nil, ok
	case syntax.Null:
	}
	d.wrongKind(n, "a type")
	return t, nil, false
}

// untyped says that a map that was meant for a declaration has no type: else its keys would be the fields of an object.
func (d *decoder) untyped(n *syntax.Node, known *mapKeys) bool {
	for _, p := range n.Pairs {
		near, isNear := spell.Nearest(p.Key.Value, []string{"type", "one_of"})
		other := alias(p.Key.Value, []string{"type", "one_of"})
		if looksLikeType(p.Value) || !slices.Contains(known.names(), p.Key.Value) && !isNear && other == "" {
			continue
		}
		f := d.out.Errorf(codeUnknownType, p.Key.Span, "this has no type")
		f.Hint = "write type: int or one_of: […]"
		if meant := cmp.Or(near, other); meant != "" {
			f.Hint = fmt.Sprintf("did you mean %q? ", meant) + f.Hint
		}
		return true
	}
	return false
}

// looksLikeType reports whether a node can be a type.
func looksLikeType(n *syntax.Node) bool {
	switch n.Kind {
	case syntax.Scalar:
		_, ok := kinds[n.Value]
		return ok
	case syntax.List:
		return len(n.Items) == 1 && looksLikeType(n.Items[0])
	case syntax.Map:
		return true
	case syntax.Null:
	}
	return false
}

func (d *decoder) kind(n *syntax.Node) (guard.Type, bool) {
	if k, ok := kinds[n.Value]; ok {
		return guard.Type{Kind: k}, true
	}
	f := d.out.Errorf(codeUnknownType, n.Span, "unknown type %s", n.Describe())
	f.Hint = spell.DidYouMean(n.Value, kindNames)
	others := slices.Sorted(maps.Keys(otherWords))
	word, ok := otherWords[strings.ToLower(n.Value)]
	if near, close := spell.Nearest(n.Value, others); f.Hint == "" && !ok && close {
		word, ok = otherWords[near], true
	}
	if ok {
		f.Hint = `did you mean "` + word + `"?`
	}
	if m := typeWithValue.FindStringSubmatch(n.Value); m != nil && slices.Contains(kindNames, m[1]) {
		f.Hint = "write {type: " + m[1] + ", default: " + m[2] + "}"
	}
	if slices.Contains([]string{"secret", "sensitive", "password", "pin"}, strings.ToLower(n.Value)) {
		f.Hint = "write {type: string, sensitive: true}"
	}
	if f.Hint == "" {
		f.Hint = "the types are " + strings.Join(kindNames, ", ") + ", one_of, lists and objects"
	}
	return guard.Type{}, false
}

// declaration reads a map with the key type or one_of.
func (d *decoder) declaration(n *syntax.Node, known *mapKeys) (guard.Type, bool) {
	d.keys(n, known)
	t, ok := guard.Type{}, true
	if v, given := n.Get("type"); given {
		t, _, ok = d.typ(v, typeKeys)
	}
	if v, given := n.Get("one_of"); given {
		if t.Kind != guard.String {
			d.out.Errorf(codeBadValue, v.Span, "one_of closes a set of texts, not of %s", t)
			return t, false
		}
		t.OneOf = d.members(v)
		ok = ok && len(t.OneOf) > 0
	}
	if v, given := n.Get("optional"); given {
		t.Optional = d.boolean(v, "optional").Value
	}
	if v, given := n.Get("sensitive"); given {
		t.Sensitive = d.boolean(v, "sensitive").Value
	}
	return t, ok
}

// members reads the texts of a closed set.
func (d *decoder) members(n *syntax.Node) []string {
	if !d.isList(n, "a list of texts for one_of", "write one_of: [small, large]") {
		return nil
	}
	if len(n.Items) == 0 {
		d.out.Errorf(codeBadValue, n.Span, "one_of needs at least one text")
	}
	var set []string
	for _, item := range n.Items {
		t := d.words(item, "a text of the closed set")
		switch {
		case !t.given():
		case slices.Contains(set, t.Value):
			d.out.Errorf(codeBadValue, item.Span, "%s is in the set twice", item.Describe())
		default:
			set = append(set, t.Value)
		}
	}
	return set
}

func (d *decoder) object(n *syntax.Node) (guard.Type, bool) {
	t, ok := guard.Type{Kind: guard.Object}, true
	if len(n.Pairs) == 0 {
		d.out.Errorf(codeUnknownType, n.Span, "an object needs at least one field").Hint = "write {name: string}"
		return t, false
	}
	for _, f := range d.fields(n, typeKeys, "a field's name", nil) {
		t.Fields = append(t.Fields, guard.Field{Name: f.Name.Value, Type: f.Type})
	}
	return t, ok && len(t.Fields) == len(n.Pairs)
}

// fields reads name: type pairs. what is the name of one. more, if not nil, is shown each declaration for the keys that its place adds.
func (d *decoder) fields(n *syntax.Node, known *mapKeys, what string, more func(f *fieldDecl, decl *syntax.Node)) []fieldDecl {
	if !d.isMap(n, "a map of names and types", "write {name: string, count: int}") {
		return nil
	}
	var list []fieldDecl
	for _, p := range n.Pairs {
		f := fieldDecl{Name: d.name(p.Key, what, variableName), Node: p.Value}
		t, decl, ok := d.typ(p.Value, known)
		if !ok || !f.Name.given() {
			continue
		}
		f.Type = t
		if more != nil {
			more(&f, decl)
		}
		list = append(list, f)
	}
	return list
}

// data reads a node of the header as a value of a type: data, never an expression.
func (d *decoder) data(n *syntax.Node, t guard.Type) (any, bool) {
	switch {
	case n.Kind == syntax.Null && t.Optional:
		return nil, true
	case t.Kind == guard.List && n.IsList():
		list := make([]any, 0, len(n.Items))
		for _, item := range n.Items {
			v, ok := d.data(item, *t.Elem)
			if !ok {
				return nil, false
			}
			list = append(list, v)
		}
		return list, true
	case t.Kind == guard.Object && n.IsMap():
		return d.objectData(n, t)
	case t.Kind == guard.List || t.Kind == guard.Object || !n.IsScalar():
		d.wrongKind(n, "a value of type "+t.String())
		return nil, false
	}
	s := d.scalar
	if t.Kind == guard.String {
		s = d.words
	}
	v := s(n, "a value of type "+t.String())
	if !v.given() {
		return nil, false
	}
	t.Optional = false
	out, err := t.FromWire(v.Value)
	if err != nil {
		d.out.Errorf(codeBadValue, n.Span, "%s, got %s", strings.TrimPrefix(err.Error(), "value: "), n.Describe())
		return nil, false
	}
	return out, true
}

func (d *decoder) objectData(n *syntax.Node, t guard.Type) (any, bool) {
	m, ok := make(map[string]any, len(t.Fields)), true
	names := make([]string, len(t.Fields))
	for i, f := range t.Fields {
		names[i] = f.Name
		v, given := n.Get(f.Name)
		switch {
		case given:
			value, fits := d.data(v, f.Type)
			m[f.Name], ok = value, ok && fits
		case f.Type.Optional:
			m[f.Name] = nil
		default:
			d.out.Errorf(codeMissingArgument, head(n), "the field %q is missing", f.Name)
			ok = false
		}
	}
	for _, p := range n.Pairs {
		if !slices.Contains(names, p.Key.Value) {
			d.out.Errorf(codeUnknownArgument, p.Key.Span, "unknown field %s", p.Key.Describe()).
				Hint = spell.DidYouMean(p.Key.Value, names)
			ok = false
		}
	}
	return m, ok
}
