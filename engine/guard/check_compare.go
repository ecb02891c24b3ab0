package guard

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/texmlflow/texmlflow/engine/spell"
)

// comparableTypes reports whether == makes sense between two types.
func comparableTypes(l, r Type) bool {
	if l.Kind == kindUnknown || r.Kind == kindUnknown {
		return true
	}
	return (l.Kind == r.Kind || l.number() && r.number()) && l.Kind != List && l.Kind != Object
}

// equals is l == r, false where either is nil; compared with the word nil, it asks for absence.
func (c *checker) equals(a area, op string, l, r operand) operand {
	if l.typ.Kind == kindNil {
		l, r = r, l
	}
	if r.typ.Kind == kindNil {
		if l.known {
			return c.boolean(a, l.konst == nil)
		}
		if !l.typ.Optional && !c.maybeNil(l) {
			return c.neverNil(a, op, l)
		}
		if !l.typ.Optional {
			return c.boolean(a, false)
		}
		o := c.apply(a, Type{Kind: Bool}, func(v ...any) any { return v[0] == nil }, l)
		o.ifFalse = l.paths()
		return o
	}
	if l.typ.Kind == r.typ.Kind && (l.typ.Kind == List || l.typ.Kind == Object) {
		return c.problem(a, CodeType, mendHint(op, "", "", l, r), "%s between %ss", op, kindWords[l.typ.Kind])
	}
	if !comparableTypes(l.typ, r.typ) {
		return c.mismatch(a, op, l, r)
	}
	if o, found := c.outsiders(l, r); found {
		return o
	}
	o := c.apply(a, Type{Kind: Bool}, func(v ...any) any { return equal(v[0], v[1]) }, l, r)
	if !o.known {
		o.ifTrue = union(l.paths(), r.paths())
	}
	return o
}

// maybeNil reports whether an operand that is not nil here may be nil elsewhere: it was narrowed by a test.
func (c *checker) maybeNil(o operand) bool {
	return strings.HasPrefix(o.path, local) || o.path != "" && c.scope.declaredOptional(o.path)
}

// neverNil is the problem of asking whether something is nil that always has a value.
func (c *checker) neverNil(a area, op string, o operand) operand {
	src := c.src.cut(o.area.from, o.area.to)
	hint := "leave the comparison out"
	switch {
	case o.path == "":
	case o.typ.Kind == String && len(o.typ.OneOf) == 0:
		hint = fmt.Sprintf(`its empty value is "": write %s %s ""`, src, op)
	default:
		hint = "only what is declared optional: true can be nil"
	}
	return c.problem(a, CodeType, hint, "%s is never nil", src)
}

// paths is what is learned when the operand turns out not to be nil: itself, and what it was reached through.
func (o operand) paths() []string {
	if o.path == "" {
		return nil
	}
	out := []string{o.path}
	for i := len(o.path) - 1; i > 0; i-- {
		if o.path[i] == '.' {
			out = append(out, o.path[:i])
		}
	}
	return out
}

// outsiders finds a text on one side that the closed set of the other side does not have.
func (c *checker) outsiders(l, r operand) (operand, bool) {
	if c.scope.acceptsOutsiders() {
		return operand{}, false
	}
	for _, pair := range [2][2]operand{{l, r}, {r, l}} {
		set, other := pair[0], pair[1]
		if t, found := other.unlessRegion(); found && set.region && !other.region {
			return c.noRegion(other.area, t), true
		}
		if o, found := c.untold(set, other); found {
			return o, true
		}
		if len(set.typ.OneOf) == 0 || len(other.texts) == 0 {
			continue
		}
		// Two closed sets need only one member between them; a text that is written must be a member.
		if len(other.typ.OneOf) > 0 && slices.ContainsFunc(other.texts, func(t string) bool { return slices.Contains(set.typ.OneOf, t) }) {
			continue
		}
		if t, found := other.unlessMember(set.typ.OneOf); found {
			return c.outsider(other.area, t, set), true
		}
	}
	return operand{}, false
}

