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
	CodeSyntax   = "expr-syntax"
	CodeTooLong  = "expr-too-long"
	CodeTooDeep  = "expr-too-deep"
	CodeTooMuch  = "expr-too-much"
	CodeRefused  = "expr-not-offered"
	CodeName     = "expr-unknown-name"
	CodeField    = "expr-unknown-field"
	CodeFunction = "expr-unknown-function"
	CodeHours    = "expr-unknown-hours"
	CodeArgument = "expr-argument"
	CodeType     = "expr-type"
	CodeMember   = "expr-not-a-member"
	CodeOptional = "expr-optional"
	CodeTemplate = "template-syntax"
)

// Code is a code with what it means in a line.
type Code struct{ Name, Meaning string }

// Codes lists the codes of problems.
func Codes() []Code {
	return []Code{
		{CodeSyntax, "a text that is not an expression"},
		{CodeTooLong, "an expression longer than is read"},
		{CodeTooDeep, "brackets, signs or choices within each other, deeper than is read"},
		{CodeTooMuch, "an expression that could take too long"},
		{CodeRefused, "something of other languages that could fail in a call"},
		{CodeName, "a name that means nothing at this place"},
		{CodeField, "a field that its object does not have"},
		{CodeFunction, "a function or formatter that is not there"},
		{CodeHours, "opening hours that are not there"},
		{CodeArgument, "too many, too few or unfit arguments of a function"},
		{CodeType, "values of types that do not go together"},
		{CodeMember, "a text that its closed set does not have"},
		{CodeOptional, "a value that may be missing, used as if it were there"},
		{CodeTemplate, "a ${ without its }"},
	}
}

// sortProblems puts problems in the order of the source and drops repeats.
func sortProblems(ps []Problem) []Problem {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return slices.Compact(ps)
}
