package spoken_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/texmlflow/texmlflow/flows/spoken"
)

// asked lists the options of a text, and then in brackets what else may be a key.
func asked(text, language string) string {
	var options, others []string
	for _, m := range spoken.Keys(text, language) {
		if m.Option {
			options = append(options, m.Keys)
		} else {
			others = append(others, m.Keys)
		}
	}
	out := strings.Join(options, " ")
	if len(others) > 0 {
		out += " (" + strings.Join(others, " ") + ")"
	}
	return strings.TrimSpace(out)
}

func TestKeys(t *testing.T) {
	for _, test := range []struct{ language, text, want string }{
		{"en-US", "Press 1 for sales, or 2 for support.", "1 2"},
		{"en", "To book, say book or press 1. For results, press 2. For the desk, press 0.", "1 2 0"},
		{"en", "Press 1 to book, 2 for results, or 0.", "1 2 0"},
		{"en", "Press 1, 2, or 3.", "1 2 3"},
		{"en", "Press nought for the desk, or naught.", "0 0"},
		{"en", "Press oh for the desk.", "0"},
		{"en", "Dial one oh two for Ben.", "102"},
		{"en", "Oh, and press 1 for sales. Oh well.", "1"},
		{"de", "Oh, 1 drücken.", "1"},
		{"en", "Press one or two to go on.", "1 2"},
		{"en", "To repeat, press the star key; for the desk, press pound.", "* #"},
		{"en", "Press 1 to book. For the desk, 0.", "1 0"},
		{"en", "Press 1 if that is right, 2 to change it.", "1 2"},
		{"en", "Press 1 or say sales.", "1"},
		{"en", "Dial 1001 for Ana, press 1 0 0 2 for Ben.", "1001 1002"},
		{"en", "For English press 1\nfor Spanish press 2", "1 2"},
		{"en", "Press *9 to go back, # when you are done.", "*9 #"},
		{"en", "Press 1 to 5 for a rating.", "(1 1 2 3 4 5 5)"},
		{"en", "Press 1 for sales and 2 for support", "1 2"},
		{"en", "We are open 24 hours. Press 1 to call back in 5 minutes.", "1 (24 5)"},
		{"en", "Enter your 4 digit PIN, then press the pound key.", "# (4)"},
		{"en", "Enter the 4 digits.", "(4)"},
		{"en", "Press any key.", ""},
		{"en", "Press one of the following.", "(1)"},
		{"en", "Call 1-800-555-0100 or dial 911.", "911"},
		{"en", "Press 1 for offices in zone 1, 2 or 3.", "1 (1 2 3)"},
		{"en", "Press 1 to hear of 3 bedroom flats, 24 hours a day, 7 days a week.", "1 (3 24 7)"},
		{"en", "Press 1 for a table for 2.", "1 (2)"},
		{"en", "Press 1. For parties of 8, 9 or 10, hold the line.", "1 (8 9 10)"},
		{"en", "Press 1. We are open from 8 to 5, 7 days.", "1 (8 5 7)"},
		{"en", "Press \uFFFC\uFFFC, or 2 for support.", "(2)"},
		{"en", "Press 1\uFFFC for sales.", "(1)"},
		{"en", "It costs 3.50, from 8:30, on 12/24.", ""},
		{"es-US", "Para una cita, diga cita o marque 1. Para resultados, marque 2. Para recepción, marque 0.", "1 2 0"},
		{"es", "Marque 1, 2, o 0.", "1 2 0"},
		{"es", "Oprima uno para ventas, dos para soporte, o la tecla asterisco para repetir.", "1 2 *"},
		{"es", "Presione la tecla numeral.", "#"},
		{"es", "Marque su clave de cuatro dígitos.", "(4)"},
		{"fr-CA", "Pour le service, appuyez sur le 1. Pour répéter, faites l'étoile.", "1 *"},
		{"fr", "Tapez un pour les ventes, deux pour l'aide.", "1 2"},
		{"fr", "Tapez un code à 4 chiffres puis appuyez sur la touche dièse.", "# (1 4)"},
		{"de-DE", "Für den Verkauf drücken Sie die 1, für die Technik die 2.", "1 2"},
		{"de", "Wählen Sie eins für Verkauf oder zwei für Technik.", "1 2"},
		{"de", "Für Verkauf die 1 drücken, für Zimmer 12 drücken Sie die 3.", "1 3 (12)"},
		{"de", "Drücken Sie eine Taste.", ""},
		{"pt-BR", "Digite 1 para vendas, 2 para suporte, ou tecle jogo da velha.", "1 2 #"},
		{"pt", "Digite seu CPF de 11 dígitos.", "(11)"},
		{"it-IT", "Premere 1 per le vendite, 2 per l'assistenza, o il tasto cancelletto.", "1 2 #"},
		{"nl", "Voor verkoop toets 1, voor hulp druk op de 2.", "1 2"},
		{"ja-JP", "1を押してください。2", "(2)"},
		{"xx", "Press 1 for sales, * to repeat.", "(1 *)"},
	} {
		t.Run(test.text, func(t *testing.T) {
			if got := asked(test.text, test.language); got != test.want {
				t.Errorf("%s: %q, want %q", test.language, got, test.want)
			}
		})
	}
}

