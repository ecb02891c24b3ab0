package guard

import (
	"fmt"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine/spell"
)

// Doubt is a text that is written beside a value from outside, and nearly one of the texts that the value is documented to
// be. It may be right: there may be more of those.
type Doubt struct {
	Text string // as written
	Near string // the documented one
	With string // what it is compared with, as written
	From int    // rune offsets in the source, half-open
	To   int
}

// untold finds a written text that a value of the scope is not documented to be: a problem where there are no others, a
// doubt where one of the documented texts is near.
func (c *checker) untold(value, other operand) (operand, bool) {
	told := value.typ.Told
	if len(told) == 0 || !value.static || !other.known || other.typ.Kind != String {
		return operand{}, false
	}
	written, src := text(other.konst), c.src.cut(value.area.from, value.area.to)
	if written == "" || slices.Contains(told, written) {
		return operand{}, false
	}
	near, found := spell.Nearest(strings.ReplaceAll(written, " ", "_"), told)
	if value.typ.Untold {
		d := Doubt{Text: written, Near: near, With: src, From: other.area.from, To: other.area.to}
		if found && !slices.Contains(c.doubts, d) { // a part may be looked at twice
			c.doubts = append(c.doubts, d)
		}
		return operand{}, false
	}
	hint := "the carrier says " + strings.Join(told, ", ")
	if found {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	return c.problem(other.area, CodeMember, hint, "%s is never %q", src, written), true
}
