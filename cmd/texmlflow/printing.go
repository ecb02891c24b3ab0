package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// printing is how a command prints findings.
type printing struct {
	strict bool
	format string
}

func (p *printing) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&p.strict, "strict", false, "warnings count as errors for the exit code")
	cmd.Flags().StringVar(&p.format, "format", string(diag.Text), "`"+formatNames(diag.Formats())+"`")
}

// formatNames lists formats in words.
func formatNames(names []string) string {
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

func (p *printing) check() error { return checkFormat(p.format, diag.Formats()) }

func checkFormat(format string, known []string) error {
	if !slices.Contains(known, format) {
		return usage(nearest(format, known, "expected "+formatNames(known)), "--format %s: unknown format", quoted(format))
	}
	return nil
}

// failed reports whether the findings make the exit code.
func (p *printing) failed(l diag.List) bool {
	errors, warnings := l.Counts()
	return errors > 0 || p.strict && warnings > 0
}

// printFindings writes findings to standard output. Text ends with what was looked at and the counts.
func (a *app) printFindings(l diag.List, how printing, opt diag.Options, looked string) error {
	opt.Strict, opt.Color, opt.Version = how.strict, a.color(a.stdout), version()
	if err := diag.Write(a.stdout, diag.Format(how.format), l, opt); err != nil || how.format != string(diag.Text) {
		return err
	}
	_, err := fmt.Fprintf(a.stdout, "%s: %s\n%s", looked, l.Summary(), moreAbout(l, opt.Codes, onTerminal(a.stdout)))
	return err
}

// moreAbout tells a person at a terminal how to read on about the first finding that has more to it; what is piped into
// another program stays as short as it is.
func moreAbout(l diag.List, codes diag.Catalog, terminal bool) string {
	if !terminal {
		return ""
	}
	for _, f := range l {
		if name := explainable(f.Code, codes); name != "" {
			return self() + " explain " + name + " says more\n"
		}
	}
	return ""
}
