package flows

import (
	"bytes"
	"maps"
	"net/url"
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
	name   string
	file   string
	text   string
	beside map[string][]byte // what is loaded with it: the other files of its directory
	flows  []*flowDecl
	lines  []int // byte offsets of the lines
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

// single is a mutation of one edit.
func single(e edit, stands ...int) mutation { return mutation{[]edit{e}, stands} }

// mutant is a subject after a mutation.
type mutant struct {
	subject *subject
	text    string
	right   map[int]bool // lines of the text that a finding may point at
}

// subjects are the flows written for the mutations, and every file of flows of the examples.
func subjects(t testing.TB) []*subject {
	t.Helper()
	var out []*subject
	for _, path := range matching(t, "testdata/mutate/*.yaml") {
		beside := map[string][]byte{"weather.mp3": frames(2)}
		out = append(out, newSubject(strings.TrimSuffix(filepath.Base(path), ".yaml"), "flow.yaml", string(mustRead(t, path)), beside))
	}
	for _, dir := range matching(t, "../examples/*") {
		files := filesOf(t, dir)
		for _, file := range slices.Sorted(maps.Keys(files)) {
			if strings.HasSuffix(file, ".yaml") {
				beside := maps.Clone(files)
				delete(beside, file)
				name := strings.TrimSuffix("examples/"+filepath.Base(dir)+"/"+strings.TrimSuffix(file, ".yaml"), "/flow")
				out = append(out, newSubject(name, file, string(files[file]), beside))
			}
		}
	}
	return out
}

// filesOf are the flows of a directory and the recordings beside them.
func filesOf(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for _, pattern := range []string{"*.yaml", "*.wav", "audio/*"} {
		paths, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(pattern)))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			name, err := filepath.Rel(dir, path)
			if err != nil {
				t.Fatal(err)
			}
			if name = filepath.ToSlash(name); name != "texmlflow.yaml" && !strings.HasSuffix(name, "_test.yaml") {
				out[name] = mustRead(t, path)
			}
		}
	}
	return out
}

func newSubject(name, file, text string, beside map[string][]byte) *subject {
	s := &subject{name: name, file: file, text: text, beside: beside, lines: lineStarts(text)}
	var findings diag.List
	for _, doc := range syntax.Parse(file, []byte(text), &findings) {
		if f := decodeFlow(doc.File, doc.Root, &findings); f != nil {
			s.flows = append(s.flows, f)
		}
	}
	return s
}

// with are the files of a subject whose text is another one.
func (s *subject) with(text string) map[string][]byte {
	files := maps.Clone(s.beside)
	files[s.file] = []byte(text)
	return files
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

// hostEnv is what the host gives the subjects of its environment.
var hostEnv = map[string]string{
	"CRM": "https://crm.example.com", "API": "https://api.example.com", "DESK": "+15125550100", "PBX": "pbx.example.com",
	"NEXT": "https://other.example.com/flows", "CRM_TOKEN": "token-of-crm",
	"BILLING": "https://billing.example.com", "BILLING_TOKEN": "token-of-billing", "HOTEL": "https://hotel.example.com",
	"SHOP": "https://shop.example.com", "SHOP_TOKEN": "token-of-shop", "HELPDESK": "https://helpdesk.example.com",
	"HELPDESK_TOKEN": "token-of-helpdesk", "AGENT_PIN": "246810", "OFFICE": "https://office.example.com", "ROOM_PIN": "135791",
}

// mutantHost is a host that allows what the subjects reach, and no more.
func mutantHost(t testing.TB) Options {
	t.Helper()
	opt := testOptions(t)
	opt.Env = slices.Sorted(maps.Keys(hostEnv))
	var origins []string
	for _, name := range opt.Env {
		if strings.HasPrefix(hostEnv[name], "https:") {
			u, err := url.Parse(hostEnv[name])
			if err != nil {
				t.Fatal(err)
			}
			origins = append(origins, u.Scheme+"://"+u.Host)
		}
	}
	opt.Policy = must(policy.New(policy.Config{
		DialAllow: []string{"+1512555", "sip:*@pbx.example.com"}, FetchAllow: origins,
		RedirectAllow: []string{"https://other.example.com/flows"},
	}))
	return opt
}

// files are what is loaded of a mutant.
func (m *mutant) files() map[string][]byte { return m.subject.with(m.text) }

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
