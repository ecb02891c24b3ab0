package diag

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/width"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(tb testing.TB, file, got string) {
	tb.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		tb.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

func span(line, from, to int) Span {
	return Span{File: "flow.yaml", Line: line, Column: from, EndLine: line, EndColumn: to}
}

// sample has one finding of each shape that the writers know.
func sample() (List, Files) {
	src := "flow: clinic\n" +
		"      to: apointments\n" +
		"\tsay:\t\"x\" # tabs\n" +
		"say: {en-US: こんにちは, 世界 😀 x}\n" +
		"привет: миру\n" +
		"cafe\u0301: e\u0301a\n" +
		strings.Repeat("long ", 60) + "guilty" + strings.Repeat(" tail", 60) + "\n" +
		"evil \x1b[31mred\u202e.\n" +
		"short" + strings.Repeat(" tail", 60)
	var l List
	l.Errorf("unknown-target", span(2, 11, 22), "unknown state %q", "apointments").
		Notef(span(1, 1, 5), "the states of %q", "clinic").
		Hintf("did you mean %q (line 31)?", "appointments")
	l.Warnf("tabs", span(3, 7, 10), "a warning behind tabs")
	l.Infof("wide", span(4, 21, 23), "two wide runes")
	l.Errorf("emoji", span(4, 24, 25), "an emoji")
	l.Errorf("after", span(4, 26, 27), "behind an emoji")
	l.Errorf("cyrillic", span(5, 9, 13), "one column a letter")
	l.Errorf("combining", span(6, 8, 11), "marks take no column")
	l.Errorf("long", span(7, 301, 307), "a long line")
	l.Errorf("long", span(7, 296, 600), "a long place in a long line")
	l.Errorf("control", span(8, 6, 7), "controls do not reach the terminal: \x1b[31m")
	l.Errorf("tail", span(9, 1, 6), "a long tail")
	l.Errorf("lines", Span{"flow.yaml", 2, 7, 4, 2}, "over several lines")
	l.Errorf("empty", span(5, 7, 7), "an empty place")
	l.Errorf("eol", span(1, 13, 13), "the end of a line")
	l.Errorf("beyond", span(1, 90, 95), "beyond the line")
	l.Errorf("no-line", span(99, 1, 2), "beyond the file")
	l.Warnf("file", Span{File: "flow.yaml"}, "about the file: 100%")
	l.Errorf("other", Span{File: "other.yaml", Line: 3, Column: 4, EndLine: 3, EndColumn: 9}, "a file that is not known").Hintf("look there")
	l.Errorf("nowhere", Span{}, "no place at all")
	l.Sort()
	return l, Files{"flow.yaml": []byte(src)}
}

func TestWriteText(t *testing.T) {
	l, src := sample()
	for file, opt := range map[string]TextOptions{
		"testdata/plain.txt": {Summary: true},
		"testdata/color.txt": {Color: true},
	} {
		var b bytes.Buffer
		if err := WriteText(&b, l, src, opt); err != nil {
			t.Fatal(err)
		}
		golden(t, file, b.String())
		text := b.String()
		if opt.Color {
			for _, s := range []string{ansiReset, ansiBold, ansiDim, ansiRed, ansiAmber, ansiBlue, ansiGreen} {
				text = strings.ReplaceAll(text, s, "")
			}
			plain, err := os.ReadFile("testdata/plain.txt")
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(string(plain), text) {
				t.Error("without its colour the output differs from the plain one")
			}
		}
		if strings.ContainsAny(text, "\x1b\u202e\t") {
			t.Error("a control character reached the output")
		}
	}
}

