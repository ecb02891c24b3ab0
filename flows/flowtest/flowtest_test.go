package flowtest

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/flows"
	"github.com/texmlflow/texmlflow/flows/diag"
)

var update = flag.Bool("update", false, "rewrite the expected outputs in testdata")

// testTargets are what the flows of these tests may reach.
var testTargets = policy.Config{
	DialAllow: []string{"+1512555", "sip:*@example.com"}, FetchAllow: []string{"https://api.example.com", "https://log.example.com", "https://shop.example.com"},
}

func testPolicy(tb testing.TB) *policy.Policy {
	tb.Helper()
	p, err := policy.New(testTargets)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// library loads texts, by file name.
func library(tb testing.TB, files map[string][]byte) *flows.Library {
	tb.Helper()
	lib, findings := flows.LoadFiles(files, flows.Options{Policy: testPolicy(tb)})
	if lib == nil {
		tb.Fatal(findings)
	}
	return lib
}

// testFlows are those of testdata/flows, by name without .yaml; none means all.
func testFlows(tb testing.TB, names ...string) *flows.Library {
	tb.Helper()
	found, err := filepath.Glob("testdata/flows/*.yaml")
	if err != nil || len(found) == 0 {
		tb.Fatal(found, err)
	}
	if len(names) > 0 {
		found = nil
		for _, name := range names {
			found = append(found, filepath.Join("testdata", "flows", name+".yaml"))
		}
	}
	files := map[string][]byte{}
	for _, name := range found {
		files[filepath.Base(name)] = read(tb, name)
	}
	return library(tb, files)
}

func read(tb testing.TB, name string) []byte {
	tb.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// parse reads scenarios that must be without findings.
func parse(tb testing.TB, lib *flows.Library, name, text string) *File {
	tb.Helper()
	var out diag.List
	f := Parse(name, []byte(text), lib, &out)
	if f == nil || len(out) > 0 {
		var b strings.Builder
		if err := diag.WriteText(&b, out, diag.Files{name: []byte(text)}, diag.TextOptions{}); err != nil {
			tb.Fatal(err)
		}
		tb.Fatal(b.String())
	}
	return f
}

func run(tb testing.TB, lib *flows.Library, files ...*File) *Report {
	tb.Helper()
	r, err := Run(tb.Context(), files, Options{Library: lib, Policy: func(map[string]string) (*policy.Policy, error) { return testPolicy(tb), nil }})
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// golden compares a text with a file.
func golden(tb testing.TB, name, got string) {
	tb.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o600); err != nil {
			tb.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(read(tb, name)), got); diff != "" {
		tb.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// files of a folder of testdata; there is at least one.
func testFiles(tb testing.TB, pattern string) []string {
	tb.Helper()
	names, err := filepath.Glob(filepath.Join("testdata", filepath.FromSlash(pattern)))
	if err != nil || len(names) == 0 {
		tb.Fatal(pattern, names, err)
	}
	return names
}

// TestScenarios: each input does what it says, and each expectation sees it.
func TestScenarios(t *testing.T) {
	lib := testFlows(t)
	used := map[string]bool{}
	for _, name := range testFiles(t, "scenarios/*_test.yaml") {
		text := string(read(t, name))
		for _, f := range run(t, lib, parse(t, lib, name, text)).Files {
			for _, r := range f.Results {
				for _, x := range r.Failures {
					t.Errorf("%s: %s: %s: %s", r.Scenario.Name, x.At, x.What, x.Message)
				}
				for _, turn := range r.Scenario.turns {
					if turn.input != nil {
						used[turn.input.name] = true
					}
				}
			}
		}
	}
	for name := range inputs {
		if !used[name] {
			t.Errorf("no scenario uses the input %s", name)
		}
	}
}

// TestFailures: what a failure shows, for each kind of expectation and each way in which a call cannot go on.
func TestFailures(t *testing.T) {
	lib := testFlows(t)
	for _, name := range testFiles(t, "fail/*.yaml") {
		t.Run(filepath.Base(name), func(t *testing.T) {
			report := run(t, lib, parse(t, lib, filepath.ToSlash(name), string(read(t, name))))
			var b strings.Builder
			for _, r := range report.Files[0].Results {
				if len(r.Failures) == 0 {
					t.Errorf("%s does not fail", r.Scenario.Name)
				}
				b.WriteString("--- " + r.Scenario.Name + "\n" + r.Text())
			}
			golden(t, strings.TrimSuffix(name, ".yaml")+".want", b.String())
		})
	}
}

// TestFindings: what is said about a file of scenarios that cannot be run.
func TestFindings(t *testing.T) {
	lib := testFlows(t)
	found := map[string]bool{}
	for _, name := range testFiles(t, "err/*.yaml") {
		t.Run(filepath.Base(name), func(t *testing.T) {
			text := read(t, name)
			shown := filepath.ToSlash(name)
			var out diag.List
			if f := Parse(shown, text, lib, &out); f != nil || !out.HasErrors() {
				t.Fatal("no error")
			}
			out.Sort()
			for _, f := range out {
				found[f.Code] = true
			}
			var b strings.Builder
			if err := diag.WriteText(&b, out, diag.Files{shown: text}, diag.TextOptions{Summary: true}); err != nil {
				t.Fatal(err)
			}
			golden(t, strings.TrimSuffix(name, ".yaml")+".want", b.String())
		})
	}
	for _, c := range Codes() {
		if !found[c.Name] {
			t.Errorf("no fixture has a finding %s", c.Name)
		}
	}
}

var durations = regexp.MustCompile(`\d+(\.\d+)?(ms|s)\b|"ms": \d+|time="[\d.]+"`)

// TestReports: the three forms of one report.
func TestReports(t *testing.T) {
	lib := testFlows(t, "shop")
	const text = `flow: shop
env: {API: "https://api.example.com"}
http: {"https://api.example.com": {json: {id: 7}}}
scenarios:
  - {name: an order, turns: [{press: "1", hear: Order 7.}]}
  - {name: "another <order>", turns: [{press: "1", hear: Order 8., state: menu}]}
`
	report := run(t, lib, parse(t, lib, "shop_test.yaml", text))
	for name, write := range map[string]func(*bytes.Buffer) error{
		"report.txt":    func(b *bytes.Buffer) error { return WriteText(b, report, TextOptions{Cover: true}) },
		"verbose.txt":   func(b *bytes.Buffer) error { return WriteText(b, report, TextOptions{Verbose: true}) },
		"report.json":   func(b *bytes.Buffer) error { return WriteJSON(b, report, true) },
		"report.github": func(b *bytes.Buffer) error { return WriteGitHub(b, report) },
		"report.xml":    func(b *bytes.Buffer) error { return WriteJUnit(b, report) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		golden(t, filepath.Join("testdata", name), durations.ReplaceAllString(b.String(), "TIME"))
	}
}

// TestSensitive: a value that the flow keeps secret is in no failure, whether it was expected or found.
func TestSensitive(t *testing.T) {
	lib := testFlows(t, "shop", "sends")
	f := parse(t, lib, "shop_test.yaml", `env: {API: "https://api.example.com"}
fetch: {"https://api.example.com": {json: {match: true}}, "https://log.example.com": {status: 200}}
http: {"https://api.example.com": failed}
scenarios:
  - {name: pin, flow: shop, turns: [{press: "3"}, {press: "4711", state: told, outcome: busy, hear: nothing like it, texml: <No, vars: {pin: "0815"}}]}
  - name: what is sent
    flow: sends
    turns:
      - press: "4711"
        sent:
          https://api.example.com/pins: {json: {card: {pin: "0815"}}, body: "0815"}
          POST https://api.example.com/pins: {json: {card: ["0815"]}}
          https://api.example.com/forms: {form: {pin: "0815"}, json: {}}
        not_sent: https://api.example.com/forms
`)
	var b bytes.Buffer
	report := run(t, lib, f)
	for i, want := range []int{5, 6} {
		if got := len(report.Files[0].Results[i].Failures); got != want {
			t.Errorf("%d failures, want %d", got, want)
		}
	}
	for _, write := range []error{
		WriteText(&b, report, TextOptions{Verbose: true, Cover: true}), WriteJSON(&b, report, true), WriteJUnit(&b, report), WriteGitHub(&b, report),
	} {
		if write != nil {
			t.Fatal(write)
		}
	}
	for _, secret := range []string{"4711", "0815"} {
		if strings.Contains(b.String(), secret) {
			t.Errorf("%s is shown:\n%s", secret, b.String())
		}
	}
	if !strings.Contains(b.String(), guard.Hidden) {
		t.Errorf("the comparison is not shown:\n%s", b.String())
	}
}

// TestChosen: only the scenarios that are chosen run.
func TestChosen(t *testing.T) {
	lib := testFlows(t, "shop")
	f := parse(t, lib, "shop_test.yaml", `env: {API: "https://api.example.com"}
scenarios: [{name: one, turns: [hangup]}, {name: two, turns: [hangup]}]
`)
	report, err := Run(t.Context(), []*File{f}, Options{Library: lib, Chosen: func(name string) bool { return name == "two" }})
	if err != nil {
		t.Fatal(err)
	}
	if ran, failed := report.Counts(); ran != 1 || failed != 0 || report.Files[0].Results[0].Scenario.Name != "two" {
		t.Errorf("ran %d, failed %d", ran, failed)
	}
}
