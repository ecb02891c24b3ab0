package flows

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// String is the page as its file has it.
func (p Page) String() string {
	text := "# " + p.Code + "\n\n" + p.Meaning + "\n\n" + p.Text + "\n"
	if p.Wrong != "" {
		text += "\n```yaml wrong\n" + p.Wrong + "```\n\n```yaml right\n" + p.Right + "```\n"
	}
	return text
}

// codesFound gives the codes of a list, each once, sorted.
func codesFound(l diag.List) []string {
	var out []string
	for _, f := range l {
		out = append(out, f.Code)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestPages: every code has a page of the fixed form and every page a code; its wrong example has exactly that finding,
// the right one none.
func TestPages(t *testing.T) {
	names := matching(t, "docs/findings/*.md")
	if len(names) != len(pages) {
		t.Errorf("%d files make %d pages", len(names), len(pages))
	}
	for _, name := range names {
		code := strings.TrimSuffix(filepath.Base(name), ".md")
		if _, ok := LookUp(code); !ok {
			t.Errorf("%s is the page of no code", name)
		}
	}
	for _, c := range Codes() {
		t.Run(c.Name, func(t *testing.T) {
			text, err := os.ReadFile("docs/findings/" + c.Name + ".md")
			if err != nil {
				t.Fatalf("the code has no page: %v", err)
			}
			p, ok := Explain(c.Name)
			if !ok {
				t.Fatal("Explain does not find the page")
			}
			if diff := cmp.Diff(p.String(), string(text)); diff != "" {
				t.Errorf("the page has another form (-want +got):\n%s", diff)
			}
			if p.Code != c.Name || p.Meaning != c.Meaning {
				t.Errorf("page %q means %q, the code %q", p.Code, p.Meaning, c.Meaning)
			}
			if len(p.Text) < 80 {
				t.Errorf("the page says little: %q", p.Text)
			}
			for line := range strings.Lines(p.Text) {
				if utf8.RuneCountInString(line) > 121 {
					t.Errorf("a line of more than 120 characters: %s", line)
				}
			}
			checkExamples(t, c, p)
		})
	}
}

func checkExamples(t *testing.T, c diag.Code, p Page) {
	t.Helper()
	if p.Wrong == "" {
		show, ok := unshown[c.Name]
		if !ok {
			t.Fatal("the page has no examples")
		}
		if found := show(t); !slices.ContainsFunc(found, func(f diag.Finding) bool { return f.Code == c.Name && f.Severity == c.Severity }) {
			t.Errorf("nothing of this code is found, but %v", codesFound(found))
		}
		return
	}
	if _, ok := unshown[c.Name]; ok {
		t.Error("the code is listed as one that no text shows")
	}
	files := map[string][]byte{"flow.yaml": []byte(p.Wrong)}
	_, found := LoadFiles(files, errOptions(t, c.Name))
	for _, f := range found {
		if f.Code != c.Name || f.Severity != c.Severity {
			t.Errorf("the wrong example has another finding: %s", f)
		}
	}
	if len(found) == 0 {
		t.Error("the wrong example has no finding")
	}
	files["flow.yaml"] = []byte(p.Right)
	if _, found = LoadFiles(files, testOptions(t)); len(found) > 0 {
		t.Errorf("the right example has findings:\n%s", written(t, found, files))
	}
}

// unshown are the codes that no text of a page shows, as they are about files, sizes and bytes, each with what does.
var unshown = map[string]func(*testing.T) diag.List{
	"empty-file":         loads(""),
	"not-utf8":           loads("flow: caf\xe9\n"),
	"file-too-large":     loads(strings.Repeat("#", syntax.MaxFileBytes+1)),
	"too-deep":           loads(strings.Repeat("[", 99) + strings.Repeat("]", 99)),
	"too-many-documents": loads(strings.Repeat("---\na: b\n", syntax.MaxDocuments+1)),
	"too-many-keys":      loads(numbered("k%d: x\n", syntax.MaxKeys+1)),
	"too-many-nodes":     loads("[" + strings.Repeat("a,", syntax.MaxNodes) + "a]"),
	"expr-too-long":      loads(guarded(`"` + strings.Repeat("x", 5000) + `" == From`)),
	"expr-too-deep":      loads(guarded(strings.Repeat("(", 99) + "true" + strings.Repeat(")", 99))),
	"expr-too-much":      loads(guarded(strings.Repeat("1+", 250) + "1 > 2")),
	"texml-depth":        loads("flow: f\nstart: a\nstates:\n  a: {texml: \"" + strings.Repeat("<Say>", 99) + strings.Repeat("</Say>", 99) + "\", to: hangup}\n"),
	"texml-too-many":     loads("flow: f\nstart: a\nstates:\n  a: {texml: \"" + strings.Repeat("<Pausse/>", 250) + "\", to: hangup}\n"),

	"set-too-large": inDir(func(t *testing.T, dir string) {
		for i := range syntax.MaxFiles + 1 {
			put(t, dir, fmt.Sprintf("%d.yaml", i), "#")
		}
	}),
	"yml-not-read":    inDir(func(t *testing.T, dir string) { put(t, dir, "flow.yml", "") }),
	"link-loop":       inDir(func(t *testing.T, dir string) { link(t, ".", path.Join(dir, "again")) }),
	"link-outside":    inDir(func(t *testing.T, dir string) { link(t, "/etc/hosts", path.Join(dir, "flow.yaml")) }),
	"unreadable-file": inDir(func(t *testing.T, dir string) { link(t, "nothing", path.Join(dir, "flow.yaml")) }),
}

func loads(text string) func(*testing.T) diag.List {
	return func(t *testing.T) diag.List {
		t.Helper()
		_, found := LoadFiles(map[string][]byte{"flow.yaml": []byte(text)}, testOptions(t))
		return found
	}
}

func inDir(fill func(t *testing.T, dir string)) func(*testing.T) diag.List {
	return func(t *testing.T) diag.List {
		t.Helper()
		dir := t.TempDir()
		fill(t, dir)
		_, found, _, err := Load(dir, testOptions(t))
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, to, name string) {
	t.Helper()
	if err := os.Symlink(to, name); err != nil {
		t.Fatal(err)
	}
}

func numbered(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func guarded(when string) string {
	return "flow: f\nstart: a\nstates:\n  a:\n    choose:\n      - {when: '" + when + "', to: hangup}\n      - {to: hangup}\n"
}

// TestReference: docs/findings.md holds every page, with what check says of its wrong example.
func TestReference(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Findings\n\nWhat `texmlflow check` can say, by code. `texmlflow explain CODE` prints the same. An error refuses the flows; a\n" +
		"warning does not, and a comment `# texmlflow:ignore CODE reason` on its line silences it.\n\n" +
		"This page is made of the files in [findings](findings): `make golden` writes it anew.\n\n| code | | what it means |\n|---|---|---|\n")
	for _, c := range Codes() {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s |\n", c.Name, c.Name, c.Severity, c.Meaning)
	}
	for _, c := range Codes() {
		p := pages[c.Name]
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n%s\n", c.Name, capital(p.Meaning)+".", p.Text)
		if p.Wrong == "" {
			continue
		}
		files := map[string][]byte{"flow.yaml": []byte(p.Wrong)}
		_, found := LoadFiles(files, errOptions(t, c.Name))
		fmt.Fprintf(&b, "\nWrong:\n\n```yaml\n%s```\n\n```text\n%s```\n\nRight:\n\n```yaml\n%s```\n", p.Wrong, written(t, found, files), p.Right)
	}
	golden(t, "docs/findings.md", b.String())
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// TestEveryCodeHasAnErrFixture: the file of testdata/err with the name of a code shows it, if a text can; and all codes
// that files show, here or in syntax, are listed.
func TestEveryCodeHasAnErrFixture(t *testing.T) {
	shown, own := map[string]bool{}, map[string]bool{}
	code := regexp.MustCompile(`(?m)^[^|=]*: (?:error|warning): .*\[([a-z0-9-]+)\]$`)
	for _, name := range matching(t, "testdata/err/*.want", "syntax/testdata/err/*.want") {
		for _, m := range code.FindAllSubmatch(mustRead(t, name), -1) {
			shown[string(m[1])] = true
			own[string(m[1])] = own[string(m[1])] || name == "testdata/err/"+string(m[1])+".want"
		}
	}
	for _, c := range Codes() {
		if _, other := unshown[c.Name]; !own[c.Name] && !other {
			t.Errorf("testdata/err/%s.yaml does not show its code", c.Name)
		}
	}
	for code := range shown {
		if _, ok := LookUp(code); !ok {
			t.Errorf("testdata/err shows %q, which is not listed", code)
		}
	}
}
