package syntax

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// TestParseSet: the files of a set give what they give one by one, in their order, findings too.
func TestParseSet(t *testing.T) {
	set := &Set{Dir: "."}
	var one []*Document
	var want, got diag.List
	for i := range 200 {
		text := fmt.Sprintf("flow: f%d\n", i) + strings.Repeat("a: {b: [c]}\n", i%3) + []string{"", "---\nflow: other\n", "x: [\n", "n: 010\n"}[i%4]
		name := fmt.Sprintf("f%03d.yaml", i)
		set.Files = append(set.Files, File{Path: name, Name: name, Bytes: []byte(text)})
		one = append(one, Parse(name, []byte(text), &want)...)
	}
	set.Parse(&got)
	if len(want) == 0 || len(one) < 200 {
		t.Fatalf("%d documents, %d findings: they show nothing", len(one), len(want))
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	places := func(list []*Document) (out []string) {
		for _, d := range list {
			out = append(out, fmt.Sprintf("%s %d %q %v", d.File, d.Index, d.Source, d.Root.Keys()))
		}
		return out
	}
	if d := cmp.Diff(places(one), places(set.Documents)); d != "" {
		t.Error(d)
	}
}

func TestEach(t *testing.T) {
	for _, n := range []int{0, 1, 2, 100} {
		done := make([]atomic.Int32, n)
		each(n, func(i int) { done[i].Add(1) })
		for i := range done {
			if got := done[i].Load(); got != 1 {
				t.Errorf("%d of %d was done %d times", i, n, got)
			}
		}
	}
}

// TestEachPanics: a panic reaches the caller, who can recover from it.
func TestEachPanics(t *testing.T) {
	for _, n := range []int{1, 100} {
		func() {
			defer func() {
				if got := recover(); got != "no" {
					t.Errorf("recovered %v", got)
				}
			}()
			each(n, func(int) { panic("no") })
		}()
	}
}
