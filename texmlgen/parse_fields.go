package texmlgen

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/engine/spell"
)

// take is the value of an attribute that is there and can be typed.
func (r *reader) take(name string) (*AttributeSpec, string, bool) {
	na := r.n.attr(name)
	if na == nil {
		return nil, "", false
	}
	na.taken = true
	return r.spec.attribute(name), na.value, true
}

// plain is take for what is not a Text: a template there cannot be typed.
func (r *reader) plain(name string) (*AttributeSpec, string, bool) {
	a, v, ok := r.take(name)
	if ok && strings.Contains(v, "{{") {
		r.unknown(name)
		r.out.add(SeverityInfo, CodeTemplate, r.at(name), fmt.Sprintf("%s %s is a template", r.n.name, name), "Telnyx fills it in; it cannot be checked and is not in the tree")
		return nil, "", false
	}
	return a, v, ok
}

func (r *reader) bad(code, name, value, want string) {
	r.unknown(name)
	hint := ""
	if a := r.spec.attribute(name); code == CodeEnum && !slices.Contains(a.Values, value) {
		hint = spell.DidYouMean(value, a.Values)
	}
	r.fail(code, r.at(name), fmt.Sprintf("%s %s %q: %s", r.n.name, name, short(value), want), hint)
}

func (r *reader) text(name string, p *Text) {
	a, v, ok := r.take(name)
	if !ok {
		return
	}
	*p = Literal(v)
	if want := a.checkText(v); want != "" {
		r.bad(CodeRange, name, v, want)
	}
}

func (r *reader) str(name string, p *string) {
	if _, v, ok := r.plain(name); ok {
		*p = v
	}
}

func (r *reader) optString(name string, p *Opt[string]) {
	if _, v, ok := r.plain(name); ok {
		*p = Some(v)
	}
}

func (r *reader) url(name string, p *URL) {
	if _, v, ok := r.take(name); ok {
		*p = Link(Literal(strings.Trim(v, xmlSpace)))
		r.checkURL(name, v)
	}
}

func (r *reader) checkURL(name, v string) {
	switch v = strings.Trim(v, xmlSpace); {
	case v == "":
		r.fail(CodeRule, r.at(name), r.message(name, "want a URL"), "")
	case badScheme(v) != "":
		r.advice(name, fmt.Sprintf("want https:// or http://, not %s:", badScheme(v)))
	case !strings.Contains(v, "{{") && strings.ContainsAny(v, xmlSpace):
		r.advice(name, "white space inside a URL")
	}
}

// fetched are the schemes that a carrier can ask for, and those of a WebSocket.
var fetched = []string{"http", "https", "ws", "wss"}

// badScheme is the scheme of a URL that no carrier asks for; "" for a relative one, a template, and those it does.
func badScheme(v string) string {
	m := scheme.FindStringSubmatch(v)
	if m == nil || slices.Contains(fetched, strings.ToLower(m[1])) {
		return ""
	}
	return short(m[1])
}

