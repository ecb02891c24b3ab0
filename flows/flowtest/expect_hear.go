package flowtest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// hearing expects words among those heard since the last input: each in this order, or exactly these and no others.
type hearing struct {
	at      diag.Span
	node    *syntax.Node // the text or list itself
	texts   []string
	nodes   []*syntax.Node // of the texts
	exactly bool
}

func (d *decoder) hear(n *syntax.Node, at diag.Span) *hearing {
	e := &hearing{at: at, node: n}
	if n.IsMap() {
		syntax.CheckKeys(n, []string{"exactly"}, "hear", d.out)
		inner, ok := n.Get("exactly")
		if !ok {
			if len(n.Pairs) == 0 {
				d.wrongKind(n, "words that are heard")
			}
			return e
		}
		e.node, e.at, e.exactly = inner, inner.Span, true
	}
	if e.exactly && e.node.IsList() && len(e.node.Items) == 0 {
		return e // nothing at all is heard
	}
	for _, t := range d.texts(e.node, "words") {
		e.texts = append(e.texts, strings.Join(strings.Fields(t), " "))
	}
	e.nodes = []*syntax.Node{e.node}
	if e.node.IsList() {
		e.nodes = e.node.Items
	}
	for i, n := range e.nodes {
		if n.IsScalar() && e.texts[i] == "" {
			d.wrongKind(n, "words that are heard")
		}
	}
	return e
}

func (e *hearing) check(p *player) []*Failure {
	heard := texts(p.since.heard)
	if e.exactly {
		return e.checkExactly(p, heard)
	}
	all, from := strings.Join(heard, " "), 0
	for i, want := range e.texts {
		at := strings.Index(all[from:], want)
		if at >= 0 {
			from += at + len(want)
			continue
		}
		span, message := e.at, "not heard"
		if len(heard) == 0 {
			message = "nothing was heard"
		}
		if e.node.IsList() {
			span = e.nodes[i].Span
			if strings.Contains(all, want) {
				message = "heard, but not after what stands before it"
			}
		}
		f := p.differs(span, whatHear, message, []string{want}, heard)
		f.fix = e.fix(heard)
		return []*Failure{f}
	}
	return nil
}

// checkExactly compares a list piece by piece, and a text with all that was heard.
func (e *hearing) checkExactly(p *player, heard []string) []*Failure {
	same := slices.Equal(e.texts, heard)
	if !e.node.IsList() {
		same = e.texts[0] == strings.Join(heard, " ")
	}
	if same {
		return nil
	}
	f := p.differs(e.at, whatHear, "other words were heard", e.texts, heard)
	f.fix = e.fix(heard)
	return []*Failure{f}
}

// silence expects words not to be heard.
type silence struct {
	at    diag.Span
	texts []string
}

func (e *silence) check(p *player) []*Failure {
	all := strings.Join(texts(p.since.heard), " ")
	for _, t := range e.texts {
		if words := strings.Join(strings.Fields(t), " "); words != "" && strings.Contains(all, words) {
			return []*Failure{p.failure(e.at, whatNotHear, fmt.Sprintf("%q was heard", words))}
		}
	}
	return nil
}
