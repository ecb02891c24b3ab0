package flowtest

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/texmlflow/texmlflow/engine/carrier"
	"github.com/texmlflow/texmlflow/engine/spell"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// double is what an outside URL is declared to answer.
type double struct {
	request
	replies []reply // one after the other, the last one from then on
}

// doubles are the declared answers of a scenario, and how many of each were given.
type doubles struct {
	list  []double
	given map[int]int // by place in the list
}

func newDoubles(list []double) *doubles { return &doubles{list: list, given: map[int]int{}} }

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
	fetchFailures = []string{"failed", "timeout", "bad_body"}
)

var replyKeys = []string{"status", "json", "body"}

// doubles reads a map of URLs, each with its answer. The method may stand before the URL.
func (d *decoder) doubles(n *syntax.Node, failures []string) []double {
	if !d.isMap(n, `a map of "METHOD URL" and what it answers`) {
		return nil
	}
	var list []double
	for _, p := range n.Pairs {
		one := double{request: d.request(p.Key)}
		if p.Value.IsList() && len(p.Value.Items) > 0 {
			for _, item := range p.Value.Items {
				one.replies = append(one.replies, d.declared(item, failures))
			}
		} else {
			one.replies = []reply{d.declared(p.Value, failures)}
		}
		list = append(list, one)
	}
	return list
}

func (d *decoder) declared(n *syntax.Node, failures []string) reply {
	if n.IsScalar() {
		return reply{failed: d.oneOf(n, "an answer", failures)}
	}
	r := reply{status: 200}
	if !d.isMap(n, "{status: …, json: …}, or failed, or a list of them") {
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

// given reads the http or fetch of a turn: the JSON itself, a status, perhaps with what follows it, or a failure.
func (d *decoder) given(n *syntax.Node, what string, failures []string) *reply {
	switch {
	case n.IsMap() || n.IsList():
		return &reply{status: 200, body: jsonText(n)}
	case n.IsPlain() && jsonNumber.MatchString(n.Value):
		return &reply{status: d.status(n)}
	}
	if m := statusBody.FindStringSubmatch(n.Value); m != nil && n.IsScalar() {
		status, _ := strconv.Atoi(m[1]) // three figures
		return &reply{status: status, body: m[2]}
	}
	if n.IsScalar() && !slices.Contains(failures, n.Value) {
		d.out.Errorf(codeBadValue, n.Span, "%s cannot be %s", what, n.Describe()).Hint = strings.TrimSpace(
			spell.DidYouMean(n.Value, failures) + " write JSON such as {name: Ann}, a status such as 404, or " + strings.Join(failures, ", "))
	}
	return &reply{failed: n.Value}
}

// statusBody is a status with a body behind it.
var statusBody = regexp.MustCompile(`(?s)^([1-5][0-9][0-9]) (.+)$`)

// to is the answer to a request: the exact URL before one that it begins with, the longest first, a method before none,
// and what the scenario says before the file.
func (d *doubles) to(method, url string) (reply, bool) {
	best, score := -1, -1
	for i, one := range d.list {
		if !one.names(method, url) {
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
	replies := d.list[best].replies
	r := replies[min(d.given[best], len(replies)-1)]
	d.given[best]++
	return r, true
}

// named lists the doubles as a failure names them.
func named(list []double) []string {
	var names []string
	for _, one := range list {
		names = append(names, one.String())
	}
	slices.Sort(names)
	return slices.Compact(names)
}
