package policy

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// must compiles a policy of which the test knows that it is good.
func must(t testing.TB, c Config) *Policy {
	t.Helper()
	p, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// reasonOf is the reason of a refusal, "" for an allowed target.
func reasonOf(t testing.TB, err error) Reason {
	t.Helper()
	if err == nil {
		return ""
	}
	var r *Refusal
	if !errors.As(err, &r) {
		t.Fatalf("error is %T, want *Refusal: %v", err, err)
	}
	if r.Kind == "" || r.Target == "" || r.Detail == "" {
		t.Errorf("refusal lacks kind, target or detail: %+v", r)
	}
	return r.Reason
}

type verdicts map[Reason][]string

func (v verdicts) check(t *testing.T, judge func(string) error) {
	t.Helper()
	for want, targets := range v {
		for _, target := range targets {
			if err := judge(target); reasonOf(t, err) != want {
				t.Errorf("%q: got %v, want reason %q", target, err, want)
			}
		}
	}
}

func TestZeroAndEmptyRefuseAll(t *testing.T) {
	for name, p := range map[string]*Policy{
		"zero":   {},
		"absent": must(t, Config{}),
		"empty":  must(t, Config{DialAllow: []string{}, FetchAllow: []string{}, RedirectAllow: []string{}}),
	} {
		t.Run(name, func(t *testing.T) {
			verdicts{ReasonNotAllowed: {"+15125550100", "sip:desk@pbx.example.com"}}.check(t, p.Dial)
			verdicts{ReasonNotAllowed: {"https://api.example.com/"}}.check(t, p.Fetch)
			verdicts{ReasonNotAllowed: {"https://other.example.com/"}}.check(t, p.Redirect)
			if got, want := p.DialConfigured(), name == "empty"; got != want {
				t.Errorf("DialConfigured = %v, want %v", got, want)
			}
			if got, want := p.FetchConfigured(), name == "empty"; got != want {
				t.Errorf("FetchConfigured = %v, want %v", got, want)
			}
		})
	}
}

func TestEntryErrors(t *testing.T) {
	_, err := New(Config{
		DialAllow: []string{
			"+1", "15125550100", "0044", "*@pbx.example.com", "pbx.example.com", "sip:*@*", "sip:*@*.com",
			"sip:*@pbx.example.com;transport=tls", "sip:a*@pbx.example.com", "+0", "+1011", "+1 512", "",
			"sip:pbx.example.com", "sip:*@0x7f.1", "sip:*@pbx.example.com:0",
		},
		DialDeny:      []string{"+1900", "nine hundred", "+1512555010012", "+4420718387501234"},
		FetchAllow:    []string{"api.example.com", "https://api.example.com/v1", "https://*.example.com", "10.0.0.5/8", "0.0.0.0/0", "224.0.0.1", "https://u@h.example", "ftp://h.example", "what is it", "fe80::1%eth0", "http://0.0.0.0:8080"},
		RedirectAllow: []string{"http://x.example", "https://x.example/a/../b", "https://x.example/?q=1", "https://*.example/", "https://x.example/#f"},
	})
	var got []string
	var joined interface{ Unwrap() []error }
	if !errors.As(err, &joined) {
		t.Fatalf("got %v, want a joined error", err)
	}
	for _, err := range joined.Unwrap() {
		var e *EntryError
		if !errors.As(err, &e) {
			t.Fatalf("got %T, want *EntryError", err)
		}
		got = append(got, e.Error())
	}
	const sipWant = `, as in "sip:*@pbx.example.com"`
	const numWant = `expected an E.164 prefix such as "+1512" or a SIP pattern such as "sip:*@pbx.example.com"`
	const hostWant = "the host is neither a DNS name nor an address in its usual notation"
	want := []string{
		`dial.allow: entry 2, "…00": write "+…00": a prefix begins with +`,
		`dial.allow: entry 3, "0044": write "+44": a prefix begins with +, not with 00`,
		`dial.allow: entry 4, "*@pbx.example.com": write "sip:*@pbx.example.com": a SIP pattern begins with sip:`,
		`dial.allow: entry 5, "pbx.example.com": write "sip:*@pbx.example.com" for every user of that host`,
		`dial.allow: entry 6, "sip:*@*": the host is *, which would allow every host; name it`,
		`dial.allow: entry 7, "sip:*@*.com": *. stands before a name of at least two parts, as in "sip:*@*.example.com"`,
		`dial.allow: entry 8, "sip:*@pbx.example.com;transport=tls": a pattern has no parameters; it covers every transport`,
		`dial.allow: entry 9, "sip:a*@pbx.example.com": the user part is * or one user: letters, digits and - _ . + ~`,
		`dial.allow: entry 10, "+0": no country code begins with 0; ` + numWant,
		`dial.allow: entry 11, "+1011": no number in +1 begins like this: it has ten digits after the 1, of which the first is 2 to 9`,
		`dial.allow: entry 12, "+1 512": ` + numWant,
		`dial.allow: entry 13, "": ` + numWant,
		`dial.allow: entry 14, "sip:pbx.example.com": expected sip:user@host` + sipWant,
		`dial.allow: entry 15, "sip:*@0x7f.1": ` + hostWant,
		`dial.allow: entry 16, "sip:*@pbx.example.com:0": the port is not a number from 1 to 65535`,
		`dial.deny: entry 2, "nine hundred": ` + numWant,
		`dial.deny: entry 3, "+…12": no number in +1 begins like this: it has ten digits after the 1, of which the first is 2 to 9`,
		`dial.deny: entry 4, "+…34": an E.164 number has at most 15 digits`,
		`fetch.allow: entry 1, "api.example.com": write "https://api.example.com": an origin has a scheme`,
		`fetch.allow: entry 2, "https://api.example.com/v1": write "https://api.example.com": an origin has neither path nor query`,
		`fetch.allow: entry 3, "https://*.example.com": an origin has no *; name each host`,
		`fetch.allow: entry 4, "10.0.0.5/8": write "10.0.0.0/8": the block begins there`,
		`fetch.allow: entry 5, "0.0.0.0/0": the block covers every address; name the network that is meant`,
		`fetch.allow: entry 6, "224.0.0.1": unspecified and multicast addresses cannot be fetched from`,
		`fetch.allow: entry 7, "https://u@h.example": it names a user before the host`,
		`fetch.allow: entry 8, "ftp://h.example": its scheme is neither http nor https`,
		`fetch.allow: entry 9, "what is it": expected an origin such as "https://api.example.com", an address or a block such as "10.20.0.0/16"`,
		`fetch.allow: entry 10, "fe80::1%eth0": an address has no zone here`,
		`fetch.allow: entry 11, "http://0.0.0.0:8080": unspecified and multicast addresses cannot be fetched from`,
		`redirect.allow: entry 1, "http://x.example": its scheme is not https, expected an https URL such as "https://other.example.com/flows"`,
		`redirect.allow: entry 2, "https://x.example/a/../b": its path holds a . or .. segment, expected an https URL such as "https://other.example.com/flows"`,
		`redirect.allow: entry 3, "https://x.example/?q=1": a prefix ends with its path; queries are allowed below it`,
		`redirect.allow: entry 4, "https://*.example/": a prefix has no *; all below its path is allowed`,
		`redirect.allow: entry 5, "https://x.example/#f": it has a fragment, which no server sees, expected an https URL such as "https://other.example.com/flows"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEntryErrorKeepsTheEntry(t *testing.T) {
	_, err := New(Config{DialDeny: []string{"+1", "5125550142"}})
	var e *EntryError
	if !errors.As(err, &e) {
		t.Fatalf("got %v", err)
	}
	if e.List != "dial.deny" || e.Index != 1 || e.Entry != "5125550142" {
		t.Errorf("got %+v", e)
	}
	if text := e.Error(); strings.Contains(text, "555") {
		t.Errorf("the text shows the number: %s", text)
	}
}
