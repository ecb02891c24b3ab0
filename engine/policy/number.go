package policy

import (
	"slices"
	"strings"
)

// numberFault says what keeps s from being an E.164 number in the one form that
// is read, ^\+[1-9][0-9]{6,14}$; "" if nothing does.
func numberFault(s string) string {
	switch {
	case s == "":
		return `it is empty, expected an E.164 number such as "+15125550100"`
	case odd(s):
		return "it holds a character that is not visible ASCII; an E.164 number is + and digits alone"
	case strings.HasPrefix(s, "00"):
		return "it begins with 00; an E.164 number begins with +"
	case s[0] != '+':
		return "it does not begin with +, as an E.164 number does"
	}
	digits := s[1:]
	for i := range len(digits) {
		if !isDigit(digits[i]) {
			return "an E.164 number is + and digits alone, without separators, extension or parameters"
		}
	}
	switch {
	case len(digits) < 7 || len(digits) > 15:
		return "an E.164 number has 7 to 15 digits"
	case digits[0] == '0':
		return "no country code begins with 0"
	}
	// Inside +1 the length is fixed. A longer number, or an area code that begins
	// with 0 or 1 ("+1011882…" smuggles an international prefix), is not E.164 and
	// switches differ in what they make of it.
	if digits[0] == '1' && (len(digits) != 11 || digits[1] < '2') {
		return "a number in +1 has ten digits after the 1, of which the first is 2 to 9"
	}
	return ""
}

// prefixFault says what keeps an entry from being an E.164 prefix.
func prefixFault(entry string) string {
	const want = `expected an E.164 prefix such as "+1512" or a SIP pattern such as "sip:*@pbx.example.com"`
	rest, plus := strings.CutPrefix(entry, "+")
	onlyDigits := rest != "" && strings.Trim(rest, "0123456789") == ""
	switch {
	case onlyDigits && !plus && strings.HasPrefix(entry, "00") && len(entry) > 2 && entry[2] != '0':
		return `write "+` + entry[2:] + `": a prefix begins with +, not with 00`
	case onlyDigits && !plus && entry[0] != '0':
		return `write "+` + entry + `": a prefix begins with +`
	case !plus || !onlyDigits:
		return want
	case rest[0] == '0':
		return "no country code begins with 0; " + want
	case len(rest) > 15:
		return "an E.164 number has at most 15 digits"
	case len(rest) > 11 && rest[0] == '1', len(rest) > 1 && rest[0] == '1' && rest[1] < '2':
		return "no number in +1 begins like this: it has ten digits after the 1, of which the first is 2 to 9"
	}
	return ""
}

func hasAnyPrefix(number string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(number, p) })
}

// Number judges an E.164 number.
func (p *Policy) Number(target string) error {
	if fault := numberFault(target); fault != "" {
		return refuseNumber(target, ReasonMalformed, fault)
	}
	if hasAnyPrefix(target, p.denyNumbers) {
		return refuseNumber(target, ReasonDenied, "an entry of dial.deny covers it")
	}
	if !hasAnyPrefix(target, p.allowNumbers) {
		return refuseNumber(target, ReasonNotAllowed, "no entry of dial.allow covers it")
	}
	if detail := p.costFault(target); detail != "" {
		return refuseNumber(target, ReasonHighCost, detail)
	}
	return nil
}

// costFault says which high-cost range a number lies in, "" if it lies in none
// or allow entries name all of them.
func (p *Policy) costFault(number string) string {
	for _, r := range highCost(number) {
		named := slices.ContainsFunc(p.allowNumbers, func(prefix string) bool {
			return len(prefix) >= len(r.prefix) && strings.HasPrefix(number, prefix)
		})
		if !named {
			return r.what + "; dial.allow opens such a range only by an entry that begins with " + r.prefix
		}
	}
	return ""
}

func refuseNumber(target string, reason Reason, detail string) error {
	return &Refusal{Kind: KindNumber, Reason: reason, Target: mask(target), Detail: detail}
}
