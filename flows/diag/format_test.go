package diag

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// known is a catalog that knows one code.
func known(name string) (Code, bool) {
	return Code{Name: name, Severity: Error, Meaning: "a state that is not there", Help: "A caller would get there.\nWrite its name."},
		name == "unknown-target"
}

func TestFormats(t *testing.T) {
	l, src := sample()
	opt := Options{Sources: src, Codes: known, Files: []string{"clean.yaml", "flow.yaml"}, Suite: "texmlflow check", Version: "1.2.3"}
	for _, format := range Formats() {
		t.Run(format, func(t *testing.T) {
			var b bytes.Buffer
			if err := Write(&b, Format(format), l, opt); err != nil {
				t.Fatal(err)
			}
			golden(t, "testdata/format."+format, b.String())
			var none bytes.Buffer
			if err := Write(&none, Format(format), nil, opt); err != nil {
				t.Fatal(err)
			}
			golden(t, "testdata/format_none."+format, none.String())
			if err := Write(failing{}, Format(format), l, opt); err == nil {
				t.Error("the error of the writer is lost")
			}
		})
	}
	if err := Write(io.Discard, "xml", l, opt); err == nil {
		t.Error("an unknown format is written")
	}
}

// TestAnyFinding: whatever a finding says, each format stays what it is, and carries the finding.
func TestAnyFinding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringOfN(rapid.SampledFrom([]rune("a:,%\r\n[](){}>&<\"'\x00\x1b\u0085\u2028\u202e\ufffe\U0001f600")), 0, 20, -1), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))
		place := rapid.Custom(func(t *rapid.T) Span {
			s := Span{File: text.Draw(t, "file")}
			if rapid.Bool().Draw(t, "placed") {
				s.Line, s.Column = rapid.IntRange(1, 9).Draw(t, "line"), rapid.IntRange(1, 9).Draw(t, "column")
				s.EndLine, s.EndColumn = s.Line+rapid.IntRange(0, 2).Draw(t, "lines"), rapid.IntRange(1, 19).Draw(t, "end")
			}
			return s
		})
		finding := rapid.Custom(func(t *rapid.T) Finding {
			return Finding{
				Code: text.Draw(t, "code"), Severity: Severity(rapid.IntRange(0, 2).Draw(t, "severity")), Span: place.Draw(t, "at"),
				Message: text.Draw(t, "message"), Hint: text.Draw(t, "hint"),
				Related: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Related {
					return Related{place.Draw(t, "at"), text.Draw(t, "note")}
				}), 0, 2).Draw(t, "related"),
			}
		})
		l := List(rapid.SliceOfN(finding, 0, 4).Draw(t, "findings"))
		checkFormats(t, l, text.Draw(t, "source"))
	})
}

func FuzzFormats(f *testing.F) {
	f.Add("unknown-target", "flow.yaml", "unknown state \"x\"", "did you mean \"y\"?", 3)
	f.Add("::error::x", "a,b:c%.yaml", "100%\r\n::error::injected", "]]>", 0)
	f.Fuzz(func(t *testing.T, code, file, message, hint string, line int) {
		s := Span{File: file}
		if line > 0 {
			s.Line, s.Column, s.EndLine, s.EndColumn = line, 1, line, 2
		}
		checkFormats(t, List{{Code: code, Span: s, Message: message, Hint: hint, Related: []Related{{s, message}}}}, message)
	})
}

func checkFormats(t rapid.TB, l List, source string) {
	t.Helper()
	files := Files{}
	for _, f := range l {
		files[f.Span.File] = []byte(source)
	}
	out := map[Format]string{}
	for _, format := range Formats() {
		var b bytes.Buffer
		opt := Options{Sources: files, Codes: known, Suite: "check", Strict: true}
		if err := Write(&b, Format(format), l, opt); err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		out[Format(format)] = b.String()
		if !utf8.Valid(b.Bytes()) {
			t.Errorf("%s is not UTF-8", format)
		}
	}
	for _, format := range []Format{Text, GitHub, JUnit} {
		for i, r := range out[format] {
			if r != '\n' && !shown(r) && r != utf8.RuneError {
				t.Fatalf("%s holds %U at %d", format, r, i)
			}
		}
	}
	if !json.Valid([]byte(out[JSON])) {
		t.Error("the JSON is none")
	}
	checkGitHub(t, l, out[GitHub])
	checkSARIF(t, l, out[SARIF])
	checkJUnit(t, l, out[JUnit])
}

