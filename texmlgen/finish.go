package texmlgen

import (
	"strings"
	"unicode/utf8"
)

// xmlSpace is what XML calls white space.
const xmlSpace = " \t\r\n"

// allowed reports whether XML 1.0 allows r in a document.
func allowed(r rune) bool {
	return r >= 0x20 && r <= 0xD7FF || r == '\t' || r == '\n' || r == '\r' || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000
}

// strip removes what XML 1.0 forbids: control characters, U+FFFE, U+FFFF and bytes that are not UTF-8. It removes
// instead of replacing, because U+FFFD is read aloud and breaks a comparison. A U+FFFD that was there stays.
func strip(s string) string {
	bad := func(r rune, n int) bool { return !allowed(r) || r == utf8.RuneError && n == 1 }
	for i := 0; i < len(s); {
		if c := s[i]; c >= 0x20 && c < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if !bad(r, n) {
			i += n
			continue
		}
		var b strings.Builder
		b.Grow(len(s))
		b.WriteString(s[:i])
		for i < len(s) {
			r, n := utf8.DecodeRuneInString(s[i:])
			if !bad(r, n) {
				b.WriteString(s[i : i+n])
			}
			i += n
		}
		return b.String()
	}
	return s
}

// finish turns a text into the characters of one node or attribute: forbidden characters stripped first, so that no
// pair can form behind them, then every {{ broken up that an author did not write as one piece.
func finish(t Text) string {
	switch {
	case len(t.segs) == 0:
		return ""
	case len(t.segs) == 1 && !t.segs[0].outside:
		return strip(t.segs[0].s)
	case len(t.segs) == 1:
		return spread(strip(t.segs[0].s))
	}
	size, lastOutside := 0, -1
	for i, s := range t.segs {
		size += len(s.s)
		if s.outside {
			lastOutside = i
		}
	}
	var b strings.Builder
	b.Grow(size)
	open := false // the last byte written is {
	for i, seg := range t.segs {
		s := strip(seg.s)
		if s == "" {
			continue
		}
		if open && s[0] == '{' {
			b.WriteByte(' ')
		}
		switch {
		case seg.outside:
			b.WriteString(spread(s))
		case i < lastOutside:
			b.WriteString(closed(s))
		default:
			b.WriteString(s)
		}
		open = s[len(s)-1] == '{'
	}
	return b.String()
}

// finishToken is finish without the white space around the text.
func finishToken(t Text) string { return strings.Trim(finish(t), xmlSpace) }

// finishString is finish for a plain string field: only a Literal is the author's word, so a string counts as outside.
func finishString(s string) string { return spread(strip(s)) }

// spread puts a space between all neighbouring opening braces.
func spread(s string) string {
	if !strings.Contains(s, "{{") {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 8)
	for i := 0; i < len(s); i++ {
		if i > 0 && s[i] == '{' && s[i-1] == '{' {
			b.WriteByte(' ')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// closed breaks up what follows the last }} of an author's literal: a template still open where outside text begins
// would let that text choose what the template names.
func closed(s string) string {
	end := strings.LastIndex(s, "}}") + 1
	if end == 0 {
		return spread(s)
	}
	return s[:end] + spread(s[end:])
}
