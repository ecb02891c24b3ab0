package flows

import (
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
	w.close(d.Element)
}

// service compiles what of a service is filled in when a step comes to it.
func (s *stateCompiler) service(d *serviceDecl, e texmlgen.Element) engine.Service {
	out := engine.Service{
		Element: e, Name: s.template(d.Name, s.base), Greeting: s.template(d.Greeting, s.base),
		Join: s.template(d.Join, s.base), Parameters: s.parameters(d.Parameters),
	}
	if d.URL.given() && s.checkOrigin(d.URL, "a WebSocket", "wss") {
		out.URL = s.template(d.URL, s.base)
	}
	if d.Greeting.given() {
		s.checkSpokenText(d.Greeting, out.Greeting, s.base)
	}
	return out
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
			verb.Noun = nil
			out.Verb = *verb
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

func (s *stateCompiler) pay(a *payDecl) engine.Action {
	out := &engine.Pay{
		Amount: s.template(a.Amount, s.base), Description: s.template(a.Description, s.base),
		Parameters: s.parameters(a.Parameters),
	}
	if a.Amount.given() && out.Amount.IsLiteral() && !amount.MatchString(a.Amount.Value) {
		s.out.Errorf(codeBadValue, a.Amount.Node.Span, "amount is no sum: %q", a.Amount.Value).Hint = `write "12.50"`
	}
	var samples attributes
	if a.Amount.given() {
		samples = append(samples, attribute{Name: "chargeAmount", Value: "1.00"})
	}
	w := &verbWriter{}
	w.open("Pay", samples, s.defaultAttributes("pay"), a.Attrs)
	w.close("Pay")
	if verb, ok := s.read(w).(*texmlgen.Pay); ok {
		out.Verb = *verb
		out.Verb.ChargeAmount = texmlgen.Text{}
	}
	out.OK = s.outcome("ok", s.exit)
	out.Failed = s.outcome("failed", s.exit)
	return out
}
