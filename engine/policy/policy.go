// Package policy says which numbers, SIP hosts, fetch origins and redirect URLs
// a flow may reach, whatever its expressions computed.
//
// In goes Config, the four lists of the host's settings, as text. Out comes
// a Policy, read-only and safe for concurrent use, that judges one target at a
// time: nil means allowed, a *Refusal says why not. It is asked in three places:
// by the loader for literals, by a step for computed targets, and by the writer
// of TeXML for every target it is about to write. So a document cannot leave
// with a destination that nobody asked about.
//
// The rules, in the order in which they decide:
//
//   - A target that is not in its one strict form is refused. There is no
//     cleaning up: spaces, brackets, full-width digits, parameters and second
//     targets are refused, not removed, since carrier and policy might remove
//     different things.
//   - A deny entry wins over every allow entry.
//   - High-cost ranges (premium area codes, the islands behind +1, satellite
//     and shared country codes) want an allow entry that names the range itself;
//     "+1" alone does not open them. See highCost.
//   - What no allow entry covers is refused. An empty list refuses all, and so
//     does the zero Policy.
//
// Entries of dial.allow and dial.deny are E.164 prefixes ("+1512555") or SIP
// patterns ("sip:*@pbx.example.com", "sip:*@*.example.com", "sip:desk@10.0.0.7").
// Entries of fetch.allow are origins ("https://api.example.com:8443") and, to
// open private addresses that a name may resolve to, addresses and CIDR blocks
// ("10.20.0.0/16"). Entries of redirect.allow are https URL prefixes
// ("https://other.example.com/flows").
//
// PathFault needs no Policy: it judges the path of any URL that a value stands in.
//
// The package does no I/O: it resolves no name (Addr judges what the caller
// resolved), reads no file and logs nothing. Errors show no more of a number
// than its last two digits.
package policy

import (
	"errors"
	"fmt"
	"net/netip"
)

// Config is the policy as the host's settings have it.
//
// A nil list was not given, an empty one was given and allows nothing; both
// refuse all, but DialConfigured and FetchConfigured tell them apart.
type Config struct {
	DialAllow     []string // dial.allow: E.164 prefixes and SIP patterns
	DialDeny      []string // dial.deny: the same, and they win
	FetchAllow    []string // fetch.allow: origins, addresses, CIDR blocks
	RedirectAllow []string // redirect.allow: https URL prefixes
}

// Policy is a compiled Config. It is read-only; its zero value refuses all.
type Policy struct {
	dialGiven, fetchGiven bool

	allowNumbers, denyNumbers []string // E.164 prefixes with their "+"
	allowSIP, denySIP         []sipPattern
	origins                   map[origin]bool
	addrs                     []netip.Prefix // the addresses that fetch.allow names
	redirects                 []urlPrefix
}

// New compiles c. The error joins one *EntryError for every bad entry, in the
// order of the lists, so that the reader of the configuration can point at each.
func New(c Config) (*Policy, error) {
	p := &Policy{
		dialGiven:  c.DialAllow != nil,
		fetchGiven: c.FetchAllow != nil,
		origins:    make(map[origin]bool),
	}
	lists := []struct {
		name    string
		entries []string
		add     func(entry string) (reason string)
	}{
		{"dial.allow", c.DialAllow, func(e string) string { return addDial(e, &p.allowNumbers, &p.allowSIP) }},
		{"dial.deny", c.DialDeny, func(e string) string { return addDial(e, &p.denyNumbers, &p.denySIP) }},
		{"fetch.allow", c.FetchAllow, p.addFetch},
		{"redirect.allow", c.RedirectAllow, p.addRedirect},
	}
	var errs []error
	for _, list := range lists {
		for i, entry := range list.entries {
			if reason := list.add(entry); reason != "" {
				errs = append(errs, &EntryError{List: list.name, Index: i, Entry: entry, Reason: reason})
			}
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return p, nil
}

// DialConfigured reports whether dial.allow was given, even if empty. Where it
// was not, a check of flows says that targets were not checked.
func (p *Policy) DialConfigured() bool { return p.dialGiven }

// FetchConfigured reports whether fetch.allow was given, even if empty.
func (p *Policy) FetchConfigured() bool { return p.fetchGiven }

// EntryError is a bad entry of one of the lists.
type EntryError struct {
	List   string // "dial.allow", "dial.deny", "fetch.allow", "redirect.allow"
	Index  int    // of the entry in its list, from 0
	Entry  string // as given
	Reason string // what was expected, and the nearest right spelling if there is one
}

// Error names the list and the entry, counted from 1; long numbers are masked.
func (e *EntryError) Error() string {
	return fmt.Sprintf("%s: entry %d, %q: %s", e.List, e.Index+1, maskRuns(e.Entry), maskRuns(e.Reason))
}
