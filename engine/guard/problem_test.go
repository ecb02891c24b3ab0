package guard_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/engine/guard"
)

var update = flag.Bool("update", false, "rewrite testdata/problems.txt")

// shown writes problems the way testdata/problems.txt has them, and fails the test if one lies outside its source.
func shown(t *testing.T, src string, ps []guard.Problem) string {
	t.Helper()
	runes := []rune(src)
	var b strings.Builder
	for _, p := range ps {
		if p.From < 0 || p.To < p.From || p.To > len(runes) {
			t.Fatalf("%q: %s at %d-%d, outside the source", src, p.Code, p.From, p.To)
		}
		fmt.Fprintf(&b, "    %s %d-%d ‹%s› %s\n", p.Code, p.From, p.To, string(runes[p.From:p.To]), p.Message)
		if p.Hint != "" {
			fmt.Fprintf(&b, "        = %s\n", p.Hint)
		}
	}
	return b.String()
}

// TestProblems compiles every expression in testdata/problems.txt in the scope clinic, wanting the type that follows
// "=>" if there is one, and compares its problems with those written below it.
func TestProblems(t *testing.T) {
	const path = "testdata/problems.txt"
	wants := map[string]guard.Type{
		"guard":  {Kind: guard.Bool},
		"text":   {Kind: guard.String},
		"whole":  {Kind: guard.Int},
		"number": {Kind: guard.Float},
		"date":   {Kind: guard.Date},
		"plan":   {Kind: guard.String, OneOf: []string{"std", "gold"}},
		"plans":  {Kind: guard.List, Elem: &guard.Type{Kind: guard.String, OneOf: []string{"std", "gold"}}},
		"slot": {Kind: guard.Object, Fields: []guard.Field{
			{Name: "id", Type: guard.Type{Kind: guard.Int}}, {Name: "name", Type: guard.Type{Kind: guard.String, Optional: true}},
		}},
	}
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var now strings.Builder
	for line := range strings.Lines(string(old)) {
		switch {
		case strings.HasPrefix(line, "    "):
			continue
		case strings.HasPrefix(line, "#"), strings.TrimSpace(line) == "":
			now.WriteString(line)
			continue
		}
		now.WriteString(line)
		src, place, typed := strings.Cut(strings.TrimSuffix(line, "\n"), "    => ")
		var want *guard.Type
		if typed {
			w, ok := wants[place]
			if !ok {
				t.Fatalf("%s: unknown type %q", path, place)
			}
			want = &w
		}
		p, problems := guard.Compile(src, clinic(), want)
		if (p == nil) != (len(problems) > 0) {
			t.Errorf("%q: program %v with problems %v", src, p, problems)
		}
		if len(problems) == 0 {
			t.Errorf("%q: no problem found", src)
		}
		now.WriteString(shown(t, src, problems))
	}
	if *update {
		if err := os.WriteFile(path, []byte(now.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(old), now.String()); diff != "" {
		t.Errorf("problems differ (-want +got):\n%s", diff)
	}
}
