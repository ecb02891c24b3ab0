package flows

import (
	"cmp"
	"math"
	"slices"

	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/layout"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// keyOrder gives the canonical order of the keys of a flow: that of the registries, the outcomes of an action behind it. An
// order that means something, or that is the author's choice, is left: names, transitions, what is heard. Unknown keys
// come last.
func keyOrder(root *syntax.Node) layout.Order {
	forms := map[*syntax.Node]*mapShape{}
	collect(root, refer("flow"), forms)
	return func(n *syntax.Node) []syntax.Pair {
		m := forms[n]
		if m == nil || m.written {
			return n.Pairs
		}
		sorted := slices.Clone(n.Pairs)
		slices.SortStableFunc(sorted, func(a, b syntax.Pair) int { return cmp.Compare(m.rank(a.Key.Value), m.rank(b.Key.Value)) })
		return sorted
	}
}

// rank is the canonical place of a key.
func (m *mapShape) rank(key string) int {
	i := m.index(key)
	switch {
	case i < 0 && m.other == nil:
		return math.MaxInt
	case i < 0:
		return 2*m.at - 1
	}
	for i > 0 && m.keys[i].inOrder && m.keys[i-1].inOrder {
		i--
	}
	return 2 * i
}

// collect finds the form of each map of a tree.
func collect(n *syntax.Node, s *shape, forms map[*syntax.Node]*mapShape) {
	s = s.meant()
	if s == nil {
		return
	}
	for _, item := range n.Items {
		collect(item, s.item, forms)
	}
	if !n.IsMap() || len(s.maps) == 0 {
		return
	}
	m := s.form(n)
	if !s.torn(n, m) {
		forms[n] = m
	}
	for _, p := range n.Pairs {
		if i := m.index(p.Key.Value); i >= 0 {
			collect(p.Value, m.keys[i].shape, forms)
		} else {
			collect(p.Value, m.other, forms)
		}
	}
}

// torn reports whether a map has what two forms require, and no form knows all of it: a state with two actions. What is
// wrong with it depends on which is the first.
func (s *shape) torn(n *syntax.Node, best *mapShape) bool {
	whole := 0
	for i := range s.maps {
		if len(s.maps[i].required) > 0 && s.maps[i].complete(n) {
			whole++
		}
	}
	return whole > 1 && slices.ContainsFunc(n.Pairs, func(p syntax.Pair) bool { return best.index(p.Key.Value) < 0 })
}

// Format gives a file of flows in its canonical layout: see package layout. The findings are about its YAML alone; where
// one of them is an error there is no layout. The error says that the layout would not read like the file, which is a
// mistake of this program's.
func Format(file string, src []byte) ([]byte, diag.List, error) {
	var findings diag.List
	out, err := layout.Format(file, src, func(d *syntax.Document) layout.Order { return keyOrder(d.Root) }, &findings)
	findings.Sort()
	return out, findings, err
}
