package syntax

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// checkSpan fails unless a span lies in the text, on lines and columns that exist.
func checkSpan(tb testing.TB, text string, s diag.Span) {
	tb.Helper()
	if s.IsZero() {
		return
	}
	lines := strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n")
	inside := func(line, column int) bool {
		// A byte that is no UTF-8 counts as a rune, and a place may be the end of a line.
		return line >= 1 && line <= len(lines) && column >= 1 && column <= utf8.RuneCountInString(strings.TrimSuffix(lines[line-1], "\r"))+1
	}
	if !inside(s.Line, s.Column) || !inside(s.EndLine, s.EndColumn) || s.EndLine < s.Line || s.EndLine == s.Line && s.EndColumn < s.Column {
		tb.Errorf("span %+v is not inside the text %q", s, text)
	}
}

// checkNode fails unless every place in a tree is inside the text, and every child inside its parent.
func checkNode(tb testing.TB, text string, n *Node) {
	tb.Helper()
	checkSpan(tb, text, n.Span)
	runes := utf8.RuneCountInString(n.Value)
	for _, part := range [][2]int{{0, runes}, {runes / 2, runes/2 + 1}, {runes, runes}, {-1, runes + 5}} {
		s := n.Sub(part[0], part[1])
		checkSpan(tb, text, s)
		if n.Kind == Scalar && s.Cover(n.Span) != n.Span {
			tb.Errorf("part %v of %q at %+v is outside of it, %+v; text %q", part, n.Value, s, n.Span, text)
		}
	}
	children := n.Items
	for _, p := range n.Pairs {
		children = append(children, p.Key, p.Value)
	}
	for _, c := range children {
		checkNode(tb, text, c)
	}
}

func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"testdata/err/*.yaml", "testdata/ok/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			f.Fatal(pattern, err)
		}
		for _, file := range files {
			b, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(b)
		}
	}
	f.Add([]byte("#\n - - -\n\n\n- a"))    // CVE-2022-28948 and its kin
	f.Add([]byte("0: [:!00 \xef"))         // CVE-2022-28948
	f.Add([]byte("a: |\n\n  \n   x\n  y")) // lines less indented than the first
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<14 {
			return // the bombs are tested below; here the point is variety
		}
		var l diag.List
		start := time.Now()
		docs := Parse("f.yaml", b, &l)
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("took %s", d)
		}
		text := string(b)
		for _, f := range l {
			checkSpan(t, text, f.Span)
			for _, r := range f.Related {
				checkSpan(t, text, r.Span)
			}
			if f.Code == "" || f.Message == "" {
				t.Errorf("finding without code or words: %+v", f)
			}
		}
		for _, d := range docs {
			checkNode(t, text, d.Root)
		}
		if len(docs) == 0 && len(l) == 0 {
			t.Errorf("neither a document nor a finding: %q", text)
		}
	})
}

// TestPlainScalarsComeBack writes texts in each style and reads them back, with the place of every part.
func TestPlainScalarsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-zа-яé世界😀]{1,6}`)
		words := rapid.SliceOfN(word, 1, 5).Draw(t, "words")
		value := strings.Join(words, " ")
		style := rapid.SampledFrom([]string{"%", `"%"`, `'%'`, "|\n  %"}).Draw(t, "style")
		lead := rapid.SampledFrom([]string{"k: ", "ключ: ", "😀: "}).Draw(t, "key")
		text := "# one\n" + lead + strings.Replace(style, "%", value, 1) + "\n"
		var l diag.List
		docs := Parse("f", []byte(text), &l)
		if len(l) > 0 || len(docs) != 1 {
			t.Fatalf("%q: %v", text, l)
		}
		n := docs[0].Root.Pairs[0].Value
		runes := []rune(strings.TrimSuffix(n.Value, "\n"))
		if string(runes) != value {
			t.Fatalf("%q became %q", value, n.Value)
		}
		from := rapid.IntRange(0, len(runes)-1).Draw(t, "from")
		to := rapid.IntRange(from+1, len(runes)).Draw(t, "to")
		s := n.Sub(from, to)
		line := []rune(strings.Split(text, "\n")[s.Line-1])
		if got, want := string(line[s.Column-1:s.EndColumn-1]), string(runes[from:to]); got != want {
			t.Fatalf("Sub(%d, %d) of %q in %q is %q, want %q", from, to, n.Value, text, got, want)
		}
	})
}
