package callback

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"testing"
)

const keyA = "jrMBoswHlhhVx2W2Www72WU/xn4UMpjreslD0m2u0qs=" // key A of the vector file

func TestParseKeys(t *testing.T) {
	keys, err := ParseKeys([]string{keyA + "\n", "whpk_" + keyA, "hLnReBdPVMxbJDpS/XPNI+4nTP6jRcWv03tVX7NrJQ4="})
	if err != nil {
		t.Fatal(err)
	}
	all := keys.All()
	if len(all) != 3 {
		t.Fatalf("got %d keys", len(all))
	}
	raw, _ := base64.StdEncoding.DecodeString(keyA)
	sum := sha256.Sum256(raw)
	if want := hex.EncodeToString(sum[:])[:8]; all[0].ID() != want || all[1].ID() != want || all[2].ID() == want {
		t.Errorf("IDs are %s, %s, %s; the first two must be %s", all[0].ID(), all[1].ID(), all[2].ID(), want)
	}
}

func TestRefusedKeys(t *testing.T) {
	raw, _ := base64.StdEncoding.DecodeString(keyA)
	pemOf := func(kind string, der []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
	}
	secret := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("s", 64)))
	for _, tt := range []struct{ name, text, want string }{
		{"empty", " ", "it is empty"},
		{"spki", base64.StdEncoding.EncodeToString(append(spkiPrefix[:12:12], raw...)), "the raw key is its last 32 bytes: " + keyA},
		{"pem", pemOf("PUBLIC KEY", append(spkiPrefix[:12:12], raw...)), "the raw key is its last 32 bytes: " + keyA},
		{"pem of another kind", pemOf("CERTIFICATE", raw), "no Ed25519 public key in it"},
		{"pem, cut", "-----BEGIN PUBLIC KEY-----", "no Ed25519 public key in it"},
		{"private pem", pemOf("PRIVATE KEY", raw), "private key in PEM"},
		{"private", secret, "private key"},
		{"private of Standard Webhooks", "whsk_" + secret, "private key"},
		{"shared secret", "whsec_" + secret, "whoever verifies can also sign"},
		{"api key", "KEY0123456789ABCDEF", "API key"},
		{"api key that is base64", "KEY0123456789ABC", "API key"},
		{"hex", hex.EncodeToString(raw), "it is hex"},
		{"url-safe", strings.ReplaceAll(keyA, "/", "_"), "not padded standard base64"},
		{"unpadded", strings.TrimRight(keyA, "="), "not padded standard base64"},
		{"line end inside", keyA[:20] + "\n" + keyA[20:], "not padded standard base64"},
		{"stray bits", keyA[:42] + "t=", "not padded standard base64"},
		{"31 bytes", base64.StdEncoding.EncodeToString(raw[:31]), "it has 31 bytes"},
		{"33 bytes", "whpk_" + base64.StdEncoding.EncodeToString(append(raw[:32:32], 0)), "it has 33 bytes"},
		{"no point", base64.StdEncoding.EncodeToString(append([]byte{2}, make([]byte, 31)...)), "no point of the Ed25519 curve"},
		{"not canonical", base64.StdEncoding.EncodeToString(append(append([]byte{0xf1}, ff(30)...), 0x7f)), "not the canonical encoding"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			keys, err := ParseKeys([]string{"hLnReBdPVMxbJDpS/XPNI+4nTP6jRcWv03tVX7NrJQ4=", tt.text})
			var e *KeyError
			if keys != nil || !errors.As(err, &e) {
				t.Fatalf("got %v, %v, want a *KeyError", keys, err)
			}
			if e.Index != 1 || !strings.Contains(e.Error(), tt.want) {
				t.Errorf("got index %d, %s; want %q", e.Index, e, tt.want)
			}
			if text := strings.TrimSpace(tt.text); text != "" && strings.Contains(err.Error(), text) {
				t.Error("the error shows the text")
			}
		})
	}
}

// A public key may begin with the letters of an API key.
func TestKeyLikeAnAPIKey(t *testing.T) {
	const text = "KEY2/87jg47othJEdEkr8j9r45D4HTPSmcHMaRw7ffM="
	keys, err := ParseKeys([]string{text, "whpk_" + text})
	if err != nil || len(keys.All()) != 2 {
		t.Errorf("got %v, %v", keys, err)
	}
}

func ff(n int) []byte { return []byte(strings.Repeat("\xff", n)) }

func TestNoKeyAndDoubledKey(t *testing.T) {
	if keys, err := ParseKeys(nil); keys != nil || err == nil {
		t.Errorf("no key: got %v, %v", keys, err)
	}
	_, err := ParseKeys([]string{keyA, "", keyA})
	if want := "public key 3: it stands in the list already"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("doubled key: got %v", err)
	}
	if want := "public key 2: it is empty"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("each bad key must be named: got %v", err)
	}
}

func TestRefuseAtStart(t *testing.T) {
	f := readVectors(t, "signature-vectors.json")
	if len(f.RefuseAtStart) == 0 || len(f.SmallOrder) == 0 {
		t.Fatal("the vector file lacks its lists")
	}
	universal := 0
	for _, refused := range f.RefuseAtStart {
		for _, prefix := range []string{"", "whpk_"} {
			if _, err := ParseKeys([]string{prefix + refused.PublicKey}); err == nil {
				t.Errorf("accepted with %q before it: %s", prefix, refused.Why)
			}
		}
		if refused.Universal != "" {
			universal++
			key, _ := base64.StdEncoding.DecodeString(refused.PublicKey)
			sig, _ := base64.StdEncoding.DecodeString(refused.Universal)
			if !ed25519.Verify(key, []byte("any message"), sig) {
				t.Error("the primitive refuses the universal signature by itself: is the check still needed?")
			}
		}
	}
	if universal == 0 {
		t.Error("the vector file has no universal signature")
	}
}

// The eight points of low order have fourteen encodings that decode: those of
// the vector file, and others not reduced or with the sign of zero.
func TestLowOrderPoints(t *testing.T) {
	encodings := readVectors(t, "signature-vectors.json").SmallOrder
	f := strings.Repeat("f", 60)
	encodings = append(encodings,
		"01"+strings.Repeat("00", 30)+"80", "ec"+f+"ff", "ed"+f+"7f", "ed"+f+"ff", "ee"+f+"7f", "ee"+f+"ff")
	for _, encoding := range encodings {
		text := base64.StdEncoding.EncodeToString(unhex(t, encoding))
		if _, err := ParseKeys([]string{text}); err == nil || !strings.Contains(err.Error(), "low order") {
			t.Errorf("%s: got %v", encoding, err)
		}
	}
	if len(encodings) != 14 {
		t.Errorf("%d encodings, want 14", len(encodings))
	}
}

// No honest key is refused: a few hundred made from seeds.
func TestHonestKeysAreTaken(t *testing.T) {
	for i := range 300 {
		seed := sha256.Sum256(fmt.Append(nil, i))
		pub := ed25519.NewKeyFromSeed(seed[:]).Public().(ed25519.PublicKey)
		if _, err := VerifierOf(pub); err != nil {
			t.Fatal(err)
		}
	}
}
