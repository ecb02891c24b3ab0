package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/texmlflow/texmlflow/flows"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// TestEveryCodeIsListed reads the source for the codes that findings are made with: each is one that explain knows.
func TestEveryCodeIsListed(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	var elsewhere []string // of texmlgen that no flow has
	for _, c := range texmlgen.Codes() {
		if _, ok := flows.LookUp(texmlPrefix + c.Name); !ok {
			elsewhere = append(elsewhere, c.Name)
		}
		if _, ok := lookUpTeXML(c.Name); !ok {
			t.Errorf("texml check does not know %s", c.Name)
		}
	}
	known := func(pkg, code string) bool {
		if pkg == "texmlgen" {
			_, ok := lookUpTeXML(code)
			return ok
		}
		_, ok := lookUpCode(code)
		return ok
	}
	found := map[string]bool{}
	for _, pkg := range []string{"flows", "flows/syntax", "flows/flowtest", "engine/guard", "texmlgen", "cmd/texmlflow"} {
		for name, file := range sourcesOf(t, filepath.Join(moduleRoot(t), filepath.FromSlash(pkg))) {
			use := func(expr ast.Expr) {
				lit, ok := expr.(*ast.BasicLit)
				if !ok || lit.Kind != token.STRING {
					return
				}
				code, err := strconv.Unquote(lit.Value)
				if err != nil || !form.MatchString(code) {
					return
				}
				found[code] = true
				if !known(pkg, code) {
					t.Errorf("%s makes findings with %q, which is not listed", name, code)
				}
			}
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					if f, ok := n.Fun.(*ast.SelectorExpr); ok && len(n.Args) > 2 && slices.Contains([]string{"Errorf", "Warnf", "Infof"}, f.Sel.Name) {
						use(n.Args[0])
					}
				case *ast.ValueSpec:
					for i, name := range n.Names {
						if regexp.MustCompile(`^[cC]ode[A-Z]`).MatchString(name.Name) && i < len(n.Values) && n.Type == nil {
							use(n.Values[i])
						}
					}
				}
				return true
			})
		}
	}
	for _, c := range allCodes() {
		if !found[c.Name] && !found[strings.TrimPrefix(c.Name, texmlPrefix)] {
			t.Errorf("%s is listed, and nothing finds it", c.Name)
		}
		if c.Meaning == "" || c.Help == "" {
			t.Errorf("%s is not explained", c.Name)
		}
	}
	if want := []string{"encoding", "root", "twiml-default", "template", "layout"}; !slices.Equal(elsewhere, want) {
		t.Errorf("flows never have %q, want %q", elsewhere, want)
	}
}

// sourcesOf parses the files of a package that are not tests.
func sourcesOf(t *testing.T, dir string) map[string]*ast.File {
	t.Helper()
	entries, err := fs.Glob(os.DirFS(dir), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]*ast.File{}
	for _, name := range entries {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = file
	}
	return files
}

// TestMoreAbout: a person at a terminal is told once how to read on, and a program is not.
func TestMoreAbout(t *testing.T) {
	t.Parallel()
	l := diag.List{{Code: "not-a-code"}, {Code: "no-exit"}, {Code: "no-else"}}
	if got := moreAbout(l, lookUpCode, true); !strings.HasSuffix(got, " explain no-exit says more\n") || strings.Count(got, "\n") != 1 {
		t.Errorf("at a terminal %q", got)
	}
	if got := moreAbout(diag.List{{Code: "unknown-element"}}, lookUpTeXML, true); !strings.HasSuffix(got, " explain texml-unknown-element says more\n") {
		t.Errorf("of a document %q", got)
	}
	if got := moreAbout(l, lookUpCode, false); got != "" {
		t.Errorf("in a pipe %q", got)
	}
	if got := moreAbout(l[:1], lookUpCode, true) + moreAbout(nil, lookUpCode, true); got != "" {
		t.Errorf("where there is no more %q", got)
	}
}
