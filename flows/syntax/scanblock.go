package syntax

import (
	"regexp"
	"strings"
)

// blockLine reads one line in block context, and the further lines that the last value on it takes.
func (s *scanner) blockLine() {
	start := s.at
	for s.peek(0) == ' ' {
		s.at++
	}
	indentEnd := s.at
	s.blanks()
	switch c := s.peek(0); {
	case isBreak(c):
		s.nextLine()
		return
	case c == '#':
		s.comment(true)
		s.nextLine()
		return
	}
	if s.at > indentEnd {
		s.suspect(indentEnd, s.at, codeTab, "this line is indented with a tab", "indent with spaces")
		// Go on as if the tab were right, to find what else there is.
	}
	column := s.at - start
	if column == 0 && isMarker(s.text[s.at:s.stop]) {
		s.at += 3
		s.levels, s.pending = nil, true
		s.blanks()
		if s.endsToken(0) || s.peek(0) == '#' {
			s.restOfLine()
			return
		}
		column = 4
	} else {
		s.dedent(column)
	}
	for {
		if c := s.peek(0); (c == '-' || c == '?') && s.endsToken(1) {
			if n := len(s.levels); c == '-' && n > 0 && !s.pending && !s.levels[n-1].list && s.levels[n-1].column == column {
				s.suspect(s.at, s.lineEnd(s.at), codeIndentation, "a list begins where a key was expected", "put it below a key without a value of its own")
			}
			s.dash(column, c == '-')
			from := s.at
			s.at++
			s.blanks()
			if s.endsToken(0) || s.peek(0) == '#' {
				s.pending = true
				s.restOfLine()
				return
			}
			column += s.at - from
			if s.limit != nil {
				return
			}
			continue
		}
		break
	}
	s.content(column)
}

// dedent closes the maps and lists that a line at this column no longer belongs to.
func (s *scanner) dedent(column int) {
	had := len(s.levels)
	dash := s.peek(0) == '-' && s.endsToken(1)
	for len(s.levels) > 0 {
		top := s.levels[len(s.levels)-1]
		if top.column < column || top.column == column && (!top.list || dash) {
			break
		}
		s.levels = s.levels[:len(s.levels)-1]
	}
	if had == 0 || len(s.levels) == had && s.pending {
		return
	}
	open := -1
	if len(s.levels) > 0 {
		open = s.levels[len(s.levels)-1].column
	}
	if open == column {
		return
	}
	if len(s.levels) == had || open < column {
		s.suspect(s.at, s.lineEnd(s.at), codeIndentation,
			"this line begins in column "+itoa(column+1)+", where nothing above it does", s.expectedColumns(had))
	}
}

// expectedColumns says where a line could begin, from the levels that were open.
func (s *scanner) expectedColumns(had int) string {
	var columns []string
	for _, l := range s.levels[:had] { // dedent shortened the slice; what it cut off is still there
		if c := itoa(l.column + 1); len(columns) == 0 || columns[len(columns)-1] != c {
			columns = append(columns, c)
		}
	}
	if len(columns) > 4 {
		columns = columns[len(columns)-4:]
	}
	return "indent it like the line it belongs with: column " + strings.Join(columns, " or ")
}

// dash notes a list entry (or a `?` key) at this column.
func (s *scanner) dash(column int, list bool) {
	if n := len(s.levels); n == 0 || s.levels[n-1].column < column || s.levels[n-1].list != list {
		s.levels = append(s.levels, level{column: column, list: list})
		s.node(s.at)
		s.deeper(s.at)
	}
	s.pending = true
}

