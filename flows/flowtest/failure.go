package flowtest

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/carrier"
	"github.com/texmlflow/texmlflow/engine/store"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// Failure is one thing that did not hold, with all that helps to see why. It shows no sensitive value: an expected value
// of a sensitive variable is as hidden as the one that was found.
type Failure struct {
	At       diag.Span
	What     string // the key of the expectation or input: hear, state, press
	Message  string
	Expected []string // lines; nil where the message says it all
	Got      []string
	Heard    []string // since the last input
	State    string   // where the call stands
	WaitsFor string
	Way      []string // since the last input: what was decided, and the states and transitions it led through
	Tried    []string // the guards that were tried since the last input, each with the values that it saw
	Notes    []string // what the carrier found odd, what went wrong in the flow

	fix  *fix // how Update would put it right
	turn int  // in which it failed, from 1; 0: in none
}

// What failures are about, where more than one place names it.
const (
	whatHear    = "hear"
	whatNotHear = "not_hear"
	whatSent    = "sent"
	whatNotSent = "not_sent"
)

// failure makes a failure with where the call stands.
func (p *player) failure(at diag.Span, what, message string) *Failure {
	f := &Failure{At: at, What: what, Message: message, turn: p.turn, Heard: texts(p.since.heard), WaitsFor: p.waitsFor(), Notes: slices.Clone(p.since.notes)}
	if c, _, err := p.stored(); err == nil {
		f.State = c.Where()
	}
	for _, r := range p.since.reasons {
		if r.Kind == engine.Tried || r.Kind == engine.UsedUp {
			f.Tried = append(f.Tried, r.Lines(p.scenario.flow)...)
		}
	}
	for _, e := range p.turnsSince() {
		way, trouble := wayOf(e)
		f.Way, f.Notes = append(f.Way, way...), append(f.Notes, trouble...)
	}
	return f
}

// differs makes a failure that shows what was expected, and what there is.
func (p *player) differs(at diag.Span, what, message string, want, got []string) *Failure {
	f := p.failure(at, what, message)
	f.Expected, f.Got = want, got
	return f
}

// detail is what of a journal entry's detail is shown.
type detail struct {
	Steps   []string `json:"steps"`
	Trouble []string `json:"trouble"`
}

func detailOf(e store.Entry) detail {
	var d detail
	if err := json.Unmarshal(e.Detail, &d); err != nil {
		return detail{} // the host's own
	}
	return d
}

// wayOf is a turn in a line: what was decided, and where it led.
func wayOf(e store.Entry) (way, trouble []string) {
	d := detailOf(e)
	line := strings.Join(d.Steps, ", ")
	if e.Outcome != "" {
		line = strings.TrimSuffix(e.Outcome+": "+line, ": ")
	}
	if line != "" {
		way = []string{line}
	}
	return way, d.Trouble
}

// text is something heard as a scenario writes it: the words, or the name of a recording in brackets. Silence and tones
// are "".
func text(h carrier.Heard) string {
	switch h.Verb {
	case "Say", "Greeting":
		return strings.Join(strings.Fields(h.Text), " ")
	case "Play":
		return "[" + h.URL[strings.LastIndexByte(h.URL, '/')+1:] + "]"
	case "Digits":
		return "[" + h.Text + "]"
	}
	return ""
}

func texts(list []carrier.Heard) []string {
	var out []string
	for _, h := range list {
		if t := text(h); t != "" {
			out = append(out, t)
		}
	}
	return out
}

var turnToken = regexp.MustCompile(regexp.QuoteMeta(baseURL) + `/t/[\w.~-]+`)

// shown is a document as a failure shows it: the addresses of the next turn differ each time and say nothing.
func shown(document []byte) []string {
	text := turnToken.ReplaceAllString(string(document), "…")
	if laid, found := texmlgen.Layout([]byte(text)); len(found) == 0 {
		text = string(laid)
	}
	return strings.Split(strings.TrimSpace(text), "\n")
}
