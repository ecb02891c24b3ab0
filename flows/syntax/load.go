package syntax

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// maxFolders bounds how deep folders are followed; links can make them endless.
const maxFolders = 32

// Load reads every flow file (*.yaml) of a directory and of those below it, but for texmlflow.yaml and *_test.yaml, and
// parses it. A path that is itself a file loads that file alone.
//
// Everything is opened through an [os.Root]: a link that stays inside is followed, so that the files of a Kubernetes
// ConfigMap are found, any other is refused. Names beginning with a dot (.git, ..data) are not read, but a link may lead
// through them. A file that cannot be read is a finding; the error is for a path that cannot be opened at all.
func Load(dir string, out *diag.List) (*Set, error) {
	set, err := Read(dir, out)
	if err != nil {
		return nil, err
	}
	set.Parse(out)
	return set, nil
}

// Read reads the files as [Load] does, and does not parse them.
func Read(dir string, out *diag.List) (*Set, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, fmt.Errorf("load flows: %w", err)
	}
	only := ""
	if !info.IsDir() {
		dir, only = filepath.Split(dir)
		dir = filepath.Clean(dir)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("load flows: %w", err)
	}
	defer root.Close() // read only: nothing can be lost

	l := loader{root: root, set: &Set{Dir: dir}, out: out, room: MaxSetBytes}
	if only != "" {
		l.file(only)
	} else {
		l.folder(".", nil)
	}
	slices.SortFunc(l.set.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return l.set, nil
}

// loader collects the files of one set.
type loader struct {
	root *os.Root
	set  *Set
	out  *diag.List
	room int  // bytes left for the set
	full bool // a limit of the set was reached and reported
}

func (l *loader) place(rel string) diag.Span { return diag.Span{File: displayName(l.set.Dir, rel)} }

func (l *loader) unreadable(rel string, err error) {
	// The os package exports no error for this case.
	if err := errors.Unwrap(err); err != nil && err.Error() == "path escapes from parent" {
		l.out.Errorf(codeLinkOutside, l.place(rel), "this link leads out of the directory, and is not followed").
			Hint = "copy the file, or link to a file inside " + quote(filepath.ToSlash(l.set.Dir))
		return
	}
	cause := err
	if pe := (*fs.PathError)(nil); errors.As(err, &pe) {
		cause = pe.Err
	}
	l.out.Errorf(codeUnreadable, l.place(rel), "cannot be read: %s", cause)
}

// folder reads the files of one folder; above are the folders it is in, to notice a link that leads back.
func (l *loader) folder(rel string, above []fs.FileInfo) {
	info, err := l.root.Stat(rel)
	if err != nil {
		l.unreadable(rel, err)
		return
	}
	if len(above) >= maxFolders || slices.ContainsFunc(above, func(a fs.FileInfo) bool { return os.SameFile(a, info) }) {
		l.out.Errorf(codeLinkLoop, l.place(rel), "this folder is inside itself, or more than %d deep", maxFolders)
		return
	}
	above = append(slices.Clip(above), info)
	f, err := l.root.Open(rel)
	if err != nil {
		l.unreadable(rel, err)
		return
	}
	entries, err := f.ReadDir(-1)
	f.Close() //nolint:errcheck // read only
	if err != nil {
		l.unreadable(rel, err)
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	for _, e := range entries {
		if l.full {
			return
		}
		l.entry(path.Join(rel, e.Name()), e, above)
	}
}

func (l *loader) entry(rel string, e fs.DirEntry, above []fs.FileInfo) {
	name := e.Name()
	if strings.HasPrefix(name, ".") {
		return
	}
	isDir := e.IsDir()
	if e.Type()&fs.ModeSymlink != 0 {
		info, err := l.root.Stat(rel)
		if err != nil {
			if isFlowFile(name) || path.Ext(name) == "" {
				l.unreadable(rel, err)
			}
			return
		}
		isDir = info.IsDir()
	}
	switch {
	case isDir:
		l.folder(rel, above)
	case isFlowFile(name):
		l.file(rel)
	case strings.HasSuffix(name, ".yml"):
		l.out.Warnf(codeYML, l.place(rel), "files ending in .yml are not read").Hint = "rename it to " + strings.TrimSuffix(name, ".yml") + ".yaml"
	}
}

// file reads one file, once: what is parsed is what is hashed.
func (l *loader) file(rel string) {
	info, err := l.root.Stat(rel)
	if err != nil {
		l.unreadable(rel, err)
		return
	}
	if !info.Mode().IsRegular() {
		// Asked before opening: to open a pipe waits for its writer.
		l.out.Errorf(codeUnreadable, l.place(rel), "cannot be read: not a regular file")
		return
	}
	f, err := l.root.Open(rel)
	if err != nil {
		l.unreadable(rel, err)
		return
	}
	defer f.Close() // read only: nothing can be lost
	b, err := io.ReadAll(io.LimitReader(f, MaxFileBytes+1))
	if err != nil {
		l.unreadable(rel, err)
		return
	}
	if l.room -= len(b); l.room < 0 || len(l.set.Files) == MaxFiles {
		l.full = true
		l.out.Errorf(codeSetTooLarge, l.place("."), "more than %d files or %d bytes of flows in one directory", MaxFiles, MaxSetBytes).
			Hint = "split it into several directories"
		return
	}
	l.set.Files = append(l.set.Files, File{Path: rel, Name: displayName(l.set.Dir, rel), Bytes: b})
}