var scheme = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9+.-]*):`)

func (r *reader) whole(a *AttributeSpec, name, v string) (int64, bool) {
	n, err := strconv.ParseInt(v, 10, 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		r.bad(CodeRange, name, v, a.checkNumber(math.Inf(1)))
	case err != nil || strings.HasPrefix(v, "+"):
		r.bad(CodeType, name, v, "want a whole number"+map[string]string{"seconds": " of seconds", "milliseconds": " of milliseconds"}[a.unitName()])
	case a.checkNumber(float64(n)) != "":
		r.bad(CodeRange, name, v, a.checkNumber(float64(n)))
	default:
		return n, true
	}
	return 0, false
}

func (r *reader) duration(name string, p *Opt[time.Duration]) {
	a, v, ok := r.plain(name)
	if !ok {
		return
	}
	if n, ok := r.whole(a, name, v); ok {
		if n > int64(math.MaxInt64/a.unit()) {
			r.bad(CodeRange, name, v, "want less than 292 years")
			return
		}
		*p = Some(time.Duration(n) * a.unit())
	}
}

func (r *reader) integer(name string, p *Opt[int]) {
	if a, v, ok := r.plain(name); ok {
		if n, ok := r.whole(a, name, v); ok {
			*p = Some(int(n))
		}
	}
}

func (r *reader) number(name string, p *Opt[float64]) {
	a, v, ok := r.plain(name)
	if !ok {
		return
	}
	f, err := strconv.ParseFloat(v, 64)
	switch {
	case err != nil && !errors.Is(err, strconv.ErrRange) || strings.Trim(v, "-0123456789.") != "":
		r.bad(CodeType, name, v, "want a number")
	case a.checkNumber(f) != "":
		r.bad(CodeRange, name, v, a.checkNumber(f))
	default:
		*p = Some(f)
	}
}

func (r *reader) flag(name string, p *Opt[bool]) {
	_, v, ok := r.plain(name)
	switch {
	case !ok:
	case v == "true" || v == "false":
		*p = Some(v == "true")
	default:
		r.bad(CodeType, name, v, "want true or false")
	}
}

func (r *reader) enum(name string, p *string) {
	a, v, ok := r.plain(name)
	if !ok {
		return
	}
	if want := a.checkWord(v); want != "" {
		r.bad(CodeEnum, name, v, want)
		return
	}
	*p = v
}

func (r *reader) words(name string, _ []string) []string {
	a, v, ok := r.plain(name)
	if !ok {
		return nil
	}
	words := strings.Fields(v)
	for i, w := range words {
		if want := a.checkWord(w); want != "" {
			r.bad(CodeEnum, name, w, want)
			return nil
		}
		if slices.Contains(words[:i], w) {
			r.bad(CodeEnum, name, w, "is given twice")
			return nil
		}
	}
	return words
}

func (r *reader) json(name string, p *JSON) {
	_, v, ok := r.take(name)
	if !ok {
		return
	}
	if err := checkJSON(v); err != nil {
		if strings.Contains(v, "{{") {
			r.unknown(name)
			r.out.add(SeverityInfo, CodeTemplate, r.at(name), fmt.Sprintf("%s %s holds a template and is no JSON before it is filled in", r.n.name, name), "")
			return
		}
		r.bad(CodeJSON, name, v, "want valid JSON: "+err.Error())
		return
	}
	*p = JSONText(Literal(strings.Trim(v, xmlSpace)))
}

func (r *reader) content(p *Text) {
	if r.n.text != "" {
		*p = Literal(r.n.text)
	}
}

func (r *reader) token(p *Text) {
	s := strings.Trim(r.n.text, xmlSpace)
	if s == "" {
		return
	}
	if len(r.n.children) > 0 && onlyTemplates(s) {
		r.strayText()
		return
	}
	*p = Literal(s)
}

func (r *reader) contentURL(p *URL) {
	if s := strings.Trim(r.n.text, xmlSpace); s != "" {
		*p = Link(Literal(s))
		r.checkURL("", s)
	}
}

// leaf enters the first child of that name, which has no type of its own.
func (r *reader) leaf(name string, inside func()) {
	for _, c := range r.n.children {
		if c.name == name && !c.taken {
			c.taken = true
			r.enter(c, inside)
			return
		}
	}
}

func (r *reader) enter(n *node, inside func()) {
	outer := r.frame
	r.frame = frame{n: n, spec: outer.spec.child(n.name), parent: outer.spec}
	inside()
	r.leftovers()
	unread := n.cut || len(r.unread) > 0
	if r.frame = outer; unread {
		r.unknown("")
	}
}

func (r *reader) leafText(name string, p *Text) { r.leaf(name, func() { r.content(p) }) }

func (r *reader) leafCDATA(name string, p *Text) { r.leafText(name, p) }

// leafPlain is a leaf that is not a Text: a template there cannot be typed.
func (r *reader) leafPlain(name string, use func(s string)) {
	r.leaf(name, func() {
		s := strings.Trim(r.n.text, xmlSpace)
		if !strings.Contains(s, "{{") {
			use(s)
			return
		}
		r.unknown("")
		r.out.add(SeverityInfo, CodeTemplate, r.at(""), name+" is a template", "Telnyx fills it in; it cannot be checked and is not in the tree")
	})
}

func (r *reader) leafString(name string, p *string) { r.leafPlain(name, func(s string) { *p = s }) }

func (r *reader) leafInt(name string, p *Opt[int]) {
	r.leafPlain(name, func(s string) {
		n, err := strconv.Atoi(s)
		if err != nil {
			r.unknown("")
			r.fail(CodeType, r.at(""), fmt.Sprintf("%s %q: want a whole number", name, short(s)), "")
			return
		}
		*p = Some(n)
	})
}

func (r *reader) leafJSON(name string, p *JSON) {
	r.leaf(name, func() {
		if r.contentJSON(p); r.parent == &aiGatherSpec && name == "Parameters" && !p.IsZero() {
			r.schema(p.text.String())
		}
	})
}

func (r *reader) leafJSONs(name string, p *[]JSON) {
	for _, c := range r.n.children {
		if c.name != name {
			continue
		}
		var j JSON
		c.taken = true
		r.enter(c, func() { r.contentJSON(&j) })
		if !j.IsZero() {
			*p = append(*p, j)
		}
	}
}

func (r *reader) contentJSON(p *JSON) {
	s := strings.Trim(r.n.text, xmlSpace)
	err := checkJSON(s)
	switch {
	case err == nil:
		*p = JSONText(Literal(s))
	case strings.Contains(s, "{{"):
		r.unknown("")
		r.out.add(SeverityInfo, CodeTemplate, r.at(""), r.n.name+" holds a template and is no JSON before it is filled in", "")
	default:
		r.unknown("")
		at := r.at("")
		var se *json.SyntaxError
		if errors.As(err, &se) && r.n.verbatim {
			i := r.n.textAt.from + max(int(se.Offset)-1, 0)
			at = span{i, i + 1}
		}
		r.fail(CodeJSON, at, r.n.name+": want valid JSON: "+err.Error(), "")
	}
}

func (r *reader) wrap(name string, _ bool, inside func()) { r.leaf(name, inside) }

func (r *reader) reading() bool { return true }

func (r *reader) child(Element) {}

func (r *reader) each(make func(string) Element) {
	for _, c := range r.n.children {
		if c.taken || r.spec.child(c.name) == nil {
			continue // not what may stand here, even if the field could hold it
		}
		if x := make(c.name); x != nil {
			c.taken = true
			r.element(c, x)
		}
	}
}
