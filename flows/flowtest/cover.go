package flowtest

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/flows"
)

// Coverage is what of a library's flows the scenarios have reached.
//
// States: a call stood in it or went through it. Transitions: it was taken, that after a bound counting for itself. Outcomes:
// one of the transitions that are written for it was taken; what `otherwise` or a default decides for several outcomes
// counts once, and so does a choice. Prompts: each say, play, prompt, reprompt and greeting was heard, in each language.
type Coverage struct {
	Flows []*FlowCoverage // by name
}

// FlowCoverage is the coverage of one flow.
type FlowCoverage struct {
	Flow  string
	Items []*Item // as written: by file, line, kind, name
}

// Item is one thing that a scenario can reach.
type Item struct {
	Kind    ItemKind
	Name    string // FLOW/STATE, a transition's ID, an outcome's, a prompt's with its language
	Place   engine.Place
	Covered bool

	state, transition string   // what must have been reached
	any               []string // transitions, one of which must have been taken
	words             *wording // what must have been heard besides

	within *Item // what must be reached first: the state of an outcome, the outcome of a transition; nil: nothing
}

// String names the item: "transition clinic/main/choices/1", "say of clinic/bye in es-US".
func (i *Item) String() string {
	if i.Kind == ItemPrompt {
		return i.Name
	}
	return string(i.Kind) + " " + i.Name
}

// ItemKind tells what an item is.
type ItemKind string

// The kinds of item, in the order in which they are counted.
const (
	ItemState      ItemKind = "state"
	ItemTransition ItemKind = "transition"
	ItemOutcome    ItemKind = "outcome"
	ItemPrompt     ItemKind = "prompt"
)

// ItemKinds lists the kinds.
func ItemKinds() []ItemKind { return []ItemKind{ItemState, ItemTransition, ItemOutcome, ItemPrompt} }

// reached is what one call reached.
type reached struct {
	states      map[string]bool // FLOW/STATE
	transitions map[string]bool // by ID
	heard       []utterance
}

// reached reads what the call of a scenario reached: from the journal, the counters and what was heard.
func (p *player) reached() *reached {
	r := &reached{states: map[string]bool{}, transitions: map[string]bool{}}
	for _, e := range p.journal() {
		for _, where := range []string{e.From, e.To} {
			parts := strings.Split(where, "/")
			for i := 0; i+1 < len(parts); i += 2 {
				r.states[parts[i]+"/"+parts[i+1]] = true
			}
		}
		for _, step := range detailOf(e).Steps {
			if !strings.HasPrefix(step, ">") {
				r.transitions[step] = true
			}
		}
	}
	counts, err := p.site.counts(context.Background())
	if err != nil {
		return r // in memory: it cannot fail
	}
	for _, c := range counts {
		r.states[c.Flow+"/"+c.State] = true
	}
	for _, h := range p.heard {
		r.heard = append(r.heard, utterance{language: h.Language, text: text(h)})
	}
	return r
}

// newCoverage lists what there is to reach.
func newCoverage(lib *flows.Library) *Coverage {
	c := &Coverage{}
	byName := map[string]*engine.Flow{}
	for _, m := range lib.Machines {
		maps.Copy(byName, m.Flows)
	}
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		l := &lister{flow: byName[name], seen: map[string]bool{}}
		l.list()
		c.Flows = append(c.Flows, &FlowCoverage{Flow: name, Items: l.items})
	}
	return c
}

// add notes what a call reached; nil is nothing.
func (c *Coverage) add(r *reached) {
	if r == nil {
		return
	}
	for _, f := range c.Flows {
		for _, item := range f.Items {
			item.Covered = item.Covered || item.reachedBy(r)
		}
	}
}

func (i *Item) reachedBy(r *reached) bool {
	switch {
	case i.state != "" && !r.states[i.state], i.transition != "" && !r.transitions[i.transition]:
		return false
	case i.any != nil && !slices.ContainsFunc(i.any, func(id string) bool { return r.transitions[id] }):
		return false
	}
	return i.words == nil || i.words.heardIn(r.heard)
}

// Count gives how many items of a kind are covered, and how many there are; of all kinds for "".
func (f *FlowCoverage) Count(kind ItemKind) (covered, all int) {
	for _, i := range f.Items {
		if kind != "" && i.Kind != kind {
			continue
		}
		all++
		if i.Covered {
			covered++
		}
	}
	return covered, all
}

// Percent gives the share of a flow's items that are covered, all kinds together.
func (f *FlowCoverage) Percent() float64 { return percent(f.Count("")) }

// Uncovered lists what was not reached, as written.
func (f *FlowCoverage) Uncovered() []*Item {
	return slices.DeleteFunc(slices.Clone(f.Items), func(i *Item) bool { return i.Covered })
}

// plain lists what was not reached without what follows from it: of a state that was not entered not its outcomes, of an
// outcome not its transitions, nor what is said there.
func (f *FlowCoverage) plain() []*Item {
	return slices.DeleteFunc(f.Uncovered(), func(i *Item) bool { return i.within != nil && !i.within.Covered })
}

func percent(covered, all int) float64 {
	if all == 0 {
		return 100
	}
	return 100 * float64(covered) / float64(all)
}

// Least gives the smallest percentage of all flows, 100 where there is none.
func (c *Coverage) Least() float64 {
	least := 100.0
	for _, f := range c.Flows {
		least = min(least, f.Percent())
	}
	return least
}

// sortItems brings items into the order of the file.
func sortItems(items []*Item) {
	slices.SortStableFunc(items, func(a, b *Item) int {
		return cmp.Or(
			cmp.Compare(a.Place.File, b.Place.File), cmp.Compare(a.Place.Line, b.Place.Line),
			cmp.Compare(slices.Index(ItemKinds(), a.Kind), slices.Index(ItemKinds(), b.Kind)), cmp.Compare(a.Name, b.Name))
	})
}
