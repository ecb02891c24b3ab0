package guard

import (
	"math"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"
)

func TestNumerals(t *testing.T) {
	for n, want := range map[int][4]string{
		0:             {"zero", "cero", "zéro", "null"},
		1:             {"one", "uno", "un", "eins"},
		16:            {"sixteen", "dieciséis", "seize", "sechzehn"},
		21:            {"twenty-one", "veintiuno", "vingt et un", "einundzwanzig"},
		42:            {"forty-two", "cuarenta y dos", "quarante-deux", "zweiundvierzig"},
		70:            {"seventy", "setenta", "soixante-dix", "siebzig"},
		71:            {"seventy-one", "setenta y uno", "soixante et onze", "einundsiebzig"},
		80:            {"eighty", "ochenta", "quatre-vingts", "achtzig"},
		81:            {"eighty-one", "ochenta y uno", "quatre-vingt-un", "einundachtzig"},
		91:            {"ninety-one", "noventa y uno", "quatre-vingt-onze", "einundneunzig"},
		99:            {"ninety-nine", "noventa y nueve", "quatre-vingt-dix-neuf", "neunundneunzig"},
		100:           {"one hundred", "cien", "cent", "einhundert"},
		101:           {"one hundred one", "ciento uno", "cent un", "einhunderteins"},
		200:           {"two hundred", "doscientos", "deux cents", "zweihundert"},
		555:           {"five hundred fifty-five", "quinientos cincuenta y cinco", "cinq cent cinquante-cinq", "fünfhundertfünfundfünfzig"},
		1000:          {"one thousand", "mil", "mille", "eintausend"},
		1001:          {"one thousand one", "mil uno", "mille un", "eintausendeins"},
		21000:         {"twenty-one thousand", "veintiún mil", "vingt et un mille", "einundzwanzigtausend"},
		200000:        {"two hundred thousand", "doscientos mil", "deux cent mille", "zweihunderttausend"},
		1000000:       {"one million", "un millón", "un million", "eine Million"},
		2000042:       {"two million forty-two", "dos millones cuarenta y dos", "deux millions quarante-deux", "zwei Millionen zweiundvierzig"},
		1000000000:    {"one billion", "mil millones", "un milliard", "eine Milliarde"},
		999999999999:  {"nine hundred ninety-nine billion nine hundred ninety-nine million nine hundred ninety-nine thousand nine hundred ninety-nine", "novecientos noventa y nueve mil novecientos noventa y nueve millones novecientos noventa y nueve mil novecientos noventa y nueve", "neuf cent quatre-vingt-dix-neuf milliards neuf cent quatre-vingt-dix-neuf millions neuf cent quatre-vingt-dix-neuf mille neuf cent quatre-vingt-dix-neuf", "neunhundertneunundneunzig Milliarden neunhundertneunundneunzig Millionen neunhundertneunundneunzigtausendneunhundertneunundneunzig"},
		1000000000000: {"1000000000000", "1000000000000", "1000000000000", "1000000000000"},
		-7:            {"minus seven", "menos siete", "moins sept", "minus sieben"},
		math.MinInt:   {"-9223372036854775808", "-9223372036854775808", "-9223372036854775808", "-9223372036854775808"},
	} {
		for i, language := range []string{"en-US", "es-US", "fr-FR", "de-DE"} {
			if got := (voice{language: language}).spoken(Type{Kind: Int}, n); got != want[i] {
				t.Errorf("%d in %s: %q, want %q", n, language, got, want[i])
			}
		}
	}
}

// TestNumeralsDiffer: two numbers never sound the same, and none has figures or gaps in it.
func TestNumeralsDiffer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.OneOf(rapid.IntRange(0, 2000), rapid.IntRange(0, 999_999_999_999))
		a, b := number.Draw(t, "a"), number.Draw(t, "b")
		for language, tongue := range tongues {
			x, y := tongue.numeral(a), tongue.numeral(b)
			if (x == y) != (a == b) {
				t.Fatalf("%s: %d is %q, %d is %q", language, a, x, b, y)
			}
			if x == "" || x != strings.Join(strings.Fields(x), " ") || strings.ContainsFunc(x, unicode.IsDigit) {
				t.Fatalf("%s: %d is %q", language, a, x)
			}
		}
	})
}

