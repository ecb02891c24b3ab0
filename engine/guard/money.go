package guard

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/currency"
)

// coins are the names of a currency in a language: of the whole and of its hundredth part, one and many.
type coins struct {
	one, many         string
	partOne, partMany string
	feminine          bool
}

// currencies are the names by code and language.
var currencies = func() map[string]map[string]coins {
	dollar := map[string]coins{
		"en": {one: "dollar", many: "dollars", partOne: "cent", partMany: "cents"},
		"es": {one: "dólar", many: "dólares", partOne: "centavo", partMany: "centavos"},
		"fr": {one: "dollar", many: "dollars", partOne: "cent", partMany: "cents"},
		"de": {one: "Dollar", many: "Dollar", partOne: "Cent", partMany: "Cent"},
	}
	return map[string]map[string]coins{
		"USD": dollar, "CAD": dollar, "AUD": dollar, "NZD": dollar,
		"EUR": {
			"en": {one: "euro", many: "euros", partOne: "cent", partMany: "cents"},
			"es": {one: "euro", many: "euros", partOne: "céntimo", partMany: "céntimos"},
			"fr": {one: "euro", many: "euros", partOne: "centime", partMany: "centimes"},
			"de": {one: "Euro", many: "Euro", partOne: "Cent", partMany: "Cent"},
		},
		"GBP": {
			"en": {one: "pound", many: "pounds", partOne: "penny", partMany: "pence"},
			"es": {one: "libra", many: "libras", partOne: "penique", partMany: "peniques", feminine: true},
			"fr": {one: "livre", many: "livres", partOne: "penny", partMany: "pence", feminine: true},
			"de": {one: "Pfund", many: "Pfund", partOne: "Penny", partMany: "Pence"},
		},
		"MXN": {
			"en": {one: "peso", many: "pesos", partOne: "centavo", partMany: "centavos"},
			"es": {one: "peso", many: "pesos", partOne: "centavo", partMany: "centavos"},
			"fr": {one: "peso", many: "pesos", partOne: "centavo", partMany: "centavos"},
			"de": {one: "Peso", many: "Pesos", partOne: "Centavo", partMany: "Centavos"},
		},
		"CHF": {
			"en": {one: "franc", many: "francs", partOne: "centime", partMany: "centimes"},
			"es": {one: "franco", many: "francos", partOne: "céntimo", partMany: "céntimos"},
			"fr": {one: "franc", many: "francs", partOne: "centime", partMany: "centimes"},
			"de": {one: "Franken", many: "Franken", partOne: "Rappen", partMany: "Rappen"},
		},
	}
}()

// knownCurrency refuses a code that is none.
func knownCurrency(args []operand) (int, string, string) {
	code := text(args[1].konst)
	if _, ok := currencies[code]; ok {
		return 0, "", ""
	}
	if upper := strings.ToUpper(code); upper != code && isCurrency(upper) {
		return 1, fmt.Sprintf("money does not know the currency %q", code), "write it in capitals: " + quote(upper)
	}
	if !isCurrency(code) {
		return 1, fmt.Sprintf("money does not know the currency %q", code), "write a code of three letters, such as " + strings.Join(slices.Sorted(maps.Keys(currencies)), ", ")
	}
	return 0, "", ""
}

// isCurrency reports whether a code is that of money. ISO 4217 has others, for metals and for tests, beginning with X.
func isCurrency(code string) bool {
	unit, err := currency.ParseISO(code)
	return err == nil && unit.String() == code &&
		(code[0] != 'X' || slices.Contains([]string{"XAF", "XCD", "XCG", "XOF", "XPF"}, code))
}

// figures writes an amount with as many decimals as its currency has, and the code: "12.50 SEK", "1200 JPY".
func figures(f float64, code string) string {
	return strconv.FormatFloat(f, 'f', Decimals(code), 64) + " " + code
}

// Decimals is how many digits a sum of a currency has behind the point: 2 for "USD", 0 for "JPY", 3 for "KWD", and 2 for
// what is no currency. Capitals do not matter. It is safe for concurrent use.
func Decimals(code string) int {
	unit, err := currency.ParseISO(code)
	if err != nil {
		return 2
	}
	decimals, _ := currency.Standard.Rounding(unit)
	return decimals
}

// money says an amount in words, rounded to the hundredth part. In a language without names for the currency, and from
// ten thousand million on, it is [figures].
func money(amount any, code, language string) string {
	base := baseLanguage(language)
	names, ok := currencies[code][base]
	f := number(amount)
	if !ok || math.Abs(f) >= 1e10 {
		return figures(f, code)
	}
	t := tongues[base]
	parts := toInt(math.Round(math.Abs(f) * 100))
	whole, rest := parts/100, parts%100
	said := func(n int, one, many string, feminine bool) string {
		noun := many
		// In French nothing is plural below two.
		if n == 1 || n == 0 && base == "fr" {
			noun = one
		}
		numeral := t.before(n, feminine)
		if whole, ok := strings.CutSuffix(numeral, " de"); ok && base == "fr" && strings.ContainsAny(noun[:1], "aeiouh") {
			return whole + " d'" + noun
		}
		return numeral + " " + noun
	}
	var out string
	switch {
	case rest == 0:
		out = said(whole, names.one, names.many, names.feminine)
	case whole == 0:
		out = said(rest, names.partOne, names.partMany, false)
	default:
		with := t.and
		if base == "es" {
			with = "con"
		}
		out = said(whole, names.one, names.many, names.feminine) + " " + with + " " + said(rest, names.partOne, names.partMany, false)
	}
	if f < 0 && parts > 0 {
		return t.minus + " " + out
	}
	return out
}
