package guard

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
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

// Nearest finds the name that is most likely meant by word, for a "did you mean"; ok is false if none is near.
func Nearest(word string, names []string) (name string, ok bool) {
	limit := 1
	if n := utf8.RuneCountInString(word); n > 5 {
		limit = min(n/3, 3)
	}
	best := limit + 1
	low := strings.ToLower(word)
	for _, n := range names {
		if n == word {
			continue
		}
		d := distance(low, strings.ToLower(n), limit)
		if d < best && d < max(utf8.RuneCountInString(word), utf8.RuneCountInString(n)) {
			best, name = d, n
		}
	}
	return name, best <= limit
}

// distance is the number of single edits, a swap of neighbours counting as one, between two words; anything over limit
// may be reported as limit+1.
func distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if d := len(x) - len(y); d > limit || -d > limit {
		return limit + 1
	}
	before, last := make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row := make([]int, len(y)+1)
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(y)]
}
