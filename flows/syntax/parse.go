package syntax

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// Parse reads one file of YAML documents. file is the name that places carry.
//
// What is wrong is added to out; the documents that could be read are returned in spite of it, so that later stages find
// their own mistakes in the same run. A caller that needs a sound tree asks out.HasErrors.
func Parse(file string, src []byte, out *diag.List) []*Document {
	if len(src) > MaxFileBytes {
		out.Errorf(codeFileTooLarge, diag.Span{File: file}, "the file has more than %d bytes", MaxFileBytes).
			Hint = "split it: all files of a directory are read together"
		return nil
	}
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	s := newSource(file, string(src))
	if !checkCharacters(s, out) {
		return nil
	}
	chunks, ok := s.scan(out)
	if !ok {
		return nil
	}
	var docs []*Document
	for i, c := range chunks {
		root := c.parse(out)
		if root == nil {
			continue
		}
		docs = append(docs, &Document{
			File: file, Index: i, Root: root, Source: []byte(s.text[c.from:c.stop]), Start: c.from, End: c.stop,
			Comments: c.all(), Ignores: c.ignores(out),
		})
	}
	return docs
}

// scan scans all documents before any is parsed, so that a file beyond a limit costs one pass over its text. Documents of
// blanks and comments alone are left out.
func (s *source) scan(out *diag.List) (found []*scanner, ok bool) {
	nodes := 0
	empty := true
	for _, c := range s.documents() {
		if at, ok := s.directive(c); ok {
			out.Errorf(codeDirective, s.span(at, s.lineEnd(at)), "YAML directives are refused").Hint = "leave the line out"
			empty = false
			continue
		}
		sc := scan(s, c.start, c.end)
		sc.lostLines(out)
		if sc.nodes == 0 && sc.limit == nil && !sc.broken {
			continue
		}
		found = append(found, sc)
		if len(found) > MaxDocuments {
			out.Errorf(codeTooManyDocuments, s.span(c.start, s.lineEnd(c.start)), "more than %d documents in one file", MaxDocuments).
				Hint = "split the file: all files of a directory are read together"
			return nil, false
		}
		if nodes += sc.nodes; nodes > MaxNodes && sc.limit == nil {
			sc.limit = &limitHit{c.start, s.lineEnd(c.start), codeTooManyNodes, tooManyNodes}
		}
		if l := sc.limit; l != nil {
			out.Errorf(l.code, s.span(l.start, l.end), "%s", l.message).Hint = "split the flow into smaller ones"
			return nil, false
		}
	}
	switch {
	case len(found) > 0 || !empty:
	case strings.TrimSpace(s.text) == "":
		// An editor or a full disk leaves such a file for a moment; taking it would drop its flows from a running server.
		out.Errorf(codeEmptyFile, diag.Span{File: s.file}, "the file is empty").
			Hint = "if it is left out on purpose, delete it, or write a comment into it"
	default:
		out.Warnf(codeEmptyFile, diag.Span{File: s.file}, "there are only comments in this file")
	}
	return found, true
}

// chunk is the text of one document, between two offsets at line starts.
type chunk struct{ start, end int }

// documents splits the text at its markers. YAML allows no marker inside a value, so this needs no parser.
func (s *source) documents() []chunk {
	var list []chunk
	start := 0
	for i := range s.lines {
		l := &s.lines[i]
		if line := s.text[l.start:l.end]; isMarker(line) {
			if line[0] == '-' {
				if l.start > start {
					list = append(list, chunk{start, l.start})
				}
				start = l.start
				continue
			}
			next := len(s.text)
			if i+1 < len(s.lines) {
				next = s.lines[i+1].start
			}
			list = append(list, chunk{start, next})
			start = next
		}
	}
	if start < len(s.text) {
		list = append(list, chunk{start, len(s.text)})
	}
	return list
}

// directive gives the offset of a % line that stands before anything else.
func (s *source) directive(c chunk) (int, bool) {
	line, _ := s.position(c.start)
	for ; line <= len(s.lines) && s.lines[line-1].start < c.end; line++ {
		switch text := strings.TrimSpace(s.line(line)); {
		case text == "" || text[0] == '#':
		default:
			return s.lines[line-1].start, s.line(line)[0] == '%'
		}
	}
	return 0, false
}

