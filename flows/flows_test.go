package flows

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/flows/diag"
)

var update = flag.Bool("update", false, "rewrite the .want files")

// testOptions are those of a host that allows what the flows of testdata dial.
func testOptions(t testing.TB) Options {
	t.Helper()
	p, err := policy.New(policy.Config{
		DialAllow:     []string{"+1512555", "sip:*@pbx.example.com"},
		FetchAllow:    []string{"https://api.example.com", "http://api.example.com", "https://a.example.com"},
		RedirectAllow: []string{"https://other.example.com/flows"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return Options{Policy: p, Env: []string{"CRM", "DESK", "PBX", "API", "NEXT"}, PublicURL: "https://ivr.example.com", Now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)}
}

func must(p *policy.Policy, err error) *policy.Policy {
	if err != nil {
		panic(err)
	}
	return p
}

// mustLoad loads texts that have nothing wrong with them.
func mustLoad(t testing.TB, files map[string][]byte, opt Options) *Library {
	t.Helper()
	lib, findings := LoadFiles(files, opt)
	if len(findings) > 0 {
		t.Fatalf("findings:\n%s", written(t, findings, files))
	}
	return lib
}

// written is the findings as an author sees them.
func written(t testing.TB, findings diag.List, files map[string][]byte) string {
	t.Helper()
	var b bytes.Buffer
	if err := diag.WriteText(&b, findings, diag.Files(files), diag.TextOptions{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// okFiles are the flows of testdata/ok that are no twins, with the recordings beside them: a library.
func okFiles(t testing.TB) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(os.DirFS("testdata"), "ok", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name := strings.TrimPrefix(path, "ok/")
		if _, err := os.Stat("testdata/err/" + name); err == nil {
			return nil
		}
		files[name], err = os.ReadFile("testdata/" + path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestOK(t *testing.T) {
	lib := mustLoad(t, okFiles(t), testOptions(t))
	var names []string
	for name := range lib.Machines {
		names = append(names, name)
	}
	if len(names) < 9 || !lib.Dials || !lib.Fetches || len(lib.Files) < 9 || len(lib.Hash) != 64 {
		t.Errorf("library: machines %v, dials %v, files %v, hash %q", names, lib.Dials, lib.Files, lib.Hash)
	}
}

func TestLoadNoDirectory(t *testing.T) {
	if _, _, _, err := Load(filepath.Join(t.TempDir(), "none"), Options{}); err == nil {
		t.Error("a directory that is not there was loaded")
	}
}

// otherOptions are for the files of testdata/err that need others, by name.
var otherOptions = map[string]func(*Options){
	"targets-not-checked": func(o *Options) { o.Policy = nil },
	"texml-links": func(o *Options) {
		o.Policy = must(policy.New(policy.Config{FetchAllow: []string{"https://api.example.com"}, RedirectAllow: []string{"https://other.example.com/flows"}}))
	},
	"requests-not-checked": func(o *Options) { o.Policy = nil },
}

// errOptions are those that a file of testdata/err is loaded with.
func errOptions(t testing.TB, name string) Options {
	t.Helper()
	opt := testOptions(t)
	if change, ok := otherOptions[name]; ok {
		change(&opt)
	}
	return opt
}

func TestErr(t *testing.T) {
	for _, path := range matching(t, "testdata/err/*.yaml") {
		file := filepath.Base(path)
		name := strings.TrimSuffix(file, ".yaml")
		t.Run(name, func(t *testing.T) {
			src := mustRead(t, path)
			opt := errOptions(t, name)
			files := withAudio(map[string][]byte{file: src})
			lib, findings := LoadFiles(files, opt)
			if findings.HasErrors() == (lib != nil) {
				t.Errorf("library is %v beside %s", lib, findings.Summary())
			}
			for _, f := range findings {
				if known, ok := LookUp(f.Code); !ok || f.Severity != known.Severity {
					t.Errorf("the code of %s is listed as %+v", f, known)
				}
			}
			golden(t, strings.TrimSuffix(path, ".yaml")+".want", written(t, findings, files))
		})
	}
}

func mustRead(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// matching lists the files that patterns match, each of which matches some.
func matching(t testing.TB, patterns ...string) []string {
	t.Helper()
	var list []string
	for _, pattern := range patterns {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatalf("no files %s: %v", pattern, err)
		}
		list = append(list, paths...)
	}
	return list
}

// golden compares with a file, or writes it with -update.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want := mustRead(t, path)
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// TestBrokenNeighbour: a flow whose YAML cannot be read is not missed by those that call it.
func TestBrokenNeighbour(t *testing.T) {
	files := map[string][]byte{"f.yaml": []byte(entryFlow), "s.yaml": []byte("flow: s\nreturns: [done\n")}
	lib, findings := LoadFiles(files, testOptions(t))
	if lib != nil || !findings.HasErrors() {
		t.Fatalf("library %v, %s", lib != nil, findings.Summary())
	}
	for _, f := range findings {
		if f.Span.File != "s.yaml" {
			t.Errorf("a finding in the file that is right: %s", f)
		}
	}
}

// TestFetchPolicy: requests whose origin is written out are asked of the policy, if it lists any.
func TestFetchPolicy(t *testing.T) {
	for _, test := range []struct {
		name, url string
		allow     []string
		refused   bool
	}{
		{"listed", "https://api.example.com/x?a=${urlquery(From)}", []string{"https://api.example.com"}, false},
		{"not listed", "https://evil.example.com/x", []string{"https://api.example.com"}, true},
		{"of the environment", "${env.CRM}/x", []string{"https://api.example.com"}, false},
		{"nothing configured", "https://evil.example.com", nil, false},
		{"an empty list", "https://api.example.com", []string{}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, err := policy.New(policy.Config{FetchAllow: test.allow})
			if err != nil {
				t.Fatal(err)
			}
			src := "flow: f\nenv: [CRM]\nstart: a\nstates:\n  a: {http_request: {url: \"" + test.url + "\"}, otherwise: hangup}\n"
			_, findings := LoadFiles(map[string][]byte{"f.yaml": []byte(src)}, Options{Policy: p})
			if got := len(findings) == 1 && findings[0].Code == codeTargetRefused; got != test.refused || len(findings) > 1 {
				t.Errorf("findings %v, want refused: %v", findings, test.refused)
			}
		})
	}
}

// TestIgnore: a comment silences a warning, and never an error. Whether targets are checked is the host's: with a policy
// the comment is not idle.
func TestIgnore(t *testing.T) {
	src := "flow: f\nstart: a\nstates:\n  a: {dial: {number: \"+15125550100\"}, otherwise: %s}  # texmlflow:ignore %s tried by hand\n"
	lib, findings := LoadFiles(map[string][]byte{"f.yaml": fmt.Appendf(nil, src, "hangup", "targets-not-checked")}, Options{})
	if lib == nil || len(findings) > 0 {
		t.Errorf("findings %v", findings)
	}
	lib, findings = LoadFiles(map[string][]byte{"f.yaml": fmt.Appendf(nil, src, "hangup", "targets-not-checked")}, testOptions(t))
	if lib == nil || len(findings) > 0 {
		t.Errorf("findings with a policy %v", findings)
	}
	lib, findings = LoadFiles(map[string][]byte{"f.yaml": fmt.Appendf(nil, src, "nowhere", "unknown-target")}, testOptions(t))
	if lib != nil || len(findings) != 2 || findings[0].Code != codeUnknownTarget || findings[1].Code != "ignore" {
		t.Errorf("findings %v", findings)
	}
}
