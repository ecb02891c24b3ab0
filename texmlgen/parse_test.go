package texmlgen

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the .want files")

// Every document in testdata/invalid has exactly the findings of its .want file.
func TestFindings(t *testing.T) {
	files, err := filepath.Glob("testdata/invalid/*.xml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".xml"), func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			found := Validate(src)
			for _, f := range found {
				got.WriteString(f.String() + "\n")
			}
			golden := strings.TrimSuffix(file, ".xml") + ".want"
			if *update {
				if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("findings differ (-want +got):\n%s", diff)
			}
			checkSpans(t, src, found)
		})
	}
}

// checkSpans: every finding is a place of the source.
func checkSpans(t testing.TB, src []byte, found []Finding) {
	t.Helper()
	lines := bytes.Split(src, []byte("\n"))
	for i, f := range found {
		if f.Line < 1 || f.Line > len(lines) || f.Column < 1 || f.EndColumn <= f.Column ||
			f.EndColumn > len([]rune(string(lines[f.Line-1])))+2 {
			t.Errorf("finding outside of the source: %+v", f)
		}
		if i > 0 && (f.Line < found[i-1].Line || f.Line == found[i-1].Line && f.Column < found[i-1].Column) {
			t.Errorf("findings are not sorted: %v after %v", f, found[i-1])
		}
		if f.Message == "" || f.Code == "" {
			t.Errorf("finding without words: %+v", f)
		}
	}
}
