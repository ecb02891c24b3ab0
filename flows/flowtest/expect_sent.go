package flowtest

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/engine/spell"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// sending expects a request among those that were made: to this URL, with at least these parts.
type sending struct {
	at    diag.Span
	to    request
	parts []syntax.Pair // headers, json, form, body
}

var sentKeys = []string{"headers", "json", "form", "body"}

// sending reads what must have been sent: a request, a list of them, or a map of them with what they hold.
func (d *decoder) sending(n *syntax.Node, at diag.Span) []expectation {
	var list []expectation
	if !n.IsMap() {
		for _, to := range d.requests(n, at) {
			list = append(list, &sending{at: to.at, to: to.request})
		}
		return list
	}
	if len(n.Pairs) == 0 {
		d.wrongKind(n, "requests").Hint = "an empty map expects nothing; not_sent says what must not be sent"
	}
	for _, p := range n.Pairs {
		e := &sending{at: p.Key.Span, to: d.request(p.Key)}
		if p.Value.Kind != syntax.Null && d.isMap(p.Value, "a map of "+strings.Join(sentKeys, ", ")+", {} for none") {
			syntax.CheckKeys(p.Value, sentKeys, "a request", d.out)
			for _, part := range p.Value.Pairs {
				d.part(part)
			}
			e.parts = p.Value.Pairs
		}
		list = append(list, e)
	}
	return list
}

// part checks a part of a request.
func (d *decoder) part(p syntax.Pair) {
	switch p.Key.Value {
	case "headers", "form":
		if d.isMap(p.Value, "a map of names and values") {
			for _, field := range p.Value.Pairs {
				d.text(field.Value, "text")
			}
		}
	case "body":
		d.text(p.Value, "text")
	}
}

// placed is a request with where it is written.
type placed struct {
	at diag.Span
	request
}

func (d *decoder) requests(n *syntax.Node, at diag.Span) []placed {
	d.texts(n, `a request such as "POST https://crm.example.com/visits"`)
	if !n.IsList() {
		return []placed{{at, d.request(n)}}
	}
	var list []placed
	for _, item := range n.Items {
		list = append(list, placed{item.Span, d.request(item)})
	}
	return list
}

// request reads a URL, or how it begins, perhaps with a method before it.
func (d *decoder) request(n *syntax.Node) request {
	r := requestOf(n.Value)
	if n.IsScalar() && !strings.Contains(r.url, "://") {
		d.out.Errorf(codeBadValue, n.Span, "%q is no URL with a method before it", n.Value).
			Hint = `write "GET https://crm.example.com/patients"`
	}
	return r
}

func (e *sending) check(p *player) []*Failure {
	var nearest []*Failure
	found := false
	for _, s := range p.since.sent {
		if !e.to.names(s.method, s.url) {
			continue
		}
		failures := e.compare(p, s)
		if len(failures) == 0 {
			return nil
		}
		if !found || len(failures) < len(nearest) {
			nearest, found = failures, true
		}
	}
	if found {
		return nearest
	}
	return []*Failure{p.differs(e.at, whatSent, "no such request was made", []string{e.to.String()}, requests(p.since.sent))}
}

// compare holds a request against what is expected of it.
func (e *sending) compare(p *player, s sent) []*Failure {
	var failures []*Failure
	fail := func(n *syntax.Node, message string, want, got []string) {
		failures = append(failures, p.differs(n.Span, whatSent, s.method+" "+s.url+": "+message, want, got))
	}
	for _, part := range e.parts {
		switch part.Key.Value {
		case "headers":
			for _, h := range part.Value.Pairs {
				var got, names []string
				for _, one := range s.headers {
					if strings.EqualFold(one[0], h.Key.Value) {
						got = append(got, one[1])
					}
					names = append(names, one[0])
				}
				s.field("the header "+h.Key.Value, h, got, names, false, fail)
			}
		case "form":
			values, err := url.ParseQuery(s.body)
			if err != nil || s.body == "" {
				fail(part.Key, "its body is no form", nil, nil)
				continue
			}
			for _, field := range part.Value.Pairs {
				s.field("the field "+field.Key.Value, field, values[field.Key.Value], slices.Collect(maps.Keys(values)), s.secretField(field.Key.Value), fail)
			}
		case "json":
			got, ok := decodeJSON(s.body)
			if !ok {
				fail(part.Key, "its body is no JSON", nil, nil)
				continue
			}
			var of *engine.Value
			if s.of != nil {
				of = s.of.JSON
			}
			compareJSON("json", part.Value, got, of, fail)
		case "body":
			s.field("the body", part, []string{s.body}, nil, s.of != nil && s.of.Secret(), fail)
		}
	}
	return failures
}

// field holds a value against those of its name; there are the names that there are.
func (s sent) field(name string, want syntax.Pair, got, there []string, secret bool, fail func(n *syntax.Node, message string, want, got []string)) {
	if slices.Contains(got, want.Value.Value) {
		return
	}
	if len(got) == 0 {
		fail(want.Key, like("it has not "+name, want.Key.Value, there), nil, nil)
		return
	}
	wanted := []string{want.Value.Value}
	if secret {
		wanted, got = []string{guard.Hidden}, []string{guard.Hidden}
	}
	fail(want.Value, name+" has another value", wanted, got)
}

// like adds to a message the nearest of the names that there are.
func like(message, name string, names []string) string {
	if hint := spell.DidYouMean(name, names); hint != "" {
		return message + ": " + hint
	}
	return message
}

// secretField reports whether a field of the form is made from a secret.
func (s sent) secretField(name string) bool {
	return s.of != nil && slices.ContainsFunc(s.of.Form, func(f engine.FormField) bool { return f.Name == name && f.Value.Sensitive() })
}

// notSending expects that no such request was made.
type notSending struct{ list []placed }

func (e *notSending) check(p *player) []*Failure {
	for _, not := range e.list {
		for _, s := range p.since.sent {
			if not.names(s.method, s.url) {
				return []*Failure{p.failure(not.at, whatNotSent, s.method+" "+s.url+" was sent")}
			}
		}
	}
	return nil
}
