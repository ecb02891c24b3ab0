package flows

import (
	"slices"

	"github.com/texmlflow/texmlflow/flows/syntax"
)

// texml reads raw verbs: a text, or a map with the outcomes of the verb that waits.
func (d *decoder) texml(n *syntax.Node) actionDecl {
	a := &texmlDecl{Node: n}
	if n.IsScalar() {
		a.Document = d.spoken(n, "TeXML")
		return a
	}
	if !d.isMap(n, "TeXML, or a map with document and outcomes", "write texml: {document: <Pause/>}") {
		return nil
	}
	d.keys(n, texmlKeys)
	if v, ok := d.need(n, "document", "a texml", "document: | and below it the verbs"); ok {
		a.Document = d.spoken(v, "TeXML")
	}
	if p, ok := n.Pair("outcomes"); ok {
		a.OutcomesKey, a.Outcomes = p.Key, d.rawOutcomes(p.Value)
	}
	return a
}

// rawOutcomes reads a list with one name, or a map of names and guards of which the last has none.
func (d *decoder) rawOutcomes(n *syntax.Node) []rawOutcome {
	const form = "write outcomes: [done], or {sold: GUARD, other: null}"
	switch {
	case n.IsList() && len(n.Items) == 1:
		if name := d.rawOutcome(n.Items[0]); name.given() {
			return []rawOutcome{{Name: name}}
		}
		return nil
	case n.IsList() && len(n.Items) > 1:
		d.out.Errorf(codeNoElse, n.Items[1].Span, "of several outcomes each but the last needs a guard").
			Hint = "write a map: outcomes: {sold: GUARD, other: null}"
		return nil
	case !n.IsMap() || len(n.Pairs) == 0:
		d.wrongKind(n, "a list with one name, or a map of names and guards").Hint = form
		return nil
	}
	var list []rawOutcome
	var always *syntax.Node // the first that is always taken
	for i, p := range n.Pairs {
		if always == n.Pairs[max(i-1, 0)].Key {
			d.out.Errorf(codeAfterUnguarded, p.Key.Span, "this outcome is never tried").
				Notef(always.Span, "this one has no guard, so that it is always taken")
		}
		o := rawOutcome{Name: d.rawOutcome(p.Key)}
		switch {
		case p.Value.Kind != syntax.Null:
			o.When = d.expr(p.Value, "an outcome")
		case always == nil:
			always = p.Key
		}
		if o.Name.given() {
			list = append(list, o)
		}
	}
	return list
}

// rawOutcome reads the name of an outcome, which is a key of the state.
func (d *decoder) rawOutcome(n *syntax.Node) text {
	t := d.name(n, "an outcome's name", stateName)
	if t.given() && (slices.Contains(stateKeys.names(), t.Value) || t.Value == "failed") {
		f := d.out.Errorf(codeReservedName, n.Span, "an outcome cannot be called %q, a key of the language", t.Value)
		if t.Value == "failed" {
			f.Hint = "it is there in any case: the carrier went on without an answer, or the host refused a target"
		}
		return text{}
	}
	return t
}
