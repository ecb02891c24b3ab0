package guard

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// voice is what the formatters know of the moment: the language now spoken, the flow's time zone, the date.
type voice struct {
	language string
	zone     *time.Location
	today    time.Time
}

func voiceOf(v any) voice {
	out, ok := v.(voice)
	if !ok {
		out.zone = time.UTC
	}
	return out
}

// tongue is how a language says things. A language without one gets figures and ISO dates, which every voice can read.
type tongue struct {
	minus, point, yes, no, and, at string
	weekdays                       [7]string
	months                         [12]string
	// units are day, hour, minute and second, one and many; one is said whole, many after a numeral.
	units    [4][2]string
	numeral  func(n int) string
	counting func(n int, feminine bool) string // a numeral before a noun
	feminine [4]bool                           // of units
	date     func(t *tongue, d time.Time, year bool) string
	clock    func(hour, minute int) string
	signs    map[rune]string
	comma    bool // a comma stands before the last "and" of three and more
}

var tongues = map[string]*tongue{
	"en": {
		minus: "minus", point: "point", yes: "yes", no: "no", and: "and", at: "at", comma: true,
		weekdays: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		months:   [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		units:    [4][2]string{{"one day", "days"}, {"one hour", "hours"}, {"one minute", "minutes"}, {"one second", "seconds"}},
		numeral:  english,
		date: func(t *tongue, d time.Time, year bool) string {
			s := fmt.Sprintf("%s, %s %d%s", t.weekdays[d.Weekday()], t.months[d.Month()-1], d.Day(), ordinal(d.Day()))
			return s + optionalYear(", ", d, year)
		},
		clock: func(hour, minute int) string {
			half := "AM"
			if hour >= 12 {
				half = "PM"
			}
			if minute == 0 {
				return fmt.Sprintf("%d %s", (hour+11)%12+1, half)
			}
			return fmt.Sprintf("%d:%02d %s", (hour+11)%12+1, minute, half)
		},
		signs: map[rune]string{'+': "plus", '*': "star", '#': "pound"},
	},
	"es": {
		minus: "menos", point: "coma", yes: "sí", no: "no", and: "y", at: "a las",
		weekdays: [7]string{"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"},
		months:   [12]string{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
		units:    [4][2]string{{"un día", "días"}, {"una hora", "horas"}, {"un minuto", "minutos"}, {"un segundo", "segundos"}},
		numeral:  spanish, counting: spanishBefore, feminine: [4]bool{false, true, false, false},
		date: func(t *tongue, d time.Time, year bool) string {
			return fmt.Sprintf("%s %d de %s%s", t.weekdays[d.Weekday()], d.Day(), t.months[d.Month()-1], optionalYear(" de ", d, year))
		},
		clock: func(hour, minute int) string { return fmt.Sprintf("%d:%02d", hour, minute) },
		signs: map[rune]string{'+': "más", '*': "asterisco", '#': "numeral"},
	},
	"fr": {
		minus: "moins", point: "virgule", yes: "oui", no: "non", and: "et", at: "à",
		weekdays: [7]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
		months:   [12]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
		units:    [4][2]string{{"un jour", "jours"}, {"une heure", "heures"}, {"une minute", "minutes"}, {"une seconde", "secondes"}},
		numeral:  french, counting: frenchBefore, feminine: [4]bool{false, true, true, true},
		date: func(t *tongue, d time.Time, year bool) string {
			first := strconv.Itoa(d.Day())
			if d.Day() == 1 {
				first = "1er"
			}
			return fmt.Sprintf("%s %s %s%s", t.weekdays[d.Weekday()], first, t.months[d.Month()-1], optionalYear(" ", d, year))
		},
		clock: func(hour, minute int) string {
			s := "heures"
			if hour < 2 {
				s = "heure"
			}
			if minute == 0 {
				return fmt.Sprintf("%d %s", hour, s)
			}
			return fmt.Sprintf("%d %s %02d", hour, s, minute)
		},
		signs: map[rune]string{'+': "plus", '*': "étoile", '#': "dièse"},
	},
	"de": {
		minus: "minus", point: "Komma", yes: "ja", no: "nein", and: "und", at: "um",
		weekdays: [7]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"},
		months:   [12]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
		units:    [4][2]string{{"ein Tag", "Tage"}, {"eine Stunde", "Stunden"}, {"eine Minute", "Minuten"}, {"eine Sekunde", "Sekunden"}},
		numeral:  german, counting: germanBefore, feminine: [4]bool{false, true, true, true},
		date: func(t *tongue, d time.Time, year bool) string {
			return fmt.Sprintf("%s, %d. %s%s", t.weekdays[d.Weekday()], d.Day(), t.months[d.Month()-1], optionalYear(" ", d, year))
		},
		clock: func(hour, minute int) string {
			if minute == 0 {
				return fmt.Sprintf("%d Uhr", hour)
			}
			return fmt.Sprintf("%d Uhr %02d", hour, minute)
		},
		signs: map[rune]string{'+': "plus", '*': "Stern", '#': "Raute"},
	},
}

func optionalYear(before string, d time.Time, year bool) string {
	if !year {
		return ""
	}
	return before + strconv.Itoa(d.Year())
}

// ordinal is the ending of an English day of the month.
func ordinal(day int) string {
	if day%100/10 != 1 {
		switch day % 10 {
		case 1:
			return "st"
		case 2:
			return "nd"
		case 3:
			return "rd"
		}
	}
	return "th"
}

// before is a numeral in front of a noun.
func (t *tongue) before(n int, feminine bool) string {
	if t.counting != nil {
		return t.counting(n, feminine)
	}
	return t.numeral(n)
}

// spoken says a value the way a person would: numbers and durations in words, dates with the day of the week and
// without this year's number, lists with an "and".
func (v voice) spoken(of Type, value any) string {
	t := tongues[baseLanguage(v.language)]
	if l, ok := value.([]any); ok {
		return v.listed(t, of.elem(), l)
	}
	if t == nil {
		if at, ok := value.(time.Time); ok && of.Kind == DateTime {
			return v.local(at).Format("2006-01-02 15:04")
		}
		return plain(of, value)
	}
	switch n := value.(type) {
	case int:
		return t.number(n)
	case float64:
		return t.decimal(n)
	case bool:
		if n {
			return t.yes
		}
		return t.no
	case time.Time:
		if of.Kind == Date {
			return t.date(t, n, n.Year() != v.today.Year())
		}
		n = v.local(n)
		return t.date(t, n, n.Year() != v.today.Year()) + " " + t.at + " " + t.clock(n.Hour(), n.Minute())
	case time.Duration:
		if of.Kind == Time {
			n = min(max(n, 0), day-1)
			return t.clock(int(n/time.Hour), int(n%time.Hour/time.Minute))
		}
		return t.lasting(n)
	}
	return text(value)
}

// local is a moment as a person there would say it: with the offset it came with, and in the flow's zone if that is none.
func (v voice) local(t time.Time) time.Time {
	if _, offset := t.Zone(); offset != 0 {
		return t
	}
	return t.In(v.zone)
}

func (v voice) listed(t *tongue, elem Type, l []any) string {
	parts := make([]string, len(l))
	for i, e := range l {
		parts[i] = v.spoken(elem, e)
	}
	if t == nil || len(parts) < 2 {
		return strings.Join(parts, ", ")
	}
	and, last := t.and, parts[len(parts)-1]
	if first := strings.ToLower(last); and == "y" && (strings.HasPrefix(first, "i") || strings.HasPrefix(first, "hi")) && !strings.HasPrefix(first, "hie") {
		and = "e"
	}
	if t.comma && len(parts) > 2 {
		and = ", " + and + " "
	} else {
		and = " " + and + " "
	}
	return strings.Join(parts[:len(parts)-1], ", ") + and + last
}

// number says a whole number; from a million million on it is left in figures.
func (t *tongue) number(n int) string {
	switch {
	case n <= -1e12 || n >= 1e12:
		return strconv.Itoa(n)
	case n < 0:
		return t.minus + " " + t.numeral(-n)
	}
	return t.numeral(n)
}

// decimal says a number, its decimals one by one, at most six of them.
func (t *tongue) decimal(f float64) string {
	if f <= -1e12 || f >= 1e12 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if _, decimals, _ := strings.Cut(s, "."); len(decimals) > 6 {
		s = strings.TrimRight(strconv.FormatFloat(f, 'f', 6, 64), "0")
	}
	s, negative := strings.CutPrefix(s, "-")
	figures, decimals, _ := strings.Cut(s, ".")
	n, _ := strconv.Atoi(figures)
	out := t.numeral(n)
	if decimals != "" {
		out += " " + t.point
		for _, d := range decimals {
			out += " " + t.numeral(int(d-'0'))
		}
	}
	if negative && (n != 0 || decimals != "") {
		return t.minus + " " + out
	}
	return out
}

// lasting says a duration in days, hours, minutes and seconds.
func (t *tongue) lasting(d time.Duration) string {
	sign := ""
	if d < 0 {
		sign, d = t.minus+" ", negInt(d)
	}
	d = d.Round(time.Second)
	var parts []string
	for i, unit := range []time.Duration{day, time.Hour, time.Minute, time.Second} {
		n := int(d / unit)
		d %= unit
		switch {
		case n == 1:
			parts = append(parts, t.units[i][0])
		case n > 1:
			parts = append(parts, t.before(n, t.feminine[i])+" "+t.units[i][1])
		}
	}
	switch len(parts) {
	case 0:
		return t.numeral(0) + " " + t.units[3][1]
	case 1:
		return sign + parts[0]
	}
	last := len(parts) - 1
	return sign + strings.Join(parts[:last], ", ") + " " + t.and + " " + parts[last]
}

// digits spells a text so that each letter and digit is read by itself, with a pause where the author or the caller
// left a gap: "555-0100" is "5 5 5, 0 1 0 0". Star, pound and plus are named; other signs are left out.
func digits(s, language string) string {
	t := tongues[baseLanguage(language)]
	var b strings.Builder
	gap := false
	for _, r := range s {
		word := string(r)
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			word = ""
			if t != nil {
				word = t.signs[r]
			} else if strings.ContainsRune("+*#", r) {
				word = string(r)
			}
			if word == "" {
				gap = b.Len() > 0
				continue
			}
		}
		switch {
		case gap:
			b.WriteString(", ")
		case b.Len() > 0:
			b.WriteByte(' ')
		}
		b.WriteString(word)
		gap = false
	}
	return cutText(b.String())
}
