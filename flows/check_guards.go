package flows

import (
	"fmt"
	"math"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
)

// checkGuards finds guards that decide nothing, transitions that others always take from them, and lists that may leave
// the call with nothing to take.
func checkGuards(c *checker) {
	for _, decl := range c.decls {
		flow := c.flows[decl.Name.Value]
		for _, s := range decl.States {
			if state := flow.States[s.Name.Value]; state != nil {
				c.stateGuards(s, state)
			}
		}
		for _, a := range decl.Defaults.Actions {
			for _, o := range a.Outcomes {
				spec, _ := findSpec(a.Action.Value, o.Name.Value)
				c.guards(o.Name.Value, o.Transitions, nil, spec.open)
			}
		}
		c.endGuards(decl, flow)
	}
}

// endGuards judges the guards of on_end, each by itself.
func (c *checker) endGuards(decl *flowDecl, flow *engine.Flow) {
	for i, e := range decl.OnEnd {
		for _, made := range flow.OnEnd {
			if made.ID == endID(decl, i) && e.When.given() {
				c.guard(e.When, made.When, nil)
			}
		}
	}
}

func (c *checker) stateGuards(s *stateDecl, state *engine.State) {
	gather, _ := state.Action.(*engine.Gather)
	for _, o := range s.Outcomes {
		spec, _ := findSpec(s.actionName(), o.Name.Value)
		if o.Name.Value != "transitions" {
			c.guards(o.Name.Value, o.Transitions, nil, spec.open)
			continue
		}
		covered := c.guards(o.Name.Value, o.Transitions, gather, spec.open)
		if a, ok := s.Action.(*gatherDecl); ok && covered && a.ChoicesKey != nil && o.Transitions[len(o.Transitions)-1].When.given() {
			c.out.Errorf(codeAfterUnguarded, a.ChoicesKey.Span, "these choices are never tried").
				Notef(o.Name.Node.Span, "the guards of the transitions take every answer")
		}
	}
	switch a := s.Action.(type) {
	case *chooseDecl:
		c.guards("choose", a.Transitions, nil, false)
	case *gatherDecl:
		for i, choice := range choicesOf(a) {
			c.guard(choice.When, programOf(gather, i), gather)
		}
	case *texmlDecl:
		c.rawGuards(a, state)
	}
}

// choicesOf are the choices that were compiled.
func choicesOf(a *gatherDecl) []*choiceDecl {
	var out []*choiceDecl
	for _, choice := range a.Choices {
		if choice.Transition != nil {
			out = append(out, choice)
		}
	}
	return out
}

func programOf(g *engine.Gather, i int) *guard.Program {
	if g == nil || i >= len(g.Choices) {
		return nil
	}
	return g.Choices[i].When
}

// counted is what is known everywhere of what the engine counts.
var counted = map[string]guard.Domain{"attempt": {Ranges: []guard.Range{{Least: 1, Most: math.MaxInt}}}}

// answers are counted and, where the transitions of a gather are tried, what the caller's answer can be; nil is no gather.
func answers(g *engine.Gather) map[string]guard.Domain {
	if g == nil {
		return counted
	}
	digits, speech := guard.Domain{Only: []string{""}}, guard.Domain{Only: []string{""}}
	if g.DTMF {
		digits = guard.Domain{Fits: func(s string) bool {
			return s == "" && g.Speech || s != "" && strings.Trim(s, "0123456789*#ABCD") == "" && g.Fits(s)
		}}
	}
	if g.Speech {
		speech = guard.Domain{Fits: func(s string) bool { return s != "" || g.DTMF }}
	}
	return map[string]guard.Domain{
		"attempt": counted["attempt"], "Digits": digits, "len(Digits)": {Ranges: entryLengths(g)}, "SpeechResult": speech,
	}
}

// entryLengths are how many keys an entry at a gather can have, none where the answer was spoken.
func entryLengths(g *engine.Gather) []guard.Range {
	keys := guard.Range{Least: max(1, g.MinDigits), Most: guard.MaxText}
	if g.MaxDigits > 0 {
		keys.Most = g.MaxDigits
	}
	if g.NumDigits > 0 {
		keys = guard.Range{Least: max(keys.Least, g.NumDigits), Most: min(keys.Most, g.NumDigits)}
	}
	none := guard.Range{}
	switch {
	case keys.Least > keys.Most:
		return nil // which is said of the bounds
	case !g.DTMF:
		return []guard.Range{none}
	case !g.Speech:
		return []guard.Range{keys}
	}
	return []guard.Range{none, keys}
}

// fewGuards is a short list of guards, such as a flow repeats.
type fewGuards struct {
	length int
	guards [3]*guard.Program
}

// prove is the function guard.Prove, of a short list away from a gather once: equal guards of a place are one program.
func (c *checker) prove(guards []*guard.Program, g *engine.Gather) guard.Proof {
	key := fewGuards{length: len(guards)}
	if g != nil || copy(key.guards[:], guards) < len(guards) {
		return guard.Prove(guards, answers(g))
	}
	proof, ok := c.proven[key]
	if !ok {
		proof = guard.Prove(guards, counted)
		c.proven[key] = proof
	}
	return proof
}

