package flows

import (
	"slices"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// services compiles what a state starts and stops.
func (s *stateCompiler) services(list []servicesDecl) []engine.Part {
	var out []engine.Part
	for _, d := range list {
		w := &verbWriter{}
		element := "Stop"
		if d.Start {
			element = "Start"
		}
		w.open(element)
		for _, service := range d.List {
			service.write(w, d.Start)
		}
		w.close(element)
		var written []texmlgen.Service
		switch verb := s.read(w).(type) {
		case *texmlgen.Start:
			written = verb.Services
		case *texmlgen.Stop:
			written = verb.Services
		}
		var compiled []engine.Service
		for i, e := range written {
			if i < len(d.List) {
				compiled = append(compiled, s.service(d.List[i], e))
				s.noteService(d.List[i], e, d.Start)
			}
		}
		if d.Start {
			out = append(out, engine.Part{Start: compiled})
		} else {
			out = append(out, engine.Part{Stop: compiled})
		}
	}
	return out
}

// write puts a service into TeXML, with samples of what the step fills in.
func (d *serviceDecl) write(w *verbWriter, start bool) {
	var samples attributes
	if start && (d.Element == "Stream" || d.Element == "ConversationRelay") {
		samples = append(samples, attribute{Name: "url", Value: "wss://example.com"})
	}
	if d.Name.given() {
		samples = append(samples, attribute{Name: "name", Value: "name"})
	}
	if d.Join.given() {
		samples = append(samples, attribute{Name: "join", Value: "conversation"})
	}
	w.open(d.Element, samples, d.Attrs)
	for _, l := range d.Languages {
		w.open("Language", attributes{{Name: "code", Value: l.Tag.Value}}, l.Attrs)
		w.close("Language")
	}
	w.close(d.Element)
}

// service compiles what of a service is filled in when a step comes to it.
func (s *stateCompiler) service(d *serviceDecl, e texmlgen.Element) engine.Service {
	out := engine.Service{
		Element: e, Name: s.template(d.Name, s.base), Greeting: s.spokenWords(d.Greeting, "a greeting", s.base),
		Join: s.template(d.Join, s.base), Parameters: s.parameters(d.Parameters),
	}
	if d.URL.given() && s.checkOrigin(d.URL, "a WebSocket", "wss") {
		out.URL = s.template(d.URL, s.base)
		s.checkPath(d.URL, out.URL)
	}
	s.checkRelayLanguages(d)
	return out
}

// checkRelayLanguages says which languages of a relay the flow does not speak, and which of the flow's it lacks.
func (s *stateCompiler) checkRelayLanguages(d *serviceDecl) {
	strange := false
	for _, l := range d.Languages {
		if !slices.Contains(s.tags, l.Tag.Value) {
			s.languageSwitch(l.Tag)
			strange = true
		}
	}
	if d.LanguagesNode != nil && !strange {
		s.missingLanguages(d.LanguagesNode, func(tag string) bool {
			return slices.ContainsFunc(d.Languages, func(l relayLanguage) bool { return l.Tag.Value == tag })
		}, "settings")
	}
}

func (s *stateCompiler) parameters(list []templateField) []engine.NamedTemplate {
	var out []engine.NamedTemplate
	for _, p := range list {
		out = append(out, engine.NamedTemplate{Name: p.Name.Value, Value: s.template(p.Value, s.base)})
	}
	return out
}

func (s *stateCompiler) connect(a *connectDecl) engine.Action {
	out := &engine.Connect{}
	if a.Service != nil {
		w := &verbWriter{}
		w.open("Connect")
		a.Service.write(w, true)
		w.close("Connect")
		if verb, ok := s.read(w).(*texmlgen.Connect); ok {
			out.Service = s.service(a.Service, verb.Noun)
			out.Verb = *verb
			out.Verb.Noun = nil
		}
	}
	out.Ended = s.outcome("ended", s.exit)
	out.Failed = s.outcome("failed", s.exit)
	return out
}

func (s *stateCompiler) refer(a *referDecl) engine.Action {
	out := &engine.Refer{SIP: s.template(a.SIP, s.base)}
	if a.SIP.given() {
		s.checkTarget(a.SIP, out.SIP, true)
	}
	out.OK = s.outcome("ok", s.exit)
	out.Failed = s.outcome("failed", s.exit)
	return out
}
