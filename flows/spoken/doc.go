// Package spoken judges words as a caller hears and says them: which keys a prompt speaks of ([Keys]), how long it takes
// to hear ([Length]), and whether two phrases sound so alike that one may be heard for the other ([Alike]).
//
// What goes in: the words and the tag of their language. A value that is not known until the call stands in them as
// [Value], rune for rune, so that offsets are those of the text as written. What comes out are guesses that would rather
// say nothing than something wrong: of a language without a table nothing is known, and a number is a key only where the
// words around it leave no other meaning.
//
// What it never does: know flows, files or findings.
package spoken

import "strings"

// Value is the rune that stands for those of a value which only a call knows.
const Value = '\uFFFC'

// base is the language of a tag such as "en-US", without its region.
func base(tag string) string {
	name, _, _ := strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-")
	return strings.ToLower(name)
}

// Same reports whether two tags are of one language, whatever their regions.
func Same(a, b string) bool { return base(a) == base(b) }