// checkCharacters refuses what YAML cannot hold, and the line breaks and marks that nobody sees: with them a column in a
// message would not be the column in the author's editor.
func checkCharacters(s *source, out *diag.List) bool {
	const most = 10
	bad := 0
	for at := 0; at < len(s.text) && bad < most; {
		if c := s.text[at]; c >= ' ' && c < 0x7f || c == '\n' || c == '\t' {
			at++
			continue
		}
		r, size := utf8.DecodeRuneInString(s.text[at:])
		place := diag.Span{}
		switch {
		case r == utf8.RuneError && size == 1:
			place = s.span(at, at)
			place.EndColumn++
			out.Errorf(codeUTF8, place, "this byte (0x%02x) is not UTF-8", s.text[at]).Hint = "save the file as UTF-8"
			return false // a file in another encoding has one at each accent
		case r == '\r' && strings.HasPrefix(s.text[at+1:], "\n"):
		case r == '\r':
			out.Errorf(codeControl, s.span(at, at+size), "this line ends with a carriage return (U+000D) alone, which is no line end here").
				Hint = "save the file with LF line ends"
			return false // a file of an old editor has one at each line
		case r == '\u0085' || r == '\u2028' || r == '\u2029' || r == '\ufeff' || unicode.IsControl(r) || r == 0xfffe || r == 0xffff:
			bad++
			out.Errorf(codeControl, s.span(at, at+size), "an invisible character (%U) that cannot stand in a flow", r).Hint = "delete it"
		}
		at += size
	}
	return bad == 0 && checkIndents(s, out)
}

// checkIndents refuses no-break spaces and their like before the first sign of a line: to YAML they are text, so that the
// line is not where it seems to be.
func checkIndents(s *source, out *diag.List) bool {
	var first *diag.Finding
	more := false
	for _, l := range s.lines {
		if l.ascii {
			continue
		}
		at := l.start
		for at < l.end && isBlank(s.text[at]) {
			at++
		}
		r, size := utf8.DecodeRuneInString(s.text[at:l.end])
		if !unicode.Is(unicode.Zs, r) {
			continue
		}
		if first != nil {
			more = true
			continue
		}
		first = out.Errorf(codeOdd, s.span(at, at+size), "this line is indented with the character %U, which only looks like a blank", r)
	}
	switch {
	case first == nil:
		return true
	case more:
		first.Hint = "put ordinary blanks, here and in the other lines that begin so"
	default:
		first.Hint = "put ordinary blanks"
	}
	return false
}

// lostLines finds the lines `#: x`, which are comments to YAML and a choice to their author.
func (s *scanner) lostLines(out *diag.List) {
	for _, c := range s.comments {
		if text := s.text[c.start:c.end]; c.alone && (text == "#:" || strings.HasPrefix(text, "#: ")) {
			out.Errorf(codeLost, s.src.span(c.start, c.end), "this # began a comment, so the line is lost").
				Hint = `quote the key: "#"` + short(text[1:])
		}
	}
}

// parse hands the document to the YAML library and walks the result; nil if the library refused it.
func (s *scanner) parse(out *diag.List) *Node {
	line, _ := s.src.position(s.from)
	root, err := decode(s.text[s.from:s.stop])
	if err != nil {
		s.explain(err, line, out)
		return nil
	}
	w := walker{src: s.src, line: line, out: out, seen: map[int]bool{}}
	return w.node(root, 1, place{})
}

var errLibrary = errors.New("the YAML library failed")

// decode parses one document into nodes, and into nothing else: the library checks the keys of a map that is decoded into
// a Go value in quadratic time.
//
// The library reports its own inconsistencies by panic; a file must not stop a server that reloads, so they become an
// error here.
func decode(text string) (root *yaml.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			root, err = nil, fmt.Errorf("%w: %v", errLibrary, r)
		}
	}()
	var doc, more yaml.Node
	dec := yaml.NewDecoder(strings.NewReader(text))
	if err := dec.Decode(&doc); err != nil {
		return nil, err
	}
	// Behind a complete value the library stops and would leave the rest unread.
	switch err := dec.Decode(&more); {
	case err == nil:
		return nil, fmt.Errorf("%w: two documents", errLibrary)
	case !errors.Is(err, io.EOF):
		return nil, err
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		return nil, fmt.Errorf("%w: no document", errLibrary)
	}
	return doc.Content[0], nil
}
