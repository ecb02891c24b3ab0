package syntax

import (
	"strconv"
	"strings"
)

const (
	tooDeep      = "more than 50 maps and lists within each other"
	tooManyNodes = "more than 200,000 values in one file"
	tooManyKeys  = "more than 5,000 keys in one map"
)

func itoa(n int) string { return strconv.Itoa(n) }

func (s *scanner) lineNumber(at int) string {
	line, _ := s.src.position(at)
	return itoa(line)
}

// pairOf gives the two brackets that begin with open, as a message names them.
func pairOf(open byte) string {
	if open == '{' {
		return "{ }"
	}
	return "[ ]"
}

func closing(open byte) string {
	switch open {
	case '{':
		return "}"
	case '[':
		return "]"
	}
	return "quote"
}

// requote gives the hint that shows a text in quotes, in those that need no escapes where there are any.
func requote(text string) string {
	text = strings.TrimRight(text, " \t")
	if n := len(text); n > 1 && (text[0] == '"' || text[0] == '\'') && strings.IndexByte(text[1:], text[0]) < n-2 && text[n-1] == text[0] &&
		strings.Count(text, text[:1]) == 3 {
		text = text[1 : n-1] // the quotes are there, but one more is inside
	}
	if len(text) > 120 {
		return "quote the whole text"
	}
	switch {
	case !strings.ContainsAny(text, `"\`):
		return `quote the whole text: "` + text + `"`
	case !strings.Contains(text, "'"):
		return "quote the whole text: '" + text + "'"
	}
	return "quote the whole text: '" + strings.ReplaceAll(text, "'", "''") + "'"
}

// propertyWords says what is wrong with an alias, an anchor or a tag.
func propertyWords(token string) (code, message, hint string) {
	switch token[0] {
	case '*':
		if token == "*" {
			return codeAlias, "a bare * is an alias to YAML", `quote the key: "*"`
		}
		return codeAlias, quote(token) + " is a YAML alias, and aliases are refused", "quote it if it is text or a key of the phone: " + quote(token) + "; else write the value again"
	case '&':
		return codeAnchor, quote(token) + " is a YAML anchor, and anchors are refused", "quote it if it is text; else leave it out and write the value where it is used"
	}
	word := strings.TrimLeft(token, "!")
	switch {
	case strings.HasPrefix(token, "!!") || strings.HasPrefix(token, "!<"):
		return codeTag, quote(token) + " is a YAML tag, and tags are refused", "leave it out; quote the value if it is text"
	case word == "":
		return codeTag, "this ! is a YAML tag: it would be lost, and a guard would mean its opposite", `write "not" instead of "!", or quote the text`
	}
	return codeTag, quote(token) + " is a YAML tag: it would be lost, and a guard would mean its opposite", "write " + negated(short(word)) + ", or quote the text"
}

// negated is a guard turned round: not binds tighter than a comparison, so that more than a name needs brackets.
func negated(guard string) string {
	if strings.ContainsAny(guard, " =<>") && !(strings.HasPrefix(guard, "(") && strings.HasSuffix(guard, ")")) {
		guard = "(" + guard + ")"
	}
	return `"not ` + guard + `"`
}