// entryBounds says what an entry at a gather is bound to, for a hint.
func entryBounds(g *engine.Gather) string {
	switch {
	case !g.DTMF:
		return ", which listens for speech alone"
	case g.NumDigits > 0:
		return fmt.Sprintf(": num_digits is %d", g.NumDigits)
	case g.ValidDigits != "":
		return fmt.Sprintf(": valid_digits is %q", g.ValidDigits)
	case g.MaxDigits > 0:
		return fmt.Sprintf(": max_digits is %d", g.MaxDigits)
	case !g.Speech:
		return ", which listens for keys alone"
	}
	return ""
}

// guard judges a guard that stands alone.
func (c *checker) guard(when text, prog *guard.Program, g *engine.Gather) {
	if prog != nil {
		c.verdict(when, c.prove([]*guard.Program{prog}, g).Guards[0], prog, g)
	}
}

// verdict says of a guard that it decides nothing.
func (c *checker) verdict(when text, v guard.Verdict, prog *guard.Program, g *engine.Gather) {
	switch {
	case v.Never:
		f := c.out.Errorf(codeNeverTrue, when.Node.Span, "this guard is never true")
		f.Hint = "two conditions in it exclude each other: mend it, or leave out what it stands before"
		switch alone := []*guard.Program{prog}; {
		case guard.Prove(alone, nil).Guards[0].Never:
		case guard.Prove(alone, counted).Guards[0].Never:
			f.Hint = "attempt counts the prompts of this visit from 1: the first is attempt == 1"
		case g != nil:
			f.Hint = "no such answer comes to the transitions of this gather" + entryBounds(g)
		}
	case v.Always:
		c.out.Errorf(codeAlwaysTrue, when.Node.Span, "this guard is always true").
			Hint = "leave when out if that is meant"
	}
}

// guards judges a list of transitions, and reports whether one of them is always taken. An open list may be left at its
// end.
func (c *checker) guards(outcome string, list []*transitionDecl, g *engine.Gather, open bool) (covered bool) {
	l := guardList{whens: make([]text, len(list)), programs: make([]*guard.Program, len(list))}
	for i, t := range list {
		compiled := c.became[t]
		if compiled == nil {
			return false // its guard is wrong, and that is said
		}
		l.whens[i], l.programs[i] = t.When, compiled.When
	}
	l.behind = func(int) (message, hint string) {
		return "this transition is never taken: whenever its guard is true, so is one before it",
			"put the narrower guard first, or leave this transition out"
	}
	if !open {
		l.end = outcome + " ends with a guard, so that none of its transitions may be taken"
		l.endHint = `end the list with a transition without when, such as "- to: STATE"`
	}
	return c.list(l, g)
}

// rawGuards judges the outcomes that the author of raw verbs declares.
func (c *checker) rawGuards(a *texmlDecl, state *engine.State) {
	raw, ok := state.Action.(*engine.Texml)
	if !ok || len(raw.Outcomes) != len(a.Outcomes) {
		return
	}
	var l guardList
	for i, o := range raw.Outcomes {
		l.whens, l.programs = append(l.whens, a.Outcomes[i].When), append(l.programs, o.When)
	}
	l.behind = func(i int) (message, hint string) {
		return fmt.Sprintf("the outcome %q never happens: whenever its guard is true, so is one before it", a.Outcomes[i].Name.Value), ""
	}
	l.end = "the last outcome has a guard, so that none of them may be taken"
	l.endHint = "end with an outcome without one: other: null"
	c.list(l, nil)
}

// guardList is guards that are tried one after the other.
type guardList struct {
	whens    []text
	programs []*guard.Program
	behind   func(i int) (message, hint string) // of one that others always take
	end      string                             // what is said where none may be true; "" where that is fine
	endHint  string
}

// list judges guards together, and reports whether one of them is always true.
func (c *checker) list(l guardList, g *engine.Gather) (covered bool) {
	for i, when := range l.whens {
		if when.given() != (l.programs[i] != nil) || i > 0 && l.programs[i-1] == nil {
			return false // a guard is wrong, or one before has none, and that is said
		}
	}
	switch {
	case len(l.whens) == 0:
		return false
	case len(l.whens) == 1 && l.programs[0] == nil:
		return true // as most lists are: there is nothing to prove
	}
	proof := c.prove(l.programs, g)
	for i, v := range proof.Guards {
		if l.programs[i] == nil {
			continue
		}
		c.verdict(l.whens[i], v, l.programs[i], g)
		if v.Behind == nil || v.Never {
			continue
		}
		message, hint := l.behind(i)
		f := c.out.Errorf(codeShadowed, l.whens[i].Node.Span, "%s", message)
		f.Hint = hint
		for _, b := range v.Behind {
			f.Notef(l.whens[b].Node.Span, "this one takes it")
		}
	}
	if last := l.whens[len(l.whens)-1]; l.end != "" && !proof.Covered && last.given() {
		c.out.Errorf(codeNoElse, last.Node.Span, "%s", l.end).Hint = l.endHint
	}
	return proof.Covered
}
