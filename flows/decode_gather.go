package flows

import (
	"slices"
	"strings"
	"unicode"

	"github.com/texmlflow/texmlflow/flows/syntax"
)

// gather reads a gather. What it listens for, and how many digits, is inferred when it is compiled.
func (d *decoder) gather(n *syntax.Node) actionDecl {
	g := &gatherDecl{Node: n}
	if !d.isMap(n, "a map with the keys of a gather", `write gather: {prompt: TEXT, choices: {"1": STATE}}`) {
		return nil
	}
	d.keys(n, gatherKeys)
	for _, p := range n.Pairs {
		switch p.Key.Value {
		case "prompt":
			g.Prompt = d.prompt(p.Value, "the prompt")
		case "reprompt":
			g.Reprompt = d.prompt(p.Value, "the reprompt")
		case "choices":
			g.ChoicesKey, g.Choices = p.Key, d.choices(p.Value)
		case "input":
			g.Input = d.inputs(p.Value)
		case "retries":
			g.Retries = d.number(p.Value, "retries", 0, 20)
		case "sensitive":
			g.Sensitive = d.boolean(p.Value, "sensitive")
		case "commands":
			g.Commands = d.onOff(p.Value, "commands")
		default:
			d.verbAttribute(p, gatherKeys, &g.Attrs, nil)
		}
	}
	return g
}

// verbAttribute reads a TeXML attribute of a verb, or of the noun inside it, and leaves out what is no attribute.
func (d *decoder) verbAttribute(p syntax.Pair, known *mapKeys, verb, noun *attributes) {
	key, ok := known.attributes[p.Key.Value]
	if !ok {
		return
	}
	a, ok := d.attribute(p, key.spec)
	switch {
	case !ok:
	case key.element == known.elements[0]:
		*verb = append(*verb, a)
	default:
		*noun = append(*noun, a)
	}
}

// inputs reads what a gather listens for.
func (d *decoder) inputs(n *syntax.Node) []text {
	var list []text
	items := []*syntax.Node{n}
	if n.IsList() {
		items = n.Items
	}
	if len(items) == 0 {
		d.wrongKind(n, "a list of dtmf and speech for input")
	}
	for _, item := range items {
		t := d.oneOf(item, "input", []string{"dtmf", "speech"})
		if !t.given() {
			if item.IsScalar() && !item.Broken {
				(*d.out)[len(*d.out)-1].Hint = "write input: [dtmf, speech], or one of the two"
			}
			return nil // what it was meant for is not known: what is used decides
		}
		list = append(list, t)
	}
	return list
}

// onOff reads on or off.
func (d *decoder) onOff(n *syntax.Node, what string) boolean {
	if n.IsScalar() {
		switch n.Value {
		case "on", "true":
			return boolean{Value: true, Node: n}
		case "off", "false":
			return boolean{Value: false, Node: n}
		}
	}
	d.wrongKind(n, "on or off for "+what)
	return boolean{}
}

// choices reads the options of a gather, by keys or by words.
func (d *decoder) choices(n *syntax.Node) []*choiceDecl {
	if !d.isMap(n, "a map of keys or words and states for choices", `write choices: {"1": STATE, "2": STATE}`) {
		return nil
	}
	if len(n.Pairs) == 0 {
		d.wrongKind(n, "at least one choice")
	}
	var list []*choiceDecl
	for _, p := range n.Pairs {
		if c := d.choice(p); c != nil {
			list = append(list, c)
		}
	}
	return list
}

