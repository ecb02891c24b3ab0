package flows

import (
	"math"

	"github.com/texmlflow/texmlflow/flows/syntax"
)

// transition reads one way out of a state: a state's name, or a map. It is nil when it could not be read.
func (d *decoder) transition(n *syntax.Node) *transitionDecl {
	if n.IsScalar() {
		return &transitionDecl{Node: n, To: d.scalar(n, "a state")}
	}
	if !d.isMap(n, "a state's name or a transition", "write STATE, or {say: Goodbye., to: STATE}") {
		return nil
	}
	d.keys(n, transitionKeys)
	return d.transitionMap(n)
}

// transitionMap reads the keys of a transition from a map that may have others.
func (d *decoder) transitionMap(n *syntax.Node) *transitionDecl {
	t := &transitionDecl{Node: n}
	for _, p := range n.Pairs {
		switch p.Key.Value {
		case "when":
			t.When = d.expr(p.Value, "when")
		case "set":
			t.Set = d.assignments(p.Value, "set")
		case "language":
			t.Language = d.scalar(p.Value, "a language")
		case "say", "play", "pause":
			if part, ok := d.part(p); ok {
				t.Parts = append(t.Parts, part)
			}
		case "to":
			t.To = d.scalar(p.Value, "a state")
		case "return":
			t.Return = d.scalar(p.Value, "a return name")
		case "with":
			t.WithKey, t.With = p.Key, d.assignments(p.Value, "with")
		case "do":
			t.Repeat = d.oneOf(p.Value, "do", []string{"repeat"})
		case "at_most":
			t.AtMost = d.number(p.Value, "at_most", 1, math.MaxInt)
		case "then":
			t.Then = d.then(p)
		}
	}
	d.transitionShape(n, t)
	return t
}

// then reads what a bounded transition gives way to. It is taken without asking, so that it has no guard.
func (d *decoder) then(p syntax.Pair) *transitionDecl {
	t := d.transition(p.Value)
	if t != nil && t.When.given() {
		d.out.Errorf(codeNoElse, t.When.Node.Span, "%s has a guard, so that nothing may be left to take", p.Key.Value).
			Hint = "leave when out, or lead to a state that chooses"
	}
	if t != nil && !t.targeted() && !hasAny(t.Node, "to", "return", "do") {
		d.noTarget(t)
	}
	return t
}

// noTarget says that a transition leads nowhere.
func (d *decoder) noTarget(t *transitionDecl) {
	if d.hasUnknown(t.Node) {
		return // the key that is wrong may have been meant for it
	}
	d.out.Errorf(codeNoTarget, head(t.Node), "this transition leads nowhere").Hint = `write "to: STATE", or "to: hangup"`
}

// dataAlone says that a with stands beside no return. key is nil where there is no with.
func (d *decoder) dataAlone(key, n *syntax.Node) {
	if key != nil && !hasAny(n, "return") {
		d.out.Errorf(codeMissingKey, key.Span, "with is the data of a return, and there is none")
	}
}

// transitionShape says which keys of a transition do not go together.
func (d *decoder) transitionShape(n *syntax.Node, t *transitionDecl) {
	var targets []*syntax.Node
	for _, p := range n.Pairs {
		switch p.Key.Value {
		case "to", "return", "do":
			targets = append(targets, p.Key)
		}
	}
	if len(targets) > 1 {
		d.out.Errorf(codeTwoTargets, targets[1].Span, "a transition leads to one place, and %q says one already", targets[0].Value).
			Notef(targets[0].Span, "%q stands here", targets[0].Value)
	}
	d.dataAlone(t.WithKey, n)
	atMost, bounded := n.Pair("at_most")
	then, follows := n.Pair("then")
	switch {
	case bounded && !follows:
		d.out.Errorf(codeAttemptBound, atMost.Key.Span, "at_most does not say what comes after").
			Hint = `write "then: STATE"`
	case follows && !bounded:
		d.out.Errorf(codeAttemptBound, then.Key.Span, "then is never taken, because at_most is missing").
			Hint = `write "at_most: 2"`
	}
}

func hasAny(n *syntax.Node, keys ...string) bool {
	for _, k := range keys {
		if _, ok := n.Get(k); ok {
			return true
		}
	}
	return false
}

// transitions reads the value of an outcome: a state's name, one transition, or a list of them.
func (d *decoder) transitions(n *syntax.Node) []*transitionDecl {
	if !n.IsList() {
		if t := d.transition(n); t != nil {
			return []*transitionDecl{t}
		}
		return nil
	}
	if len(n.Items) == 0 {
		d.wrongKind(n, "at least one transition").Span = n.Span
	}
	var list []*transitionDecl
	for _, item := range n.Items {
		if t := d.transition(item); t != nil {
			list = append(list, t)
		}
	}
	return list
}

// outcome reads where an outcome leads. Without retry each transition must lead somewhere.
func (d *decoder) outcome(p syntax.Pair, spec outcomeSpec) *outcomeDecl {
	o := &outcomeDecl{Name: text{Value: p.Key.Value, Node: p.Key}, Node: p.Value, Transitions: d.transitions(p.Value)}
	for i, t := range o.Transitions {
		if !t.targeted() && !spec.retry && !hasAny(t.Node, "to", "return", "do") {
			d.noTarget(t)
		}
		if t.Repeat.given() {
			d.out.Errorf(codeBadValue, t.Repeat.Node.Span, "do: repeat belongs to a choice or a command").
				Hint = "name the state itself to ask again"
		}
		if i > 0 && !hasAny(o.Transitions[i-1].Node, "when") && !d.hasUnknown(o.Transitions[i-1].Node) {
			d.out.Errorf(codeAfterUnguarded, head(t.Node), "this transition is never tried").
				Notef(head(o.Transitions[i-1].Node), "this one has no guard, so that it is always taken")
		}
	}
	return o
}
