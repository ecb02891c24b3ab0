package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// layoutUse is what fmt does with a layout; without any it prints it.
type layoutUse struct {
	check, diff, write bool
}

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
			if u.write && slices.Contains(args, standardInput) {
				return usage("leave --write out to print the layout", "--write: standard input cannot be written")
			}
			return documents(cmd, args)
		},
		RunE: work(func(_ *cobra.Command, args []string) error { return a.texmlFmt(args, u) }),
	}
	f := cmd.Flags()
	f.BoolVar(&u.check, "check", false, "print the names of the files that would change, and nothing else")
	f.BoolVar(&u.diff, "diff", false, "print what would change as a unified diff")
	f.BoolVar(&u.write, "write", false, "write the files instead of printing them")
	cmd.MarkFlagsMutuallyExclusive("check", "diff", "write")
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

func (a *app) useLayout(path string, src, out []byte, u layoutUse) error {
	var err error
	switch same := bytes.Equal(src, out); {
	case u.check && !same:
		_, err = fmt.Fprintln(a.stdout, path)
	case u.diff && !same:
		_, err = a.stdout.Write(diff.Diff(path+".orig", src, path, out))
	case u.write && !same:
		err = replaceFile(path, out)
	case !u.check && !u.diff && !u.write:
		_, err = a.stdout.Write(out)
	}
	return err
}

// replaceFile puts a new file in the place of one that exists, with its mode: whoever reads it sees the old one or the new
// one, whole. Behind a symbolic link the file that it leads to is replaced.
func replaceFile(path string, content []byte) error {
	if err := replaceTarget(path, content); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

func replaceTarget(path string, content []byte) error {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errors.New("no regular file")
	}
	// Beside it, as a rename does not lead from one file system to another.
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Chmod(info.Mode().Perm()), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		err = errors.Join(err, os.Remove(f.Name()))
	}
	return err
}
