package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A file that cannot be replaced is named, stays, and nothing is left beside it.
func TestReplaceFileFails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	inner := filepath.Join(dir, "inner")
	if err := os.Mkdir(inner, 0o700); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		inner:                             "no regular file",
		filepath.Join(dir, "nowhere.xml"): "no such file or directory",
	} {
		err := replaceFile(path, []byte("<Response/>\n"))
		if err == nil || !strings.HasPrefix(err.Error(), "write "+path+": ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 || !entries[0].IsDir() {
		t.Errorf("left: %v", entries)
	}
}
