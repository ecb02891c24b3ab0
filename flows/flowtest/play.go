package flowtest

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine/carrier"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// play plays the scenario to its end, or to what cannot go on.
func (p *player) play() []*Failure {
	var failures []*Failure
	if err := p.answer(); err != nil {
		return []*Failure{p.failure(p.scenario.At, "call", err.Error())}
	}
	for i, t := range p.scenario.turns {
		p.turn = i + 1
		if t.input != nil {
			if f := p.happens(t); f != nil {
				return append(failures, f)
			}
		}
		if f := cmp.Or(p.unanswered(i), p.unfetched(t.place()), p.dropped(t)); f != nil {
			return append(failures, f)
		}
		var found []*Failure
		for _, e := range t.expect {
			found = append(found, e.check(p)...)
		}
		failures = append(failures, found...)
		if slices.ContainsFunc(found, func(f *Failure) bool { return f.What != whatHear && f.What != whatNotHear }) {
			return failures // what follows would fail for the same reason
		}
	}
	p.turn = 0
	failures = append(failures, p.checkEnd()...)
	if p.end == nil {
		if len(p.scenario.after) > 0 {
			failures = append(failures, p.failure(p.scenario.At, whatSent, "the call has not ended, so that on_end sends nothing yet"))
		}
		return failures
	}
	p.reportEnd()
	if f := p.unfetched(p.scenario.At); f != nil {
		return append(failures, f)
	}
	for _, e := range p.scenario.after {
		failures = append(failures, e.check(p)...)
	}
	return failures
}

// happens does the input of a turn.
func (p *player) happens(t *turn) *Failure {
	if p.waits.Verb == "HttpRequest" && t.input.name != "http" && t.input.name != "hangup" {
		return p.noDouble(t.place())
	}
	p.since = since{}
	p.entries = len(p.journal())
	p.http, p.httpUsed = t.http, false
	p.fetcher.turn(t.fetch)
	defer func() { p.http = nil; p.fetcher.turn(nil) }()
	if err := t.input.do(p); err != nil {
		return p.failure(t.input.at, t.input.name, p.plain(err))
	}
	switch {
	case t.http != nil && !p.httpUsed:
		return p.failure(t.input.at, "http", "no http_request was made in this turn, so that nobody got this answer")
	case t.fetch != nil && !p.fetcher.used():
		return p.failure(t.input.at, "fetch", "no fetch was made in this turn, so that nobody got this answer")
	}
	return nil
}

// plain is an error of the carrier in the words of a scenario.
func (p *player) plain(err error) string {
	if errors.Is(err, carrier.ErrAction) && p.end != nil {
		return "the call has ended"
	}
	text := err.Error()
	if i := strings.Index(text, carrier.ErrAction.Error()); i >= 0 {
		text = text[i:] // without the name of the action, which the turn says
		if fit := fitting(p.waits); p.end == nil && fit != "" {
			text += "; write " + fit
		}
	}
	return text
}

// fitting are the inputs for what a call waits for, in words; "" where it is nothing that an input is for.
func fitting(w carrier.Waiting) string {
	switch v := w.Element.(type) {
	case *texmlgen.Gather:
		if w.Leg != "caller" {
			return "callee with press, speak or silence"
		}
		return "press, speak or silence"
	case *texmlgen.AIGather:
		return "ai"
	case *texmlgen.HTTPRequest:
		return "http"
	case *texmlgen.Dial:
		if len(v.Nouns) == 1 {
			if _, room := v.Nouns[0].(*texmlgen.Conference); room {
				return "conference"
			}
		}
		return "dial"
	case *texmlgen.Enqueue:
		return "queue"
	case *texmlgen.Record:
		return "record"
	case *texmlgen.Connect:
		return "connect"
	case *texmlgen.Refer:
		return "refer"
	case *texmlgen.Pay:
		return "pay"
	}
	return ""
}

// unanswered fails the scenario when the flow asks a URL that has no double and the next input is not its answer.
func (p *player) unanswered(i int) *Failure {
	if p.waits.Verb != "HttpRequest" {
		return nil
	}
	for _, t := range p.scenario.turns[i+1:] {
		if t.input != nil {
			if t.input.name == "http" || t.input.name == "hangup" {
				return nil
			}
			break
		}
	}
	return p.noDouble(p.scenario.turns[i].place())
}

func (p *player) noDouble(at diag.Span) *Failure {
	o := p.waits.Outside
	f := p.failure(at, "http", fmt.Sprintf("the flow requests %s %s, and nothing answers it: write its answer under http", o.Method, o.URL))
	f.Expected = named(p.scenario.doubles)
	return f
}

// dropped fails a scenario whose call was lost: no flow may do that.
func (p *player) dropped(t *turn) *Failure {
	if p.end == nil || p.end.By != "failure" {
		return nil
	}
	problem := p.end.Problem
	for _, x := range p.call.Exchanges() {
		if x.Problem != "" && x.Instruction {
			problem += "; " + x.Callback + ": " + x.Problem
		}
	}
	return p.failure(t.place(), "call", "the call was dropped: "+problem)
}

// repeat delivers the nth last callback that asked for a document once more, newly signed. Whatever it was, the call must
// stand where it stood; the last one must get the same answer.
func (p *player) repeat(nth int) error {
	var asked []*carrier.Exchange
	for _, x := range p.call.Exchanges() {
		if x.Instruction && x.Copy == 0 && x.Problem == "" {
			asked = append(asked, x)
		}
	}
	if len(asked) < nth {
		return fmt.Errorf("the call has had %s so far", plural(len(asked), "callback"))
	}
	x := asked[len(asked)-nth]
	_, before, err := p.stored()
	if err != nil {
		return err
	}
	status, answer, err := p.line.again(x, p.site.key, p.clock.Now())
	if err != nil {
		return err
	}
	_, after, err := p.stored()
	switch {
	case err != nil:
		return err
	case status != 200:
		return fmt.Errorf("%s, delivered again, was answered with status %d", x.Callback, status)
	case !bytes.Equal(before, after):
		return fmt.Errorf("%s, delivered again, has moved the call", x.Callback)
	case nth == 1 && p.end == nil && !bytes.Equal(answer, x.Answer):
		return fmt.Errorf("%s, delivered again, got another answer", x.Callback)
	}
	return nil
}

// checkEnd holds the end of the call against what the scenario says.
func (p *player) checkEnd() []*Failure {
	if p.scenario.ends == nil {
		return nil
	}
	got := p.ended()
	if got == p.scenario.ends.want {
		return nil
	}
	return []*Failure{p.differs(p.scenario.ends.at, "ends", "the call ends otherwise", []string{p.scenario.ends.want}, []string{got})}
}

func (p *player) ended() string {
	if word := Ends(p.end, p.line.elsewhere != ""); word != "" {
		return word
	}
	return p.end.By
}

// Ends is how a call has ended in the words of ends, "" where it has none for it. A nil end is none; elsewhere says that the
// flow has given the call to a document that is not the host's.
func Ends(end *carrier.End, elsewhere bool) string {
	switch {
	case end == nil:
		return endOpen
	case elsewhere:
		return endRedirect
	case end.By == "document" && end.Status != "completed":
		return endReject
	case end.By == "document":
		return endHangup
	case end.By == "caller":
		return endCaller
	case end.By == "limit":
		return endLimit
	}
	return ""
}
