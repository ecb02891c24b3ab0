package flowtest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/flows"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// corpus is a directory of flows that is served, with the scenarios that are played against it.
type corpus struct {
	own       bool // of this package
	allowed   *policy.Policy
	options   Options // with the same
	scenarios []*Scenario
}

const (
	examplesDir  = "../../examples"
	settingsFile = "texmlflow.yaml" // of an example

	// ownCorpus is that of this package's tests, whose flows wait for everything that a call can wait for.
	ownCorpus = "testdata"
)

// corpusNames are the directories of the examples, and our own.
func corpusNames(tb testing.TB) []string {
	tb.Helper()
	found, err := filepath.Glob(filepath.Join(examplesDir, "*", settingsFile))
	if err != nil || len(found) == 0 {
		tb.Fatalf("examples: %v, %v", found, err)
	}
	names := []string{ownCorpus}
	for _, name := range found {
		names = append(names, filepath.Dir(name))
	}
	return names
}

// loadCorpus loads one, as texmlflow test does.
func loadCorpus(name string) (*corpus, error) {
	served, beside, targets := name, name, testTargets
	if name == ownCorpus {
		served, beside = filepath.Join(name, "flows"), filepath.Join(name, "scenarios")
	} else {
		var err error
		if targets, err = settingsOf(filepath.Join(name, settingsFile)); err != nil {
			return nil, err
		}
	}
	allowed, err := policy.New(targets)
	if err != nil {
		return nil, err
	}
	lib, findings, _, err := flows.Load(served, flows.Options{Policy: allowed})
	if err != nil || lib == nil {
		return nil, fmt.Errorf("%s: %v, %w", served, findings, err)
	}
	c := &corpus{own: name == ownCorpus, allowed: allowed, options: Options{
		Library: lib, Policy: func(map[string]string) (*policy.Policy, error) { return allowed, nil },
	}}
	files, err := Find(beside)
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var out diag.List
		parsed := Parse(file, text, lib, &out)
		if parsed == nil {
			return nil, fmt.Errorf("%s: %v", file, out)
		}
		c.scenarios = append(c.scenarios, parsed.Scenarios...)
	}
	if len(c.scenarios) == 0 {
		return nil, fmt.Errorf("%s has no scenarios", beside)
	}
	return c, nil
}

// settingsOf reads what an example's settings allow.
func settingsOf(file string) (policy.Config, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return policy.Config{}, err
	}
	var out diag.List
	docs := syntax.Parse(file, text, &out)
	if len(docs) != 1 || out.HasErrors() {
		return policy.Config{}, fmt.Errorf("%s: %d documents, %v", file, len(docs), out)
	}
	list := func(group, key string) []string {
		texts := []string{}
		of, _ := docs[0].Root.Get(group)
		if n, ok := of.Get(key); ok {
			for _, item := range n.Items {
				texts = append(texts, item.Value)
			}
		}
		return texts
	}
	return policy.Config{
		DialAllow: list("dial", "allow"), DialDeny: list("dial", "deny"), FetchAllow: list("fetch", "allow"), RedirectAllow: list("redirect", "allow"),
	}, nil
}
