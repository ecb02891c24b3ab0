package flows

import (
	"slices"

	"github.com/texmlflow/texmlflow/flows/syntax"
)

// doubt is what of a flow's header could not be read. What is unknown in the states may be what stands there, so that it
// makes no finding of its own.
type doubt struct {
	sections []string // keys of the header
	names    []string // single variables and parameters
}

// has reports whether a section of the header could not be read.
func (d *doubt) has(section string) bool { return slices.Contains(d.sections, section) }

// section notes a section that could not be read.
func (d *doubt) section(name string, broken bool) {
	if broken {
		d.sections = append(d.sections, name)
	}
}

// missing notes the names of a section of which some could not be read.
func (d *doubt) missing(p syntax.Pair, whole bool) {
	switch {
	case !p.Value.IsMap():
		d.sections = append(d.sections, p.Key.Value)
	case !whole:
		d.names = append(d.names, p.Value.Keys()...)
	}
}

// name reports whether a name may be a variable or parameter that could not be read.
func (d *doubt) name(name string) bool {
	return d.has("vars") || d.has("params") || slices.Contains(d.names, name)
}
