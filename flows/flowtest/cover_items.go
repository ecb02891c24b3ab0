package flowtest

import (
	"maps"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/flows"
)

// lister lists what of a flow a scenario can reach.
type lister struct {
	flow  *engine.Flow
	items []*Item
	seen  map[string]bool // outcomes and transitions that several states share
}

func (l *lister) list() {
	for _, name := range l.flow.Order {
		l.state(l.flow.States[name])
	}
	l.transition(l.flow.Limits.Then, nil)
	l.transition(l.flow.Failed, nil)
	sortItems(l.items)
}

func (l *lister) add(item Item) *Item {
	l.items = append(l.items, &item)
	return &item
}

func (l *lister) state(s *engine.State) {
	name := l.flow.Name + "/" + s.Name
	state := l.add(Item{Kind: ItemState, Name: name, Place: s.Place, state: name})
	l.parts(state, s.Parts)
	l.actionPrompts(state, s.Action)
	for _, way := range flows.Ways(s) {
		outcome := l.outcome(state, way)
		for _, t := range way.Transitions {
			l.transition(t, outcome)
		}
	}
}

// outcome lists one outcome, and what several states share once.
func (l *lister) outcome(state *Item, way flows.Way) *Item {
	first := way.Transitions[0]
	if key := "outcome " + first.ID; l.seen[key] {
		return nil
	}
	l.seen["outcome "+first.ID] = true
	item := Item{Kind: ItemOutcome, Name: first.ID, Place: first.Place}
	if way.Outcome != "choices" && way.Outcome != "commands" { // whose last part is a key or a name
		item.Name = strings.TrimSuffix(first.ID, "/0")
	}
	if strings.HasPrefix(first.ID, state.Name+"/") {
		item.within = state
	}
	for _, t := range way.Transitions {
		for ; t != nil; t = t.Then {
			item.any = append(item.any, t.ID)
		}
	}
	return l.add(item)
}

// transition lists a transition and what follows its bound.
func (l *lister) transition(t *engine.Transition, outcome *Item) {
	for ; t != nil; t = t.Then {
		if l.seen[t.ID] {
			continue
		}
		l.seen[t.ID] = true
		item := l.add(Item{Kind: ItemTransition, Name: t.ID, Place: t.Place, transition: t.ID, within: outcome})
		l.parts(item, t.Parts)
	}
}

func (l *lister) parts(owner *Item, parts []engine.Part) {
	for _, p := range parts {
		switch {
		case p.Say != nil:
			l.prompt("say", owner, *p.Say)
		case p.Play != nil:
			l.prompt("play", owner, engine.Prompt{Parts: map[string][]engine.PromptPart{engine.AnyLanguage: {*p.Play}}})
		}
	}
}

// actionPrompts lists what an action says. The prompts of a payment are not listed: which of them is heard, the carrier
// decides by what the caller enters there.
func (l *lister) actionPrompts(owner *Item, action engine.Action) {
	switch a := action.(type) {
	case *engine.Gather:
		l.prompt("prompt", owner, a.Prompt)
		l.prompt("reprompt", owner, a.Reprompt)
	case *engine.AIGather:
		l.prompt("greeting", owner, a.Greeting)
	case *engine.Dial:
		if a.Screen != nil {
			l.prompt("screen prompt", owner, a.Screen.Prompt)
		}
	case *engine.Connect:
		l.prompt("greeting", owner, a.Service.Greeting)
	}
}

// prompt lists a prompt once for each language.
func (l *lister) prompt(what string, owner *Item, p engine.Prompt) {
	for _, language := range slices.Sorted(maps.Keys(p.Parts)) {
		item := Item{
			Kind: ItemPrompt, Name: what + " of " + owner.Name, Place: owner.Place, state: owner.state, transition: owner.transition,
			words: newWording(language, p.Parts[language]), within: owner,
		}
		if language != engine.AnyLanguage && len(l.flow.Languages) > 1 {
			item.Name += " in " + language
		}
		if item.words != nil {
			l.add(item)
		}
	}
}
