package texmlgen

import (
	"bytes"
	"sort"
	"unicode/utf8"
)

// span is a range of bytes of a source.
type span struct{ from, to int }

// byteOrderMark may begin a file; it is no column.
var byteOrderMark = []byte("\xef\xbb\xbf")

// lines finds the line and column of a byte.
type lines struct {
	src    []byte
	starts []int
}

func newLines(src []byte) *lines {
	l := &lines{src: src, starts: []int{len(src) - len(bytes.TrimPrefix(src, byteOrderMark))}}
	for i, c := range src {
		if c == '\n' {
			l.starts = append(l.starts, i+1)
		}
	}
	return l
}

// position is the line and the columns of s, from 1, in characters. What goes on over the end of the line is cut there.
func (l *lines) position(s span) (line, column, end int) {
	from := min(max(s.from, l.starts[0]), len(l.src))
	to := min(max(s.to, from), len(l.src))
	line = sort.SearchInts(l.starts, from+1)
	start := l.starts[line-1]
	if i := bytes.IndexAny(l.src[from:to], "\r\n"); i >= 0 {
		to = from + i
	}
	from, _ = l.character(start, from)
	_, to = l.character(start, to)
	column = utf8.RuneCount(l.src[start:from]) + 1
	return line, column, column + max(utf8.RuneCount(l.src[from:to]), 1)
}

// character is where the character begins that a byte is inside of, and where it ends; the byte itself when it begins one.
func (l *lines) character(start, at int) (from, to int) {
	for i := at - 1; i >= max(start, at-utf8.UTFMax+1) && at < len(l.src); i-- {
		if _, size := utf8.DecodeRune(l.src[i:]); i+size > at {
			return i, i + size
		}
	}
	return at, at
}