func (c *checker) outsider(a area, text string, set operand) operand {
	hint := "its members are " + strings.Join(set.typ.OneOf, ", ")
	if near, ok := spell.Nearest(text, set.typ.OneOf); ok {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	return c.problem(a, CodeMember, hint, "%q is no member of %s", text, c.src.cut(set.area.from, set.area.to))
}

// mismatch is the problem of two types that do not fit, with the likeliest way to mend it.
func (c *checker) mismatch(a area, op string, l, r operand) operand {
	left, right := c.src.cut(l.area.from, l.area.to), c.src.cut(r.area.from, r.area.to)
	what := fmt.Sprintf("%s between %s and %s", op, l.typ.required().phrase(), r.typ.required().phrase())
	switch op {
	case "==", "!=", "<", "<=", ">", ">=", "in":
		what = fmt.Sprintf("%s compared with %s", l.typ.required().phrase(), r.typ.required().phrase())
	}
	return c.problem(a, CodeType, mendHint(op, left, right, l, r), "%s: %s is %s, %s is %s", what, left, l.typ.phrase(), right, r.typ.phrase())
}

func mendHint(op, left, right string, l, r operand) string {
	switch {
	case op == "+" && l.typ.Kind == List && r.typ.Kind == List:
		return "two lists are not joined; append(list, item) adds one item"
	case op == "+" && l.typ.Kind == List:
		return fmt.Sprintf("write append(%s, %s)", left, right)
	case op == "+" && r.typ.Kind == List:
		return fmt.Sprintf("items are added at the end: write append(%s, %s)", right, left)
	}
	with := func(swap bool, other, mended string) string {
		if op == "in" {
			return "write " + mended
		}
		if swap {
			return fmt.Sprintf("write %s %s %s", mended, op, other)
		}
		return fmt.Sprintf("write %s %s %s", other, op, mended)
	}
	for i, o := range [2][3]any{{l, r, right}, {r, l, left}} {
		t, other, src := o[0].(operand), o[1].(operand), o[2].(string)
		tSrc := left
		if i == 1 {
			tSrc = right
		}
		if t.typ.Kind != String {
			continue
		}
		equality := op == "==" || op == "!=" || op == "in"
		switch {
		case other.typ.number() && other.known && equality && !t.known:
			return with(i == 1, tSrc, quote(src))
		case other.typ.number() && t.known && numeric(t.konst):
			return with(i == 0, src, text(t.konst))
		case other.typ.number() && !equality:
			return with(i == 0, src, fmt.Sprintf("int_or(%s, 0)", tSrc))
		case other.typ.number():
			return "make a text of the number: string(" + src + ")"
		case t.known && moments[other.typ.Kind] != "":
			return with(i == 0, src, momentOf(other.typ.Kind, text(t.konst)))
		case other.typ.Kind == Bool && equality:
			return "true and false stand without quotes"
		}
	}
	for i, o := range [2][2]operand{{l, r}, {r, l}} {
		if t, n := o[0], o[1]; n.known && n.typ.Kind == Int && (t.typ.Kind == Duration || t.typ.Kind == Date || t.typ.Kind == DateTime) {
			src := [2]string{left, right}[i]
			return with(i == 1, src, fmt.Sprintf("duration(%q)", lengthOf(whole(n.konst), t.typ.Kind, src)))
		}
	}
	switch {
	case l.typ.Kind == Date && r.typ.Kind == DateTime, l.typ.Kind == DateTime && r.typ.Kind == Date:
		return "today() is the date of now()"
	case op != "==" && op != "!=" && op != "in":
	case l.typ.Kind == List && r.typ.Kind == List:
		return "compare their lengths, or ask for elements: x in list"
	case l.typ.Kind == List || r.typ.Kind == List:
		return "ask for an element: x in list"
	case l.typ.Kind == Object || r.typ.Kind == Object:
		return "compare their fields"
	}
	return ""
}

// moments are the functions that make a value of a kind from a written text.
var moments = map[Kind]string{Date: "date", Time: "time", DateTime: "datetime", Duration: "duration"}

// momentOf writes a text as a value of a kind; a text that is none becomes an example of one.
func momentOf(k Kind, s string) string {
	if _, err := (Type{Kind: k}).Decode(s); err != nil {
		return functions[moments[k]].usage
	}
	return moments[k] + "(" + quote(s) + ")"
}

// lengthOf writes a bare number as the duration that was most likely meant: days beside dates, else seconds.
func lengthOf(n int, k Kind, src string) string {
	if k == Date || strings.Contains(src, "today()") {
		return fmt.Sprintf("%dh", mulInt(n, 24))
	}
	return fmt.Sprintf("%ds", n)
}

func numeric(v any) bool {
	_, err := strconv.ParseFloat(text(v), 64)
	return err == nil
}

// order is <, <=, > and >=.
func (c *checker) order(a area, op string, l, r operand) operand {
	if !c.present(l, r) {
		return bad(a)
	}
	if l.typ.Kind == Bool && r.typ.Kind == Bool {
		return c.problem(a, CodeType, "", "true and false have no order")
	}
	if !comparableTypes(l.typ, r.typ) {
		return c.mismatch(a, op, l, r)
	}
	return c.apply(a, Type{Kind: Bool}, func(v ...any) any {
		d := compare(v[0], v[1])
		switch op {
		case "<":
			return d < 0
		case "<=":
			return d <= 0
		case ">":
			return d > 0
		}
		return d >= 0
	}, l, r)
}

// in is v in list, false where either is nil.
func (c *checker) in(a area, v, l operand) operand {
	switch {
	case v.typ.Kind == kindNil || l.typ.Kind == kindNil:
		return c.problem(a, CodeType, "ask for absence by x == nil", "nil is in no list")
	case l.typ.Kind == String:
		return c.problem(a, CodeType, fmt.Sprintf("write %s contains %s", c.src.cut(l.area.from, l.area.to), c.src.cut(v.area.from, v.area.to)),
			"in looks in a list; %s is text", c.src.cut(l.area.from, l.area.to))
	case l.typ.Kind != List:
		return c.problem(a, CodeType, "", "in looks in a list; %s is %s", c.src.cut(l.area.from, l.area.to), l.typ.phrase())
	}
	elem := l
	elem.typ, elem.texts = l.typ.elem(), l.typ.elem().OneOf
	if len(l.elems) == 0 {
		l.elems = []operand{elem}
	}
	for _, e := range l.elems {
		if !comparableTypes(v.typ, e.typ) {
			return c.mismatch(a, "in", v, e)
		}
		if o, found := c.outsiders(v, e); found {
			return o
		}
	}
	c.spend(10)
	o := c.apply(a, Type{Kind: Bool}, func(v ...any) any { return contains(list(v[1]), v[0]) }, v, l)
	if !o.known {
		o.ifTrue = union(v.paths(), l.paths())
	}
	return o
}