var githubCommand = regexp.MustCompile(`^::(error|warning|notice)( [a-zA-Z]+=[^:,\n]*(?:,[a-zA-Z]+=[^:,\n]*)*)?::([^\n]*)$`)

// checkGitHub reads commands as the runner of a workflow does, and compares them with the findings.
func checkGitHub(t rapid.TB, l List, text string) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(l) == 0 {
		lines = lines[1:]
	}
	if len(lines) != len(l) {
		t.Fatalf("%d commands for %d findings:\n%s", len(lines), len(l), text)
	}
	data := strings.NewReplacer("%25", "%", "%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",")
	for i, line := range lines {
		m := githubCommand.FindStringSubmatch(line)
		if m == nil {
			t.Fatalf("not a command: %q", line)
		}
		properties := map[string]string{}
		for pair := range strings.SplitSeq(strings.TrimPrefix(m[2], " "), ",") {
			name, value, _ := strings.Cut(pair, "=")
			properties[name] = data.Replace(value)
		}
		if properties["title"] != printable(l[i].Code) || properties["file"] != printable(l[i].Span.File) {
			t.Errorf("properties %q of %+v", properties, l[i])
		}
		if got := data.Replace(m[3]); !strings.HasPrefix(got, printable(l[i].Message)) {
			t.Errorf("message %q, want %q", got, l[i].Message)
		}
	}
}

// The members that the schema of SARIF 2.1.0 requires, by definition, of the definitions that are written, and those that
// it bounds.
var (
	sarifRequired = map[string][]string{
		"": {"version", "runs"}, "runs": {"tool"}, "tool": {"driver"}, "driver": {"name"}, "rules": {"id"}, "results": {"message"},
		"shortDescription": {"text"}, "help": {"text"}, "message": {"text"}, // a message without an id
	}
	sarifAllowed = map[string][]string{
		"":                     {"$schema", "version", "runs"},
		"runs":                 {"tool", "columnKind", "results"},
		"tool":                 {"driver"},
		"driver":               {"name", "version", "rules"},
		"rules":                {"id", "shortDescription", "help", "defaultConfiguration"},
		"shortDescription":     {"text"},
		"help":                 {"text"},
		"defaultConfiguration": {"level"},
		"results":              {"ruleId", "ruleIndex", "level", "message", "locations", "relatedLocations"},
		"message":              {"text"},
		"locations":            {"physicalLocation"},
		"relatedLocations":     {"id", "physicalLocation", "message"},
		"physicalLocation":     {"artifactLocation", "region"},
		"artifactLocation":     {"uri"},
		"region":               {"startLine", "startColumn", "endLine", "endColumn"},
	}
	sarifEnum = map[string][]any{
		"version": {"2.1.0"}, "level": {"none", "note", "warning", "error"}, "columnKind": {"utf16CodeUnits", "unicodeCodePoints"},
	}
	sarifMinimum = map[string]float64{"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1, "ruleIndex": -1, "id": 0}
)

// checkSARIF walks a log by the tables above, and compares it with the findings.
func checkSARIF(t rapid.TB, l List, text string) {
	t.Helper()
	var walk func(name string, v any)
	walk = func(name string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, member := range sarifRequired[name] {
				if v[member] == nil {
					t.Errorf("%s has no %s", name, member)
				}
			}
			for member, inner := range v {
				if !slices.Contains(sarifAllowed[name], member) {
					t.Errorf("%s may not have %s", name, member)
				}
				if text, ok := inner.(string); ok && sarifEnum[member] != nil && name != "driver" && !slices.Contains(sarifEnum[member], any(text)) {
					t.Errorf("%s of %s is %q", member, name, text)
				}
				if n, ok := inner.(float64); ok && n < sarifMinimum[member] {
					t.Errorf("%s of %s is %v", member, name, n)
				}
				walk(member, inner)
			}
		case []any:
			for _, inner := range v {
				walk(name, inner)
			}
		}
	}
	var tree any
	if err := json.Unmarshal([]byte(text), &tree); err != nil {
		t.Fatal(err)
	}
	walk("", tree)

	var log sarifLog
	if err := json.Unmarshal([]byte(text), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if len(run.Results) != len(l) {
		t.Fatalf("%d results for %d findings", len(run.Results), len(l))
	}
	ids := map[string]bool{}
	for _, r := range run.Tool.Driver.Rules {
		if ids[r.ID] && utf8.ValidString(r.ID) && !strings.ContainsRune(r.ID, utf8.RuneError) {
			t.Errorf("two rules %q", r.ID)
		}
		ids[r.ID] = true
	}
	for i, r := range run.Results {
		if r.RuleID != strings.ToValidUTF8(l[i].Code, "\ufffd") && utf8.ValidString(l[i].Code) {
			t.Errorf("rule %q of %+v", r.RuleID, l[i])
		}
		plain := strings.NewReplacer("{{", "{", "}}", "}", "{", "?", "}", "?", `\[`, "[", `\]`, "]").Replace(r.Message.Text)
		if want := strings.ReplaceAll(strings.ReplaceAll(printable(l[i].Message), `\[`, "["), `\]`, "]"); !strings.HasPrefix(plain, want) {
			t.Errorf("message %q of %q", r.Message.Text, l[i].Message)
		}
		if r.RuleIndex >= 0 && run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
			t.Errorf("rule %d is not %q", r.RuleIndex, r.RuleID)
		}
		for _, at := range slices.Concat(r.Locations, r.Related) {
			if _, err := url.Parse(at.Physical.Artifact.URI); err != nil {
				t.Errorf("%v", err)
			}
			if g := at.Physical.Region; g != nil && (g.EndLine < g.StartLine || g.EndLine == g.StartLine && g.EndColumn < g.StartColumn) {
				t.Errorf("a region that ends before it begins: %+v", g)
			}
		}
	}
}

