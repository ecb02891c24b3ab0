package flows

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
)

// check says what of a gather can never happen.
func (l *listening) check() {
	for _, c := range l.decl.Choices {
		if c.Transition == nil || !isKeys(c.Key.Value) {
			continue
		}
		l.checkKey(c.Key, true)
	}
	if l.out.Commands != nil {
		for _, c := range l.flowCompiler.decl.Commands {
			if c.Key.given() {
				l.checkKey(c.Key, false)
			}
		}
	}
	l.sayImpossible()
	l.checkInput()
	l.checkTried()
	l.checkAnswered()
	l.checkTwice()
	l.checkHidden()
}

// checkKey says why a key can never be the whole entry. A command's key need not keep the bounds of the entry.
func (l *listening) checkKey(key text, choice bool) {
	o := l.out
	impossible := func(format string, args ...any) {
		reason := fmt.Sprintf(format, args...)
		if l.impossible[reason] == nil {
			l.reasons = append(l.reasons, reason)
		}
		if l.impossible == nil {
			l.impossible = map[string][]text{}
		}
		l.impossible[reason] = append(l.impossible[reason], key)
	}
	if o.MaxDigits > 0 && o.MinDigits > o.MaxDigits {
		return // no key can be entered, and that is said of the bounds
	}
	if !o.DTMF {
		if choice {
			impossible("input has no dtmf")
		}
		return
	}
	finish := o.Verb.FinishOnKey.Or(builtinFinishKey)
	if l.finishes(key.Value) {
		l.flowCompiler.out.Errorf(codeImpossibleKey, key.Node.Span, "the key %q can never be entered: %s ends the entry", key.Value, strconv.Quote(finish)).
			Hint = `write finish_on_key: "" in the gather, or choose another key`
		return
	}
	if !choice {
		return
	}
	n := len(key.Value)
	switch {
	case o.NumDigits > 0 && n != o.NumDigits:
		impossible("num_digits is %d", o.NumDigits)
	case o.MinDigits > 0 && n < o.MinDigits:
		impossible("min_digits is %d", o.MinDigits)
	case o.MaxDigits > 0 && n > o.MaxDigits:
		impossible("max_digits is %d", o.MaxDigits)
	case o.ValidDigits != "" && strings.Trim(key.Value, o.ValidDigits) != "":
		impossible("valid_digits is %q", o.ValidDigits)
	}
}

// finishes reports whether one of the keys ends the entry.
func (l *listening) finishes(keys string) bool {
	return strings.ContainsAny(keys, l.out.Verb.FinishOnKey.Or(builtinFinishKey))
}

// sayImpossible says which keys can never be entered, those of one reason in one finding.
func (l *listening) sayImpossible() {
	for _, reason := range l.reasons {
		keys := l.impossible[reason]
		what := "the key "
		if len(keys) > 1 {
			what = "the keys "
		}
		l.flowCompiler.out.Errorf(codeImpossibleKey, keys[0].Node.Span, "%s can never be entered: %s", what+strings.Join(quoted(keys), ", "), reason)
	}
}

// checkHidden warns of choices that take the key of a command.
func (l *listening) checkHidden() {
	for _, choice := range l.decl.Choices {
		for _, command := range l.flowCompiler.decl.Commands {
			if l.out.Commands != nil && !l.finishes(choice.Key.Value) && choice.Transition != nil && isKeys(choice.Key.Value) && command.Key.Value == choice.Key.Value {
				l.flowCompiler.out.Warnf(codeHiddenCommand, choice.Key.Node.Span, "here the key %q is this choice, and the command %q is not heard by it",
					choice.Key.Value, command.Name.Value).
					Notef(command.Key.Node.Span, "the command's key stands here")
			}
		}
	}
}

// checkInput says which phrases are never listened for.
func (l *listening) checkInput() {
	if l.out.Speech {
		return
	}
	for _, c := range l.decl.Choices {
		at := c.Key.Node
		switch {
		case c.Phrases != nil:
			at = c.Phrases.Node
		case isKeys(c.Key.Value):
			continue
		}
		l.flowCompiler.out.Errorf(codeImpossibleKey, head(at), "these words can never be heard: input has no speech")
	}
}

// checkTried says that choices are never tried, because the last transition before them is always taken.
func (l *listening) checkTried() {
	o := l.stateCompiler.decl.outcome("transitions")
	if o == nil || len(o.Transitions) == 0 || l.decl.ChoicesKey == nil {
		return
	}
	if last := o.Transitions[len(o.Transitions)-1]; !hasAny(last.Node, "when") {
		l.flowCompiler.out.Errorf(codeAfterUnguarded, l.decl.ChoicesKey.Span, "these choices are never tried").
			Notef(head(last.Node), "transitions come before them, and this one has no guard")
	}
}

// checkAnswered says when no answer leads anywhere.
func (l *listening) checkAnswered() {
	if l.stateCompiler.decl.vague || len(l.decl.Choices) > 0 || l.stateCompiler.decl.outcome("transitions") != nil || len(l.out.Commands) > 0 || l.decl.ChoicesKey != nil || l.stateCompiler.hasErrors() {
		return
	}
	if l.out.DTMF || l.out.Speech {
		l.flowCompiler.out.Errorf(codeUndecided, l.stateCompiler.decl.ActionKey.Span, "no answer to the gather of state %q leads anywhere", l.stateCompiler.decl.Name.Value).
			Hint = "write choices in the gather, or transitions beside it"
	}
}

// checkTwice says which words lead to two places.
func (l *listening) checkTwice() {
	type spoken struct{ language, words string }
	first := map[spoken]text{}
	for _, c := range l.decl.Choices {
		if c.When.given() {
			continue // one of two options for the same words may be offered at a time
		}
		for tag, list := range c.spoken() {
			for _, t := range list {
				at := spoken{tag, strings.Join(guard.Fold(t.Value), " ")}
				if other, ok := first[at]; ok && other.Node != t.Node {
					l.flowCompiler.out.Errorf(codeDuplicateChoice, t.Node.Span, "%q is said for another choice already", t.Value).
						Notef(other.Node.Span, "it stands here first")
					continue
				}
				first[at] = t
			}
		}
	}
}

// spoken lists what a choice is said by, by language as written.
func (c *choiceDecl) spoken() map[string][]text {
	if c.Phrases == nil && !isKeys(c.Key.Value) {
		return map[string][]text{engine.AnyLanguage: {c.Key}}
	}
	return c.Phrases.spoken()
}

// spoken lists phrases by language as written; nil has none.
func (p *phrasesDecl) spoken() map[string][]text {
	switch {
	case p == nil:
		return nil
	case p.ByLanguage == nil:
		return map[string][]text{engine.AnyLanguage: p.List}
	}
	out := map[string][]text{}
	for _, l := range p.ByLanguage {
		out[l.Tag.Value] = l.List
	}
	return out
}

// checkCommands says which commands share a key or words.
func (f *flowCompiler) checkCommands() {
	type answer struct{ key, language, words string }
	first := map[answer]text{}
	note := func(at answer, t text) {
		if other, ok := first[at]; ok && other.Node != t.Node {
			f.out.Errorf(codeDuplicateChoice, t.Node.Span, "%q is another command already", t.Value).
				Notef(other.Node.Span, "it stands here first")
			return
		}
		first[at] = t
	}
	for _, c := range f.decl.Commands {
		if c.Key.given() {
			note(answer{key: c.Key.Value}, c.Key)
		}
		for tag, list := range c.Phrases.spoken() {
			for _, t := range list {
				note(answer{language: tag, words: strings.Join(guard.Fold(t.Value), " ")}, t)
			}
		}
	}
}
