package flows

import (
	"flag"
	"fmt"
	"hash/crc32"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"text/tabwriter"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// mutantsOfOperator says how many mutants of one operator are made; they are spread evenly over all places it has.
var mutantsOfOperator = flag.Int("mutants", 0, "how many mutants are made by each operator, each shown to break; 0: one or two, which are walked only where the loader does not refuse them")

// mutantsOfAll are how many mutants by each operator make 500 broken ones, and 500 harmless ones.
const mutantsOfAll = 6

// perOperator is how many mutants of one operator are made.
func perOperator() int {
	if *mutantsOfOperator == 0 && slower == 1 {
		return 2
	}
	return max(*mutantsOfOperator, 1)
}

// trial is a mutant with what came of it.
type trial struct {
	operator string
	mutant   *mutant
	evidence evidence
	trusted  bool // the loader refuses it rightly, and it was not walked
	findings diag.List
}

// refused reports whether the loader refuses the mutant.
func (r *trial) refused() bool { return r.findings.HasErrors() }

// rightly reports whether a finding points at what was mutated.
func (r *trial) rightly() bool {
	return slices.ContainsFunc(r.findings, func(f diag.Finding) bool {
		return f.Severity == diag.Error && (r.mutant.right[f.Span.Line] || slices.ContainsFunc(f.Related, func(o diag.Related) bool {
			return r.mutant.right[o.Span.Line]
		}))
	})
}

// trials makes mutants of all subjects by all operators.
func trials(all []*subject, operators []operator, most int) []*trial {
	var out []*trial
	type spot struct {
		subject  *subject
		mutation mutation
	}
	for _, o := range operators {
		var places []spot
		for _, s := range all {
			for _, m := range o.make(s) {
				places = append(places, spot{s, m})
			}
		}
		used := map[int]bool{}
		for i := range min(most, len(places)) {
			at := i*len(places)/most + int(crc32.ChecksumIEEE([]byte(o.name))) // not the first subject for all
			for range places {
				if at = (at + 1) % len(places); used[at] {
					continue
				}
				used[at] = true
				if r := places[at].subject.apply(places[at].mutation); r != nil && r.text != r.subject.text {
					out = append(out, &trial{operator: o.name, mutant: r})
					break
				}
			}
		}
	}
	return out
}

// each runs a function over a list, on every core.
func each[T any](list []T, run func(T)) {
	var next atomic.Int64
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(list); i = int(next.Add(1)) - 1 {
				run(list[i])
			}
		})
	}
	group.Wait()
}

// TestMutantsHarmless rewrites flows that have no mistake, in ways that drop nobody: nothing is found in them.
func TestMutantsHarmless(t *testing.T) {
	opt := mutantHost(t)
	list := trials(subjects(t), harmlessOperators, 2+4**mutantsOfOperator)
	each(list, func(r *trial) {
		_, r.findings = LoadFiles(r.mutant.files(), opt)
	})
	var b strings.Builder
	table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "operator\tmutants\trefused\twarned\t")
	for _, o := range harmlessOperators {
		var n, refused, warned int
		for _, r := range list {
			if r.operator != o.name {
				continue
			}
			n++
			if len(r.findings) == 0 {
				continue
			}
			if r.refused() {
				refused++
			} else {
				warned++
			}
			t.Errorf("%s, %s:\n%s%s", o.name, r.mutant.subject.name, changes(r.mutant), written(t, r.findings, r.mutant.files()))
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t\n", o.name, n, refused, warned)
	}
	table.Flush()
	t.Logf("\n%s\n%d mutants", b.String(), len(list))
	if *mutantsOfOperator >= mutantsOfAll && len(list) < 500 {
		t.Errorf("there are %d harmless mutants, want 500", len(list))
	}
}

