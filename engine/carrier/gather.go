package carrier

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// gathering is a Gather that waits for keys or speech.
type gathering struct {
	leg       *leg
	frame     *frame
	verb      *texmlgen.Gather
	prompt    []Heard
	began     time.Time
	promptEnd time.Time
	keys      string
	last      time.Time // of the last key
	done      bool
}

// gather begins to listen. The prompt is heard when it is known how long: until somebody talks over it, or to its end.
func (l *leg) gather(f *frame, v *texmlgen.Gather) {
	g := &gathering{leg: l, frame: f, verb: v, began: l.call.now()}
	length := time.Duration(0)
	for _, p := range v.Prompt {
		list, ok := l.sounds(f, p)
		if !ok {
			l.call.remark("the document is aborted: " + list[0].URL + " cannot be played")
			f.abort()
			return
		}
		for _, h := range list {
			h.Interruptible = !l.call.carrier.other(gatherNoBargeIn)
			g.prompt = append(g.prompt, h)
			length += h.Length
			if h.Endless {
				length = maxCall
			}
		}
	}
	g.promptEnd = g.began.Add(length)
	l.call.step.Heard = append(l.call.step.Heard, g.prompt...)
	f.wait, f.asked = g, true
}

func (g *gathering) waiting() Waiting {
	return Waiting{Element: g.verb, Prompt: slices.Clone(g.prompt)}
}

func (g *gathering) due() time.Time {
	timeout := g.verb.Timeout.Or(5 * time.Second)
	if g.keys != "" {
		return later(g.last, g.promptEndIfHeard()).Add(timeout)
	}
	return g.promptEnd.Add(timeout)
}

