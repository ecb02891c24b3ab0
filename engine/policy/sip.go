package policy

import "strings"

// sipURI is a SIP URI in the one form that is read:
//
//	sip:user@host[:port][;transport=udp|tcp|tls]     or sips:
//
// Passwords, percent signs, further parameters and headers are refused: each
// is a way to write one destination so that two readers see two.
type sipURI struct {
	secure bool
	user   string
	host   hostname
	port   uint16 // as written, else the default of scheme and transport
}

// sipPattern is an entry of dial.allow or dial.deny.
type sipPattern struct {
	secure bool   // sips: only
	user   string // "" is any
	host   hostname
	under  string // ".example.com" for *.example.com; host is zero then
	port   uint16 // 0 is any
}

const (
	maxSIPURI  = 255
	maxSIPUser = 64
)

func isSIP(s string) bool { return strings.HasPrefix(s, "sip:") || strings.HasPrefix(s, "sips:") }

// cutSIP splits scheme, user and what follows the one @.
func cutSIP(s string) (secure bool, user, rest string, fault string) {
	switch {
	case len(s) > maxSIPURI:
		return false, "", "", "a SIP URI has at most 255 characters here"
	case odd(s):
		return false, "", "", "it holds a character that is not visible ASCII"
	case !isSIP(s):
		return false, "", "", "it begins with neither sip: nor sips:"
	}
	scheme, rest, _ := strings.Cut(s, ":")
	user, rest, found := strings.Cut(rest, "@")
	if !found || user == "" {
		return false, "", "", "expected sip:user@host"
	}
	return scheme == "sips", user, rest, ""
}

// cutPort splits host and port; a colon inside the brackets of IPv6 is no port's.
func cutPort(s string) (host string, port uint16, ok bool) {
	colon := strings.LastIndexByte(s, ':')
	if colon < 0 || strings.HasSuffix(s, "]") {
		return s, 0, true
	}
	port, ok = parsePort(s[colon+1:])
	return s[:colon], port, ok
}

func isSIPUser(s string) bool {
	if len(s) > maxSIPUser {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case isDigit(c), 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', strings.IndexByte("-_.+~", c) >= 0:
		default:
			return false
		}
	}
	return true
}

func parseSIP(s string) (u sipURI, fault string) {
	secure, user, rest, fault := cutSIP(s)
	if fault != "" {
		return u, fault
	}
	if !isSIPUser(user) {
		return u, "the user part may hold letters, digits and - _ . + ~, at most 64"
	}
	u.secure, u.user = secure, user
	rest, param, found := strings.Cut(rest, ";")
	tls := secure
	if found {
		switch param {
		case "transport=udp", "transport=tcp":
		case "transport=tls":
			tls = true
		default:
			return u, "the only parameter may be transport=udp, tcp or tls"
		}
	}
	host, port, ok := cutPort(rest)
	if !ok {
		return u, "the port is not a number from 1 to 65535"
	}
	var err error
	if u.host, err = parseHost(host); err != nil {
		return u, err.Error()
	}
	switch {
	case port != 0:
		u.port = port
	case tls:
		u.port = 5061
	default:
		u.port = 5060
	}
	return u, ""
}

// addDial reads an entry of dial.allow or dial.deny into its list.
func addDial(entry string, numbers *[]string, patterns *[]sipPattern) (reason string) {
	switch {
	case isSIP(entry):
		pattern, fault := parseSIPPattern(entry)
		if fault != "" {
			return fault
		}
		*patterns = append(*patterns, pattern)
		return ""
	case strings.Contains(entry, "@") && !odd(entry) && !strings.Contains(entry, ":"):
		return `write "sip:` + entry + `": a SIP pattern begins with sip:`
	case !strings.HasPrefix(entry, "+") && strings.Contains(entry, "."):
		if host, err := parseHost(entry); err == nil && host.name != "" {
			return `write "sip:*@` + host.name + `" for every user of that host`
		}
	}
	if fault := prefixFault(entry); fault != "" {
		return fault
	}
	*numbers = append(*numbers, entry)
	return ""
}

func parseSIPPattern(entry string) (p sipPattern, fault string) {
	secure, user, rest, fault := cutSIP(entry)
	if fault != "" {
		return p, fault + `, as in "sip:*@pbx.example.com"`
	}
	p.secure = secure
	if user != "*" {
		if !isSIPUser(user) {
			return p, "the user part is * or one user: letters, digits and - _ . + ~"
		}
		p.user = user
	}
	if strings.Contains(rest, ";") {
		return p, "a pattern has no parameters; it covers every transport"
	}
	host, port, ok := cutPort(rest)
	if !ok {
		return p, "the port is not a number from 1 to 65535"
	}
	p.port = port
	base, wild := strings.CutPrefix(host, "*.")
	h, err := parseHost(base)
	switch {
	case err != nil && host == "*":
		return p, "the host is *, which would allow every host; name it"
	case err != nil:
		return p, err.Error()
	case !wild:
		p.host = h
	case h.name == "" || !strings.Contains(h.name, "."):
		return p, `*. stands before a name of at least two parts, as in "sip:*@*.example.com"`
	default:
		p.under = "." + h.name
	}
	return p, ""
}

func (p sipPattern) hostMatches(u sipURI) bool {
	if p.port != 0 && p.port != u.port {
		return false
	}
	if p.under != "" {
		return strings.HasSuffix(u.host.name, p.under)
	}
	return p.host == u.host
}

// allows is narrow: users are case-sensitive, and sips: entries want sips.
func (p sipPattern) allows(u sipURI) bool {
	return p.hostMatches(u) && (p.user == "" || p.user == u.user) && (!p.secure || u.secure)
}

// denies is wide: the case of a user and the scheme make no difference.
func (p sipPattern) denies(u sipURI) bool {
	return p.hostMatches(u) && (p.user == "" || strings.EqualFold(p.user, u.user))
}