// content reads what stands at this column after any dashes: a key and its value, or a value alone.
func (s *scanner) content(column int) {
	start := s.at
	complete := s.value(true)
	if s.broken || s.limit != nil {
		return
	}
	end := s.at
	s.blanks()
	if s.peek(0) != ':' || !s.endsToken(1) {
		s.at = end
		s.finish(start, s.parent(), complete)
		return
	}
	if start == end {
		s.suspect(start, s.lineEnd(start), codeEmptyKey, emptyKey, emptyKeyHint) // unless it is the value of a ? key, which is no mistake
	}
	if strings.IndexByte(s.text[start:end], ' ') > 0 && braceKey.MatchString(s.text[start:end]) {
		name, _, _ := strings.Cut(s.text[start:end], " ")
		s.suspect(start, start+len(name), codeColon, "a colon is missing after this key", "write "+short(name)+": and its value")
		s.nextLine()
		return
	}
	if n := len(s.levels); n == 0 || s.levels[n-1].column < column || s.levels[n-1].list {
		s.levels = append(s.levels, level{column: column})
		s.node(start)
		s.deeper(start)
	}
	s.key(start, &s.levels[len(s.levels)-1].keys)
	s.at++
	s.blanks()
	if s.endsToken(0) || s.peek(0) == '#' {
		s.pending = true
		s.restOfLine()
		return
	}
	from := s.at
	if s.peek(0) == '-' && s.endsToken(1) {
		s.suspect(from, s.lineEnd(from), codeTextStart, "a value on the line of its key cannot begin with a dash and a blank",
			"put a list on its own lines, or quote the text")
	}
	complete = s.value(false)
	if s.broken || s.limit != nil {
		return
	}
	s.finish(from, column, complete)
}

// parent gives the column of the innermost open map or list, -1 if there is none.
func (s *scanner) parent() int {
	if n := len(s.levels); n > 0 {
		return s.levels[n-1].column
	}
	return -1
}

// plainBlock reads plain text in block context up to the colon that makes it a key, a comment, or the end of the line.
func (s *scanner) plainBlock() {
	for last := s.at; ; {
		c := s.peek(0)
		if isBreak(c) || c == ':' && s.endsToken(1) || c == '#' && s.at > last && isBlank(s.text[s.at-1]) {
			for s.at > last && isBlank(s.text[s.at-1]) {
				s.at--
			}
			return
		}
		s.at++
	}
}

// finish reads what follows a value that began at start in a map or list at column parent.
func (s *scanner) finish(start, parent int, complete bool) {
	s.pending = false
	if !complete && blockHeader(s.text[start:s.lineEnd(start)]) {
		s.at = s.lineEnd(start)
		if i := strings.Index(s.text[start:s.at], " #"); i >= 0 {
			s.comments = append(s.comments, comment{start + i + 1, s.at, false})
		}
		explicit := strings.ContainsAny(s.text[start:min(start+3, s.at)], "123456789")
		s.nextLine()
		s.blockScalar(parent, explicit)
		return
	}
	if complete {
		if !s.restOfLine() {
			if n := s.lineNumber(s.at); n != s.lineNumber(start) && s.text[start] != '{' && s.text[start] != '[' {
				s.suspect(start, s.lineEnd(start), codeQuoteOpen, "this quote is not closed on its line, but by one in line "+n,
					"close it with another "+s.text[start:start+1])
				s.broken = true
				return
			}
			s.suspect(start, s.lineEnd(start), codeAfterValue, "text goes on after the closing "+closing(s.text[start]),
				requote(s.text[start:s.lineEnd(start)]))
			s.nextLine()
		}
		return
	}
	if s.restOfLine() {
		s.continuation(start, parent)
		return
	}
	// Only a colon can stop plain text in mid-line.
	s.suspect(start, s.lineEnd(start), codeColonInText, "the colon and blank in this text make YAML see another key",
		requote(s.text[start:s.lineEnd(start)]))
	s.nextLine()
	s.continuation(start, parent)
}