func (d *decoder) choice(p syntax.Pair) *choiceDecl {
	c := &choiceDecl{Key: text{Value: p.Key.Value, Node: p.Key}}
	d.choiceKey(&c.Key)
	d.literal(c.Key, "a choice")
	if p.Value.IsScalar() {
		c.Transition = d.transition(p.Value)
		return c
	}
	form := "write STATE, or {say: Goodbye., to: STATE}"
	if p.Value.IsList() {
		form = "a choice leads to one state, which may choose"
	}
	if !d.isMap(p.Value, "a state's name or a transition for the choice "+p.Key.Describe(), form) {
		return nil
	}
	d.keys(p.Value, choiceKeys)
	c.Transition = d.transitionMap(p.Value)
	// The guard of a choice says whether it is offered, not whether it is taken.
	c.When, c.Transition.When = c.Transition.When, text{}
	if v, ok := p.Value.Get("phrases"); ok {
		c.Phrases = d.phrases(v)
	}
	if !c.Transition.targeted() && !hasAny(p.Value, "to", "return", "do") {
		d.noTarget(c.Transition)
	}
	return c
}

// choiceKey says that a choice is neither pressed nor said: it has no letter, and more than keys.
func (d *decoder) choiceKey(key *text) {
	if key.Node.Broken || isKeys(key.Value) || strings.ContainsFunc(key.Value, unicode.IsLetter) {
		return
	}
	f := d.out.Errorf(codeImpossibleKey, key.Node.Span, "the choice %s is neither keys nor words", key.Node.Describe())
	keys := strings.Map(func(r rune) rune {
		if isKeys(string(r)) {
			return r
		}
		return -1
	}, key.Value)
	switch {
	case isKeys(strings.TrimSpace(key.Value)):
		key.Value = strings.TrimSpace(key.Value)
		f.Hintf("write %q: keys alone, without blanks", key.Value)
	case len(keys) > 1:
		f.Hintf("keys are 0 to 9, * and #; write a line for each choice: %q, %q", keys[:1], keys[1:2])
	default:
		f.Hint = "keys are 0 to 9, * and #"
	}
}

// isKeys reports whether a choice is an entry of telephone keys, rather than words.
func isKeys(s string) bool { return s != "" && strings.Trim(s, "0123456789*#") == "" }

// commands reads the options that every gather hears.
func (d *decoder) commandsOf(n *syntax.Node) []*commandDecl {
	if !d.isMap(n, "a map of names and commands", `write operator: {key: "0", phrases: [operator], to: STATE}`) {
		return nil
	}
	var list []*commandDecl
	for _, p := range n.Pairs {
		if c := d.command(p); c != nil {
			list = append(list, c)
		}
	}
	return list
}

func (d *decoder) command(p syntax.Pair) *commandDecl {
	c := &commandDecl{Name: d.name(p.Key, "a command's name", stateName)}
	if !d.isMap(p.Value, "a map with key or phrases, and to, for the command "+p.Key.Describe(), `write {key: "0", phrases: [operator], to: STATE}`) {
		return nil
	}
	known := commandKeys
	d.keys(p.Value, known)
	c.Transition = d.transitionMap(p.Value)
	if w := c.Transition.When; w.given() {
		d.out.Errorf(codeUnknownKey, w.Node.Span, "a command has no guard: it is heard in every gather").
			Hint = "lead to a state that chooses"
		c.Transition.When = text{}
	}
	if v, ok := p.Value.Get("key"); ok {
		c.Key = d.scalar(v, "keys of the telephone for key")
		if c.Key.given() && !isKeys(c.Key.Value) {
			d.out.Errorf(codeBadValue, v.Span, "the key of a command cannot be %s", v.Describe()).Hint = "keys are 0 to 9, * and #"
			c.Key = text{}
		}
	}
	if v, ok := p.Value.Get("phrases"); ok {
		c.Phrases = d.phrases(v)
	}
	if !hasAny(p.Value, "key", "phrases") {
		d.out.Errorf(codeMissingKey, p.Key.Span, "the command %s is neither pressed nor said", p.Key.Describe()).
			Hint = `write key: "0" or phrases: [operator]`
	}
	if !c.Transition.targeted() && !hasAny(p.Value, "to", "return", "do") {
		d.noTarget(c.Transition)
	}
	return c
}

// has reports whether one of the attributes was written.
func (a attributes) has(names ...string) bool {
	return slices.ContainsFunc(a, func(x attribute) bool { return slices.Contains(names, x.Name) })
}
