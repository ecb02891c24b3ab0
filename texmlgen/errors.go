package texmlgen

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Error says why a document cannot be written. Values that hold outside text are masked.
type Error struct {
	Verb      int    // the place of the verb in the document, from 1; 0 for the document itself
	Element   string // name in the verb table
	Attribute string // "" when the content or the place is wrong
	Value     string // "" when there is none
	Want      string // what was expected
	Err       error  // the refusal of Options.Target or Options.Resolve, or what the JSON decoder said
}

// Error is one line: where, what, what was expected.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("write TeXML: ")
	if e.Verb > 0 {
		fmt.Fprintf(&b, "verb %d: ", e.Verb)
	}
	b.WriteString(e.Element)
	if e.Attribute != "" {
		b.WriteByte(' ')
		b.WriteString(e.Attribute)
	}
	if e.Value != "" {
		fmt.Fprintf(&b, " %q", e.Value)
	}
	b.WriteString(": ")
	b.WriteString(e.Want)
	if e.Err != nil {
		b.WriteString(": ")
		b.WriteString(e.Err.Error())
	}
	return b.String()
}

// about says what was expected of an element, or of an attribute of it.
func about(element, attr, want string) string {
	if attr != "" {
		element += " " + attr
	}
	return element + ": " + want
}

// Unwrap is the error of Options.Target, Options.Resolve or the JSON decoder.
func (e *Error) Unwrap() error { return e.Err }

// mask is what an error may show of s: its end and its length, the end only when it is a small part.
func mask(s string) string {
	n := utf8.RuneCountInString(s)
	if n < 8 {
		return fmt.Sprintf("(%d characters)", n)
	}
	r := []rune(s[max(0, len(s)-2*utf8.UTFMax):])
	return fmt.Sprintf("…%s (%d characters)", string(r[len(r)-2:]), n)
}

// shown is t for an error: an author's words as they are, anything else masked.
func shown(t Text) string {
	if t.HasOutside() {
		return mask(t.String())
	}
	return short(t.String())
}

// short keeps an error readable when a value is long.
func short(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}
