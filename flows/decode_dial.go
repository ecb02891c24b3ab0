package flows

import "github.com/texmlflow/texmlflow/flows/syntax"

func (d *decoder) dial(n *syntax.Node) actionDecl {
	a := &dialDecl{Node: n}
	if !d.isMap(n, "a map with the keys of a dial", `write dial: {number: "+15125550100"}`) {
		return nil
	}
	known := dialKeys
	number, hasNumber := n.Pair("number")
	sip, hasSIP := n.Pair("sip")
	switch {
	case hasNumber && hasSIP:
		d.out.Errorf(codeTwoTargets, sip.Key.Span, "a dial calls one target, and %q is one already", "number").
			Notef(number.Key.Span, "%q stands here", "number")
		known = newMap("a dial", []string{"Dial", "Number", "Sip"}, dialKeys.keys...)
	case hasNumber:
		known = dialNumberKeys
	case hasSIP:
		known = dialSIPKeys
	default:
		d.out.Errorf(codeMissingKey, head(n), `a dial needs the key "number" or "sip"`).
			Hint = `write number: "+15125550100" or sip: "sip:desk@pbx.example.com"`
	}
	d.keys(n, known)
	for _, p := range n.Pairs {
		switch p.Key.Value {
		case "number":
			a.Number = d.words(p.Value, "a number as text")
		case "sip":
			a.SIP = d.scalar(p.Value, "a SIP address")
		case "caller_id":
			a.CallerID = d.words(p.Value, "a number as text")
		default:
			d.verbAttribute(p, known, &a.Attrs, &a.Noun)
		}
	}
	return a
}

func (d *decoder) record(n *syntax.Node) actionDecl {
	a := &recordDecl{Node: n}
	if n.IsScalar() && n.Value == "true" && !n.Quoted {
		return a
	}
	if !d.isMap(n, "a map with the keys of a record, or true", "write record: {max_length: 2m}") {
		return nil
	}
	d.keys(n, recordKeys)
	for _, p := range n.Pairs {
		d.verbAttribute(p, recordKeys, &a.Attrs, nil)
	}
	return a
}
