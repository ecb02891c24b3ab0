package flows

import (
	"regexp"

	"github.com/texmlflow/texmlflow/flows/syntax"
)

var (
	headerName = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")
	answerPath = regexp.MustCompile(`^[^.\[\]\s]+(\[\d+\])*(\.[^.\[\]\s]+(\[\d+\])*)*$`)
)

func (d *decoder) httpRequest(n *syntax.Node) actionDecl {
	h := &httpRequestDecl{Node: n}
	if !d.isMap(n, "a map with the keys of an http_request", `write http_request: {url: "https://…"}`) {
		return nil
	}
	d.keys(n, httpRequestKeys)
	var bodies []*syntax.Node
	for _, p := range n.Pairs {
		switch p.Key.Value {
		case "url":
			h.URL = d.scalar(p.Value, "a URL")
		case "method":
			h.Method = d.oneOf(p.Value, "method", []string{"GET", "POST"})
		case "headers":
			h.Headers = d.headers(p.Value)
		case "json":
			v := d.value(p.Value, "json")
			h.JSON, bodies = &v, append(bodies, p.Key)
		case "form":
			h.Form, bodies = d.templates(p.Value, "form"), append(bodies, p.Key)
		case "body":
			h.Body, bodies = d.scalar(p.Value, "text for body"), append(bodies, p.Key)
		case "fields":
			h.Fields = d.httpFields(p.Value)
		case "status":
			h.Status = d.number(p.Value, "status", 100, 599)
		}
	}
	d.need(n, "url", "an http_request", `url: "https://…"`)
	if len(bodies) > 1 {
		d.out.Errorf(codeTwoTargets, bodies[1].Span, "a request has one body, and %q is one already", bodies[0].Value).
			Notef(bodies[0].Span, "%q stands here", bodies[0].Value)
	}
	if len(bodies) > 0 && h.Method.Value == "GET" {
		d.out.Errorf(codeBadValue, h.Method.Node.Span, "a GET has no body, and %q is one", bodies[0].Value).
			Hint = "leave method out, or write POST"
	}
	return h
}

func (d *decoder) headers(n *syntax.Node) []templateField {
	list := d.templates(n, "headers")
	for _, h := range list {
		if !headerName.MatchString(h.Name.Value) {
			d.out.Errorf(codeBadName, h.Name.Node.Span, "a header cannot be called %s", h.Name.Node.Describe())
		}
	}
	return list
}

func (d *decoder) httpFields(n *syntax.Node) []httpField {
	paths := map[string]text{}
	fields := d.fields(n, httpFieldKeys, "a field's name", func(f *fieldDecl, decl *syntax.Node) {
		v, ok := decl.Get("path")
		if !ok {
			return
		}
		path := d.scalar(v, "a path in the answer")
		path.Value = d.literal(path, "path")
		if path.given() && !answerPath.MatchString(path.Value) {
			d.out.Errorf(codeBadValue, v.Span, "%s is no path in an answer", v.Describe()).Hint = "write names and numbers: orders[0].eta"
		}
		paths[f.Name.Value] = path
	})
	list := make([]httpField, 0, len(fields))
	for _, f := range fields {
		list = append(list, httpField{fieldDecl: f, Path: paths[f.Name.Value]})
	}
	return list
}
