package flows

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// checkFormat lays a text out and holds the layout to its promises. It gives nil for a text that is no YAML.
func checkFormat(t interface {
	Helper()
	Errorf(string, ...any)
	Fatalf(string, ...any)
}, src []byte, opt Options,
) []byte {
	t.Helper()
	out, findings, err := Format("f.yaml", src)
	if err != nil {
		t.Fatalf("%v\n%s", err, src)
	}
	if findings.HasErrors() {
		if out != nil {
			t.Errorf("a layout beside %s", findings[0])
		}
		return nil
	}
	again, _, err := Format("f.yaml", out)
	if err != nil || !bytes.Equal(again, out) {
		t.Errorf("not idempotent: %v\n%s\nof\n%s", err, cmp.Diff(string(out), string(again)), src)
	}
	var ignored diag.List
	before, after := syntax.Parse("f.yaml", src, &ignored), syntax.Parse("f.yaml", out, &ignored)
	if a, b := outline(before), outline(after); a != b {
		t.Errorf("another tree (-source +layout):\n%s\nof\n%s", cmp.Diff(a, b), src)
	}
	if a, b := remarksOf(src, before), remarksOf(out, after); !slices.Equal(a, b) {
		t.Errorf("other comments (-source +layout):\n%s\nof\n%s", cmp.Diff(a, b), src)
	}
	if a, b := codesOf(src, opt), codesOf(out, opt); !slices.Equal(a, b) {
		t.Errorf("other findings (-source +layout):\n%s\nof\n%s\n=>\n%s", cmp.Diff(a, b), src, out)
	}
	return out
}

// outline writes trees with the keys of each map in alphabetical order.
func outline(docs []*syntax.Document) string {
	var b strings.Builder
	var write func(n *syntax.Node, depth int)
	write = func(n *syntax.Node, depth int) {
		fmt.Fprintf(&b, "%*s%v %q %v %v\n", depth, "", n.Kind, n.Value, n.Quoted, n.Block)
		for _, item := range n.Items {
			write(item, depth+1)
		}
		pairs := slices.Clone(n.Pairs)
		slices.SortFunc(pairs, func(x, y syntax.Pair) int { return strings.Compare(x.Key.Value, y.Key.Value) })
		for _, p := range pairs {
			write(p.Key, depth+1)
			write(p.Value, depth+2)
		}
	}
	for _, d := range docs {
		b.WriteString("---\n")
		write(d.Root, 0)
	}
	return b.String()
}

// remarksOf lists the comments of a text, sorted.
func remarksOf(src []byte, docs []*syntax.Document) []string {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	var list []string
	at := 0
	between := func(until int) { // documents of comments alone are none
		for line := range bytes.Lines(src[at:until]) {
			if i := bytes.IndexByte(line, '#'); i >= 0 {
				list = append(list, strings.TrimSpace(string(line[i:])))
			}
		}
	}
	for _, d := range docs {
		between(d.Start)
		at = d.End
		for _, c := range d.Comments {
			list = append(list, strings.TrimSpace(string(src[c.Start:c.End])))
		}
	}
	between(len(src))
	slices.Sort(list)
	return list
}

func codesOf(src []byte, opt Options) []string {
	_, findings := LoadFiles(map[string][]byte{"f.yaml": src}, opt)
	var list []string
	for _, f := range findings {
		list = append(list, f.Code)
	}
	slices.Sort(list)
	return list
}

// TestFormatKeepsWhatItReads: the fixtures, the examples, and the flows of the pages.
func TestFormatKeepsWhatItReads(t *testing.T) {
	for _, path := range append(flowFiles(t), matching(t, "syntax/testdata/*/*.yaml")...) {
		src := mustRead(t, path)
		t.Run(filepath.Base(path), func(t *testing.T) { checkFormat(t, src, testOptions(t)) })
	}
}

// TestFormat compares the layouts of files with what is expected of them.
func TestFormat(t *testing.T) {
	for _, path := range matching(t, "testdata/format/*.yaml") {
		t.Run(filepath.Base(path), func(t *testing.T) {
			src := mustRead(t, path)
			golden(t, strings.TrimSuffix(path, ".yaml")+".want", string(checkFormat(t, src, testOptions(t))))
		})
	}
}

// TestExamplesAreLaidOut: the examples are as fmt writes them, and name the schema.
func TestExamplesAreLaidOut(t *testing.T) {
	seen := 0
	for _, path := range flowFiles(t) {
		if !strings.HasPrefix(path, "../examples/") {
			continue
		}
		seen++
		src := mustRead(t, path)
		out, findings, err := Format(path, src)
		if err != nil || len(findings) > 0 || !bytes.Equal(out, src) {
			t.Errorf("run texmlflow fmt --write examples: %v %v\n%s", err, findings, cmp.Diff(string(src), string(out)))
		}
		line, _, _ := strings.Cut(string(src), "\n")
		schema, ok := strings.CutPrefix(line, "# yaml-language-server: $schema=")
		if _, err := os.Stat(filepath.Join(filepath.Dir(path), schema)); !ok || err != nil {
			t.Errorf("%s: its first line %q names no schema: %v", path, line, err)
		}
	}
	if seen < 2 {
		t.Errorf("%d examples", seen)
	}
}

func FuzzFormat(f *testing.F) {
	for _, path := range matching(f, "testdata/format/*.yaml", "testdata/ok/*.yaml") {
		f.Add(mustRead(f, path))
	}
	opt := testOptions(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) < 1<<13 {
			checkFormat(t, src, opt)
		}
	})
}

// TestFormatOfDisturbedFiles: comments and blank lines anywhere.
func TestFormatOfDisturbedFiles(t *testing.T) {
	var sources [][]string
	for _, path := range flowFiles(t) {
		src := mustRead(t, path)
		if strings.Contains(path, "testdata/ok") || strings.Contains(path, "examples") || strings.Contains(path, ".md.") {
			sources = append(sources, strings.Split(strings.TrimSuffix(string(src), "\n"), "\n"))
		}
	}
	opt := testOptions(t)
	rapid.Check(t, func(t *rapid.T) {
		lines := slices.Clone(rapid.SampledFrom(sources).Draw(t, "file"))
		for range rapid.IntRange(1, 4).Draw(t, "changes") {
			at := rapid.IntRange(0, len(lines)-1).Draw(t, "line")
			note := rapid.SampledFrom([]string{"# note", "#note", "# texmlflow:ignore unused by hand", "", "---"}).Draw(t, "note")
			switch rapid.IntRange(0, 3).Draw(t, "change") {
			case 0:
				lines = slices.Insert(lines, at, strings.Repeat(" ", rapid.IntRange(0, 8).Draw(t, "indent"))+note)
			case 1:
				lines[at] += strings.Repeat(" ", rapid.IntRange(1, 3).Draw(t, "blanks")) + strings.TrimPrefix(note, "---")
			case 2:
				for _, sign := range []string{", ", "{", "["} { // a map or list in brackets over several lines
					lines[at] = strings.Replace(lines[at], sign, sign+note+"\n          ", rapid.IntRange(0, 2).Draw(t, "breaks"))
				}
			case 3:
				if at == 0 || !strings.Contains(lines[at-1], "texmlflow:ignore") { // which is about one line, not the one below it
					lines[at] = strings.Replace(lines[at], ": ", ": \n            ", 1)
				}
			}
		}
		checkFormat(t, []byte(strings.Join(lines, "\n")), opt)
	})
}
