package layout

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// alphabetical is an order of keys.
func alphabetical(*syntax.Document) Order {
	return func(n *syntax.Node) []syntax.Pair {
		pairs := slices.Clone(n.Pairs)
		slices.SortStableFunc(pairs, func(a, b syntax.Pair) int { return strings.Compare(a.Key.Value, b.Key.Value) })
		return pairs
	}
}

func format(t *testing.T, src string) string {
	t.Helper()
	var findings diag.List
	out, err := Format("f.yaml", []byte(src), alphabetical, &findings)
	if err != nil || findings.HasErrors() {
		t.Fatalf("%q: %v %v", src, err, findings)
	}
	return string(out)
}

func lines(list ...string) string { return strings.Join(list, "\n") + "\n" }

var wide = strings.Repeat("x", 100)

func TestFormat(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"order and blanks", "c: 3\nb:  1\n\n\n\na:\t2\n\n\nd: 4\n", lines("a: 2", "b: 1", "c: 3", "", "d: 4")},
		{"line breaks of Windows, and a mark", "\ufeffa: 1\r\nb: |\r\n  x\r\n", lines("a: 1", "b: |", "  x")},
		{"no last line break", "a: 1", lines("a: 1")},
		{"indentation", "a:\n     b:\n        - c:   1\n", lines("a:", "  b:", "    - c: 1")},
		{"a list below its key", "a:\n- b\n-   - c\n    - d\n-\n", lines("a:", "  - b", "  - - c", "    - d", "  -")},
		{"a value on its own line", "a:\n   b\nc:\n  'd'\n", lines("a: b", "c: 'd'")},
		{"a long text keeps its lines", "a: one\n    two\n\n    three\nb: \"x\n y\"\n", lines("a: one", "  two", "", "  three", "b: \"x", "  y\"")},
		{"a block", "a: |\n      x\n        y\n\n      z\n\n\nb: >-\n c\n", lines("a: |", "  x", "    y", "", "  z", "", "b: >-", "  c")},
		{"a block that keeps its end", "b: 1\na: |+\n    x\n\n\n", lines("a: |+", "  x", "", "", "b: 1")},
		{"a block with its indentation", "k:\n    a: |1\n       x\n      y\n", lines("k:", "  a: |1", "     x", "    y")},
		{"a block at the end of the text", "b: 1\na: |\n   x", lines("a: |-", "  x", "b: 1")},
		{"brackets", "a: {  c: [ 1,2 , ], \"b\":  {} }\n", lines(`a: {"b": {}, c: [1, 2]}`)},
		{"brackets over lines", "a: {\n  b: 1,\n  c: 2\n}\n", lines("a: {b: 1, c: 2}")},
		{"wide brackets", "a: {c: " + wide + ", b: {d: 1234567890}}\n", lines("a:", "  b: {d: 1234567890}", "  c: "+wide)},
		{"wide brackets in a list", "a:\n- {c: " + wide + ", b: 1234567890}  # d\n", lines("a:", "  # d", "  - b: 1234567890", "    c: "+wide)},
		{"a text of several lines in brackets", "a: {b: x\n  y, c: 1}\n", lines("a:", "  b: x", "    y", "  c: 1")},
		{"nothing in brackets", "a: {b: , c: null}\n", lines("a: {b: , c: null}")},
		{"one pair in a list", "a: [b: 1]\n", lines("a: [{b: 1}]")},
		{"comments travel", "# b\nb: 1 # one\n# a\na: 2\n", lines("# a", "a: 2", "# b", "b: 1  # one")},
		{"comments stay below each other", "a: 1      # x\nbcd: 2    # y\n", lines("a: 1      # x", "bcd: 2    # y")},
		{"comments move in with their line", "a:\n     b: 1   # x\n", lines("a:", "  b: 1   # x")},
		{"the comment of the whole", "# all\n\n# b\nb: 1\na: 2\n", lines("# all", "", "a: 2", "# b", "b: 1")},
		{"the comment for the editor", "# b\n# yaml-language-server: $schema=x\nb: 1\na: 2\n", lines("# yaml-language-server: $schema=x", "a: 2", "# b", "b: 1")},
		{"a comment at the end of a map", "b:\n    c: 1\n    # of b\na: 2\n# last\n", lines("a: 2", "b:", "  c: 1", "  # of b", "# last")},
		{"a comment above the next key", "b:\n    c: 1\n# of a\na: 2\n", lines("# of a", "a: 2", "b:", "  c: 1")},
		{"a comment beside a key", "a: # x\n  # y\n  b: 1\nc: # z\n  d\n", lines("a:  # x", "  # y", "  b: 1", "c:  # z", "  d")},
		{"a comment beside a dash", "a:\n- # x\n  c: 1\n  # y\n  b: 2\n", lines("a:", "  # x", "  # y", "  - b: 2", "    c: 1")},
		{"comments in brackets", "a: { # x\n  b: 1, # y\n  # z\n  c: 2 } # end\n", lines("a:  # end", "  # x", "  b: 1  # y", "  # z", "  c: 2")},
		{"a comment that would cut a text", "say: {b: (x, #y\n  c: 1}\n", lines("say:", "  #y", "  b: (x", "  c: 1")},
		{"a comment in empty brackets", "a: [ # x\n]\n", lines("a:", "  # x", "  []")},
		{
			"a silenced warning keeps its line", "k:\n    a: {b: 1,\n       c: 2}  # texmlflow:ignore x by hand\n",
			lines("k:", "  a: {b: 1,", "     c: 2}  # texmlflow:ignore x by hand"),
		},
		{"a silenced warning travels", "# texmlflow:ignore x by hand\n\nb: 1\na: 2\n", lines("a: 2", "# texmlflow:ignore x by hand", "", "b: 1")},
		{"documents", "---\na: 1\n\n--- # b\nb: 1\n...\n# c\n---\n---\nd: 1\n", lines("a: 1", "---", "# b", "b: 1", "---", "# c", "---", "d: 1")},
		{"nothing but marks", "---\n---\n\n", lines("---", "---")},
		{"a document that is no map", "--- [a,  b]\n---\n - a\n", lines("[a,  b]", "---", " - a")},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := format(t, test.src)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if again := format(t, got); again != got {
				t.Errorf("not idempotent:\n%s", cmp.Diff(got, again))
			}
		})
	}
}

func TestNothingForBrokenYAML(t *testing.T) {
	for _, src := range []string{"a: {b\n", "a: 1\na: 2\n", "a: x\rb: 1\n", "a: &b 1\n", ""} {
		var findings diag.List
		out, err := Format("f.yaml", []byte(src), alphabetical, &findings)
		if out != nil || err != nil || !findings.HasErrors() {
			t.Errorf("%q: %q, %v, %v", src, out, err, findings)
		}
	}
}

// TestDiffers: a layout that loses a value, or a comment with it, is not given.
func TestDiffers(t *testing.T) {
	for _, src := range []string{"a: 1\nb: 2\n", "a: {b: 1, c: 2}\n", "a:\n  # x\n  b: 1\n  c: 1\n"} {
		var findings diag.List
		lossy := func(*syntax.Document) Order {
			return func(n *syntax.Node) []syntax.Pair { return n.Pairs[:min(1, len(n.Pairs))] }
		}
		out, err := Format("f.yaml", []byte(src), lossy, &findings)
		if out != nil || !errors.Is(err, ErrDiffers) {
			t.Errorf("%q: %q, %v", src, out, err)
		}
	}
}
