package diag

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Sources gives the text of the files that findings speak about, so that a writer can show the guilty line.
type Sources interface {
	// Source gives the bytes of a file under the name its spans carry, or false where it is not known.
	Source(file string) ([]byte, bool)
}

// Files is a [Sources] held in memory, by file name.
type Files map[string][]byte

// Source gives the bytes of one file.
func (f Files) Source(file string) ([]byte, bool) {
	src, ok := f[file]
	return src, ok
}

// TextOptions says how [WriteText] writes.
type TextOptions struct {
	Color   bool // paint with ANSI sequences; the caller knows whether a terminal is listening
	Summary bool // end with a line of counts, "2 errors, 1 warning"
}

// The ANSI sequences of the text writer.
const (
	ansiReset = "\x1b[0m"
	ansiBold  = "\x1b[1m"
	ansiDim   = "\x1b[2m"
	ansiRed   = "\x1b[1;31m"
	ansiAmber = "\x1b[1;33m"
	ansiBlue  = "\x1b[1;34m"
	ansiGreen = "\x1b[32m"
)

// WriteText writes the findings for people, in the order of the list:
//
//	flow.yaml:14:11: error: unknown state "apointments" [unknown-target]
//	   |
//	14 |       to: apointments
//	   |           ^~~~~~~~~~~
//	   = note: flow.yaml:31:3: the states are listed here
//	   = hint: did you mean "appointments"?
//
// What a finding of the list hides is asterisks in every excerpt. The excerpt is left out where src (which may be nil) does
// not know the file or the finding has no line. Whatever a file contains, no control character of it reaches w.
func WriteText(w io.Writer, l List, src Sources, opt TextOptions) error {
	t := textWriter{w: bufio.NewWriter(w), src: src, color: opt.Color, lines: map[string][][]byte{}, hidden: hidden(l)}
	for _, f := range l {
		t.finding(f)
	}
	if opt.Summary {
		fmt.Fprintln(t.w, l.Summary())
	}
	return t.w.Flush() // bufio keeps the first write error for here
}

type textWriter struct {
	w     *bufio.Writer
	src   Sources
	color bool
	lines map[string][][]byte

	hidden []Span
	row    row // of the line shown last: many findings may be about one long line
	rowAt  Span
}

func (t *textWriter) paint(color, s string) string {
	if !t.color || s == "" {
		return s
	}
	return color + s + ansiReset
}

func (t *textWriter) finding(f Finding) {
	if at := f.Span.String(); at != "" {
		t.w.WriteString(t.paint(ansiBold, printable(at)+":") + " ")
	}
	color := ansiRed
	switch f.Severity {
	case Error:
	case Warning:
		color = ansiAmber
	case Info:
		color = ansiBlue
	}
	t.w.WriteString(t.paint(color, f.Severity.String()+":") + " " + t.paint(ansiBold, printable(f.Message)))
	if f.Code != "" {
		t.w.WriteString(" " + t.paint(ansiDim, "["+printable(f.Code)+"]"))
	}
	t.w.WriteByte('\n')

	gutter := strings.Repeat(" ", len(strconv.Itoa(f.Span.Line)))
	if r, ok := t.line(f.Span); ok {
		text, caret := r.excerpt(f.Span)
		bar := t.paint(ansiDim, "|")
		fmt.Fprintf(t.w, "%s %s\n", gutter, bar)
		fmt.Fprintf(t.w, "%s %s\n", t.paint(ansiDim, strconv.Itoa(f.Span.Line)), strings.TrimRight(bar+" "+text, " "))
		pad := len(caret) - len(strings.TrimLeft(caret, " "))
		fmt.Fprintf(t.w, "%s %s %s%s\n", gutter, bar, caret[:pad], t.paint(color, caret[pad:]))
	}
	for _, r := range f.Related {
		at := r.Span.String()
		if at != "" {
			at += ": "
		}
		fmt.Fprintf(t.w, "%s = %s %s\n", gutter, t.paint(ansiBlue, "note:"), printable(at+r.Message))
	}
	if f.Hint != "" {
		fmt.Fprintf(t.w, "%s = %s %s\n", gutter, t.paint(ansiGreen, "hint:"), printable(f.Hint))
	}
}

// line gives the source line that a span begins on.
func (t *textWriter) line(s Span) (row, bool) {
	if s.IsZero() || t.src == nil {
		return row{}, false
	}
	at := Span{File: s.File, Line: s.Line}
	if at == t.rowAt {
		return t.row, true
	}
	lines, known := t.lines[s.File]
	if !known {
		if src, ok := t.src.Source(s.File); ok {
			lines = bytes.Split(bytes.TrimPrefix(src, []byte("\ufeff")), []byte("\n"))
		}
		t.lines[s.File] = lines
	}
	if s.Line > len(lines) {
		return row{}, false
	}
	t.row, t.rowAt = rowOf(blanked(at, string(bytes.TrimSuffix(lines[s.Line-1], []byte("\r"))), t.hidden)), at
	return t.row, true
}
