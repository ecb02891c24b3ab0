package flows

import (
	"slices"
	"strconv"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/engine/spell"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// stateCompiler compiles one state.
type stateCompiler struct {
	*flowCompiler
	decl *stateDecl
	id   string // FLOW/STATE
	base *place // what the state itself sees
	exit *place // what its exits see

	entersSecret bool // what is entered at its gather is a secret

	otherwise []*engine.Transition // compiled once, whatever it decides
	written   bool                 // the state has an otherwise
	open      []string             // outcomes that nothing decides
}

// state compiles a state. One that could not be read has no action and no exit.
func (f *flowCompiler) state(decl *stateDecl) *engine.State {
	sites := f.sites()
	if sites != nil {
		f.stateSites[decl] = sites
	}
	base := &place{scope: f.base, site: sites.first()}
	s := &stateCompiler{
		flowCompiler: f, decl: decl, id: f.decl.Name.Value + "/" + decl.Name.Value, base: base, exit: base,
	}
	out := &engine.State{
		Name: decl.Name.Value, Place: placeOf(decl.Name.Node.Span),
		Set: f.set(decl.Set, base), Switch: f.languageSwitch(decl.Language),
	}
	after := base.at(sites.second(), f.scopes.narrow(base.scope, f.nowKnown(out.Set)))
	s.base, s.exit = after, after
	out.Parts = append(s.services(decl.Services), f.parts(decl.Parts, after)...)
	if decl.Action != nil {
		s.exit = after.at(after.site, f.scopes.exit(after.scope, decl.Action.actionName()))
		out.Action = s.action()
		s.undecided(decl.Action.actionName())
		s.otherwiseOf() // even where every outcome is decided, so that its mistakes are found
	} else if decl.Exit != nil && (decl.Exit.To.given() || decl.Exit.Return.given()) {
		out.Exit = s.exitTransition()
	}
	return out
}

// exitTransition compiles the plain to or return of the state.
func (s *stateCompiler) exitTransition() *engine.Transition {
	out := &engine.Transition{ID: s.id + "/to", Place: placeOf(s.decl.Name.Node.Span), Target: s.target(s.decl.Exit, s.base)}
	s.flowCompiler.written[out] = compiledFrom{decl: s.decl.Exit}
	return out
}

func (s *stateCompiler) action() engine.Action {
	switch a := s.decl.Action.(type) {
	case *gatherDecl:
		return s.gather(a)
	case *aiGatherDecl:
		return s.aiGather(a)
	case *httpRequestDecl:
		return s.httpRequest(a)
	case *fetchDecl:
		return s.fetch(a)
	case *dialDecl:
		return s.dial(a)
	case *recordDecl:
		return s.record(a)
	case *conferenceDecl:
		return s.conference(a)
	case *enqueueDecl:
		return s.enqueue(a)
	case *connectDecl:
		return s.connect(a)
	case *referDecl:
		return s.refer(a)
	case *payDecl:
		return s.pay(a)
	case *texmlDecl:
		return s.texml(a)
	case *leaveDecl:
		return &engine.Leave{}
	case *chooseDecl:
		return &engine.Choose{Transitions: s.transitions(a.Transitions, s.id+"/choose", s.base)}
	case *subflowDecl:
		return s.subflow(a)
	case *hangupDecl:
		return &engine.Hangup{}
	case *rejectDecl:
		return s.reject(a)
	case *redirectDecl:
		return s.redirect(a)
	}
	return nil
}

// outcome decides one outcome of the state's action, by the first there is of: the state's own name for it, the
// action's default of that name, the state's otherwise, the action's default otherwise, and for failed, last,
// defaults.failed. p is what its transitions see.
func (s *stateCompiler) outcome(name string, p *place) []*engine.Transition {
	action := s.decl.Action.actionName()
	if o := s.decl.outcome(name); o != nil {
		return s.transitions(o.Transitions, s.id+"/"+name, p)
	}
	if list, ok := s.defaults[action][name]; ok {
		return list
	}
	spec, known := findSpec(action, name)
	if known && !spec.must {
		return nil
	}
	if list, ok := s.otherwiseOf(); ok {
		return list
	}
	if list, ok := s.defaults[action]["otherwise"]; ok {
		return list
	}
	if name == "failed" && s.failed != nil {
		return s.failed
	}
	s.open = append(s.open, name)
	return nil
}

// otherwiseOf compiles the state's otherwise. It sees no more than every exit does.
func (s *stateCompiler) otherwiseOf() ([]*engine.Transition, bool) {
	o := s.decl.outcome("otherwise")
	if o == nil {
		return nil, false
	}
	if !s.written {
		s.written, s.otherwise = true, s.transitions(o.Transitions, s.id+"/otherwise", s.exit)
	}
	return s.otherwise, true
}

// hasErrors reports whether something is wrong in the state: what seems to be missing may be what was meant there.
func (s *stateCompiler) hasErrors() bool {
	span := s.decl.Node.Span
	return slices.ContainsFunc(*s.out, func(f diag.Finding) bool {
		return f.Severity == diag.Error && f.Span.File == span.File && f.Span.Line >= span.Line && f.Span.Line <= span.EndLine
	})
}

// undecided says which lines would decide the outcomes that nothing decides, all in one finding.
func (s *stateCompiler) undecided(action string) {
	if s.decl.vague || len(s.open) == 0 {
		return // the key that is wrong may have been meant for it
	}
	if len(s.open) > 1 {
		last := len(s.open) - 1
		hint := `write "otherwise: STATE" in the state for all of them, or a line for each`
		if slices.Contains(defaultActions, action) {
			hint += `, or "` + action + `: {otherwise: STATE}" in defaults`
		}
		s.out.Errorf(codeUndecided, s.decl.ActionKey.Span, "the outcomes %s and %s of %s are not decided in the state %q",
			strings.Join(s.open[:last], ", "), s.open[last], action, s.decl.Name.Value).
			Hint = hint
		return
	}
	name := s.open[0]
	hint := `write "` + name + `: STATE" or "otherwise: STATE" in the state`
	if slices.Contains(defaultActions, action) {
		hint += `, or "` + action + `: {` + name + `: STATE}" in defaults`
	}
	if name == "failed" {
		hint += `, or "failed: STATE" in defaults`
	}
	s.out.Errorf(codeUndecided, s.decl.ActionKey.Span, "the outcome %q of %s is not decided in the state %q", name, action, s.decl.Name.Value).
		Hint = hint
}

// blurred compiles exits whose expressions see nobody knows what: a name that is unknown there may be right.
func (s *stateCompiler) blurred(compile func()) {
	before := len(*s.out)
	compile()
	rest := slices.DeleteFunc((*s.out)[before:], func(f diag.Finding) bool { return f.Code == guard.CodeName })
	*s.out = (*s.out)[:before+len(rest)]
}

// subflow compiles the call of a subflow: its parameters, and where each of its returns leads.
func (s *stateCompiler) subflow(a *subflowDecl) engine.Action {
	out := &engine.Subflow{Flow: a.Flow.Value, Returns: map[string][]*engine.Transition{}}
	if !a.Flow.given() {
		return out
	}
	callee := s.byName[a.Flow.Value]
	if callee != nil && callee.doubt.has("returns") {
		s.decl.vague = true
	}
	if callee == nil || !callee.subflow() {
		s.noFlow(a.Flow, callee, false)
		s.blurred(func() { // what is returned is not known
			for _, o := range s.decl.Outcomes {
				if name := o.Name.Value; name != "otherwise" {
					out.Returns[name] = s.outcome(name, s.exit)
				}
			}
		})
		return out
	}
	for _, r := range callee.Returns {
		if p, ok := s.decl.Node.Pair(r.Name.Value); ok && slices.Contains(reservedWords(), r.Name.Value) {
			s.forget(p)
		}
	}
	for _, o := range s.decl.Outcomes {
		s.checkReturn(o, callee)
	}
	out.With = s.arguments(a.With, callee.Params, s.base, a.Flow.Node.Span, "parameter")
	for _, r := range callee.Returns {
		p := s.exit.in(under(s.exit.scope, "returned", fieldsOf(r.Fields)))
		out.Returns[r.Name.Value] = s.outcome(r.Name.Value, p)
	}
	s.checkSpoken(a.Flow, callee, "subflow")
	return out
}

// noFlow says that a subflow or hold flow is not there.
func (s *stateCompiler) noFlow(t text, callee *flowDecl, hold bool) {
	what, how := "subflow", `write "returns: [NAME]" in it to make it a subflow`
	if hold {
		what, how = "hold flow", `write "for: hold" in it to make it a hold flow`
	}
	if callee != nil {
		if callee.doubt.has("returns") || callee.doubt.has("for") {
			return
		}
		is := "an entry flow"
		switch {
		case callee.hold():
			is, how = "a hold flow", "callers hear it while they wait: write hold: "+t.Value+" in an enqueue or conference"
		case callee.subflow():
			is, how = "a subflow", `a hold flow says "for: hold" and has no returns`
		}
		f := s.out.Errorf(codeUnknownFlow, t.Node.Span, "%q is %s, and only a subflow can be called", t.Value, is)
		if hold {
			f.Message = strconv.Quote(t.Value) + " is " + is + ", and only a hold flow is heard while waiting"
		}
		f.Notef(callee.Name.Node.Span, "it stands here").Hint = how
		return
	}
	if s.unread[t.Value] {
		return
	}
	var known []string
	for _, f := range s.flows {
		if f.subflow() && !hold || f.hold() && hold {
			known = append(known, f.Name.Value)
		}
	}
	finding := s.out.Errorf(codeUnknownFlow, t.Node.Span, "unknown %s %q", what, t.Value)
	if near, ok := spell.Nearest(t.Value, known); ok {
		at := s.byName[near].Name.Node.Span
		finding.Hintf("did you mean %q (%s)?", near, at)
	} else if len(known) > 0 {
		finding.Hintf("the %ss are %s", what, strings.Join(known, ", "))
	} else if hold {
		finding.Hint = `there is none: a flow with "for: hold" in its header is one`
	}
}

// forget takes back what was found in a key that is meant for a return whose name the language has: that name is what is
// wrong, and it is said where it is declared.
func (s *stateCompiler) forget(p syntax.Pair) {
	whole := p.Key.Span.Cover(p.Value.Span)
	*s.out = slices.DeleteFunc(*s.out, func(f diag.Finding) bool { return f.Span.File == whole.File && f.Span.Cover(whole) == whole })
}

// checkReturn says that a key beside a subflow is none of its returns.
func (s *stateCompiler) checkReturn(o *outcomeDecl, callee *flowDecl) {
	var known []text
	for _, r := range callee.Returns {
		if r.Name.Value == o.Name.Value {
			return
		}
		known = append(known, r.Name)
	}
	if o.Name.Value != "otherwise" && !callee.doubt.has("returns") {
		s.decl.vague = true
		s.unknown(codeUnknownReturn, "return", o.Name, known).
			Notef(callee.ReturnsKey.Span, "the returns of %q are declared here", callee.Name.Value)
	}
}

// checkSpoken says which languages of this flow a subflow has no words for.
func (s *stateCompiler) checkSpoken(t text, callee *flowDecl, what string) {
	if len(callee.Languages) == 0 {
		return
	}
	for _, tag := range s.tags {
		if !slices.ContainsFunc(callee.Languages, func(l languageDecl) bool { return l.Tag.Value == tag }) {
			s.out.Errorf(codeMissingLanguage, t.Node.Span, "the %s %q does not speak %s", what, callee.Name.Value, tag).
				Notef(callee.LanguagesKey.Span, "its languages are declared here")
		}
	}
}

func (s *stateCompiler) reject(a *rejectDecl) engine.Action {
	return &engine.Reject{Reason: texmlgen.RejectReason(a.Reason.Value)}
}
