package flows

import (
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/spoken"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// mostOptions is how many options by key callers keep in mind.
const mostOptions = 5

// checkOptions compares the keys that prompts tell callers to press with those that their gathers handle.
func checkOptions(c *checker) {
	for _, l := range c.asking() {
		flow := l.flowCompiler.decl
		o := &optionCheck{listening: l, handled: l.keys(), spoken: map[spokenIn][]spoken.Mention{}}
		for _, tag := range c.tags(flow) {
			prompt, whole := c.sayings(flow, l.decl.Prompt, tag)
			reprompt, _ := c.sayings(flow, l.decl.Reprompt, tag)
			before, wholeBefore := c.saidBefore(l, tag)
			o.unhandled(slices.Concat(prompt, reprompt), c.out)
			o.unspoken(before, prompt, tag, whole && wholeBefore)
			o.many(prompt)
		}
		o.say(c.out)
	}
}

// optionCheck is what is found out about a gather's keys and what is said of them.
type optionCheck struct {
	*listening
	handled []text // keys

	missing []*choiceDecl // that a prompt is silent about
	tags    map[*choiceDecl][]string
	spoken  map[spokenIn][]spoken.Mention
	most    int // options that a prompt offers, in the language in which they are most
}

// spokenIn is a text as it is heard in a language.
type spokenIn struct {
	text     *syntax.Node
	language string
}

// keysIn lists the keys that words speak of, worked out once.
func (o *optionCheck) keysIn(s saying) []spoken.Mention {
	key := spokenIn{s.text.Node, s.language}
	list, ok := o.spoken[key]
	if !ok {
		list = spoken.Keys(s.words, s.language)
		o.spoken[key] = list
	}
	return list
}

// mentions are the keys that words speak of; those that callers are told to press are true.
func (o *optionCheck) mentions(list []saying) map[string]bool {
	out := map[string]bool{}
	for _, s := range list {
		for _, m := range o.keysIn(s) {
			out[m.Keys] = out[m.Keys] || m.Option
		}
	}
	return out
}

// unhandled warns of keys that words tell callers to press and that lead nowhere.
func (o *optionCheck) unhandled(words []saying, out *diag.List) {
	if o.handlesAll() {
		return
	}
	state := o.stateCompiler.decl
	for _, s := range words {
		for _, m := range o.keysIn(s) {
			if !m.Option || slices.ContainsFunc(o.handled, func(key text) bool { return key.Value == m.Keys }) || !o.couldBeKey(m.Keys) {
				continue
			}
			f := out.Warnf(codeNotHandled, s.span(m), "callers are told to press %s, and nothing handles it in the state %q", m.Keys, state.Name.Value)
			if s.used {
				f.Notef(state.ActionKey.Span, "this gather says it")
			}
			f.Hintf("add the choice %q, or take it out of the words", m.Keys)
			if o.finishes(m.Keys) {
				f.Hintf(`%s only ends an entry here: write finish_on_key: "" and the choice %q, or take it out of the words`, m.Keys, m.Keys)
			}
		}
	}
}

// handlesAll reports whether every entry may lead somewhere: an exit reads what was entered, or takes whatever it is.
func (l *listening) handlesAll() bool {
	if l.readsDigits() {
		return true
	}
	if n := len(l.out.Transitions); n > 0 && l.out.Transitions[n-1].When == nil {
		return true
	}
	return slices.ContainsFunc(l.out.NoMatch, func(t *engine.Transition) bool { return t.Target.Kind != engine.ToRetry })
}

// couldBeKey reports whether an entry that words speak of has the length of an option here, and is not the key that ends a
// longer entry.
func (o *optionCheck) couldBeKey(keys string) bool {
	if o.finishes(keys) && (!o.out.DTMF || o.out.NumDigits != 1) {
		return false
	}
	return len(o.handled) == 0 && len(keys) == 1 ||
		slices.ContainsFunc(o.handled, func(key text) bool { return len(key.Value) == len(keys) })
}

// saidBefore lists what the state says before its gather.
func (c *checker) saidBefore(l *listening, tag string) (list []saying, whole bool) {
	whole = true
	for _, part := range l.stateCompiler.decl.Parts {
		if part.Say == nil {
			whole = whole && part.Play == nil
			continue
		}
		more, known := c.sayings(l.flowCompiler.decl, part.Say, tag)
		list, whole = append(list, more...), whole && known
	}
	return list, whole
}

const (
	// mostJudged is how many runes of a prompt are judged for what they do not say.
	mostJudged = 5000
	// mostMissing is how many choices a prompt may be silent about: with more of them it does not mean to name them.
	mostMissing = 9
)

// unspoken looks for the keys of choices in what is heard. A prompt that is not all known is not judged, nor one that names
// no key as long as the choice's; nor is a choice that is offered at times, or that may be said by words of the prompt.
func (o *optionCheck) unspoken(before, prompt []saying, tag string, whole bool) {
	if len(o.decl.Choices) == 0 {
		return
	}
	heard := slices.Concat(before, prompt)
	if !whole || slices.ContainsFunc(heard, func(s saying) bool { return !spoken.Understood(s.language) || len(s.words) > mostJudged }) {
		return
	}
	named, lengths := o.mentions(heard), map[int]bool{}
	for keys, option := range o.mentions(prompt) {
		lengths[len(keys)] = lengths[len(keys)] || option
	}
	var missing []*choiceDecl
	for _, choice := range o.decl.Choices {
		key := choice.Key.Value
		if _, said := named[key]; said || choice.Transition == nil || choice.When.given() || !isKeys(key) || !lengths[len(key)] || !o.out.Fits(key) || choice.saidIn(heard, tag) {
			continue
		}
		if missing = append(missing, choice); len(missing) > mostMissing {
			return
		}
	}
	for _, choice := range missing {
		if o.tags == nil {
			o.tags = map[*choiceDecl][]string{}
		}
		if o.tags[choice] == nil {
			o.missing = append(o.missing, choice)
		}
		o.tags[choice] = append(o.tags[choice], tag)
	}
}

// saidIn reports whether words hold one of the phrases of a choice.
func (c *choiceDecl) saidIn(heard []saying, tag string) bool {
	phrases := c.spoken()
	list, ok := phrases[tag]
	if !ok {
		list = phrases[engine.AnyLanguage]
	}
	return slices.ContainsFunc(list, func(phrase text) bool {
		return slices.ContainsFunc(heard, func(s saying) bool { return guard.MatchPhrase(s.words, phrase.Value, s.language) })
	})
}

// many counts the options that a prompt offers.
func (o *optionCheck) many(prompt []saying) {
	if len(o.decl.Choices) <= mostOptions {
		return
	}
	named, n := o.mentions(prompt), 0
	for _, choice := range o.decl.Choices {
		if choice.Transition != nil && named[choice.Key.Value] {
			n++
		}
	}
	o.most = max(o.most, n)
}

// say warns of the choices that a prompt is silent about, and of a prompt that offers more than callers keep in mind.
func (o *optionCheck) say(out *diag.List) {
	for _, choice := range o.missing {
		in := ""
		if len(o.flowCompiler.decl.Languages) > 1 {
			in = " in " + strings.Join(o.tags[choice], ", ")
		}
		out.Warnf(codeNotSpoken, choice.Key.Node.Span, "the prompt does not speak of the key %s%s", choice.Key.Value, in).
			Hint = "say what it is for, or leave the choice out"
	}
	if o.most > mostOptions {
		out.Warnf(codeManyOptions, o.decl.ChoicesKey.Span, "%d options are more than callers keep in mind", o.most).
			Hintf("offer at most %d, the commonest first, and the rest in a menu of its own", mostOptions)
	}
}
