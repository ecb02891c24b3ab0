package guard

import (
	"cmp"
	"slices"
)

// Problem is one thing wrong in an expression or a template, in the author's words.
//
// Code is stable and names the rule. Hint, if any, says how to mend it. From and To are rune offsets in the source,
// half-open; they lie inside it, and are equal only where the source is empty or ends too early.
type Problem struct {
	Code    string
	Message string
	Hint    string
	From    int
	To      int
}

// The codes of Problem.
const (
	CodeSyntax   = "expr-syntax"           // not an expression
	CodeTooLong  = "expr-too-long"         // source over MaxSource bytes
	CodeTooDeep  = "expr-too-deep"         // brackets, signs or choices nested too deep
	CodeTooMuch  = "expr-too-much"         // too many parts, or too much work in the worst case
	CodeRefused  = "expr-not-offered"      // expr has it, flows do not: it may fail or run away
	CodeName     = "expr-unknown-name"     // no such name at this place
	CodeField    = "expr-unknown-field"    // no such member of an object
	CodeFunction = "expr-unknown-function" // no such function or formatter
	CodeArgument = "expr-argument"         // too many, too few or unfit arguments of a function
	CodeType     = "expr-type"             // the types do not fit together
	CodeMember   = "expr-not-a-member"     // a text that its closed set does not have
	CodeOptional = "expr-optional"         // may be nil here
	CodeTemplate = "template-syntax"       // a ${ without its }
)

// sortProblems puts problems in the order of the source and drops repeats.
func sortProblems(ps []Problem) []Problem {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return slices.Compact(ps)
}
