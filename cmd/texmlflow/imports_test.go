package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/texmlflow/texmlflow"

// house is the table of the packages: what each may import of our own and of others' modules, in files that are not
// tests. A package that is not here, and an import that is not here, fail the test.
var house = map[string]struct{ own, modules []string }{
	"engine/spell":           {},
	"texmlgen":               {own: []string{"engine/spell"}, modules: []string{"github.com/beevik/etree"}},
	"engine/policy":          {},
	"engine/hours":           {},
	"engine/guard":           {own: []string{"engine/hours", "engine/spell"}, modules: []string{"github.com/expr-lang/expr", "golang.org/x/text"}},
	"engine":                 {own: []string{"engine/guard", "engine/hours", "engine/policy", "texmlgen"}},
	"engine/callback":        {own: []string{"engine", "engine/guard"}},
	"engine/fetch":           {own: []string{"engine", "engine/policy"}, modules: []string{"github.com/sony/gobreaker"}},
	"engine/carrier":         {own: []string{"texmlgen"}, modules: []string{"github.com/santhosh-tekuri/jsonschema"}},
	"engine/store":           {},
	"engine/store/storetest": {own: []string{"engine/store"}},
	"engine/store/memory":    {own: []string{"engine/store"}},
	"engine/store/sqlite":    {own: []string{"engine/store"}, modules: []string{"modernc.org/sqlite"}},
	"engine/host": {
		own:     []string{"engine", "engine/callback", "engine/policy", "engine/store", "texmlgen"},
		modules: []string{"github.com/gorilla/mux", "github.com/fsnotify/fsnotify"},
	},
	"flows/diag":   {},
	"flows/spoken": {own: []string{"engine/guard", "engine/spell"}},
	"flows/syntax": {own: []string{"flows/diag", "engine/spell"}, modules: []string{"gopkg.in/yaml.v3"}},
	"flows/layout": {own: []string{"flows/diag", "flows/syntax"}},
	"flows": {
		own:     []string{"flows/diag", "flows/layout", "flows/spoken", "flows/syntax", "engine", "engine/guard", "engine/hours", "engine/policy", "engine/spell", "texmlgen"},
		modules: []string{"golang.org/x/text"},
	},
	"flows/flowtest": {own: []string{
		"flows", "flows/diag", "flows/syntax", "engine", "engine/callback", "engine/carrier", "engine/guard", "engine/host", "engine/policy",
		"engine/spell", "engine/store", "engine/store/memory", "texmlgen",
	}},
	"cmd/texmlflow": {
		own: []string{
			"engine", "engine/callback", "engine/carrier", "engine/fetch", "engine/guard", "engine/host", "engine/policy", "engine/spell",
			"engine/store", "engine/store/memory", "engine/store/sqlite", "flows", "flows/diag", "flows/flowtest", "flows/syntax", "texmlgen",
		},
		modules: []string{"github.com/spf13/cobra", "github.com/spf13/pflag", "github.com/rogpeppe/go-internal/diff"},
	},
}

func TestImportsFollowTheTable(t *testing.T) {
	t.Parallel()
	imports := importsOf(t, moduleRoot(t))
	for _, pkg := range slices.Sorted(maps.Keys(imports)) {
		allowed, ok := house[pkg]
		if !ok {
			t.Errorf("package %s is not in the table", pkg)
			continue
		}
		for _, imported := range slices.Sorted(maps.Keys(imports[pkg])) {
			file := imports[pkg][imported]
			own, isOwn := strings.CutPrefix(imported, module+"/")
			switch {
			case isOwn:
				if !slices.Contains(allowed.own, own) {
					t.Errorf("%s: %s may not import %s", file, pkg, own)
				}
			case !strings.Contains(strings.Split(imported, "/")[0], "."): // the standard library
			case !slices.ContainsFunc(allowed.modules, func(m string) bool { return imported == m || strings.HasPrefix(imported, m+"/") }):
				t.Errorf("%s: %s may not import %s", file, pkg, imported)
			}
		}
	}
	for pkg := range house {
		if imports[pkg] == nil {
			t.Errorf("package %s is in the table and not in the module", pkg)
		}
	}
}

// The table itself must lead downwards: no package may reach itself.
func TestTableHasNoCycle(t *testing.T) {
	t.Parallel()
	var visit func(pkg string, above []string)
	visit = func(pkg string, above []string) {
		if slices.Contains(above, pkg) {
			t.Fatalf("a cycle: %s", strings.Join(append(above, pkg), " -> "))
		}
		for _, next := range house[pkg].own {
			visit(next, append(slices.Clone(above), pkg))
		}
	}
	for pkg := range house {
		visit(pkg, nil)
	}
}

func TestTopLevelIsFixed(t *testing.T) {
	t.Parallel()
	allowed := []string{"cmd", "engine", "flows", "texmlgen", "examples", "go.mod", "go.sum", "README.md", "Makefile"}
	entries, err := os.ReadDir(moduleRoot(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(allowed, e.Name()) {
			t.Errorf("%s does not belong at top level", e.Name())
		}
	}
}

// moduleRoot is the directory with go.mod.
func moduleRoot(tb testing.TB) string {
	tb.Helper()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		tb.Fatal(err)
	}
	return root
}

// importsOf reads what every package below root imports in files that are not tests: by package, by import, one file that
// has it.
func importsOf(tb testing.TB, root string) map[string]map[string]string {
	tb.Helper()
	found := map[string]map[string]string{}
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		pkg := path.Dir(rel)
		if found[pkg] == nil {
			found[pkg] = map[string]string{}
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			found[pkg][imported] = rel
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return found
}
