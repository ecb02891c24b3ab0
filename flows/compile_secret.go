package flows

import (
	"slices"

	"github.com/texmlflow/texmlflow/engine/guard"
)

// checkShown refuses secrets in a text: whatever is spoken or sent ends up in documents, logs and other people's hands.
func (f *flowCompiler) checkShown(t text, tmpl *guard.Template) {
	for _, part := range tmpl.Parts {
		if prog := part.Program(); prog != nil && prog.Sensitive() {
			f.out.Errorf(codeSensitiveShown, t.Node.Sub(part.From, part.To), "this is made from a secret, which is never spoken nor sent").
				Hint = "compare it in a when, or hand it to a sensitive parameter"
		}
	}
}

// checkKept refuses to give a secret to a name that would let it out. Without a type the value is sent as it is.
func (f *flowCompiler) checkKept(t text, prog *guard.Program, want *guard.Type) {
	switch {
	case prog == nil || !prog.Sensitive():
	case want == nil:
		f.out.Errorf(codeSensitiveShown, t.Node.Span, "this is made from a secret, which is never spoken nor sent").
			Hint = "compare it in a when, or hand it to a sensitive parameter"
	case !want.Tainted():
		f.out.Errorf(codeSensitiveKept, t.Node.Span, "this is made from a secret, and what it is given to is not sensitive").
			Hint = "write sensitive: true where that is declared"
	}
}

// enteredFields are the fields of a gather's callback that hold what the caller entered.
var enteredFields = []string{"Digits", "SpeechResult"}

// enteredScope is a scope in which what the caller enters is a secret.
func enteredScope(s *guard.Scope) *guard.Scope {
	c := s.Child()
	for _, name := range enteredFields {
		if t, ok := s.Lookup(name); ok {
			t.Sensitive = true
			c.Define(name, t)
		}
	}
	return c
}

// readsEntered reports whether a program takes what the caller has entered. To ask for words by said is not to take them.
func readsEntered(prog *guard.Program) bool {
	return prog != nil && slices.ContainsFunc(prog.Reads(), func(path string) bool {
		return path == "Digits" || rootOf(path) == "ai" || path == "SpeechResult" && !slices.Contains(prog.Calls(), "said")
	})
}

// hasSecrets reports whether the flow declares anything that what is entered could make a gather sensitive by.
func (f *flowCompiler) hasSecrets() bool {
	tainted := func(field fieldDecl) bool { return field.Type.Tainted() }
	return slices.ContainsFunc(f.decl.Vars, func(v varDecl) bool { return tainted(v.fieldDecl) }) ||
		slices.ContainsFunc(f.decl.Params, tainted) ||
		slices.ContainsFunc(f.decl.Returns, func(r returnDecl) bool { return slices.ContainsFunc(r.Fields, tainted) })
}

// secret reports whether what is entered at a gather is a secret: it says so, or its exits do by what they do with it.
func (s *stateCompiler) secret(a *gatherDecl) bool {
	if a.Sensitive.given() || !s.hasSecrets() {
		return a.Sensitive.Value
	}
	return s.meetsSecret(func() { s.gatherExits(a) })
}

// meetsSecret reports whether exits give what is entered to a secret, or compare it with one. For that they are compiled
// once for nothing.
func (s *stateCompiler) meetsSecret(exits func()) bool {
	found, open, written, otherwise, vague := len(*s.out), len(s.open), s.written, s.otherwise, s.decl.vague
	seen := &reads{}
	exit := s.exit
	s.exit = exit.in(exit.scope)
	s.exit.reads = seen
	exits()
	s.exit = exit
	*s.out, s.open, s.written, s.otherwise, s.decl.vague = (*s.out)[:found], s.open[:open], written, otherwise, vague
	return seen.sensitive
}

// checkDefaults looks once more at the defaults that a sensitive gather takes: what they do with the answer of any other
// they may not do with a secret.
func (s *stateCompiler) checkDefaults(p *place) {
	d := s.flowCompiler.decl.Defaults.action("gather")
	if d == nil {
		return
	}
	for _, o := range d.Outcomes {
		if s.decl.outcome(o.Name.Value) != nil || slices.Contains(s.secretDefaults, o) {
			continue
		}
		s.secretDefaults = append(s.secretDefaults, o)
		before := len(*s.out)
		s.transitions(o.Transitions, "", p)
		rest := slices.Clone((*s.out)[before:])
		*s.out = (*s.out)[:before]
		for _, finding := range rest {
			if finding.Code == codeSensitiveShown || finding.Code == codeSensitiveKept {
				*s.out = append(*s.out, finding)
			}
		}
	}
}
