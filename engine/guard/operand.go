package guard

import (
	"slices"
	"strings"
	"time"

	"github.com/expr-lang/expr/ast"
)

// operand is a checked part of an expression: its type, what is known about it, and the tree that computes it.
//
// The tree is not the author's: operators and functions have become calls of our own total functions, and paths such
// as http.name a single name, so that of expr's machine only names, constants, &&, ||, not, ?:, ??, lists, objects and
// the loops over lists are left.
type operand struct {
	node ast.Node
	area area
	typ  Type

	konst any // the value, where known
	known bool

	texts  []string  // the only texts it can be, where known
	elems  []operand // the elements of a list that is written out, not nil for []
	most   int       // of a list: it has no more elements, where known; see longest
	fields []operand // the fields of an object that is written out, in the order of its type

	path   string // what narrowing calls it; local ones begin with a mark that no name can have
	static bool   // path names a value of the scope, read as a whole

	region bool // it is the code of a country, or ""

	viaChain bool // nil only because of a ?. to its left

	ifTrue, ifFalse []string // paths that are not nil when it is true, false
}

// bad is an operand that already has a problem.
func bad(a area) operand {
	return operand{node: &ast.NilNode{}, area: a, typ: Type{Kind: kindUnknown}}
}

func (o operand) isBad() bool { return o.typ.Kind == kindUnknown && o.elems == nil }

// constant is an operand whose value is known.
func constant(a area, t Type, v any) operand {
	o := operand{node: constantNode(v), area: a, typ: t, konst: v, known: true}
	if s, ok := v.(string); ok && t.Kind == String {
		o.texts = []string{s}
	}
	return o
}

func constantNode(v any) ast.Node {
	switch v := v.(type) {
	case nil:
		return &ast.NilNode{}
	case bool:
		return &ast.BoolNode{Value: v}
	}
	return &ast.ConstantNode{Value: v}
}

// isTrue and isFalse say what is proven about a condition.
func (o operand) isTrue() bool  { return o.known && o.konst == true }
func (o operand) isFalse() bool { return o.known && o.konst == false }

// either joins what is known on two ways that come together: a way that cannot be taken does not weaken it.
func either(aOpen bool, a []string, bOpen bool, b []string) []string {
	switch {
	case !aOpen && !bOpen:
		return nil
	case !aOpen:
		return b
	case !bOpen:
		return a
	}
	var out []string
	for _, p := range a {
		if slices.Contains(b, p) {
			out = append(out, p)
		}
	}
	return out
}

// local begins the paths of let variables and list elements, which are known inside the expression only.
const local = ":"

// exported are the paths that mean something outside the expression and that may be nil there, sorted.
func (c *checker) exported(paths []string) []string {
	var out []string
	for _, p := range paths {
		if t, ok := c.scope.Lookup(p); ok && t.Optional {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// unlessMember finds the first text that the operand can be and that the set does not have.
func (o operand) unlessMember(set []string) (string, bool) {
	if len(set) == 0 {
		return "", false
	}
	for _, t := range o.texts {
		if !slices.Contains(set, t) {
			return t, true
		}
	}
	return "", false
}

// sample is a value of the type as an author would write it, for hints.
func (t Type) sample() string {
	switch t.Kind {
	case String:
		if len(t.OneOf) > 0 {
			return quote(t.OneOf[0])
		}
		return `"unknown"`
	case Int:
		return "0"
	case Float:
		return "0.0"
	case Bool:
		return "false"
	case Date:
		return "today()"
	case DateTime:
		return "now()"
	case Time:
		return `time("08:00")`
	case Duration:
		return `duration("0s")`
	case List:
		return "[]"
	}
	return "…"
}

// goZero is a Go value of the kind, for the second opinion of expr's own checker.
func (t Type) goZero() any {
	switch t.Kind {
	case String:
		return ""
	case Int:
		return 0
	case Float:
		return 0.0
	case Bool:
		return false
	case Date, DateTime:
		return time.Time{}
	case Time, Duration:
		return time.Duration(0)
	case List:
		return []any{}
	}
	return map[string]any{}
}

// quote writes a text the way it can stand in an expression.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`).Replace(s) + `"`
}
