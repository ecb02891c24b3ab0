package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReadTokenKeys(t *testing.T) {
	t.Parallel()
	hexKey := strings.Repeat("ab", 32)
	base64Key := strings.Repeat("QUJD", 11) // 33 bytes
	for name, tc := range map[string]struct {
		text  string
		keys  [][]byte
		spare int
		err   string
	}{
		"hex":        {text: hexKey, keys: [][]byte{bytes.Repeat([]byte{0xab}, 32)}},
		"base64":     {text: base64Key + "\n", keys: [][]byte{[]byte(strings.Repeat("ABC", 11))}},
		"two":        {text: "# new\n\n " + hexKey + "\n" + base64Key + "\n", keys: [][]byte{bytes.Repeat([]byte{0xab}, 32), []byte(strings.Repeat("ABC", 11))}},
		"four":       {text: strings.Repeat(hexKey+"\n", 4), keys: [][]byte{bytes.Repeat([]byte{0xab}, 32), bytes.Repeat([]byte{0xab}, 32)}, spare: 2},
		"short":      {text: "\n" + hexKey[2:], err: ":2: the key has 31 bytes, expected at least 32"},
		"no key":     {text: "# nothing\n", err: ": no key in it; make one with: openssl rand -base64 32"},
		"words":      {text: "a secret of ours", err: ":1: expected a key as base64 or hex"},
		"third, bad": {text: strings.Repeat(hexKey+"\n", 2) + "oops!", err: ":3: expected a key as base64 or hex"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "keys")
			if err := os.WriteFile(path, []byte(tc.text), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := readTokenKeys(path)
			if tc.err != "" {
				if err == nil || err.Error() != path+tc.err {
					t.Errorf("got %v, want %s%s", err, path, tc.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got.spare != tc.spare || got.open || len(got.keys) != len(tc.keys) {
				t.Fatalf("got %+v", got)
			}
			for i, key := range tc.keys {
				if !bytes.Equal(got.keys[i], key) {
					t.Errorf("key %d is %x, want %x", i, got.keys[i], key)
				}
			}
		})
	}
}
