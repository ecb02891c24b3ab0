package policy

import (
	"strconv"
	"strings"
)

// urlPrefix is an entry of redirect.allow: an https origin and a path below
// which every path is allowed.
type urlPrefix struct {
	origin origin
	path   string // escaped, without a slash at its end; "" is the whole origin
}

// parseRedirect reads an https URL with a comparable path.
func parseRedirect(raw string) (prefix urlPrefix, query bool, fault string) {
	o, u, fault := parseURL(raw)
	if fault != "" {
		return prefix, false, fault
	}
	path := u.EscapedPath()
	switch fault = PathFault(raw); {
	case o.scheme != "https":
		return prefix, false, "its scheme is not https"
	case strings.Contains(raw, "#"):
		return prefix, false, "it has a fragment, which no server sees"
	case fault != "":
		return prefix, false, fault
	case strings.Contains(path, "//"):
		// Servers that make one slash of two read another path than is compared.
		return prefix, false, "its path holds an empty segment"
	}
	return urlPrefix{origin: o, path: path}, u.RawQuery != "" || u.ForceQuery, ""
}

func (p *Policy) addRedirect(entry string) (reason string) {
	prefix, query, fault := parseRedirect(entry)
	switch {
	case strings.Contains(entry, "*"):
		return "a prefix has no *; all below its path is allowed"
	case fault != "":
		return fault + `, expected an https URL such as "https://other.example.com/flows"`
	case query:
		return "a prefix ends with its path; queries are allowed below it"
	}
	prefix.path = strings.TrimSuffix(prefix.path, "/")
	p.redirects = append(p.redirects, prefix)
	return ""
}

// Redirect judges the URL of another application that a call is handed to: an
// entry of redirect.allow must have its origin, and its path up to a slash.
func (p *Policy) Redirect(rawURL string) error {
	target, _, fault := parseRedirect(rawURL)
	if fault != "" {
		return &Refusal{Kind: KindRedirect, Reason: ReasonMalformed, Target: "URL", Detail: fault}
	}
	for _, prefix := range p.redirects {
		if prefix.origin != target.origin {
			continue
		}
		rest, ok := strings.CutPrefix(target.path, prefix.path)
		if ok && (rest == "" || rest[0] == '/') {
			return nil
		}
	}
	return &Refusal{
		Kind: KindRedirect, Reason: ReasonNotAllowed, Target: maskRuns(target.origin.String()),
		Detail: "no entry of redirect.allow covers it",
	}
}

func itoa(port uint16) string { return strconv.Itoa(int(port)) }
