package flows

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// farthest is how many lines more than those that its findings speak of a file of testdata/err and its twin may differ in.
const farthest = 3

// TestTwins: each file of testdata/err has a file of its name in testdata/ok with which the same host finds nothing wrong,
// and that is no farther from it than mending asks for. A twin is the twin of something.
func TestTwins(t *testing.T) {
	for _, path := range matching(t, "testdata/err/*.yaml") {
		file := filepath.Base(path)
		name := strings.TrimSuffix(file, ".yaml")
		t.Run(name, func(t *testing.T) {
			wrong := mustRead(t, path)
			right, err := os.ReadFile("testdata/ok/" + file)
			if err != nil {
				t.Fatalf("it has no twin: %v", err)
			}
			opt := errOptions(t, name)
			files := withAudio(map[string][]byte{file: right})
			if lib, findings := LoadFiles(files, opt); lib == nil || len(findings) > 0 {
				t.Errorf("its twin has findings:\n%s", written(t, findings, files))
			}
			_, findings := LoadFiles(withAudio(map[string][]byte{file: wrong}), opt)
			spoken := map[int]bool{}
			for _, f := range findings {
				spoken[f.Span.Line] = true
				for _, n := range f.Related {
					spoken[n.Span.Line] = true
				}
			}
			if changed := changedLines(string(wrong), string(right)); changed == 0 || changed > len(spoken)+farthest {
				t.Errorf("its twin differs in %d lines, and the findings speak of %d", changed, len(spoken))
			}
		})
	}
}

// changedLines counts the lines that are not in both texts, in the order of both: those taken away or those put in their
// place, whichever are more.
func changedLines(a, b string) int {
	x, y := strings.SplitAfter(a, "\n"), strings.SplitAfter(b, "\n")
	same := make([]int, len(y)+1) // the most lines in common of what has been seen of x and so much of y
	for _, line := range x {
		before := 0
		for j := range y {
			keep := same[j+1]
			if line == y[j] {
				same[j+1] = before + 1
			}
			before, same[j+1] = keep, max(same[j+1], same[j])
		}
	}
	return max(len(x), len(y)) - same[len(y)]
}
