package flowtest

import (
	"slices"
	"strconv"
	"strings"

	"github.com/texmlflow/texmlflow/engine/carrier"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// double is the declared answer of an outside URL.
type double struct {
	method string // "": any
	url    string // the whole URL, or how it begins
	reply  reply
}

// reply is what an outside URL answers.
type reply struct {
	failed string // a failure: no answer comes; "" where one does
	status int
	body   string
}

func (r reply) action() carrier.Action {
	if r.failed != "" {
		return carrier.HTTPFailed()
	}
	return carrier.HTTP(r.status, r.body)
}

// The failures that a request may have; a time-out of the carrier's is not told from others.
var (
	httpFailures  = []string{"failed"}
	fetchFailures = []string{"failed", "timeout"}
)

var replyKeys = []string{"status", "json", "body"}

// doubles reads a map of URLs, each with its answer. The method may stand before the URL.
func (d *decoder) doubles(n *syntax.Node, failures []string) []double {
	if !d.isMap(n, `a map of "METHOD URL" and what it answers`) {
		return nil
	}
	var list []double
	for _, p := range n.Pairs {
		one := double{url: p.Key.Value}
		if method, url, ok := strings.Cut(p.Key.Value, " "); ok {
			one.method, one.url = method, strings.TrimSpace(url)
		}
		if !strings.Contains(one.url, "://") {
			d.out.Errorf(codeBadValue, p.Key.Span, "%q is no URL with a method before it", p.Key.Value).
				Hint = `write "GET https://crm.example.com/patients"`
		}
		one.reply = d.declared(p.Value, failures)
		list = append(list, one)
	}
	return list
}

func (d *decoder) declared(n *syntax.Node, failures []string) reply {
	if n.IsScalar() {
		return reply{failed: d.oneOf(n, "an answer", failures)}
	}
	r := reply{status: 200}
	if !d.isMap(n, "{status: …, json: …}, or failed") {
		return r
	}
	syntax.CheckKeys(n, replyKeys, "an answer", d.out)
	for _, p := range n.Pairs {
		switch p.Key.Value {
		case "status":
			r.status = d.status(p.Value)
		case "json":
			r.body = jsonText(p.Value)
		case "body":
			r.body = d.text(p.Value, "text")
		}
	}
	return r
}

func (d *decoder) status(n *syntax.Node) int {
	status, err := strconv.Atoi(n.Value)
	if !n.IsPlain() || err != nil || status < 100 || status > 599 {
		d.wrongKind(n, "a status from 100 to 599")
	}
	return status
}

// given reads the http or fetch of a turn: the JSON itself, a status, or a failure.
func (d *decoder) given(n *syntax.Node, what string, failures []string) *reply {
	switch {
	case n.IsMap() || n.IsList():
		return &reply{status: 200, body: jsonText(n)}
	case n.IsPlain() && jsonNumber.MatchString(n.Value):
		return &reply{status: d.status(n)}
	}
	return &reply{failed: d.oneOf(n, what, failures)}
}

// answerOf is the double for a request: the exact URL before one that it begins with, the longest first, a method before
// none, and what the scenario says before the file.
func answerOf(list []double, method, url string) (reply, bool) {
	best, score := -1, -1
	for i, one := range list {
		if one.method != "" && !strings.EqualFold(one.method, method) || !strings.HasPrefix(url, one.url) {
			continue
		}
		now := 2 * len(one.url)
		if one.method != "" {
			now++
		}
		if now > score {
			best, score = i, now
		}
	}
	if best < 0 {
		return reply{}, false
	}
	return list[best].reply, true
}

// named lists the doubles as a failure names them.
func named(list []double) []string {
	var names []string
	for _, one := range list {
		names = append(names, strings.TrimSpace(one.method+" "+one.url))
	}
	slices.Sort(names)
	return slices.Compact(names)
}
