package guard

// Programs compiles expressions and remembers those without problems: the expressions of a flow repeat themselves. The
// zero value is ready. It is used by one goroutine; scopes and wanted types that were handed to it are not changed any
// more.
type Programs struct{ made map[programKey]*Program }

// programKey is all that a program depends on.
type programKey struct {
	src   string
	scope *Scope
	want  *Type
}

// Compile is the function [Compile]. The same source, scope and type, by their addresses, give the same program.
func (p *Programs) Compile(src string, s *Scope, want *Type) (*Program, []Problem) {
	key := programKey{src, s, want}
	if made := p.made[key]; made != nil {
		return made, nil
	}
	made, problems := Compile(src, s, want)
	if made != nil {
		if p.made == nil {
			p.made = map[programKey]*Program{}
		}
		p.made[key] = made
	}
	return made, problems
}
