package guard

import (
	"fmt"
	"time"
)

// arithmetic is +, -, * and /.
func (c *checker) arithmetic(a area, op string, l, r operand) operand {
	if !c.present(l, r) {
		return bad(a)
	}
	t := Type{Sensitive: l.typ.Sensitive || r.typ.Sensitive}
	lk, rk := l.typ.Kind, r.typ.Kind
	is := func(o string, left, right, result Kind) bool {
		t.Kind = result
		return op == o && lk == left && rk == right
	}
	numbers := l.typ.number() && r.typ.number()
	switch {
	case is("+", String, String, String):
		return c.join(a, t, l, r)
	case op == "/" && numbers:
		return c.divide(a, t, l, r)
	case is("+", Int, Int, Int):
		return c.apply(a, t, func(v ...any) any { return addInt(whole(v[0]), whole(v[1])) }, l, r)
	case is("-", Int, Int, Int):
		return c.apply(a, t, func(v ...any) any { return subInt(whole(v[0]), whole(v[1])) }, l, r)
	case is("*", Int, Int, Int):
		return c.apply(a, t, func(v ...any) any { return mulInt(whole(v[0]), whole(v[1])) }, l, r)
	case is("+", Duration, Duration, Duration):
		return c.apply(a, t, func(v ...any) any { return addInt(span(v[0]), span(v[1])) }, l, r)
	case is("-", Duration, Duration, Duration), is("-", Time, Time, Duration):
		return c.apply(a, t, func(v ...any) any { return subInt(span(v[0]), span(v[1])) }, l, r)
	case is("*", Duration, Int, Duration):
		return c.apply(a, t, func(v ...any) any { return mulInt(span(v[0]), time.Duration(whole(v[1]))) }, l, r)
	case is("*", Int, Duration, Duration):
		return c.apply(a, t, func(v ...any) any { return mulInt(span(v[1]), time.Duration(whole(v[0]))) }, l, r)
	case is("-", Date, Date, Duration), is("-", DateTime, DateTime, Duration):
		return c.apply(a, t, func(v ...any) any { return instant(v[0]).Sub(instant(v[1])) }, l, r)
	case is("+", Date, Duration, Date):
		return c.apply(a, t, func(v ...any) any { return addDate(instant(v[0]), span(v[1])) }, l, r)
	case is("-", Date, Duration, Date):
		return c.apply(a, t, func(v ...any) any { return addDate(instant(v[0]), negInt(span(v[1]))) }, l, r)
	case is("+", DateTime, Duration, DateTime):
		return c.apply(a, t, func(v ...any) any { return clampTime(instant(v[0]).Add(span(v[1]))) }, l, r)
	case is("-", DateTime, Duration, DateTime):
		return c.apply(a, t, func(v ...any) any { return clampTime(instant(v[0]).Add(negInt(span(v[1])))) }, l, r)
	}
	t.Kind = Float
	switch {
	case numbers && op == "+":
		return c.apply(a, t, func(v ...any) any { return finite(number(v[0]) + number(v[1])) }, l, r)
	case numbers && op == "-":
		return c.apply(a, t, func(v ...any) any { return finite(number(v[0]) - number(v[1])) }, l, r)
	case numbers && op == "*":
		return c.apply(a, t, func(v ...any) any { return finite(number(v[0]) * number(v[1])) }, l, r)
	}
	return c.mismatch(a, op, l, r)
}

// join is + between texts.
func (c *checker) join(a area, t Type, l, r operand) operand {
	if c.elem != nil {
		return c.problem(a, CodeRefused, `join a list of texts with join(list, ", ")`, "+ between texts inside a condition over a list")
	}
	c.spend(10)
	c.texts++
	return c.apply(a, t, func(v ...any) any { return concat(text(v[0]), text(v[1])) }, l, r)
}

// divide is / by a number that is written and not zero, with a result that is not whole.
func (c *checker) divide(a area, t Type, l, r operand) operand {
	src := c.src.cut(r.area.from, r.area.to)
	switch {
	case !r.known:
		return c.problem(r.area, CodeRefused, "it would fail on zero; compare products instead: a > b * 2", "division by %s, which is computed", src)
	case number(r.konst) == 0:
		return c.problem(r.area, CodeRefused, "", "division by zero")
	case l.typ.Kind == Int && r.typ.Kind == Int:
		return c.problem(a, CodeRefused, fmt.Sprintf("write %s / %s.0 for a number, and floor() of it for a whole one", c.src.cut(l.area.from, l.area.to), src),
			"division of whole numbers")
	}
	t.Kind = Float
	return c.apply(a, t, func(v ...any) any { return finite(number(v[0]) / number(v[1])) }, l, r)
}
