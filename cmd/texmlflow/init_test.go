package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// Every directory of templates is offered, and every one that is offered is there.
func TestTemplatesAreListed(t *testing.T) {
	t.Parallel()
	entries, err := fs.ReadDir(templates, "templates")
	if err != nil {
		t.Fatal(err)
	}
	var there []string
	for _, e := range entries {
		there = append(there, e.Name())
	}
	names := templateNames()
	slices.Sort(names)
	if diff := cmp.Diff(there, names); diff != "" {
		t.Errorf("(-templates +offered):\n%s", diff)
	}
}

// What init writes has no finding, dials what its own settings allow, and its scenarios can be read.
func TestTemplates(t *testing.T) {
	t.Parallel()
	for _, tmpl := range templateList {
		t.Run(tmpl.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			files, err := tmpl.files()
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, f := range files {
				names = append(names, f.name)
				if err := writeNew(filepath.Join(dir, f.name), f.text); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff([]string{"flow.yaml", "flow_test.yaml", "texmlflow.yaml", ".texmlflow.schema.json"}, names); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			r := &report{flows: map[string]bool{}, files: map[string]bool{}}
			if err := (&app{}).checkPath(dir, r); err != nil || len(r.list) > 0 {
				t.Errorf("%v, %v", r.list, err)
			}
			var out diag.List
			if file := readHostFile(dir, &out); len(file.numbers) != 1 || file.numbers[0].flow.text != tmpl.name {
				t.Errorf("its number leads to %v", file.numbers)
			}
			source, err := os.ReadFile(filepath.Join(dir, "flow_test.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			var found diag.List
			docs := syntax.Parse("flow_test.yaml", source, &found)
			found = slices.DeleteFunc(found, func(f diag.Finding) bool { return f.Code == "quote-it" }) // dates are read as written there
			if len(docs) != 1 || len(found) > 0 {
				t.Errorf("%d documents, %v", len(docs), found)
			}
		})
	}
}

// writeNew never touches what is there.
func TestWriteNew(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "a")
	if err := writeNew(name, []byte("one")); err != nil {
		t.Fatal(err)
	}
	if err := writeNew(name, []byte("two")); err == nil {
		t.Error("written twice")
	}
	if got, err := os.ReadFile(name); err != nil || string(got) != "one" {
		t.Errorf("got %q, %v", got, err)
	}
}

// A flow is played as it is: what its author has written out may be dialled where the settings say nothing, and nothing else.
func TestPlayable(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	flow := "flow: a\nstart: s\nstates:\n  s: {dial: {numbers: [\"+15125550100\", {sip: \"sip:a@pbx.example.com\"}]}, otherwise: look}\n" +
		"  look: {fetch: {get: https://written.example.com/x}, otherwise: hangup}\n"
	if err := os.WriteFile(filepath.Join(dir, "flow.yaml"), []byte(flow), 0o600); err != nil {
		t.Fatal(err)
	}
	set, err := loadFlows(dir, &policy.Policy{}, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	p, err := playable(values{}, set, map[string]string{"DESK": "+15125550199", "API": "https://api.example.com/v1", "OTHER": "x y"})
	if err != nil {
		t.Fatal(err)
	}
	for target, want := range map[string]bool{"+15125550100": true, "sip:a@pbx.example.com": true, "+15125550199": true, "+15125550101": false} {
		if got := p.Dial(target) == nil; got != want {
			t.Errorf("%s may be dialled: %v", target, got)
		}
	}
	if p.Fetch("https://api.example.com/v1/visits") != nil || p.Fetch("https://written.example.com/x") != nil || p.Fetch("https://other.example.com/") == nil {
		t.Error("it fetches from elsewhere than what is written, and what the environment says")
	}
	strict := values{keyDialAllow: {{text: "+1512556"}}, keyFetchAllow: {{text: "https://api.example.com"}}}
	if p, err = playable(strict, set, nil); err != nil {
		t.Fatal(err)
	}
	if p.Dial("+15125550100") == nil || p.Dial("+15125560100") != nil || p.Fetch("https://written.example.com/x") == nil {
		t.Error("the settings do not decide")
	}
}
