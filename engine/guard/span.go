package guard

import (
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
)

// area is a stretch of the source in rune offsets, half-open.
type area struct{ from, to int }

// join is the least area that covers both; an empty one counts for nothing.
func (a area) join(b area) area {
	switch {
	case a == area{}:
		return b
	case b == area{}:
		return a
	}
	return area{min(a.from, b.from), max(a.to, b.to)}
}

// area is where a node stands in the source, from its first token to its last. expr itself marks one token of each
// node only: an operator, a name, an opening bracket.
func (s *source) area(n ast.Node) area {
	if n == nil {
		return area{}
	}
	// The tree of 1 < x < 3 holds x twice, so that walking it anew each time doubles with every such nesting.
	if a, ok := s.areas[n]; ok {
		return a
	}
	a := s.measure(n)
	s.areas[n] = a
	return a
}

func (s *source) measure(n ast.Node) area {
	loc := n.Location()
	own := area{loc.From, loc.To}
	all := func(start area, nodes ...ast.Node) area {
		for _, c := range nodes {
			start = start.join(s.area(c))
		}
		return start
	}
	switch n := n.(type) {
	case *ast.PointerNode:
		return area{own.from, own.to + utf8.RuneCountInString(n.Name)}
	case *ast.UnaryNode:
		return all(own, n.Node)
	case *ast.BinaryNode:
		return all(own, n.Left, n.Right)
	case *ast.ChainNode:
		return s.area(n.Node)
	case *ast.MemberNode:
		return all(s.bracketed(own), n.Node)
	case *ast.SliceNode:
		return all(s.bracketed(own), n.Node)
	case *ast.CallNode:
		return all(s.called(own), append([]ast.Node{n.Callee}, n.Arguments...)...)
	case *ast.BuiltinNode:
		return all(s.called(own), n.Arguments...)
	case *ast.PredicateNode:
		return s.area(n.Node)
	case *ast.ConditionalNode:
		// Its location is the token after it, so that only its parts tell where it is.
		return all(area{}, n.Cond, n.Exp1, n.Exp2)
	case *ast.VariableDeclaratorNode:
		return all(own, n.Value, n.Expr)
	case *ast.SequenceNode:
		return all(area{}, n.Nodes...)
	case *ast.ArrayNode, *ast.MapNode:
		return s.bracketed(own)
	case *ast.PairNode:
		return all(area{}, n.Key, n.Value)
	}
	return own
}

// bracketed extends an area that begins with an opening bracket to the closing one.
func (s *source) bracketed(a area) area {
	if end, ok := s.closing[a.from]; ok {
		a.to = end
	}
	return a
}

// called extends the area of a function's name to the end of its arguments.
func (s *source) called(a area) area {
	if open, ok := s.opening[a.from]; ok {
		if end, ok := s.closing[open]; ok {
			a.to = end
		}
	}
	return a
}
