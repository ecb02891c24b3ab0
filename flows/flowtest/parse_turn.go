package flowtest

import (
	"maps"
	"slices"

	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// The keys of a turn, and the words that are one.
var (
	turnKeys  = slices.Concat(slices.Sorted(maps.Keys(inputs)), []string{"http", "fetch"}, expectationKeys)
	bareWords = slices.Sorted(maps.Keys(bare))
)

// turn reads one turn: a map, or a bare word such as hangup.
func (d *decoder) turn(n *syntax.Node, s *Scenario) *turn {
	t := &turn{at: firstKey(n)}
	if n.IsScalar() {
		word := d.oneOf(n, "a turn", bareWords)
		if word == "" {
			return nil
		}
		t.at = n.Span
		t.input = &input{name: word, at: n.Span, do: bare[word]}
		return t
	}
	if !d.isMap(n, "a turn: a map, or a word such as hangup") {
		return nil
	}
	syntax.CheckKeys(n, turnKeys, "a turn", d.out)
	var http, fetch syntax.Pair
	for _, p := range n.Pairs {
		read, isInput := inputs[p.Key.Value]
		switch {
		case p.Key.Value == "http":
			http = p
			t.http = d.given(p.Value, "http", httpFailures)
		case p.Key.Value == "fetch":
			fetch = p
			t.fetch = d.given(p.Value, "fetch", fetchFailures)
		case isInput && t.input != nil:
			d.out.Errorf(codeTwoInputs, p.Key.Span, "%s and %s in one turn: which comes first?", t.input.name, p.Key.Value).
				Notef(t.input.at, "the other").Hint = "write them as two turns"
		case isInput:
			t.input = &input{name: p.Key.Value, at: p.Key.Span, do: read(d, p.Value)}
		default:
			d.expectation(p, t, s)
		}
	}
	if t.input == nil && t.http != nil {
		answer := *t.http
		t.input = &input{name: "http", at: http.Key.Span, do: func(p *player) error { return p.act(answer.action()) }}
		t.http = nil
	}
	if t.input == nil && t.fetch != nil {
		d.out.Errorf(codeMissingKey, fetch.Key.Span, "fetch in a turn needs the input beside it that leads to the request").
			Hint = "write both in one turn; what is requested when the call begins is answered under fetch beside turns"
	}
	if len(n.Pairs) == 0 {
		d.wrongKind(n, "a turn: what happens, or what is expected")
	}
	return t
}

// place is what a failure of the turn as a whole points at.
func (t *turn) place() diag.Span {
	if t.input != nil {
		return t.input.at
	}
	return t.at
}
