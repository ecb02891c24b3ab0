package main

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// secretLine finds what follows the key of a secret on its line.
var secretLine = regexp.MustCompile(`(?m)\b(?:token|entry_secret|public_keys)\b(.*)$`)

// hushed takes what follows a secret's key out of what the YAML reader says and shows: it judges text without knowing what
// it is, and its words may quote it. Afterwards, where the file could be read, values alone are blanked (see readSetting).
func (h *hostFile) hushed(found diag.List) {
	for _, m := range secretLine.FindAllSubmatchIndex(h.bytes, -1) {
		line := 1 + bytes.Count(h.bytes[:m[2]], []byte("\n"))
		secret := false
		for i := range found {
			if f := &found[i]; f.Span.Line == line {
				f.Message, f.Hint, secret = "this line cannot be read as YAML; it holds a secret and is not shown", "", true
			}
		}
		if secret || !h.sound {
			before := 1 + utf8.RuneCount(h.bytes[bytes.LastIndexByte(h.bytes[:m[2]], '\n')+1:m[2]])
			h.blank(diag.Span{Line: line, Column: before, EndLine: line, EndColumn: before + utf8.RuneCount(h.bytes[m[2]:m[3]])})
		}
	}
}

// blank replaces what a span covers by asterisks in the text that excerpts show, rune for rune, so that carets still fit.
func (h *hostFile) blank(at diag.Span) {
	lines := strings.SplitAfter(string(h.shown), "\n")
	for n := at.Line; n <= at.EndLine && n <= len(lines); n++ {
		if n < 1 {
			return
		}
		runes := []rune(lines[n-1])
		from, to := 0, len(runes)
		if n == at.Line {
			from = at.Column - 1
		}
		if n == at.EndLine {
			to = min(to, at.EndColumn-1)
		}
		for i := max(from, 0); i < to; i++ {
			if runes[i] != '\n' && runes[i] != '\r' {
				runes[i] = '*'
			}
		}
		lines[n-1] = string(runes)
	}
	h.shown = []byte(strings.Join(lines, ""))
}
