package main

import (
	"maps"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/texmlgen"
)

func (a *app) texmlCheckCommand() *cobra.Command {
	var how printing
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
			if err := how.check(); err != nil {
				return err
			}
			return a.texmlCheck(args, how)
		}),
	}
	how.flags(cmd)
	return cmd
}

func (a *app) texmlCheck(paths []string, how printing) error {
	var list diag.List
	read := diag.Files{}
	unread := a.eachDocument(paths, func(path string, src []byte) error {
		read[filepath.ToSlash(path)] = src
		list.Add(texmlFindings(path, texmlgen.Validate(src))...)
		return nil
	})
	list.Sort()
	err := a.printFindings(list, how, diag.Options{
		Sources: read, Codes: lookUpTeXML, Files: slices.Collect(maps.Keys(read)), Suite: "texmlflow texml check",
	}, plural(len(read), "document"))
	if err != nil {
		return err
	}
	if unread == nil && how.failed(list) {
		return &failure{code: exitFindings}
	}
	return unread
}
