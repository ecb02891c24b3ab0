package guard

import (
	"net/url"
	"strings"
)

// plan says how numbers are dialled inside a country: the prefix that is dropped, and how many digits follow the
// calling code.
type plan struct {
	code, trunk string
	least, most int
}

// plans are the regions that e164 knows. The rules are few and strict: a number of the wrong length is no number.
// Whether it is in service only the carrier knows.
var plans = map[string]plan{
	"US": {"1", "1", 10, 10}, "CA": {"1", "1", 10, 10}, "PR": {"1", "1", 10, 10},
	"MX": {"52", "", 10, 10}, "BR": {"55", "0", 10, 11}, "AR": {"54", "0", 10, 11}, "CL": {"56", "", 9, 9}, "CO": {"57", "", 10, 10}, "PE": {"51", "0", 8, 9},
	"GB": {"44", "0", 9, 10}, "IE": {"353", "0", 7, 9}, "FR": {"33", "0", 9, 9}, "DE": {"49", "0", 6, 11}, "AT": {"43", "0", 6, 12}, "CH": {"41", "0", 9, 9},
	"ES": {"34", "", 9, 9}, "PT": {"351", "", 9, 9}, "IT": {"39", "", 8, 11}, "NL": {"31", "0", 9, 9}, "BE": {"32", "0", 8, 9}, "DK": {"45", "", 8, 8},
	"SE": {"46", "0", 7, 9}, "NO": {"47", "", 8, 8}, "PL": {"48", "", 9, 9}, "AU": {"61", "0", 9, 9}, "NZ": {"64", "0", 8, 10}, "IN": {"91", "0", 10, 10}, "JP": {"81", "0", 9, 10},
}

// dialled takes the digits out of a number as people write it; ok is false if there is anything else in it than digits,
// spaces and - . ( ) /, or a plus sign that is not the first.
func dialled(s string) (digits string, plus, ok bool) {
	s = strings.TrimSpace(s)
	s, plus = strings.CutPrefix(s, "+")
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case !strings.ContainsRune(" -.()/", r):
			return "", plus, false
		}
	}
	return b.String(), plus, b.Len() > 0
}

// e164 is a number as "+15125550100", or nil if it is none by the rules of the region. A number that begins with + is
// judged by its own country's rules where they are known, else by its length alone.
func e164(s, region string) any {
	digits, plus, ok := dialled(s)
	p, known := plans[region]
	if !ok || !known {
		return nil
	}
	if plus {
		if len(digits) < 8 || len(digits) > 15 || digits[0] == '0' {
			return nil
		}
		for _, own := range plans {
			if rest, found := strings.CutPrefix(digits, own.code); found && !own.fits(rest) {
				return nil
			}
		}
		return "+" + digits
	}
	national := digits
	if p.trunk != "" && (p.code != "1" || len(digits) > p.most) {
		national = strings.TrimPrefix(digits, p.trunk)
	}
	if !p.fits(national) {
		return nil
	}
	return "+" + p.code + national
}

// fits reports whether the digits after the calling code can be a number of the plan.
func (p plan) fits(national string) bool {
	if len(national) < p.least || len(national) > p.most {
		return false
	}
	if p.code == "1" {
		// Area and exchange codes of the North American plan begin with 2-9; N11 are service codes.
		return national[0] >= '2' && national[3] >= '2' && national[1:3] != "11" && national[4:6] != "11"
	}
	return p.trunk == "" || national[0] != '0'
}

// country is the ISO code of the country a number in E.164 belongs to, by its calling code and in the North American
// plan by its area code; "" if that is not known.
func country(number string) string {
	digits, plus, ok := dialled(number)
	if !ok || !plus {
		return ""
	}
	if rest, found := strings.CutPrefix(digits, "1"); found {
		if len(rest) != 10 {
			return ""
		}
		if c, ok := areaCountries[rest[:3]]; ok {
			return c
		}
		return "US"
	}
	for n := min(4, len(digits)); n > 0; n-- {
		if c, ok := callingCodes[digits[:n]]; ok {
			return c
		}
	}
	return ""
}

// luhn reports whether the digits of a text, at least two, pass the check of card numbers; spaces and hyphens do not
// count, and anything else fails.
func luhn(s string) bool {
	s = strings.NewReplacer(" ", "", "-", "").Replace(s)
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i]) - '0'
		if d < 0 || d > 9 {
			return false
		}
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return len(s) > 1 && sum%10 == 0
}

// urlquery escapes a text for a place in a URL's query; the result is cut between two escapes.
func urlquery(s string) string {
	out := url.QueryEscape(s)
	if len(out) <= MaxText {
		return out
	}
	cut := MaxText
	for i := cut - 2; i < cut; i++ {
		if out[i] == '%' {
			return out[:i]
		}
	}
	return out[:cut]
}
