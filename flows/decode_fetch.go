package flows

import (
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// ownHeaders are the header fields that the engine writes itself.
var ownHeaders = []string{
	"accept-encoding", "connection", "content-length", "expect", "host", "idempotency-key", "proxy-connection", "te", "trailer",
	"transfer-encoding", "upgrade", "user-agent",
}

func (d *decoder) fetch(n *syntax.Node) actionDecl {
	if a := d.request(n, fetchKeys); a != nil {
		return a
	}
	return nil
}

// request reads a request of the engine; nil when it is none.
func (d *decoder) request(n *syntax.Node, known *mapKeys) *fetchDecl {
	a := &fetchDecl{Node: n}
	if !d.isMap(n, "a map with the keys of "+known.what, `write fetch: {get: "https://…"}`) {
		return nil
	}
	d.keys(n, known)
	var bodies []*syntax.Node
	for _, p := range n.Pairs {
		switch p.Key.Value {
		case "get", "post", "put", "delete":
			if a.Method.given() {
				d.out.Errorf(codeTwoTargets, p.Key.Span, "a fetch asks one URL, and %q names one already", a.Method.Value).
					Notef(a.Method.Node.Span, "%q stands here", a.Method.Value)
				continue
			}
			a.Method, a.URL = text{Value: p.Key.Value, Node: p.Key}, d.scalar(p.Value, "a URL")
		case "headers":
			a.Headers = d.headers(p.Value)
		case "json":
			v := d.value(p.Value, "json")
			a.JSON, bodies = &v, append(bodies, p.Key)
		case "form":
			a.Form, bodies = d.templates(p.Value, "form"), append(bodies, p.Key)
		case "fields":
			if slices.Contains(known.names(), "fields") {
				a.Fields = d.httpFields(p.Value)
			}
		case "within":
			a.Within = d.duration(p.Value, "within")
			if v := a.Within; v.given() && (v.Value <= 0 || v.Value > engine.MaxFetchTime) {
				d.outOfRange(p.Value, "within", p.Value.Value, "1ms to "+engine.MaxFetchTime.String()).
					Hint = "a caller waits for it in silence; what takes longer is for an http_request"
			}
		}
	}
	if !a.Method.given() && !d.hasUnknown(n) {
		d.out.Errorf(codeMissingKey, head(n), "%s needs one of the keys get, post, put and delete", known.what).Hint = `write get: "https://…"`
	}
	d.fetchShape(a, bodies)
	return a
}

// fetchShape says which keys of a fetch do not go together.
func (d *decoder) fetchShape(a *fetchDecl, bodies []*syntax.Node) {
	if len(bodies) > 1 {
		d.out.Errorf(codeTwoTargets, bodies[1].Span, "a request has one body, and %q is one already", bodies[0].Value).
			Notef(bodies[0].Span, "%q stands here", bodies[0].Value)
	}
	if len(bodies) > 0 && a.Method.Value == "get" {
		d.out.Errorf(codeBadValue, bodies[0].Span, "a get has no body, and %q is one", bodies[0].Value).
			Hint = "write post, or put the values into the URL: ?name=${urlquery(…)}"
	}
	for _, h := range a.Headers {
		if slices.Contains(ownHeaders, strings.ToLower(h.Name.Value)) {
			d.out.Errorf(codeReservedName, h.Name.Node.Span, "the engine writes the header %s itself", h.Name.Value).Hint = "leave it out"
		}
	}
	for _, f := range a.Fields {
		if f.Name.Value == "status" {
			d.out.Errorf(codeNameClash, f.Name.Node.Span, "fetch.status is the answer's status").Hint = "call the field something else, and write its path"
		}
	}
}

// onEnd reads the requests that are made when a call has ended.
func (d *decoder) onEnd(n *syntax.Node) []endDecl {
	if !d.isList(n, "a list of requests for on_end", `write on_end: [{fetch: {post: "https://…"}}]`) {
		return nil
	}
	if len(n.Items) > engine.MaxFetches {
		d.out.Errorf(codeRange, n.Items[engine.MaxFetches].Span, "on_end has %d requests, out of its range: 1 to %d", len(n.Items), engine.MaxFetches)
	}
	var list []endDecl
	for _, item := range n.Items {
		if !d.isMap(item, "a map with when and fetch", `write {fetch: {post: "https://…"}}`) {
			continue
		}
		d.keys(item, onEndKeys)
		e := endDecl{Node: item}
		if v, ok := item.Get("when"); ok {
			e.When = d.expr(v, "when")
		}
		if v, ok := item.Get("fetch"); !ok && !d.hasUnknown(item) {
			d.need(item, "fetch", "a request of on_end", `fetch: {post: "https://…"}`)
		} else if ok {
			e.Fetch = d.request(v, endFetchKeys)
		}
		list = append(list, e)
	}
	return list
}
