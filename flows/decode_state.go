package flows

import (
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine/spell"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// state reads one state.
func (d *decoder) state(p syntax.Pair) *stateDecl {
	s := &stateDecl{Name: d.name(p.Key, "a state's name", stateName), Node: p.Value}
	if s.Name.Value == "hangup" {
		d.out.Errorf(codeReservedName, p.Key.Span, `a state cannot be called "hangup": "to: hangup" ends the call`)
	}
	if !p.Value.IsMap() {
		form := "write " + p.Key.Value + ": {say: Goodbye., hangup: true}"
		if p.Value.IsScalar() && p.Value.Value == "hangup" {
			form = "write " + p.Key.Value + ": {hangup: true}"
		}
		d.wrongKind(p.Value, "a map with the keys of a state").Hint = form
		s.broken = true
		return s
	}
	before := len(*d.out)
	d.stateAction(s)
	name := ""
	if s.ActionKey != nil {
		name = s.ActionKey.Value
	}
	exit := false
	for _, pair := range p.Value.Pairs {
		switch key := pair.Key.Value; key {
		case "start", "stop":
			d.services(s, pair)
		case "set":
			s.Set = d.assignments(pair.Value, "set")
		case "language":
			s.Language = d.scalar(pair.Value, "a language")
		case "say", "play", "pause":
			if part, ok := d.part(pair); ok {
				s.Parts = append(s.Parts, part)
			}
		case "to", "return", "with":
			exit = true
		default:
			if !slices.Contains(actionNames, key) {
				d.stateOutcome(s, pair, name)
			}
		}
	}
	s.broken = len(*d.out) > before && s.Action == nil
	if exit {
		d.stateExit(s, name)
	}
	if !exit && s.Name.given() && s.ActionKey == nil && !s.broken && !d.hasUnknown(s.Node) && !s.Node.Broken && !d.hold && !d.unsure {
		d.out.Errorf(codeNoExit, s.Name.Node.Span, "the state %q leads nowhere", s.Name.Value).
			Hint = `write "to: STATE", "hangup: true" or an action`
	}
	return s
}

// stateAction finds the one action of a state and reads it.
func (d *decoder) stateAction(s *stateDecl) {
	for _, p := range s.Node.Pairs {
		if !slices.Contains(actionNames, p.Key.Value) {
			continue
		}
		if s.ActionKey != nil {
			s.vague = true
			d.out.Errorf(codeTwoActions, p.Key.Span, "a state does one thing, and %q is one already", s.ActionKey.Value).
				Notef(s.ActionKey.Span, "%q stands here", s.ActionKey.Value).
				Hint = "put " + p.Key.Value + " into a state of its own"
			continue
		}
		s.ActionKey = p.Key
		d.holdAction(p.Key)
		d.astray = false
		s.Action = d.action(p)
		s.vague = s.vague || d.astray
	}
}

// services reads a start or stop.
func (d *decoder) services(s *stateDecl, p syntax.Pair) {
	read := d.stop
	if p.Key.Value == "start" {
		read = d.start
	}
	list, ok := read(p.Value)
	switch {
	case d.hold:
		d.out.Errorf(codeNotInHold, p.Key.Span, "a hold flow is heard by a caller who waits elsewhere: it has no %s", p.Key.Value).
			Hint = "write it in the state that waits"
	case ok:
		s.Services = append(s.Services, list)
	}
}

// action reads an action; nil when it could not be read.
func (d *decoder) action(p syntax.Pair) actionDecl {
	switch n := p.Value; p.Key.Value {
	case "gather":
		return d.gather(n)
	case "ai_gather":
		return d.aiGather(n)
	case "http_request":
		return d.httpRequest(n)
	case "fetch":
		return d.fetch(n)
	case "dial":
		return d.dial(n)
	case "record":
		return d.record(n)
	case "conference":
		return d.conference(n)
	case "enqueue":
		return d.enqueue(n)
	case "connect":
		return d.connect(n)
	case "refer":
		return d.refer(n)
	case "pay":
		return d.pay(n)
	case "texml":
		return d.texml(n)
	case "leave":
		return d.leave(n)
	case "choose":
		return d.choose(n)
	case "subflow":
		return d.subflowCall(n)
	case "hangup":
		return d.hangup(n)
	case "reject":
		return d.reject(n)
	case "redirect":
		return d.redirect(n)
	}
	return nil
}

// stateOutcome reads a key that is none of every state's: an outcome of its action, or a mistake.
func (d *decoder) stateOutcome(s *stateDecl, p syntax.Pair, action string) {
	key := p.Key.Value
	spec, known := findSpec(action, key)
	var names []string
	if !known {
		names = s.outcomeNames(action)
	}
	switch {
	case key == "declined" && action == "dial" && !s.screened():
		d.out.Errorf(codeUnknownOutcome, p.Key.Span, "a dial without screen has no outcome %q: nobody is asked", key).
			Hint = `write screen: {prompt: "Press 1 to take the call."} in the dial, or leave it out`
		return
	case known || key == "otherwise" && len(names) > 0:
	case action == "subflow", action == "texml":
		// A return name, an outcome that raw verbs declare, or none: that is known when the state is compiled.
	case isOutcome(key) && action == "" && s.odd():
		return // it belongs to what is no action
	case isOutcome(key) && !belongsInside(action, key):
		s.vague = true
		f := d.out.Errorf(codeUnknownOutcome, p.Key.Span, "%s has no outcome %q", describeAction(action), key)
		f.Hint = strings.TrimSpace(spell.DidYouMean(key, names) + " " + listOutcomes(action, names))
		return
	default:
		s.vague = true
		d.unknownStateKey(p, action, names)
		return
	}
	s.Outcomes = append(s.Outcomes, d.outcome(p, spec))
}

// belongsInside reports whether a key is one of an action's own, one level deeper.
func belongsInside(action, key string) bool {
	m := keysOf(action)
	return m != nil && slices.Contains(m.names(), key)
}

// screened reports whether the state's dial asks who answers, or may be meant to.
func (s *stateDecl) screened() bool {
	a, ok := s.Action.(*dialDecl)
	return !ok || a.Screen != nil
}

// outcomeNames lists the names that may stand beside the state's action.
func (s *stateDecl) outcomeNames(action string) []string {
	return slices.DeleteFunc(outcomeNames(action), func(name string) bool { return name == "declined" && !s.screened() })
}

// odd reports whether the state has a key that is none of a state's and no outcome: an action that is not there.
func (s *stateDecl) odd() bool {
	return slices.ContainsFunc(s.Node.Pairs, func(p syntax.Pair) bool {
		return !slices.Contains(stateKeys.names(), p.Key.Value) && !isOutcome(p.Key.Value)
	})
}

func describeAction(action string) string {
	switch {
	case action == "":
		return "a state without an action"
	case action[0] == 'a' || action[0] == 'e':
		return "an " + action
	}
	return "a " + action
}

func listOutcomes(action string, names []string) string {
	switch {
	case action == "":
		return `outcomes belong to an action; without one a state has "to"`
	case action == "choose":
		return "its transitions are the list of choose itself"
	case len(names) == 0:
		return "nothing comes after it"
	}
	return "its outcomes are " + strings.Join(names, ", ")
}

// isOutcome reports whether a key is an outcome of any action.
func isOutcome(key string) bool {
	if key == "otherwise" {
		return true
	}
	for _, list := range outcomesOf {
		if slices.ContainsFunc(list, func(o outcomeSpec) bool { return o.name == key }) {
			return true
		}
	}
	return false
}

func (d *decoder) unknownStateKey(p syntax.Pair, action string, outcomes []string) {
	known := slices.Clone(stateKeys.names())
	for _, o := range outcomes {
		if !slices.Contains(known, o) {
			known = append(known, o)
		}
	}
	f := d.unknownKey(p.Key, stateKeys.what, known)
	inside := action
	if action == "" {
		inside = "gather" // what most keys that stand alone are meant for
	}
	m := keysOf(inside)
	if m == nil || d.meant[p.Key] != "" || action == "" && f.Hint != "" && misplaced[misplacedKey{stateKeys.what, p.Key.Value}] != "" {
		return
	}
	near, ok := spell.Nearest(p.Key.Value, m.names())
	switch {
	case slices.Contains(m.names(), p.Key.Value):
		f.Hintf("%s belongs inside %s, one level deeper", p.Key.Value, inside)
	case ok:
		f.Hintf("did you mean %q? it belongs inside %s, one level deeper", near, inside)
	}
}

// stateExit reads the to or return of a state, which only a state without an action has.
func (d *decoder) stateExit(s *stateDecl, action string) {
	t := &transitionDecl{Node: s.Node}
	var keys []*syntax.Node
	for _, p := range s.Node.Pairs {
		switch p.Key.Value {
		case "to":
			t.To, keys = d.scalar(p.Value, "a state"), append(keys, p.Key)
		case "return":
			t.Return, keys = d.scalar(p.Value, "a return name"), append(keys, p.Key)
		case "with":
			t.WithKey, t.With = p.Key, d.assignments(p.Value, "with")
		}
	}
	switch {
	case len(keys) == 1 && action == "texml": // raw verbs that wait for nothing lead on like a state without an action
	case s.ActionKey != nil:
		s.vague = true
		at := t.WithKey
		if len(keys) > 0 {
			at = keys[0]
		}
		f := d.out.Errorf(codeToBesideAction, at.Span, "%q stands beside %s, whose outcomes say where the call goes", at.Value, action)
		f.Notef(s.ActionKey.Span, "the action stands here")
		if names := s.outcomeNames(action); len(names) > 0 {
			f.Hint = "name its outcomes: " + strings.Join(names, ", ")
		} else {
			f.Hint = listOutcomes(action, nil)
			if action == "subflow" {
				f.Hint = "name the subflow's returns, or otherwise"
			}
		}
		return
	case len(keys) > 1:
		d.out.Errorf(codeTwoTargets, keys[1].Span, "a state leads to one place, and %q says one already", keys[0].Value).
			Notef(keys[0].Span, "%q stands here", keys[0].Value)
	}
	d.dataAlone(t.WithKey, s.Node)
	s.Exit = t
}
