package callback

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Keys are the public keys that callbacks may be signed with. More than one
// serves a rotation. Keys are read-only.
type Keys struct {
	list []Key
}

// Key is one public key, for one scheme.
type Key struct {
	raw    ed25519.PublicKey
	scheme scheme
}

// ID is a short fingerprint that is safe to log: the first 8 hex digits of the
// SHA-256 of the 32 raw bytes.
func (k Key) ID() string {
	sum := sha256.Sum256(k.raw)
	return hex.EncodeToString(sum[:4])
}

// All are the keys in the order of configuration.
func (k *Keys) All() []Key { return slices.Clone(k.list) }

// of are the keys of one scheme; a nil Keys has none.
func (k *Keys) of(s scheme) []Key {
	if k == nil {
		return nil
	}
	var keys []Key
	for _, key := range k.list {
		if key.scheme == s {
			keys = append(keys, key)
		}
	}
	return keys
}

// KeyError is a text that is no usable public key. It never holds the text,
// which may be a secret that was pasted into the wrong field.
type KeyError struct {
	Index  int // in the list, from 0
	Reason string
}

// Error names the key by its place, counted from 1.
func (e *KeyError) Error() string {
	return fmt.Sprintf("public key %d: %s", e.Index+1, e.Reason)
}

const (
	publicPrefix = "whpk_" // Standard Webhooks: an Ed25519 public key
	wantKey      = "expected the base64 of the 32 raw bytes, 44 characters, as the carrier's portal shows it"
)

// spkiPrefix begins every Ed25519 public key in SPKI (DER); 32 raw bytes follow.
var spkiPrefix = []byte{0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00}

// ParseKeys reads the public keys: padded standard base64 of the 32 raw bytes,
// for Telnyx's scheme, or whpk_ and the same, for Standard Webhooks'. White
// space around a text is dropped. The error joins a *KeyError for every key
// that is refused; no key at all is an error too. One key may stand in both
// forms, since each form serves its own scheme.
func ParseKeys(texts []string) (*Keys, error) {
	if len(texts) == 0 {
		return nil, errors.New("no public key: callbacks cannot be verified; " + wantKey)
	}
	keys := &Keys{}
	var errs []error
	for i, text := range texts {
		key, reason := parseKey(strings.TrimSpace(text))
		if reason == "" {
			for _, k := range keys.list {
				if k.scheme == key.scheme && bytes.Equal(k.raw, key.raw) {
					reason = "it stands in the list already"
				}
			}
		}
		if reason != "" {
			errs = append(errs, &KeyError{Index: i, Reason: reason})
			continue
		}
		keys.list = append(keys.list, key)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return keys, nil
}

func parseKey(text string) (key Key, reason string) {
	switch {
	case text == "":
		return key, "it is empty; " + wantKey
	case strings.HasPrefix(text, "whsec_"):
		return key, "whsec_ is a shared secret (HMAC), with which whoever verifies can also sign; " +
			"use the Ed25519 public key, whpk_"
	case strings.HasPrefix(text, "whsk_"):
		return key, "whsk_ is a private key, it belongs to the sender alone; use the public key, whpk_"
	case strings.HasPrefix(text, "-----BEGIN"):
		return key, pemReason(text)
	}
	if raw, err := hex.DecodeString(text); err == nil && len(raw) == ed25519.PublicKeySize {
		return key, "it is hex; " + wantKey
	}
	body, standard := strings.CutPrefix(text, publicPrefix)
	if standard {
		key.scheme = standardWebhooks
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(body)
	// One public key in 64³ begins with the same letters.
	if strings.HasPrefix(text, "KEY") && (err != nil || len(raw) != ed25519.PublicKeySize) {
		return key, "it looks like an API key, which is a secret; " + wantKey
	}
	if err != nil || base64.StdEncoding.EncodeToString(raw) != body {
		return key, "it is not padded standard base64; " + wantKey
	}
	if reason := rawReason(raw); reason != "" {
		return key, reason
	}
	key.raw = raw
	return key, ""
}

// rawReason judges the bytes of a key.
func rawReason(raw []byte) string {
	switch {
	case len(raw) == ed25519.PrivateKeySize:
		return "64 bytes are a private key (or a signature); " + wantKey
	case len(raw) == len(spkiPrefix)+ed25519.PublicKeySize && bytes.HasPrefix(raw, spkiPrefix):
		return spkiReason(raw)
	case len(raw) != ed25519.PublicKeySize:
		return fmt.Sprintf("it has %d bytes; %s", len(raw), wantKey)
	}
	return pointReason(raw)
}

// spkiReason may show the raw key: it is public.
func spkiReason(der []byte) string {
	return "it is wrapped as SPKI; the raw key is its last 32 bytes: " +
		base64.StdEncoding.EncodeToString(der[len(spkiPrefix):])
}

func pemReason(text string) string {
	block, _ := pem.Decode([]byte(text))
	switch {
	case block != nil && strings.Contains(block.Type, "PRIVATE"):
		return "it is a private key in PEM; " + wantKey
	case block != nil && len(block.Bytes) == len(spkiPrefix)+ed25519.PublicKeySize && bytes.HasPrefix(block.Bytes, spkiPrefix):
		return "it is PEM; " + spkiReason(block.Bytes)
	}
	return "it is PEM, and no Ed25519 public key in it; " + wantKey
}