func TestSpoken(t *testing.T) {
	denver, err := time.LoadLocation("America/Denver")
	if err != nil {
		t.Fatal(err)
	}
	date := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	texts := Type{Kind: List, Elem: &Type{Kind: String}}
	for _, c := range []struct {
		typ            Type
		v              any
		en, es, fr, de string
		other          string
	}{
		{Type{Kind: Date}, date(2026, 3, 1), "Sunday, March 1st", "domingo 1 de marzo", "dimanche 1er mars", "Sonntag, 1. März", "2026-03-01"},
		{Type{Kind: Date}, date(2027, 12, 22), "Wednesday, December 22nd, 2027", "miércoles 22 de diciembre de 2027", "mercredi 22 décembre 2027", "Mittwoch, 22. Dezember 2027", "2027-12-22"},
		{Type{Kind: Date}, date(2026, 5, 12), "Tuesday, May 12th", "martes 12 de mayo", "mardi 12 mai", "Dienstag, 12. Mai", "2026-05-12"},
		{Type{Kind: Time}, 17*time.Hour + 5*time.Minute, "5:05 PM", "17:05", "17 heures 05", "17 Uhr 05", "17:05"},
		{Type{Kind: Time}, time.Duration(0), "12 AM", "0:00", "0 heure", "0 Uhr", "00:00"},
		{Type{Kind: Time}, 12 * time.Hour, "12 PM", "12:00", "12 heures", "12 Uhr", "12:00"},
		{Type{Kind: DateTime}, time.Date(2026, 3, 4, 3, 0, 0, 0, time.UTC), "Tuesday, March 3rd at 8 PM", "martes 3 de marzo a las 20:00", "mardi 3 mars à 20 heures", "Dienstag, 3. März um 20 Uhr", "2026-03-03 20:00"},
		{Type{Kind: Duration}, 90 * time.Minute, "one hour and thirty minutes", "una hora y treinta minutos", "une heure et trente minutes", "eine Stunde und dreißig Minuten", "1h30m0s"},
		{Type{Kind: Duration}, 21 * time.Hour, "twenty-one hours", "veintiuna horas", "vingt et une heures", "einundzwanzig Stunden", "21h0m0s"},
		{Type{Kind: Duration}, 25*time.Hour + 61*time.Second, "one day, one hour, one minute and one second", "un día, una hora, un minuto y un segundo", "un jour, une heure, une minute et une seconde", "ein Tag, eine Stunde, eine Minute und eine Sekunde", "25h1m1s"},
		{Type{Kind: Duration}, -2 * time.Second, "minus two seconds", "menos dos segundos", "moins deux secondes", "minus zwei Sekunden", "-2s"},
		{Type{Kind: Duration}, time.Duration(0), "zero seconds", "cero segundos", "zéro secondes", "null Sekunden", "0s"},
		{Type{Kind: Float}, 3.05, "three point zero five", "tres coma cero cinco", "trois virgule zéro cinq", "drei Komma null fünf", "3.05"},
		{Type{Kind: Float}, -0.5, "minus zero point five", "menos cero coma cinco", "moins zéro virgule cinq", "minus null Komma fünf", "-0.5"},
		{Type{Kind: Float}, 2.0, "two", "dos", "deux", "zwei", "2"},
		{Type{Kind: Float}, 0.00000001, "zero", "cero", "zéro", "null", "0.00000001"},
		{Type{Kind: Bool}, true, "yes", "sí", "oui", "ja", "true"},
		{Type{Kind: Bool}, false, "no", "no", "non", "nein", "false"},
		{Type{Kind: String}, "as it is", "as it is", "as it is", "as it is", "as it is", "as it is"},
		{texts, []any{}, "", "", "", "", ""},
		{texts, []any{"a"}, "a", "a", "a", "a", "a"},
		{texts, []any{"a", "iglesia"}, "a and iglesia", "a e iglesia", "a et iglesia", "a und iglesia", "a, iglesia"},
		{texts, []any{"a", "b", "hielo"}, "a, b, and hielo", "a, b y hielo", "a, b et hielo", "a, b und hielo", "a, b, hielo"},
		{Type{Kind: List, Elem: &Type{Kind: Int}}, []any{1, 21}, "one and twenty-one", "uno y veintiuno", "un et vingt et un", "eins und einundzwanzig", "1, 21"},
	} {
		for language, want := range map[string]string{"en-US": c.en, "es-MX": c.es, "fr": c.fr, "de_AT": c.de, "pt-BR": c.other, "": c.other} {
			v := voice{language: language, zone: denver, today: date(2026, 3, 3)}
			if got := v.spoken(c.typ, c.v); got != want {
				t.Errorf("%s %v in %q: %q, want %q", c.typ, c.v, language, got, want)
			}
		}
	}
}

