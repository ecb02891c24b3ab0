package guard

import "strings"

// Whole numbers in words, from 0 to below a million million.

var (
	englishSmall = strings.Fields(`zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
		fifteen sixteen seventeen eighteen nineteen`)
	englishTens = strings.Fields("- - twenty thirty forty fifty sixty seventy eighty ninety")

	spanishSmall = strings.Fields(`cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince
		dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis
		veintisiete veintiocho veintinueve`)
	spanishTens     = strings.Fields("- - - treinta cuarenta cincuenta sesenta setenta ochenta noventa")
	spanishHundreds = strings.Fields("- ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos")

	frenchSmall = strings.Fields(`zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze
		seize dix-sept dix-huit dix-neuf`)
	frenchTens = strings.Fields("- - vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt")

	germanSmall = strings.Fields(`null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn
		fünfzehn sechzehn siebzehn achtzehn neunzehn`)
	germanTens = strings.Fields("- - zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig")
)

// grouped says the groups of three figures of n from the highest: say gives a group with its name.
func grouped(n int, zero string, say func(group, power int) string) string {
	if n == 0 {
		return zero
	}
	var parts []string
	for power, unit := 3, 1_000_000_000; power >= 0; power, unit = power-1, unit/1000 {
		if g := n / unit % 1000; g > 0 {
			parts = append(parts, say(g, power))
		}
	}
	return strings.Join(parts, " ")
}

func english(n int) string {
	return grouped(n, englishSmall[0], func(g, power int) string {
		s := ""
		if g >= 100 {
			s = englishSmall[g/100] + " hundred "
			g %= 100
		}
		switch {
		case g >= 20 && g%10 > 0:
			s += englishTens[g/10] + "-" + englishSmall[g%10]
		case g >= 20:
			s += englishTens[g/10]
		case g > 0:
			s += englishSmall[g]
		}
		return strings.TrimSpace(strings.TrimSpace(s) + " " + []string{"", "thousand", "million", "billion"}[power])
	})
}

func spanish(n int) string {
	if n == 0 {
		return spanishSmall[0]
	}
	var parts []string
	// In Spanish a thousand million is mil millones, so millions are counted up to 999,999.
	switch millions := n / 1_000_000; {
	case millions == 1:
		parts = append(parts, "un millón")
	case millions > 1:
		parts = append(parts, spanishBefore(millions, false)+" millones")
	}
	switch thousands := n / 1000 % 1000; {
	case thousands == 1:
		parts = append(parts, "mil")
	case thousands > 1:
		parts = append(parts, apocope(spanishGroup(thousands))+" mil")
	}
	if g := n % 1000; g > 0 {
		parts = append(parts, spanishGroup(g))
	}
	return strings.Join(parts, " ")
}

func spanishGroup(g int) string {
	if g == 100 {
		return "cien"
	}
	s := ""
	if g > 100 {
		s = spanishHundreds[g/100] + " "
		g %= 100
	}
	switch {
	case g >= 30 && g%10 > 0:
		s += spanishTens[g/10] + " y " + spanishSmall[g%10]
	case g >= 30:
		s += spanishTens[g/10]
	case g > 0:
		s += spanishSmall[g]
	}
	return strings.TrimSpace(s)
}

// apocope shortens uno at the end of a numeral, as before a masculine noun.
func apocope(s string) string {
	if rest, ok := strings.CutSuffix(s, "veintiuno"); ok {
		return rest + "veintiún"
	}
	if rest, ok := strings.CutSuffix(s, "uno"); ok {
		return rest + "un"
	}
	return s
}

// spanishBefore is a numeral before a noun; whole millions take a de.
func spanishBefore(n int, feminine bool) string {
	s := apocope(spanish(n))
	if feminine {
		s = strings.NewReplacer("cientos", "cientas", "quinientos", "quinientas").Replace(spanish(n))
		if rest, ok := strings.CutSuffix(s, "uno"); ok {
			s = rest + "una"
		}
	}
	if n > 0 && n%1_000_000 == 0 {
		s += " de"
	}
	return s
}

func french(n int) string {
	return grouped(n, frenchSmall[0], func(g, power int) string {
		switch {
		case power == 1 && g == 1:
			return "mille"
		case power == 1:
			return frenchGroup(g, false) + " mille"
		case power > 1:
			s := frenchGroup(g, true) + " " + []string{2: "million", 3: "milliard"}[power]
			if g > 1 {
				s += "s"
			}
			return s
		}
		return frenchGroup(g, true)
	})
}

// frenchGroup is a number below a thousand; last if cent and quatre-vingt may take their s.
func frenchGroup(g int, last bool) string {
	s := ""
	if g >= 100 {
		hundreds := g / 100
		g %= 100
		s = "cent "
		if hundreds > 1 {
			s = frenchSmall[hundreds] + " cent"
			if g == 0 && last {
				s += "s"
			}
			s += " "
		}
	}
	ten, one := g/10, g%10
	if ten == 7 || ten == 9 {
		one += 10
	}
	switch {
	case g == 0:
	case g < 20:
		s += frenchSmall[g]
	case g == 80 && last:
		s += "quatre-vingts"
	case one == 0:
		s += frenchTens[ten]
	case (one == 1 || one == 11) && ten < 8:
		s += frenchTens[ten] + " et " + frenchSmall[one]
	default:
		s += frenchTens[ten] + "-" + frenchSmall[one]
	}
	return strings.TrimSpace(s)
}

// frenchBefore is a numeral before a noun; whole millions take a de.
func frenchBefore(n int, feminine bool) string {
	s := french(n)
	if rest, ok := strings.CutSuffix(s, "un"); ok && feminine {
		s = rest + "une"
	}
	if n > 0 && n%1_000_000 == 0 {
		s += " de"
	}
	return s
}

func german(n int) string {
	s := germanStem(n)
	if strings.HasSuffix(s, "ein") {
		s += "s"
	}
	return s
}

// germanStem is a numeral without the s of eins.
func germanStem(n int) string {
	if n == 0 {
		return germanSmall[0]
	}
	var parts []string
	for i, unit := range []int{1_000_000_000, 1_000_000} {
		g := n / unit % 1000
		name := []string{"Milliarde", "Million"}[i]
		switch {
		case g == 1:
			parts = append(parts, "eine "+name)
		case g > 1:
			parts = append(parts, germanBefore(g, true)+" "+strings.TrimSuffix(name, "e")+"en")
		}
	}
	rest := ""
	if g := n / 1000 % 1000; g > 0 {
		rest = germanGroup(g) + "tausend"
	}
	if rest += germanGroup(n % 1000); rest != "" {
		parts = append(parts, rest)
	}
	return strings.Join(parts, " ")
}

func germanGroup(g int) string {
	s := ""
	if g >= 100 {
		s = germanSmall[g/100] + "hundert"
		g %= 100
	}
	switch {
	case g >= 20 && g%10 > 0:
		s += germanSmall[g%10] + "und" + germanTens[g/10]
	case g >= 20:
		s += germanTens[g/10]
	case g > 0:
		s += germanSmall[g]
	}
	return s
}

// germanBefore is a numeral before a noun.
func germanBefore(n int, feminine bool) string {
	s := germanStem(n)
	if strings.HasSuffix(s, "ein") && feminine {
		s += "e"
	}
	return s
}
