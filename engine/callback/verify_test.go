package callback

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

type vector struct {
	ID, Family, What, Expect, Reason string
	Headers                          [][2]string
	Body                             string
	BodyB64                          []byte   `json:"body_b64"`
	Keys                             []string `json:"public_keys_b64"`
	Key                              string   // Standard Webhooks
	Now                              int64
	Tolerance                        int64  `json:"tolerance_s"`
	SameAs                           string `json:"same_as"`
	Ed25519Valid                     *bool  `json:"ed25519_valid"`
	MessageHex                       string `json:"message_hex"`
	PublicKeyHex                     string `json:"public_key_hex"`
	SignatureHex                     string `json:"signature_hex"`
}

type vectorFile struct {
	Vectors       []vector
	RefuseAtStart []struct {
		PublicKey string `json:"public_key_b64"`
		Universal string `json:"universal_signature_b64"`
		Why       string
	} `json:"refuse_at_start"`
	SmallOrder []string `json:"small_order_public_keys_hex"`
}

func readVectors(t testing.TB, name string) vectorFile {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var f vectorFile
	if err := json.Unmarshal(data, &f); err != nil {
		t.Fatal(err)
	}
	byID := make(map[string]vector)
	for i, v := range f.Vectors {
		if v.SameAs != "" {
			same := byID[v.SameAs]
			v.Headers, v.Body, v.Keys = same.Headers, same.Body, same.Keys
			f.Vectors[i] = v
		}
		byID[v.ID] = v
	}
	return f
}

func (v vector) body() []byte {
	if v.BodyB64 != nil {
		return v.BodyB64
	}
	return []byte(v.Body)
}

func (v vector) header() http.Header {
	h := make(http.Header)
	for _, nameValue := range v.Headers {
		h.Add(nameValue[0], nameValue[1])
	}
	return h
}

