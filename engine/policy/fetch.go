package policy

import (
	"net"
	"net/netip"
	"net/url"
	"strings"
)

const maxURL = 2048

// origin is scheme, host and port of a URL, comparable.
type origin struct {
	scheme string
	host   hostname
	port   uint16
}

func (o origin) String() string {
	s := o.scheme + "://" + o.host.String()
	if o.port != defaultPort(o.scheme) {
		s += ":" + itoa(o.port)
	}
	return s
}

func defaultPort(scheme string) uint16 {
	if scheme == "http" {
		return 80
	}
	return 443
}

// Authority gives the host of a URL in one spelling: in lower case, with its port. Two URLs of one authority are the same
// host's, and those of another somebody else's.
func Authority(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	return net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

// parseURL reads an absolute http or https URL strictly: visible ASCII, no
// userinfo, no backslash, a host in canonical notation. fault says what is wrong.
func parseURL(raw string) (o origin, u *url.URL, fault string) {
	switch {
	case len(raw) > maxURL:
		return o, nil, "a URL has at most 2048 characters here"
	case odd(raw):
		return o, nil, "it holds a character that is not visible ASCII"
	case strings.Contains(raw, `\`):
		return o, nil, "it holds a backslash, which some readers take for a slash"
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		// The error of package url quotes the URL, which may hold what is not to be shown.
		return o, nil, "it is not a well-formed URL"
	case u.Scheme != "http" && u.Scheme != "https":
		return o, nil, "its scheme is neither http nor https"
	case u.Host == "":
		return o, nil, "it has no host"
	case u.User != nil:
		return o, nil, "it names a user before the host"
	}
	host, port, ok := cutPort(u.Host)
	if !ok {
		return o, nil, "the port is not a number from 1 to 65535"
	}
	if port == 0 {
		port = defaultPort(u.Scheme)
	}
	h, err := parseHost(host)
	if err != nil {
		return o, nil, err.Error()
	}
	return origin{scheme: u.Scheme, host: h, port: port}, u, ""
}

// addFetch reads an entry of fetch.allow: an origin, an address or a block.
func (p *Policy) addFetch(entry string) (reason string) {
	if addr, err := netip.ParseAddr(entry); err == nil {
		if addr.Zone() != "" {
			return "an address has no zone here"
		}
		return p.addAddrs(netip.PrefixFrom(addr, addr.BitLen()))
	}
	if prefix, err := netip.ParsePrefix(entry); err == nil {
		return p.addAddrs(prefix)
	}
	o, u, fault := parseURL(entry)
	switch {
	case strings.Contains(entry, "*"):
		return "an origin has no *; name each host"
	case fault != "" && !strings.Contains(entry, "://"):
		if o, _, fault := parseURL("https://" + entry); fault == "" {
			return `write "` + o.String() + `": an origin has a scheme`
		}
		return `expected an origin such as "https://api.example.com", an address or a block such as "10.20.0.0/16"`
	case fault != "":
		return fault
	case u.Path != "" && u.Path != "/", u.RawQuery != "", u.ForceQuery, strings.Contains(entry, "#"):
		return `write "` + o.String() + `": an origin has neither path nor query`
	}
	if o.host.addr.IsValid() {
		// The literal address in an origin names it, so that Addr lets it pass.
		if reason := p.addAddrs(netip.PrefixFrom(o.host.addr, o.host.addr.BitLen())); reason != "" {
			return reason
		}
	}
	p.origins[o] = true
	return ""
}

func (p *Policy) addAddrs(prefix netip.Prefix) (reason string) {
	addr := prefix.Addr()
	switch {
	case prefix.Bits() == 0:
		return "the block covers every address; name the network that is meant"
	case prefix != prefix.Masked():
		return `write "` + prefix.Masked().String() + `": the block begins there`
	case prefix.IsSingleIP() && (addr.Unmap().IsUnspecified() || addr.Unmap().IsMulticast()):
		return "unspecified and multicast addresses cannot be fetched from"
	}
	p.addrs = append(p.addrs, prefix)
	return ""
}

// Fetch judges the URL of a request that the engine is to make: its scheme, host
// and port must be an origin of fetch.allow. An address entry does not stand for
// an origin; it only lets Addr pass what an origin's name resolves to.
func (p *Policy) Fetch(rawURL string) error {
	o, _, fault := parseURL(rawURL)
	if fault != "" {
		return &Refusal{Kind: KindFetch, Reason: ReasonMalformed, Target: "URL", Detail: fault}
	}
	refuse := func(reason Reason, detail string) error {
		return &Refusal{Kind: KindFetch, Reason: reason, Target: maskRuns(o.String()), Detail: detail}
	}
	if !p.origins[o] {
		if named, _ := p.namesAddr(o.host.addr); named {
			return refuse(ReasonNotAllowed, "fetch.allow names the address but not this scheme and port; add the origin")
		}
		return refuse(ReasonNotAllowed, "its origin is not in fetch.allow")
	}
	return nil
}