// TestMutants breaks flows that have no mistake, in every way that it knows: what would drop a caller is refused, at the
// line that is wrong.
func TestMutants(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // a walk leaves much behind, and little of it at once
	opt, all := mutantHost(t), subjects(t)
	if slower > 1 {
		all = all[:4] // where the race detector makes each of them slow
	}
	before := map[*subject]evidence{}
	for _, s := range all {
		mustLoad(t, s.with(s.text), opt)
		before[s] = tryOut(s, s.text, opt, 10_000)
		if e := before[s]; e.broken() || len(e.dead) > 0 {
			t.Errorf("%s: the walk finds %q; no call comes to %q", s.name, e.why, e.dead)
		}
	}
	breaking := slices.Concat(nameOperators, exitOperators, valueOperators, listenOperators, textOperators, hostOperators, carrierOperators, helperOperators)
	list := trials(all, breaking, perOperator())
	each(list, func(r *trial) {
		_, r.findings = LoadFiles(r.mutant.files(), opt)
		if r.trusted = *mutantsOfOperator == 0 && r.refused() && r.rightly(); r.trusted {
			return
		}
		r.evidence = tryOut(r.mutant.subject, r.mutant.text, opt, 100+2*before[r.mutant.subject].visits)
	})
	var b strings.Builder
	table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "operator\tmutants\tbroken\tby compiler\tby walk\tunproven\trefused\tat its line\tequivalent\trefused\t")
	var total count
	for _, o := range breaking {
		var c count
		for _, r := range list {
			if r.operator != o.name {
				continue
			}
			c.add(r)
			total.add(r)
			if r.evidence.broken() && !(r.refused() && r.rightly()) {
				t.Logf("%s, %s: refused: %v, broken because %q\n%s%s", o.name, r.mutant.subject.name, r.refused(),
					r.evidence.reasons(), changes(r.mutant), written(t, r.findings, r.mutant.files()))
			}
		}
		if c.broken > 3 && c.rightly*4 < c.broken*3 {
			t.Errorf("%s: of %d broken mutants %d are refused at the right line: less than 75 %%", o.name, c.broken, c.rightly)
		}
		fmt.Fprintln(table, o.name+c.row())
	}
	fmt.Fprintln(table, "all"+total.row())
	table.Flush()
	t.Logf("\n%s\nrefused at the right line: %.1f %% of those that are broken", b.String(), 100*float64(total.rightly)/float64(total.broken))
	if total.rightly*100 < total.broken*99 {
		t.Errorf("of %d broken mutants %d are refused, %d of them at the right line: less than 99 %%", total.broken, total.refused, total.rightly)
	}
	if *mutantsOfOperator >= mutantsOfAll && total.broken < 500 {
		t.Errorf("there are %d broken mutants, want 500", total.broken)
	}
}

// count is how many mutants there are of each sort.
type count struct{ mutants, broken, compiler, trusted, refused, rightly, same, sameRefused int }

// add counts a mutant.
func (c *count) add(r *trial) {
	c.mutants++
	switch {
	case r.trusted:
		c.trusted++
	case !r.evidence.broken():
		c.same++
		if r.refused() {
			c.sameRefused++
		}
		return
	case r.evidence.compiler:
		c.compiler++
	}
	c.broken++
	if r.refused() {
		c.refused++
		if r.rightly() {
			c.rightly++
		}
	}
}

// row is a count as a line of the table.
func (c count) row() string {
	return fmt.Sprintf("\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t", c.mutants, c.broken, c.compiler, c.broken-c.compiler-c.trusted, c.trusted, c.refused, c.rightly, c.same, c.sameRefused)
}

// changes are the lines of a mutant that its subject does not have.
func changes(m *mutant) string {
	var b strings.Builder
	had := strings.Split(m.subject.text, "\n")
	has := strings.Split(m.text, "\n")
	for _, line := range had {
		if !slices.Contains(has, line) {
			fmt.Fprintf(&b, "- %s\n", line)
		}
	}
	for i, line := range has {
		if !slices.Contains(had, line) {
			fmt.Fprintf(&b, "+ %d: %s\n", i+1, line)
		}
	}
	return b.String()
}
