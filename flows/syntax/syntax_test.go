package syntax

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/flows/diag"
)

func TestValuesAreTextAsWritten(t *testing.T) {
	docs, l := parse(t, "f", `a: "0015"
b: '+1555'
c: 12
1: 0.40
d: yes
e: "*"
f: null
g:
h: true
`)
	if len(l) > 0 {
		t.Fatal(l)
	}
	root := docs[0].Root
	if diff := cmp.Diff([]string{"a", "b", "c", "1", "d", "e", "f", "g", "h"}, root.Keys()); diff != "" {
		t.Error(diff)
	}
	for key, want := range map[string]struct {
		value string
		kind  Kind
		quote string
	}{
		"a": {"0015", Scalar, ""},
		"b": {"+1555", Scalar, ""},
		"c": {"12", Scalar, `quote it: "12"`},
		"1": {"0.40", Scalar, `quote it: "0.40"`},
		"d": {"yes", Scalar, ""},
		"e": {"*", Scalar, ""},
		"f": {"null", Null, `quote it: "null"`},
		"g": {"", Null, ""},
		"h": {"true", Scalar, `quote it: "true"`},
	} {
		n, ok := root.Get(key)
		if !ok || n.Value != want.value || n.Kind != want.kind {
			t.Errorf("%s is %s %q, %t; want %s %q", key, n.Kind, n.Value, ok, want.kind, want.value)
		}
		if hint, ok := QuoteHint(n); hint != want.quote || ok != (want.quote != "") {
			t.Errorf("QuoteHint of %s = %q, %t, want %q", key, hint, ok, want.quote)
		}
	}
	if _, ok := root.Get("z"); ok {
		t.Error("a key that is not there was found")
	}
	var none *Node
	if _, ok := none.Get("a"); ok || none.IsMap() || none.IsList() || none.IsScalar() || none.Keys() != nil || none.Describe() != "nothing" {
		t.Error("a nil node is not empty")
	}
}

