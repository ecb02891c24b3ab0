package diag

// Code is what is known about a code whichever finding has it.
type Code struct {
	Name     string
	Severity Severity // of its findings, unless one says otherwise
	Meaning  string   // in a line
	Help     string   // why it matters and what to do, in a paragraph; "" where the meaning says it
}

// Catalog looks up a code by its name. Nil knows none.
type Catalog func(name string) (Code, bool)

// codes gives what is known about the codes of a list, each once, in the order they come in. What the catalog does not
// know has its name and the severity of its first finding.
func (c Catalog) codes(l List) []Code {
	var out []Code
	seen := map[string]bool{"": true}
	for _, f := range l {
		if seen[f.Code] {
			continue
		}
		seen[f.Code] = true
		known := Code{Name: f.Code, Severity: f.Severity}
		if c != nil {
			if found, ok := c(f.Code); ok {
				known = found
			}
		}
		out = append(out, known)
	}
	return out
}
