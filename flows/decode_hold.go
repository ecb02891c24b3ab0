package flows

import (
	"slices"

	"github.com/texmlflow/texmlflow/flows/syntax"
)

// holdActions are what a flow may do that is heard while waiting.
var holdActions = []string{"gather", "choose", "leave", "hangup"}

// holdAction says that an action does not belong to this sort of flow.
func (d *decoder) holdAction(key *syntax.Node) {
	switch {
	case d.unsure:
	case d.hold && !slices.Contains(holdActions, key.Value):
		d.out.Errorf(codeNotInHold, key.Span, "a hold flow is heard by a caller who waits elsewhere: it has no %s", key.Value).
			Hint = "its actions are gather, choose, leave and hangup"
	case !d.hold && key.Value == "leave":
		d.out.Errorf(codeHoldOnly, key.Span, "leave belongs to a hold flow: only a caller who waits can leave the queue").
			Hint = `write "for: hold" in the header of the flow that is heard while waiting`
	}
}

// holdHeader says which keys of the header a hold flow does not have.
func (d *decoder) holdHeader(f *flowDecl) {
	for _, key := range []*syntax.Node{f.ReturnsKey, f.CommandsKey, f.ApologyKey, f.LostKey, f.OnEndKey, limitsKey(f.Limits)} {
		if key != nil {
			d.out.Errorf(codeNotInHold, key.Span, "a hold flow has no %q", key.Value).
				Notef(f.For.Node.Span, "it is one because of this").Hint = "leave it out"
		}
	}
}

// holdUse reads the use of a hold flow: its name, or a map with its parameters.
func (d *decoder) holdUse(n *syntax.Node) *holdDecl {
	h := &holdDecl{}
	if n.IsScalar() {
		h.Flow = d.scalar(n, "a hold flow's name")
		return h
	}
	if !d.isMap(n, "a hold flow's name, or a map with flow and with", "write hold: {flow: NAME, with: {name: 1}}") {
		return h
	}
	d.keys(n, holdKeys)
	if v, ok := d.need(n, "flow", "a hold", "flow: NAME"); ok {
		h.Flow = d.scalar(v, "a hold flow's name")
	}
	if v, ok := n.Get("with"); ok {
		h.With = d.assignments(v, "with")
	}
	return h
}

func (d *decoder) conference(n *syntax.Node) actionDecl {
	a := &conferenceDecl{Node: n}
	if !d.hall(n, hall{conferenceKeys, "name", "a room", "ROOM"}, &a.Name, &a.Hold, &a.Attrs, &a.Dial) {
		return nil
	}
	return a
}

func (d *decoder) enqueue(n *syntax.Node) actionDecl {
	a := &enqueueDecl{Node: n}
	if !d.hall(n, hall{enqueueKeys, "queue", "a queue", "NAME"}, &a.Queue, &a.Hold, &a.Attrs, nil) {
		return nil
	}
	return a
}

// hall is what a caller is put into, where a hold flow may be heard.
type hall struct {
	keys *mapKeys
	key  string // of its name
	of   string // what has the name
	as   string // how the name is written in a hint
}

// hall reads an action that puts the caller into one.
func (d *decoder) hall(n *syntax.Node, h hall, name *text, hold **holdDecl, attrs, dial *attributes) bool {
	example := h.key + ": " + h.as
	if !d.isMap(n, "a map with the keys of "+h.keys.what, "write "+actionOf(h.keys)+": {"+example+"}") {
		return false
	}
	d.keys(n, h.keys)
	for _, p := range n.Pairs {
		switch p.Key.Value {
		case h.key:
			*name = d.named(p.Value, "the name of "+h.of)
		case "hold":
			*hold = d.holdUse(p.Value)
		default:
			d.verbAttribute(p, h.keys, attrs, dial)
		}
	}
	d.need(n, h.key, h.keys.what, example)
	return true
}

func (d *decoder) leave(n *syntax.Node) actionDecl {
	if b := d.boolean(n, "leave"); b.given() && !b.Value {
		d.out.Errorf(codeBadValue, n.Span, "leave is true or is not there").Hint = "leave it out, and write to: STATE"
	}
	return &leaveDecl{Node: n}
}
