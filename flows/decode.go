package flows

import (
	"cmp"
	"errors"
	"fmt"
	"math"
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
type decoder struct {
	out    *diag.List
	meant  map[*syntax.Node]string // the keys that are unknown, each with the key it was meant for, if one is near
	hold   bool                    // the flow is heard by callers who wait
	unsure bool                    // it may be: what says so could not be read
	asis   []text                  // texts in which ${} has nothing to stand for
	astray bool                    // a key of a state's action was meant for the state: an outcome
}

func newDecoder(out *diag.List) *decoder { return &decoder{out: out, meant: map[*syntax.Node]string{}} }

// wrongKind says that a node is not what its place needs.
func (d *decoder) wrongKind(n *syntax.Node, want string) *diag.Finding {
	if n.Broken {
		return &diag.Finding{} // it has its finding: YAML did not leave what was written
	}
	return d.out.Errorf(codeWrongKind, n.Span, "expected %s, got %s", want, n.Describe())
}

// isMap reports whether n is a map, and says so if not. form shows how one is written.
func (d *decoder) isMap(n *syntax.Node, want, form string) bool {
	if n.IsMap() {
		return true
	}
	d.wrongKind(n, want).Hint = form
	return false
}

// isList reports whether n is a list, and says so if not. form shows how one is written.
func (d *decoder) isList(n *syntax.Node, want, form string) bool {
	if n.IsList() {
		return true
	}
	d.wrongKind(n, want).Hint = form
	return false
}

// keys says which keys of the map n the registry does not have.
func (d *decoder) keys(n *syntax.Node, known *mapKeys) {
	for _, p := range n.Pairs {
		if slices.Contains(known.names(), p.Key.Value) {
			continue
		}
		f := d.unknownKey(p.Key, known.what, known.names())
		if action := actionOf(known); action != "" && isOutcome(p.Key.Value) {
			d.astray = true
			f.Hint = "write it beside " + action + ", one level out"
		}
	}
}

// hasUnknown reports whether a map has an unknown key, which may be what it seems to lack.
func (d *decoder) hasUnknown(n *syntax.Node) bool {
	return slices.ContainsFunc(n.Pairs, func(p syntax.Pair) bool {
		_, unknown := d.meant[p.Key]
		return unknown
	})
}

// unknownKey says that a key is not of the language at its place. Where a name is near it is the one that was meant;
// else the author sees what there is.
func (d *decoder) unknownKey(key *syntax.Node, what string, known []string) *diag.Finding {
	near, _ := spell.Nearest(key.Value, known)
	other := alias(key.Value, known)
	d.meant[key] = cmp.Or(near, other)
	if key.Broken {
		return &diag.Finding{} // it has its finding
	}
	f := d.out.Errorf(codeUnknownKey, key.Span, "unknown key %s in %s", key.Describe(), what)
	switch f.Hint = misplaced[misplacedKey{what, key.Value}]; {
	case f.Hint != "":
	case near != "":
		f.Hintf("did you mean %q?", near)
	case other != "":
		f.Hintf("write %s", other)
	case len(known) == 1:
		f.Hintf("its only key is %s", known[0])
	default:
		f.Hintf("the keys are %s", strings.Join(known, ", "))
	}
	return f
}

// need returns the value of a key that must be there.
func (d *decoder) need(n *syntax.Node, key, what, example string) (*syntax.Node, bool) {
	v, ok := n.Get(key)
	if !ok && !slices.ContainsFunc(n.Pairs, func(p syntax.Pair) bool { return d.meant[p.Key] == key }) {
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
	if !n.IsScalar() || n.Broken {
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

// named takes a node as the name by which the carrier finds something, which cannot be empty.
func (d *decoder) named(n *syntax.Node, want string) text {
	t := d.words(n, want)
	if t.given() && strings.TrimSpace(t.Value) == "" {
		d.out.Errorf(codeBadValue, n.Span, "expected %s, got nothing", want).Hint = "write a name"
		return text{}
	}
	return t
}

// expr takes a node as the source of an expression.
func (d *decoder) expr(n *syntax.Node, what string) text {
	switch {
	case n.Kind == syntax.Null && what == "when":
		d.wrongKind(n, "an expression for when").Hint = "leave when out, or write a guard"
		return text{}
	case n.Kind == syntax.Null:
		d.wrongKind(n, "an expression for "+what).Hint = `write nil for "no value"`
		return text{}
	case n.Broken:
		d.momentHint(n)
	case n.IsScalar():
		return text{Value: n.Value, Node: n}
	}
	return d.scalar(n, "an expression for "+what)
}

// momentHint says how a moment, which YAML sees in an expression without quotes, is written in one.
func (d *decoder) momentHint(n *syntax.Node) {
	for i := range *d.out {
		if f := &(*d.out)[i]; f.Span == n.Span && f.Code == "quote-it" && dateText.MatchString(n.Value) {
			f.Hint = fmt.Sprintf(`write date("%s"), or '"%s"' for the text`, n.Value, n.Value)
		}
	}
}

var dateText = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)

// number takes a node as a whole number within bounds; [math.MaxInt] is none above.
func (d *decoder) number(n *syntax.Node, what string, least, most int) number {
	if !n.IsScalar() {
		d.wrongKind(n, "a whole number for "+what)
		return number{}
	}
	v, err := strconv.Atoi(n.Value)
	outside := v < least || v > most
	if errors.Is(err, strconv.ErrRange) && outside {
		err = nil // v is the nearest there is
	}
	if err != nil || n.Quoted || n.Broken {
		f := d.wrongKind(n, "a whole number for "+what)
		if err == nil {
			f.Hintf("leave out the quotes: %s", n.Value)
		}
		return number{}
	}
	if outside {
		bounds := fmt.Sprintf("%d or more", least)
		if most < math.MaxInt {
			bounds = fmt.Sprintf("%d to %d", least, most)
		}
		d.outOfRange(n, what, n.Value, bounds)
	}
	return number{Value: v, Node: n}
}

// outOfRange says that a value is not within its bounds.
func (d *decoder) outOfRange(n *syntax.Node, what, value, bounds string) *diag.Finding {
	return d.out.Errorf(codeRange, n.Span, "%s is %s, out of its range: %s", what, value, bounds)
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
	f := d.wrongKind(n, "true or false for "+what)
	switch strings.ToLower(n.Value) {
	case "true", "yes", "on", "y":
		f.Hint = "write true"
	case "false", "no", "off", "n":
		f.Hint = "write false"
	}
	if n.Quoted && f.Hint != "" {
		f.Hint += ", without quotes"
	}
	return boolean{}
}

// duration takes a node as a duration such as 6s, 2m or 1m30s.
func (d *decoder) duration(n *syntax.Node, what string) duration {
	if !n.IsScalar() || n.Broken {
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
	if !d.isList(n, want, "write [FIRST, SECOND]") {
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
