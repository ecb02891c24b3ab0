package syntax

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// write makes a file, and the folders it is in.
func write(tb testing.TB, dir, name, text string) {
	tb.Helper()
	file := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		tb.Fatal(err)
	}
}

func link(tb testing.TB, dir, target, name string) {
	tb.Helper()
	if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
		tb.Fatal(err)
	}
}

// load gives the paths that were read, and the findings with the directory's name cut off.
func load(tb testing.TB, dir string) (*Set, []string, []string) {
	tb.Helper()
	var l diag.List
	set, err := Load(dir, &l)
	if err != nil {
		tb.Fatal(err)
	}
	l.Sort()
	var paths, texts []string
	for _, f := range set.Files {
		paths = append(paths, f.Path)
	}
	for _, f := range l {
		texts = append(texts, strings.ReplaceAll(f.String(), filepath.ToSlash(dir), "DIR"))
	}
	return set, paths, texts
}

func equal(tb testing.TB, what string, want, got []string) {
	tb.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		tb.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{
		"b.yaml", "a/z.yaml", "a.yaml", "texmlflow.yaml", "a/texmlflow.yaml", "a_test.yaml", "notes.txt",
		".git/x.yaml", ".hidden.yaml", "..odd.yaml", "..dir/x.yaml",
	} {
		write(t, dir, name, "flow: x\n")
	}
	write(t, dir, "c.yml", "flow: x\n")
	write(t, dir, "wrong.yaml", "a: b: c\n")
	set, paths, found := load(t, dir)
	equal(t, "files", []string{"a.yaml", "a/z.yaml", "b.yaml", "wrong.yaml"}, paths)
	equal(t, "findings", []string{
		"DIR/c.yml: warning: files ending in .yml are not read [yml-not-read]",
		"DIR/wrong.yaml:1:4: error: the colon and blank in this text make YAML see another key [colon-in-text]",
	}, found)
	if len(set.Documents) != 3 || set.Documents[1].File != filepath.ToSlash(dir)+"/a/z.yaml" {
		t.Errorf("documents %v", set.Documents)
	}
	if b, ok := set.Source(set.Documents[0].File); !ok || string(b) != "flow: x\n" {
		t.Errorf("source %q, %t", b, ok)
	}
	warned := diag.List{{Code: "c", Severity: diag.Warning, Span: set.Documents[0].Root.Span}}
	if left := set.Suppress(warned, nil); len(left) != 1 {
		t.Errorf("a warning that no comment ignores is gone: %v", left)
	}
	if _, ok := set.Source("a.yaml"); ok {
		t.Error("a name that no place carries has a source")
	}
}

func TestLoadOneFile(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.yaml", "flow: a\n")
	write(t, dir, "b.yaml", "flow: b\n")
	_, paths, found := load(t, filepath.Join(dir, "b.yaml"))
	equal(t, "files", []string{"b.yaml"}, paths)
	equal(t, "findings", nil, found)
}

// TestLoadConfigMap reads the layout of a mounted Kubernetes ConfigMap, before and after an update.
func TestLoadConfigMap(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "..2026_01_01/menu.yaml", "flow: one\n")
	link(t, dir, "..2026_01_01", "..data")
	link(t, dir, "..data/menu.yaml", "menu.yaml")
	before, paths, found := load(t, dir)
	equal(t, "files", []string{"menu.yaml"}, paths)
	equal(t, "findings", nil, found)

	write(t, dir, "..2026_01_02/menu.yaml", "flow: two\n")
	link(t, dir, "..2026_01_02", "..data_tmp")
	if err := os.Rename(filepath.Join(dir, "..data_tmp"), filepath.Join(dir, "..data")); err != nil {
		t.Fatal(err)
	}
	after, _, _ := load(t, dir)
	if n, _ := after.Documents[0].Root.Get("flow"); n.Value != "two" {
		t.Errorf("flow %q after the update", n.Value)
	}
	if before.Hash() == after.Hash() {
		t.Error("another content has the same hash")
	}
}

func TestLoadLinks(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	write(t, outside, "secret.yaml", "flow: secret\n")
	write(t, dir, "real/a.yaml", "flow: a\n")
	link(t, dir, "real", "folder")
	link(t, dir, "real/a.yaml", "file.yaml")
	link(t, dir, filepath.Join(outside, "secret.yaml"), "absolute.yaml")
	link(t, dir, "../"+filepath.Base(outside)+"/secret.yaml", "relative.yaml")
	link(t, dir, outside, "tree")
	link(t, dir, ".", "self")
	link(t, dir, "nowhere.yaml", "dangling.yaml")
	_, paths, found := load(t, dir)
	equal(t, "files", []string{"file.yaml", "folder/a.yaml", "real/a.yaml"}, paths)
	equal(t, "findings", []string{
		"DIR/absolute.yaml: error: this link leads out of the directory, and is not followed [link-outside]",
		"DIR/dangling.yaml: error: cannot be read: no such file or directory [unreadable-file]",
		"DIR/relative.yaml: error: this link leads out of the directory, and is not followed [link-outside]",
		"DIR/self: error: this folder is inside itself, or more than 32 deep [link-loop]",
		"DIR/tree: error: this link leads out of the directory, and is not followed [link-outside]",
	}, found)
}

func TestLoadUnreadable(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "good.yaml", "flow: a\n")
	if err := os.Mkdir(filepath.Join(dir, "folder.yaml"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "large.yaml", strings.Repeat("#", MaxFileBytes+1))
	_, paths, found := load(t, dir)
	equal(t, "files", []string{"good.yaml", "large.yaml"}, paths)
	equal(t, "findings", []string{
		"DIR/large.yaml: error: the file has more than 1048576 bytes [file-too-large]",
	}, found)
	if _, err := Load(filepath.Join(dir, "nothing"), &diag.List{}); err == nil || !strings.Contains(err.Error(), "load flows: ") {
		t.Errorf("a directory that is not there: error %v", err)
	}
}

func TestLoadTooMuch(t *testing.T) {
	dir := t.TempDir()
	text := strings.Repeat("#", MaxFileBytes)
	for i := range 17 {
		write(t, dir, string(rune('a'+i))+".yaml", text)
	}
	set, paths, found := load(t, dir)
	if len(paths) != 16 || len(set.Files) != 16 {
		t.Errorf("%d files read", len(paths))
	}
	if len(found) == 0 || !strings.Contains(found[0], "[set-too-large]") {
		t.Errorf("findings %v", found)
	}
}

// TestHash shows what the hash depends on: paths and bytes, not the place of the directory.
func TestHash(t *testing.T) {
	hash := func(files ...string) string {
		dir := t.TempDir()
		for i := 0; i < len(files); i += 2 {
			write(t, dir, files[i], files[i+1])
		}
		set, _, _ := load(t, dir)
		return set.Hash()
	}
	a := hash("a.yaml", "x: y\n", "b.yaml", "")
	if b := hash("b.yaml", "", "a.yaml", "x: y\n"); a != b {
		t.Error("the same files have another hash")
	}
	for _, other := range []string{
		hash("a.yaml", "x: z\n", "b.yaml", ""),
		hash("a.yaml", "x: y\n", "c.yaml", ""),
		hash("a.yaml", "", "b.yaml", "x: y\n"),
		hash("a.yaml", "x: y\n"),
	} {
		if other == a {
			t.Error("other files have the same hash")
		}
	}
}
