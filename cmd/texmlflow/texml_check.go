package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/texmlgen"
)

func (a *app) texmlCheckCommand() *cobra.Command {
	var strict bool
	var format string
	cmd := &cobra.Command{
		Use:   "check FILE...|-",
		Short: "Find what the carrier would drop without a word",
		Long: "check reads TeXML documents and prints everything that is wrong with them: names that TeXML does not have, with\n" +
			"the nearest that it has, wrong nesting, values out of range, missing attributes, bad JSON, stray text, XML that is\n" +
			"not well-formed, and TwiML that TeXML lacks, with what to use instead. The carrier says nothing about any of it.\n\n" +
			"A warning is about what is allowed and may surprise. An info is about a default that differs from TwiML's, or about\n" +
			"a template, which cannot be checked before the carrier fills it in. FILE may be - for standard input.\n\n" +
			"Exit codes: 0 clean, 1 errors (with --strict also warnings), 2 usage, 3 could not work.",
		Example: "  texmlflow texml check menu.xml voicemail.xml\n  curl -s https://example.com/texml | texmlflow texml check -",
		Args:    documents,
		RunE: work(func(_ *cobra.Command, args []string) error {
			if format != formatText && format != formatJSON {
				return usage(nearest(format, []string{formatText, formatJSON}, "expected text or json"),
					"--format %s: unknown format", quoted(format))
			}
			return a.texmlCheck(args, strict, format)
		}),
	}
	cmd.Flags().BoolVar(&strict, "strict", false, "warnings count as errors for the exit code")
	cmd.Flags().StringVar(&format, "format", formatText, "`text or json`")
	return cmd
}

func (a *app) texmlCheck(paths []string, strict bool, format string) error {
	var list diag.List
	read := diag.Files{}
	unread := a.eachDocument(paths, func(path string, src []byte) error {
		read[filepath.ToSlash(path)] = src
		list.Add(texmlFindings(path, texmlgen.Validate(src))...)
		return nil
	})
	list.Sort()
	if err := a.writeTeXMLFindings(list, read, format); err != nil {
		return err
	}
	errors, warnings := list.Counts()
	if unread == nil && (errors > 0 || strict && warnings > 0) {
		return &failure{code: exitFindings}
	}
	return unread
}

func (a *app) writeTeXMLFindings(list diag.List, read diag.Files, format string) error {
	if format == formatJSON {
		return diag.WriteJSON(a.stdout, list)
	}
	if err := diag.WriteText(a.stdout, list, read, diag.TextOptions{Color: a.color(a.stdout)}); err != nil {
		return err
	}
	_, err := fmt.Fprintf(a.stdout, "%s: %s\n", plural(len(read), "document"), list.Summary())
	return err
}
