package flowtest

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/engine/spell"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

func (d *decoder) wrongKind(n *syntax.Node, want string) *diag.Finding {
	return d.out.Errorf(codeWrongKind, n.Span, "expected %s, got %s", want, n.Describe())
}

func (d *decoder) isMap(n *syntax.Node, want string) bool {
	if !n.IsMap() {
		d.wrongKind(n, want)
	}
	return n.IsMap()
}

func (d *decoder) isList(n *syntax.Node, want string) bool {
	if !n.IsList() {
		d.wrongKind(n, want)
	}
	return n.IsList()
}

// firstKey is the place of a map's first key, which is shorter to underline than the whole map.
func firstKey(n *syntax.Node) diag.Span {
	if len(n.Pairs) > 0 && !n.Flow {
		return n.Pairs[0].Key.Span
	}
	return n.Span
}

// text takes a scalar as written.
func (d *decoder) text(n *syntax.Node, want string) string {
	if !n.IsScalar() {
		d.wrongKind(n, want)
		return ""
	}
	return n.Value
}

// texts takes a scalar, or a list of them.
func (d *decoder) texts(n *syntax.Node, want string) []string {
	if !n.IsList() {
		return []string{d.text(n, want+", or a list of them")}
	}
	if len(n.Items) == 0 {
		d.wrongKind(n, want+", or a list of them").Hint = "an empty list expects nothing"
	}
	var list []string
	for _, item := range n.Items {
		list = append(list, d.text(item, want))
	}
	return list
}

// oneOf takes a scalar as a member of a closed set.
func (d *decoder) oneOf(n *syntax.Node, what string, set []string) string {
	want := "one of " + strings.Join(set, ", ")
	if len(set) == 1 {
		want = set[0]
	}
	t := d.text(n, want+" for "+what)
	if n.IsScalar() && !slices.Contains(set, t) {
		d.out.Errorf(codeBadValue, n.Span, "%s cannot be %s", what, n.Describe()).
			Hintf("%s", strings.TrimSpace(spell.DidYouMean(t, set)+" expected "+want))
		return ""
	}
	return t
}

// maxDuration is the longest time in a scenario: enough for every call, and no clock overflows.
const maxDuration = 24 * time.Hour

func (d *decoder) duration(n *syntax.Node, what string) time.Duration {
	t := d.text(n, "a duration such as 30s")
	v, err := time.ParseDuration(t)
	if n.IsScalar() && (err != nil || v < 0) {
		d.out.Errorf(codeBadDuration, n.Span, "expected a duration for %s, got %s", what, n.Describe()).Hint = "write 500ms, 6s, 2m or 1m30s"
		return 0
	}
	if v > maxDuration {
		d.out.Errorf(codeBadDuration, n.Span, "%s is longer than any call, which ends after four hours", n.Describe())
		return 0
	}
	return v
}

// count takes a number from 1, or true, which is one.
func (d *decoder) count(n *syntax.Node, what string) int {
	if n.IsPlain() && n.Value == "true" {
		return 1
	}
	v, err := strconv.Atoi(n.Value)
	if !n.IsPlain() || err != nil || v < 1 || v > 1000 {
		d.wrongKind(n, "true, or how often (1 to 1000) for "+what)
		return 1
	}
	return v
}

// yes takes the word true, all that can stand there.
func (d *decoder) yes(n *syntax.Node, what string) {
	if !n.IsPlain() || n.Value != "true" {
		d.wrongKind(n, "true for "+what)
	}
}

var jsonNumber = regexp.MustCompile(`^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$`)

// plainData takes a node for JSON: a number or a truth value where it is written without quotes, else text.
func plainData(n *syntax.Node) any {
	switch n.Kind {
	case syntax.Map:
		m := map[string]any{}
		for _, p := range n.Pairs {
			m[p.Key.Value] = plainData(p.Value)
		}
		return m
	case syntax.List:
		list := make([]any, len(n.Items))
		for i, item := range n.Items {
			list[i] = plainData(item)
		}
		return list
	case syntax.Null:
		return nil
	case syntax.Scalar:
	}
	switch {
	case !n.IsPlain():
		return n.Value
	case n.Value == "true" || n.Value == "false":
		return n.Value == "true"
	case jsonNumber.MatchString(n.Value):
		return json.Number(n.Value)
	}
	return n.Value
}

// jsonText is a node as JSON.
func jsonText(n *syntax.Node) string { return jsonOf(plainData(n)) }

// jsonOf writes plain data as JSON, without the escapes that HTML would want.
func jsonOf(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return guard.Hidden // maps, lists, texts and numbers: it cannot fail
	}
	return strings.TrimSuffix(b.String(), "\n")
}
