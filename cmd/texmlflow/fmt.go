package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/texmlflow/texmlflow/flows"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

func (a *app) fmtCommand() *cobra.Command {
	var u layoutUse
	cmd := &cobra.Command{
		Use:   "fmt PATH...|-",
		Short: "Lay flows out: order of keys, indentation",
		Long: "fmt prints flows in their canonical layout: the keys of each map in the order of the language, two blanks for each\n" +
			"level, at most one blank line, { } and [ ] on a line of at most 120 characters or else as blocks. Names, lists,\n" +
			"quotes and comments stay as they are, and a layout that would read differently is never written. PATH is a file, a\n" +
			"directory with all flows in it and below, or - for standard input.\n\n" +
			"A file that is not sound YAML is refused; what is wrong is said on standard error.\n\n" +
			"Exit codes: 0 done, 1 a file was refused or, with --check, would change, 2 usage, 3 could not work.",
		Example: "  texmlflow fmt --write flows\n  texmlflow fmt --check .",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage("texmlflow fmt --write ., or - for standard input", "fmt wants at least one file or directory")
			}
			for _, path := range args {
				// By its name: a folder may be called anything.
				if info, err := os.Stat(path); err == nil && !info.IsDir() && !syntax.IsFlowFile(path) {
					return usage("flows are in files ending in .yaml, other than texmlflow.yaml and *_test.yaml", "%s is no file of flows", path)
				}
			}
			return u.arguments(args)
		},
		RunE: work(func(_ *cobra.Command, args []string) error { return a.fmt(args, u) }),
	}
	u.flags(cmd)
	return cmd
}

func (a *app) fmt(paths []string, u layoutUse) error {
	var list diag.List
	files, failed := a.flowFiles(paths, &list)
	clean := true
	refused := diag.Files{}
	for _, f := range files {
		out, found, err := flows.Format(f.Name, f.Bytes)
		switch {
		case err != nil:
			failed = append(failed, err)
			continue
		case found.HasErrors():
			list.Add(found...)
			refused[f.Name] = f.Bytes
			continue
		}
		if u.check && !bytes.Equal(f.Bytes, out) {
			clean = false
		}
		failed = append(failed, a.useLayout(filepath.FromSlash(f.Name), f.Bytes, out, u))
	}
	list.Sort()
	// Standard output is for flows.
	if err := diag.WriteText(a.stderr, list, refused, diag.TextOptions{Color: a.color(a.stderr)}); err != nil {
		return err
	}
	if err := errors.Join(failed...); err != nil {
		return err
	}
	if !clean || list.HasErrors() {
		return &failure{code: exitFindings}
	}
	return nil
}

// flowFiles reads the files that the paths name, each once. What cannot be read in a directory is a finding; one path that
// cannot be read does not keep it from the others.
func (a *app) flowFiles(paths []string, out *diag.List) (files []syntax.File, failed []error) {
	for _, path := range paths {
		list, err := a.flowFilesAt(path, out)
		if err != nil {
			failed = append(failed, err)
		}
		for _, f := range list {
			if !slices.ContainsFunc(files, func(g syntax.File) bool { return g.Name == f.Name }) {
				files = append(files, f)
			}
		}
	}
	return files, failed
}

func (a *app) flowFilesAt(path string, out *diag.List) ([]syntax.File, error) {
	if path == standardInput {
		src, err := readAtMost(a.stdin, "standard input", syntax.MaxFileBytes)
		if err != nil {
			return nil, err
		}
		return []syntax.File{{Name: path, Bytes: src}}, nil
	}
	dir, err := isDir(path)
	if err != nil {
		return nil, err
	}
	if dir {
		set, err := syntax.Read(path, out)
		if err != nil {
			return nil, err
		}
		return set.Files, nil
	}
	src, err := readTyped(path, syntax.MaxFileBytes)
	if err != nil {
		return nil, err
	}
	return []syntax.File{{Name: filepath.ToSlash(filepath.Clean(path)), Bytes: src}}, nil
}
