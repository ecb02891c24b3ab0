package main

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
)

// minTokenKey is the least number of bytes of a key that signs turn tokens.
const minTokenKey = 32

// usedTokenKeys is how many keys of the file are used: the newest signs, the one before it still opens.
const usedTokenKeys = 2

// tokenKeys is a file of keys as it was read.
type tokenKeys struct {
	path  string
	keys  [][]byte // newest first; nil: the store keeps one
	spare int      // keys that stand after the two that are used
	open  bool     // others than the owner may read the file
}

// readTokenKeys reads a file of keys: newest first, one a line, each the base64 or hex of at least 32 bytes. Blank lines
// and those that begin with # are skipped. No error shows any of the text.
func readTokenKeys(path string) (tokenKeys, error) {
	t := tokenKeys{path: path}
	text, err := readSmall(path, maxKeyFile)
	if err != nil {
		return t, err
	}
	if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
		t.open = true
	}
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, err := parseTokenKey(line)
		if err != nil {
			return t, fmt.Errorf("%s:%d: %w", path, number, err)
		}
		if len(t.keys) == usedTokenKeys {
			t.spare++
			continue
		}
		t.keys = append(t.keys, key)
	}
	if len(t.keys) == 0 {
		return t, fmt.Errorf("%s: no key in it; make one with: openssl rand -base64 32", path)
	}
	return t, nil
}

func parseTokenKey(line string) ([]byte, error) {
	// Hex first: its alphabet lies inside that of base64, and 64 digits of it are no accident.
	key, err := hex.DecodeString(line)
	if err != nil {
		key, err = base64.StdEncoding.DecodeString(line)
	}
	switch {
	case err != nil:
		return nil, errors.New("expected a key as base64 or hex")
	case len(key) < minTokenKey:
		return nil, fmt.Errorf("the key has %d bytes, expected at least %d", len(key), minTokenKey)
	}
	return key, nil
}
