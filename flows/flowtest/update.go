package flowtest

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/flows/syntax"
)

// fix is how an expectation of heard words would hold.
type fix struct{ edits []edit }

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
		return &fix{[]edit{replace(e.node, quoted(strings.Join(heard, " ")))}}
	case !e.node.IsList():
		return &fix{[]edit{replace(e.node, quoted(nearest(e.texts[0], heard)))}}
	case len(heard) != len(e.texts):
		list := make([]string, len(heard))
		for i, h := range heard {
			list[i] = quoted(h)
		}
		return &fix{[]edit{replace(e.node, "["+strings.Join(list, ", ")+"]")}}
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

// quoted is a text in double quotes, as YAML and JSON both write it.
func quoted(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return `""` // texts only: it cannot fail
	}
	return strings.TrimSuffix(b.String(), "\n")
}

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
	var edits []edit
	for _, r := range results {
		for _, f := range r.Failures {
			if f.fix == nil {
				return nil, fmt.Errorf("%s: %s: %w", f.At, f.What, ErrNotOnlyWords)
			}
			edits = append(edits, f.fix.edits...)
		}
	}
	if len(edits) == 0 {
		return nil, nil
	}
	slices.SortFunc(edits, func(a, b edit) int { return cmp.Compare(b.from, a.from) })
	const mark = "\ufeff"
	text, hadMark := strings.CutPrefix(string(file.Source), mark)
	for _, e := range edits {
		text = text[:e.from] + e.text + text[e.to:]
	}
	if hadMark {
		text = mark + text
	}
	return []byte(text), nil
}
