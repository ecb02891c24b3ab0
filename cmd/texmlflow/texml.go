package main

import (
	"errors"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/texmlgen"
)

func (a *app) texmlCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "texml",
		Short: "Check and lay out TeXML documents, whoever wrote them",
		Long: "texml works on TeXML documents: those of other programs, of TeXML bins, of a move from TwiML.\n\n" +
			"Exit codes: 0 clean, 1 errors in the documents, 2 usage, 3 could not work.",
		Args: cobra.ArbitraryArgs, // judged below, with the nearest command
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usage("run texmlflow texml --help", "texml wants a command")
		}
		return usage(nearest(args[0], commandNames(cmd), "run texmlflow texml --help for the list"), "unknown command %q", "texml "+args[0])
	}
	cmd.AddCommand(a.texmlCheckCommand(), a.texmlFmtCommand())
	return cmd
}

// standardInput is standard input, as an argument and in positions.
const standardInput = "-"

// maxTeXML is the size of the largest document that is read. What the carrier takes is much smaller.
const maxTeXML = 1 << 20

// documents asks for the arguments of a texml command.
func documents(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usage("texmlflow texml "+cmd.Name()+" FILE, or - for standard input", "texml %s wants at least one file", cmd.Name())
	}
	return nil
}

// eachDocument reads the documents one by one, each once. What fails with one does not keep it from the others; the error
// is all of it.
func (a *app) eachDocument(paths []string, use func(path string, src []byte) error) error {
	var failed []error
	for i, path := range paths {
		if slices.Contains(paths[:i], path) {
			continue
		}
		src, err := a.readDocument(path)
		if err == nil {
			err = use(path, src)
		}
		if err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

func (a *app) readDocument(path string) ([]byte, error) {
	if path != standardInput {
		return readTyped(path, maxTeXML)
	}
	return readAtMost(a.stdin, "standard input", maxTeXML)
}

// texmlFindings makes findings about one document those of a file.
func texmlFindings(path string, found []texmlgen.Finding) diag.List {
	var list diag.List
	for _, f := range found {
		list.Add(diag.Finding{
			Code: f.Code, Severity: texmlSeverity(f.Severity), Message: f.Message, Hint: f.Hint,
			Span: diag.Span{File: filepath.ToSlash(path), Line: f.Line, Column: f.Column, EndLine: f.Line, EndColumn: f.EndColumn},
		})
	}
	return list
}

func texmlSeverity(s texmlgen.Severity) diag.Severity {
	switch s {
	case texmlgen.SeverityError:
	case texmlgen.SeverityWarning:
		return diag.Warning
	case texmlgen.SeverityInfo:
		return diag.Info
	}
	return diag.Error
}
