package flows

import "slices"

// exitKeys are the keys of a state that say where the call goes without an action.
var exitKeys = []string{"to", "return", "with"}

// stateForms are the forms of a state: one for each action, with its outcomes, and one without any.
func stateForms() []mapShape {
	all := keyShapes(stateKeys)
	form := func(action string, with ...string) mapShape {
		var m mapShape
		for _, k := range all {
			if slices.Contains(actionNames, k.Name) || slices.Contains(exitKeys, k.Name) || k.Name == "otherwise" {
				if k.Name != action && !slices.Contains(with, k.Name) {
					continue
				}
			}
			m.keys = append(m.keys, k)
		}
		return m
	}
	plain := form("", exitKeys...)
	plain.perhaps = []string{"to", "return"}
	plain.needs = [][]string{{"with", "return"}}
	list := []mapShape{plain}
	for _, action := range actionNames {
		var m mapShape
		switch action {
		case "texml":
			m = ownOutcomes(form(action, append([]string{"otherwise"}, exitKeys...)...))
			m.perhaps, m.needs = []string{"to", "return"}, [][]string{{"with", "return"}}
		case "subflow":
			m = ownOutcomes(form(action, "otherwise"))
		default:
			m = form(action)
			m.keys = append(m.keys, outcomeShapes(action)...)
		}
		m.required = []string{action}
		list = append(list, m)
	}
	return list
}

// ownOutcomes adds the outcomes whose names are the author's: they stand before otherwise.
func ownOutcomes(m mapShape) mapShape {
	var others []string
	for _, name := range stateKeys.names() {
		if m.index(name) < 0 {
			others = append(others, name)
		}
	}
	m.other, m.at = refer("outcome"), m.index("otherwise")
	m.names = nameForm{pattern: stateName.String(), not: others}
	return m
}

// outcomeShapes are the keys of the outcomes of an action.
func outcomeShapes(action string) []keyShape {
	var list []keyShape
	for _, name := range outcomeNames(action) {
		spec, _ := findSpec(action, name)
		k := keyShape{keyDoc: keyDoc{name, outcomeDoc(action, name)}, shape: refer("outcome")}
		if spec.retry {
			k.shape = refer("retry")
		}
		list = append(list, k)
	}
	return list
}

// outcomeDocs say of the outcomes what their names leave open.
var outcomeDocs = map[string]string{
	"transitions": "what the answer leads to, before all else: the first whose guard is true",
	"no_input":    "what comes of silence before it is asked again",
	"no_match":    "what comes of a wrong answer before it is asked again",
	"exhausted":   "when silence or wrong answers have used up the retries",
	"invalid":     "when the values could not be had, or no transition was true",
	"answered":    "when they have talked, and it is over",
	"bridged":     "when they have talked, and it is over",
	"declined":    "when who answered did not take the call",
	"status":      "when the answer has another status than 200 to 299",
	"timeout":     "when no answer came in time",
	"bad_body":    "when the answer is not what fields expect",
	"failed":      "when it did not work",
	"otherwise":   "every outcome that is not named",
}

func outcomeDoc(action, name string) string {
	if doc, ok := outcomeDocs[name]; ok {
		return doc
	}
	return "where the call goes when the " + action + " ends with " + name
}
