package policy

import "net/netip"

// Addr judges an address that the host of an allowed fetch resolved to; the
// caller dials this address and no other. What is not public is refused unless
// an entry of fetch.allow names the address or a block around it. Multicast and
// unspecified addresses and those with a zone are refused even then.
//
// An IPv4-mapped address is judged as it stands and refused. Some look-ups of
// package net return every IPv4 address in that form: call Unmap on theirs.
func (p *Policy) Addr(addr netip.Addr) error {
	refuse := func(reason Reason, detail string) error {
		target := "…"
		if addr.IsValid() {
			target = addr.WithZone("").String()
		}
		return &Refusal{Kind: KindAddress, Reason: reason, Target: target, Detail: detail}
	}
	switch {
	case !addr.IsValid():
		return refuse(ReasonMalformed, "it is no address")
	case addr.Zone() != "":
		return refuse(ReasonMalformed, "it has a zone, which belongs to one machine's links")
	case addr.Unmap().IsUnspecified():
		return refuse(ReasonAddress, "it is the unspecified address")
	case addr.Unmap().IsMulticast():
		return refuse(ReasonAddress, "it is a multicast address")
	}
	if named, literally := p.namesAddr(addr); named {
		// A block of NAT64 opens the way, not every IPv4 address behind it.
		if inner, ok := embedded(addr); ok && !literally {
			return p.Addr(inner)
		}
		return nil
	}
	if what := notPublic(addr); what != "" {
		return refuse(ReasonAddress, "it is "+what+", and no entry of fetch.allow names it")
	}
	return nil
}

// namesAddr reports whether an entry covers addr, and whether one is addr itself.
func (p *Policy) namesAddr(addr netip.Addr) (named, literally bool) {
	for _, prefix := range p.addrs {
		if prefix.Contains(addr) {
			named, literally = true, literally || prefix.IsSingleIP()
		}
	}
	return named, literally
}

// embedded is the IPv4 address in an IPv4-mapped or a NAT64 address.
func embedded(addr netip.Addr) (netip.Addr, bool) {
	if !mapped.Contains(addr) && !nat64.Contains(addr) {
		return netip.Addr{}, false
	}
	b := addr.As16()
	return netip.AddrFrom4([4]byte(b[12:])), true
}

// notPublic says what kind of not public address addr is, "" if it is public.
func notPublic(addr netip.Addr) string {
	for _, b := range blocks {
		if b.prefix.Contains(addr) {
			return b.what
		}
	}
	// Only 2000::/3 is given out for the public network so far.
	if addr.Is6() && !publicV6.Contains(addr) {
		return "outside of the public IPv6 range"
	}
	return ""
}

var (
	publicV6 = netip.MustParsePrefix("2000::/3")
	mapped   = netip.PrefixFrom(netip.MustParseAddr("::ffff:0.0.0.0"), 96)
	nat64    = netip.MustParsePrefix("64:ff9b::/96")
)

// blocks are the addresses that a fetch must not reach by accident, the clouds'
// metadata services first, so that a refusal says so. Source: the IANA
// special-purpose address registries.
var blocks = []struct {
	prefix netip.Prefix
	what   string
}{
	{netip.MustParsePrefix("169.254.169.254/32"), "a metadata address"},
	{netip.MustParsePrefix("169.254.170.2/32"), "a metadata address"},
	{netip.MustParsePrefix("100.100.100.200/32"), "a metadata address"},
	{netip.MustParsePrefix("168.63.129.16/32"), "a metadata address"},
	{netip.MustParsePrefix("192.0.0.192/32"), "a metadata address"},
	{netip.MustParsePrefix("fd00:ec2::254/128"), "a metadata address"},

	{netip.MustParsePrefix("0.0.0.0/8"), "an address of this network"},
	{netip.MustParsePrefix("10.0.0.0/8"), "a private address"},
	{netip.MustParsePrefix("100.64.0.0/10"), "a carrier's shared address"},
	{netip.MustParsePrefix("127.0.0.0/8"), "a loopback address"},
	{netip.MustParsePrefix("169.254.0.0/16"), "a link-local address"},
	{netip.MustParsePrefix("172.16.0.0/12"), "a private address"},
	{netip.MustParsePrefix("192.0.0.0/24"), "a protocol's address"},
	{netip.MustParsePrefix("192.0.2.0/24"), "a documentation address"},
	{netip.MustParsePrefix("192.88.99.0/24"), "a relay's address"},
	{netip.MustParsePrefix("192.168.0.0/16"), "a private address"},
	{netip.MustParsePrefix("198.18.0.0/15"), "a benchmark's address"},
	{netip.MustParsePrefix("198.51.100.0/24"), "a documentation address"},
	{netip.MustParsePrefix("203.0.113.0/24"), "a documentation address"},
	{netip.MustParsePrefix("240.0.0.0/4"), "a reserved address"},

	{netip.MustParsePrefix("::1/128"), "a loopback address"},
	{mapped, "an IPv4-mapped address"},
	{nat64, "a NAT64 address"},
	{netip.MustParsePrefix("64:ff9b:1::/48"), "a NAT64 address"},
	{netip.MustParsePrefix("fc00::/7"), "a private address"},
	{netip.MustParsePrefix("fe80::/10"), "a link-local address"},
	{netip.MustParsePrefix("2001::/23"), "a protocol's or tunnel's address"},
	{netip.MustParsePrefix("2001:db8::/32"), "a documentation address"},
	{netip.MustParsePrefix("2002::/16"), "a tunnel's address"},
	{netip.MustParsePrefix("3fff::/20"), "a documentation address"},
}
