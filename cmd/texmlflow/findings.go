package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// sources looks a file up in several places.
type sources []diag.Sources

// Source gives the bytes of a file from the first that knows it.
func (s sources) Source(name string) ([]byte, bool) {
	for _, one := range s {
		if b, ok := one.Source(name); ok {
			return b, true
		}
	}
	return nil, false
}

// findingsError is findings that stop a start or a reload.
type findingsError struct {
	list    diag.List
	sources diag.Sources
}

// mostFindings is how many findings a log line or a reload's answer shows.
const mostFindings = 10

// Error gives the errors in one line, for a log: without excerpts, which may hold what the log must not.
func (e *findingsError) Error() string {
	var lines []string
	errors, _ := e.list.Counts()
	for _, f := range e.list {
		if f.Severity == diag.Error && len(lines) < mostFindings {
			lines = append(lines, f.String())
		}
	}
	if more := errors - len(lines); more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(lines, "; ")
}

func (e *findingsError) print(w io.Writer, color bool) error {
	return diag.WriteText(w, e.list, e.sources, diag.TextOptions{Summary: true, Color: color})
}

// color reports whether to paint what is written: on a terminal that can, or where CLICOLOR_FORCE asks for it, and never
// where NO_COLOR is set.
func (a *app) color(w io.Writer) bool {
	switch force := a.env["CLICOLOR_FORCE"]; {
	case a.env["NO_COLOR"] != "":
		return false
	case force != "" && force != "0":
		return true
	}
	return onTerminal(w) && a.env["TERM"] != "" && a.env["TERM"] != "dumb"
}

// onTerminal reports whether a stream, in or out, is one that a person sits at.
func onTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull) // a device like a terminal, at which nobody sits
	return err != nil || !os.SameFile(info, null)
}

// exitCode tells errors in the author's files from settings that were given in another way, or not at all.
func (e *findingsError) exitCode() int {
	for _, f := range e.list {
		if f.Severity == diag.Error && f.Span.File != "" {
			return exitFindings
		}
	}
	return exitUsage
}

// plural counts things in words: "1 error", "2 errors".
func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
