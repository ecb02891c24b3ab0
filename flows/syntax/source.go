package syntax

import (
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// source is the text of a file with an index of its lines, which turns byte offsets into places and back. It is not
// changed once made: nodes share it.
type source struct {
	file  string
	text  string // without a byte order mark
	lines []lineIndex
	marks map[int][]int // by index of the line, for the lines that need them: the offset of every 32nd rune
}

// lineIndex is one line: its bytes without the line break.
type lineIndex struct {
	start, end int
	ascii      bool
}

// A line that is not all ASCII and longer than longLine gets marks, so that the many places in a line of a megabyte are
// each found without walking all of it.
const (
	markEvery = 32
	longLine  = 256
)

func newSource(file, text string) *source {
	s := &source{file: file, text: text, lines: make([]lineIndex, 0, strings.Count(text, "\n")+1)}
	for start := 0; ; {
		end := strings.IndexByte(text[start:], '\n')
		next := start + end + 1
		if end < 0 {
			end = len(text) - start
		}
		line := strings.TrimSuffix(text[start:start+end], "\r")
		l := lineIndex{start: start, end: start + len(line), ascii: isASCII(line)}
		if !l.ascii && len(line) > longLine {
			s.mark(len(s.lines), l)
		}
		s.lines = append(s.lines, l)
		if start+end == len(text) {
			return s
		}
		start = next
	}
}

func (s *source) mark(index int, l lineIndex) {
	var marks []int
	n := 0
	for i := range s.text[l.start:l.end] {
		if n%markEvery == 0 {
			marks = append(marks, l.start+i)
		}
		n++
	}
	if s.marks == nil {
		s.marks = map[int][]int{}
	}
	s.marks[index] = marks
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// line gives the text of a line, from 1.
func (s *source) line(n int) string {
	if n < 1 || n > len(s.lines) {
		return ""
	}
	l := s.lines[n-1]
	return s.text[l.start:l.end]
}

// offset gives the byte offset of a line and column, both from 1; what lies beyond a line is its end.
func (s *source) offset(line, column int) int {
	switch {
	case line < 1:
		return 0
	case line > len(s.lines):
		return len(s.text)
	}
	l := s.lines[line-1]
	n := max(column-1, 0)
	if l.ascii {
		return min(l.start+n, l.end)
	}
	at := l.start
	if marks := s.marks[line-1]; marks != nil {
		m := min(n/markEvery, len(marks)-1)
		at, n = marks[m], n-m*markEvery
	}
	for ; n > 0 && at < l.end; n-- {
		_, size := utf8.DecodeRuneInString(s.text[at:l.end])
		at += size
	}
	return at
}

// position gives the line and column of a byte offset, both from 1.
func (s *source) position(at int) (line, column int) { return s.positionNear(at, 1) }

// positionNear is position for an offset that most likely is on the line near, which spares looking for its line.
func (s *source) positionNear(at, near int) (line, column int) {
	at = min(max(at, 0), len(s.text))
	line = near
	if l := s.lines[near-1]; at < l.start || at > l.end {
		line = s.lineOf(at)
	}
	l := s.lines[line-1]
	at = min(at, l.end)
	if l.ascii {
		return line, at - l.start + 1
	}
	from, before := l.start, 0
	if marks := s.marks[line-1]; marks != nil {
		m := max(sort.SearchInts(marks, at+1)-1, 0)
		from, before = marks[m], m*markEvery
	}
	return line, before + utf8.RuneCountInString(s.text[from:at]) + 1
}

// lineOf gives the line of a byte offset, from 1.
func (s *source) lineOf(at int) int {
	low, high := 0, len(s.lines) // the lines before low begin at or before it, those from high on behind it
	for low < high {
		if mid := (low + high) / 2; s.lines[mid].start > at {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low
}

// span gives the place of the bytes from, to.
func (s *source) span(from, to int) diag.Span { return s.spanNear(from, to, 1, 1) }

// spanNear is span for bytes that most likely begin and end on the lines first and last.
func (s *source) spanNear(from, to, first, last int) diag.Span {
	sp := diag.Span{File: s.file}
	sp.Line, sp.Column = s.positionNear(from, first)
	if l := s.lines[sp.Line-1]; l.ascii && l.start <= from && from <= to && to <= l.end {
		sp.EndLine, sp.EndColumn = sp.Line, sp.Column+to-from // most places are on one line
		return sp
	}
	sp.EndLine, sp.EndColumn = s.positionNear(max(from, to), max(last, sp.Line))
	return sp
}

// lineEnd gives the offset of the end of the line that at is on, without its line break.
func (s *source) lineEnd(at int) int {
	i := strings.IndexByte(s.text[at:], '\n')
	if i < 0 {
		return len(s.text)
	}
	if i > 0 && s.text[at+i-1] == '\r' {
		i--
	}
	return at + i
}

// quote gives the author's words for a message, shortened if they are long.
func quote(s string) string { return strconv.Quote(short(s)) }

// short cuts a text that is too long for a message.
func short(s string) string {
	const most = 60
	if len(s) > most {
		if cut := byteOffset(s, most-1); cut < len(s) {
			return s[:cut] + "…"
		}
	}
	return s
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

func isBreak(c byte) bool { return c == '\n' || c == '\r' }
