package flowtest

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/flows/syntax"
)

// fix is how an expectation of heard words would hold.
type fix struct {
	edits []edit
	list  *syntax.Node // becomes what was heard, where that are more pieces or fewer
	heard []string
}

// edit replaces a stretch of a file's text.
type edit struct {
	from, to int // offsets in the text without a byte order mark
	text     string
}

// fix rewrites the expected words to those that were heard: piece by piece where there are as many, else as a whole. A
// text that is searched for becomes the piece that shares most words with it.
func (e *hearing) fix(heard []string) *fix {
	switch {
	case len(heard) == 0:
		return nil // nothing can be expected of silence
	case !e.node.IsList() && e.exactly:
		return &fix{edits: []edit{replace(e.node, quoted(strings.Join(heard, " ")))}}
	case !e.node.IsList():
		return &fix{edits: []edit{replace(e.node, quoted(nearest(e.texts[0], heard)))}}
	case len(heard) != len(e.texts):
		return &fix{list: e.node, heard: heard}
	}
	f := &fix{}
	for i, want := range e.texts {
		if want != heard[i] && (e.exactly || !strings.Contains(heard[i], want)) {
			f.edits = append(f.edits, replace(e.nodes[i], quoted(heard[i])))
		}
	}
	return f
}

func replace(n *syntax.Node, text string) edit {
	from, to := n.Offsets()
	return edit{from, to, text}
}

// itemLine is what stands before an item of a list on a line of its own.
var itemLine = regexp.MustCompile(`^ *- +$`)

// relist rewrites a list to other pieces. One with a line for each keeps its lines, and the comments on them; the others
// are written anew.
func relist(text string, n *syntax.Node, heard []string) []edit {
	var edits []edit
	lead, end := "", 0 // of the last line that stays
	for i, item := range n.Items {
		from, to := item.Offsets()
		begin := strings.LastIndexByte(text[:from], '\n') + 1
		after := lineEnd(text, to)
		if lead = text[begin:from]; !itemLine.MatchString(lead) || strings.Contains(text[from:to], "\n") {
			list := make([]string, len(heard))
			for i, h := range heard {
				list[i] = quoted(h)
			}
			return []edit{replace(n, "["+strings.Join(list, ", ")+"]")}
		}
		if i >= len(heard) {
			edits = append(edits, edit{begin - 1, after, ""}) // with the line break before it
			continue
		}
		end = after
		if item.Value != heard[i] {
			edits = append(edits, edit{from, to, quoted(heard[i])})
		}
	}
	for _, h := range heard[min(len(n.Items), len(heard)):] {
		edits = append(edits, edit{end, end, "\n" + lead + quoted(h)})
	}
	return edits
}

func lineEnd(text string, at int) int {
	if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(text)
}

// quoted is a text in double quotes, as YAML and JSON both write it.
func quoted(s string) string { return jsonOf(s) }

// nearest is the piece that shares most words with a text; of equal ones the first.
func nearest(text string, heard []string) string {
	words := strings.Fields(strings.ToLower(text))
	best, most := heard[0], -1
	for _, h := range heard {
		n := 0
		for _, w := range strings.Fields(strings.ToLower(h)) {
			if slices.Contains(words, w) {
				n++
			}
		}
		if n > most {
			best, most = h, n
		}
	}
	return best
}

// ErrNotOnlyWords is why a file is not rewritten: something else than heard words differs in it.
var ErrNotOnlyWords = errors.New("more than the words differs")

// Update returns the text of a file with every hear that failed rewritten to what was heard; all else stays as it is,
// comments too. It returns nil when nothing is to be rewritten, and ErrNotOnlyWords when another expectation of the file
// has failed: whether that is right has to be decided first.
func Update(file *File, results []*Result) ([]byte, error) {
	const mark = "\ufeff"
	text, hadMark := strings.CutPrefix(string(file.Source), mark)
	var edits []edit
	for _, r := range results {
		for _, f := range r.Failures {
			switch {
			case f.fix == nil:
				return nil, fmt.Errorf("%s: %s: %w", f.At, f.What, ErrNotOnlyWords)
			case f.fix.list != nil:
				edits = append(edits, relist(text, f.fix.list, f.fix.heard)...)
			default:
				edits = append(edits, f.fix.edits...)
			}
		}
	}
	if len(edits) == 0 {
		return nil, nil
	}
	text = edited(text, edits)
	if hadMark {
		text = mark + text
	}
	return []byte(text), nil
}

// edited is a text with its edits, which touch no place twice.
func edited(text string, edits []edit) string {
	slices.SortStableFunc(edits, func(a, b edit) int { return cmp.Compare(a.from, b.from) })
	for _, e := range slices.Backward(edits) {
		text = text[:e.from] + e.text + text[e.to:]
	}
	return text
}
