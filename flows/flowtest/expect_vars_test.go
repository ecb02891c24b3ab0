package flowtest

import (
	"slices"
	"strings"
	"testing"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// TestCompareHides: what is inside a sensitive object or list is as sensitive as the whole.
func TestCompareHides(t *testing.T) {
	text := guard.Type{Kind: guard.String}
	for name, test := range map[string]struct {
		kind guard.Type
		want string
		got  any
	}{
		"object": {guard.Type{Kind: guard.Object, Sensitive: true, Fields: []guard.Field{{Name: "pin", Type: text}}}, "{pin: \"4711\"}", map[string]any{"pin": "0815"}},
		"list":   {guard.Type{Kind: guard.List, Sensitive: true, Elem: &text}, "[\"4711\"]", []any{"0815"}},
		"length": {guard.Type{Kind: guard.List, Sensitive: true, Elem: &text}, "[\"4711\", \"4711\"]", []any{"0815"}},
		"field": {
			guard.Type{Kind: guard.Object, Fields: []guard.Field{{Name: "pin", Type: guard.Type{Kind: guard.String, Sensitive: true}}}},
			"{pin: \"4711\"}",
			map[string]any{"pin": "0815"},
		},
		"whole": {
			guard.Type{Kind: guard.Object, Fields: []guard.Field{{Name: "pin", Type: guard.Type{Kind: guard.String, Sensitive: true}}}},
			"\"4711\"",
			map[string]any{"pin": "0815"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var out diag.List
			docs := syntax.Parse("x.yaml", []byte("vars: {v: "+test.want+"}\n"), &out)
			if len(out) > 0 {
				t.Fatal(out)
			}
			vars, _ := docs[0].Root.Get("vars")
			want, _ := vars.Get("v")
			var shown []string
			compare("v", want, test.kind, test.got, func(_ *syntax.Node, message string, want, got []string) {
				shown = slices.Concat(shown, []string{message}, want, got)
			})
			if all := strings.Join(shown, " "); strings.Contains(all, "4711") || strings.Contains(all, "0815") || !strings.Contains(all, guard.Hidden) {
				t.Errorf("shown: %s", all)
			}
		})
	}
}
