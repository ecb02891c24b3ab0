package flowtest

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// TextOptions say how [WriteText] writes.
type TextOptions struct {
	Verbose bool // name the scenarios that hold, too
	Cover   bool // end with the coverage
}

// WriteText writes a report for people, in the form of go test.
func WriteText(w io.Writer, r *Report, o TextOptions) error {
	var b strings.Builder
	for _, f := range r.Files {
		f.text(&b, o)
	}
	ran, failed := r.Counts()
	switch {
	case failed > 0:
		fmt.Fprintf(&b, "%d of %s failed\n", failed, plural(ran, "scenario"))
	default:
		fmt.Fprintf(&b, "%s passed\n", plural(ran, "scenario"))
	}
	if o.Cover {
		r.Coverage.text(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *FileReport) text(b *strings.Builder, o TextOptions) {
	for _, one := range r.Results {
		switch {
		case len(one.Failures) > 0:
			fmt.Fprintf(b, "--- FAIL: %s (%s)\n", diag.OneLine(one.Scenario.Name), timeOf(one.Took))
			b.WriteString(one.Text())
		case o.Verbose:
			fmt.Fprintf(b, "--- ok: %s (%s)\n", diag.OneLine(one.Scenario.Name), timeOf(one.Took))
		}
	}
	word, count := "ok  ", plural(len(r.Results), "scenario")
	if n := r.Failed(); n > 0 {
		word, count = "FAIL", fmt.Sprintf("%d of %s", n, count)
	}
	fmt.Fprintf(b, "%s  %s  %s  %s\n", word, diag.OneLine(r.File.Name), count, timeOf(r.Took()))
}

// Text gives the failures as [WriteText] shows them. Where the call stood is told once for all that failed in one turn.
func (r *Result) Text() string {
	var b strings.Builder
	for i, f := range r.Failures {
		f.head(&b)
		if i+1 == len(r.Failures) || r.Failures[i+1].turn != f.turn {
			f.context(&b)
		}
	}
	return b.String()
}

// head says what failed.
func (f *Failure) head(b *strings.Builder) {
	fmt.Fprintf(b, "    %s: %s: %s\n", diag.OneLine(f.At.String()), f.What, diag.OneLine(f.Message))
	rows(b, f.rows())
}

func (f *Failure) rows() []row { return []row{{"expected", f.Expected}, {"got", f.Got}} }

// context says where the call stood and how it came there.
func (f *Failure) context(b *strings.Builder) { rows(b, f.contextRows()) }

func (f *Failure) contextRows() []row {
	heard := f.Heard
	if slices.Equal(heard, f.Got) {
		heard = nil
	}
	return []row{
		{"heard", heard}, {"state", one(f.State)}, {"waits for", one(f.WaitsFor)}, {"way", f.Way}, {"tried", f.Tried}, {"notes", f.Notes},
	}
}

// row is lines under a name.
type row struct {
	name  string
	lines []string
}

func rows(b *strings.Builder, list []row) {
	for _, part := range list {
		name := part.name
		for _, line := range part.lines {
			fmt.Fprintf(b, "        %-9s  %s\n", name, diag.OneLine(line))
			name = ""
		}
	}
}

func one(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// text writes a line for each flow, and what was not reached.
func (c *Coverage) text(b *strings.Builder) {
	width := 0
	for _, f := range c.Flows {
		width = max(width, len(f.Flow))
	}
	for _, f := range c.Flows {
		fmt.Fprintf(b, "coverage: %-*s", width, f.Flow)
		for _, kind := range ItemKinds() {
			covered, all := f.Count(kind)
			fmt.Fprintf(b, "  %ss %d/%d", kind, covered, all)
		}
		fmt.Fprintf(b, "  %s\n", percentText(f.Percent()))
		for _, i := range f.plain() {
			fmt.Fprintf(b, "    %s:%d: %s\n", diag.OneLine(i.Place.File), i.Place.Line, i)
		}
	}
}

// percentText never rounds up to 100.
func percentText(p float64) string { return fmt.Sprintf("%.1f%%", float64(int(p*10))/10) }

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// timeOf is how long something took, as reports show it.
func timeOf(d time.Duration) string { return d.Round(time.Millisecond).String() }
