package guard_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/texmlflow/texmlflow/engine/guard"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Recepción, por favor!": "recepcion por favor", "L'Opérateur": "l operateur", "Straße": "strasse", "I'd like SALES": "i d like sales",
		"ÅNGSTRÖM smørrebrød": "angstrom smorrebrod", "１２３": "123", "  ": "", "...": "", "e\u0301te\u0301": "ete", "日本 語": "日本 語", "\xff": "",
	} {
		if diff := cmp.Diff(strings.Fields(want), guard.Fold(in)); diff != "" {
			t.Errorf("Fold(%q) differs (-want +got):\n%s", in, diff)
		}
	}
}

func TestMatchPhrase(t *testing.T) {
	for _, c := range []struct {
		answer, phrase, language string
		want                     bool
	}{
		{"sales", "sales", "en-US", true},
		{"I'd like sales, please.", "Sales", "en-US", true},
		{"wholesales", "sales", "en-US", false},
		{"book an appointment", "book appointment", "en-US", true},
		{"book appointment", "book an appointment", "en-US", true},
		{"book um the appointment", "book appointment", "en", true},
		{"book my appointment", "book appointment", "en", false},
		{"appointment book", "book appointment", "en", false},
		{"plan b", "plan a", "en", false},
		{"plan a", "plan a", "en", true},
		{"the a", "the a", "en", true},
		{"desk", "the desk", "en-GB", true},
		{"the desk", "desk", "en", true},
		{"hablar con la recepción", "recepcion", "es-US", true},
		{"una cita por favor", "Cita", "es", true},
		{"l'opérateur", "operateur", "fr-FR", true},
		{"den Vertrieb bitte", "vertrieb", "de", true},
		{"los resultados", "resultados", "en", true},
		{"book la cita", "book cita", "en", false},
		{"", "sales", "en", false},
		{"sales", "", "en", false},
		{"sales", "...", "en", false},
		{"sales", "sales", "", true},
		{"book um um um um um appointment", "book appointment", "en", false},
		{"sales sales desk", "sales desk", "en", true},
	} {
		if got := guard.MatchPhrase(c.answer, c.phrase, c.language); got != c.want {
			t.Errorf("MatchPhrase(%q, %q, %q) = %v", c.answer, c.phrase, c.language, got)
		}
	}
}

// TestMatchWhatWasSaid: a phrase is heard in itself, in any letters, and between other words.
func TestMatchWhatWasSaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		phrase := rapid.String().Draw(t, "phrase")
		words := guard.Fold(phrase)
		for _, w := range words {
			if w == "" || strings.ContainsFunc(w, unicode.IsSpace) {
				t.Fatalf("Fold(%q) = %q", phrase, words)
			}
		}
		language := rapid.SampledFrom([]string{"en", "es", "fr", "de", ""}).Draw(t, "language")
		if len(words) > 0 && !guard.MatchPhrase("well "+strings.ToUpper(phrase)+" thanks", strings.ToUpper(phrase), language) {
			t.Fatalf("%q is not heard in itself", phrase)
		}
		guard.MatchPhrase(rapid.String().Draw(t, "answer"), phrase, language)
	})
}
