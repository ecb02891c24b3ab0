package flowtest

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/flows"
)

// Options are what scenarios are run with.
type Options struct {
	Library *flows.Library
	Policy  func(env map[string]string) (*policy.Policy, error) // as the host has it in a scenario with this environment; nil refuses all targets
	Chosen  func(name string) bool                              // which scenarios run; nil: all
	Workers int                                                 // how many at once; 0: as many as there are processors
}

// Report is what came of a run.
type Report struct {
	Files    []*FileReport // in the order of the files
	Coverage *Coverage
}

// FileReport is what came of one file.
type FileReport struct {
	File    *File
	Results []*Result // of the scenarios that ran, in their order
}

// Result is what came of one scenario.
type Result struct {
	Scenario *Scenario
	Failures []*Failure // none: it holds
	Took     time.Duration
}

// Failed counts the scenarios that do not hold.
func (r *FileReport) Failed() int {
	n := 0
	for _, one := range r.Results {
		if len(one.Failures) > 0 {
			n++
		}
	}
	return n
}

// Took is the time of all its scenarios together.
func (r *FileReport) Took() time.Duration {
	var sum time.Duration
	for _, one := range r.Results {
		sum += one.Took
	}
	return sum
}

// Counts gives the number of scenarios that ran and of those that failed.
func (r *Report) Counts() (ran, failed int) {
	for _, f := range r.Files {
		ran, failed = ran+len(f.Results), failed+f.Failed()
	}
	return ran, failed
}

// Find lists the files of scenarios below a directory, sorted. Names that begin with a dot are left out, as the loader of
// flows leaves them out.
func Find(dir string) ([]string, error) {
	var names []string
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != dir && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
		case !d.IsDir() && IsScenarioFile(d.Name()):
			names = append(names, name)
		}
		return nil
	})
	slices.Sort(names)
	return names, err
}

// IsScenarioFile reports whether a file of this name holds scenarios.
func IsScenarioFile(name string) bool { return strings.HasSuffix(name, "_test.yaml") }

// Run plays the scenarios of the files. Failures are in the report; the error is that of the context.
func Run(ctx context.Context, files []*File, o Options) (*Report, error) {
	report := &Report{Coverage: newCoverage(o.Library)}
	var all []*Result
	for _, f := range files {
		one := &FileReport{File: f}
		for _, s := range f.Scenarios {
			if o.Chosen == nil || o.Chosen(s.Name) {
				one.Results = append(one.Results, &Result{Scenario: s})
			}
		}
		all = append(all, one.Results...)
		report.Files = append(report.Files, one)
	}
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	next := make(chan *Result)
	var group sync.WaitGroup
	var mu sync.Mutex // of the coverage
	for range min(workers, len(all)) {
		group.Go(func() {
			for r := range next {
				begun := time.Now()
				seen := r.run(ctx, o)
				r.Took = time.Since(begun)
				mu.Lock()
				report.Coverage.add(seen)
				mu.Unlock()
			}
		})
	}
	for _, r := range all {
		if ctx.Err() != nil {
			break
		}
		next <- r
	}
	close(next)
	group.Wait()
	return report, ctx.Err()
}

// run plays one scenario. A panic, of the flow or of ours, is its failure and no other's.
func (r *Result) run(ctx context.Context, o Options) (seen *reached) {
	fail := func(message string) {
		r.Failures = append(r.Failures, &Failure{At: r.Scenario.At, What: "call", Message: message})
	}
	defer func() {
		if v := recover(); v != nil {
			fail(fmt.Sprintf("a panic: %v", v))
		}
	}()
	p, err := newPlayer(ctx, r.Scenario, o)
	if err != nil {
		fail(err.Error())
		return nil
	}
	defer p.site.close() //nolint:errcheck // in memory
	r.Failures = p.play()
	return p.reached()
}