// checkJUnit reads a report and compares its counts.
func checkJUnit(t rapid.TB, l List, text string) {
	t.Helper()
	var report junitSuites
	if err := xml.Unmarshal([]byte(text), &report); err != nil {
		t.Fatalf("not XML: %v\n%s", err, text)
	}
	failures, files := 0, map[string]bool{}
	for _, c := range report.Suite.Cases {
		if c.Failure != nil {
			failures++
		}
	}
	for _, f := range l {
		files[f.Span.File] = true
	}
	if report.Tests != len(report.Suite.Cases) || report.Suite.Failures != failures || report.Tests > len(files) {
		t.Errorf("%d tests and %d failures counted, %d files:\n%s", report.Tests, report.Suite.Failures, len(files), text)
	}
	if (failures > 0) != slices.ContainsFunc(l, func(f Finding) bool { return f.Severity != Info }) {
		t.Errorf("%d failures of %s", failures, l.Summary())
	}
}

// TestJUnitStrict: warnings fail when they count as errors, else they are output.
func TestJUnitStrict(t *testing.T) {
	var l List
	l.Warnf("w", Span{File: "a.yaml"}, "mind this")
	for strict, want := range map[bool]string{
		false: "\"check\">\n      <system-out>a.yaml: warning: mind this [w]\n</system-out>",
		true:  "\"check\">\n      <failure message=\"mind this\" type=\"w\">a.yaml: warning: mind this [w]\n</failure>",
	} {
		var b bytes.Buffer
		if err := WriteJUnit(&b, l, Options{Suite: "check", Strict: strict}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), want) {
			t.Errorf("strict %t:\n%s", strict, b.String())
		}
	}
}

func TestSARIFPlain(t *testing.T) {
	for text, want := range map[string]string{
		"write ${name}":         "write ${{name}}",
		"{{name}} stays":        "{{{{name}}}} stays",
		"the keys [1] and [2]":  "the keys [1] and [2]",
		"say [this](0) and [x]": `say \[this\](0) and \[x\]`,
	} {
		if got := sarifPlain(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestFileURI(t *testing.T) {
	for name, want := range map[string]string{
		"flows/a.yaml":       "flows/a.yaml",
		"/srv/a b.yaml":      "file:///srv/a%20b.yaml",
		"a:b/c#d?e%.yaml":    "./a:b/c%23d%3Fe%25.yaml",
		"//srv/gruß.yaml":    "file:////srv/gru%C3%9F.yaml",
		"../other/flow.yaml": "../other/flow.yaml",
	} {
		if got := fileURI(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

func TestCatalog(t *testing.T) {
	l := List{{Code: "b", Severity: Warning}, {Code: ""}, {Code: "unknown-target"}, {Code: "b"}}
	for name, c := range map[string]Catalog{"nil": nil, "known": known} {
		want := []Code{{Name: "b", Severity: Warning}, {Name: "unknown-target"}}
		if c != nil {
			want[1], _ = known("unknown-target")
		}
		if diff := cmp.Diff(want, c.codes(l)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
