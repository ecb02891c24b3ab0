package flows

import "github.com/texmlflow/texmlflow/flows/syntax"

// value reads an expression, or a map or list of them.
func (d *decoder) value(n *syntax.Node, what string) valueDecl {
	v := valueDecl{Node: n}
	switch n.Kind {
	case syntax.Map:
		v.IsMap = true
		v.Fields = d.assignments(n, what)
	case syntax.List:
		for _, item := range n.Items {
			v.Items = append(v.Items, d.value(item, what))
		}
	case syntax.Scalar, syntax.Null:
		v.Expr = d.expr(n, what)
	}
	return v
}

// assignments reads a map of names and values.
func (d *decoder) assignments(n *syntax.Node, what string) []assignment {
	if !d.isMap(n, "a map of names and expressions for "+what, "write "+what+": {name: 1}") {
		return nil
	}
	list := make([]assignment, 0, len(n.Pairs))
	for _, p := range n.Pairs {
		list = append(list, assignment{
			Name:  text{Value: p.Key.Value, Node: p.Key},
			Value: d.value(p.Value, p.Key.Value),
		})
	}
	return list
}

// templates reads a map of names and texts, in which ${} is filled in.
func (d *decoder) templates(n *syntax.Node, what string) []templateField {
	if !d.isMap(n, "a map of names and texts for "+what, "write "+what+": {name: TEXT}") {
		return nil
	}
	list := make([]templateField, 0, len(n.Pairs))
	for _, p := range n.Pairs {
		v := d.scalar(p.Value, "text for "+what)
		if !v.given() {
			continue
		}
		name := text{Value: p.Key.Value, Node: p.Key}
		if what != "headers" { // whose names have a form, without ${}
			d.literal(name, "a name in "+what)
		}
		list = append(list, templateField{Name: name, Value: v})
	}
	return list
}