func TestDigits(t *testing.T) {
	for _, c := range []struct{ in, language, want string }{
		{"0015", "en-US", "0 0 1 5"},
		{"555-0100", "en-US", "5 5 5, 0 1 0 0"},
		{"+1 (512) 555-0100", "en-US", "plus 1, 5 1 2, 5 5 5, 0 1 0 0"},
		{"*9#", "en-US", "star 9 pound"},
		{"*9#", "es-US", "asterisco 9 numeral"},
		{"*9#", "fr", "étoile 9 dièse"},
		{"*9#", "de", "Stern 9 Raute"},
		{"*9#", "pt", "* 9 #"},
		{"AB12", "en", "A B 1 2"},
		{" - ", "en", ""},
		{"", "en", ""},
	} {
		if got := digits(c.in, c.language); got != c.want {
			t.Errorf("digits(%q) in %q = %q, want %q", c.in, c.language, got, c.want)
		}
	}
}

func TestMoney(t *testing.T) {
	for _, c := range []struct {
		amount   any
		code     string
		language string
		want     string
	}{
		{12.5, "USD", "en-US", "twelve dollars and fifty cents"},
		{1, "USD", "en", "one dollar"},
		{0, "USD", "en", "zero dollars"},
		{0.01, "USD", "en", "one cent"},
		{1.005, "GBP", "en", "one pound"},
		{1.01, "GBP", "en", "one pound and one penny"},
		{-3.2, "EUR", "en", "minus three euros and twenty cents"},
		{-0.001, "EUR", "en", "zero euros"},
		{21.21, "USD", "es-US", "veintiún dólares con veintiún centavos"},
		{201, "GBP", "es", "doscientas una libras"},
		{1, "GBP", "es", "una libra"},
		{1000000, "USD", "es", "un millón de dólares"},
		{1000000, "EUR", "fr", "un million d'euros"},
		{2000000, "USD", "fr", "deux millions de dollars"},
		{0, "EUR", "fr", "zéro euro"},
		{21, "GBP", "fr", "vingt et une livres"},
		{1.5, "EUR", "de-DE", "ein Euro und fünfzig Cent"},
		{101, "CHF", "de", "einhundertein Franken"},
		{12.5, "USD", "pt-BR", "12.50 USD"},
		{12.5, "BRL", "pt-BR", "12.50 BRL"},
		{1200, "JPY", "en", "1200 JPY"},
		{1.2345, "KWD", "en", "1.234 KWD"},
		{1e10, "USD", "en", "10000000000.00 USD"},
		{math.MaxInt, "USD", "en", "9223372036854775808.00 USD"},
	} {
		if got := money(c.amount, c.code, c.language); got != c.want {
			t.Errorf("%v %s in %s: %q, want %q", c.amount, c.code, c.language, got, c.want)
		}
	}
	for code, names := range currencies {
		for language := range tongues {
			if names[language].one == "" {
				t.Errorf("%s has no name in %s", code, language)
			}
		}
	}
}
