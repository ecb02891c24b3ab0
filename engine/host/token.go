package host

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/store"
)

// token is what a URL of ours says about the request that it will bring: which call, which track, which turn's document
// it stood in, the flow version of that turn, and what it stands for. It is no bearer of anything else.
type token struct {
	call    string
	track   string
	turn    int
	version string
	route   string
}

const (
	tokenFormat = 1
	macSize     = 16 // bytes kept of HMAC-SHA256
	minTokenKey = 32
	maxToken    = 1024 // characters; the longest that we make has about 600
	acceptKeys  = 2    // the newest signs, the one before it still opens
)

// routeCodes are the routes that a token may name; their numbers are part of the token's format.
var routeCodes = map[string]byte{
	engine.RouteAnswer: 1, engine.RouteSilence: 2, engine.RouteRetry: 3, engine.RouteRecording: 4,
	engine.RouteTranscription: 5, engine.RouteHold: 6, engine.RouteScreen: 7, engine.RouteStream: 8,
}

var errToken = errors.New("no token of ours")

// tokenMaker makes and opens tokens.
type tokenMaker struct{ keys [][]byte }

func newTokenMaker(keys [][]byte) *tokenMaker {
	return &tokenMaker{keys: keys[:min(len(keys), acceptKeys)]}
}

// seal returns the URL-safe text of a token: format, route, turn, track, call, version and MAC, in base64url. The texts
// carry their length, so that no two tokens have the same bytes.
func (tm *tokenMaker) seal(t token) (string, error) {
	code, ok := routeCodes[t.route]
	if !ok {
		return "", errors.New("no route " + t.route)
	}
	track := t.track
	if track == store.MainTrack {
		track = ""
	}
	b := make([]byte, 0, 160)
	b = append(b, tokenFormat, code)
	b = binary.AppendUvarint(b, uint64(max(0, t.turn)))
	b = appendText(b, track)
	b = appendText(b, t.call)
	b = appendText(b, packVersion(t.version))
	b = append(b, mac(tm.keys[0], b)...)
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// open reads a token that one of the keys has sealed.
func (tm *tokenMaker) open(text string) (token, error) {
	if len(text) > maxToken {
		return token{}, errToken
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	// Go's decoder skips line ends: only the one spelling that we make is a token.
	if err != nil || len(b) < macSize || base64.RawURLEncoding.EncodeToString(b) != text {
		return token{}, errToken
	}
	b, sum := b[:len(b)-macSize], b[len(b)-macSize:]
	ours := false
	for _, key := range tm.keys {
		if hmac.Equal(sum, mac(key, b)) {
			ours = true
		}
	}
	if !ours {
		return token{}, errToken
	}
	return parseToken(b)
}

func parseToken(b []byte) (t token, err error) {
	if len(b) < 2 || b[0] != tokenFormat {
		return t, errToken
	}
	for name, code := range routeCodes {
		if code == b[1] {
			t.route = name
		}
	}
	turn, n := binary.Uvarint(b[2:])
	if t.route == "" || n <= 0 || turn > 1<<31 {
		return t, errToken
	}
	b = b[2+n:]
	t.turn = int(turn)
	var packed string
	for _, text := range []*string{&t.track, &t.call, &packed} {
		if *text, b, err = cutText(b); err != nil {
			return token{}, err
		}
	}
	if len(b) > 0 || t.call == "" {
		return token{}, errToken
	}
	if t.track == "" {
		t.track = store.MainTrack
	}
	t.version = unpackVersion(packed)
	return t, nil
}

// mac is bound to its purpose, so that the key is good for nothing else.
func mac(key, message []byte) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte("texmlflow turn token\x00"))
	m.Write(message)
	return m.Sum(nil)[:macSize]
}

func appendText(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

func cutText(b []byte) (string, []byte, error) {
	size, n := binary.Uvarint(b)
	if n <= 0 || size > uint64(len(b)-n) {
		return "", nil, errToken
	}
	return string(b[n : n+int(size)]), b[n+int(size):], nil
}

// packVersion halves a version that is a SHA-256 in lower-case hex; the first byte tells which it is.
func packVersion(v string) string {
	if raw, err := hex.DecodeString(v); err == nil && len(raw) == sha256.Size && hex.EncodeToString(raw) == v {
		return "h" + string(raw)
	}
	return "t" + v
}

func unpackVersion(packed string) string {
	switch {
	case packed == "":
		return ""
	case packed[0] == 'h':
		return hex.EncodeToString([]byte(packed[1:]))
	}
	return packed[1:]
}
