package guard

import "github.com/expr-lang/expr/ast"

// A condition is a guard as logic: what it compares is left as it is written, and what it makes of the comparisons can be
// reasoned about. Two conditions of one place mean the same by the same term, because expressions have no effects and
// read one clock a turn.
type condition struct {
	op    conditionOp
	parts []*condition // of not, and, or

	// Of a test.
	term     string // what is tested, as written
	typ      Type
	optional bool // the term may be nil somewhere, if not here
	test     testOp
	value    any   // what it is compared with; nothing for testNil and testHolds
	values   []any // of testIn
}

type conditionOp uint8

const (
	opTrue conditionOp = iota
	opFalse
	opNot
	opAnd
	opOr
	opTest
)

type testOp uint8

const (
	testHolds testOp = iota // a term that is true or false
	testEquals
	testLess
	testAtMost
	testIn
	testNil
)

// compared is what the checker found on both sides of an operator.
type compared struct{ left, right operand }

// logic makes a condition of a checked tree.
func (c *checker) logic(n ast.Node) *condition {
	switch n := n.(type) {
	case *ast.BoolNode:
		return truthOf(n.Value)
	case *ast.ChainNode:
		return c.logic(n.Node)
	case *ast.UnaryNode:
		if n.Operator == "not" || n.Operator == "!" {
			return negation(c.logic(n.Node))
		}
	case *ast.ConditionalNode:
		when := c.logic(n.Cond)
		return joined(opOr, joined(opAnd, when, c.logic(n.Exp1)), joined(opAnd, negation(when), c.logic(n.Exp2)))
	case *ast.BinaryNode:
		switch n.Operator {
		case "&&", "and":
			return joined(opAnd, c.logic(n.Left), c.logic(n.Right))
		case "||", "or":
			return joined(opOr, c.logic(n.Left), c.logic(n.Right))
		}
		if made, ok := c.compared[n]; ok {
			if out := c.comparing(n, made); out != nil {
				return out
			}
		}
	}
	return &condition{op: opTest, term: n.String(), typ: Type{Kind: Bool}, test: testHolds}
}

// comparing makes a test of a comparison of one term with what is written; nil when it is none.
func (c *checker) comparing(n *ast.BinaryNode, made compared) *condition {
	l, r, left, operator := made.left, made.right, n.Left, n.Operator
	if operator == "in" {
		return c.among(n, l, r)
	}
	if l.known && !r.known {
		l, r, left = r, l, n.Right
		operator = map[string]string{"<": ">", ">": "<", "<=": ">=", ">=": "<="}[operator]
		if operator == "" {
			operator = n.Operator
		}
	}
	switch {
	case l.known && r.known:
		return truthOf(compareWritten(operator, l.konst, r.konst))
	case !r.known:
		return c.between(n)
	}
	t := &condition{op: opTest, term: left.String(), typ: l.typ, optional: l.typ.Optional || c.maybeNil(l), value: r.konst}
	switch operator {
	case "==", "!=":
		t.test = testEquals
		if r.typ.Kind == kindNil {
			t.test, t.optional = testNil, true
		}
	case "<", ">=":
		t.test = testLess
	case "<=", ">":
		t.test = testAtMost
	default:
		return nil
	}
	if operator == "!=" || operator == ">=" || operator == ">" {
		return negation(t)
	}
	return t
}

// compareWritten compares two values that are written out.
func compareWritten(operator string, a, b any) bool {
	switch operator {
	case "==":
		return equal(a, b) || a == nil && b == nil
	case "!=":
		return !compareWritten("==", a, b)
	case "<":
		return compare(a, b) < 0
	case "<=":
		return compare(a, b) <= 0
	case ">":
		return compare(a, b) > 0
	}
	return compare(a, b) >= 0
}

// between is a comparison of two terms, of which nothing is known but which are the same and which the opposite.
func (c *checker) between(n *ast.BinaryNode) *condition {
	left, right := n.Left.String(), n.Right.String()
	opaque := func(a, operator, b string) *condition {
		return &condition{op: opTest, term: a + " " + operator + " " + b, typ: Type{Kind: Bool}, test: testHolds}
	}
	switch n.Operator {
	case "==", "!=":
		if left > right {
			left, right = right, left
		}
		same := opaque(left, "==", right)
		if n.Operator == "!=" {
			return negation(same)
		}
		return same
	case "<":
		return opaque(left, "<", right)
	case ">":
		return opaque(right, "<", left)
	case "<=":
		return negation(opaque(right, "<", left))
	case ">=":
		return negation(opaque(left, "<", right))
	}
	return nil
}

// among is a term that is looked for in a list of written values.
func (c *checker) among(n *ast.BinaryNode, v, list operand) *condition {
	if v.known || list.elems == nil {
		return nil
	}
	t := &condition{op: opTest, term: n.Left.String(), typ: v.typ, optional: v.typ.Optional || c.maybeNil(v), test: testIn}
	for _, e := range list.elems {
		if !e.known {
			return nil
		}
		t.values = append(t.values, e.konst)
	}
	return t
}

func truthOf(v bool) *condition {
	if v {
		return &condition{op: opTrue}
	}
	return &condition{op: opFalse}
}

func negation(c *condition) *condition {
	switch c.op {
	case opNot:
		return c.parts[0]
	case opTrue, opFalse:
		return truthOf(c.op == opFalse)
	}
	return &condition{op: opNot, parts: []*condition{c}}
}

func joined(op conditionOp, parts ...*condition) *condition {
	return &condition{op: op, parts: parts}
}
