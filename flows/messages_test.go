package flows

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// shownElsewhere are the messages that no file of testdata/err can show, each with the test that does.
var shownElsewhere = map[string]string{
	"the recording %q is not among the sources": "TestPinnedRecordingUnnamed",
	"cannot be read: not a regular file":        "syntax.TestLoadPipe",
}

var verb = regexp.MustCompile(`%(?:\[[0-9]+\])?[-+# 0]*[0-9]*(?:\.[0-9]+)?[a-zA-Z]`)

// sayings matches what a format gives.
func sayings(format string) *regexp.Regexp {
	var b strings.Builder
	rest := strings.ReplaceAll(format, "%%", "\x00")
	for {
		at := verb.FindStringIndex(rest)
		if at == nil {
			break
		}
		b.WriteString(regexp.QuoteMeta(rest[:at[0]]) + ".+")
		rest = rest[at[1]:]
	}
	return regexp.MustCompile(strings.ReplaceAll(b.String()+regexp.QuoteMeta(rest), "\x00", "%"))
}

// formats finds what the findings, notes and hints of a folder's files are written with, and where.
func formats(t *testing.T, folder string) map[string]string {
	t.Helper()
	found := map[string]string{}
	fset := token.NewFileSet()
	note := func(e ast.Expr) {
		lit, ok := e.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return
		}
		text, err := strconv.Unquote(lit.Value)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Trim(verb.ReplaceAllString(text, ""), " ") != "" {
			found[text] = fset.Position(lit.Pos()).String()
		}
	}
	for _, path := range matching(t, folder+"/*.go") {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				at := map[string]int{"Errorf": 2, "Warnf": 2, "Notef": 1, "Hintf": 0}
				if sel, ok := n.Fun.(*ast.SelectorExpr); ok {
					if i, makes := at[sel.Sel.Name]; makes && i < len(n.Args) {
						note(n.Args[i])
					}
				}
			case *ast.AssignStmt:
				for i, left := range n.Lhs {
					if sel, ok := left.(*ast.SelectorExpr); ok && sel.Sel.Name == "Hint" && len(n.Rhs) == len(n.Lhs) {
						note(n.Rhs[i])
					}
				}
			}
			return true
		})
	}
	return found
}

// TestEveryMessageIsShown: whatever a finding of ours can say, a file of testdata/err makes it say, or what shows its code.
func TestEveryMessageIsShown(t *testing.T) {
	var said strings.Builder
	for _, path := range matching(t, "testdata/err/*.want", "syntax/testdata/err/*.want") {
		said.Write(mustRead(t, path))
	}
	for _, show := range unshown {
		for _, f := range show(t) {
			fmt.Fprintf(&said, "%s\n%s\n", f, f.Hint)
		}
	}
	used := map[string]bool{}
	for _, folder := range []string{".", "syntax"} {
		for format, at := range formats(t, folder) {
			shown := sayings(format).MatchString(said.String())
			_, elsewhere := shownElsewhere[format]
			used[format] = elsewhere
			switch {
			case !shown && !elsewhere:
				t.Errorf("%s: no file of testdata/err shows %q", at, format)
			case shown && elsewhere:
				t.Errorf("%s: a file of testdata/err shows %q", at, format)
			}
		}
	}
	for format := range shownElsewhere {
		if !used[format] {
			t.Errorf("nothing says %q", format)
		}
	}
}
