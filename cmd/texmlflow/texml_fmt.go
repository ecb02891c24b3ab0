package main

import (
	"bytes"
	"errors"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/texmlgen"
)

func (a *app) texmlFmtCommand() *cobra.Command {
	var u layoutUse
	cmd := &cobra.Command{
		Use:   "fmt FILE...|-",
		Short: "Lay documents out: indentation, order of attributes",
		Long: "fmt prints TeXML documents in their canonical layout: two blanks for each level, one element a line, attributes in\n" +
			"the order of the documentation, no blank lines. Comments, templates, CDATA sections and names that TeXML does not\n" +
			"have stay, and no character of what is said or sent changes. FILE may be - for standard input.\n\n" +
			"A document that is not well-formed XML is refused; what is wrong is said on standard error.\n\n" +
			"Exit codes: 0 done, 1 a document was refused or, with --check, would change, 2 usage, 3 could not work.",
		Example: "  texmlflow texml fmt --write menu.xml voicemail.xml\n  texmlflow texml fmt --check *.xml",
		Args: func(cmd *cobra.Command, args []string) error {
			if err := u.arguments(args); err != nil {
				return err
			}
			return documents(cmd, args)
		},
		RunE: work(func(_ *cobra.Command, args []string) error { return a.texmlFmt(args, u) }),
	}
	u.flags(cmd)
	return cmd
}

func (a *app) texmlFmt(paths []string, u layoutUse) error {
	clean := true
	var list diag.List
	refused := diag.Files{}
	failed := a.eachDocument(paths, func(path string, src []byte) error {
		out, found := texmlgen.Layout(src)
		if len(found) > 0 {
			list.Add(texmlFindings(path, found)...)
			refused[filepath.ToSlash(path)] = src
			clean = false
			return nil
		}
		if u.check && !bytes.Equal(src, out) {
			clean = false
		}
		return a.useLayout(path, src, out, u)
	})
	list.Sort()
	// Standard output is for documents.
	if err := diag.WriteText(a.stderr, list, refused, diag.TextOptions{Color: a.color(a.stderr)}); err != nil {
		return errors.Join(failed, err)
	}
	if failed == nil && !clean {
		return &failure{code: exitFindings}
	}
	return failed
}
