package guard

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/expr-lang/expr/ast"
)

func (c *checker) unary(a area, n *ast.UnaryNode) operand {
	o := c.check(n.Node)
	if !c.present(o) {
		return bad(a)
	}
	src := c.src.cut(o.area.from, o.area.to)
	switch n.Operator {
	case "!", "not":
		if o.typ.Kind != Bool {
			return c.problem(a, CodeType, notHint(c.src, n.Operator, o),
				"%s is %s, and only true or false can be turned round", src, o.typ.phrase())
		}
		return c.negate(a, o)
	}
	switch {
	case o.typ.Kind == Int && n.Operator == "-":
		return c.apply(a, o.typ, func(v ...any) any { return negInt(whole(v[0])) }, o)
	case o.typ.Kind == Duration && n.Operator == "-":
		return c.apply(a, o.typ, func(v ...any) any { return negInt(span(v[0])) }, o)
	case o.typ.Kind == Float && n.Operator == "-":
		return c.apply(a, o.typ, func(v ...any) any { return -number(v[0]) }, o)
	case o.typ.number() || o.typ.Kind == Duration:
		o.area = a
		return o
	}
	return c.problem(a, CodeType, "", "%s is %s and has no sign", src, o.typ.phrase())
}

// notHint shows the brackets that not needs round a comparison, which is written out if it follows.
func notHint(s *source, operator string, o operand) string {
	rest := s.cut(o.area.from, s.runes)
	if m := comparison.FindString(rest); m != "" {
		return fmt.Sprintf("%s binds tighter than a comparison: write not (%s)", operator, m)
	}
	return fmt.Sprintf("%s binds tighter than a comparison: write not (%s)", operator, strings.TrimPrefix(compareHint(s.cut(o.area.from, o.area.to), o.typ), "compare it: "))
}

// comparison is a name compared with a written value.
var comparison = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.]* *(==|!=|<=|>=|<|>) *("[^"]*"|'[^']*'|[0-9.]+|[A-Za-z_][A-Za-z0-9_.]*)$`)

// negate turns a condition round.
func (c *checker) negate(a area, o operand) operand {
	out := operand{node: &ast.UnaryNode{Operator: "not", Node: o.node}, area: a, typ: o.typ}
	if o.known {
		out = c.boolean(a, !truth(o.konst))
	}
	out.ifTrue, out.ifFalse = o.ifFalse, o.ifTrue
	return out
}

func (c *checker) binary(a area, n *ast.BinaryNode) operand {
	switch n.Operator {
	case "&&", "and":
		return c.and(a, n)
	case "||", "or":
		return c.or(a, n)
	case "??":
		return c.otherwise(a, n)
	}
	l, r := c.checkSingle(n.Left), c.checkSingle(n.Right)
	if l.isBad() || r.isBad() {
		return bad(a)
	}
	switch n.Operator {
	case "==", "!=", "<", "<=", ">", ">=", "in":
		c.compared[n] = compared{l, r}
	}
	switch n.Operator {
	case "==":
		return c.equals(a, n.Operator, l, r)
	case "!=":
		o := c.equals(a, n.Operator, l, r)
		if o.isBad() {
			return o
		}
		return c.negate(a, o)
	case "<", "<=", ">", ">=":
		return c.order(a, n.Operator, l, r)
	case "in":
		return c.in(a, l, r)
	case "contains", "startsWith", "endsWith", "matches":
		return c.textTest(a, n.Operator, l, r)
	case "+", "-", "*", "/":
		return c.arithmetic(a, n.Operator, l, r)
	case "..":
		return c.problem(a, CodeRefused, "write the list, [1, 2, 3], or compare: x >= 1 && x <= 3", "a range by .. is not offered")
	case "%":
		return c.problem(a, CodeRefused, "it fails on zero", "%% is not offered")
	}
	return c.problem(a, CodeRefused, "", "the operator %s is not offered", n.Operator)
}

