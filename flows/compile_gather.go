package flows

import (
	"slices"
	"strconv"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// defaultRetries is how often a gather asks again after silence, and again after noise.
const defaultRetries = 2

// builtinFinishKey ends an entry where finish_on_key does not say otherwise.
const builtinFinishKey = "#"

// gather compiles a gather: first its exits, whose expressions show what it has to listen for.
func (s *stateCompiler) gather(a *gatherDecl) engine.Action {
	var defaults attributes
	retries := number{Value: defaultRetries}
	if d := s.flowCompiler.decl.Defaults.action("gather"); d != nil {
		defaults = d.Attrs
		if d.Retries.given() {
			retries = d.Retries
		}
	}
	if a.Retries.given() {
		retries = a.Retries
	}
	seen := &reads{}
	exit := s.exit.in(s.exit.scope)
	s.entersSecret = s.secret(a)
	if s.entersSecret {
		exit.scope = s.scopes.entered(exit.scope)
		s.checkDefaults(exit)
	}
	exit.reads = seen
	s.exit = exit
	out := s.gatherExits(a)
	out.Prompt, out.Reprompt, out.Retries = s.prompt(a.Prompt, s.base), s.prompt(a.Reprompt, s.base), retries.Value

	w := &verbWriter{}
	w.open("Gather", defaults, a.Attrs)
	w.close("Gather")
	verb, _ := s.read(w).(*texmlgen.Gather)
	if verb == nil {
		return out
	}
	out.Verb = *verb
	l := &listening{stateCompiler: s, decl: a, out: out, attrs: slices.Concat(defaults, a.Attrs), seen: seen}
	l.infer()
	l.check()
	s.heard = append(s.heard, l)
	if out.Sensitive {
		s.secrets[s.decl] = &secretEntry{keys: out.DTMF, words: out.Speech}
	}
	return out
}

// gatherExits compiles where the answers to a gather lead.
func (s *stateCompiler) gatherExits(a *gatherDecl) *engine.Gather {
	out := &engine.Gather{}
	if o := s.decl.outcome("transitions"); o != nil {
		out.Transitions = s.transitions(o.Transitions, s.id+"/transitions", s.exit)
	}
	for i, c := range a.Choices {
		if c.Transition != nil {
			out.Choices = append(out.Choices, s.choice(c, i, s.exit))
		}
	}
	out.NoInput = s.outcome("no_input", s.exit)
	out.NoMatch = s.outcome("no_match", s.exit)
	out.Exhausted = s.outcome("exhausted", s.exit)
	s.otherwiseOf()
	return out
}

// choice compiles one option of a gather. One that is keyed by words and has no phrases is said by these words.
func (s *stateCompiler) choice(c *choiceDecl, i int, p *place) *engine.Choice {
	out := &engine.Choice{Phrases: s.phrases(c.Phrases), When: s.guard(c.When, p)}
	switch {
	case isKeys(c.Key.Value):
		out.Key = c.Key.Value
	case c.Phrases == nil:
		out.Phrases = map[string][]string{engine.AnyLanguage: s.phraseList([]text{c.Key})}
	}
	if out.When != nil {
		p = p.in(s.scopes.narrow(p.scope, out.When.NonNilIfTrue()))
	}
	name := c.Key.Value
	if s.entersSecret { // names of transitions are logged, and a key is what was entered
		name = strconv.Itoa(i)
	}
	out.Transition = s.transition(c.Transition, s.id+"/choices/"+name, p)
	return out
}
