package syntax

import (
	"slices"
	"strings"
)

// bracket is an open { or [ with what was read of its current entry.
type bracket struct {
	start int // of the bracket
	open  byte
	keys  int

	entry    int  // start of the entry, -1 before it
	part     int  // start of its key or value, whichever is being read; -1 before it
	closed   bool // that part has an end of its own
	colon    bool // the colon of the entry was read
	previous int  // start of the value in the entry before, -1 if it had none
	reported bool // one finding an entry is enough
}

func (b *bracket) next() {
	if b.part >= 0 {
		b.previous = b.part
	}
	b.entry, b.part, b.closed, b.colon, b.reported = -1, -1, false, false, false
}

// flowCollection reads from an opening bracket to the one that closes it, over as many lines as it takes.
func (s *scanner) flowCollection() {
	first := s.at
	s.hash = comment{}
	for {
		s.flowSpace()
		if s.at >= s.stop || s.limit != nil || s.broken {
			break
		}
		c := s.text[s.at]
		switch {
		case c == '{' || c == '[':
			s.flowPart(true)
			s.flow = append(s.flow, bracket{start: s.at, open: c, entry: -1, part: -1, previous: -1})
			if len(s.flow) > 1 {
				s.node(s.at)
			}
			s.deeper(s.at)
			s.at++
		case c == '}' || c == ']':
			top := s.flow[len(s.flow)-1]
			if (c == '}') != (top.open == '{') {
				s.suspect(s.at, s.at+1, codeBracket, "this "+string(c)+" does not close the "+string(top.open)+" in line "+s.lineNumber(top.start),
					"close it first, or quote the text")
				s.flow, s.broken = nil, true
				return
			}
			s.flow = s.flow[:len(s.flow)-1]
			s.at++
			if len(s.flow) == 0 {
				return
			}
		default:
			s.flowToken(c)
		}
	}
	if s.limit == nil && !s.broken {
		s.unclosedBracket(first)
	}
	s.broken, s.flow = true, nil
}

// unclosedBracket reports a collection, begun at first, that is open at the end of the document.
func (s *scanner) unclosedBracket(first int) {
	if s.hash.end > 0 {
		s.lostBracket()
		return
	}
	// What seemed wrong on later lines is what comes of reading them as part of this collection.
	line := s.lineEnd(first)
	s.suspects = slices.DeleteFunc(s.suspects, func(p suspect) bool { return p.start >= first && p.found > line })
	top := s.flow[len(s.flow)-1]
	s.suspect(top.start, top.start+1, codeBracket, "this "+string(top.open)+" is never closed", "close it with "+closing(top.open))
}

// lostBracket reports the comment that swallowed the end of a collection.
func (s *scanner) lostBracket() {
	h := s.hash
	hint := `quote it: "#"`
	if top := s.flow[len(s.flow)-1]; top.part >= 0 && top.part < h.start {
		hint = requote(s.text[top.part:s.flowTextEnd(top.part)])
	}
	s.suspect(h.start, h.end, codeLost, "inside { } or [ ] this # began a comment, and the rest of the line is lost", hint)
	s.broken = true
}

// flowSpace skips blanks, line breaks and comments.
func (s *scanner) flowSpace() {
	for s.at < s.stop {
		switch c := s.text[s.at]; {
		case isBlank(c) || isBreak(c):
			s.at++
		case c == '#' && len(s.flow) > 0:
			from := s.at
			s.comment(false)
			if s.hash.end == 0 && strings.ContainsAny(s.text[from:s.at], "}]") {
				s.hash = comment{start: from, end: s.at}
			}
		default:
			return
		}
	}
}

