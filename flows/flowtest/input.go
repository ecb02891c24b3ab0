package flowtest

import (
	"fmt"
	"strings"

	"github.com/texmlflow/texmlflow/engine/carrier"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// input is one thing that happens.
type input struct {
	name string
	at   diag.Span
	do   func(p *player) error
}

// bare are the inputs that are a word alone; each may also be written WORD: true.
var bare = map[string]func(p *player) error{
	"silence":         func(p *player) error { return p.act(carrier.Silence()) },
	"hangup":          func(p *player) error { return p.act(carrier.Hangup()) },
	"repeat_callback": func(p *player) error { return p.repeat(1) },
	"late_callback":   func(p *player) error { return p.repeat(2) },
}

// inputs are the keys of a turn that let something happen, each with the reader of its value.
var inputs = map[string]func(d *decoder, n *syntax.Node) func(p *player) error{
	"press": (*decoder).press, "speak": (*decoder).speak, "silence": (*decoder).silence, "wait": (*decoder).wait,
	"hangup": word("hangup"), "repeat_callback": word("repeat_callback"), "late_callback": word("late_callback"),
	"dial": (*decoder).dial, "callee": (*decoder).callee, "conference": (*decoder).conference, "queue": (*decoder).queue,
	"connect": (*decoder).connect, "refer": (*decoder).refer, "pay": (*decoder).pay, "record": (*decoder).record,
	"ai": (*decoder).ai, "transcript": (*decoder).transcript,
}

func word(name string) func(*decoder, *syntax.Node) func(*player) error {
	return func(d *decoder, n *syntax.Node) func(*player) error {
		d.yes(n, name)
		return bare[name]
	}
}

// doing is an input that is one action.
func doing(a carrier.Action) func(p *player) error {
	return func(p *player) error { return p.act(a) }
}

// form reads a value that is a scalar, or a map whose key main holds what the scalar would.
func (d *decoder) form(n *syntax.Node, what, main string, others ...string) (scalar *syntax.Node, more map[string]*syntax.Node) {
	if !n.IsMap() {
		return n, nil
	}
	syntax.CheckKeys(n, append([]string{main}, others...), what, d.out)
	more = map[string]*syntax.Node{}
	for _, p := range n.Pairs {
		more[p.Key.Value] = p.Value
	}
	if more[main] == nil {
		d.out.Errorf(codeMissingKey, n.Span, "%s needs the key %q", what, main)
		return nil, more
	}
	return more[main], more
}

func (d *decoder) press(n *syntax.Node) func(*player) error { return doing(d.keys(n)) }

func (d *decoder) keys(n *syntax.Node) carrier.Action {
	n, more := d.form(n, "press", "keys", "over")
	if n == nil {
		return carrier.Action{}
	}
	keys := d.text(n, "keys, in quotes")
	if n.IsScalar() && (keys == "" || strings.Trim(keys, "0123456789*#") != "") {
		d.out.Errorf(codeBadValue, n.Span, "%s are no keys", n.Describe()).Hint = "keys are 0-9, * and #"
	}
	return d.over(carrier.Press(keys), more)
}

// defaultConfidence is how sure the recogniser is of words that a scenario says no more about.
const defaultConfidence = 0.9

func (d *decoder) speak(n *syntax.Node) func(*player) error { return doing(d.words(n)) }

func (d *decoder) words(n *syntax.Node) carrier.Action {
	n, more := d.form(n, "speak", "text", "confidence", "over")
	if n == nil {
		return carrier.Action{}
	}
	confidence := defaultConfidence
	if c := more["confidence"]; c != nil {
		if _, err := fmt.Sscan(c.Value, &confidence); err != nil || !(confidence >= 0 && confidence <= 1) {
			d.wrongKind(c, "a number from 0 to 1")
		}
	}
	words := d.text(n, "words")
	if n.IsScalar() && strings.TrimSpace(words) == "" {
		d.wrongKind(n, "words that are said").Hint = "write silence: true for a caller who says nothing"
	}
	return d.over(carrier.Speak(words, confidence), more)
}

// over lets an input come while the prompt is heard.
func (d *decoder) over(a carrier.Action, more map[string]*syntax.Node) carrier.Action {
	if n := more["over"]; n != nil {
		d.yes(n, "over")
		return a.Over()
	}
	return a
}

func (d *decoder) silence(n *syntax.Node) func(*player) error {
	times := d.count(n, "silence")
	return func(p *player) error {
		for range times {
			if err := p.act(carrier.Silence()); err != nil {
				return err
			}
		}
		return nil
	}
}

func (d *decoder) wait(n *syntax.Node) func(*player) error {
	return doing(carrier.Wait(d.duration(n, "wait")))
}
