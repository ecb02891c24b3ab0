package policy

import "strings"

// Dial judges what is dialled, transferred or referred to: an E.164 number, or
// a sip: or sips: URI. Queues and conferences are no targets.
func (p *Policy) Dial(target string) error {
	if isSIP(target) {
		return p.SIP(target)
	}
	return p.Number(target)
}

// SIP judges a SIP URI. Where its user part is a telephone number, the gateway
// behind it will dial that, so dial.deny and the high-cost ranges apply to the
// number too, in whatever form a gateway may take it; the host's pattern vouches
// only for the rest. A pattern with that very user names the range.
func (p *Policy) SIP(uri string) error {
	u, fault := parseSIP(uri)
	if fault != "" {
		return &Refusal{Kind: KindSIP, Reason: ReasonMalformed, Target: mask(uri), Detail: fault}
	}
	refuse := func(reason Reason, detail string) error {
		scheme := "sip:"
		if u.secure {
			scheme = "sips:"
		}
		target := scheme + mask(u.user) + "@" + maskRuns(u.host.String())
		return &Refusal{Kind: KindSIP, Reason: reason, Target: target, Detail: detail}
	}
	for _, pattern := range p.denySIP {
		if pattern.denies(u) {
			return refuse(ReasonDenied, "an entry of dial.deny covers it")
		}
	}
	if strings.HasPrefix(u.user, "+") {
		if fault := numberFault(u.user); fault != "" {
			return refuse(ReasonMalformed, "the user part is no number: "+fault)
		}
	}
	numbers := numbersIn(u.user)
	for _, number := range numbers {
		if hasAnyPrefix(number, p.denyNumbers) {
			return refuse(ReasonDenied, "an entry of dial.deny covers its number")
		}
	}
	allowed, named := false, false
	for _, pattern := range p.allowSIP {
		if pattern.allows(u) {
			allowed, named = true, named || pattern.user != ""
		}
	}
	if !allowed {
		return refuse(ReasonNotAllowed, "no entry of dial.allow covers it")
	}
	for _, number := range numbers {
		if detail := p.costFault(number); detail != "" && !named {
			return refuse(ReasonHighCost, "taken as the number "+mask(number)+", "+detail)
		}
	}
	return nil
}

// numbersIn are the E.164 numbers that a gateway may take a SIP user for: with
// its +, without it, after an international prefix, or as a national number of
// +1. A short user is an extension and no number. Several readings are possible
// at once, and one that is denied is enough to refuse; with + there is only one.
func numbersIn(user string) []string {
	digits := strings.NewReplacer("-", "", ".", "").Replace(strings.TrimPrefix(user, "+"))
	if len(digits) < 7 || strings.Trim(digits, "0123456789") != "" {
		return nil
	}
	readings := []string{digits}
	if user[0] != '+' {
		for _, prefix := range []string{"00", "011"} {
			if rest, ok := strings.CutPrefix(digits, prefix); ok {
				readings = append(readings, rest)
			}
		}
		if len(digits) == 10 {
			readings = append(readings, "1"+digits)
		}
	}
	var numbers []string
	for _, reading := range readings {
		if number := "+" + reading; numberFault(number) == "" {
			numbers = append(numbers, number)
		}
	}
	return numbers
}
