package flows

import (
	"slices"

	"github.com/texmlflow/texmlflow/flows/syntax"
)

// shape is what may stand at a place of the language: text, a list, a map of one of several forms. The JSON Schema of the
// language ([WriteSchema]) and the canonical order of keys ([Format]) come from it; the decoder is what it is compared with.
type shape struct {
	ref   string     // the name of the shape that is meant, among shapes; nothing else is said then
	text  jsonSchema // the schema of what is no list and no map; nil where there is none
	item  *shape     // of a list; nil where there is none
	least int        // items of the list
	most  int        // items of the list; 0: any number
	once  bool       // no item comes twice
	maps  []mapShape
}

// mapShape is one form of a map.
type mapShape struct {
	keys  []keyShape // in canonical order
	other *shape     // of the keys that are names; nil where there are none
	at    int        // the canonical place of these keys: before keys[at]
	names nameForm   // of these keys

	least    int        // how many of these keys there must be
	required []string   // keys
	one      []string   // keys of which there is exactly one
	perhaps  []string   // keys of which there is at most one
	some     []string   // keys of which there is at least one
	needs    [][]string // a key, and another that it needs
	written  bool       // the order that the author chose means something, or is theirs
}

// keyShape is one key of a map. Keys that are beside each other and both inOrder stay as they are written.
type keyShape struct {
	keyDoc
	shape   *shape
	inOrder bool
}

// nameForm is how names look: all of a pattern, none of a list.
type nameForm struct {
	pattern string
	not     []string
}

// meant follows a reference.
func (s *shape) meant() *shape {
	if s != nil && s.ref != "" {
		return shapes[s.ref]
	}
	return s
}

func refer(name string) *shape { return &shape{ref: name} }

// closed is a map with the keys of a registry.
func closed(m *mapKeys, required ...string) mapShape {
	return mapShape{keys: keyShapes(m), required: required}
}

// named is a map of names, in the author's order.
func named(form nameForm, other *shape, least int) *shape {
	return &shape{maps: []mapShape{{other: other, names: form, least: least, written: true}}}
}

func oneMap(m mapShape) *shape { return &shape{maps: []mapShape{m}} }

// or is a shape that may also be text.
func (s *shape) or(text jsonSchema) *shape {
	out := *s
	out.text = text
	return &out
}

// orList is a shape that may also be a list of itself.
func (s *shape) orList(least int) *shape {
	out := *s
	out.item, out.least = s, least
	return &out
}

// without is the map without some of its keys.
func (m mapShape) without(keys ...string) mapShape {
	m.keys = slices.DeleteFunc(slices.Clone(m.keys), func(k keyShape) bool { return slices.Contains(keys, k.Name) })
	return m
}

// heard are the keys whose order in a map is the order in which they are heard.
var heard = []string{"say", "play", "pause"}

// keyShapes gives the keys of a registry with their shapes.
func keyShapes(m *mapKeys) []keyShape {
	var list []keyShape
	for _, name := range m.names() {
		list = append(list, keyShape{keyDoc{name, m.doc(name)}, m.shape(name), slices.Contains(heard, name)})
	}
	return list
}

// doc says what a key is, in a line.
func (m *mapKeys) doc(key string) string {
	for _, k := range m.keys {
		if k.Name == key {
			return k.Doc
		}
	}
	return attributeDoc(m.attributes[key])
}

// shape gives what a key holds: what is said of it in this map, what its attribute takes, or what a key of its name holds
// everywhere.
func (m *mapKeys) shape(key string) *shape {
	if s, ok := values[keyPlace{m.what, key}]; ok {
		return s
	}
	if a, ok := m.attributes[key]; ok {
		return attributeShape(a.spec)
	}
	return values[keyPlace{"", key}]
}

// keyPlace is a key of a map of the language; without what, of any map.
type keyPlace struct{ what, key string }

// form finds the form of a map that a node has: one whose required keys are there, then the one that knows most of its
// keys, and with none that does the one for names.
func (s *shape) form(n *syntax.Node) *mapShape {
	var best *mapShape
	most := -1
	for i := range s.maps {
		if m := &s.maps[i]; m.fit(n) > most || most == 0 && best.other == nil && m.other != nil {
			best, most = m, m.fit(n)
		}
	}
	return best
}

// fit measures how well a node fits a form.
func (m *mapShape) fit(n *syntax.Node) int {
	known := 0
	for _, p := range n.Pairs {
		if m.index(p.Key.Value) >= 0 {
			known++
		}
	}
	if len(m.required) > 0 && m.complete(n) {
		known += len(n.Pairs)
	}
	return known
}

// complete reports whether the keys are there that a form requires.
func (m *mapShape) complete(n *syntax.Node) bool {
	return !slices.ContainsFunc(m.required, func(key string) bool { return !hasAny(n, key) })
}

// index gives the canonical place of a key among the map's own; -1 for any other.
func (m *mapShape) index(key string) int {
	return slices.IndexFunc(m.keys, func(k keyShape) bool { return k.Name == key })
}
