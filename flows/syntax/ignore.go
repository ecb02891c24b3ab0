package syntax

import (
	"cmp"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine/spell"
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
		reason = strings.TrimSpace(reason)
		switch {
		case code == "":
			out.Warnf(codeIgnore, at, "an ignore comment names a code and gives a reason").Hint = "write # " + ignorePrefix + " CODE reason"
			continue
		case reason == "":
			out.Warnf(codeIgnore, at, "this ignore comment gives no reason").Hint = "say why it is right here: # " + ignorePrefix + " " + short(code) + " …"
			continue
		}
		line := at.Line
		if c.alone {
			if next <= line {
				next = s.nextTextLine(line)
			}
			line = next
		}
		list = append(list, Ignore{Code: code, Reason: reason, Line: line, Span: at})
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

// Suppress takes out of the list the warnings that a comment in one of the documents ignores, and adds one for each
// comment that cannot be followed: errors stay, as they say that a call could go wrong, which no comment changes; known are
// the codes there are; and what silences nothing hides the next one. That is not judged where the list has errors, which
// may keep a warning from being found, nor for the codes in elsewhere, which depend on more than the file.
func Suppress(docs []*Document, l diag.List, known []diag.Code, elsewhere ...string) diag.List {
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
	if len(ignored) == 0 {
		return l
	}
	refused, silenced := map[place]bool{}, map[place]bool{}
	left := slices.DeleteFunc(slices.Clone(l), func(f diag.Finding) bool {
		at := place{f.Span.File, f.Span.Line, f.Code}
		if !ignored[at] {
			return false
		}
		if f.Severity == diag.Error {
			refused[at] = true
			return false
		}
		silenced[at] = true
		return true
	})
	names := make([]string, 0, len(known))
	for _, c := range known {
		names = append(names, c.Name)
	}
	broken, hints := l.HasErrors(), 20 // which take their time to find: more mistakes of this kind need none
	for _, d := range docs {
		for _, i := range d.Ignores {
			at := place{d.File, i.Line, i.Code}
			switch {
			case refused[at]:
				left.Warnf(codeIgnore, i.Span, "%s is an error here, and errors cannot be ignored", i.Code).
					Hint = "mend it, and take this comment out"
			case !slices.Contains(names, i.Code):
				hint := "the code stands in brackets behind the message that you mean"
				if hints--; hints >= 0 {
					hint = cmp.Or(spell.DidYouMean(i.Code, names), hint)
				}
				left.Warnf(codeIgnore, i.Span, "unknown code %s", quote(i.Code)).Hint = hint
			case !silenced[at] && !broken && !slices.Contains(elsewhere, i.Code):
				left.Warnf(codeUnusedIgnore, i.Span, "there is no warning %s in line %d", i.Code, i.Line).
					Hint = "take this comment out; it stands on the line of the warning, or alone on the line above it"
			}
		}
	}
	return left
}
