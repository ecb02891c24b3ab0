package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkCheck checks a thousand flows of twenty states, each in a file of its own.
func BenchmarkCheck(b *testing.B) {
	dir := b.TempDir()
	for i := range 1000 {
		var text strings.Builder
		fmt.Fprintf(&text, "flow: f%d\nvars: {tries: {type: int, default: 0}}\nstart: s0\nstates:\n", i)
		for s := range 10 {
			fmt.Fprintf(&text, "  s%d:\n    gather:\n      prompt: Press 1 to go on, or 2 to hear this again, the text of place %d.\n", s, s)
			fmt.Fprintf(&text, "      choices: {\"1\": t%d, \"2\": {set: {tries: tries + 1}, to: s%d}}\n    exhausted: bye\n", s, s)
			fmt.Fprintf(&text, "  t%d:\n    say: \"You have tried ${tries} times.\"\n    choose: [{when: tries > %d, to: bye}, {to: s%d}]\n", s, s, (s+1)%10)
		}
		text.WriteString("  bye: {say: Goodbye., hangup: true}\n")
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("f%d.yaml", i)), []byte(text.String()), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		var out strings.Builder
		if code := Main([]string{"check", dir}, strings.NewReader(""), &out, io.Discard, nil); code != 0 {
			b.Fatalf("exit code %d:\n%.2000s", code, out.String())
		}
	}
}
