package engine_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/flows"
	"github.com/texmlflow/texmlflow/flows/diag"
)

func deployment(t *testing.T) engine.Deployment {
	t.Helper()
	p, err := policy.New(policy.Config{DialAllow: []string{"+1512555", "sip:*@pbx.example.com"}, FetchAllow: []string{"https://crm.example.com", "https://api.example.com"}})
	if err != nil {
		t.Fatal(err)
	}
	return engine.Deployment{Policy: p, Env: map[string]string{"CRM": "https://crm.example.com", "DESK": "+15125550110"}}
}

// load compiles the flow of a test with a recording beside it.
func load(t *testing.T, source string) *engine.Machine {
	t.Helper()
	return loadBeside(t, source, filepath.Join("..", "flows", "testdata", "ok", "audio"))
}

// loadBeside compiles a flow with the recordings of a directory, under a policy that also allows a redirect which the
// deployment's does not: a host's settings may change after a flow was loaded.
func loadBeside(t *testing.T, source, dir string) *engine.Machine {
	t.Helper()
	p, err := policy.New(policy.Config{
		DialAllow:     []string{"+1512555", "sip:*@pbx.example.com"},
		RedirectAllow: []string{"https://other.example.net/"},
	})
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{"flow.yaml": []byte(source)}
	err = fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".wav" {
			files[path], err = os.ReadFile(filepath.Join(dir, path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	lib, findings := flows.LoadFiles(files, flows.Options{Policy: p})
	if lib == nil {
		var out strings.Builder
		if err := diag.WriteText(&out, findings, diag.Files(files), diag.TextOptions{}); err != nil {
			t.Fatal(err)
		}
		t.Fatalf("the flow does not load:\n%s", out.String())
	}
	for _, m := range lib.Machines {
		m.Prepare()
		return m
	}
	t.Fatal("there is no flow to begin in")
	return nil
}
