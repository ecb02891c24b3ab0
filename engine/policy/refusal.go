package policy

import (
	"fmt"
	"strings"
)

// Kind is what sort of target was refused.
type Kind string

// The kinds of target.
const (
	KindNumber   Kind = "number"
	KindSIP      Kind = "sip"
	KindFetch    Kind = "fetch"
	KindAddress  Kind = "address" // an address that a fetch's host resolved to
	KindRedirect Kind = "redirect"
)

// Reason is why a target was refused: a closed set, fit for a metric's label.
type Reason string

// The reasons of a refusal.
const (
	ReasonMalformed  Reason = "malformed"   // not in the one form that is read
	ReasonDenied     Reason = "denied"      // a deny entry covers it
	ReasonHighCost   Reason = "high-cost"   // in a range that an allow entry must name itself
	ReasonNotAllowed Reason = "not-allowed" // no allow entry covers it
	ReasonAddress    Reason = "address"     // private, local or otherwise not public
)

// Refusal is the error for a target that may not be reached.
type Refusal struct {
	Kind   Kind
	Reason Reason
	Target string // masked: the last two digits of a number, the host of a URI, the origin of a URL
	Detail string // what was expected or which rule refused, in words
}

// Error says what was refused and why; it holds no more of a number than its
// last two digits.
func (r *Refusal) Error() string {
	return fmt.Sprintf("%s %s refused: %s", r.Kind, r.Target, r.Detail)
}

// mask shows the last two ASCII digits of a target that has more than two,
// and nothing else of it: a malformed target may be speech or keys.
func mask(target string) string {
	var digits []byte
	for i := range len(target) {
		if isDigit(target[i]) {
			digits = append(digits, target[i])
		}
	}
	if len(digits) <= 2 {
		return "…"
	}
	return "…" + string(digits[len(digits)-2:])
}

// maskRuns shortens each run of seven and more digits, the shortest that can be a
// number, to its last two. It is for hosts and for entries of the configuration,
// where ports, prefixes and the parts of addresses stay readable.
func maskRuns(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		j := i
		for j < len(s) && isDigit(s[j]) {
			j++
		}
		switch {
		case j-i >= 7:
			b.WriteString("…" + s[j-2:j])
		case j > i:
			b.WriteString(s[i:j])
		default:
			b.WriteByte(s[i])
			j++
		}
		i = j
	}
	return b.String()
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// odd reports whether s holds anything but visible ASCII. Full-width digits,
// look-alike letters, direction marks, tabs, NUL and spaces all end here.
func odd(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return true
		}
	}
	return false
}
