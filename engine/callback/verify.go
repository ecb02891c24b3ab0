// Package callback is the wire: it verifies that a callback was signed by the
// carrier and reads its body.
//
// In go the clock, the headers and the raw bytes of the body, as they came.
// First Verifier.Verify checks the signature over those bytes, without parsing
// them; only then ParseForm reads them, strictly, as form fields in the order
// and under the exact names of the wire.
//
// Two signing schemes are known. Telnyx signs "timestamp|body" with Ed25519 and
// sends the headers telnyx-timestamp and telnyx-signature-ed25519. Standard
// Webhooks signs "id.timestamp.body" with Ed25519 (v1a) and sends webhook-id,
// webhook-timestamp and webhook-signature; it is taken only when a whpk_ key is
// configured and the request has no telnyx-* header. A key serves one scheme.
//
// Neither scheme covers the method, the URL, its query or any other header, and
// a captured request stays valid inside the window. So the host refuses GET, and
// the turn token in the URL and the stored answer make a repeat harmless; both
// are outside of this package.
//
// The package does no I/O and reads no clock. There is no way to turn the
// verification off: a Verifier without keys refuses all, a tolerance out of
// range becomes the default. It never puts a body, a signature or the text of a
// refused key into an error.
package callback

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The headers of the two signing schemes, in canonical spelling.
const (
	HeaderTimestamp = "Telnyx-Timestamp"
	HeaderSignature = "Telnyx-Signature-Ed25519"

	HeaderWebhookID        = "Webhook-Id"
	HeaderWebhookTimestamp = "Webhook-Timestamp"
	HeaderWebhookSignature = "Webhook-Signature"
)

// The tolerance between the signature's time and the clock, both ways.
const (
	DefaultTolerance = 300 * time.Second
	MinTolerance     = 30 * time.Second
	MaxTolerance     = 600 * time.Second
)

// Reason is why a request was not verified: a closed set, fit for a metric's
// label. It goes to log and metric only; the answer is the same for all.
type Reason string

// The reasons of a failed verification.
const (
	MissingHeader        Reason = "missing-header"
	DuplicateHeader      Reason = "duplicate-header"
	BadTimestamp         Reason = "bad-timestamp"
	BadSignatureEncoding Reason = "bad-signature-encoding" // or a webhook-id outside its alphabet
	Stale                Reason = "stale"
	Future               Reason = "future" // a clock to mend, ours or theirs
	BadSignature         Reason = "bad-signature"
)

// Failure is the error of Verify.
type Failure struct {
	Reason Reason
	Skew   time.Duration // the signature's time less ours, whole seconds; 0 where the time was not read
}

// Error is the reason, and the skew where the time was the trouble.
func (f *Failure) Error() string {
	if f.Reason == Stale || f.Reason == Future {
		return fmt.Sprintf("callback not verified: %s, its time less ours is %s", f.Reason, f.Skew)
	}
	return "callback not verified: " + string(f.Reason)
}

// Verifier checks the signatures of callbacks. It is read-only and safe for
// concurrent use.
type Verifier struct {
	Keys *Keys
	// Tolerance is MinTolerance to MaxTolerance; anything else counts as DefaultTolerance.
	Tolerance time.Duration
}

// NewVerifier returns a verifier. Tolerance is in whole seconds from 30 s to
// 600 s; 0 is the default, 300 s. There is no value that turns the check off.
func NewVerifier(keys *Keys, tolerance time.Duration) (*Verifier, error) {
	if keys == nil || len(keys.list) == 0 {
		return nil, errors.New("verifier: no public key, and without one every callback would be refused")
	}
	if tolerance == 0 {
		tolerance = DefaultTolerance
	}
	if tolerance < MinTolerance || tolerance > MaxTolerance || tolerance%time.Second != 0 {
		return nil, fmt.Errorf("verifier: tolerance %s, expected whole seconds from %s to %s", tolerance, MinTolerance, MaxTolerance)
	}
	return &Verifier{Keys: keys, Tolerance: tolerance}, nil
}

// VerifierOf returns a verifier with the default tolerance that believes one key: that of a carrier that is played. What is
// no public key is an error, as for [ParseKeys].
func VerifierOf(key ed25519.PublicKey) (*Verifier, error) {
	keys, err := ParseKeys([]string{base64.StdEncoding.EncodeToString(key)})
	if err != nil {
		return nil, err
	}
	return NewVerifier(keys, 0)
}

