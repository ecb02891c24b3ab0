package flows

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// FuzzLoad: whatever a file holds, loading it does not panic, every finding lies inside the file, a library comes
// without errors only, and each machine of it can be compiled again from its sources.
func FuzzLoad(f *testing.F) {
	for _, path := range matching(f, "testdata/ok/*.yaml", "testdata/ok/*/*.yaml", "testdata/err/*.yaml") {
		f.Add(mustRead(f, path))
	}
	f.Add([]byte("states: \n 00: {!000000 }"))
	f.Fuzz(func(t *testing.T, src []byte) {
		lib, findings := LoadFiles(map[string][]byte{"f.yaml": src, "audio/tone.wav": tone(4)}, testOptions(t))
		lines := strings.Split(strings.TrimPrefix(string(src), "\ufeff"), "\n")
		for _, finding := range findings {
			inside(t, lines, finding.Span, finding.String())
			for _, r := range finding.Related {
				inside(t, lines, r.Span, finding.String())
			}
			if finding.Code == "" || finding.Message == "" {
				t.Errorf("a finding without words: %+v", finding)
			}
		}
		if findings.HasErrors() == (lib != nil) {
			t.Fatalf("library %v beside %s", lib != nil, findings.Summary())
		}
		if lib == nil {
			return
		}
		for name, m := range lib.Machines {
			if _, err := Compile(m.Version, lib.Sources[m.Version]); err != nil {
				t.Errorf("%s loads and does not compile: %v", name, err)
			}
		}
	})
}

// inside checks that a span begins and ends in the file, in this order.
func inside(t *testing.T, lines []string, s diag.Span, about string) {
	t.Helper()
	if s.Line == 0 {
		return
	}
	for _, p := range [][2]int{{s.Line, s.Column}, {s.EndLine, s.EndColumn}} {
		if p[0] < 1 || p[0] > len(lines) || p[1] < 1 || p[1] > utf8.RuneCountInString(lines[p[0]-1])+1 {
			t.Errorf("%d:%d is outside of the file: %s", p[0], p[1], about)
		}
	}
	if s.EndLine < s.Line || s.EndLine == s.Line && s.EndColumn < s.Column {
		t.Errorf("the span ends before it begins: %s", about)
	}
}
