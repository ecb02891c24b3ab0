package flows

import (
	"slices"

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
	exit.reads = seen
	s.exit = exit
	out := &engine.Gather{
		Prompt: s.prompt(a.Prompt, s.base), Reprompt: s.prompt(a.Reprompt, s.base), Retries: retries.Value,
	}
	if o := s.decl.outcome("transitions"); o != nil {
		out.Transitions = s.transitions(o.Transitions, s.id+"/transitions", exit)
	}
	for _, c := range a.Choices {
		if c.Transition != nil {
			out.Choices = append(out.Choices, s.choice(c, exit))
		}
	}
	out.NoInput = s.outcome("no_input", exit)
	out.NoMatch = s.outcome("no_match", exit)
	out.Exhausted = s.outcome("exhausted", exit)
	s.otherwiseOf()

	w := &verbWriter{}
	w.open("Gather", defaults, a.Attrs)
	w.close("Gather")
	verb, _ := s.read(w).(*texmlgen.Gather)
	if verb == nil {
		return out
	}
	out.Verb = *verb
	l := &listening{stateCompiler: s, decl: a, out: out, attrs: slices.Concat(defaults, a.Attrs), seen: seen, impossible: map[string][]text{}}
	l.infer()
	l.check()
	return out
}

// choice compiles one option of a gather. One that is keyed by words and has no phrases is said by these words.
func (s *stateCompiler) choice(c *choiceDecl, p *place) *engine.Choice {
	out := &engine.Choice{Phrases: s.phrases(c.Phrases), When: s.guard(c.When, p)}
	switch {
	case isKeys(c.Key.Value):
		out.Key = c.Key.Value
	case c.Phrases == nil:
		out.Phrases = map[string][]string{engine.AnyLanguage: s.phraseList([]text{c.Key})}
	}
	if out.When != nil {
		p = p.in(p.scope.Narrow(out.When.NonNilIfTrue()))
	}
	out.Transition = s.transition(c.Transition, s.id+"/choices/"+c.Key.Value, p)
	return out
}