// request reads the vector as Verify would, so that a test may choose the checks.
func (v vector) request(t testing.TB) *request {
	t.Helper()
	texts := v.Keys
	if v.Key != "" {
		texts = []string{v.Key}
	}
	keys, err := ParseKeys(texts)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := NewVerifier(keys, time.Duration(v.Tolerance)*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	// The public way must say the same as the one that the test takes.
	_, err = verifier.Verify(time.Unix(v.Now, 0), v.header(), v.body())
	r := verifier.read(time.Unix(v.Now, 0), v.header(), v.body())
	if _, again := r.pass(r.scheme.checks()); !cmp.Equal(verdict(err), verdict(again)) {
		t.Fatalf("Verify says %v, the checks %v", err, again)
	}
	return r
}

// verdict is "accept" or the reason of the refusal.
func verdict(err error) string {
	var f *Failure
	switch {
	case err == nil:
		return "accept"
	case errors.As(err, &f):
		return string(f.Reason)
	}
	return "not a *Failure: " + err.Error()
}

// wanted is the verdict of the verifier for a vector; host is what remains for
// the layer above, which must refuse or not move although the signature is right.
func (v vector) wanted() (want, host string) {
	switch v.ID {
	case "telnyx-043", "telnyx-044":
		return "accept", "405: a GET, whose parameters are not signed"
	case "telnyx-054", "telnyx-055":
		return "accept", "a replay: the stored answer, and no move"
	}
	switch {
	case v.Expect == "accept":
		return "accept", ""
	case v.Reason == "bad-encoding":
		return string(BadSignatureEncoding), ""
	}
	return v.Reason, ""
}

func TestVectors(t *testing.T) {
	hosts := 0
	for _, v := range readVectors(t, "signature-vectors.json").Vectors {
		t.Run(v.ID, func(t *testing.T) {
			if v.Family == "ed25519-primitive" {
				if !ed25519.Verify(unhex(t, v.PublicKeyHex), unhex(t, v.MessageHex), unhex(t, v.SignatureHex)) {
					t.Error("the primitive refuses it")
				}
				return
			}
			if v.ID == "stdwh-001" {
				if _, err := ParseKeys([]string{v.Key}); err == nil || !strings.Contains(err.Error(), "whsec_") {
					t.Errorf("a shared secret for a key: got %v", err)
				}
				return
			}
			want, host := v.wanted()
			if host != "" {
				hosts++
				t.Logf("left to the host: %s", host)
			}
			r := v.request(t)
			keyID, err := r.pass(r.scheme.checks())
			if got := verdict(err); got != want {
				t.Errorf("got %s, want %s: %s", got, want, v.What)
			}
			if (keyID != "") != (want == "accept") {
				t.Errorf("key ID is %q", keyID)
			}
			if v.Ed25519Valid != nil {
				if got := primitive(v); got != *v.Ed25519Valid {
					t.Errorf("the primitive says %v, the file %v", got, *v.Ed25519Valid)
				}
			}
		})
	}
	if hosts != 4 {
		t.Errorf("%d vectors are the host's, want 4", hosts)
	}
}

func TestOwnVectors(t *testing.T) {
	for _, v := range readVectors(t, "own-vectors.json").Vectors {
		t.Run(v.ID, func(t *testing.T) {
			want, _ := v.wanted()
			r := v.request(t)
			if _, err := r.pass(r.scheme.checks()); verdict(err) != want {
				t.Errorf("got %s, want %s: %s", verdict(err), want, v.What)
			}
		})
	}
}

// primitive is the bare signature, without any rule of ours.
func primitive(v vector) bool {
	h := v.header()
	sig, err := base64.StdEncoding.DecodeString(h.Get(HeaderSignature))
	message := append([]byte(h.Get(HeaderTimestamp)+"|"), v.body()...)
	for _, text := range v.Keys {
		key, keyErr := base64.StdEncoding.DecodeString(text)
		if err == nil && keyErr == nil && ed25519.Verify(key, message, sig) {
			return true
		}
	}
	return false
}

// Each check must be needed: without it some vector has another verdict. The
// checks that stand between a forger and an accepted callback must be needed for
// that; the others keep reasons apart, and an absent value from being read.
func TestEachCheckIsNeeded(t *testing.T) {
	vectors := append(readVectors(t, "signature-vectors.json").Vectors, readVectors(t, "own-vectors.json").Vectors...)
	reasonOnly := []string{"timestamp is present", "signature is present", "signature is 64 bytes"}
	for name, s := range map[string]scheme{"telnyx": telnyx, "standard webhooks": standardWebhooks} {
		for i, dropped := range s.checks() {
			t.Run(name+"/"+dropped.name, func(t *testing.T) {
				var changed, accepted []string
				for _, v := range vectors {
					if v.Family == "ed25519-primitive" || v.ID == "stdwh-001" {
						continue
					}
					want, _ := v.wanted()
					r := v.request(t)
					if r.scheme != s {
						continue
					}
					checks := s.checks()
					_, err := r.pass(append(checks[:i:i], checks[i+1:]...))
					if got := verdict(err); got != want {
						changed = append(changed, v.ID+" "+got)
						if got == "accept" {
							accepted = append(accepted, v.ID)
						}
					}
				}
				if len(changed) == 0 {
					t.Error("no vector notices that the check is gone")
				}
				if len(accepted) == 0 && !slices.Contains(reasonOnly, dropped.name) {
					t.Errorf("no forgery is accepted without the check, only reasons change: %v", changed)
				}
			})
		}
	}
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// testKeys are a pair of the tests' own, and the verifier that trusts it.
func testKeys(t testing.TB) (ed25519.PrivateKey, *Verifier) {
	t.Helper()
	priv := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	text := base64.StdEncoding.EncodeToString(priv.Public().(ed25519.PublicKey))
	keys, err := ParseKeys([]string{text, "whpk_" + text})
	if err != nil {
		t.Fatal(err)
	}
	v, err := NewVerifier(keys, 0)
	if err != nil {
		t.Fatal(err)
	}
	return priv, v
}

func TestSignedIsVerifiedAndAnyChangeIsNot(t *testing.T) {
	priv, v := testKeys(t)
	now := time.Unix(1700000000, 999)
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.SliceOfN(rapid.Byte(), 1, 200).Draw(t, "body")
		h := Sign(priv, now, body)
		if id, err := v.Verify(now, h, body); err != nil || id != v.Keys.All()[0].ID() {
			t.Fatalf("got key %q, %v", id, err)
		}
		bit := rapid.IntRange(0, len(body)*8-1).Draw(t, "bit")
		body[bit/8] ^= 1 << (bit % 8)
		if _, err := v.Verify(now, h, body); verdict(err) != "bad-signature" {
			t.Fatalf("body changed: %v", err)
		}
		body[bit/8] ^= 1 << (bit % 8)
		sig := []byte(h.Get(HeaderSignature))
		at := rapid.IntRange(0, len(sig)-1).Draw(t, "at")
		sig[at] = rapid.Byte().Filter(func(b byte) bool { return b != sig[at] }).Draw(t, "byte")
		h.Set(HeaderSignature, string(sig))
		if _, err := v.Verify(now, h, body); err == nil {
			t.Fatalf("signature changed to %q is accepted", sig)
		}
	})
}

