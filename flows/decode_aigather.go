package flows

import (
	"github.com/texmlflow/texmlflow/flows/syntax"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// aiGatherAttributes are the keys of an ai_gather that stand for an attribute of one of its nouns.
var aiGatherAttributes = map[string]struct{ element, attribute string }{
	"voice":               {"Voice", "name"},
	"voice_speed":         {"Voice", "voice_speed"},
	"voice_api_key_ref":   {"Voice", "api_key_ref"},
	"model":               {"Assistant", "model"},
	"instructions":        {"Assistant", "instructions"},
	"api_key_ref":         {"Assistant", "api_key_ref"},
	"transcription_model": {"AIGather.Transcription", "model"},
}

func (d *decoder) aiGather(n *syntax.Node) actionDecl {
	a := &aiGatherDecl{Node: n}
	if !d.isMap(n, "a map with the keys of an ai_gather", "write ai_gather: {greeting: TEXT, parameters: {day: date}}") {
		return nil
	}
	d.keys(n, aiGatherKeys)
	for _, p := range n.Pairs {
		switch p.Key.Value {
		case "greeting":
			a.Greeting = d.prompt(p.Value, "the greeting")
		case "parameters":
			a.Parameters = d.parameters(p.Value)
		case "interruptible":
			a.Interruptible = d.boolean(p.Value, "interruptible")
		default:
			d.aiAttribute(p, a)
		}
	}
	d.need(n, "parameters", "an ai_gather", "parameters: {day: date}")
	return a
}

func (d *decoder) aiAttribute(p syntax.Pair, a *aiGatherDecl) {
	where, ok := aiGatherAttributes[p.Key.Value]
	if !ok {
		return
	}
	element, _ := texmlgen.Spec(where.element)
	spec, _ := element.Attribute(where.attribute)
	attr, ok := d.attribute(p, spec)
	if !ok {
		return
	}
	switch where.element {
	case "Voice":
		a.Voice = append(a.Voice, attr)
	case "Assistant":
		a.Assistant = append(a.Assistant, attr)
	default:
		a.Transcription = append(a.Transcription, attr)
	}
}

// parameters reads the values that an ai_gather asks for.
func (d *decoder) parameters(n *syntax.Node) []parameterDecl {
	var list []parameterDecl
	descriptions := map[string]text{}
	fields := d.fields(n, parameterKeys, "a parameter's name", func(f *fieldDecl, decl *syntax.Node) {
		if v, ok := decl.Get("description"); ok {
			t := d.words(v, "a description")
			t.Value = d.literal(t, "a description")
			descriptions[f.Name.Value] = t
		}
	})
	for _, f := range fields {
		list = append(list, parameterDecl{fieldDecl: f, Description: descriptions[f.Name.Value]})
	}
	if n.IsMap() && len(n.Pairs) == 0 {
		d.wrongKind(n, "at least one parameter")
	}
	return list
}
