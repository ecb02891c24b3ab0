package flows

import (
	"slices"
	"sync"
)

// An outcome is one of the ways an action ends. Each action has a closed set of them, and each that must be decided is
// decided by the first there is of: the state's own name for it, the action's default of that name, the state's
// otherwise, the action's default otherwise, and for failed, last, defaults.failed.
type outcomeSpec struct {
	name  string
	must  bool // undecided, it is an error
	retry bool // decides how an answer that was silence or noise is retried; otherwise does not speak about it
	open  bool // a list that may be left at its end: what follows it is another outcome
}

// The outcomes of every action, the one table. A subflow's are its return names; choose has its list in itself.
var outcomesOf = map[string][]outcomeSpec{
	"gather": {
		{name: "transitions", open: true},
		{name: "no_input", retry: true, open: true},
		{name: "no_match", retry: true, open: true},
		{name: "exhausted", must: true},
	},
	"ai_gather": {
		{name: "transitions", open: true},
		{name: "invalid", must: true},
		{name: "failed", must: true},
	},
	"http_request": {
		{name: "ok", must: true},
		{name: "failed", must: true},
	},
	"fetch": {
		{name: "ok", must: true},
		{name: "failed", must: true},
		{name: "status"}, // undecided, this and the next are failed
		{name: "timeout"},
		{name: "bad_body"},
	},
	"dial": {
		{name: "answered", must: true},
		{name: "busy", must: true},
		{name: "no_answer", must: true},
		{name: "declined", must: true}, // with screen alone
		{name: "canceled", must: true},
		{name: "failed", must: true},
	},
	"record": {
		{name: "recorded", must: true},
		{name: "empty", must: true},
		{name: "failed", must: true},
	},
	"conference": {
		{name: "ended", must: true},
		{name: "failed", must: true},
	},
	"enqueue": {
		{name: "bridged", must: true},
		{name: "left", must: true},
		{name: "full", must: true},
		{name: "timed_out", must: true},
		{name: "failed", must: true},
	},
	"connect": {
		{name: "ended", must: true},
		{name: "failed", must: true},
	},
	"refer": {
		{name: "ok", must: true},
		{name: "failed", must: true},
	},
	"pay": {
		{name: "ok", must: true},
		{name: "failed", must: true},
	},
	"texml":    nil, // its author declares them
	"choose":   nil,
	"subflow":  nil,
	"leave":    nil,
	"hangup":   nil,
	"reject":   nil,
	"redirect": nil,
}

// actionNames lists the actions in the order of the language.
var actionNames = []string{
	"gather", "ai_gather", "http_request", "fetch", "dial", "record", "conference", "enqueue", "connect", "refer", "pay", "texml", "choose",
	"subflow", "leave", "hangup", "reject", "redirect",
}

// outcomeNames lists the names that may stand beside an action, otherwise among them.
func outcomeNames(action string) []string {
	var names []string
	for _, o := range outcomesOf[action] {
		names = append(names, o.name)
	}
	if len(names) > 0 {
		names = append(names, "otherwise")
	}
	return names
}

// findSpec finds an outcome of an action by name.
func findSpec(action, name string) (outcomeSpec, bool) {
	for _, o := range outcomesOf[action] {
		if o.name == name {
			return o, true
		}
	}
	return outcomeSpec{}, false
}

// reservedWords are the keys of states and the names of outcomes: no return can have such a name.
var reservedWords = sync.OnceValue(func() []string {
	words := slices.Clone(stateKeys.names())
	for _, action := range actionNames {
		for _, o := range outcomesOf[action] {
			if !slices.Contains(words, o.name) {
				words = append(words, o.name)
			}
		}
	}
	return words
})
