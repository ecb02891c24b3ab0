package flows

import (
	"slices"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/engine/spell"
	"github.com/texmlflow/texmlflow/flows/diag"
)

// place is where expressions stand: what they see, and what they were found to read.
type place struct {
	scope  *guard.Scope
	header bool // above the states
	reads  *reads
	site   *site
	sent   bool // what is made here goes into the body of a request of our own, where a secret may stand
}

// reads collects what the expressions of a gather's exits read.
type reads struct {
	paths, calls []string
	sensitive    bool // what is entered goes to, or is compared with, something sensitive
}

// in is the same place with another scope.
func (p *place) in(s *guard.Scope) *place {
	c := *p
	c.scope = s
	return &c
}

// at is the same place at another moment and with another scope.
func (p *place) at(moment *site, s *guard.Scope) *place {
	if moment == p.site && s == p.scope {
		return p
	}
	c := p.in(s)
	c.site = moment
	return c
}

// note takes down what a program reads.
func (p *place) note(prog *guard.Program) {
	if p.reads == nil {
		return
	}
	p.reads.paths = append(p.reads.paths, prog.Reads()...)
	p.reads.calls = append(p.reads.calls, prog.Calls()...)
	if readsEntered(prog) && slices.ContainsFunc(prog.Reads(), func(path string) bool {
		t, ok := p.scope.Lookup(path)
		return ok && t.Sensitive
	}) {
		p.reads.sensitive = true
	}
}

// note takes down what a program reads that stands at an offset in a scalar, and says what is doubtful in it.
func (f *flowCompiler) note(t text, prog *guard.Program, offset int, p *place) {
	if prog == nil {
		return
	}
	f.doubts(t, prog, offset)
	p.note(prog)
	p.site.note(t, prog, offset, f.unset)
	for _, name := range prog.Hours() {
		f.usedHours[f.decl][name] = true
	}
	for _, path := range prog.Reads() {
		f.readNames[f.decl][rootOf(path)] = true
		f.readNames[f.decl][path] = true
	}
}

// program compiles an expression; nil when there is none or it is wrong.
func (f *flowCompiler) program(t text, p *place, want *guard.Type) *guard.Program {
	if !t.given() {
		return nil
	}
	prog, problems := f.programs.Compile(t.Value, p.scope, want)
	f.expressionProblems(t, problems)
	f.note(t, prog, 0, p)
	return prog
}

// trueOrFalse is what guards give.
var trueOrFalse = &guard.Type{Kind: guard.Bool}

// guard compiles a when.
func (f *flowCompiler) guard(t text, p *place) *guard.Program {
	return f.program(t, p, trueOrFalse)
}

// template compiles a text with ${} in it; nil when there is none.
func (f *flowCompiler) template(t text, p *place) *guard.Template {
	if !t.given() {
		return nil
	}
	tmpl, problems := guard.ParseTemplate(t.Value)
	f.problems(t, problems)
	f.problems(t, inWords(tmpl.CompileBy(&f.programs, p.scope)))
	for _, part := range tmpl.Parts {
		f.note(t, part.Program(), part.From, p)
	}
	f.filled = append(f.filled, filledText{f.decl, t, tmpl})
	if !p.sent {
		f.checkShown(t, tmpl)
	}
	return tmpl
}

// literal judges a text that holds no ${}, because nothing is there yet that it could read.
func (f *flowCompiler) literal(t text, what string) {
	if !t.given() {
		return
	}
	tmpl, _ := guard.ParseTemplate(t.Value) // what is wrong with it is said where it is compiled
	for _, part := range tmpl.Parts {
		if !part.Literal {
			notLiteral(f.out, t, part, what)
		}
	}
}

// notLiteral says that an expression stands where there is none.
func notLiteral(out *diag.List, t text, part guard.Part, what string) *diag.Finding {
	f := out.Errorf(codeNotLiteral, t.Node.Sub(part.From, part.To), "%s is text as written: it holds no expression", what)
	f.Hint = "write a fixed text here; $${ stands for the two characters"
	return f
}

// set compiles the assignments of a set.
func (f *flowCompiler) set(list []assignment, p *place) []engine.Assignment {
	var out []engine.Assignment
	for _, a := range list {
		want, ok := f.variable(a.Name)
		if !ok {
			continue
		}
		out = append(out, engine.Assignment{Name: a.Name.Value, Value: f.value(a.Value, p, want)})
	}
	return out
}

