package flows

import (
	"slices"

	"github.com/texmlflow/texmlflow/flows/syntax"
)

// startable are the services that a state starts, by key, with TeXML's name for each.
var startable = map[string]struct {
	element string
	keys    *mapKeys
}{
	"stream": {"Stream", streamKeys}, "transcription": {"Transcription", transcriptionKeys},
	"suppression": {"Suppression", suppressionKeys}, "siprec": {"Siprec", siprecKeys}, "recording": {"Recording", recordingKeys},
}

// start reads the services that a state starts.
func (d *decoder) start(n *syntax.Node) (out servicesDecl, ok bool) {
	out.Start = true
	if !d.isMap(n, "a map of services for start", "write start: {transcription: true}") {
		return out, false
	}
	d.keys(n, servicesKeys)
	if len(n.Pairs) == 0 {
		d.wrongKind(n, "at least one service")
	}
	for _, p := range n.Pairs {
		what, known := startable[p.Key.Value]
		if !known {
			continue
		}
		if s := d.service(p.Value, p.Key.Value, what.element, what.keys); s != nil {
			s.Key = p.Key
			out.List = append(out.List, s)
		}
	}
	return out, len(out.List) > 0
}

// service reads one service. Those that need nothing may be true.
func (d *decoder) service(n *syntax.Node, key, element string, known *mapKeys) *serviceDecl {
	s := &serviceDecl{Element: element}
	bare := element == "Transcription" || element == "Suppression" || element == "Recording"
	if bare && n.IsScalar() && n.Value == "true" && !n.Quoted {
		return s
	}
	want, form := "a map with the keys of "+known.what, "write "+key+": {"+known.names()[0]+": …}"
	if bare {
		want, form = want+", or true", "write "+key+": true"
	}
	if !d.isMap(n, want, form) {
		return nil
	}
	d.keys(n, known)
	for _, p := range n.Pairs {
		switch p.Key.Value {
		case "url":
			s.URL = d.scalar(p.Value, "the URL of a WebSocket")
		case "name":
			s.Name = d.named(p.Value, "a name")
		case "greeting":
			s.Greeting = d.prompt(p.Value, "the greeting")
		case "languages":
			if s.Languages = d.relayLanguages(p.Value); s.Languages != nil {
				s.LanguagesNode = p.Value
			}
		case "join":
			s.Join = d.named(p.Value, "the name of a conversation")
		case "parameters":
			s.Parameters = d.templates(p.Value, "parameters")
		default:
			d.verbAttribute(p, known, &s.Attrs, nil)
		}
	}
	switch element {
	case "Stream", "ConversationRelay":
		d.need(n, "url", known.what, `url: "wss://…"`)
	case "Siprec":
		d.need(n, "connector_name", known.what, "connector_name: NAME")
	case "AIAssistant":
		d.assistant(n)
	}
	return s
}

// relayLanguages reads what a relay is told of the languages that it may be held in.
func (d *decoder) relayLanguages(n *syntax.Node) []relayLanguage {
	if !d.isMap(n, "a map of languages and their settings", "write languages: {en-US: {transcription_provider: NAME}}") {
		return nil
	}
	list := []relayLanguage{}
	for _, p := range n.Pairs {
		l := relayLanguage{Tag: text{Value: p.Key.Value, Node: p.Key}}
		if p.Value.Kind != syntax.Null && d.isMap(p.Value, "a map with the settings of the language", "write "+p.Key.Value+": {transcription_provider: NAME}") {
			d.keys(p.Value, relayLanguageKeys)
			for _, setting := range p.Value.Pairs {
				d.verbAttribute(setting, relayLanguageKeys, &l.Attrs, nil)
			}
		}
		list = append(list, l)
	}
	return list
}

// assistant says that an assistant is neither named nor joined, or both.
func (d *decoder) assistant(n *syntax.Node) {
	id, hasID := n.Pair("id")
	join, hasJoin := n.Pair("join")
	switch {
	case hasID && hasJoin:
		d.out.Errorf(codeTwoTargets, join.Key.Span, "an assistant is begun or joined, and %q is one already", "id").
			Notef(id.Key.Span, "%q stands here", "id")
	case !hasJoin:
		d.need(n, "id", "an assistant", "id: ASSISTANT, or join: CONVERSATION")
	}
}

// stoppable are the services that stop without a name, and those that are called by one.
var stoppable = []string{"transcription", "suppression", "{stream: NAME}", "{siprec: NAME}"}

// stop reads the services that a state ends.
func (d *decoder) stop(n *syntax.Node) (out servicesDecl, ok bool) {
	const form = "write stop: [transcription, {stream: NAME}]"
	if !d.isList(n, "a list of services for stop", form) {
		return out, false
	}
	if len(n.Items) == 0 {
		d.wrongKind(n, "at least one service")
	}
	for _, item := range n.Items {
		if item.IsScalar() {
			switch t := d.oneOf(item, "stop", stoppable); t.Value {
			case "transcription":
				out.List = append(out.List, &serviceDecl{Element: "Transcription"})
			case "suppression":
				out.List = append(out.List, &serviceDecl{Element: "Suppression"})
			}
			continue
		}
		if !d.isMap(item, "a service for stop", form) {
			continue
		}
		d.keys(item, stopKeys)
		for _, p := range item.Pairs {
			if slices.Contains(stopKeys.names(), p.Key.Value) {
				if name := d.named(p.Value, "the name of a "+p.Key.Value); name.given() {
					out.List = append(out.List, &serviceDecl{Element: startable[p.Key.Value].element, Name: name})
				}
			}
		}
	}
	return out, len(out.List) > 0
}

// connected are what a call is given to, by key.
var connected = map[string]struct {
	element string
	keys    *mapKeys
}{
	"stream": {"Stream", streamKeys}, "assistant": {"AIAssistant", assistantKeys}, "relay": {"ConversationRelay", relayKeys},
}

func (d *decoder) connect(n *syntax.Node) actionDecl {
	a := &connectDecl{Node: n}
	if !d.isMap(n, "a map with stream, assistant or relay", "write connect: {assistant: {id: ASSISTANT}}") {
		return nil
	}
	d.keys(n, connectKeys)
	var first *syntax.Node
	for _, p := range n.Pairs {
		what, known := connected[p.Key.Value]
		switch {
		case !known:
		case first != nil:
			d.out.Errorf(codeTwoTargets, p.Key.Span, "a call is given to one, and %q is one already", first.Value).
				Notef(first.Span, "%q stands here", first.Value)
		default:
			first = p.Key
			a.Service = d.service(p.Value, p.Key.Value, what.element, what.keys)
		}
	}
	if first == nil && !d.hasUnknown(n) {
		d.out.Errorf(codeMissingKey, head(n), `a connect needs the key "stream", "assistant" or "relay"`).
			Hint = "write assistant: {id: ASSISTANT}"
	}
	return a
}

func (d *decoder) refer(n *syntax.Node) actionDecl {
	a := &referDecl{Node: n}
	if !d.isMap(n, "a map with sip", `write refer: {sip: "sip:desk@pbx.example.com"}`) {
		return nil
	}
	d.keys(n, referKeys)
	if v, ok := d.need(n, "sip", "a refer", `sip: "sip:desk@pbx.example.com"`); ok {
		a.SIP = d.scalar(v, "a SIP address")
	}
	return a
}
