package flows

import (
	"slices"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/flows/diag"
)

// site is a moment of a state or transition with what expressions read at it of the variables that may not be set there.
type site struct{ reads []siteRead }

// siteRead is a name that is read, and where.
type siteRead struct {
	Name string
	At   diag.Span
}

// sites are the moments before and after the set of a state or transition.
type sites struct{ before, after site }

// sites makes those of a state or transition; nil where every variable has a value from the beginning.
func (f *flowCompiler) sites() *sites {
	if len(f.unset) == 0 {
		return nil
	}
	return &sites{}
}

// first is the moment before the set.
func (s *sites) first() *site {
	if s == nil {
		return nil
	}
	return &s.before
}

// second is the moment after the set.
func (s *sites) second() *site {
	if s == nil {
		return nil
	}
	return &s.after
}

// note takes down what of some names a program reads that stands at an offset in a scalar.
func (s *site) note(t text, prog *guard.Program, offset int, of []string) {
	if s == nil || len(of) == 0 {
		return
	}
	for _, name := range roots(prog) {
		if !slices.Contains(of, name) {
			continue
		}
		at := t.Node.Span
		if from, to := prog.Place(name); to > from {
			at = t.Node.Sub(offset+from, offset+to)
		}
		s.reads = append(s.reads, siteRead{name, at})
	}
}

// use takes down what a prompt of the header reads, where it is used.
func (s *site) use(t text, prompt *site) {
	if s == nil || prompt == nil {
		return
	}
	for _, r := range prompt.reads {
		s.reads = append(s.reads, siteRead{r.Name, t.Node.Span})
	}
}

// roots lists the first names of the paths that a program reads, each once.
func roots(prog *guard.Program) []string {
	var out []string
	for _, path := range prog.Reads() {
		if name := rootOf(path); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}