// TestKeysPlace: an option is found where it stands.
func TestKeysPlace(t *testing.T) {
	const text = "Für „Größe“ drücken Sie zwölf."
	list := spoken.Keys(text, "de")
	if len(list) != 1 || string([]rune(text)[list[0].From:list[0].To]) != "zwölf" || list[0].Keys != "12" {
		t.Errorf("found %v", list)
	}
}

func TestAlike(t *testing.T) {
	for _, test := range []struct {
		language, a, b string
		want           bool
	}{
		{"en-US", "sales", "sails", true},
		{"en-US", "sale", "sail", true},
		{"en", "mail", "male", true},
		{"en", "one", "won", true},
		{"en", "two", "too", true},
		{"en", "right", "write", true},
		{"en", "here", "hear", true},
		{"en", "no", "know", true},
		{"en", "check", "cheque", true},
		{"en", "book", "look", true},
		{"en", "billing", "filling", true},
		{"en", "reservations", "reservation", true},
		{"en", "option b", "option d", false},
		{"en", "option c", "option k", false},
		{"en", "pickup", "pick up", true},
		{"en", "book a table", "look a table", true},
		{"en", "north office", "south office", false},
		{"en", "line 1", "line 2", false},
		{"en", "yes", "no", false},
		{"en", "pay", "pie", false},
		{"en", "sales", "support", false},
		{"en", "salami", "the salami", false},
		{"en", "five", "nine", false},
		{"en", "Monday", "Sunday", false},
		{"en", "book", "Book!", false},
		{"es", "vaca", "baca", true},
		{"es", "hola", "ola", true},
		{"es", "pago", "cita", false},
		{"fr", "sceau", "seau", true},
		{"fr", "vert", "vers", true},
		{"fr", "oui", "non", false},
		{"de", "Rat", "Rad", true},
		{"de", "drei", "zwei", false},
		{"xx", "sale", "sail", false},
		{"en", "", "a", false},
	} {
		t.Run(test.a+"/"+test.b, func(t *testing.T) {
			a, b := spoken.Heard(test.a), spoken.Heard(test.b)
			if got := a.Alike(b, test.language); got != test.want {
				t.Errorf("%v, want %v", got, test.want)
			}
			if a.Alike(b, test.language) != b.Alike(a, test.language) {
				t.Error("it depends on which comes first")
			}
		})
	}
}

func TestLength(t *testing.T) {
	for _, test := range []struct {
		text, language string
		least, most    time.Duration
	}{
		{"", "en", 0, 0},
		{"Press 1 for sales, or 2 for support.", "en-US", 2 * time.Second, 4 * time.Second},
		{strings.Repeat("Thank you for calling the clinic. ", 10), "en", 18 * time.Second, 26 * time.Second},
		{"ご予約の方は一番を押してください。", "ja", 2 * time.Second, 4 * time.Second},
		{strings.Repeat(" ", 5000), "en", 0, time.Second},
	} {
		if got := spoken.Length(test.text, test.language); got < test.least || got > test.most {
			t.Errorf("%.20q: %s, want %s to %s", test.text, got, test.least, test.most)
		}
	}
}

func TestSame(t *testing.T) {
	if !spoken.Same("en-US", "en_GB") || spoken.Same("en", "es") || !spoken.Understood("pt-BR") || spoken.Understood("ja") {
		t.Error("languages are told apart wrongly")
	}
}

// TestKeysOfAnything: whatever a text is made of, mentions lie inside it and say what stands there.
func TestKeysOfAnything(t *testing.T) {
	vocabulary := strings.Fields("press drücken Sie 1 2 10 star * # , . ; or oder for für the die to bis one zwei key \uFFFC 1-5 8:30 marque el ou é - Taste ok x")
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(vocabulary), 0, 12).Draw(t, "words"), rapid.SampledFrom([]string{" ", "", ", "}).Draw(t, "gap"))
		text += rapid.StringN(0, 6, -1).Draw(t, "tail")
		language := rapid.SampledFrom([]string{"en", "de", "es", "fr", "pt", "it", "nl", "ja"}).Draw(t, "language")
		for _, m := range spoken.Keys(text, language) {
			if m.From < 0 || m.To <= m.From || m.To > utf8.RuneCountInString(text) || m.Keys == "" || strings.Trim(m.Keys, "0123456789*#") != "" {
				t.Fatal(fmt.Sprintf("%q: %+v", text, m))
			}
		}
	})
}
