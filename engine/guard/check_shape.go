package guard

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// conditional is cond ? a : b, and if cond {a} else {b}.
func (c *checker) conditional(a area, n *ast.ConditionalNode) operand {
	if n.Ternary && n.Cond == n.Exp1 {
		return c.problem(a, CodeRefused, "write a ?? b for a default, a || b for either", "?: without a middle is not offered")
	}
	cond := c.check(n.Cond)
	x, y := c.given(cond.ifTrue, n.Exp1), c.given(cond.ifFalse, n.Exp2)
	if !c.condition("?", cond) || x.isBad() || y.isBad() {
		return bad(a)
	}
	t, ok := common(x.typ, y.typ)
	if !ok {
		return c.problem(a, CodeType, "", "a choice between %s and %s", x.typ.phrase(), y.typ.phrase())
	}
	x, y = c.widen(x, t), c.widen(y, t)
	if cond.known {
		o := y
		if cond.isTrue() {
			o = x
		}
		t.Optional = o.typ.Optional
		o.area, o.typ = a, t
		return o
	}
	return operand{
		node: &ast.ConditionalNode{Ternary: true, Cond: cond.node, Exp1: x.node, Exp2: y.node},
		area: a, typ: t, texts: bothTexts(x, y),
		ifTrue:  either(!x.isFalse(), union(cond.ifTrue, x.ifTrue), !y.isFalse(), union(cond.ifFalse, y.ifTrue)),
		ifFalse: either(!x.isTrue(), union(cond.ifTrue, x.ifFalse), !y.isTrue(), union(cond.ifFalse, y.ifFalse)),
	}
}

// array is [a, b].
func (c *checker) array(a area, n *ast.ArrayNode) operand {
	o := operand{area: a, typ: listOf(Type{Kind: kindUnknown}), elems: []operand{}, known: true}
	elem := Type{Kind: kindUnknown}
	ok := true
	for _, e := range n.Nodes {
		part := c.checkSingle(e)
		if !c.present(part) {
			ok = false
			continue
		}
		both, fits := common(elem, part.typ)
		if !fits {
			c.problem(part.area, CodeType, "a list holds one type", "a list of both %s and %s", elem, part.typ)
			ok = false
			continue
		}
		elem = both
		o.elems = append(o.elems, part)
	}
	if !ok {
		return bad(a)
	}
	values, nodes := make([]any, len(o.elems)), make([]ast.Node, len(o.elems))
	for i, part := range o.elems {
		part = c.widen(part, elem)
		values[i], nodes[i], o.known = part.konst, part.node, o.known && part.known
	}
	o.typ = listOf(elem)
	c.memory += (len(nodes) + 1) * c.times
	if o.known {
		o.konst, o.node = values, constantNode(values)
		return o
	}
	o.node = &ast.ArrayNode{Nodes: nodes}
	return o
}

// object is {name: a}.
func (c *checker) object(a area, n *ast.MapNode) operand {
	t, values, known := Type{Kind: Object}, map[string]any{}, true
	var pairs []ast.Node
	fields := []operand{}
	ok := true
	for _, p := range n.Pairs {
		pair, _ := p.(*ast.PairNode)
		key, isName := pair.Key.(*ast.StringNode)
		if !isName {
			c.problem(c.src.area(pair.Key), CodeRefused, "write the field's name", "a field whose name is computed")
			ok = false
			continue
		}
		v := c.check(pair.Value)
		if _, twice := t.field(key.Value); twice {
			c.problem(c.src.area(key), CodeSyntax, "", "field %q twice", key.Value)
			ok = false
		}
		if v.isBad() {
			ok = false
			continue
		}
		ft := v.typ
		if ft.Kind == kindNil {
			ft = Type{Kind: kindUnknown, Optional: true}
		}
		t.Fields, fields = append(t.Fields, Field{key.Value, ft}), append(fields, v)
		known = known && v.known
		values[key.Value] = v.konst
		pairs = append(pairs, &ast.PairNode{Key: &ast.ConstantNode{Value: key.Value}, Value: v.node})
	}
	if !ok {
		return bad(a)
	}
	c.memory += (len(pairs) + 1) * c.times
	o := operand{node: &ast.MapNode{Pairs: pairs}, area: a, typ: t}
	if known {
		o = constant(a, t, values)
	}
	o.fields = fields
	return o
}

