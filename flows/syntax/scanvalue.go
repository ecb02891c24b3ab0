package syntax

import "strings"

// value reads a value or a key up to its end on this line (a quoted text or a flow collection: to wherever it closes).
// complete says that it has an end of its own, so that nothing but a comment may follow it.
func (s *scanner) value(key bool) (complete bool) {
	start := s.at
	s.node(start)
	switch c := s.peek(0); c {
	case '"', '\'':
		end, ok := quotedEnd(s.text[:s.stop], s.at)
		if !ok {
			s.unclosedQuote()
			return true
		}
		s.escapes(end)
		s.at = end
		return true
	case '{', '[':
		s.flowCollection()
		return true
	case '|', '>':
		if blockHeader(s.text[s.at:s.lineEnd(s.at)]) {
			if !key {
				return false
			}
			break
		}
		s.suspect(start, s.lineEnd(start), codeTextStart, "text cannot begin with "+string(c), "quote the text, or begin it on the next line")
	case '@', '`', '%', '}', ']', ',':
		s.suspect(start, s.lineEnd(start), codeTextStart, "text cannot begin with "+string(c), "quote the text")
	case '*', '&', '!':
		if s.property(key) {
			return false
		}
	}
	s.plainBlock()
	return false
}

func (s *scanner) unclosedQuote() {
	q := string(s.text[s.at])
	s.suspect(s.at, s.lineEnd(s.at), codeQuoteOpen, "this quote is never closed", "close it with another "+q+", or put the whole text in the other quotes")
	s.broken = true
}

// escapes checks the escapes of the quoted text from here to end.
func (s *scanner) escapes(end int) {
	if s.text[s.at] != '"' {
		return
	}
	for i := s.at + 1; i < end-1; i++ {
		if s.text[i] != '\\' {
			continue
		}
		i++
		if strings.IndexByte("0abt\tnvfre \"'\\N_LPxuU\r\n", s.text[i]) < 0 {
			s.suspect(i-1, i+1, codeEscape, `\ begins an escape in double quotes, and YAML does not know this one`, `write \\ for a \, or use single quotes`)
		}
	}
}

// property reads an alias, anchor or tag, which are all refused; where YAML cannot even read one it says why. It reports
// whether nothing is left of the value.
func (s *scanner) property(key bool) (done bool) {
	start := s.at
	c := s.text[s.at]
	end := s.at + 1
	for end < s.stop && !isBlank(s.text[end]) && !isBreak(s.text[end]) && !(len(s.flow) > 0 && strings.IndexByte(",[]{}", s.text[end]) >= 0) {
		end++
	}
	token := s.text[start:end]
	if name := strings.TrimSuffix(token, ":"); name != token && key {
		token, end = name, end-1
	}
	code, message, hint := propertyWords(token)
	s.suspect(start, end, code, message, hint)
	s.at = end
	if c == '*' {
		return true
	}
	s.blanks()
	return s.endsToken(0)
}
