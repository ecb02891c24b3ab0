package flows

import (
	"slices"

	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// decodeFlow reads one document. It is nil when the document is no map.
func decodeFlow(file string, n *syntax.Node, out *diag.List) *flowDecl {
	f := &flowDecl{File: file, Node: n}
	d := newDecoder(out)
	if !d.isMap(n, `a flow: a map that begins with "flow: NAME"`, "") {
		return nil
	}
	d.keys(n, flowKeys)
	for _, p := range n.Pairs {
		if meant := d.meant[p.Key]; meant != "" {
			f.doubt.sections = append(f.doubt.sections, meant)
		}
	}
	if v, ok := n.Get("for"); ok {
		f.For = d.oneOf(v, "for", []string{"hold"})
		f.doubt.section("for", !f.For.given())
	}
	d.hold, d.unsure = f.hold(), f.doubt.has("for")
	if v, ok := d.need(n, "flow", "a flow", "flow: NAME"); ok {
		f.Name = d.name(v, "a flow's name", flowName)
	}
	for _, p := range n.Pairs {
		d.header(f, p)
	}
	if _, ok := d.need(n, "start", "a flow", "start: STATE"); ok {
		f.Start = d.scalar(mustGet(n, "start"), "a state's name")
	}
	if v, ok := d.need(n, "states", "a flow", "states: and below it each state by name"); ok {
		f.States = d.states(v)
		f.byName = indexStates(f.States)
	}
	d.placement(f)
	f.AsIs = d.asis
	return f
}

func mustGet(n *syntax.Node, key string) *syntax.Node {
	v, _ := n.Get(key)
	return v
}

// header reads one key of a flow's header.
func (d *decoder) header(f *flowDecl, p syntax.Pair) {
	switch p.Key.Value {
	case "params":
		f.ParamsKey, f.Params = p.Key, d.fields(p.Value, typeKeys, "a parameter's name", nil)
		f.doubt.missing(p, len(f.Params) == len(p.Value.Pairs))
	case "returns":
		before := len(*d.out)
		f.ReturnsKey, f.Returns = p.Key, d.returns(p.Value)
		f.doubt.section(p.Key.Value, len(*d.out) > before)
	case "env":
		f.Env = d.envNames(p.Value)
		f.doubt.section(p.Key.Value, f.Env == nil || len(f.Env) < len(p.Value.Items))
	case "languages":
		f.LanguagesKey, f.Languages = p.Key, d.languages(p.Value)
		f.doubt.section(p.Key.Value, f.Languages == nil || slices.ContainsFunc(f.Languages, func(l languageDecl) bool { return !isLanguage(l.Tag.Value) }))
	case "vars":
		f.Vars = d.vars(p.Value)
		f.doubt.missing(p, len(f.Vars) == len(p.Value.Pairs))
	case "hours":
		f.Hours = d.hours(p.Value)
		f.doubt.section(p.Key.Value, f.Hours == nil)
	case "prompts":
		f.Prompts = d.prompts(p.Value)
		f.doubt.section(p.Key.Value, f.Prompts == nil)
	case "apology":
		f.ApologyKey, f.Apology = p.Key, d.prompt(p.Value, "the apology")
	case "session_lost":
		f.LostKey, f.Lost = p.Key, d.prompt(p.Value, "session_lost")
	case "commands":
		f.CommandsKey, f.Commands = p.Key, d.commandsOf(p.Value)
	case "defaults":
		f.Defaults = d.defaults(p)
	case "on_end":
		f.OnEndKey, f.OnEnd = p.Key, d.onEnd(p.Value)
	case "limits":
		if _, sub := f.Node.Get("returns"); sub || f.hold() {
			f.Limits = &limitsDecl{Key: p.Key, Node: p.Value} // only an entry flow has limits, whatever they say
			return
		}
		f.Limits = d.limits(p)
	}
}

// placement says which keys do not belong to this sort of flow.
func (d *decoder) placement(f *flowDecl) {
	if f.hold() {
		d.holdHeader(f)
		return
	}
	if f.subflow() {
		for _, key := range []*syntax.Node{f.ApologyKey, f.LostKey, f.OnEndKey, limitsKey(f.Limits)} {
			if key != nil {
				d.out.Errorf(codeEntryOnly, key.Span, "%q belongs to the entry flow, and holds inside its subflows", key.Value).
					Notef(f.ReturnsKey.Span, "this key makes the flow a subflow")
			}
		}
		return
	}
	if f.ParamsKey != nil && !f.doubt.has("returns") && !d.unsure {
		d.out.Errorf(codeSubflowOnly, f.ParamsKey.Span, "params belong to a subflow, and a call begins in this flow").
			Hint = `write "returns: [NAME]" to make it a subflow`
	}
}

func limitsKey(l *limitsDecl) *syntax.Node {
	if l == nil {
		return nil
	}
	return l.Key
}

func (d *decoder) states(n *syntax.Node) []*stateDecl {
	if !d.isMap(n, "a map of names and states", "write each state by name: bye: {say: Goodbye., hangup: true}") {
		return nil
	}
	if len(n.Pairs) == 0 {
		d.wrongKind(n, "at least one state")
	}
	var list []*stateDecl
	for _, p := range n.Pairs {
		list = append(list, d.state(p))
	}
	return list
}

// indexStates finds states by name, the first of each.
func indexStates(list []*stateDecl) map[string]*stateDecl {
	out := make(map[string]*stateDecl, len(list))
	for _, s := range list {
		if out[s.Name.Value] == nil {
			out[s.Name.Value] = s
		}
	}
	return out
}

func (d *decoder) vars(n *syntax.Node) []varDecl {
	defaults := map[string]*syntax.Node{}
	fields := d.fields(n, varKeys, "a variable's name", func(f *fieldDecl, decl *syntax.Node) {
		if v, ok := decl.Get("default"); ok {
			defaults[f.Name.Value] = v
		}
	})
	var list []varDecl
	for _, f := range fields {
		v := varDecl{fieldDecl: f, DefaultNode: defaults[f.Name.Value]}
		if v.DefaultNode != nil {
			v.Default, _ = d.data(v.DefaultNode, f.Type)
		}
		list = append(list, v)
	}
	return list
}

// returns reads a list of names, or a map of names and their data.
func (d *decoder) returns(n *syntax.Node) []returnDecl {
	var list []returnDecl
	add := func(key *syntax.Node, fields []fieldDecl) {
		r := returnDecl{Name: d.name(key, "a return's name", stateName), Fields: fields}
		switch {
		case !r.Name.given():
		case slices.Contains(reservedWords(), r.Name.Value):
			d.out.Errorf(codeReservedName, key.Span, "a return cannot be called %q, a key of the language", r.Name.Value).
				Hint = "call it by what it means to the caller, such as verified or refused"
			list = append(list, r)
		case slices.ContainsFunc(list, func(o returnDecl) bool { return o.Name.Value == r.Name.Value }):
			d.out.Errorf(codeReservedName, key.Span, "the return %q is there already", r.Name.Value)
		default:
			list = append(list, r)
		}
	}
	switch {
	case n.IsList() && len(n.Items) > 0:
		for _, item := range n.Items {
			add(item, nil)
		}
	case n.IsMap() && len(n.Pairs) > 0:
		for _, p := range n.Pairs {
			var fields []fieldDecl
			if p.Value.Kind != syntax.Null {
				fields = d.fields(p.Value, typeKeys, "a field's name", nil)
			}
			add(p.Key, fields)
		}
	default:
		form := "write returns: [verified, refused]"
		if n.IsScalar() {
			form = "write returns: [" + n.Value + "]"
		}
		d.wrongKind(n, "a list of return names, or a map of them with their data").Hint = form
	}
	return list
}

func (d *decoder) envNames(n *syntax.Node) []text {
	form := "write env: [NAME]"
	if n.IsScalar() {
		form = "write env: [" + n.Value + "]"
	}
	if !d.isList(n, "a list of names for env", form) {
		return nil
	}
	var list []text
	for _, item := range n.Items {
		if t := d.name(item, "a name of the environment", variableName); variableName.MatchString(t.Value) {
			list = append(list, t)
		}
	}
	return list
}

func (d *decoder) prompts(n *syntax.Node) []*promptDecl {
	if !d.isMap(n, "a map of names and prompts", "write greeting: TEXT, for {use: greeting}") {
		return nil
	}
	var list []*promptDecl
	for _, p := range n.Pairs {
		list = append(list, &promptDecl{
			Name:   d.name(p.Key, "a prompt's name", stateName),
			Prompt: d.prompt(p.Value, "the prompt "+p.Key.Describe()),
		})
	}
	return list
}