// let is let x = a; b.
func (c *checker) let(a area, n *ast.VariableDeclaratorNode) operand {
	loc := n.Location()
	name := area{loc.From, loc.To}
	v := c.check(n.Value)
	_, isLocal := c.locals[n.Name]
	_, isName := c.scope.Lookup(n.Name)
	_, isFunction := functions[n.Name]
	if isLocal || isName || isFunction {
		c.problem(name, CodeName, "choose another name", "%q already has a meaning here", n.Name)
		c.check(n.Expr)
		return bad(a)
	}
	if v.typ.Kind == kindNil {
		c.problem(v.area, CodeType, "", "let needs a value, not nil")
		v = bad(v.area)
	}
	key := fmt.Sprintf("%slet %s", local, n.Name)
	o := v
	o.path, o.static, o.viaChain = key, false, false
	o.ifTrue, o.ifFalse = nil, nil
	if !v.known {
		o.node = &ast.IdentifierNode{Value: key}
	}
	c.locals[n.Name] = o
	expr := c.check(n.Expr)
	delete(c.locals, n.Name)
	if v.isBad() || expr.isBad() {
		return bad(a)
	}
	// Another let may use the name again for something else, so what was learned about this one ends here.
	own := func(p string) bool { return p == key || strings.HasPrefix(p, key+".") }
	expr.ifTrue = slices.DeleteFunc(slices.Clone(expr.ifTrue), own)
	expr.ifFalse = slices.DeleteFunc(slices.Clone(expr.ifFalse), own)
	if own(expr.path) {
		expr.path = ""
	}
	expr.area = a
	if !v.known && !expr.known {
		expr.node = &ast.VariableDeclaratorNode{Name: key, Value: v.node, Expr: expr.node}
	}
	return expr
}

// loop is one of expr's functions that take a condition or expression for each element of a list.
func (c *checker) loop(a area, n *ast.BuiltinNode) operand {
	f, ok := loops[n.Name]
	if !ok {
		return c.refusedBuiltin(c.src.area(n), n.Name)
	}
	c.calls[n.Name] = true
	l := c.check(n.Arguments[0])
	if len(n.Arguments) == 1 && f.alone {
		return c.sum(a, l, nil)
	}
	if len(n.Arguments) < 2 {
		return c.problem(a, CodeArgument, "write "+f.usage, "%s needs a list and a condition", n.Name)
	}
	predicate, isPredicate := n.Arguments[1].(*ast.PredicateNode)
	if !isPredicate || len(n.Arguments) > 2 {
		return c.problem(a, CodeArgument, "write "+f.usage, "%s takes a list and a condition", n.Name)
	}
	if c.elem != nil {
		return c.problem(a, CodeRefused, "set a variable first", "%s inside a condition over a list", n.Name)
	}
	if !c.present(l) {
		return bad(a)
	}
	if l.typ.Kind != List {
		return c.problem(l.area, CodeArgument, "write "+f.usage, "%s needs a list; %s is %s", n.Name, c.src.cut(l.area.from, l.area.to), l.typ.phrase())
	}
	if l.typ.elem().Kind == kindUnknown {
		return c.problem(l.area, CodeType, "", "%s over a list that is always empty", n.Name)
	}
	body := c.body(n.Name, l, predicate.Node)
	if body.isBad() || !c.present(body) {
		return bad(a)
	}
	c.memory += l.longest()
	if n.Name == "sum" {
		return c.sum(a, l, &body)
	}
	if n.Name != "map" && body.typ.Kind != Bool {
		return c.problem(body.area, CodeType, compareHint(c.src.cut(body.area.from, body.area.to), body.typ),
			"%s needs a condition; this is %s", n.Name, body.typ.phrase())
	}
	t := f.result(l.typ, body.typ)
	t.Optional = t.Optional || n.Name == "find" || n.Name == "findIndex"
	return operand{
		node: &ast.BuiltinNode{Name: n.Name, Arguments: []ast.Node{l.node, &ast.PredicateNode{Node: body.node}}},
		area: a, typ: t, most: l.longest(),
	}
}

// body checks what is computed for each element of a list.
func (c *checker) body(name string, l operand, n ast.Node) operand {
	elem := operand{node: &ast.PointerNode{}, typ: l.typ.elem().taint(l.typ.Sensitive), path: local + "#"}
	if elem.typ.Kind == String {
		elem.texts = elem.typ.OneOf
	}
	c.elem, c.times, c.loopName = &elem, l.longest(), name
	before := c.cost
	o := c.check(n)
	c.rounds = append(c.rounds, round{list: l.area, times: c.times, cost: c.cost.less(before)})
	c.elem, c.times = nil, 1
	return o
}

// sum adds up a list of numbers, or what body makes of each element.
func (c *checker) sum(a area, l operand, body *operand) operand {
	if !c.present(l) {
		return bad(a)
	}
	if l.typ.Kind != List {
		return c.problem(l.area, CodeArgument, "write "+loops["sum"].usage, "sum needs a list; %s is %s", c.src.cut(l.area.from, l.area.to), l.typ.phrase())
	}
	t := l.typ.elem().taint(l.typ.Sensitive)
	if body != nil {
		t = body.typ
		l.node = &ast.BuiltinNode{Name: "map", Arguments: []ast.Node{l.node, &ast.PredicateNode{Node: body.node}}}
		l.known = false
	}
	t = Type{Kind: t.Kind, Sensitive: t.Sensitive}
	if !t.number() && t.Kind != Duration && t.Kind != kindUnknown {
		return c.problem(a, CodeType, "", "sum adds numbers or durations, not %s", t)
	}
	if t.Kind == kindUnknown {
		t.Kind = Int
	}
	c.spend(10)
	return c.apply(a, t, func(v ...any) any { return total(list(v[0]), t.Kind) }, l)
}
