package texmlgen

import "strings"

func (x *Dial) check(to audience) {
	text := finishToken(x.Number) != ""
	switch {
	case text && len(x.Nouns) > 0:
		to.problem("", "want a number as text or nouns, not both")
	case !text && len(x.Nouns) == 0:
		to.problem("", "want a number, or a Number, Sip, Queue or Conference")
	}
}

func (x *Number) check(to audience) {
	needToken(to, x.Number, "want a number")
	if !onlyOf(finish(x.SendDigits), dtmf) {
		to.problem("sendDigits", wantDTMF)
	}
}

func (x *Sip) check(to audience) {
	if s := finishToken(x.URI); !isSIP(s) && !isTemplate(s) {
		to.problem("", "want an address that begins with sip: or sips:")
	}
	if to.in() == &referSpec && !to.bare() {
		to.problem("", "takes no attributes inside Refer")
	}
}

func isSIP(s string) bool {
	scheme, rest, ok := strings.Cut(s, ":")
	return ok && rest != "" && (strings.EqualFold(scheme, "sip") || strings.EqualFold(scheme, "sips"))
}

// A queue whose name is left out is the carrier's to choose; one that is there and empty is a value gone wrong.
func (x *Enqueue) check(to audience) {
	if !x.Queue.IsZero() {
		needToken(to, x.Queue, "want the name of a queue")
	}
}

func (x *Queue) check(to audience) { needToken(to, x.Name, "want the name of a queue") }

func (x *Conference) check(to audience) { needToken(to, x.Room, "want the name of a room") }

// isE164 reports whether s is + and up to 15 digits, the first not 0.
func isE164(s string) bool {
	digits, ok := strings.CutPrefix(s, "+")
	return ok && len(digits) >= 2 && len(digits) <= 15 && digits[0] != '0' && strings.Trim(digits, "0123456789") == ""
}
