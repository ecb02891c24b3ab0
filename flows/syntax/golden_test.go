package syntax

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/flows/diag"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// parse reads a text and gives its documents and sorted findings.
func parse(tb testing.TB, name, text string) ([]*Document, diag.List) {
	tb.Helper()
	var l diag.List
	docs := Parse(name, []byte(text), &l)
	l.Sort()
	return docs, l
}

// findings gives the findings as the author reads them.
func findings(tb testing.TB, name, text string) string {
	tb.Helper()
	_, l := parse(tb, name, text)
	var b bytes.Buffer
	if err := diag.WriteText(&b, l, diag.Files{name: []byte(text)}, diag.TextOptions{Summary: true}); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

func read(tb testing.TB, name string) string {
	tb.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		tb.Fatal(err)
	}
	return string(b)
}

func golden(tb testing.TB, file, got string) {
	tb.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	if diff := cmp.Diff(read(tb, file), got); diff != "" {
		tb.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// TestErr compares the findings of each wrong file with the golden text beside it.
func TestErr(t *testing.T) {
	files, err := filepath.Glob("testdata/err/*.yaml")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d wrong files, err %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			got := findings(t, filepath.Base(file), read(t, file))
			if got == "no findings\n" {
				t.Errorf("%s has no findings", file)
			}
			golden(t, strings.TrimSuffix(file, ".yaml")+".want", got)
		})
	}
	wants, err := filepath.Glob("testdata/err/*.want")
	if err != nil || len(wants) != len(files) {
		t.Errorf("%d golden files for %d wrong files, err %v", len(wants), len(files), err)
	}
}

// TestOK shows that what an author may write has no finding, and compares the tree with the golden one.
func TestOK(t *testing.T) {
	files, err := filepath.Glob("testdata/ok/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d good files, err %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			text := read(t, file)
			docs, l := parse(t, filepath.Base(file), text)
			for _, f := range l {
				t.Errorf("finding: %s", f)
			}
			var b strings.Builder
			for _, d := range docs {
				dump(&b, d.Root, 0)
				b.WriteString("---\n")
				checkNode(t, text, d.Root)
			}
			golden(t, strings.TrimSuffix(file, ".yaml")+".want", b.String())
		})
	}
}

// dump writes a tree with the place of each value.
func dump(b *strings.Builder, n *Node, depth int) {
	in := strings.Repeat("  ", depth)
	at := n.Span.String()[len(n.Span.File)+1:]
	end := diag.Span{Line: n.Span.EndLine, Column: n.Span.EndColumn}.String()
	switch n.Kind {
	case Map, List:
		b.WriteString(in + n.Kind.String() + " " + at + "-" + end + "\n")
	case Scalar, Null:
		b.WriteString(in + n.Describe() + " " + at + "-" + end + "\n")
	}
	for _, p := range n.Pairs {
		dump(b, p.Key, depth+1)
		dump(b, p.Value, depth+2)
	}
	for _, i := range n.Items {
		dump(b, i, depth+1)
	}
}
