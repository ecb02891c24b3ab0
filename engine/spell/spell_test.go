package spell

import (
	"slices"
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	states := []string{"numDigits", "sales", "support", "appointments", "bye", "no_answer", "menu", "menus", "Sale"}
	for name, want := range map[string]string{
		"apointments":               "appointments",
		"suport":                    "support",
		"slaes":                     "sales",
		"SALES":                     "sales",
		"num_digits":                "numDigits", // TeXML and the language write one word in two ways
		"no-answer":                 "no_answer",
		"noanswer":                  "no_answer",
		"by":                        "",
		"byes":                      "bye",
		"mneu":                      "menu",
		"menuu":                     "menu", // as near as menus, and before it
		"sale":                      "Sale",
		"billing":                   "",
		"":                          "",
		"support":                   "", // the name itself is no correction
		strings.Repeat("long", 100): "",
	} {
		for range 2 {
			got, ok := Nearest(name, states)
			if got != want || ok != (want != "") {
				t.Errorf("Nearest(%q) = %q, %t, want %q", name, got, ok, want)
			}
			slices.Reverse(states) // the answer does not depend on the order
		}
	}
	if got := DidYouMean("slaes", states); got != `did you mean "sales"?` {
		t.Errorf("DidYouMean = %q", got)
	}
	if got := DidYouMean("billing", states); got != "" {
		t.Errorf("DidYouMean = %q", got)
	}
}

// TestRuneWidth compares the table of wide runes with that of golang.org/x/text.

func TestDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"sale", "sale", 0}, {"sale", "sales", 1}, {"form", "from", 1}, {"groß", "gross", 2}, {"", "abc", 3}, {"abc", "xyz", 3}} {
		if got, back := Distance(test.a, test.b), Distance(test.b, test.a); got != test.want || back != test.want {
			t.Errorf("%q to %q is %d, back %d, want %d", test.a, test.b, got, back, test.want)
		}
	}
}
