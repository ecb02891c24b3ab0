package policy

import (
	"net/url"
	"path"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestPathFault(t *testing.T) {
	const host = "https://crm.example.com"
	for _, at := range []string{
		"", "/", "/orders", "/orders/", "/.well-known/x", "/a..b/...", "/..a/b..", "/orders?next=/../x", "/orders#/..", "/orders?a=%2F%5c%2e%2e", "/orders?a=\\",
		"/caf%C3%A9", "/50%25", "/50%25+off", "/50%2525", "/a%20b", "/a+b", "/a;b=c", "/a.mp3;..", "/a//b", "/50%", "/%zz", "/%2", "/%", "/{{name}}/x", "/ü", "/a b", "/a%2Ehtml",
	} {
		if fault := PathFault(host + at); fault != "" {
			t.Errorf("%s: %s", at, fault)
		}
	}
	for _, test := range []struct {
		want string
		at   []string
	}{
		{"a . or .. segment", []string{
			"/orders/..", "/orders/../admin", "/./orders", "/orders/.", "/orders/..?a=b", "/orders/..#a", "/orders/..;a=b/x", "/.;/x",
			"/orders/%2e%2E/x", "/orders/.%2e", "/%2E/x", "/%2e%2e%3bx/y", "/%252e%252e/x", "/%25252e./x", "/.%25%32%65/x",
		}},
		{"a slash or backslash behind", []string{
			"/a%2Fb", "/a%2fb", "/a%5Cb", "/a%5c..", "/a%252Fb", "/a%25252fb", "/..%2fx", "/a%25%35%63b", "/%%32%66",
		}},
		{"holds a backslash", []string{`/a\b`, `/..\x`, `\`}},
		{"a control character", []string{"/a\nb", "/.\t./x", "/a\r", "/a\x00", "/a\x7f", "/a%00", "/a%0d%0aX", "/.%09./x", "/a%2500"}},
		{"too many", []string{"/" + strings.Repeat("%25", 1) + strings.Repeat("25", 9)}},
	} {
		for _, at := range test.at {
			if fault := PathFault(host + at); !strings.Contains(fault, test.want) {
				t.Errorf("%q: got %q, want %q", at, fault, test.want)
			}
		}
	}
}

// Whatever a value is, a URL that is passed leads below the path that it stands in, however often it is unescaped.
func TestNoValueLeadsOut(t *testing.T) {
	pieces := rapid.SampledFrom([]string{
		"a", ".", "..", "/", "%2e", "%2E", "%2f", "%2F", "%5c", "\\", "%25", "25", "2e", "2f", "5c", "%", ";", "?", "#", "x", "%3b", "\t", "%00", "32", "%32", "65",
	})
	rapid.Check(t, func(t *rapid.T) {
		value := strings.Join(rapid.SliceOfN(pieces, 0, 8).Draw(t, "pieces"), "")
		raw := "https://crm.example.com/orders/" + value + "/end"
		if PathFault(raw) != "" {
			return
		}
		read, _, _ := strings.Cut(strings.TrimPrefix(raw, "https://crm.example.com"), "#")
		read, _, _ = strings.Cut(read, "?")
		for range 6 {
			if clean := path.Clean(strings.ReplaceAll(read, `\`, "/")); !strings.HasPrefix(clean+"/", "/orders/") {
				t.Fatalf("%q is passed and leads to %q", value, clean)
			}
			next, err := url.PathUnescape(read)
			if err != nil {
				return
			}
			read = next
		}
	})
}
