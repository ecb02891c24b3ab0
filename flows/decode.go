package flows

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/engine/spell"

	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// decoder turns nodes into the types of ast.go. It says what has the wrong kind, the wrong key or no meaning, and goes
// on; it looks at nothing beyond the map it reads.
type decoder struct{ out *diag.List }

// wrongKind says that a node is not what its place needs.
func (d *decoder) wrongKind(n *syntax.Node, want string) *diag.Finding {
	got := n.Describe()
	switch {
	case n.IsMap() && len(n.Pairs) == 0:
		got = "an empty map"
	case n.IsList() && len(n.Items) == 0:
		got = "an empty list"
	}
	return d.out.Errorf(codeWrongKind, n.Span, "expected %s, got %s", want, got)
}

// isMap reports whether n is a map, and says so if not.
func (d *decoder) isMap(n *syntax.Node, want string) bool {
	if n.IsMap() {
		return true
	}
	d.wrongKind(n, want)
	return false
}

// isList reports whether n is a list, and says so if not.
func (d *decoder) isList(n *syntax.Node, want string) bool {
	if n.IsList() {
		return true
	}
	d.wrongKind(n, want)
	return false
}

// keys says which keys of the map n the registry does not have.
func (d *decoder) keys(n *syntax.Node, known *mapKeys) {
	for _, p := range n.Pairs {
		if !slices.Contains(known.names(), p.Key.Value) {
			d.unknownKey(p.Key, known.what, known.names())
		}
	}
}

// unknownKey says that a key is not of the language at its place. Where a name is near it is the one that was meant;
// else the author sees what there is.
func (d *decoder) unknownKey(key *syntax.Node, what string, known []string) {
	f := d.out.Errorf(codeUnknownKey, key.Span, "unknown key %s in %s", key.Describe(), what)
	switch f.Hint = spell.DidYouMean(key.Value, known); {
	case f.Hint != "":
	case len(known) == 1:
		f.Hintf("its only key is %s", known[0])
	default:
		f.Hintf("the keys are %s", strings.Join(known, ", "))
	}
}

// need returns the value of a key that must be there.
func (d *decoder) need(n *syntax.Node, key, what, example string) (*syntax.Node, bool) {
	v, ok := n.Get(key)
	if !ok {
		d.out.Errorf(codeMissingKey, head(n), "%s needs the key %q", what, key).Hintf("write %s", example)
	}
	return v, ok
}

// head is the place of a map's first key, which is shorter to underline than the whole map.
func head(n *syntax.Node) diag.Span {
	if n.IsMap() && len(n.Pairs) > 0 && !n.Flow {
		return n.Pairs[0].Key.Span
	}
	return n.Span
}

// scalar takes a node as text, as written.
func (d *decoder) scalar(n *syntax.Node, want string) text {
	if !n.IsScalar() {
		d.wrongKind(n, want)
		return text{}
	}
	return text{Value: n.Value, Node: n}
}

var numeric = regexp.MustCompile(`^[-+]?(\d[\d_]*\.?\d*([eE][-+]?\d+)?|\.\d+|0[xob][0-9a-fA-F]+)$`)

// words takes a node as text for people or for the wire, and refuses a bare number, which other readers of YAML change.
func (d *decoder) words(n *syntax.Node, want string) text {
	t := d.scalar(n, want)
	hint, changed := syntax.QuoteHint(n)
	switch {
	case !t.given() || !changed:
		return t
	case numeric.MatchString(n.Value):
		d.out.Errorf(codeBareNumber, n.Span, "expected %s, got the number %s", want, n.Value).Hint = hint
	default:
		d.out.Errorf(codeBareNumber, n.Span, "expected %s, got %s, which is no text to YAML", want, n.Value).Hint = hint
	}
	return text{}
}

// expr takes a node as the source of an expression.
func (d *decoder) expr(n *syntax.Node, what string) text {
	if n.Kind == syntax.Null {
		d.wrongKind(n, "an expression for "+what).Hint = `write nil for "no value"`
		return text{}
	}
	return d.scalar(n, "an expression for "+what)
}

