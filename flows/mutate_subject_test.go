package flows

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// subject is a file of flows without a mistake, which mutations are applied to.
type subject struct {
	name  string
	text  string
	flows []*flowDecl
	lines []int // byte offsets of the lines
}

// edit replaces the bytes from..to of a subject's text.
type edit struct {
	from, to int
	text     string
}

// mutation is one change of a subject. A finding about it is right where it points at a line that was changed, or at one
// that stands for what is no longer there.
type mutation struct {
	edits  []edit
	stands []int // byte offsets of the subject whose lines stand for what was taken away
}

// mutant is a mutation of a subject, and what came of it.
type mutant struct {
	subject *subject
	text    string
	right   map[int]bool // lines of the text that a finding may point at
}

// subjects are the flows written for the mutations, and two examples. The others show what the walk has no answers for,
// such as lists of objects and the results of a payment.
func subjects(t testing.TB) []*subject {
	t.Helper()
	var out []*subject
	for _, pattern := range []string{"testdata/mutate/*.yaml", "../examples/hello/flow.yaml", "../examples/clinic/flow.yaml"} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatalf("%s: no files, %v", pattern, err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			name := strings.TrimSuffix(filepath.ToSlash(path), ".yaml")
			name = strings.TrimPrefix(strings.TrimSuffix(name, "/flow"), "testdata/mutate/")
			out = append(out, newSubject(strings.TrimPrefix(name, "../examples/"), string(text)))
		}
	}
	return out
}

func newSubject(name, text string) *subject {
	s := &subject{name: name, text: text, lines: lineStarts(text)}
	var findings diag.List
	for _, doc := range syntax.Parse("flow.yaml", []byte(text), &findings) {
		if f := decodeFlow(doc.File, doc.Root, &findings); f != nil {
			s.flows = append(s.flows, f)
		}
	}
	return s
}

func lineStarts(text string) []int {
	starts := []int{0}
	for i := range len(text) {
		if text[i] == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// mutantHost is a host that allows what the subjects reach, and no more.
func mutantHost(t testing.TB) Options {
	t.Helper()
	opt := testOptions(t)
	opt.Policy = must(policy.New(policy.Config{
		DialAllow: []string{"+1512555", "sip:*@pbx.example.com"}, FetchAllow: []string{"https://api.example.com", "https://crm.example.com"},
		RedirectAllow: []string{"https://other.example.com/flows"},
	}))
	return opt
}

// mutantFiles are the files of a text with the recordings that subjects play.
func mutantFiles(text string) map[string][]byte {
	return map[string][]byte{"flow.yaml": []byte(text), "weather.mp3": frames(2)}
}

// offset is the byte offset of a place, whose columns count runes.
func (s *subject) offset(line, column int) int {
	at := s.lines[line-1]
	for ; column > 1; column-- {
		_, size := utf8.DecodeRuneInString(s.text[at:])
		at += size
	}
	return at
}

// begin and end are where a node stands.
func (s *subject) begin(n *syntax.Node) int { return s.offset(n.Span.Line, n.Span.Column) }
func (s *subject) end(n *syntax.Node) int   { return s.offset(n.Span.EndLine, n.Span.EndColumn) }

// source is a node as it is written.
func (s *subject) source(n *syntax.Node) string { return s.text[s.begin(n):s.end(n)] }

// put writes something else in place of a node.
func (s *subject) put(n *syntax.Node, text string) edit { return edit{s.begin(n), s.end(n), text} }

// indent is what stands before a node that begins its line.
func (s *subject) indent(n *syntax.Node) string { return strings.Repeat(" ", n.Span.Column-1) }

// drop takes a pair out of a map, or an item out of a list.
func (s *subject) drop(n *syntax.Node, i int) edit {
	starts, ends := s.members(n)
	switch {
	case i+1 < len(starts):
		return edit{from: starts[i], to: starts[i+1]}
	case i > 0:
		return edit{from: ends[i-1], to: ends[i]}
	}
	return edit{starts[i], ends[i], "{}"}
}

// members are where the pairs of a map or the items of a list begin and end; an item in a block begins with its dash.
func (s *subject) members(n *syntax.Node) (starts, ends []int) {
	for _, p := range n.Pairs {
		end := s.end(p.Key) + 1
		if p.Value.Kind != syntax.Null {
			end = s.end(p.Value)
		}
		starts, ends = append(starts, s.begin(p.Key)), append(ends, end)
	}
	for _, item := range n.Items {
		at := s.begin(item)
		if !n.Flow {
			at = strings.LastIndexByte(s.text[:at], '-')
		}
		starts, ends = append(starts, at), append(ends, s.end(item))
	}
	return starts, ends
}

// add writes a pair before the first of a map.
func (s *subject) add(n *syntax.Node, pair string) edit {
	at := s.begin(n.Pairs[0].Key)
	if n.Flow {
		return edit{at, at, pair + ", "}
	}
	return edit{at, at, pair + "\n" + s.indent(n.Pairs[0].Key)}
}

// apply makes the mutant; it is nil where the edits meet each other.
func (s *subject) apply(m mutation) *mutant {
	edits := slices.Clone(m.edits)
	slices.SortFunc(edits, func(a, b edit) int { return a.from - b.from })
	var b bytes.Buffer
	at := 0
	moved := func(offset int) int { // where a place of the subject is in the mutant
		by := 0
		for _, e := range edits {
			if e.to <= offset {
				by += len(e.text) - (e.to - e.from)
			} else if e.from < offset {
				return e.from + by // what it was in is written anew
			}
		}
		return offset + by
	}
	type stretch struct{ from, to int }
	var changed []stretch
	for _, e := range edits {
		if e.from < at {
			return nil
		}
		b.WriteString(s.text[at:e.from])
		from := b.Len()
		b.WriteString(e.text)
		changed = append(changed, stretch{from, b.Len()})
		at = e.to
	}
	b.WriteString(s.text[at:])
	out := &mutant{subject: s, text: b.String(), right: map[int]bool{}}
	lines := lineStarts(out.text)
	lineOf := func(offset int) int {
		i, found := slices.BinarySearch(lines, offset)
		if found {
			return i + 1
		}
		return i
	}
	for _, c := range changed {
		if c.from == c.to {
			continue // what is gone has no line; others stand for it
		}
		for line := lineOf(c.from); line <= lineOf(c.to); line++ {
			out.right[line] = true
		}
	}
	for _, offset := range m.stands {
		out.right[lineOf(moved(offset))] = true
	}
	return out
}
