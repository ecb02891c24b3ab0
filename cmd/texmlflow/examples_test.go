package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestExamples: the examples are without findings, and their scenarios hold and leave nothing out.
func TestExamples(t *testing.T) {
	t.Parallel()
	examples := filepath.Join(moduleRoot(t), "examples")
	for _, args := range [][]string{{"check", "--strict"}, {"fmt", "--check"}, {"test", "--cover-min", "100"}} {
		var out bytes.Buffer
		if code := Main(append(args, examples), nil, &out, &out, nil); code != exitClean {
			t.Errorf("texmlflow %s ends with %d:\n%s", args, code, out.String())
		}
	}
}

// TestExampleReadmes does what the pages of the examples show in their console blocks, and sees what they show. A page may
// tell of its example in words alone.
func TestExampleReadmes(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob(filepath.Join(moduleRoot(t), "examples", "*", "README.md"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("pages %q, %v", pages, err)
	}
	played := 0
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		blocks := consoleBlocks(string(text))
		if blocks == "" {
			continue
		}
		played++
		t.Run(filepath.Base(filepath.Dir(page)), func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(masked(blocks), shellOutput(t, moduleRoot(t), blocks)); diff != "" {
				t.Errorf("the page (-README +run):\n%s", diff)
			}
		})
	}
	if played < 4 {
		t.Errorf("%d pages have been played, want at least 4", played)
	}
}