func TestDescribe(t *testing.T) {
	docs, _ := parse(t, "f", "[a, {b: c}, [d], {}, []]")
	var got []string
	for _, n := range docs[0].Root.Items {
		got = append(got, n.Describe())
	}
	if want := []string{`"a"`, "a map", "a list", "an empty map", "an empty list"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDocuments(t *testing.T) {
	text := "# head\n---\na: b\n# tail\n---\n# only a comment\n---\nc: d: e\n--- {f: g}\n...\nh: i"
	docs, l := parse(t, "f", text)
	if len(l) != 1 || l[0].Code != "colon-in-text" || l[0].Span.Line != 8 {
		t.Errorf("findings %v", l)
	}
	type doc struct {
		Index  int
		Key    string
		Line   int
		Source string
	}
	var got []doc
	for _, d := range docs {
		got = append(got, doc{d.Index, d.Root.Keys()[0], d.Root.Span.Line, string(d.Source)})
	}
	want := []doc{
		{0, "a", 3, "---\na: b\n# tail\n"},
		{2, "f", 9, "--- {f: g}\n...\n"},
		{3, "h", 11, "h: i"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("documents (-want +got):\n%s", diff)
	}
}

func TestCheckKeys(t *testing.T) {
	docs, _ := parse(t, "f", "prompt: a\nprmpt: b\nbilling: c\n")
	var l diag.List
	CheckKeys(docs[0].Root, []string{"prompt", "choices"}, "a gather", &l)
	CheckKeys(nil, []string{"prompt"}, "a gather", &l)
	want := diag.List{
		{
			Code: "unknown-key", Span: diag.Span{File: "f", Line: 2, Column: 1, EndLine: 2, EndColumn: 6},
			Message: `unknown key "prmpt" in a gather`, Hint: `did you mean "prompt"? the keys are prompt, choices`,
		},
		{
			Code: "unknown-key", Span: diag.Span{File: "f", Line: 3, Column: 1, EndLine: 3, EndColumn: 8},
			Message: `unknown key "billing" in a gather`, Hint: "the keys are prompt, choices",
		},
	}
	if diff := cmp.Diff(want, l); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

func TestSuppress(t *testing.T) {
	docs, l := parse(t, "f", `a: b # texmlflow:ignore unused kept for later
# texmlflow:ignore unused the next line

# and a word about it
c: "# texmlflow:ignore unused not a comment"
d: |
  # texmlflow:ignore unused not a comment
e: f #texmlflow:ignore other other code
g: h # texmlflow:ignore unused an error is not ignored
`)
	if len(l) > 0 {
		t.Fatal(l)
	}
	at := func(line int) diag.Span {
		return diag.Span{File: "f", Line: line, Column: 1, EndLine: line, EndColumn: 2}
	}
	for _, line := range []int{1, 5, 6, 7, 8} {
		l.Warnf("unused", at(line), "unused")
	}
	l.Warnf("other", at(8), "other")
	l.Errorf("unused", at(9), "unused")
	var left []string
	for _, f := range Suppress(docs, l, []diag.Code{{Name: "unused"}, {Name: "other"}}) {
		left = append(left, f.String())
	}
	want := []string{
		"f:6:1: warning: unused [unused]", "f:7:1: warning: unused [unused]", "f:8:1: warning: unused [unused]",
		"f:9:1: error: unused [unused]",
		"f:9:6: warning: unused is an error here, and errors cannot be ignored [ignore]",
	}
	if diff := cmp.Diff(want, left); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
	if got := docs[0].Ignores[0]; got.Code != "unused" || got.Reason != "kept for later" || got.Line != 1 {
		t.Errorf("first ignore %+v", got)
	}
}

// TestSuppressJudges: what a comment cannot do, it is told.
func TestSuppressJudges(t *testing.T) {
	const text = "a: b # texmlflow:ignore unsued kept\n# texmlflow:ignore unused gone\n# texmlflow:ignore elsewhere may be\nc: d\n"
	codes := []diag.Code{{Name: "unused"}, {Name: "elsewhere"}}
	for name, tt := range map[string]struct {
		also func(*diag.List)
		want []string
	}{
		"nothing to silence": {func(*diag.List) {}, []string{
			`f:1:6: warning: unknown code "unsued" [ignore]; did you mean "unused"?`,
			"f:2:1: warning: there is no warning unused in line 4 [unused-ignore]; " +
				"take this comment out; it stands on the line of the warning, or alone on the line above it",
		}},
		"on another line": {func(l *diag.List) { l.Warnf("unused", diag.Span{File: "f", Line: 1}, "unused") }, []string{
			"f:1:0: warning: unused [unused]; ",
			`f:1:6: warning: unknown code "unsued" [ignore]; did you mean "unused"?`,
			"f:2:1: warning: there is no warning unused in line 4 [unused-ignore]; " +
				"take this comment out; it stands on the line of the warning, or alone on the line above it",
		}},
		"silenced": {func(l *diag.List) {
			l.Warnf("unused", diag.Span{File: "f", Line: 4}, "unused")
			l.Infof("unused", diag.Span{File: "f", Line: 4}, "unused")
		}, []string{`f:1:6: warning: unknown code "unsued" [ignore]; did you mean "unused"?`}},
		"an error may hide the warning": {func(l *diag.List) { l.Errorf("x", diag.Span{File: "g"}, "broken") }, []string{
			`f:1:6: warning: unknown code "unsued" [ignore]; did you mean "unused"?`,
			"g: error: broken [x]; ",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			docs, l := parse(t, "f", text)
			tt.also(&l)
			l = Suppress(docs, l, codes, "elsewhere")
			l.Sort()
			var got []string
			for _, f := range l {
				got = append(got, f.String()+"; "+f.Hint)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

// TestSuppressHints: to look for the nearest code takes time, so that only the first unknown ones are helped.
func TestSuppressHints(t *testing.T) {
	docs, l := parse(t, "f", strings.Repeat("# texmlflow:ignore unsued kept\n", 100)+"a: b\n")
	helped := 0
	for _, f := range Suppress(docs, l, []diag.Code{{Name: "unused"}}) {
		if strings.HasPrefix(f.Hint, "did you mean") {
			helped++
		}
	}
	if helped != 20 {
		t.Errorf("%d unknown codes have their nearest, want 20", helped)
	}
}

// TestCommentMeant is the table of what is a comment and what is text that was lost.
func TestCommentMeant(t *testing.T) {
	for _, tt := range []struct {
		line string
		lost bool
	}{
		{"to: bye # done", false},
		{"to: bye #done", false},
		{"to: bye  #1", false},
		{"to: bye # texmlflow:ignore x y", false},
		{"say: Hello.  # greeting", false},
		{"say: Hello.   #greeting", true},
		{"say: Hello. # greeting", true},
		{"say: Press #.", true},
		{"say: Press # now.", true},
		{"say: Hello # texmlflow:ignore x y", false},
		{"to: bye #.", true},
		{"to: bye #", true},
		{"to: bye #1", true},
		{`when: Digits == "a #1"`, true},
		{`when: Digits == "a"  # why`, false},
		{"finish_on_key: #", true},
		{"finish_on_key: # the pound sign", true},
		{"prompts: {x: Press # now\n}", true},
		{"say: {en-US: Press # now\n}", true},
		{"languages: {en-US: x # why\n}", false},
		{`say: "Press" # now`, false},
	} {
		_, l := parse(t, "f", tt.line+"\nnext: line\n")
		lost := len(l) == 1 && l[0].Code == codeLost
		if lost != tt.lost || len(l) > 1 {
			t.Errorf("%s: findings %v, want lost %t", strings.ReplaceAll(tt.line, "\n", `\n`), l, tt.lost)
		}
	}
}

// TestOneMistakeOfTheFile: what is wrong with a file as a whole, or follows from one anchor, is said once.
func TestOneMistakeOfTheFile(t *testing.T) {
	for name, test := range map[string]struct{ src, code, hint string }{
		"CR alone":              {"flow: a\rstart: b\rstates:\r  b: {hangup: true}\r", codeControl, "save the file with LF line ends"},
		"some lines with CR":    {"flow: a\nstart: b\rstates:\r  b: {hangup: true}\n", codeControl, "save the file with LF line ends"},
		"an anchor with <<":     {"a: &base {b: c}\nd:\n  <<: *base\n  e: f\ng:\n  <<: *base\n", codeAnchor, "leave it out, and write what it stands for again where it is used"},
		"an anchor of a text":   {"a: &t hello\nb: *t\nc: [*t, *t, *t, *t, *t, *t]\n", codeAnchor, "leave it out, and write what it stands for again where it is used"},
		"an anchor that is not": {"a: &t\n", codeAnchor, "quote it if it is text; else leave it out and write the value where it is used"},
	} {
		t.Run(name, func(t *testing.T) {
			var out diag.List
			Parse("f.yaml", []byte(test.src), &out)
			if len(out) != 1 || out[0].Code != test.code || out[0].Hint != test.hint {
				t.Fatalf("findings %v, want one with the hint %q", out, test.hint)
			}
			if n := len(out[0].Related); n > 5 || test.code == codeAnchor && strings.Contains(test.src, "*") == (n == 0) {
				t.Errorf("%d notes", n)
			}
		})
	}
}