// flowToken reads one token inside brackets that is no bracket.
func (s *scanner) flowToken(c byte) {
	top := &s.flow[len(s.flow)-1]
	switch {
	case c == ',':
		if top.entry < 0 && !top.colon {
			s.suspect(s.at, s.at+1, codeBracket, "there is nothing before this comma", "leave it out, or quote the text")
		}
		s.at++
		top.next()
	case c == ':':
		if top.colon {
			s.flowText(s.at, "colon")
		}
		top.colon, top.part, top.closed = true, -1, false
		s.at++
	case c == '?':
		s.flowText(s.at, "?")
		s.at++
	case c == '"' || c == '\'':
		s.flowPart(true)
		end, ok := quotedEnd(s.text[:s.stop], s.at)
		if !ok {
			s.unclosedQuote()
			return
		}
		s.escapes(end)
		s.at = end
	case c == '*' || c == '&' || c == '!':
		s.flowPart(false)
		s.property(true)
	case c == '@' || c == '`' || c == '%' || c == '|' || c == '>' || c == '-' && s.endsToken(1):
		s.suspect(s.at, s.flowTextEnd(s.at), codeTextStart, "text cannot begin with "+string(c), "quote the text")
		top.reported = true
		s.at++
	default:
		s.flowPart(false)
		s.flowPlain()
	}
}

// flowPart notes that a key or value, or a further piece of one, begins here.
func (s *scanner) flowPart(closed bool) {
	if len(s.flow) == 0 {
		return
	}
	top := &s.flow[len(s.flow)-1]
	if top.entry < 0 {
		top.entry = s.at
		if top.open == '{' {
			s.key(s.at, &top.keys)
		}
	}
	if top.part >= 0 {
		// Two plain pieces are one text over two lines; anything else cannot stand side by side.
		if closed || top.closed {
			s.flowText(s.at, "")
		}
		return
	}
	s.node(s.at)
	top.part, top.closed = s.at, closed
}

// flowPlain reads plain text inside brackets up to what YAML ends it at.
func (s *scanner) flowPlain() {
	from := s.at
	for s.at < s.stop {
		c := s.text[s.at]
		switch {
		case isBreak(c), strings.IndexByte(",[]{}?", c) >= 0,
			c == ':' && s.endsToken(1), c == '#' && s.at > from && isBlank(s.text[s.at-1]):
			if s.at == from {
				s.at++ // never stand still
			}
			return
		}
		s.at++
	}
}

// flowText notes that text inside brackets holds something that YAML ends it at.
func (s *scanner) flowText(at int, what string) {
	top := &s.flow[len(s.flow)-1]
	if top.reported {
		return
	}
	top.reported = true
	if s.hash.end > 0 {
		s.lostBracket()
		return
	}
	start := top.part
	if start < 0 {
		start = at
	}
	// The text before the last comma belongs to it if its parenthesis is still open, as in said("a", "b").
	if p := top.previous; p >= 0 && !top.colon && strings.Count(s.text[p:start], "(") > strings.Count(s.text[p:start], ")") {
		start = p
	}
	end := s.flowTextEnd(start)
	if what == "" && at > start && s.text[at-1] == ':' {
		s.suspect(start, at, codeColon, "a blank is missing after the colon", "write "+short(s.text[start:at])+" "+short(s.text[at:s.flowTextEnd(at)]))
		return
	}
	message := "inside " + pairOf(top.open) + " this text must be quoted"
	switch what {
	case "?":
		message += ": YAML ends it at the question mark"
	case "colon":
		message += ": YAML sees another key at the colon"
	}
	s.suspect(start, end, codeQuoteBraces, message, requote(s.text[start:end]))
}

// flowTextEnd gives the end of the text that the author meant: the next comma or closing bracket outside its own
// parentheses, brackets and quotes, and no further than the line.
func (s *scanner) flowTextEnd(start int) int {
	end := s.lineEnd(start)
	depth := 0
	for at := start; at < end; at++ {
		switch c := s.text[at]; c {
		case '"':
			if i := strings.IndexByte(s.text[at+1:end], '"'); i >= 0 {
				at += i + 1
			}
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth < 0 && c != ')' {
				return trimEnd(s.text, start, at)
			}
		case ',':
			if depth <= 0 {
				return trimEnd(s.text, start, at)
			}
		}
	}
	return trimEnd(s.text, start, end)
}

func trimEnd(text string, start, end int) int {
	return start + len(strings.TrimRight(text[start:end], " \t"))
}
