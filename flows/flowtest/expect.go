package flowtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine/spell"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// expectationKeys are the keys of a turn that say what must hold.
var expectationKeys = []string{"hear", "not_hear", "state", "vars", "texml", "outcome", "language", whatSent, whatNotSent}

// expectation reads one key of a turn.
func (d *decoder) expectation(p syntax.Pair, t *turn, s *Scenario) {
	at := pairSpan(p)
	switch p.Key.Value {
	case "hear":
		t.expect = append(t.expect, d.hear(p.Value, at))
	case "not_hear":
		t.expect = append(t.expect, &silence{at: at, texts: d.texts(p.Value, "words")})
	case "state":
		want := d.text(p.Value, "a state")
		d.knownState(p.Value, s)
		t.expect = append(t.expect, &standing{at: at, want: want})
	case "language":
		t.expect = append(t.expect, &speaking{at: at, want: d.text(p.Value, "a language, such as es-US")})
	case "outcome":
		t.expect = append(t.expect, &deciding{at: at, want: d.texts(p.Value, "an outcome, such as busy")})
	case "vars":
		if d.isMap(p.Value, "a map of variables and values") {
			if len(p.Value.Pairs) == 0 {
				d.wrongKind(p.Value, "variables and their values").Hint = "an empty map expects nothing"
			}
			t.expect = append(t.expect, &holding{node: p.Value})
		}
	case whatSent:
		t.expect = append(t.expect, d.sending(p.Value, at)...)
	case whatNotSent:
		t.expect = append(t.expect, &notSending{d.requests(p.Value, at)})
	case "texml":
		t.expect = append(t.expect, d.answering(p.Value)...)
	}
}

// knownState finds a state that no call of the flow can stand in.
func (d *decoder) knownState(n *syntax.Node, s *Scenario) {
	if s.flow == nil || !n.IsScalar() {
		return
	}
	known := states(s.flow)
	parts := strings.Split(n.Value, "/")
	var names []string
	for _, k := range known {
		_, name, _ := strings.Cut(k, "/")
		names = append(names, name)
	}
	last := parts[len(parts)-1]
	ok := slices.Contains(names, last)
	if len(parts) > 1 {
		ok = slices.Contains(known, parts[len(parts)-2]+"/"+last)
	}
	if ok {
		return
	}
	f := d.out.Errorf(codeUnknownState, n.Span, "no flow of the call has the state %q", n.Value)
	if len(parts) == 1 {
		f.Hint = spell.DidYouMean(last, names)
	} else {
		f.Hint = spell.DidYouMean(parts[len(parts)-2]+"/"+last, known)
	}
	if f.Hint == "" {
		f.Hint = "its flows are " + strings.Join(slices.Sorted(maps.Keys(s.flow.Flows)), ", ")
	}
}

// standing expects the call to be in a state.
type standing struct {
	at   diag.Span
	want string
}

func (e *standing) check(p *player) []*Failure {
	got := ""
	if c, _, err := p.stored(); err == nil {
		got = c.Where()
	}
	if got == e.want || strings.HasSuffix(got, "/"+e.want) {
		return nil
	}
	f := p.failure(e.at, "state", "the call stands elsewhere")
	f.Expected, f.Got = []string{e.want}, []string{got}
	return []*Failure{f}
}

// speaking expects the call's language.
type speaking struct {
	at   diag.Span
	want string
}

func (e *speaking) check(p *player) []*Failure {
	got := ""
	if c, _, err := p.stored(); err == nil {
		got = c.Language
	}
	if got == e.want {
		return nil
	}
	f := p.failure(e.at, "language", "the call speaks another language")
	f.Expected, f.Got = []string{e.want}, []string{got}
	return []*Failure{f}
}

// deciding expects outcomes, in this order, among those that the callbacks since the last input had.
type deciding struct {
	at   diag.Span
	want []string
}

func (e *deciding) check(p *player) []*Failure {
	var got []string
	for _, entry := range p.turnsSince() {
		if entry.Outcome != "" {
			got = append(got, entry.Outcome)
		}
	}
	rest := got
	for _, want := range e.want {
		i := slices.Index(rest, want)
		if i < 0 {
			f := p.failure(e.at, "outcome", fmt.Sprintf("%q was not decided", want))
			f.Expected, f.Got = e.want, got
			return []*Failure{f}
		}
		rest = rest[i+1:]
	}
	return nil
}
