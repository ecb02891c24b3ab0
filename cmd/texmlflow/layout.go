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
)

// layoutUse is what a fmt command does with a layout; without any it prints it.
type layoutUse struct {
	check, diff, write bool
}

func (u *layoutUse) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&u.check, "check", false, "print the names of the files that would change, and nothing else")
	f.BoolVar(&u.diff, "diff", false, "print what would change as a unified diff")
	f.BoolVar(&u.write, "write", false, "write the files instead of printing them")
	cmd.MarkFlagsMutuallyExclusive("check", "diff", "write")
}

func (u *layoutUse) arguments(args []string) error {
	if u.write && slices.Contains(args, standardInput) {
		return usage("leave --write out to print the layout", "--write: standard input cannot be written")
	}
	return nil
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
	return moveOver(path, content, info.Mode().Perm())
}

// moveOver writes a new file and moves it over the one that may be there.
func moveOver(path string, content []byte, mode os.FileMode) error {
	// Beside it, as a rename does not lead from one file system to another.
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		err = errors.Join(err, os.Remove(f.Name()))
	}
	return err
}
