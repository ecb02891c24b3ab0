package main

import (
	"bytes"
	"path/filepath"
	"testing"
)

// TestExamples: the examples are without findings, and their scenarios hold and leave nothing out.
func TestExamples(t *testing.T) {
	t.Parallel()
	examples := filepath.Join(moduleRoot(t), "examples")
	for _, args := range [][]string{{"check", "--strict"}, {"test", "--cover-min", "100"}} {
		var out bytes.Buffer
		if code := Main(append(args, examples), nil, &out, &out, nil); code != exitClean {
			t.Errorf("texmlflow %s ends with %d:\n%s", args, code, out.String())
		}
	}
}
