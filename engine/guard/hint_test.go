package guard_test

import (
	"os"
	"strings"
	"testing"

	"github.com/texmlflow/texmlflow/engine/guard"
)

// TestHintsWork compiles what the hints of testdata/problems.txt say to write, where they write a whole expression out.
func TestHintsWork(t *testing.T) {
	text, err := os.ReadFile("testdata/problems.txt")
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for line := range strings.Lines(string(text)) {
		hint, ok := strings.CutPrefix(strings.TrimSpace(line), "= write ")
		if !ok {
			continue
		}
		hint, _, _ = strings.Cut(hint, ";")
		hint, _, _ = strings.Cut(hint, ", which")
		if !strings.ContainsAny(hint, "(=<>") || strings.ContainsAny(hint[:1], "=<>") || strings.ContainsAny(hint, "…$") || strings.Contains(hint, " or ") || strings.Contains(hint, " for ") ||
			strings.Contains(hint, "list") || strings.Contains(hint, "text") || strings.Contains(hint, "number") || strings.Contains(hint, "other") {
			continue // an outline, with words in the place of values
		}
		tried++
		if _, problems := guard.Compile(hint, clinic(), nil); len(problems) > 0 && problems[0].Code != guard.CodeName {
			t.Errorf("the hint %q has problems itself:\n%s", hint, shown(t, hint, problems))
		}
	}
	if tried < 20 {
		t.Errorf("only %d hints tried", tried)
	}
}
