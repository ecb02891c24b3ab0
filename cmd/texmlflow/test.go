package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/spf13/cobra"

	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/flowtest"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// testRun is how scenarios are run and shown.
type testRun struct {
	run      string
	cover    bool
	coverMin float64
	update   bool
	junit    string
	format   string
	verbose  bool

	chosen *regexp.Regexp
}

// testFormats are the values of --format.
var testFormats = []string{string(diag.Text), string(diag.JSON), string(diag.GitHub), string(diag.JUnit)}

func (a *app) testCommand() *cobra.Command {
	var how testRun
	cmd := &cobra.Command{
		Use:   "test PATH...",
		Short: "Play the scenarios beside flows, and say what does not hold",
		Long: "test plays the scenarios in the files *_test.yaml beside flows: calls that are written down, over the same host that\n" +
			"serve runs, with a clock of their own. PATH is a directory, or one such file. Without a network, an account or a key.\n" +
			"flows/docs/tests.md describes the files, and what counts as covered.\n\n" +
			"Exit codes: 0 all hold, 1 one fails, the flows or files have errors, or too little is covered, 2 usage, 3 could not work.",
		Example: "  texmlflow test flows\n  texmlflow test --run busy --cover --cover-min 90 flows",
		Args:    somePaths,
		RunE: work(func(cmd *cobra.Command, args []string) error {
			if err := how.check(cmd.Flags().Changed("cover-min")); err != nil {
				return err
			}
			return a.test(cmd.Context(), args, how)
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&how.run, "run", "", "only scenarios whose name matches `REGEXP`")
	flags.BoolVar(&how.cover, "cover", false, "show what of the flows was reached, and what was not")
	flags.Float64Var(&how.coverMin, "cover-min", 0, "fail where less than `PERCENT` of a flow is covered; implies --cover")
	flags.BoolVar(&how.update, "update", false, "rewrite the words of hear that differ; refused where more differs")
	flags.StringVar(&how.junit, "junit", "", "write a JUnit report to `FILE` too")
	flags.StringVar(&how.format, "format", testFormats[0], "`"+formatNames(testFormats)+"`")
	flags.BoolVarP(&how.verbose, "verbose", "v", false, "name the scenarios that hold, too")
	return cmd
}

func (t *testRun) check(minimum bool) error {
	if err := checkFormat(t.format, testFormats); err != nil {
		return err
	}
	chosen, err := regexp.Compile(t.run)
	if err != nil {
		return usage("", "--run %s: %s", quoted(t.run), err)
	}
	t.chosen = chosen
	if !(t.coverMin >= 0 && t.coverMin <= 100) { // also what is no number
		return usage("", "--cover-min %v: expected 0 to 100", t.coverMin)
	}
	if ext := filepath.Ext(t.junit); ext == ".yaml" || ext == ".yml" {
		return usage("--junit wants the name of the report, such as report.xml", "--junit %s: that would overwrite a file of flows", t.junit)
	}
	t.cover = t.cover || minimum
	return nil
}

func (a *app) test(ctx context.Context, paths []string, how testRun) error {
	whole := &flowtest.Report{Coverage: &flowtest.Coverage{}}
	var findings diag.List
	var from sources
	done := map[string]bool{}
	for _, path := range paths {
		sets, err := testSets(path)
		if err != nil {
			return err
		}
		for _, set := range sets {
			if done[set.key()] {
				continue
			}
			done[set.key()] = true
			report, err := a.testSet(ctx, set, how, &findings, &from)
			if err != nil {
				return err
			}
			whole.Files = append(whole.Files, report.Files...)
			whole.Coverage.Flows = append(whole.Coverage.Flows, report.Coverage.Flows...)
		}
	}
	if findings.HasErrors() {
		findings.Sort()
		errorsOnly := slices.DeleteFunc(findings, func(f diag.Finding) bool { return f.Severity != diag.Error })
		if err := diag.WriteText(a.stderr, errorsOnly, from, diag.TextOptions{Summary: true, Color: a.color(a.stderr)}); err != nil {
			return err
		}
		return &failure{code: exitFindings}
	}
	return a.showTests(whole, how)
}

// testSet plays the scenarios of one directory of flows.
func (a *app) testSet(ctx context.Context, set scenarioSet, how testRun, findings *diag.List, from *sources) (*flowtest.Report, error) {
	none := &flowtest.Report{Coverage: &flowtest.Coverage{}}
	var out diag.List
	file, flows, err := readSet(set.dir, &out)
	if err != nil {
		return nil, err
	}
	*from = append(*from, file, flows.sources)
	if out.HasErrors() {
		findings.Add(out...)
		return none, nil
	}
	texts := diag.Files{}
	var files []*flowtest.File
	for _, name := range set.files {
		text, err := readSmall(name, syntax.MaxFileBytes)
		if err != nil {
			return nil, err
		}
		shown := filepath.ToSlash(name)
		texts[shown] = text
		if f := flowtest.Parse(shown, text, flows.library, &out); f != nil {
			files = append(files, f)
		}
	}
	*from = append(*from, texts)
	if out.HasErrors() {
		findings.Add(out...)
		return none, nil
	}
	allowed := func(env map[string]string) (*policy.Policy, error) { return playable(file.values, flows, env) }
	return flowtest.Run(ctx, files, flowtest.Options{Library: flows.library, Policy: allowed, Chosen: how.chosen.MatchString})
}

// scenarioSet is a directory of flows with the files of scenarios that are wanted.
type scenarioSet struct {
	dir   string
	files []string
}

// key tells sets apart that are named twice.
func (s scenarioSet) key() string { return fmt.Sprint(filepath.Clean(s.dir), s.files) }

// testSets finds the files of scenarios: of a directory, of the directories in it that are sets of their own, or one file.
func testSets(path string) ([]scenarioSet, error) {
	dir, err := isDir(path)
	if err != nil {
		return nil, err
	}
	if !dir {
		if !flowtest.IsScenarioFile(path) {
			return nil, usage("scenarios are in files ending in _test.yaml", "%s is no file of scenarios", path)
		}
		return []scenarioSet{{filepath.Dir(path), []string{path}}}, nil
	}
	dirs, err := setsIn(path)
	if err != nil {
		return nil, err
	}
	if len(dirs) == 0 {
		dirs = []string{path}
	}
	var sets []scenarioSet
	count := 0
	for _, d := range dirs {
		files, err := flowtest.Find(d)
		if err != nil {
			return nil, err
		}
		count += len(files)
		sets = append(sets, scenarioSet{d, files})
	}
	if count == 0 {
		return nil, usage("scenarios stand beside the flows, in files ending in _test.yaml", "%s has no scenarios", path)
	}
	return sets, nil
}

// showTests writes the report where it is wanted, and judges it.
func (a *app) showTests(r *flowtest.Report, how testRun) error {
	ran, failed := r.Counts()
	if ran == 0 && how.run != "" {
		var names []string
		for _, f := range r.Files {
			for _, s := range f.File.Scenarios {
				names = append(names, s.Name)
			}
		}
		return usage(nearest(how.run, names, ""), "--run %s: no scenario has such a name", quoted(how.run))
	}
	if how.junit != "" {
		var b bytes.Buffer // what cannot be made leaves what is there
		if err := flowtest.WriteJUnit(&b, r); err != nil {
			return err
		}
		if err := os.WriteFile(how.junit, b.Bytes(), 0o644); err != nil {
			return err
		}
	}
	var err error
	switch diag.Format(how.format) {
	case diag.JSON:
		err = flowtest.WriteJSON(a.stdout, r, how.cover)
	case diag.GitHub:
		err = flowtest.WriteGitHub(a.stdout, r)
	case diag.JUnit:
		err = flowtest.WriteJUnit(a.stdout, r)
	default:
		err = flowtest.WriteText(a.stdout, r, flowtest.TextOptions{Verbose: how.verbose, Cover: how.cover})
	}
	if err != nil {
		return err
	}
	if how.update && failed > 0 {
		return a.rewriteTests(r)
	}
	least := r.Coverage.Least()
	if failed == 0 && how.cover && least < how.coverMin {
		a.say("error", fmt.Sprintf("a flow is covered less than --cover-min %v%%", how.coverMin))
		return &failure{code: exitFindings}
	}
	if failed > 0 {
		return &failure{code: exitFindings}
	}
	return nil
}

// rewriteTests puts the words that were heard into the files whose scenarios fail for nothing else.
func (a *app) rewriteTests(r *flowtest.Report) error {
	refused := false
	for _, f := range r.Files {
		text, err := flowtest.Update(f.File, f.Results)
		switch {
		case errors.Is(err, flowtest.ErrNotOnlyWords):
			refused = true
			a.say("error", err.Error()+", so that "+f.File.Name+" is left as it is")
		case err != nil:
			return err
		case text != nil:
			if err := replaceFile(filepath.FromSlash(f.File.Name), text); err != nil {
				return err
			}
			fmt.Fprintf(a.stdout, "rewritten: %s\n", f.File.Name)
		}
	}
	if refused {
		return &failure{code: exitFindings}
	}
	return nil
}
