package flows

import (
	"regexp"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/spell"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// texml compiles raw verbs. They are read as TeXML with samples for their values, so that all but the values is known.
func (s *stateCompiler) texml(a *texmlDecl) engine.Action {
	before := len(*s.out)
	out := &engine.Texml{Document: s.template(a.Document, s.base)}
	if !a.Document.given() || len(*s.out) > before { // an expression that is wrong hides what its text is
		s.decl.vague = true
		return s.vagueTexml(out)
	}
	r := newRawDocument(a.Document, out.Document)
	tree, findings := texmlgen.ParseText(r.text)
	wrong := s.rawFindings(r, tree, findings)
	waits := s.rawVerbs(r, tree, out)
	if wrong || tree.Response == nil {
		s.decl.vague = true // what waits may be what could not be read
	}
	s.rawOrigins(r)
	s.rawLinks(r, tree, out)
	if !waits && !wrong && slices.ContainsFunc(tree.Response.Verbs, engine.EndsCall) {
		s.rawEnd(a, out)
		return out
	}
	s.exit = s.base
	if waits {
		s.exit = s.base.in(s.scopes.callback(s.base.scope, out.Callback))
	}
	if out.Callback == engine.CallbackGather && s.hasSecrets() && s.meetsSecret(func() { s.rawExits(a, &engine.Texml{}, waits, wrong) }) {
		s.exit = s.exit.in(s.scopes.entered(s.exit.scope))
		s.secrets[s.decl] = rawSecret(tree.Response.Verbs)
	}
	s.rawExits(a, out, waits, wrong)
	return out
}

// vagueTexml compiles where raw verbs lead that could not be read, so that what they lead to is known.
func (s *stateCompiler) vagueTexml(out *engine.Texml) engine.Action {
	s.blurred(func() { // which names are known depends on the verb that waits
		for _, o := range s.decl.Outcomes {
			out.Outcomes = append(out.Outcomes, engine.TexmlOutcome{Name: o.Name.Value, Transitions: s.outcome(o.Name.Value, s.base)})
		}
		if s.decl.Exit != nil {
			out.Outcomes = append(out.Outcomes, engine.TexmlOutcome{Name: "ok", Transitions: []*engine.Transition{s.exitTransition()}})
		}
	})
	return out
}

// rawEnd compiles raw verbs that end the call: nothing need come after them but the failed way of values that do not
// hold. What is written there is compiled all the same, so that one mistake is one finding.
func (s *stateCompiler) rawEnd(a *texmlDecl, out *engine.Texml) {
	s.exit = s.base
	at := diag.Span{}
	if s.decl.Exit != nil {
		at = exitSpan(s.decl.Exit)
	} else if ok := s.decl.outcome("ok"); ok != nil {
		at = ok.Name.Node.Span
	}
	if at.Line > 0 {
		s.out.Warnf(texmlPrefix+texmlgen.CodeNeverRuns, at, "the document ends the call, so that nothing comes after it").
			Hint = "leave this out, or the Hangup, Reject or Redirect in the document"
	}
	if at.Line > 0 || a.OutcomesKey != nil {
		s.rawExits(a, out, false, false)
		s.decl.vague = true // no call goes on there, so that no more is said of it
		return
	}
	if s.decl.outcome("failed") != nil || s.failed != nil {
		out.Failed = s.outcome("failed", s.exit)
	}
	s.strangeOutcomes(nil)
}

// rawExits compiles where raw verbs lead.
func (s *stateCompiler) rawExits(a *texmlDecl, out *engine.Texml, waits, wrong bool) {
	declared := a.Outcomes
	switch {
	case !waits && a.OutcomesKey != nil && !wrong:
		s.out.Errorf(codeBadValue, a.OutcomesKey.Span, "no verb waits here, so that there is one outcome: ok").
			Hint = "leave outcomes out, and write to: STATE beside texml"
		s.decl.vague = true
	case waits && a.OutcomesKey == nil:
		s.out.Errorf(codeMissingKey, s.decl.ActionKey.Span, "a verb waits here, and its outcomes are not declared").
			Hint = "write texml: {document: …, outcomes: [done]}, or {NAME: GUARD, done: null}"
		s.decl.vague = true
	case !waits && a.OutcomesKey == nil && !wrong:
		declared = []rawOutcome{{Name: text{Value: "ok"}}}
	}
	p := s.exit
	for _, o := range declared {
		outcome := engine.TexmlOutcome{Name: o.Name.Value, When: s.guard(o.When, p)}
		if o.When.given() {
			outcome.Place = placeOf(o.When.Node.Span)
		}
		seen := p
		if outcome.When != nil {
			seen = p.in(s.scopes.narrow(p.scope, outcome.When.NonNilIfTrue()))
			p = p.in(s.scopes.narrow(p.scope, outcome.When.NonNilIfFalse()))
		}
		switch {
		case s.decl.Exit == nil:
			outcome.Transitions = s.outcome(o.Name.Value, seen)
		case waits && !s.decl.Exit.targeted():
			s.decl.vague = true // a to without a state, which has its finding
		case waits:
			s.out.Errorf(codeToBesideAction, exitSpan(s.decl.Exit), "a verb waits here, whose outcomes say where the call goes").
				Hint = "name its outcomes: " + strings.Join(names(declared), ", ") + ", failed"
			s.decl.vague = true
		default:
			outcome.Transitions = []*engine.Transition{s.exitTransition()}
		}
		out.Outcomes = append(out.Outcomes, outcome)
	}
	if waits || s.decl.outcome("failed") != nil || s.failed != nil {
		out.Failed = s.outcome("failed", s.exit)
	}
	s.strangeOutcomes(declared)
}

func exitSpan(t *transitionDecl) diag.Span {
	if t.To.given() {
		return t.To.Node.Span
	}
	return withSpan(t)
}

func names(list []rawOutcome) []string {
	var out []string
	for _, o := range list {
		out = append(out, o.Name.Value)
	}
	return out
}

// strangeOutcomes says which keys beside raw verbs are none of their outcomes.
func (s *stateCompiler) strangeOutcomes(declared []rawOutcome) {
	if s.decl.vague {
		return
	}
	known := append(names(declared), "failed")
	for _, o := range s.decl.Outcomes {
		if name := o.Name.Value; name != "otherwise" && !slices.Contains(known, name) {
			s.decl.vague = true
			s.out.Errorf(codeUnknownOutcome, o.Name.Node.Span, "this texml has no outcome %q", name).
				Hint = strings.TrimSpace(spell.DidYouMean(name, known) + " its outcomes are " + strings.Join(known, ", "))
		}
	}
}

// rawFindings maps what is wrong with raw verbs to the places in the flow, and reports whether anything is. What may be
// right with other values is not found wrong.
func (s *stateCompiler) rawFindings(r *rawDocument, tree *texmlgen.Tree, list []texmlgen.Finding) bool {
	wrong := false
	waiting := r.waiting(tree)
	for _, finding := range list {
		from, to := r.offset(finding.Line, finding.Column), r.offset(finding.Line, finding.EndColumn)
		if waiting[from] && ofAction.MatchString(finding.Message) || ofRedirect.MatchString(finding.Message) {
			continue // its action is filled in by the step, and where it leads is asked below
		}
		if valueCodes[finding.Code] && r.computed(from) || finding.Severity == texmlgen.SeverityInfo || s.pinned {
			continue
		}
		add := s.out.Warnf
		if finding.Severity == texmlgen.SeverityError {
			add, wrong = s.out.Errorf, true
		}
		add(texmlPrefix+finding.Code, r.span(from, to), "%s", finding.Message).Hint = finding.Hint
	}
	return wrong
}

var (
	ofAction   = regexp.MustCompile(`\baction\b`)
	ofRedirect = regexp.MustCompile(`^Redirect: want https://`)
)

// valueCodes are what texmlgen says of values, which a sample does not have.
var valueCodes = map[string]bool{
	texmlgen.CodeType: true, texmlgen.CodeRange: true, texmlgen.CodeEnum: true, texmlgen.CodeJSON: true,
	texmlgen.CodeRule: true, texmlgen.CodeAdvice: true,
}

// rawVerbs looks at each verb: which waits, what it has that is the flow's own, whom it calls.
func (s *stateCompiler) rawVerbs(r *rawDocument, tree *texmlgen.Tree, out *engine.Texml) bool {
	if tree.Response == nil {
		return false
	}
	waits := false
	for _, v := range tree.Response.Verbs {
		at := r.element(tree, v)
		if waits {
			s.out.Errorf(codeTexmlWaits, at, "nothing runs behind a verb that waits: its answer comes to the flow").
				Hint = "put it into a state of its own"
			break
		}
		callback, ok := engine.RawCallback(v)
		if ok {
			out.Callback, waits = callback, true
		}
		if ownAction(v) {
			s.out.Errorf(codeTexmlAction, at, "the action of this verb is the flow's: its answer decides an outcome").
				Hint = "leave action out"
		}
		s.rawTargets(r, tree, v)
		s.noteRaw(r, tree, v)
	}
	return waits
}

// ownAction reports whether the author gave a verb an action.
func ownAction(v texmlgen.Verb) bool {
	switch v := v.(type) {
	case *texmlgen.Gather:
		return !v.Action.IsZero()
	case *texmlgen.AIGather:
		return !v.Action.IsZero()
	case *texmlgen.HTTPRequest:
		return !v.Action.IsZero()
	case *texmlgen.Dial:
		return !v.Action.IsZero()
	case *texmlgen.Record:
		return !v.Action.IsZero()
	case *texmlgen.Enqueue:
		return !v.Action.IsZero()
	case *texmlgen.Connect:
		return !v.Action.IsZero()
	case *texmlgen.Refer:
		return !v.Action.IsZero()
	case *texmlgen.Pay:
		return !v.Action.IsZero()
	}
	return false
}

// rawTargets asks the policy for the targets of a raw verb that are written out.
func (s *stateCompiler) rawTargets(r *rawDocument, tree *texmlgen.Tree, v texmlgen.Verb) {
	target := func(t texmlgen.Text, e texmlgen.Element, address bool) {
		at := r.element(tree, e)
		s.dials = true
		if s.opt.Policy == nil || !s.opt.Policy.DialConfigured() {
			s.warnUnchecked(at)
		}
		if line, column, ok := tree.Position(e); ok && !r.computedContent(r.offset(line, column)) {
			s.ask(t.String(), at, address)
		}
	}
	switch v := v.(type) {
	case *texmlgen.Dial:
		if !v.Number.IsZero() {
			target(v.Number, v, false)
		}
		for _, noun := range v.Nouns {
			switch noun := noun.(type) {
			case *texmlgen.Number:
				target(noun.Number, noun, false)
			case *texmlgen.Sip:
				target(noun.URI, noun, true)
			}
		}
	case *texmlgen.Refer:
		if v.Sip != nil {
			target(v.Sip.URI, v.Sip, true)
		}
	}
}
