package flows

import (
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/texmlgen"
)

func (s *stateCompiler) httpRequest(a *httpRequestDecl) engine.Action {
	out := &engine.HTTPRequest{Method: texmlgen.MethodGet, Status: a.Status.Value}
	if a.URL.given() {
		s.checkOrigin(a.URL, "the request", "https", "http")
		out.URL = s.template(a.URL, s.base)
		s.checkPath(a.URL, out.URL)
		s.checkFetch(a.URL, out.URL)
	}
	contentType := ""
	switch {
	case a.JSON != nil:
		v := s.value(*a.JSON, s.base, nil)
		out.JSON, contentType = &v, "application/json"
	case a.Form != nil:
		contentType = "application/x-www-form-urlencoded"
		for _, field := range a.Form {
			out.Form = append(out.Form, engine.FormField{Name: field.Name.Value, Value: s.template(field.Value, s.base)})
		}
	case a.Body.given():
		out.Body = s.template(a.Body, s.base)
	}
	if a.JSON != nil || a.Form != nil || a.Body.given() {
		out.Method = texmlgen.MethodPost
	}
	if a.Method.given() {
		out.Method = texmlgen.Method(a.Method.Value)
	}
	s.headers(a, out, contentType)
	var fields []guard.Field
	for _, field := range a.Fields {
		path := field.Name.Value
		if field.Path.given() {
			path = field.Path.Value
		}
		fields = append(fields, guard.Field{Name: field.Name.Value, Type: field.Type})
		out.Fields = append(out.Fields, engine.HTTPField{Name: field.Name.Value, Path: path, Type: field.Type})
	}
	out.OK = s.outcome("ok", s.exit.in(under(s.exit.scope, "http", fields)))
	out.Failed = s.outcome("failed", s.exit)
	return out
}

// headers compiles the header fields. The type of a body that we make ourselves is known.
func (s *stateCompiler) headers(a *httpRequestDecl, out *engine.HTTPRequest, contentType string) {
	for _, h := range a.Headers {
		out.Headers = append(out.Headers, engine.Header{Name: h.Name.Value, Value: s.template(h.Value, s.base)})
	}
	out.Headers = withContentType(out.Headers, contentType)
}

// checkFetch asks the policy for a request whose origin is written out.
func (f *flowCompiler) checkFetch(t text, url *guard.Template) {
	if !writtenOrigin.MatchString(t.Value) {
		return
	}
	if origin := originOf(url); origin != "" {
		f.askOrigin(origin, originSpan(t))
	}
}

// askOrigin asks the policy for the origin of a request.
func (f *flowCompiler) askOrigin(origin string, at diag.Span) {
	if f.opt.Policy == nil || !f.opt.Policy.FetchConfigured() {
		return
	}
	if err := f.opt.Policy.Fetch(origin); err != nil {
		f.out.Errorf(codeTargetRefused, at, "%s", err).Hintf("add it to fetch.allow in texmlflow.yaml: %q", strings.TrimSuffix(origin, "/"))
	}
}

// originOf is the origin of a URL that is written out, with a slash behind it; "" when env has a part in it.
func originOf(t *guard.Template) string {
	if len(t.Parts) == 0 || !t.Parts[0].Literal {
		return ""
	}
	head := t.Parts[0].Text
	origin := cutOrigin(head)
	if len(t.Parts) > 1 && len(head) < len(origin) {
		return "" // the host goes on in the value
	}
	return origin
}

// cutOrigin is the origin of a URL, with a slash behind it; "" of what has none.
func cutOrigin(url string) string {
	scheme, rest, ok := strings.Cut(url, "://")
	if !ok {
		return ""
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	return scheme + "://" + rest + "/"
}
