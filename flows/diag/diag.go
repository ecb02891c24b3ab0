// Package diag holds findings about an author's files and writes them down.
//
// What goes in: findings, each with a stable code, a severity, a span in a file, plain words, and where it helps a
// hint and earlier places. They are collected in a [List], which every stage of the loader is handed and adds to:
// nothing stops at the first mistake, so ten mistakes take one run.
//
// What comes out: [Write] in one of five formats: text for people (place, message, the source line with the guilty
// characters underlined), JSON for programs (stable field names), GitHub's workflow commands, SARIF, JUnit. What is known
// about a code as such, its [Code], comes from the caller's [Catalog].
//
// Stages: collect in any order; [List.Sort] once, which gives a total order and drops repetitions; write.
//
// Places are 1-based; columns count runes, as editors and the YAML parser do. Only the text writer measures display
// width, because only there must a caret stand below a wide character.
//
// What it never does: read files (a writer is handed the sources), exit, print by itself, or put colour into a value.
package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Span is a place in a file: from Line, Column up to but not including EndLine, EndColumn.
//
// Lines and columns start at 1, columns count runes. A zero Line means the file as a whole, or no place at all where
// File is empty too.
type Span struct {
	File               string
	Line, Column       int
	EndLine, EndColumn int
}

// IsZero reports whether the span names no position in its file.
func (s Span) IsZero() bool { return s.Line == 0 }

// String gives file:line:column, as far as they are known.
func (s Span) String() string {
	switch {
	case s.Line == 0:
		return s.File
	case s.File == "":
		return fmt.Sprintf("%d:%d", s.Line, s.Column)
	}
	return fmt.Sprintf("%s:%d:%d", s.File, s.Line, s.Column)
}

// Cover gives the smallest span that holds both s and t, which must be of the same file.
func (s Span) Cover(t Span) Span {
	if s.IsZero() {
		return t
	}
	if t.IsZero() {
		return s
	}
	if t.Line < s.Line || t.Line == s.Line && t.Column < s.Column {
		s.Line, s.Column = t.Line, t.Column
	}
	if t.EndLine > s.EndLine || t.EndLine == s.EndLine && t.EndColumn > s.EndColumn {
		s.EndLine, s.EndColumn = t.EndLine, t.EndColumn
	}
	return s
}

func (s Span) compare(t Span) int {
	return cmp.Or(
		cmp.Compare(s.File, t.File),
		cmp.Compare(s.Line, t.Line),
		cmp.Compare(s.Column, t.Column),
		cmp.Compare(s.EndLine, t.EndLine),
		cmp.Compare(s.EndColumn, t.EndColumn),
	)
}

// Severity says what a finding does to a load.
type Severity uint8

// The severities: an Error refuses the flows, a Warning never stops a start or a reload, an Info only tells.
const (
	Error Severity = iota
	Warning
	Info
)

// String gives the word used in every output: error, warning or info.
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	case Info:
		return "info"
	}
	return fmt.Sprintf("severity(%d)", uint8(s))
}

// MarshalText makes JSON carry the word instead of the number.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Related is another place that explains a finding, such as the first of two equal keys.
type Related struct {
	Span    Span
	Message string
}

// Finding is one thing to tell the author.
//
// Code is stable and has a paragraph in the docs. Message is lower case, without a full stop, with the author's words
// quoted. Hint says what to do, or which name was probably meant; it may be empty.
type Finding struct {
	Code     string
	Severity Severity
	Span     Span
	Message  string
	Hint     string
	Related  []Related

	// Hidden says that the words at Span are a secret: no excerpt of any finding in the list shows them.
	Hidden bool
}

// Hintf sets the hint and returns the finding, so that calls can be chained.
func (f *Finding) Hintf(format string, args ...any) *Finding {
	f.Hint = sprintf(format, args)
	return f
}

// Notef adds a related place and returns the finding, so that calls can be chained.
func (f *Finding) Notef(span Span, format string, args ...any) *Finding {
	f.Related = append(f.Related, Related{Span: span, Message: sprintf(format, args)})
	return f
}

// String gives the finding's first line, as the text writer prints it.
func (f Finding) String() string {
	var b strings.Builder
	if at := f.Span.String(); at != "" {
		b.WriteString(at + ": ")
	}
	b.WriteString(f.Severity.String() + ": " + f.Message)
	if f.Code != "" {
		b.WriteString(" [" + f.Code + "]")
	}
	return b.String()
}

// List collects findings. The zero value is ready to use; it is not safe for concurrent use.
type List []Finding

// Add appends findings.
func (l *List) Add(fs ...Finding) { *l = append(*l, fs...) }

// Errorf adds an error and returns it for chaining; the pointer is good until the next addition.
func (l *List) Errorf(code string, at Span, format string, args ...any) *Finding {
	return l.addf(Error, code, at, format, args)
}

// Warnf adds a warning and returns it for chaining; the pointer is good until the next addition.
func (l *List) Warnf(code string, at Span, format string, args ...any) *Finding {
	return l.addf(Warning, code, at, format, args)
}

// Infof adds an information and returns it for chaining; the pointer is good until the next addition.
func (l *List) Infof(code string, at Span, format string, args ...any) *Finding {
	return l.addf(Info, code, at, format, args)
}

func (l *List) addf(s Severity, code string, at Span, format string, args []any) *Finding {
	*l = append(*l, Finding{Code: code, Severity: s, Span: at, Message: sprintf(format, args)})
	return &(*l)[len(*l)-1]
}

// sprintf leaves a format without arguments alone, so that a ready text may hold percent signs.
func sprintf(format string, args []any) string {
	if len(args) == 0 {
		return format
	}
	return fmt.Sprintf(format, args...)
}

// Sort brings the findings into their total order (file, line, column, code, then the rest) and drops repetitions:
// a code says the same words about a place once.
func (l *List) Sort() {
	slices.SortStableFunc(*l, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.Span.File, b.Span.File),
			cmp.Compare(a.Span.Line, b.Span.Line),
			cmp.Compare(a.Span.Column, b.Span.Column),
			cmp.Compare(a.Code, b.Code),
			a.Span.compare(b.Span),
			cmp.Compare(a.Severity, b.Severity),
			cmp.Compare(a.Message, b.Message),
			cmp.Compare(a.Hint, b.Hint),
			slices.CompareFunc(a.Related, b.Related, func(x, y Related) int {
				return cmp.Or(x.Span.compare(y.Span), cmp.Compare(x.Message, y.Message))
			}),
		)
	})
	*l = slices.CompactFunc(*l, func(a, b Finding) bool {
		return a.Span == b.Span && a.Code == b.Code && a.Severity == b.Severity && a.Message == b.Message
	})
}

// HasErrors reports whether at least one finding is an error.
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(f Finding) bool { return f.Severity == Error })
}

// Counts gives the number of errors and of warnings.
func (l List) Counts() (errors, warnings int) {
	for _, f := range l {
		switch f.Severity {
		case Error:
			errors++
		case Warning:
			warnings++
		case Info:
		}
	}
	return errors, warnings
}

// Summary gives the counts in words, for the last line of an output: "2 errors, 1 warning", or "no findings".
func (l List) Summary() string {
	errors, warnings := l.Counts()
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{errors, "error"}, {warnings, "warning"}, {len(l) - errors - warnings, "info"}} {
		switch {
		case p.n == 1:
			parts = append(parts, "1 "+p.word)
		case p.n > 1:
			parts = append(parts, fmt.Sprintf("%d %ss", p.n, p.word))
		}
	}
	if parts == nil {
		return "no findings"
	}
	return strings.Join(parts, ", ")
}
