package flows

import "github.com/texmlflow/texmlflow/flows/syntax"

func (d *decoder) choose(n *syntax.Node) actionDecl {
	if !d.isList(n, "a list of transitions for choose", "put a dash before each transition: - to: STATE") {
		return nil
	}
	p := syntax.Pair{Key: &syntax.Node{Kind: syntax.Scalar, Value: "choose", Span: n.Span}, Value: n}
	return &chooseDecl{Node: n, Transitions: d.outcome(p, outcomeSpec{name: "choose", must: true}).Transitions}
}

func (d *decoder) subflowCall(n *syntax.Node) actionDecl {
	a := &subflowDecl{Node: n}
	if n.IsScalar() {
		a.Flow = d.scalar(n, "a subflow's name")
		return a
	}
	if !d.isMap(n, "a subflow's name, or a map with flow and with", "write subflow: {flow: NAME, with: {name: 1}}") {
		return nil
	}
	d.keys(n, subflowKeys)
	if v, ok := d.need(n, "flow", "a subflow call", "flow: NAME"); ok {
		a.Flow = d.scalar(v, "a subflow's name")
	}
	if v, ok := n.Get("with"); ok {
		a.With = d.assignments(v, "with")
	}
	return a
}

func (d *decoder) hangup(n *syntax.Node) actionDecl {
	if b := d.boolean(n, "hangup"); b.given() && !b.Value {
		d.out.Errorf(codeBadValue, n.Span, "hangup is true or is not there").Hint = "leave it out, and write to: STATE"
	}
	return &hangupDecl{Node: n}
}

func (d *decoder) reject(n *syntax.Node) actionDecl {
	a := &rejectDecl{Node: n}
	reasons := []string{"rejected", "busy"}
	switch {
	case n.IsScalar() && n.Value == "true" && !n.Quoted:
	case n.IsScalar():
		a.Reason = d.oneOf(n, "the reason of a reject", reasons)
	case d.isMap(n, "rejected, busy or true for reject", "write reject: true"):
		d.keys(n, rejectKeys)
		if v, ok := n.Get("reason"); ok {
			a.Reason = d.oneOf(v, "the reason of a reject", reasons)
		}
	}
	return a
}

func (d *decoder) redirect(n *syntax.Node) actionDecl {
	a := &redirectDecl{Node: n}
	switch {
	case n.IsScalar():
		a.URL = d.scalar(n, "a URL")
	case d.isMap(n, "a URL, or a map with url and method", `write redirect: "https://…"`):
		d.keys(n, redirectKeys)
		if v, ok := d.need(n, "url", "a redirect", `url: "https://…"`); ok {
			a.URL = d.scalar(v, "a URL")
		}
		if v, ok := n.Get("method"); ok {
			a.Method = d.oneOf(v, "method", []string{"GET", "POST"})
		}
	}
	return a
}
