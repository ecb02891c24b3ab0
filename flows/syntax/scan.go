package syntax

import (
	"strings"
)

// scanner reads the text of one document the way YAML does, but tolerantly and in one pass without building anything.
// It serves three ends: to refuse what is too deep or too large before the YAML library spends time on it; to know
// where the comments are; and to notice places that YAML refuses ([suspect]), each with what the author should do.
// Its suspects are shown only if the library did refuse the document, so a doubt never rejects a good file.
type scanner struct {
	src  *source
	text string // of the whole file
	from int    // start of the document
	at   int    // where the scanner is
	stop int    // end of the document

	levels   []level // the open block maps and lists, outermost first
	pending  bool    // a key or dash is still without its value
	flow     []bracket
	nodes    int
	limit    *limitHit
	suspects []suspect
	comments []comment
	hash     comment // the first comment in the open brackets that swallowed a closing one
	broken   bool    // a quote or bracket never closes: what follows says nothing
}

// level is an open block map or list.
type level struct {
	column int // 0-based, of its keys or dashes
	list   bool
	keys   int
}

// comment is one comment, from its # to the end of the line.
type comment struct {
	start, end int
	alone      bool // nothing but blanks before it on the line
}

// suspect is a place that YAML refuses.
type suspect struct {
	start, end    int
	found         int // where it showed, at or after start
	code          string
	message, hint string
}

// limitHit is the first limit that the document passes.
type limitHit struct {
	start, end int
	code       string
	message    string
}

// maxSuspects bounds what is said about one document: the rest are consequences more often than not.
const maxSuspects = 20

// scan reads the document in src between two offsets, which stand at line starts.
func scan(src *source, from, to int) *scanner {
	s := &scanner{src: src, text: src.text, from: from, at: from, stop: to}
	for s.at < s.stop && s.limit == nil && !s.broken {
		s.blockLine()
	}
	return s
}

func (s *scanner) suspect(start, end int, code, message, hint string) {
	if len(s.suspects) < maxSuspects {
		s.suspects = append(s.suspects, suspect{start, max(min(end, s.stop), start), s.at, code, message, hint})
	}
}

// node counts a node at an offset.
func (s *scanner) node(at int) {
	if s.nodes++; s.nodes > MaxNodes && s.limit == nil {
		s.limit = &limitHit{at, at + 1, codeTooManyNodes, tooManyNodes}
	}
}

// deeper checks the depth at an offset where a map or list begins.
func (s *scanner) deeper(at int) {
	if len(s.levels)+len(s.flow) > MaxDepth && s.limit == nil {
		s.limit = &limitHit{at, at + 1, codeTooDeep, tooDeep}
	}
}

func (s *scanner) key(at int, keys *int) {
	if *keys++; *keys > MaxKeys && s.limit == nil {
		s.limit = &limitHit{at, s.lineEnd(at), codeTooManyKeys, tooManyKeys}
	}
}

func (s *scanner) lineEnd(at int) int { return min(s.src.lineEnd(at), s.stop) }

// nextLine moves to the start of the next line.
func (s *scanner) nextLine() {
	if i := strings.IndexByte(s.text[s.at:s.stop], '\n'); i >= 0 {
		s.at += i + 1
	} else {
		s.at = s.stop
	}
}

func (s *scanner) peek(ahead int) byte {
	if s.at+ahead < s.stop {
		return s.text[s.at+ahead]
	}
	return '\n'
}

func (s *scanner) blanks() {
	for s.at < s.stop && isBlank(s.text[s.at]) {
		s.at++
	}
}

// endsToken reports whether a blank, a line break or the end stands so many bytes ahead.
func (s *scanner) endsToken(ahead int) bool {
	c := s.peek(ahead)
	return isBlank(c) || isBreak(c)
}

// comment notes the comment that begins here and moves to its end.
func (s *scanner) comment(alone bool) {
	end := s.lineEnd(s.at)
	s.comments = append(s.comments, comment{s.at, end, alone})
	s.at = end
}

// all gives the comments of the document.
func (s *scanner) all() []Comment {
	list := make([]Comment, len(s.comments))
	for i, c := range s.comments {
		list[i] = Comment{Start: c.start, End: c.end}
	}
	return list
}

// restOfLine consumes what may follow a complete value: blanks and a comment. Anything else is for the caller.
func (s *scanner) restOfLine() (clean bool) {
	blank := s.at
	s.blanks()
	if s.peek(0) == '#' && (s.at > blank || s.at == 0 || isBlank(s.text[s.at-1])) {
		s.comment(false)
	}
	if s.at < s.stop && !isBreak(s.text[s.at]) {
		return false
	}
	s.nextLine()
	return true
}

// isMarker reports whether a line that begins so starts or ends a document.
func isMarker(line string) bool {
	if !strings.HasPrefix(line, "---") && !strings.HasPrefix(line, "...") {
		return false
	}
	return len(line) == 3 || isBlank(line[3]) || isBreak(line[3])
}
