package main

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/texmlflow/texmlflow/flows/diag"
)

func (a *app) checkCommand() *cobra.Command {
	var how printing
	cmd := &cobra.Command{
		Use:   "check PATH...",
		Short: "Find the mistakes in flows before the first call",
		Long: "check loads flows as serve does and prints everything that is wrong with them. PATH is a directory or a file;\n" +
			"a file is checked with its directory, and its own findings are shown. texmlflow.yaml beside the flows is read\n" +
			"for the policy. A directory that holds several directories with a texmlflow.yaml is checked one by one.\n\n" +
			"Exit codes: 0 clean, 1 errors (with --strict also warnings), 2 usage, 3 could not work.",
		Example: "  texmlflow check flows\n  texmlflow check --strict --format json flows/clinic.yaml",
		Args:    somePaths,
		RunE: work(func(_ *cobra.Command, args []string) error {
			if err := how.check(); err != nil {
				return err
			}
			return a.check(args, how)
		}),
	}
	how.flags(cmd)
	return cmd
}

// report is what check has found in all its paths.
type report struct {
	list    diag.List
	sources sources
	flows   map[string]bool // file and name, as two paths may meet in one file
	files   map[string]bool
}

func (a *app) check(paths []string, how printing) error {
	r := &report{flows: map[string]bool{}, files: map[string]bool{}}
	for _, path := range paths {
		if err := a.checkPath(path, r); err != nil {
			return err
		}
	}
	r.list.Sort()
	err := a.printFindings(r.list, how, diag.Options{
		Sources: r.sources, Codes: lookUpCode, Files: slices.Collect(maps.Keys(r.files)), Suite: "texmlflow check",
	}, plural(len(r.flows), "flow")+" in "+plural(len(r.files), "file"))
	if err != nil {
		return err
	}
	if how.failed(r.list) {
		return &failure{code: exitFindings}
	}
	return nil
}

// checkPath checks a directory, the directories in it that are sets of their own, or a file with its directory.
func (a *app) checkPath(path string, r *report) error {
	dir, own, err := setOf(path)
	if err != nil {
		return err
	}
	if own != "" {
		return a.checkSet(dir, r, func(file string) bool { return file == own })
	}
	sets, err := setsIn(path)
	if err != nil {
		return err
	}
	if len(sets) == 0 {
		return a.checkSet(path, r, func(string) bool { return true })
	}
	for _, set := range sets {
		if err := a.checkSet(set, r, func(string) bool { return true }); err != nil {
			return err
		}
	}
	return nil
}

// setOf gives the directory of flows that a path names, and the file that it names in it; "" where it is the directory.
func setOf(path string) (dir, own string, err error) {
	whole, err := isDir(path)
	switch {
	case err != nil || whole:
		return path, "", err
	case !isYAML(path):
		return "", "", usage("flows are in files ending in .yaml", "%s is no file of flows", path)
	}
	return filepath.Dir(path), filepath.ToSlash(filepath.Clean(path)), nil
}

// setsIn finds the sets below a directory that is none itself, as a folder of examples is: it holds no YAML, and at least
// one of the directories in it has a texmlflow.yaml. Then each that holds YAML, at any depth, is a set. Otherwise the
// directory is one set, and none is returned.
func setsIn(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var sets []string
	folder := false
	for _, e := range entries {
		inner := filepath.Join(dir, e.Name())
		switch {
		case strings.HasPrefix(e.Name(), "."):
		case !e.IsDir() && isYAML(e.Name()):
			return nil, nil
		case e.IsDir() && holdsYAML(inner):
			sets = append(sets, inner)
			if _, err := os.Stat(filepath.Join(inner, hostFileName)); err == nil {
				folder = true
			}
		}
	}
	if !folder {
		return nil, nil
	}
	return sets, nil
}

func isYAML(name string) bool { return strings.HasSuffix(name, ".yaml") }

// holdsYAML reports whether there is any YAML in a directory or below. What cannot be read is left to the loader to tell.
func holdsYAML(dir string) bool {
	found := false
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && isYAML(d.Name()) {
			found = true
			return fs.SkipAll
		}
		return nil
	})
	return found
}

// checkSet checks one directory and takes the findings about the files that shown lets pass.
func (a *app) checkSet(dir string, r *report, shown func(file string) bool) error {
	var out diag.List
	file, set, err := readSet(dir, &out)
	if err != nil {
		return err
	}
	parseKeys(file.values[keyPublicKeys], &out)
	for _, f := range out {
		if f.Span.File == "" || shown(f.Span.File) {
			r.list.Add(f)
		}
	}
	r.sources = append(r.sources, file, set.sources)
	for _, name := range set.files {
		if shown(name) {
			r.files[name] = true
		}
	}
	for _, f := range set.declared {
		if shown(f.file) {
			r.flows[f.file+"\x00"+f.name] = true
		}
	}
	return nil
}