// TestCaretStandsBelow compares the columns of the underlined text and of the line under it, for any line and place.
func TestCaretStandsBelow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.SampledFrom([]string{"a", " ", "\t", "é", "e\u0301", "世", "😀", "я", "\x00", "\u202e", "ｆ"})
		runes := []rune(strings.Join(rapid.SliceOfN(piece, 1, 200).Draw(t, "line"), ""))
		from := rapid.IntRange(0, len(runes)-1).Draw(t, "from")
		to := rapid.IntRange(from+1, len(runes)).Draw(t, "to")
		s := span(1, from+1, to+1)
		text, caret := rowOf(string(runes)).excerpt(s)
		columns := 0
		for _, r := range text {
			columns += runeWidth(r)
		}
		if columns > maxExcerpt {
			t.Errorf("excerpt is %d columns wide", columns)
		}
		if len(caret) > columns+1 {
			t.Errorf("caret line %q is longer than %q", caret, text)
		}
		pad := len(caret) - len(strings.TrimLeft(caret, " "))
		want := rowOf(string(runes))
		if !strings.HasPrefix(text, "…") && pad != want.columns[from] {
			t.Errorf("caret in column %d, want %d", pad, want.columns[from])
		}
	})
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteErrorsAreReturned(t *testing.T) {
	l, src := sample()
	if err := WriteText(failing{}, l, src, TextOptions{}); err == nil {
		t.Error("WriteText lost the error")
	}
	if err := WriteJSON(failing{}, l, nil); err == nil {
		t.Error("WriteJSON lost the error")
	}
}

func TestWriteJSON(t *testing.T) {
	l, _ := sample()
	for name, l := range map[string]List{"sample": l, "none": nil} {
		var b bytes.Buffer
		if err := WriteJSON(&b, l, nil); err != nil {
			t.Fatal(err)
		}
		golden(t, "testdata/"+name+".json", b.String())
	}
}

func TestSort(t *testing.T) {
	l, _ := sample()
	rapid.Check(t, func(t *rapid.T) {
		mixed := List(rapid.Permutation(append(slices.Clone(l), l...)).Draw(t, "order"))
		mixed.Sort()
		if diff := cmp.Diff(l, mixed); diff != "" {
			t.Errorf("the order depends on the order of addition (-want +got):\n%s", diff)
		}
	})
}

func TestSummary(t *testing.T) {
	for _, tt := range []struct {
		severities []Severity
		want       string
		errors     bool
	}{
		{nil, "no findings", false},
		{[]Severity{Error}, "1 error", true},
		{[]Severity{Warning, Error, Error}, "2 errors, 1 warning", true},
		{[]Severity{Warning, Info, Info, Warning}, "2 warnings, 2 infos", false},
	} {
		var l List
		for _, s := range tt.severities {
			l.Add(Finding{Severity: s})
		}
		if got := l.Summary(); got != tt.want {
			t.Errorf("Summary of %v is %q, want %q", tt.severities, got, tt.want)
		}
		if got := l.HasErrors(); got != tt.errors {
			t.Errorf("HasErrors of %v is %t", tt.severities, got)
		}
	}
}

func TestCover(t *testing.T) {
	a, b := span(2, 5, 9), span(2, 7, 12)
	for _, tt := range []struct{ s, t, want Span }{
		{a, b, span(2, 5, 12)},
		{b, a, span(2, 5, 12)},
		{a, Span{}, a},
		{Span{}, a, a},
		{span(1, 9, 10), span(3, 2, 4), Span{"flow.yaml", 1, 9, 3, 4}},
	} {
		if got := tt.s.Cover(tt.t); got != tt.want {
			t.Errorf("%v.Cover(%v) = %v, want %v", tt.s, tt.t, got, tt.want)
		}
	}
}

func TestRuneWidth(t *testing.T) {
	for r := rune(' '); r <= 0x3fffd; r++ {
		if !unicode.IsPrint(r) {
			continue
		}
		want := 1
		switch kind := width.LookupRune(r).Kind(); {
		case unicode.In(r, unicode.Mn, unicode.Me):
			want = 0
		case kind == width.EastAsianWide || kind == width.EastAsianFullwidth:
			want = 2
		}
		if got := runeWidth(r); got != want {
			t.Errorf("%U %q is %d wide, want %d", r, r, got, want)
		}
	}
}

// What a call or a file says moves no terminal.
func TestOneLine(t *testing.T) {
	if got, want := OneLine("a\x1b[2J\u009b31m\rb\u202ec\n\x7fd"), "a [2J 31m b c  d"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
