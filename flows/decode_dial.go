package flows

import (
	"regexp"
	"slices"

	"github.com/texmlflow/texmlflow/flows/syntax"
)

// dialTargets are the keys that say whom a dial calls, with the keys that go with each.
var dialTargets = map[string]*mapKeys{
	"number": dialNumberKeys, "sip": dialSIPKeys, "numbers": dialNumbersKeys, "queue": dialQueueKeys,
}

func (d *decoder) dial(n *syntax.Node) actionDecl {
	a := &dialDecl{Node: n}
	if !d.isMap(n, "a map with the keys of a dial", `write dial: {number: "+15125550100"}`) {
		return nil
	}
	known := d.dialKeys(n)
	var noun attributes
	for _, p := range n.Pairs {
		switch p.Key.Value {
		case "number":
			if p.Value.IsList() {
				d.wrongKind(p.Value, "a number as text").Hint = "to call several, write numbers: [FIRST, {sip: SECOND}]"
				continue
			}
			a.Targets = append(a.Targets, &targetDecl{Number: d.words(p.Value, "a number as text")})
		case "sip":
			a.Targets = append(a.Targets, &targetDecl{SIP: d.scalar(p.Value, "a SIP address")})
		case "numbers":
			a.Targets = append(a.Targets, d.numbers(p.Value)...)
		case "queue":
			a.Queue = d.named(p.Value, "the name of a queue")
		case "caller_id":
			a.CallerID = d.words(p.Value, "a number as text")
		case "sequential":
			if b := d.boolean(p.Value, "sequential"); b.Value && known == dialNumbersKeys {
				a.Attrs = append(a.Attrs, attribute{Key: p.Key, Node: p.Value, Name: "sequential", Value: "true"})
			}
		case "screen":
			a.Screen = d.screen(p.Value)
		default:
			d.verbAttribute(p, known, &a.Attrs, &noun)
		}
	}
	if len(a.Targets) == 1 && len(noun) > 0 {
		a.Targets[0].Attrs = noun
	}
	return a
}

// dialKeys finds the registry of a dial by what it calls, and says which of its keys are wrong.
func (d *decoder) dialKeys(n *syntax.Node) *mapKeys {
	var targets []*syntax.Node
	for _, p := range n.Pairs {
		if dialTargets[p.Key.Value] != nil {
			targets = append(targets, p.Key)
		}
	}
	known := dialKeys
	switch {
	case len(targets) == 1:
		known = dialTargets[targets[0].Value]
	case len(targets) > 1:
		d.out.Errorf(codeTwoTargets, targets[1].Span, "a dial calls one target, and %q is one already", targets[0].Value).
			Notef(targets[0].Span, "%q stands here", targets[0].Value).
			Hint = "to call several, write numbers: [FIRST, {sip: SECOND}]"
		known = newMap("a dial", []string{"Dial", "Number", "Sip"}, dialNumbersKeys.keys...)
	}
	d.keys(n, known)
	if len(targets) == 0 && !slices.ContainsFunc(n.Pairs, func(p syntax.Pair) bool { return dialTargets[d.meant[p.Key]] != nil }) {
		d.out.Errorf(codeMissingKey, head(n), `a dial needs the key "number", "sip", "numbers" or "queue"`).
			Hint = `write number: "+15125550100" or sip: "sip:desk@pbx.example.com"`
	}
	return known
}

// numbers reads the targets of a dial of several.
func (d *decoder) numbers(n *syntax.Node) []*targetDecl {
	if !d.isList(n, "a list of numbers", `write numbers: ["+15125550100", {sip: "sip:desk@pbx.example.com"}]`) {
		return nil
	}
	if len(n.Items) == 0 {
		d.wrongKind(n, "at least one number")
	}
	var list []*targetDecl
	for _, item := range n.Items {
		if item.IsScalar() {
			if t := d.words(item, "a number as text"); t.given() {
				list = append(list, &targetDecl{Number: t})
			}
			continue
		}
		if t := d.target(item); t != nil {
			list = append(list, t)
		}
	}
	return list
}

// target reads one target of several that has attributes of its own.
func (d *decoder) target(n *syntax.Node) *targetDecl {
	if !d.isMap(n, "a number, or a map with number or sip", `write "+15125550100"`) {
		return nil
	}
	t := &targetDecl{}
	number, hasNumber := n.Pair("number")
	sip, hasSIP := n.Pair("sip")
	var known *mapKeys
	switch {
	case hasNumber && hasSIP:
		d.out.Errorf(codeTwoTargets, sip.Key.Span, "this is one target, and %q is one already", "number").
			Notef(number.Key.Span, "%q stands here", "number").Hint = "write an item for each"
		return nil
	case hasNumber:
		known, t.Number = numberKeys, d.words(number.Value, "a number as text")
	case hasSIP:
		known, t.SIP = sipKeys, d.scalar(sip.Value, "a SIP address")
	}
	if known == nil {
		d.need(n, "number", "a target of a dial", `number: "+15125550100", or sip`)
		return nil
	}
	d.keys(n, known)
	for _, p := range n.Pairs {
		d.verbAttribute(p, known, &t.Attrs, nil)
	}
	if !t.Number.given() && !t.SIP.given() {
		return nil
	}
	return t
}

var oneKey = regexp.MustCompile(`^[0-9*#]$`)

// screen reads what a callee is asked.
func (d *decoder) screen(n *syntax.Node) *screenDecl {
	s := &screenDecl{}
	if !d.isMap(n, "a map with prompt and accept", `write screen: {prompt: "Press 1 to take the call."}`) {
		return s
	}
	d.keys(n, screenKeys)
	if v, ok := d.need(n, "prompt", "a screen", `prompt: "Press 1 to take the call."`); ok {
		s.Prompt = d.prompt(v, "the prompt")
	}
	if v, ok := n.Get("accept"); ok {
		s.Accept = d.scalar(v, "a key for accept")
		if s.Accept.given() && !oneKey.MatchString(s.Accept.Value) {
			d.out.Errorf(codeBadValue, v.Span, "accept is one key, not %s", v.Describe()).Hint = "keys are 0 to 9, * and #"
		}
	}
	return s
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
