package diag_test

import (
	"strings"
	"testing"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// TestHidden: what one finding hides no other shows, and carets still stand below what they are about.
func TestHidden(t *testing.T) {
	src := diag.Files{"a.yaml": []byte("x: 1\nkey: ägeheim, b: 2\nlong: |\n  one\n  two\n")}
	var l diag.List
	l.Errorf("other", diag.Span{File: "a.yaml", Line: 2, Column: 14, EndLine: 2, EndColumn: 15}, "something else")
	l.Warnf("secret", diag.Span{File: "a.yaml", Line: 2, Column: 6, EndLine: 2, EndColumn: 13}, "a secret").Hidden = true
	l.Warnf("secret", diag.Span{File: "a.yaml", Line: 4, Column: 3, EndLine: 5, EndColumn: 6}, "a longer one").Hidden = true
	l.Errorf("other", diag.Span{File: "a.yaml", Line: 5, Column: 3, EndLine: 5, EndColumn: 6}, "in its last line")
	l.Errorf("other", diag.Span{File: "b.yaml", Line: 2, Column: 6, EndLine: 2, EndColumn: 13}, "in another file")
	var out strings.Builder
	if err := diag.WriteText(&out, l, src, diag.TextOptions{}); err != nil {
		t.Fatal(err)
	}
	got := out.String()
	for _, secret := range []string{"geheim", "one", "two"} {
		if strings.Contains(strings.ReplaceAll(got, "longer one", ""), secret) {
			t.Errorf("%q is shown", secret)
		}
	}
	if !strings.Contains(got, "2 | key: *******, b: 2\n  |              ^\n") || !strings.Contains(got, "5 | *****\n") {
		t.Errorf("written:\n%s", got)
	}
}
