package texmlgen

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestFinish(t *testing.T) {
	lit, out := Literal, Outside
	tests := []struct {
		name string
		in   Text
		want string
	}{
		{"absent", Text{}, ""},
		{"author's template", lit("Hello {{From}}"), "Hello {{From}}"},
		{"outside template", out("{{From}}"), "{ {From}}"},
		{"secret", out("{{#secret}}k{{/secret}}"), "{ {#secret}}k{ {/secret}}"},
		{"run of braces", out("{{{{{x"), "{ { { { {x"},
		{"seam of two values", Concat(out("{"), out("{#secret}}k")), "{ {#secret}}k"},
		{"seam of a literal and a value", Concat(lit("{"), out("{x}}")), "{ {x}}"},
		{"seam of a value and a literal", Concat(out("{"), lit("{x}}")), "{ {x}}"},
		{"seam of a value and a template", Concat(out("{"), lit("{{x}}")), "{ {{x}}"},
		{"seam of two literals", Concat(lit("{"), lit("{x}}")), "{ {x}}"},
		{"seam over an empty value", Concat(lit("{"), out(""), lit("{x}}")), "{ {x}}"},
		{"seam over a stripped value", Concat(out("{"), out("\x00\uFFFE"), out("{x}}")), "{ {x}}"},
		{"pair behind a control character", out("{\x00{x}}"), "{ {x}}"},
		{"author's pair behind a control character", lit("{\x00{x}}"), "{{x}}"},
		{"template still open where a value begins", Concat(lit("{{"), out("From"), lit("}}")), "{ {From}}"},
		{"section around a value", Concat(lit("{{#secret}}"), out("k"), lit("{{/secret}}")), "{{#secret}}k{{/secret}}"},
		{"closed and open", Concat(lit("{{a}} {{"), out("b"), lit("}}")), "{{a}} { {b}}"},
		{"control characters", out("a\x00\x01\x0b\x1fb\x7fc"), "ab\x7fc"},
		{"white space stays", out("a\tb\nc\rd"), "a\tb\nc\rd"},
		{"not characters", lit("a\uFFFEb\uFFFFc"), "abc"},
		{"replacement character stays", out("a\uFFFDb"), "a\uFFFDb"},
		{"bytes that are not UTF-8", out("a\xffb\xc3"), "ab"},
		{"rune cut at a seam", Concat(out("\xc3"), out("\xa9")), ""},
		{"surrogate", out("a\xed\xa0\x80b"), "ab"},
		{"astral", out("a😀b"), "a😀b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := finish(tt.in); got != tt.want {
				t.Errorf("finish(%v) = %q, want %q", tt.in.segs, got, tt.want)
			}
		})
	}
}

// The same rule, said rune by rune.
func TestFinishAgainstTheRule(t *testing.T) {
	piece := rapid.SampledFrom([]string{"{", "{{", "{{{", "}", "}}", "x", "{{x}}", "\x00", "\uFFFE", "\xff", "é", " "})
	rapid.Check(t, func(t *rapid.T) {
		var text Text
		for range rapid.IntRange(0, 5).Draw(t, "segments") {
			s := strings.Join(rapid.SliceOfN(piece, 0, 4).Draw(t, "pieces"), "")
			if rapid.Bool().Draw(t, "outside") {
				text = text.Append(Outside(s))
			} else {
				text = text.Append(Literal(s))
			}
		}
		type char struct {
			r    rune
			seg  int
			safe bool // a pair that begins here and ends in the same segment is the author's
		}
		var chars []char
		last := -1
		for i, s := range text.segs {
			if s.outside {
				last = i
			}
		}
		for i, s := range text.segs {
			clean := ""
			for b := s.s; b != ""; {
				r, n := utf8.DecodeRuneInString(b)
				if (r != utf8.RuneError || n > 1) && r >= 0x20 && r != 0xFFFE && r != 0xFFFF {
					clean += b[:n]
				}
				b = b[n:]
			}
			for j, r := range clean {
				chars = append(chars, char{r, i, !s.outside && (i > last || strings.Contains(clean[j:], "}}"))})
			}
		}
		want := ""
		for i, c := range chars {
			if i > 0 && c.r == '{' && chars[i-1].r == '{' && (c.seg != chars[i-1].seg || !c.safe) {
				want += " "
			}
			want += string(c.r)
		}
		if got := finish(text); got != want {
			t.Fatalf("finish(%v) = %q, want %q", text.segs, got, want)
		}
	})
}

func TestTextIsAValue(t *testing.T) {
	a := Literal("a")
	b := a.Append(Outside("b"))
	c := a.Append(Outside("c"))
	if a.String() != "a" || b.String() != "ab" || c.String() != "ac" {
		t.Errorf("Append shares memory: %q %q %q", a, b, c)
	}
	if !Concat().IsZero() || !(Text{}).IsZero() || Literal("").IsZero() || Outside("").IsZero() {
		t.Error("only a text without parts is zero")
	}
	if Literal("a").Equal(Outside("a")) || !Literal("a").Equal(a) {
		t.Error("Equal must tell an author's words from outside ones")
	}
}
