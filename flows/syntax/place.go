package syntax

import (
	"strings"
	"unicode/utf8"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// Sub gives the place in the file of a part of a scalar's value, from rune from up to but not including rune to.
//
// It is exact for plain text (also over several lines), for quoted text without escapes on one line, and for literal
// blocks (|). Folded blocks (>) and text with escapes cannot be mapped back: the place is that of the whole scalar, as it
// is for any other node.
func (n *Node) Sub(from, to int) diag.Span {
	if n.Kind != Scalar || n.src == nil {
		return n.Span
	}
	var at func(rune int, end bool) int
	switch n.style {
	case plain:
		at = n.plainOffset
	case quoted:
		if n.end-n.start < 2 || n.src.text[n.start+1:n.end-1] != n.Value {
			return n.Span
		}
		at = func(i int, _ bool) int { return n.start + 1 + byteOffset(n.Value, i) }
	case literal:
		at = n.literalOffset
	case folded:
		return n.Span
	}
	from = max(from, 0)
	start := at(from, false)
	if to <= from {
		return n.src.span(start, start)
	}
	return n.src.span(start, max(start, at(to, true)))
}

// byteOffset gives the offset of the i-th rune of s, or its length.
func byteOffset(s string, i int) int {
	for at := range s {
		if i == 0 {
			return at
		}
		i--
	}
	return len(s)
}

// plainOffset gives the offset of the i-th rune of the value; of its end, if the place ends there.
func (n *Node) plainOffset(i int, end bool) int {
	at := n.start
	last := n.start
	for _, r := range n.Value {
		if r != ' ' && r != '\t' && r != '\n' {
			// Blanks and line breaks are folded; everything else stands in the file as in the value.
			for at < n.end && (isBlank(n.src.text[at]) || isBreak(n.src.text[at])) {
				at++
			}
		}
		if i == 0 {
			break
		}
		i--
		at = min(at+utf8.RuneLen(r), n.end)
		last = at
	}
	if end {
		return last
	}
	return at
}

// literalOffset does the same for a literal block, whose first line follows the one with the indicator.
func (n *Node) literalOffset(i int, end bool) int {
	head := n.Value[:byteOffset(n.Value, i)]
	if end && strings.HasSuffix(head, "\n") {
		// A place that ends with a line ends before its break, not at the start of the next line.
		head = head[:len(head)-1]
	}
	row := strings.Count(head, "\n")
	inLine := head[strings.LastIndexByte(head, '\n')+1:]
	first, _ := n.src.position(n.start)
	line := first + 1 + row
	if line > len(n.src.lines) {
		return n.end
	}
	l := n.src.lines[line-1]
	return min(l.start+n.literalIndent(first)+len(inLine), l.end, n.end)
}

// literalIndent gives how far a block's lines are indented: the blanks of the first line with text in the file, less
// those of the same line in the value.
func (n *Node) literalIndent(first int) int {
	row := 0
	for line := range strings.SplitSeq(n.Value, "\n") {
		if text := strings.TrimLeft(line, " "); text != "" {
			src := n.src.line(first + 1 + row)
			return max(len(src)-len(strings.TrimLeft(src, " "))-(len(line)-len(text)), 0)
		}
		row++
	}
	return 0
}

// scalarEnd gives the offset of the end of a scalar that begins at n.start.
func (n *Node) scalarEnd() int {
	text := n.src.text
	switch n.style {
	case quoted:
		if n.start < len(text) {
			if end, ok := quotedEnd(text, n.start); ok {
				return end
			}
		}
		return n.src.lineEnd(n.start)
	case literal, folded:
		return n.blockEnd()
	case plain:
	}
	at := n.start
	for _, r := range n.Value {
		if r == ' ' || r == '\t' || r == '\n' {
			continue
		}
		for at < len(text) && (isBlank(text[at]) || isBreak(text[at])) {
			at++
		}
		if got, size := utf8.DecodeRuneInString(text[at:]); got == r {
			at += size
		}
	}
	return min(at, len(text))
}

// quotedEnd gives the offset after the quote that closes the one at start.
func quotedEnd(text string, start int) (end int, ok bool) {
	q := text[start]
	for at := start + 1; at < len(text); at++ {
		switch {
		case q == '"' && text[at] == '\\':
			at++
		case text[at] != q:
		case q == '\'' && at+1 < len(text) && text[at+1] == '\'':
			at++
		default:
			return at + 1, true
		}
	}
	return len(text), false
}

// blockEnd gives the offset of the end of the last line with text of a block scalar, or of its indicator if it has none.
func (n *Node) blockEnd() int {
	first, _ := n.src.position(n.start)
	end := n.start + 1
	indent := -1
	for line := first + 1; line <= len(n.src.lines); line++ {
		l := n.src.lines[line-1]
		text := n.src.text[l.start:l.end]
		lead := len(text) - len(strings.TrimLeft(text, " "))
		if lead == len(text) {
			continue
		}
		if indent < 0 {
			indent = max(n.literalIndent(first), 1)
			if strings.TrimSpace(n.Value) == "" {
				return end
			}
		}
		if lead < indent {
			break
		}
		end = l.end
	}
	return end
}