func TestTolerance(t *testing.T) {
	priv, v := testKeys(t)
	for _, d := range []time.Duration{-1, time.Second, 29 * time.Second, 601 * time.Second, 30*time.Second + 1, 24 * time.Hour} {
		if _, err := NewVerifier(v.Keys, d); err == nil {
			t.Errorf("tolerance %s is taken", d)
		}
	}
	if _, err := NewVerifier(nil, 0); err == nil {
		t.Error("a verifier without keys is made")
	}
	if _, err := NewVerifier(&Keys{}, 0); err == nil {
		t.Error("a verifier without keys is made")
	}
	if _, err := VerifierOf(nil); err == nil {
		t.Error("a verifier without a key is made")
	}
	now := time.Unix(1700000000, 0)
	for _, tt := range []struct {
		tolerance, age time.Duration
		want           string
	}{
		{30 * time.Second, 30 * time.Second, "accept"},
		{30 * time.Second, 31 * time.Second, "stale"},
		{30 * time.Second, -31 * time.Second, "future"},
		{600 * time.Second, 600 * time.Second, "accept"},
		{600 * time.Second, 601 * time.Second, "stale"},
		{0, 300*time.Second + 999*time.Millisecond, "accept"}, // whole seconds
		{0, 301 * time.Second, "stale"},
	} {
		v, err := NewVerifier(v.Keys, tt.tolerance)
		if err != nil {
			t.Fatal(err)
		}
		_, err = v.Verify(now.Add(tt.age), Sign(priv, now, nil), nil)
		if got := verdict(err); got != tt.want {
			t.Errorf("tolerance %s, age %s: got %s, want %s", tt.tolerance, tt.age, got, tt.want)
		}
	}
}

// A Verifier that was not made by NewVerifier is no hole.
func TestLiteralVerifierFailsClosed(t *testing.T) {
	priv, v := testKeys(t)
	now := time.Unix(1700000000, 0)
	h := Sign(priv, now, nil)
	if _, err := new(Verifier).Verify(now, h, nil); verdict(err) != "bad-signature" {
		t.Errorf("without keys: %v", err)
	}
	for _, d := range []time.Duration{0, -1, 24 * time.Hour} {
		v := &Verifier{Keys: v.Keys, Tolerance: d}
		if _, err := v.Verify(now.Add(301*time.Second), h, nil); verdict(err) != "stale" {
			t.Errorf("tolerance %s: %v", d, err)
		}
	}
}

func TestSkew(t *testing.T) {
	priv, v := testKeys(t)
	now := time.Unix(1700000000, 0)
	h := Sign(priv, now, nil)
	var f *Failure
	if _, err := v.Verify(now.Add(-400*time.Second), h, nil); !errors.As(err, &f) || f.Skew != 400*time.Second {
		t.Errorf("got %+v", f)
	}
	if want := "callback not verified: future, its time less ours is 6m40s"; f.Error() != want {
		t.Errorf("got %s, want %s", f, want)
	}
	if skew, ok := Skew(now.Add(5*time.Second), h); !ok || skew != -5*time.Second {
		t.Errorf("got %s, %v", skew, ok)
	}
	if skew, ok := Skew(now, http.Header{HeaderWebhookTimestamp: {"1700000007"}}); !ok || skew != 7*time.Second {
		t.Errorf("got %s, %v", skew, ok)
	}
	for _, stamp := range []string{"", "now", "+1700000000", "9223372036854775807"} {
		if skew, ok := Skew(now, http.Header{HeaderTimestamp: {stamp}}); ok || skew != 0 {
			t.Errorf("%q: got %s, %v", stamp, skew, ok)
		}
	}
	h.Set(HeaderTimestamp, "9223372036854775807")
	if _, err := v.Verify(now, h, nil); !errors.As(err, &f) || f.Reason != BadTimestamp || f.Skew != 0 {
		t.Errorf("got %+v", f)
	}
}

func FuzzVerify(f *testing.F) {
	priv, v := testKeys(f)
	now := time.Unix(1700000000, 0)
	h := Sign(priv, now, []byte("CallSid=a"))
	f.Add("", h.Get(HeaderTimestamp), h.Get(HeaderSignature), []byte("CallSid=a"))
	std := ed25519.Sign(priv, []byte("msg_1.1700000000.CallSid=a"))
	f.Add("msg_1", "1700000000", "v1a,"+base64.StdEncoding.EncodeToString(std), []byte("CallSid=a"))
	f.Add("a.b", "+1700000000", "v1a,AAAA v1,BBBB", []byte{0xff, 0})
	pub := priv.Public().(ed25519.PublicKey)
	f.Fuzz(func(t *testing.T, id, stamp, sig string, body []byte) {
		h := http.Header{HeaderTimestamp: {stamp}, HeaderSignature: {sig}}
		if _, err := v.Verify(now, h, body); err == nil {
			raw, _ := base64.StdEncoding.DecodeString(sig)
			if !ed25519.Verify(pub, append([]byte(stamp+"|"), body...), raw) {
				t.Error("accepted, and the signature does not fit")
			}
		}
		h = http.Header{HeaderWebhookID: {id}, HeaderWebhookTimestamp: {stamp}, HeaderWebhookSignature: {sig}}
		if _, err := v.Verify(now, h, body); err == nil {
			fits := false
			for text := range strings.FieldsSeq(sig) {
				raw, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(text, "v1a,"))
				fits = fits || ed25519.Verify(pub, append([]byte(id+"."+stamp+"."), body...), raw)
			}
			if !fits {
				t.Error("accepted as Standard Webhooks, and no signature fits")
			}
		}
	})
}
