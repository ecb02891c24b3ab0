package hours

import (
	"slices"
	"strings"
)

// Name is what a day is called: one text under the language "", or one for each language, in the author's order.
type Name []Text

// Text is a text in a language, "en-US", or in any, "".
type Text struct{ Language, Text string }

// In finds the name in a language: the text of that very one, else of any, else of one with the same beginning, else the
// first there is.
func (n Name) In(language string) (text string, ok bool) {
	if len(n) == 0 {
		return "", false
	}
	base := func(tag string) string { b, _, _ := strings.Cut(tag, "-"); return b }
	for _, fits := range []func(tag string) bool{
		func(tag string) bool { return tag == language },
		func(tag string) bool { return tag == "" },
		func(tag string) bool { return base(tag) == base(language) },
	} {
		if i := slices.IndexFunc(n, func(t Text) bool { return fits(t.Language) }); i >= 0 {
			return n[i].Text, true
		}
	}
	return n[0].Text, true
}
