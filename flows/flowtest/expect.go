package flowtest

import (
	"cmp"
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
	parts := strings.Split(n.Value, "/")
	last := strings.Join(parts[max(0, len(parts)-2):], "/") // STATE or FLOW/STATE, without the flows around it
	var known []string
	for _, f := range s.flow.Flows {
		for name := range f.States {
			if len(parts) > 1 {
				name = f.Name + "/" + name
			}
			known = append(known, name)
		}
	}
	if slices.Contains(known, last) {
		return
	}
	d.out.Errorf(codeUnknownState, n.Span, "no flow of the call has the state %q", n.Value).Hint = cmp.Or(
		spell.DidYouMean(last, known), "its flows are "+strings.Join(slices.Sorted(maps.Keys(s.flow.Flows)), ", "))
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
	return []*Failure{p.differs(e.at, "state", "the call stands elsewhere", []string{e.want}, []string{got})}
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
	return []*Failure{p.differs(e.at, "language", "the call speaks another language", []string{e.want}, []string{got})}
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
			return []*Failure{p.differs(e.at, "outcome", fmt.Sprintf("%q was not decided", want), e.want, got)}
		}
		rest = rest[i+1:]
	}
	return nil
}