// promptEndIfHeard is when the prompt ends if keys do not cut it short.
func (g *gathering) promptEndIfHeard() time.Time {
	if g.leg.call.carrier.other(gatherNoBargeIn) {
		return g.promptEnd
	}
	return g.last
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (g *gathering) takes(in texmlgen.Input) bool {
	return slices.Contains(g.verb.Input, in) || len(g.verb.Input) == 0 && in == texmlgen.InputDTMF
}

// listens reports whether an input counts. What does not cuts no prompt short either.
func (g *gathering) listens(in texmlgen.Input, name string) bool {
	if !g.takes(in) {
		g.leg.call.remark("the Gather takes no " + name)
		return false
	}
	return true
}

func (g *gathering) do(a Action) (bool, error) {
	if a.leg > 0 && a.leg != g.leg.callee || a.leg < 0 && g.leg.callee != 0 {
		return false, nil
	}
	switch a.kind {
	case kindPress, kindKeys:
		if strings.Trim(a.text, "0123456789*#") != "" || a.text == "" {
			return true, fmt.Errorf("%w: keys are 0-9, * and #", ErrAction)
		}
		if g.listens(texmlgen.InputDTMF, "keys") {
			g.begin(a)
			g.press(a.text)
		}
	case kindSpeak:
		if g.listens(texmlgen.InputSpeech, "speech") {
			g.begin(a)
			g.speak(a)
		}
	default:
		return false, nil
	}
	if !g.done && a.kind != kindKeys {
		g.leg.call.carrier.clock.until(g.due())
		g.expire()
	}
	return true, nil
}

// begin is the moment of the first key or word: over the prompt, which it cuts short, or behind it, if it has an end.
func (g *gathering) begin(a Action) {
	clock := g.leg.call.carrier.clock
	endless := slices.ContainsFunc(g.prompt, func(h Heard) bool { return h.Endless })
	if over := later(g.began.Add(overPrompt), clock.Now()); (a.over || endless) && over.Before(g.promptEnd) {
		clock.until(over)
		if !g.leg.call.carrier.other(gatherNoBargeIn) {
			g.leg.call.step.Cut = append(g.leg.call.step.Cut, g.prompt...)
			g.promptEnd = over
		}
		return
	}
	clock.until(g.promptEnd)
}

// press takes keys one by one; those after the end of the entry are lost.
func (g *gathering) press(keys string) {
	finish := g.finishKeys()
	most := g.verb.NumDigits.Or(g.verb.MaxDigits.Or(128))
	for _, key := range keys {
		g.leg.keyed(string(key))
		g.last = g.leg.call.now()
		switch {
		case strings.ContainsRune(finish, key):
			g.submit(string(key))
		case g.verb.ValidDigits != "" && !strings.ContainsRune(g.verb.ValidDigits, key):
			g.invalid(key)
		default:
			if g.keys += string(key); len(g.keys) >= most {
				g.submit("")
			}
		}
		if g.done {
			return
		}
	}
}

func (g *gathering) finishKeys() string {
	keys := g.verb.FinishOnKey.Or("#")
	if len(keys) > 1 && g.leg.call.carrier.other(gatherFinishOneKey) {
		return ""
	}
	return keys
}

// invalid takes a key that validDigits does not have; without an action of its own it does not count.
func (g *gathering) invalid(key rune) {
	if g.verb.InvalidDigitsAction.IsZero() {
		return
	}
	fields := g.leg.bare()
	if g.leg.call.carrier.other(invalidDigitsSent) {
		fields = append(fields, Field{"Digits", g.keys + string(key)})
	}
	g.ask("gather_invalid_digits_action", g.verb.InvalidDigitsAction, fields)
}

// submit ends an entry. One with too few keys counts as none.
func (g *gathering) submit(finish string) {
	if g.keys == "" || len(g.keys) < g.verb.MinDigits.Or(1) {
		g.empty()
		return
	}
	digits := g.keys
	if g.leg.call.carrier.other(finishKeySent) {
		digits += finish
	}
	g.act(append(g.leg.bare(), Field{"Digits", digits}))
}

// speak takes words.
func (g *gathering) speak(a Action) {
	words := strings.Fields(a.text)
	if len(words) == 0 {
		return
	}
	l := g.leg
	l.call.carrier.clock.Advance(wordLength * time.Duration(len(words)))
	if !g.verb.PartialResultCallback.IsZero() {
		name := "UnstableSpeechResult"
		if l.call.carrier.other(partialStable) {
			name = "SpeechResult"
		}
		part := strings.Join(words[:(len(words)+1)/2], " ")
		l.notify("gather_partial_result", g.frame.link(g.verb.PartialResultCallback), string(g.verb.PartialResultCallbackMethod),
			append(l.bare(), Field{name, part}))
	}
	l.call.carrier.clock.Advance(g.verb.SpeechTimeout.Or(time.Second))
	g.act(append(l.bare(), Field{"SpeechResult", a.text}, Field{"Confidence", strconv.FormatFloat(a.number, 'f', -1, 64)}))
}

func (g *gathering) expire() {
	if g.keys != "" {
		g.submit("")
		return
	}
	g.empty()
}

// empty ends a Gather that nobody has answered.
func (g *gathering) empty() {
	if g.leg.call.carrier.other(gatherEmptyAction) && !g.verb.Action.IsZero() {
		g.act(g.leg.bare())
		return
	}
	g.done = true
	g.frame.next()
}

// act requests the action; without one the next verb runs, and what was given is lost.
func (g *gathering) act(fields []Field) {
	switch {
	case !g.verb.Action.IsZero():
		g.ask("gather_action", g.verb.Action, fields)
	case g.leg.call.carrier.other(gatherNoActionFetches):
		g.ask("redirect_fetch", texmlgen.Link(texmlgen.Literal(g.frame.doc.base)), g.leg.redirectFields())
	default:
		g.done = true
		g.frame.next()
	}
}

// ask requests a document, when the prompt has been heard or was cut short; a Gather has no method of its own.
func (g *gathering) ask(callback string, target texmlgen.URL, fields []Field) {
	g.done = true
	g.leg.call.carrier.clock.until(g.promptEnd)
	g.leg.request(g.frame, g.leg.instruction(callback, g.frame.link(target), g.leg.call.carrier.options.Method, fields))
}