// continuation reads the further lines of plain text: those indented deeper than the map or list it stands in.
func (s *scanner) continuation(start, parent int) {
	if s.loneText(start, parent) {
		return
	}
	if n := len(s.comments); n > 0 && s.comments[n-1].start > start {
		return // a comment ends the text
	}
	before := len(s.suspects)
	for s.at < s.stop {
		line := s.at
		s.blanks()
		if isBreak(s.peek(0)) {
			s.nextLine()
			continue
		}
		column := s.at - line
		if column <= parent || s.peek(0) == '#' || column == 0 && isMarker(s.text[s.at:s.stop]) {
			s.at = line
			return
		}
		from := s.at
		s.plainBlock()
		if isBreak(s.peek(0)) {
			s.nextLine()
			continue
		}
		end := s.lineEnd(from)
		if s.blanks(); s.peek(0) == '#' {
			s.comment(false)
			s.nextLine()
			return
		}
		if first := s.lineStart(start); strings.Trim(s.text[first:start], " ") == "" && start-first <= column {
			if own := start - first; own == column || lone.MatchString(s.text[start:s.lineEnd(start)]) {
				s.suspects = s.suspects[:before] // they follow from it
				s.missingColon(start)
				s.keyAt(own, column > own)
				s.at = line
				return
			}
		}
		if len(s.suspects) == before { // the lines after the first are indented like it
			s.suspect(from, end, codeIndentation, "this line is indented deeper than the value above it, so YAML takes it for more of that text",
				"indent it like the key it belongs beside")
		}
		s.at = from
		s.nextLine()
	}
}

// loneText notes a line in a map that holds no key.
func (s *scanner) loneText(start, parent int) bool {
	n := len(s.levels)
	if n == 0 || s.levels[n-1].list || s.levels[n-1].column != parent {
		return false
	}
	if before := s.text[s.lineStart(start):start]; len(before) != parent || strings.Trim(before, " ") != "" {
		return false
	}
	s.missingColon(start)
	s.pending = lone.MatchString(s.text[start:s.lineEnd(start)]) // what is indented deeper is its value
	return true
}

// lone is a line with nothing but a word: with lines below it that are indented deeper, a key without its colon.
var lone = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*[ \t]*$`)

// braceKey is a key without its colon before a map or list in brackets.
var braceKey = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]* +[{\[]`)

// keyAt opens the map of a key that stands at this column, as if it had its colon.
func (s *scanner) keyAt(column int, open bool) {
	if n := len(s.levels); n == 0 || s.levels[n-1].column < column {
		s.levels = append(s.levels, level{column: column})
	}
	s.pending = open
}

func (s *scanner) missingColon(start int) {
	end := s.lineEnd(start)
	hint := "write it as key: value"
	switch name, after, found := strings.Cut(s.text[start:end], ":"); {
	case lone.MatchString(s.text[start:end]):
		hint = "a colon is missing after it: " + strings.TrimRight(short(name), " \t") + ":"
	case found && strings.HasPrefix(after, "\u00a0"):
		hint = "the blank after the colon is a no-break space: put an ordinary one"
	case found:
		hint = "a blank is missing after the colon: " + short(name) + ": " + short(after)
	}
	s.suspect(start, end, codeColon, "this line of a map has no key", hint)
}

func (s *scanner) lineStart(at int) int { return strings.LastIndexByte(s.text[:at], '\n') + 1 }

// blockHeader reports whether a line from here on begins a block: | or >, perhaps a digit and a sign, nothing else.
func blockHeader(line string) bool {
	if line[0] != '|' && line[0] != '>' {
		return false
	}
	rest := strings.TrimLeft(line[1:], "+-0123456789")
	return len(line)-len(rest) <= 3 && (rest == "" || isBlank(rest[0]) && strings.HasPrefix(strings.TrimLeft(rest, " \t")+"#", "#"))
}

// blockScalar skips the lines of a | or > text: those blank or indented deeper than the map or list it stands in and, if
// the indentation is not given explicitly, no less than its first line.
func (s *scanner) blockScalar(parent int, explicit bool) {
	least := parent + 1
	for first := true; s.at < s.stop; {
		line := s.at
		for s.peek(0) == ' ' {
			s.at++
		}
		if !isBreak(s.peek(0)) {
			indent := s.at - line
			if indent < least {
				s.at = line
				return
			}
			if first && !explicit {
				least = indent
			}
			first = false
		}
		s.nextLine()
	}
}
