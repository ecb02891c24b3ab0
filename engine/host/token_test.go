package host

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/store"
)

func key(b byte) []byte { return bytes.Repeat([]byte{b}, minTokenKey) }

func someToken() token {
	return token{
		call: "v3:Qm8rT2xkVnJ0c0lXbUZ5Q2hhbm5lbDAx", track: store.MainTrack, turn: 12,
		version: versionOf("menu clinic"), route: engine.RouteAnswer,
	}
}

func TestTokenComesBackAsItWas(t *testing.T) {
	tm := newTokenMaker([][]byte{key(1)})
	rapid.Check(t, func(rt *rapid.T) {
		want := token{
			call:    rapid.StringMatching(`[A-Za-z0-9][A-Za-z0-9:_=~+-]{0,127}`).Draw(rt, "call"),
			track:   rapid.SampledFrom([]string{store.MainTrack, "hold", "screen-1"}).Draw(rt, "track"),
			turn:    rapid.IntRange(0, 1<<20).Draw(rt, "turn"),
			version: rapid.SampledFrom([]string{versionOf("a"), "v1", "", strings.ToUpper(versionOf("b"))}).Draw(rt, "version"),
			route:   rapid.SampledFrom([]string{"answer", "silence", "retry", "event:recording"}).Draw(rt, "route"),
		}
		text, err := tm.seal(want)
		if err != nil {
			rt.Fatal(err)
		}
		if strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			rt.Errorf("token %q is not URL-safe", text)
		}
		got, err := tm.open(text)
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(token{})); diff != "" {
			rt.Error(diff)
		}
	})
}

func TestTokenEveryBitCounts(t *testing.T) {
	tm := newTokenMaker([][]byte{key(1)})
	text, err := tm.seal(someToken())
	if err != nil {
		t.Fatal(err)
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	for bit := range len(raw) * 8 {
		spoilt := bytes.Clone(raw)
		spoilt[bit/8] ^= 1 << (bit % 8)
		if _, err := tm.open(base64.RawURLEncoding.EncodeToString(spoilt)); err == nil {
			t.Fatalf("bit %d flipped: the token is taken", bit)
		}
	}
	for n := range len(raw) {
		if _, err := tm.open(base64.RawURLEncoding.EncodeToString(raw[:n])); err == nil {
			t.Fatalf("cut to %d bytes: the token is taken", n)
		}
	}
	for _, spelling := range []string{text + "=", text + "\n", text[:8] + "\r\n" + text[8:], " " + text, text + text, ""} {
		if _, err := tm.open(spelling); err == nil {
			t.Errorf("spelling %q is taken", spelling)
		}
	}
}

// The last character of a base64 text may carry bits that mean nothing: they must not make a second spelling.
func TestTokenHasOneSpelling(t *testing.T) {
	tm := newTokenMaker([][]byte{key(1)})
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	for size := range 3 {
		tok := someToken()
		tok.call += strings.Repeat("x", size)
		text, err := tm.seal(tok)
		if err != nil {
			t.Fatal(err)
		}
		taken := 0
		for _, last := range alphabet {
			if _, err := tm.open(text[:len(text)-1] + string(last)); err == nil {
				taken++
			}
		}
		if taken != 1 {
			t.Errorf("call of %d characters: %d spellings are taken, want 1", len(tok.call), taken)
		}
	}
}

func TestTokenKeysRotate(t *testing.T) {
	old, err := newTokenMaker([][]byte{key(1)}).seal(someToken())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		keys [][]byte
		want bool
	}{
		{"the same key", [][]byte{key(1)}, true},
		{"second in the list", [][]byte{key(2), key(1)}, true},
		{"third in the list: retired", [][]byte{key(3), key(2), key(1)}, false},
		{"gone", [][]byte{key(2)}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := newTokenMaker(c.keys).open(old); (err == nil) != c.want {
				t.Errorf("taken: %t, want %t", err == nil, c.want)
			}
		})
	}
}

func TestTokenRefusesUnknownRoute(t *testing.T) {
	tok := someToken()
	tok.route = "elsewhere"
	if _, err := newTokenMaker([][]byte{key(1)}).seal(tok); err == nil {
		t.Error("a route that no token may name was sealed")
	}
}

// FuzzToken: whatever is opened was sealed by us, so that sealing it again gives the same text.
func FuzzToken(f *testing.F) {
	tm := newTokenMaker([][]byte{key(1)})
	text, err := tm.seal(someToken())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add("")
	f.Add("AAAA")
	f.Fuzz(func(t *testing.T, text string) {
		tok, err := tm.open(text)
		if err != nil {
			return
		}
		again, err := tm.seal(tok)
		if err != nil || again != text {
			t.Errorf("%q opens, and seals as %q (%v)", text, again, err)
		}
	})
}

// FuzzTokenBytes goes past the MAC, which no fuzzer can.
func FuzzTokenBytes(f *testing.F) {
	f.Add([]byte{tokenFormat, 1, 0, 0, 1, 'c', 0})
	f.Add([]byte{tokenFormat, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		if tok, err := parseToken(b); err == nil && (tok.call == "" || tok.turn < 0 || routeCodes[tok.route] == 0) {
			t.Errorf("%x gives %+v", b, tok)
		}
	})
}
