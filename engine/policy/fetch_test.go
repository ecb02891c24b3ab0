package policy

import (
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestFetch(t *testing.T) {
	p := must(t, Config{FetchAllow: []string{
		"https://api.example.com", "https://API2.example.com:8443/", "http://10.0.0.5:8080", "https://[2001:4860::8]", "192.168.7.0/24", "http://[::ffff:10.9.9.9]",
	}})
	verdicts{
		"": {
			"https://api.example.com", "https://api.example.com/", "https://api.example.com:443/v1?q=a%20b#f", "https://API.example.COM/x",
			"https://api2.example.com:8443/x", "http://10.0.0.5:8080/x", "https://[2001:4860:0:0::8]/x", "http://[::ffff:a09:909]/",
			"https://api.example.com/a@b", "HTTPS://api.example.com/",
		},
		ReasonNotAllowed: {
			"http://api.example.com/", "https://api.example.com:8443/", "https://api2.example.com/", "https://evil.example/", "https://api.example.com.evil.example/",
			"https://xapi.example.com/", "http://10.0.0.5/", "https://10.0.0.5:8080/", "http://169.254.169.254/", "http://localhost/", "http://127.0.0.1/",
			"http://[::1]/", "http://[::ffff:7f00:1]/", "http://192.168.7.9/", "http://[64:ff9b::a00:5]:8080/", "http://[::ffff:a00:5]:8080/",
		},
		ReasonMalformed: {
			"", "api.example.com", "//api.example.com/", "/x", "gopher://api.example.com/", "file:///etc/passwd", "https:api.example.com", "https://",
			"https://user@api.example.com/", "https://user:pw@api.example.com/", "https://api.example.com@evil.example/", "https://@api.example.com/",
			"https://api.example.com\\@evil.example/", "https://api.example.com./", "https://api.example.com:65536/", "https://api.example.com:0443/", "https://api.example.com:/",
			"https://api%2eexample.com/", "https://api.example.com%00/", "https://арi.example.com/", "https://api。example.com/", "https://api.example.com/ x", "https://api.example.com/\n",
			"http://0x7f.1/", "http://0x7f000001/", "http://2130706433/", "http://127.1/", "http://0177.0.0.1/", "http://127.0.0.01/", "http://0x7f.0x0.0x0.0x1/",
			"http://[fe80::1%25eth0]/", "http://[::1/", "http://::1/", "https://api_x.example.com/", "https://api.example.com/a\\b", "https://[127.0.0.1]/", "https:///x",
			"https://" + strings.Repeat("a", 64) + ".example.com/", "https://" + strings.Repeat("a.", 130) + "example.com/", "https://api.example.com/" + strings.Repeat("a", 2048),
		},
	}.check(t, p.Fetch)
}

func TestFetchRefusalHidesPathAndQuery(t *testing.T) {
	p := must(t, Config{})
	err := p.Fetch("https://evil.example/15125550142?pin=1234")
	if want := "fetch https://evil.example refused: its origin is not in fetch.allow"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	err = p.Fetch("https:evil.example")
	if want := "fetch URL refused: it has no host"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	err = p.Fetch("https://evil.example/%zz15125550142")
	if want := "fetch URL refused: it is not a well-formed URL"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestAddr(t *testing.T) {
	judge := func(p *Policy) func(string) error {
		return func(s string) error { return p.Addr(netip.MustParseAddr(s)) }
	}
	never := []string{"0.0.0.0", "::", "224.0.0.1", "239.1.2.3", "ff02::1", "::ffff:224.0.0.1", "::ffff:0.0.0.0"}
	private := []string{
		"10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.7.1", "127.0.0.1", "127.9.9.9", "169.254.169.254", "169.254.1.1", "100.64.0.1",
		"100.100.100.200", "168.63.129.16", "0.1.2.3", "192.0.0.192", "198.18.0.1", "203.0.113.1", "240.0.0.1", "255.255.255.255",
		"::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "64:ff9b::8.8.8.8", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "2001:db8::1", "::127.0.0.1", "4000::1",
	}
	public := []string{"8.8.8.8", "172.32.0.1", "172.15.255.255", "100.128.0.1", "2606:4700::1111", "2001:4860:4860::8888"}

	t.Run("nothing named", func(t *testing.T) {
		verdicts{"": public, ReasonAddress: append(private, never...)}.check(t, judge(must(t, Config{})))
	})
	t.Run("each named", func(t *testing.T) {
		for _, s := range private {
			verdicts{"": {s}}.check(t, judge(must(t, Config{FetchAllow: []string{s}})))
		}
	})
	t.Run("blocks named", func(t *testing.T) {
		p := must(t, Config{FetchAllow: []string{"10.20.0.0/16", "fd12::/16", "64:ff9b::/96", "http://192.168.7.9:8080", "::ffff:0.0.0.0/96", "224.0.0.0/3", "0.0.0.0/8", "::/64", "http://[64:ff9b::7f00:2]"}})
		verdicts{
			"":            {"10.20.1.1", "fd12::1", "64:ff9b::8.8.8.8", "192.168.7.9", "64:ff9b::10.20.0.1", "240.1.1.1", "0.0.0.1", "64:ff9b::7f00:2"},
			ReasonAddress: append([]string{"10.21.0.1", "fd13::1", "192.168.7.10", "64:ff9b::127.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b::224.0.0.1", "::ffff:127.0.0.1"}, never...),
		}.check(t, judge(p))
	})
	t.Run("no address", func(t *testing.T) {
		p := must(t, Config{FetchAllow: []string{"fe80::1"}})
		for _, addr := range []netip.Addr{{}, netip.MustParseAddr("fe80::1%eth0")} {
			if got := reasonOf(t, p.Addr(addr)); got != ReasonMalformed {
				t.Errorf("%v: got %q", addr, got)
			}
		}
	})
}

func TestRedirect(t *testing.T) {
	p := must(t, Config{RedirectAllow: []string{"https://one.example/flows", "https://two.example/a/b/", "https://three.example"}})
	verdicts{
		"": {
			"https://one.example/flows", "https://one.example/flows/", "https://one.example/flows/x?caller=%2B1512", "https://ONE.example:443/flows?x", "https://two.example/a/b/c",
			"https://three.example", "https://three.example/any/thing", "https://two.example/a/b", "https://one.example/flows/a%20b",
		},
		ReasonNotAllowed: {
			"https://one.example/", "https://one.example", "https://one.example/flowsx", "https://one.example/flow", "https://one.example:8443/flows", "https://two.example/a/bc",
			"https://evil.example/flows", "https://one.example.evil.example/flows", "https://one.example/?/flows", "https://one.example/FLOWS",
		},
		ReasonMalformed: {
			"http://one.example/flows", "one.example/flows", "https://one.example/flows/../admin", "https://one.example/flows/./x", "https://one.example/flows/%2e%2e/admin",
			"https://one.example/flows/%2E./admin", "https://one.example/flows/..;x/admin", "https://one.example/flows%2fx", "https://one.example/flows/%252e%252e/x", "https://one.example//flows", "https://one.example/flows/%5cx", "https://one.example/flows/%00",
			"https://one.example\\flows", "https://u@one.example/flows", "https://one.example@evil.example/flows", "https://one.example/flows#x", "https://one.example/flows\r\n", "javascript:alert(1)", "",
		},
	}.check(t, p.Redirect)
}

// What Fetch allows, a client of package net/http would send to that origin.
func TestOnlyAllowedIsFetched(t *testing.T) {
	p := must(t, Config{FetchAllow: []string{"https://api.example.com", "http://10.0.0.5:8080"}})
	pieces := rapid.SampledFrom([]string{
		"https://", "http://", "api.example.com", "10.0.0.5", ":8080", ":443", ":", "@", "/", "//", "\\", "?", "#", "%2e", "%40", "evil.example", ".", "..", "[::1]", "[::ffff:10.0.0.5]",
		"0x7f.1", "2130706433", "169.254.169.254", "localhost", "x", " ", "。", "\n", "user:pw", "API.EXAMPLE.COM", "ftp://", ";", "&", "a=b",
	})
	rapid.Check(t, func(t *rapid.T) {
		raw := strings.Join(rapid.SliceOfN(pieces, 0, 7).Draw(t, "pieces"), "")
		if p.Fetch(raw) == nil && !reaches(raw) {
			t.Fatalf("%q is allowed", raw)
		}
	})
}

func reaches(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil || u.User != nil {
		return false
	}
	host := strings.ToLower(u.Host)
	return u.Scheme == "https" && (host == "api.example.com" || host == "api.example.com:443") || u.Scheme == "http" && host == "10.0.0.5:8080"
}

func FuzzURLs(f *testing.F) {
	for _, seed := range []string{"https://api.example.com/x", "http://10.0.0.5:8080/", "https://api.example.com/flows/x?y", "https://[::1]/", "https://api.example.com@evil/"} {
		f.Add(seed)
	}
	p := must(f, Config{
		FetchAllow:    []string{"https://api.example.com", "http://10.0.0.5:8080"},
		RedirectAllow: []string{"https://api.example.com/flows"},
	})
	f.Fuzz(func(t *testing.T, raw string) {
		if reasonOf(t, p.Fetch(raw)) == "" && !reaches(raw) {
			t.Errorf("fetch of %q is allowed", raw)
		}
		if reasonOf(t, p.Redirect(raw)) == "" {
			u, err := url.Parse(raw)
			if !reaches(raw) || err != nil || u.Path != "/flows" && !strings.HasPrefix(u.JoinPath().Path, "/flows/") {
				t.Errorf("redirect to %q is allowed", raw)
			}
		}
	})
}

func TestAuthority(t *testing.T) {
	for raw, want := range map[string]string{
		"https://IVR.example.com/a": "ivr.example.com:443", "HTTPS://ivr.example.com:443": "ivr.example.com:443", "http://ivr.example.com": "ivr.example.com:80",
		"http://ivr.example.com:8080/": "ivr.example.com:8080", "https://[2001:DB8::1]/": "[2001:db8::1]:443",
	} {
		u, err := url.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		if got := Authority(u); got != want {
			t.Errorf("%s: %s, want %s", raw, got, want)
		}
	}
}
