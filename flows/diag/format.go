package diag

import (
	"fmt"
	"io"
)

// Format is a way to write findings down.
type Format string

// The formats.
const (
	Text   Format = "text"   // for people, see [WriteText]
	JSON   Format = "json"   // for programs, see [WriteJSON]
	GitHub Format = "github" // annotations of a GitHub workflow, see [WriteGitHub]
	SARIF  Format = "sarif"  // for code scanners and editors, see [WriteSARIF]
	JUnit  Format = "junit"  // for test reports, see [WriteJUnit]
)

// Formats lists the names of the formats.
func Formats() []string {
	return []string{string(Text), string(JSON), string(GitHub), string(SARIF), string(JUnit)}
}

// Options say what the writers know beside the findings. Each takes what it needs.
type Options struct {
	Sources Sources  // for excerpts; may be nil
	Codes   Catalog  // may be nil
	Files   []string // that were checked, also those without a finding
	Strict  bool     // warnings count as errors
	Color   bool     // paint the text; the caller knows whether a terminal is listening
	Suite   string   // what was run, such as "texmlflow check"
	Version string   // of the program, may be ""
}

// Write writes the findings in a format, in the order of the list.
func Write(w io.Writer, format Format, l List, opt Options) error {
	switch format {
	case Text:
		return WriteText(w, l, opt.Sources, TextOptions{Color: opt.Color})
	case JSON:
		return WriteJSON(w, l, opt.Codes)
	case GitHub:
		return WriteGitHub(w, l)
	case SARIF:
		return WriteSARIF(w, l, opt.Codes, opt.Version)
	case JUnit:
		return WriteJUnit(w, l, opt)
	}
	return fmt.Errorf("unknown format %q", format)
}
