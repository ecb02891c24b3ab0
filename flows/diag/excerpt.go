package diag

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxExcerpt is the widest excerpt in columns; a longer line is shown as a window around the guilty characters.
const maxExcerpt = 100

// tabStop is how far tabs advance in an excerpt; any value serves, as long as source line and caret line agree.
const tabStop = 4

// row is a source line as it is shown: what stands for each of its runes, and the column where each begins.
type row struct {
	runes   []string
	columns []int // one more than runes, the last is the width of the line
}

func rowOf(line string) row {
	r := row{runes: make([]string, 0, len(line)), columns: make([]int, 1, len(line)+1)}
	column := 0
	for _, c := range line {
		text, width := string(c), 1
		switch {
		case c == '\t':
			width = tabStop - column%tabStop
			text = strings.Repeat(" ", width)
		case !shown(c):
			text = string(utf8.RuneError)
		default:
			width = runeWidth(c)
		}
		column += width
		r.runes = append(r.runes, text)
		r.columns = append(r.columns, column)
	}
	return r
}

// width gives the columns that the runes from, to take.
func (r row) width(from, to int) int { return r.columns[to] - r.columns[from] }

// excerpt gives the line as it can be shown, and below it the spaces, caret and tildes that underline the span. A span
// that goes on in later lines is underlined to the end of this one; an empty span gets a caret alone.
func (r row) excerpt(s Span) (text, caret string) {
	from := min(max(s.Column-1, 0), len(r.runes))
	to := len(r.runes)
	if s.EndLine <= s.Line {
		to = min(max(s.EndColumn-1, from), len(r.runes))
	}
	first, last := r.window(from)
	to = min(to, last)
	text = strings.Join(r.runes[first:last], "")
	pad := r.width(first, from)
	if first > 0 {
		text = "…" + text
		pad++
	}
	if last < len(r.runes) {
		text += "…"
	}
	return text, strings.Repeat(" ", pad) + "^" + strings.Repeat("~", max(r.width(from, to)-1, 0))
}

// window gives the runes of the line to show: all of a line that is not too wide, else as many as there is room for, a
// third of them before the place unless it is near the beginning.
func (r row) window(from int) (first, last int) {
	if r.width(0, len(r.runes)) <= maxExcerpt {
		return 0, len(r.runes)
	}
	if r.columns[from] > maxExcerpt/2 {
		first = from
		for first > 0 && r.width(first-1, from) <= maxExcerpt/3 {
			first--
		}
	}
	last = first
	for last < len(r.runes) && r.width(first, last+1) <= maxExcerpt-2 {
		last++
	}
	return first, last
}

// shown reports whether a rune may be sent to a terminal as it is: control characters could drive it, and bidirectional
// controls could make a line read other than it is.
func shown(r rune) bool {
	return r != utf8.RuneError && !drives(r) && r != '\u2028' && r != '\u2029' && r != '\ufeff'
}

// drives reports whether a rune does something to a terminal.
func drives(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }

// OneLine is a text in one line that only shows: a blank stands for each character that would do something to a terminal.
func OneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if drives(r) {
			return ' '
		}
		return r
	}, s)
}

// printable replaces what must not reach a terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if !shown(r) {
			return utf8.RuneError
		}
		return r
	}, s)
}
