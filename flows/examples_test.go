package flows

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// TestExamplesShowTheLanguage: every action, every outcome by its own name, every helper and every key of the language's own
// stands in an example. That the examples hold, and that their scenarios take each of these ways, is tested in
// cmd/texmlflow. The attributes of TeXML need no example.
func TestExamplesShowTheLanguage(t *testing.T) {
	var findings diag.List
	set, err := syntax.Load("../examples", &findings)
	if err != nil {
		t.Fatal(err)
	}
	shown := wordSet{}
	for _, doc := range set.Documents {
		noteKeys(doc.Root, shown)
		noteHelpers(doc.Root, shown)
		if f := decodeFlow(doc.File, doc.Root, &findings); f != nil {
			noteOutcomes(f, shown)
		}
	}
	if findings.HasErrors() {
		t.Fatal(findings)
	}
	var missing []string
	for _, word := range slices.Sorted(maps.Keys(languageWords())) {
		if !shown[word] {
			missing = append(missing, word)
		}
	}
	if len(missing) > 0 {
		t.Errorf("no example shows:\n\t%s", strings.Join(missing, "\n\t"))
	}
}

// wordSet is a set of words of the language, each with what it is a word for. A key that several maps share is one.
type wordSet map[string]bool

func (s wordSet) add(parts ...string) { s[strings.Join(parts, " ")] = true }

func (s wordSet) addKey(k keyDoc) { s.add("key", k.Name+":", k.Doc) }

// languageWords are the words that an example must show.
func languageWords() wordSet {
	words := wordSet{}
	for _, action := range actionNames {
		words.add("action", action)
		for _, o := range outcomesOf[action] {
			words.add("outcome", o.name, "of", action)
		}
	}
	helpers, _ := guard.Functions()
	for _, name := range helpers {
		words.add("helper", name)
	}
	elsewhere := otherKeys()
	seen := map[*shape]bool{}
	var walk func(s *shape)
	walk = func(s *shape) {
		if s = s.meant(); s == nil || seen[s] {
			return
		}
		seen[s] = true
		walk(s.item)
		for _, m := range s.maps {
			for _, k := range m.keys {
				if !elsewhere[k.keyDoc] {
					words.addKey(k.keyDoc)
				}
				walk(k.shape)
			}
			walk(m.other)
		}
	}
	walk(refer("flow"))
	return words
}

// otherKeys are the keys that need no example as keys: those that stand for attributes of TeXML, the maps of defaults, actions
// and outcomes.
func otherKeys() map[keyDoc]bool {
	keys := map[keyDoc]bool{}
	for _, e := range texmlgen.Elements() {
		for _, a := range e.Attributes {
			keys[keyDoc{snake(a.Name), attributeDoc(verbKey{e.Name, a})}] = true
		}
	}
	for key := range aiGatherAttributes {
		keys[keyDoc{key, aiGatherKeys.doc(key)}] = true
	}
	for _, k := range defaultsMap().keys {
		keys[k.keyDoc] = k.Name != "failed"
	}
	for _, action := range actionNames {
		keys[keyDoc{action, stateKeys.doc(action)}] = true
		for _, o := range outcomesOf[action] {
			keys[keyDoc{o.name, outcomeDoc(action, o.name)}] = true
		}
	}
	return keys
}

// noteKeys notes the keys of a flow's maps.
func noteKeys(root *syntax.Node, shown wordSet) {
	forms := map[*syntax.Node]*mapShape{}
	collect(root, refer("flow"), forms)
	for n, m := range forms {
		for _, p := range n.Pairs {
			if i := m.index(p.Key.Value); i >= 0 {
				shown.addKey(m.keys[i].keyDoc)
			}
		}
	}
}

// noteOutcomes notes the actions of a flow, and the outcomes that it decides by name, in a state or in its defaults.
func noteOutcomes(f *flowDecl, shown wordSet) {
	note := func(action string, list []*outcomeDecl) {
		for _, o := range list {
			shown.add("outcome", o.Name.Value, "of", action)
		}
	}
	for _, s := range f.States {
		if s.Action == nil {
			continue
		}
		action := s.Action.actionName()
		shown.add("action", action)
		note(action, s.Outcomes)
		if d := f.Defaults.action(action); d != nil {
			note(action, d.Outcomes)
		}
	}
}

var called = regexp.MustCompile(`\b(\w+)\(`)

// noteHelpers notes what is called in the expressions of a flow.
func noteHelpers(root *syntax.Node, shown wordSet) {
	walkNodes(root, nil, func(_ []string, n *syntax.Node) {
		sources := interpolated.FindAllString(n.Value, -1)
		if sources == nil {
			sources = []string{n.Value}
		}
		for _, source := range sources {
			for _, call := range called.FindAllStringSubmatch(source, -1) {
				shown.add("helper", call[1])
			}
		}
	})
}
