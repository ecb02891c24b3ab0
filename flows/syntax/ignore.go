package syntax

import (
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// Ignore is one comment `# texmlflow:ignore CODE reason`: it silences the warning CODE on its line, or on the next line
// with text if it stands alone.
type Ignore struct {
	Code, Reason string
	Line         int // that it speaks about
	Span         diag.Span
}

const ignorePrefix = "texmlflow:ignore"

// ignores reads the comments of a document.
func (s *scanner) ignores(out *diag.List) []Ignore {
	var list []Ignore
	next := 0 // the line found for the comment before: a block of comments is searched once
	for _, c := range s.comments {
		text := strings.TrimSpace(strings.TrimLeft(s.text[c.start:c.end], "#"))
		rest, ok := strings.CutPrefix(text, ignorePrefix)
		if !ok || rest != "" && !isBlank(rest[0]) {
			continue
		}
		at := s.src.span(c.start, c.end)
		code, reason, _ := strings.Cut(strings.TrimSpace(rest), " ")
		if code == "" || strings.TrimSpace(reason) == "" {
			out.Warnf("ignore", at, "an ignore comment names a code and gives a reason").Hint = "write # " + ignorePrefix + " CODE reason"
			continue
		}
		line := at.Line
		if c.alone {
			if next <= line {
				next = s.nextTextLine(line)
			}
			line = next
		}
		list = append(list, Ignore{Code: code, Reason: strings.TrimSpace(reason), Line: line, Span: at})
	}
	return list
}

// nextTextLine gives the first line after this one that is neither blank nor a comment.
func (s *scanner) nextTextLine(line int) int {
	for n := line + 1; n <= len(s.src.lines); n++ {
		if text := strings.TrimSpace(s.src.line(n)); text != "" && text[0] != '#' {
			return n
		}
	}
	return len(s.src.lines) + 1
}

// Suppress takes out of the list the warnings that a comment in one of the documents ignores. Errors stay: they say that
// a call could go wrong, which no comment changes.
func Suppress(docs []*Document, l diag.List) diag.List {
	type place struct {
		file string
		line int
		code string
	}
	ignored := map[place]bool{}
	for _, d := range docs {
		for _, i := range d.Ignores {
			ignored[place{d.File, i.Line, i.Code}] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(l), func(f diag.Finding) bool {
		return f.Severity != diag.Error && ignored[place{f.Span.File, f.Span.Line, f.Code}]
	})
}
