package main

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// secretLine finds what follows the key of a secret on its line.
var secretLine = regexp.MustCompile(`(?m)\b(?:token|entry_secret|public_keys)\b(.*)$`)

// keyOnLine finds what stands before a colon, or begins a line without one.
var keyOnLine = regexp.MustCompile(`(?m)(?:^[ \t]*([A-Za-z_][\w.-]*)[ \t]+[^\s:]|([A-Za-z_][\w.-]*)["']?[ \t]*:(?:\s|$))`)

// hushed takes what follows a secret's key, or an unknown one, out of what the YAML reader says and shows: it judges text
// without knowing what it is, and its words may quote it. Afterwards, where the file could be read, values alone are
// blanked (see read).
func (h *hostFile) hushed(found diag.List) {
	known := fileKeys("")
	for _, key := range known {
		known = append(known, fileKeys(key+".")...)
	}
	known = append(known, defaultNumber)
	number := 0
	for line := range strings.Lines(string(h.bytes)) {
		number++
		from, what := -1, ""
		if m := secretLine.FindStringSubmatchIndex(line); m != nil {
			from, what = m[2], "it holds a secret"
		}
		for _, m := range keyOnLine.FindAllStringSubmatchIndex(line, -1) {
			begin, end := max(m[2], m[4]), max(m[3], m[5])
			if slices.Contains(known, line[begin:end]) {
				continue
			}
			if m[2] >= 0 {
				end = begin // a word without a colon may be a part of the secret
			}
			if from < 0 || end < from {
				from, what = end, "its key is unknown, so that it may hold a secret,"
			}
		}
		if from < 0 {
			continue
		}
		secret := false
		for i := range found {
			if f := &found[i]; f.Span.Line == number {
				f.Message, f.Hint, secret = "this line cannot be read as YAML; "+what+" and is not shown", "", true
			}
		}
		if secret || !h.sound {
			before := 1 + utf8.RuneCountInString(line[:from])
			h.blank(diag.Span{Line: number, Column: before, EndLine: number, EndColumn: before + utf8.RuneCountInString(line[from:])})
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