// number takes a node as a whole number within bounds; most < least means unbounded above.
func (d *decoder) number(n *syntax.Node, what string, least, most int) number {
	if !n.IsScalar() {
		d.wrongKind(n, "a whole number for "+what)
		return number{}
	}
	v, err := strconv.Atoi(n.Value)
	if err != nil || n.Quoted {
		d.wrongKind(n, "a whole number for "+what)
		return number{}
	}
	if v < least || most >= least && v > most {
		bounds := fmt.Sprintf("%d or more", least)
		if most >= least {
			bounds = fmt.Sprintf("%d to %d", least, most)
		}
		d.out.Errorf(codeRange, n.Span, "%s is %d, out of its range: %s", what, v, bounds)
	}
	return number{Value: v, Node: n}
}

// boolean takes a node as true or false.
func (d *decoder) boolean(n *syntax.Node, what string) boolean {
	if n.IsScalar() && !n.Quoted {
		switch n.Value {
		case "true":
			return boolean{Value: true, Node: n}
		case "false":
			return boolean{Value: false, Node: n}
		}
	}
	d.wrongKind(n, "true or false for "+what)
	return boolean{}
}

// duration takes a node as a duration such as 6s, 2m or 1m30s.
func (d *decoder) duration(n *syntax.Node, what string) duration {
	if !n.IsScalar() {
		d.wrongKind(n, "a duration such as 6s for "+what)
		return duration{}
	}
	v, err := time.ParseDuration(n.Value)
	switch {
	case numeric.MatchString(n.Value):
		d.out.Errorf(codeBadDuration, n.Span, "%s is %s without a unit", what, n.Value).
			Hintf("write %ss, or %sms for milliseconds", n.Value, n.Value)
		return duration{}
	case err != nil:
		d.out.Errorf(codeBadDuration, n.Span, "expected a duration for %s, got %s", what, n.Describe()).
			Hint = "write 500ms, 6s, 2m or 1m30s"
		return duration{}
	case v < 0:
		d.out.Errorf(codeRange, n.Span, "%s is %s, and a duration is not negative", what, n.Value)
		return duration{}
	}
	return duration{Value: v, Node: n}
}

// list takes a node as a list of scalars, or as one scalar alone.
func (d *decoder) list(n *syntax.Node, want string) []text {
	if n.IsScalar() {
		return []text{{Value: n.Value, Node: n}}
	}
	if !d.isList(n, want) {
		return nil
	}
	var out []text
	for _, item := range n.Items {
		if t := d.scalar(item, want); t.given() {
			out = append(out, t)
		}
	}
	return out
}

// The forms of names. Those of flows stand in URLs; those of variables stand in expressions.
var (
	flowName     = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,63}$`)
	stateName    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`)
	variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,63}$`)
)

var nameForms = map[*regexp.Regexp]string{
	flowName:     "lower-case letters, digits, _ and -, at most 64",
	stateName:    "letters, digits, _ and -, at most 64",
	variableName: "letters, digits and _, not beginning with a digit, at most 64",
}

// name takes a scalar as a name of the given form; what is, for example, "a state's name".
func (d *decoder) name(n *syntax.Node, what string, form *regexp.Regexp) text {
	t := d.scalar(n, what)
	if t.given() && !form.MatchString(t.Value) {
		d.out.Errorf(codeBadName, n.Span, "%s cannot be %s", what, n.Describe()).
			Hintf("names are made of %s", nameForms[form])
	}
	return t
}

// oneOf takes a scalar as a member of a closed set.
func (d *decoder) oneOf(n *syntax.Node, what string, set []string) text {
	want := "one of " + strings.Join(set, ", ") + " for " + what
	t := d.scalar(n, want)
	if !t.given() {
		return t
	}
	for _, m := range set {
		if m == t.Value {
			return t
		}
	}
	d.out.Errorf(codeBadValue, n.Span, "%s cannot be %s", what, n.Describe()).
		Hintf("%s", strings.TrimSpace(spell.DidYouMean(t.Value, set)+" expected one of "+strings.Join(set, ", ")))
	return text{}
}
