package flows

import (
	"slices"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// listening works out what a gather listens for: what is used decides, unless it is written.
type listening struct {
	*stateCompiler
	decl  *gatherDecl
	out   *engine.Gather
	attrs attributes // defaults first
	seen  *reads

	reasons    []string          // why keys can never be entered
	impossible map[string][]text // those keys, by reason
}

func (l *listening) infer() {
	out := l.out
	out.MinDigits = out.Verb.MinDigits.Or(0)
	out.MaxDigits = out.Verb.MaxDigits.Or(0)
	out.NumDigits = out.Verb.NumDigits.Or(0)
	out.ValidDigits = out.Verb.ValidDigits
	out.Sensitive = l.stateCompiler.entersSecret
	if l.hearsCommands() {
		out.Commands = l.flowCompiler.flow.Commands
	}
	l.inferInput()
	if out.DTMF && !l.readsDigits() && !l.attrs.has("numDigits", "minDigits", "maxDigits") {
		if n := l.commonLength(); n > 0 {
			out.NumDigits = n
			out.Verb.NumDigits = texmlgen.Some(n)
		}
	}
}

func (l *listening) readsDigits() bool { return slices.Contains(l.seen.paths, "Digits") }

// hearsCommands reports whether the flow's commands are heard: not where they are off, not while something sensitive is
// entered, and not, unless it says so, while more than one key is.
func (l *listening) hearsCommands() bool {
	c := l.decl.Commands
	switch {
	case c.given() && !c.Value:
		return false
	case l.out.Sensitive:
		if c.given() {
			l.flowCompiler.out.Errorf(codeBadValue, c.Node.Span, "commands cannot be heard while something sensitive is entered").
				Hint = "leave commands out"
		}
		return false
	case c.given():
		return true
	}
	return !l.severalKeys()
}

// severalKeys reports whether the caller enters more than one key here, other than to choose.
func (l *listening) severalKeys() bool {
	o := l.out
	if o.NumDigits > 0 || o.MaxDigits > 0 {
		return max(o.NumDigits, o.MinDigits, o.MaxDigits) > 1
	}
	return o.MinDigits > 1 || l.readsDigits() || l.choiceLength() > 1
}

// choiceLength is the length that the keys of all choices have; 0 when there is none.
func (l *listening) choiceLength() int {
	n := 0
	for _, c := range l.out.Choices {
		if c.Key != "" && n != 0 && n != len(c.Key) {
			return 0
		}
		n = max(n, len(c.Key))
	}
	return n
}

// inferInput decides between keys and speech.
func (l *listening) inferInput() {
	out := l.out
	if len(l.decl.Input) > 0 {
		for _, t := range l.decl.Input {
			out.DTMF = out.DTMF || t.Value == "dtmf"
			out.Speech = out.Speech || t.Value == "speech"
		}
		return
	}
	out.DTMF = l.readsDigits() || l.attrs.has("numDigits", "minDigits", "maxDigits", "validDigits", "finishOnKey")
	out.Speech = slices.Contains(l.seen.paths, "SpeechResult") || slices.Contains(l.seen.paths, "Confidence") ||
		slices.Contains(l.seen.calls, "said")
	for _, c := range out.Choices {
		out.DTMF = out.DTMF || c.Key != ""
		out.Speech = out.Speech || len(c.Phrases) > 0
	}
	for _, c := range out.Commands {
		out.DTMF = out.DTMF || c.Key != ""
		out.Speech = out.Speech || len(c.Phrases) > 0
	}
	if !out.DTMF && !out.Speech && !l.stateCompiler.decl.vague && !l.stateCompiler.hasErrors() {
		l.flowCompiler.out.Errorf(codeNothingHeard, l.stateCompiler.decl.ActionKey.Span, "nothing says what this gather listens for").
			Hint = "write choices, or transitions that read Digits or SpeechResult, or input: [dtmf]"
	}
}

// commonLength is the length that all keys of choices and commands have; 0 when there is none.
func (l *listening) commonLength() int {
	n := 0
	for _, key := range l.keys() {
		if n != 0 && n != len(key.Value) {
			return 0
		}
		n = len(key.Value)
	}
	return n
}

// keys lists the keys of choices and of the commands that are heard.
func (l *listening) keys() []text {
	var list []text
	for _, c := range l.decl.Choices {
		if c.Transition != nil && isKeys(c.Key.Value) {
			list = append(list, c.Key)
		}
	}
	if l.out.Commands != nil {
		for _, c := range l.flowCompiler.decl.Commands {
			if c.Key.given() {
				list = append(list, c.Key)
			}
		}
	}
	return list
}
