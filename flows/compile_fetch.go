package flows

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
)

func (s *stateCompiler) fetch(a *fetchDecl) engine.Action {
	out := s.request(a, s.base)
	answered := []guard.Field{engine.StatusField(true)}
	fields := slices.Clone(answered)
	for _, f := range out.Fields {
		fields = append(fields, guard.Field{Name: f.Name, Type: f.Type})
	}
	known := s.exit.in(under(s.exit.scope, "fetch", answered))
	out.OK = s.outcome("ok", s.exit.in(under(s.exit.scope, "fetch", fields)))
	out.Status = s.outcome("status", known)
	out.Timeout = s.outcome("timeout", s.exit)
	out.BadBody = s.outcome("bad_body", known)
	out.Failed = s.outcome("failed", s.exit)
	return out
}

// request compiles a request of the engine.
func (f *flowCompiler) request(a *fetchDecl, p *place) *engine.Fetch {
	out := &engine.Fetch{Method: strings.ToUpper(a.Method.Value), Within: a.Within.Value}
	if a.URL.given() {
		f.checkOrigin(a.URL, "the request", "https", "http")
		f.carrierSecret(a.URL)
		out.URL = f.template(a.URL, p)
		f.askFetch(a.URL, out.URL)
	}
	for _, h := range a.Headers {
		f.carrierSecret(h.Value)
		out.Headers = append(out.Headers, engine.Header{Name: h.Name.Value, Value: f.template(h.Value, p)})
	}
	body := p.in(p.scope)
	body.sent = true
	contentType := ""
	switch {
	case a.JSON != nil:
		f.carrierSecrets(*a.JSON)
		v := f.value(*a.JSON, body, nil)
		out.JSON, contentType = &v, "application/json"
	case a.Form != nil:
		contentType = "application/x-www-form-urlencoded"
		for _, field := range a.Form {
			f.carrierSecret(field.Value)
			out.Form = append(out.Form, engine.FormField{Name: field.Name.Value, Value: f.template(field.Value, body)})
		}
	}
	out.Headers = withContentType(out.Headers, contentType)
	for _, field := range a.Fields {
		path := field.Name.Value
		if field.Path.given() {
			path = field.Path.Value
		}
		out.Fields = append(out.Fields, engine.HTTPField{Name: field.Name.Value, Path: path, Type: field.Type})
	}
	return out
}

// withContentType adds the type of a body that we make ourselves, unless the author has given another.
func withContentType(headers []engine.Header, contentType string) []engine.Header {
	if contentType == "" || slices.ContainsFunc(headers, func(h engine.Header) bool { return strings.EqualFold(h.Name, "Content-Type") }) {
		return headers
	}
	value, _ := guard.ParseTemplate(contentType) // literal, so that nothing can be wrong with it
	return append(headers, engine.Header{Name: "Content-Type", Value: value})
}

// askFetch asks the policy for a request of ours. Without fetch.allow the host makes none.
func (f *flowCompiler) askFetch(t text, url *guard.Template) {
	f.fetches = true
	if f.opt.Policy != nil && f.opt.Policy.FetchConfigured() {
		f.checkFetch(t, url)
		return
	}
	if f.unasked || f.pinned {
		return
	}
	f.unasked = true
	f.out.Warnf(codeRequestsUnasked, t.Node.Span, "the requests of this flow were not checked: there is no fetch.allow in the host's settings").
		Hint = "without one the host makes none"
}

var carrierSecret = regexp.MustCompile(`\{\{\s*#\s*secret\s*\}\}`)

// carrierSecret says that the carrier does not see a text.
func (f *flowCompiler) carrierSecret(t text) {
	at := carrierSecret.FindStringIndex(t.Value)
	if at == nil {
		return
	}
	from := len([]rune(t.Value[:at[0]]))
	f.out.Errorf(codeCarrierSecret, t.Node.Sub(from, from+len([]rune(t.Value[at[0]:at[1]]))),
		"the carrier keeps this secret, and a fetch does not pass through it").
		Hint = "give the secret to the host as an environment variable: ${env.TOKEN}"
}

// carrierSecrets is carrierSecret for every text of a value.
func (f *flowCompiler) carrierSecrets(v valueDecl) {
	if v.Expr.given() {
		f.carrierSecret(v.Expr)
	}
	for _, field := range v.Fields {
		f.carrierSecrets(field.Value)
	}
	for _, item := range v.Items {
		f.carrierSecrets(item)
	}
}

// endID is the name of a request of on_end, which it keeps through all versions of its flow.
func endID(f *flowDecl, i int) string { return fmt.Sprintf("%s/on_end/%d", f.Name.Value, i) }

// onEnd compiles the requests that are made when a call has ended. It may end anywhere, so that any variable may be unset.
func (f *flowCompiler) onEnd() {
	scope := f.base.Child()
	for _, v := range f.decl.Vars {
		if v.Default == nil {
			scope.Define(v.Name.Value, engine.MaybeUnset(v.Type))
		}
	}
	for i, e := range f.decl.OnEnd {
		if e.Fetch == nil {
			continue
		}
		p := &place{scope: scope}
		out := engine.EndFetch{ID: endID(f.decl, i), Place: placeOf(head(e.Node)), When: f.guard(e.When, p)}
		if out.When != nil {
			p = p.in(scope.Narrow(out.When.NonNilIfTrue()))
		}
		out.Fetch = f.request(e.Fetch, p)
		f.flow.OnEnd = append(f.flow.OnEnd, out)
	}
}