// condition checks that an operand of && and || is true or false.
func (c *checker) condition(op string, o operand) bool {
	if !c.present(o) {
		return false
	}
	if o.typ.Kind != Bool {
		src := c.src.cut(o.area.from, o.area.to)
		c.problem(o.area, CodeType, compareHint(src, o.typ), "%s needs true or false on both sides; %s is %s", op, src, o.typ.phrase())
		return false
	}
	return true
}

// compareHint says how a value becomes a condition.
func compareHint(src string, t Type) string {
	switch t.Kind {
	case String:
		if len(t.OneOf) > 0 {
			return fmt.Sprintf("compare it: %s == %s", src, quote(t.OneOf[0]))
		}
		return fmt.Sprintf(`compare it: %s != ""`, src)
	case Int, Float:
		return fmt.Sprintf("compare it: %s > 0", src)
	case List:
		return fmt.Sprintf("measure it: len(%s) > 0", src)
	}
	return ""
}

func (c *checker) and(a area, n *ast.BinaryNode) operand {
	l := c.check(n.Left)
	r := c.given(l.ifTrue, n.Right)
	if okL, okR := c.condition(n.Operator, l), c.condition(n.Operator, r); !okL || !okR {
		return bad(a)
	}
	t := Type{Kind: Bool, Sensitive: l.typ.Sensitive || r.typ.Sensitive}
	switch {
	case l.isFalse() || r.isFalse():
		o := c.boolean(a, false)
		// It is never true; what would be known then still types the branch that depends on it.
		o.ifTrue = union(l.ifTrue, r.ifTrue)
		return o
	case l.isTrue():
		r.area = a
		return r
	case r.isTrue():
		l.area = a
		return l
	}
	return operand{
		node: &ast.BinaryNode{Operator: "&&", Left: l.node, Right: r.node}, area: a, typ: t,
		ifTrue:  union(l.ifTrue, r.ifTrue),
		ifFalse: either(true, l.ifFalse, true, union(l.ifTrue, r.ifFalse)),
	}
}

func (c *checker) or(a area, n *ast.BinaryNode) operand {
	l := c.check(n.Left)
	r := c.given(l.ifFalse, n.Right)
	if okL, okR := c.condition(n.Operator, l), c.condition(n.Operator, r); !okL || !okR {
		return bad(a)
	}
	t := Type{Kind: Bool, Sensitive: l.typ.Sensitive || r.typ.Sensitive}
	switch {
	case l.isTrue() || r.isTrue():
		o := c.boolean(a, true)
		o.ifFalse = union(l.ifFalse, r.ifFalse)
		return o
	case l.isFalse():
		r.area = a
		return r
	case r.isFalse():
		l.area = a
		return l
	}
	return operand{
		node: &ast.BinaryNode{Operator: "||", Left: l.node, Right: r.node}, area: a, typ: t,
		ifTrue:  either(true, l.ifTrue, true, union(l.ifFalse, r.ifTrue)),
		ifFalse: union(l.ifFalse, r.ifFalse),
	}
}

// otherwise is a ?? b: a, or b where a is nil.
func (c *checker) otherwise(a area, n *ast.BinaryNode) operand {
	l, r := c.check(n.Left), c.check(n.Right)
	switch {
	case l.isBad() || r.isBad():
		return bad(a)
	case l.typ.Kind == kindNil:
		r.area = a
		return r
	case !l.typ.Optional:
		l.area = a
		return l
	}
	t, ok := common(l.typ.required(), r.typ)
	if !ok {
		return c.mismatch(a, "??", l, r)
	}
	if outsider, found := r.unlessMember(l.typ.OneOf); found {
		return c.outsider(r.area, outsider, l)
	}
	texts := bothTexts(l, r)
	l, r = c.widen(l, t), c.widen(r, t)
	o := operand{node: &ast.BinaryNode{Operator: "??", Left: l.node, Right: r.node}, area: a, typ: t, texts: texts}
	return o
}

// bothTexts is the set of texts two ways can give, if both have one.
func bothTexts(l, r operand) []string {
	if len(l.texts) == 0 || len(r.texts) == 0 {
		return nil
	}
	return union(l.texts, r.texts)
}
