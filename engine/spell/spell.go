// Package spell finds the name that a misspelt one was meant to be. It is the one place that decides what is near: the
// loader, the expressions, the TeXML validator and the command line all ask it. It is pure and knows no language.
package spell

import (
	"fmt"
	"math/bits"
	"strings"
)

// maxNameLen bounds the work for one name: a longer one is prose or an accident, not a misspelt name. maxMistakes is the
// most that any name may have.
const (
	maxNameLen  = 64
	maxMistakes = 3
)

// Nearest gives the candidate that name was probably meant to be.
//
// A candidate that differs in case and underscores only wins; otherwise the one with the fewest single mistakes
// (a letter missing, added, wrong, or two neighbours exchanged), if they are few for the length of the name. Among
// equals the first in alphabetical order is taken, so the answer does not depend on the order of the candidates.
func Nearest(name string, candidates []string) (string, bool) {
	folded := []rune(plain(name))
	if len(folded) == 0 || len(folded) > maxNameLen {
		return "", false
	}
	signs := signsOf(folded)
	best, bestDist := "", allowedMistakes(len(folded))+1
	for _, c := range candidates {
		if c == name || c == "" {
			continue
		}
		other := []rune(plain(c))
		if has := signsOf(other); max(bits.OnesCount64(signs&^has), bits.OnesCount64(has&^signs)) > bestDist {
			continue // each sign that the other does not have is a mistake of its own
		}
		if d := distance(folded, other, bestDist); d < bestDist || d == bestDist && best != "" && c < best {
			best, bestDist = c, d
		}
	}
	return best, best != ""
}

// signsOf are the signs of a name, as a set of their last six bits.
func signsOf(name []rune) (set uint64) {
	for _, r := range name {
		set |= 1 << (r & 63)
	}
	return set
}

// plain is a name as it is compared: numDigits, num_digits and NUMDIGITS are one.
func plain(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }

// DidYouMean gives `did you mean "sales"?` for the candidate nearest to name, or nothing where none is near.
func DidYouMean(name string, candidates []string) string {
	if near, ok := Nearest(name, candidates); ok {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return ""
}

// Distance is the number of single mistakes between two words: a letter missing, added, wrong, or two neighbours exchanged.
func Distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	return distance(x, y, max(len(x), len(y)))
}

// allowedMistakes is the largest distance still worth a suggestion: in a name of one or two letters any other would
// be near, in a long one three mistakes are still the same word.
func allowedMistakes(runes int) int {
	switch {
	case runes <= 2:
		return 0
	case runes <= 5:
		return 1
	case runes <= 8:
		return 2
	}
	return maxMistakes
}

// distance is the Damerau-Levenshtein distance (optimal string alignment) of a and b, or anything above limit as soon
// as it is known to be above. a is no longer than maxNameLen, and limit is at most one more than maxMistakes.
func distance(a, b []rune, limit int) int {
	if diff := len(a) - len(b); diff > limit || -diff > limit {
		return limit + 1
	}
	// A name may be compared with thousands: nothing is allocated, and what lies further than limit from the diagonal,
	// which is above it in any case, is not worked out.
	var rows [3][maxNameLen + maxMistakes + 3]uint8
	before, prev, cur := &rows[0], &rows[1], &rows[2]
	for j := range min(len(b), limit+1) + 1 {
		prev[j] = uint8(j)
	}
	above := uint8(limit + 1)
	for i := 1; i <= len(a); i++ {
		first, last := max(1, i-limit), min(len(b), i+limit)
		cur[first-1], cur[last+1] = above, above
		if first == 1 {
			cur[0] = uint8(i)
		}
		least := cur[first-1]
		for j := first; j <= last; j++ {
			cost := uint8(1)
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], before[j-2]+1)
			}
			least = min(least, cur[j])
		}
		if least >= above {
			return limit + 1
		}
		before, prev, cur = prev, cur, before
	}
	return int(prev[len(b)])
}
