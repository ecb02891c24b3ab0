package syntax

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// TestSub marks a part of a value and shows what is underlined in the file.
func TestSub(t *testing.T) {
	tests := []struct {
		name, text, part string // part is looked for in the value of the first key
		want             string // the text of the place; or "whole"
	}{
		{"plain", "k: a == bad", "bad", "bad"},
		{"plain, Cyrillic", "ключ: один два три", "два", "два"},
		{"plain, wide", "k: 😀 世界 x", "界", "界"},
		{"plain with tabs", "k:\ta\tbad", "bad", "bad"},
		{"plain over lines", "k: one\n  two\n\n  bad three", "bad", "bad"},
		{"plain over lines, start", "k: one\n  two", "ne t", "ne\n  t"},
		{"plain in braces", "{k: one bad, l: x}", "bad", "bad"},
		{"plain below its key", "k:\n  one bad", "bad", "bad"},
		{"single", "k: 'a bad one'", "bad", "bad"},
		{"double", `k: "a bad один"`, "один", "один"},
		{"double with escape", `k: "a \"bad\" one"`, "bad", "whole"},
		{"double with unicode escape", `k: "\u0061 bad"`, "bad", "whole"},
		{"single with doubled quote", "k: 'it''s bad'", "bad", "whole"},
		{"double over lines", "k: \"one\n  bad\"", "bad", "whole"},
		{"literal", "k: |\n  one\n  a bad two\n", "bad", "bad"},
		{"literal, stripped", "k: |-\n    one bad", "bad", "bad"},
		{"literal, indented lines", "k: |\n  one\n    deeper bad\n", "bad", "bad"},
		{"literal, explicit indent", "k: |2\n    lead bad\n", "bad", "bad"},
		{"literal, blank lines first", "k: |\n\n\n  one bad\n", "bad", "bad"},
		{"literal, blank lines between", "k: |\n  one\n\n  bad\n", "bad", "bad"},
		{"literal, comment", "k: | # why\n  bad\n", "bad", "bad"},
		{"literal, Cyrillic", "k: |\n  один\n  два плохо три\n", "плохо", "плохо"},
		{"literal, CRLF", "k: |\r\n  one\r\n  bad\r\n", "bad", "bad"},
		{"literal, whole line", "k: |\n  one\n  bad\n  two\n", "bad\n", "bad"},
		{"literal in a list", "- - |\n    one\n    bad\n", "bad", "bad"},
		{"folded", "k: >\n  one\n  bad\n", "bad", "whole"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			docs, l := parse(t, "f", tt.text)
			if len(l) > 0 || len(docs) != 1 {
				t.Fatal(l)
			}
			n := docs[0].Root
			for n.Kind != Scalar {
				if n.IsMap() {
					n = n.Pairs[0].Value
				} else {
					n = n.Items[0]
				}
			}
			at := strings.Index(n.Value, tt.part)
			if at < 0 {
				t.Fatalf("no %q in %q", tt.part, n.Value)
			}
			from := utf8.RuneCountInString(n.Value[:at])
			got := n.Sub(from, from+utf8.RuneCountInString(tt.part))
			if tt.want == "whole" {
				if got != n.Span {
					t.Errorf("place %+v, want the whole scalar %+v", got, n.Span)
				}
				return
			}
			if text := cutSpan(tt.text, got); text != tt.want {
				t.Errorf("place %+v holds %q, want %q", got, text, tt.want)
			}
		})
	}
}

// cutSpan gives the text of a place, counting lines and runes anew.
func cutSpan(text string, s diag.Span) string {
	lines := strings.Split(text, "\n")[s.Line-1 : s.EndLine]
	for i := range lines {
		r := []rune(lines[i])
		from, to := 0, len(r)
		if i == 0 {
			from = s.Column - 1
		}
		if i == len(lines)-1 {
			to = s.EndColumn - 1
		}
		lines[i] = string(r[from:to])
	}
	return strings.Join(lines, "\n")
}

// TestSpans shows where values end.
func TestSpans(t *testing.T) {
	text := "map:\n  a: \"x\" # comment\n  b: [1, {c: d} , ]\n  t: |\n    one\n\n    two\n\nnext: 'it''s'\nempty:\nflow: {a: , b: {}}\n"
	docs, l := parse(t, "f", text)
	if len(l) > 0 {
		t.Fatal(l)
	}
	root := docs[0].Root
	m, _ := root.Get("map")
	next, _ := root.Get("next")
	empty, _ := root.Get("empty")
	flow, _ := root.Get("flow")
	list, _ := m.Get("b")
	block, _ := m.Get("t")
	for _, tt := range []struct {
		name string
		node *Node
		want string
	}{
		{"list in brackets", list, "[1, {c: d} , ]"},
		{"map in a list", list.Items[1], "{c: d}"},
		{"block", block, "|\n    one\n\n    two"},
		{"quoted", next, "'it''s'"},
		{"nothing, at its key", empty, "empty"},
		{"map in braces", flow, "{a: , b: {}}"},
		{"block map", m, "a: \"x\" # comment\n  b: [1, {c: d} , ]\n  t: |\n    one\n\n    two"},
	} {
		if got := cutSpan(text, tt.node.Span); got != tt.want {
			t.Errorf("%s: %+v holds %q, want %q", tt.name, tt.node.Span, got, tt.want)
		}
	}
}

// TestCaret shows a place inside values as the author sees it, with wide letters, tabs and blocks before it.
func TestCaret(t *testing.T) {
	text := "when: 世界 == bad\nпривет: \"один bad\"\nkey:\t\ta\tbad\ntext: |\n    世界😀 bad\n"
	docs, l := parse(t, "f", text)
	if len(l) > 0 {
		t.Fatal(l)
	}
	for _, p := range docs[0].Root.Pairs {
		from := utf8.RuneCountInString(p.Value.Value[:strings.Index(p.Value.Value, "bad")])
		l.Errorf("c", p.Value.Sub(from, from+3), "bad")
	}
	var b bytes.Buffer
	if err := diag.WriteText(&b, l, diag.Files{"f": []byte(text)}, diag.TextOptions{}); err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/caret.want", b.String())
}
