package flows

import (
	"slices"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
)

// What an expression sees depends on where it stands. Everywhere: the common fields of callbacks, language, attempt,
// call.*, env.*, the flow's variables and parameters. On the exits of a state also the callback's own fields, and under
// ai, http or returned what the action brought back. The types come from the same tables as the values of a step.

// globalNames are the names that are seen everywhere beside the flow's own.
var globalNames = []string{"language", "attempt", "call", "env", "ai", "http", "fetch", "returned"}

// baseScope is what is seen everywhere in a flow.
func baseScope(f *flowDecl, pinned bool) *guard.Scope {
	s := guard.NewScope()
	if pinned {
		s.AcceptOutsiders()
	}
	for _, field := range engine.CommonFields() {
		s.Define(field.Name, field.Type)
	}
	s.Define("language", languageType(f))
	s.Define("attempt", guard.Type{Kind: guard.Int})
	s.Define("call", guard.Type{Kind: guard.Object, Fields: engine.CallFields()})
	env := guard.Type{Kind: guard.Object}
	for _, name := range f.Env {
		env.Fields = append(env.Fields, guard.Field{Name: name.Value, Type: guard.Type{Kind: guard.String}})
	}
	s.Define("env", env)
	if f.hold() {
		s.Define("queue", guard.Type{Kind: guard.Object, Fields: engine.QueueFields()})
	}
	for _, h := range f.Hours {
		s.DefineHours(h.Name.Value)
	}
	for _, p := range f.Params {
		s.Define(p.Name.Value, p.Type)
	}
	for _, v := range f.Vars {
		s.Define(v.Name.Value, v.Type)
	}
	return s
}

// languageType is a closed set where the flow declares its languages, so that a tag it does not have is found. Tags
// without a region are words that could clash with other names: then any text will do.
func languageType(f *flowDecl) guard.Type {
	t := guard.Type{Kind: guard.String}
	for _, l := range f.Languages {
		if variableName.MatchString(l.Tag.Value) {
			return guard.Type{Kind: guard.String}
		}
		t.OneOf = append(t.OneOf, l.Tag.Value)
	}
	return t
}

// callbackScope sees the fields of a callback.
func callbackScope(base *guard.Scope, callback engine.Callback) *guard.Scope {
	s := base.Child()
	for _, list := range [][]guard.Field{engine.IdentityFields(), engine.CallbackFields(callback)} {
		for _, f := range list {
			s.Define(f.Name, f.Type)
		}
	}
	return s
}

// emptyAction is an action of the engine by its name in the language.
func emptyAction(action string) engine.Action {
	switch action {
	case "gather":
		return &engine.Gather{}
	case "ai_gather":
		return &engine.AIGather{}
	case "http_request":
		return &engine.HTTPRequest{}
	case "dial":
		return &engine.Dial{}
	case "record":
		return &engine.Record{}
	case "conference":
		return &engine.Conference{}
	case "enqueue":
		return &engine.Enqueue{}
	case "connect":
		return &engine.Connect{}
	case "refer":
		return &engine.Refer{}
	case "pay":
		return &engine.Pay{}
	}
	return nil
}

// under is a scope that sees fields under a name: ai, http, fetch, returned.
func under(s *guard.Scope, name string, fields []guard.Field) *guard.Scope {
	if len(fields) == 0 {
		return s
	}
	c := s.Child()
	c.Define(name, guard.Type{Kind: guard.Object, Fields: fields})
	return c
}

// fieldsOf turns declarations into the engine's fields.
func fieldsOf(list []fieldDecl) []guard.Field {
	var out []guard.Field
	for _, f := range list {
		out = append(out, guard.Field{Name: f.Name.Value, Type: f.Type})
	}
	return out
}

// checkNames says which variables and parameters of a flow have names that already mean something.
func (f *flowCompiler) checkNames() {
	taken := slices.Clone(globalNames)
	if f.decl.hold() {
		taken = append(taken, "queue")
	}
	for _, list := range [][]guard.Field{engine.CommonFields(), engine.IdentityFields()} {
		for _, field := range list {
			taken = append(taken, field.Name)
		}
	}
	for _, action := range actionNames {
		if cb, ok := engine.ActionCallback(emptyAction(action)); ok {
			for _, field := range engine.CallbackFields(cb) {
				taken = append(taken, field.Name)
			}
		}
	}
	seen := map[string]text{}
	for _, name := range f.ownNames() {
		switch first, twice := seen[name.Value]; {
		case slices.Contains(taken, name.Value) && !f.pinned: // a newer program may know more names
			f.out.Errorf(codeNameClash, name.Node.Span, "%q already means something in every flow", name.Value).
				Hint = "call it something else"
		case twice:
			f.out.Errorf(codeNameClash, name.Node.Span, "%q is there twice", name.Value).Notef(first.Node.Span, "it stands here first")
		case variableName.MatchString(name.Value) && !expressible(name.Value):
			f.out.Errorf(codeReservedName, name.Node.Span, "%q is a word of expressions", name.Value).Hint = "call it something else"
		}
		seen[name.Value] = name
	}
	for _, clash := range f.base.Clashes() {
		for _, name := range f.ownNames() {
			if name.Value == rootOf(clash.Name) {
				f.out.Errorf(codeNameClash, name.Node.Span, "%q, a text of the closed set %s, is also %s", clash.Member, clash.Name, clash.With).
					Hint = "call one of them something else"
			}
		}
	}
}

// ownNames are the names that the flow declares for expressions.
func (f *flowCompiler) ownNames() []text {
	var list []text
	for _, p := range f.decl.Params {
		list = append(list, p.Name)
	}
	for _, v := range f.decl.Vars {
		list = append(list, v.Name)
	}
	return list
}

// expressible reports whether a name can be read by an expression: expr keeps some words for itself.
func expressible(name string) bool {
	s := guard.NewScope()
	s.Define(name, guard.Type{Kind: guard.Int})
	p, problems := guard.Compile(name, s, nil)
	return len(problems) == 0 && slices.Equal(p.Reads(), []string{name})
}

// rootOf is the first name of a path.
func rootOf(path string) string {
	for i, r := range path {
		if r == '.' || r == '[' {
			return path[:i]
		}
	}
	return path
}