// Verify checks that the request with these headers and this raw body was
// signed by one of the keys within the tolerance of now, and returns that key's
// ID. Any error is a *Failure. rawBody is the bytes as received: never bytes
// rebuilt from parsed fields.
func (v *Verifier) Verify(now time.Time, h http.Header, rawBody []byte) (keyID string, err error) {
	r := v.read(now, h, rawBody)
	return r.pass(r.scheme.checks())
}

// pass runs the checks in order and stops at the first that fails.
func (r *request) pass(checks []check) (keyID string, err error) {
	for _, c := range checks {
		if reason := c.fault(r); reason != "" {
			return "", &Failure{Reason: reason, Skew: r.skew()}
		}
	}
	return r.keyID, nil
}

// request is what Verify knows of one request. What is read leniently here is
// judged by the checks, each for one property.
type request struct {
	scheme    scheme
	tolerance int64 // seconds
	now       int64 // Unix seconds

	ids, stamps, sigs []string // all values of each header
	id, stamp, sig    string   // the first of each
	timed             bool     // the timestamp is a number
	time              int64    // that number, Unix seconds
	signatures        []signature
	message           []byte
	keys              []Key
	keyID             string // set by the last check
}

// signature is one signature of a request: its text, and what that decodes to.
type signature struct {
	text string
	raw  []byte
}

func (v *Verifier) read(now time.Time, h http.Header, body []byte) *request {
	r := &request{scheme: v.schemeOf(h), now: now.Unix(), tolerance: int64(DefaultTolerance / time.Second)}
	if MinTolerance <= v.Tolerance && v.Tolerance <= MaxTolerance {
		r.tolerance = int64(v.Tolerance / time.Second)
	}
	names := r.scheme.headers()
	r.stamps, r.sigs = h.Values(names.stamp), h.Values(names.sig)
	r.stamp, r.sig = first(r.stamps), first(r.sigs)
	r.keys = v.Keys.of(r.scheme)
	if t, err := strconv.ParseInt(r.stamp, 10, 64); err == nil {
		r.timed, r.time = true, t
	}
	separator, texts := "|", []string{r.sig}
	if r.scheme == standardWebhooks {
		r.ids = h.Values(names.id)
		r.id = first(r.ids)
		separator, texts = ".", v1a(r.sig)
		r.message = append(r.message, r.id+separator...)
	}
	for _, text := range texts {
		raw, _ := base64.StdEncoding.Strict().DecodeString(text) // judged by checkCanonical
		r.signatures = append(r.signatures, signature{text, raw})
	}
	// The timestamp as received, not a number printed again.
	r.message = append(r.message, r.stamp+separator...)
	r.message = append(r.message, body...)
	return r
}

// schemeOf: one telnyx-* header is enough to make a request Telnyx's, so that
// nobody chooses the other scheme by adding headers.
func (v *Verifier) schemeOf(h http.Header) scheme {
	for name := range h {
		if len(name) >= 7 && strings.EqualFold(name[:7], "Telnyx-") {
			return telnyx
		}
	}
	if len(v.Keys.of(standardWebhooks)) == 0 {
		return telnyx
	}
	return standardWebhooks
}

func (r *request) skew() time.Duration {
	const limit = 1 << 33 // seconds; beyond, the difference would not fit a Duration
	d := r.time - r.now
	if !r.timed || d > limit || d < -limit {
		return 0
	}
	return time.Duration(d) * time.Second
}

// Skew is the time that the request's headers claim, less now; ok is false
// where there is none in the right form. It is for the metric of the clocks'
// difference, of verified requests: before Verify it is only a claim.
func Skew(now time.Time, h http.Header) (skew time.Duration, ok bool) {
	stamp := h.Get(HeaderTimestamp)
	if stamp == "" {
		stamp = h.Get(HeaderWebhookTimestamp)
	}
	r := request{now: now.Unix(), stamp: stamp}
	if checkTimestamp(&r) != "" {
		return 0, false
	}
	r.time, _ = strconv.ParseInt(stamp, 10, 64) // ten digits fit
	r.timed = true
	return r.skew(), true
}

// Sign signs a body as Telnyx does and returns the two headers. It is for the
// carrier's stand-in, for tests and for callbacks that an operator triggers.
func Sign(priv ed25519.PrivateKey, now time.Time, body []byte) http.Header {
	stamp := strconv.FormatInt(now.Unix(), 10)
	message := append([]byte(stamp+"|"), body...)
	h := make(http.Header, 2)
	h.Set(HeaderTimestamp, stamp)
	h.Set(HeaderSignature, base64.StdEncoding.EncodeToString(ed25519.Sign(priv, message)))
	return h
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}
