package syntax

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// TestBombs feeds what has brought YAML parsers down: each is refused with the finding named, within a second
// of processor time.
func TestBombs(t *testing.T) {
	laughs := "a: &a [x]\n"
	for i := range 9 {
		laughs += fmt.Sprintf("%c: &%c [%s]\n", 'b'+i, 'b'+i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c,", 'a'+i), 9), ","))
	}
	deep := func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.Repeat(" ", i) + "a:\n")
		}
		return b.String()
	}
	keys := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	tests := []struct{ name, text, code string }{
		{"laughs", laughs, "anchor"},
		{"merge doubling", "a: &a {b: c}\nd: &d {<<: [*a, *a]}\ne: {<<: [*d, *d]}\n", "merge-key"},
		{"self-reference", "a: &x [*x]\n", "anchor"},
		{"500,000 brackets", strings.Repeat("[", 500_000), "too-deep"},
		{"500,000 braces", strings.Repeat("{a: ", 250_000), "too-deep"},
		{"nested maps", deep(1400), "too-deep"},
		{"9,999 nested maps in braces", strings.Repeat("{a: ", 9_999) + strings.Repeat("}", 9_999), "too-deep"},
		{"dashes", strings.Repeat("- ", 500_000), "too-deep"},
		{"question marks", strings.Repeat("? ", 500_000), "too-deep"},
		{"20,000 keys", keys(20_000, "key%d: x\n"), "too-many-keys"},
		{"50,000 keys", keys(50_000, "key%d: x\n"), "too-many-keys"},
		{"50,000 keys in braces", "{" + keys(50_000, "key%d: x, ") + "}", "too-many-keys"},
		{"keys in one long line", "{" + keys(50_000, "ключ%d, ") + "}", "too-many-keys"},
		{"many values", "[" + strings.Repeat("a,", 300_000) + "]", "too-many-nodes"},
		{"many lists", "[" + strings.Repeat("[],", 300_000) + "]", "too-many-nodes"},
		{"many values over documents", strings.Repeat("---\n["+strings.Repeat("a,", 20_000)+"]\n", 20), "too-many-nodes"},
		{"documents", strings.Repeat("---\na\n", 65), "too-many-documents"},
		{"one byte too many", strings.Repeat("a", MaxFileBytes+1), "file-too-large"},
		{"panic of yaml.v3 before 3.0.1", "0: [:!00 \xef", "not-utf8"},
		{"duplicate keys", keys(4_000, "%d: x\n") + keys(900, "%d: x\n"), "duplicate-key"},
		{"open quotes", strings.Repeat("a: \"\n", 200_001), "too-many-keys"},
		{"apostrophes", strings.Repeat("'", 1_000_000) + "a", "text-after-value"},
		{"tags", strings.Repeat("!", 1_000_000), "tag"},
		{"anchors", "a: " + strings.Repeat("&a ", 300_000), "anchor"},
		{"commas", "[" + strings.Repeat(",", 1_000_000) + "]", "bracket"},
		{"empty documents", strings.Repeat("---\n", 250_000), "empty-file"},
		{"comments", strings.Repeat("#\n", 500_000), "empty-file"},
		{"ignores", strings.Repeat("# texmlflow:ignore a b\n", 40_000) + "a: ~\n", "quote-it"},
		{"blank lines in text", "a: |\n" + strings.Repeat("\n", 1_000_000) + "b: ~\n", "quote-it"},
		{"stray keys", "a: {b: " + strings.Repeat("c, ", 4_900) + "}", "text-cut-by-comma"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var codes []string
			best := time.Hour
			const most = slower * time.Second
			for range 3 { // the collector may be at work for what came before
				var l diag.List
				start := spent()
				Parse("bomb.yaml", []byte(tt.text), &l)
				best = min(best, spent()-start)
				codes = codes[:0]
				for _, f := range l {
					codes = append(codes, f.Code)
				}
				if best < most {
					break
				}
			}
			if best >= most {
				t.Errorf("took %s", best)
			}
			if !slices.Contains(codes, tt.code) {
				t.Errorf("codes %v, want %s", slices.Compact(codes), tt.code)
			}
		})
	}
}

// TestLimitsAreReached shows that what is within every limit is read: no finding, nothing lost.
func TestLimitsAreReached(t *testing.T) {
	deepest := strings.Repeat("[", MaxDepth) + strings.Repeat("]", MaxDepth)
	var wide strings.Builder
	for i := range MaxKeys {
		fmt.Fprintf(&wide, "key%d: x\n", i)
	}
	for name, text := range map[string]string{
		"depth":     deepest,
		"keys":      wide.String(),
		"documents": strings.Repeat("---\na: b\n", MaxDocuments),
	} {
		t.Run(name, func(t *testing.T) {
			docs, l := parse(t, "f", text)
			if len(l) > 0 || len(docs) == 0 {
				t.Errorf("%d documents, findings %v", len(docs), l)
			}
		})
	}
}