// variable resolves the name of a variable that is set.
func (f *flowCompiler) variable(name text) (*guard.Type, bool) {
	var known []text
	for i, v := range f.decl.Vars {
		if v.Name.Value == name.Value {
			return &f.decl.Vars[i].Type, true
		}
		known = append(known, v.Name)
	}
	if f.decl.doubt.name(name.Value) {
		return nil, false
	}
	finding := f.unknown(codeUnknownVariable, "variable", name, known)
	for _, p := range f.decl.Params {
		if p.Name.Value == name.Value {
			finding.Message = "a parameter cannot be set: " + finding.Message
			finding.Hint = "declare a variable in vars and set that"
		}
	}
	if finding.Hint == "" {
		finding.Hint = "declare it: vars: {" + name.Value + ": string}"
	}
	return nil, false
}

// arguments compiles named values for declared fields: a subflow's parameters, a return's data. holder has them.
func (f *flowCompiler) arguments(list []assignment, fields []fieldDecl, p *place, at diag.Span, what string) []engine.Assignment {
	var out []engine.Assignment
	var known []text
	for _, field := range fields {
		known = append(known, field.Name)
	}
	given := map[string]bool{}
	var strange []string
	for _, a := range list {
		i := slices.IndexFunc(fields, func(x fieldDecl) bool { return x.Name.Value == a.Name.Value })
		if i < 0 {
			f.unknown(codeUnknownArgument, what, a.Name, known)
			strange = append(strange, a.Name.Value)
			continue
		}
		given[a.Name.Value] = true
		out = append(out, engine.Assignment{Name: a.Name.Value, Value: f.value(a.Value, p, &fields[i].Type)})
	}
	var missing []fieldDecl
	for _, field := range fields {
		_, misspelt := spell.Nearest(field.Name.Value, strange)
		if !given[field.Name.Value] && !field.Type.Optional && !misspelt {
			missing = append(missing, field)
		}
	}
	if len(missing) == 1 && len(strange) == 1 {
		return out // the one is what the other was meant for
	}
	for _, field := range missing {
		f.out.Errorf(codeMissingArgument, at, "the %s %q (%s) is missing", what, field.Name.Value, field.Type).
			Notef(field.Name.Node.Span, "it is declared here").
			Hintf("write with: {%s: …}", field.Name.Value)
	}
	return out
}

// value compiles an expression, or a map or list of them. A nil want takes anything.
func (f *flowCompiler) value(v valueDecl, p *place, want *guard.Type) engine.Value {
	switch {
	case v.IsMap:
		return engine.Value{IsMap: true, Fields: f.object(v, p, want)}
	case v.Node.IsList():
		if want != nil && want.Kind != guard.List {
			f.mismatch(v, *want, "a list")
			return engine.Value{}
		}
		var elem *guard.Type
		if want != nil {
			elem = want.Elem
		}
		items := make([]engine.Value, 0, len(v.Items))
		for _, item := range v.Items {
			items = append(items, f.value(item, p, elem))
		}
		return engine.Value{Items: items}
	}
	prog := f.program(v.Expr, p, want)
	if p.reads != nil && want != nil && want.Tainted() && readsEntered(prog) {
		p.reads.sensitive = true
	}
	if !p.sent {
		f.checkKept(v.Expr, prog, want)
	}
	return engine.Value{Program: prog}
}

// object compiles a map of values.
func (f *flowCompiler) object(v valueDecl, p *place, want *guard.Type) []engine.Assignment {
	if want != nil && want.Kind != guard.Object {
		f.mismatch(v, *want, "a map")
		return nil
	}
	out := make([]engine.Assignment, 0, len(v.Fields))
	var names []string
	if want != nil {
		for _, field := range want.Fields {
			names = append(names, field.Name)
			if !slices.ContainsFunc(v.Fields, func(a assignment) bool { return a.Name.Value == field.Name }) && !field.Type.Optional {
				f.out.Errorf(codeMissingArgument, head(v.Node), "the field %q (%s) is missing", field.Name, field.Type)
			}
		}
	}
	for _, a := range v.Fields {
		var fieldType *guard.Type
		if want != nil {
			i := slices.Index(names, a.Name.Value)
			if i < 0 {
				f.out.Errorf(codeUnknownArgument, a.Name.Node.Span, "unknown field %q", a.Name.Value).
					Hint = spell.DidYouMean(a.Name.Value, names)
				continue
			}
			fieldType = &want.Fields[i].Type
		}
		out = append(out, engine.Assignment{Name: a.Name.Value, Value: f.value(a.Value, p, fieldType)})
	}
	return out
}

func (f *flowCompiler) mismatch(v valueDecl, want guard.Type, got string) {
	f.out.Errorf(guard.CodeType, head(v.Node), "expected %s, got %s", want, got)
}
