package policy

import (
	"errors"
	"net/netip"
	"strconv"
	"strings"
)

// hostname is a host in canonical form: a lower-case DNS name, or an address.
// It is comparable, so that equal hosts are equal however they were written.
type hostname struct {
	name string
	addr netip.Addr
}

func (h hostname) String() string {
	switch {
	case !h.addr.IsValid():
		return h.name
	case h.addr.Is6():
		return "[" + h.addr.String() + "]"
	}
	return h.addr.String()
}

var errHost = errors.New("the host is neither a DNS name nor an address in its usual notation")

// parseHost reads a DNS name, an IPv4 address in four decimal parts, or an IPv6
// address in brackets. Other notations of addresses (0x7f.1, 2130706433, 127.1,
// 0177.0.0.1) are refused: some resolvers read them as addresses, some as names.
func parseHost(s string) (hostname, error) {
	if inner, ok := strings.CutPrefix(s, "["); ok {
		inner, ok = strings.CutSuffix(inner, "]")
		addr, err := netip.ParseAddr(inner)
		if !ok || err != nil || !addr.Is6() || addr.Zone() != "" {
			return hostname{}, errHost
		}
		return hostname{addr: addr}, nil
	}
	name := strings.ToLower(s)
	if len(name) > 253 {
		return hostname{}, errHost
	}
	last := ""
	for label := range strings.SplitSeq(name, ".") {
		if !isLabel(label) {
			return hostname{}, errHost
		}
		last = label
	}
	// As browsers have it: a name whose last label is a number is an address.
	if strings.Trim(last, "0123456789") == "" || isHexNumber(last) {
		addr, err := netip.ParseAddr(name)
		if err != nil || !addr.Is4() {
			return hostname{}, errHost
		}
		return hostname{addr: addr}, nil
	}
	return hostname{name: name}, nil
}

func isLabel(s string) bool {
	if s == "" || len(s) > 63 || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !isDigit(c) && c != '-' && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

func isHexNumber(s string) bool {
	rest, ok := strings.CutPrefix(s, "0x")
	return ok && strings.Trim(rest, "0123456789abcdef") == ""
}

// parsePort reads 1 to 65535 without sign or leading zero.
func parsePort(s string) (uint16, bool) {
	n, err := strconv.ParseUint(s, 10, 16)
	return uint16(n), err == nil && n > 0 && strconv.FormatUint(n, 10) == s
}
