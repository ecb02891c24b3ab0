package flows

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/spell"
	"github.com/texmlflow/texmlflow/flows/diag"
)

// transitions compiles a list of transitions. Each sees what the guards before it have shown by being false.
func (f *flowCompiler) transitions(list []*transitionDecl, id string, p *place) []*engine.Transition {
	out := make([]*engine.Transition, 0, len(list))
	for i, t := range list {
		compiled := f.transition(t, id+"/"+strconv.Itoa(i), p)
		out = append(out, compiled)
		if compiled.When != nil {
			p = p.at(p.site, f.scopes.narrow(p.scope, compiled.When.NonNilIfFalse()))
		}
	}
	return out
}

// transition compiles one transition. set reads the old values; say, and the data of a return, see the new.
func (f *flowCompiler) transition(t *transitionDecl, id string, p *place) *engine.Transition {
	out := &engine.Transition{ID: id, Place: placeOf(head(t.Node)), AtMost: t.AtMost.Value}
	sites := f.sites()
	f.written[out] = compiledFrom{t, sites}
	p = p.at(sites.first(), p.scope)
	out.When = f.guard(t.When, p)
	var nonNil []string
	if out.When != nil {
		nonNil = out.When.NonNilIfTrue()
	}
	before := p.at(p.site, f.scopes.narrow(p.scope, nonNil))
	out.Set = f.set(t.Set, before)
	nonNil = slices.DeleteFunc(slices.Clone(nonNil), func(path string) bool {
		return slices.ContainsFunc(t.Set, func(a assignment) bool { return a.Name.Value == rootOf(path) })
	})
	after := p.at(sites.second(), f.scopes.narrow(p.scope, append(nonNil, f.nowKnown(out.Set)...)))
	out.Switch = f.languageSwitch(t.Language)
	out.Parts = f.parts(t.Parts, after)
	out.Target = f.target(t, after)
	if t.Then != nil {
		out.Then = f.transition(t.Then, id+"/then", before)
	}
	return out
}

// nowKnown lists the optional variables that assignments have given a value that is there.
func (f *flowCompiler) nowKnown(set []engine.Assignment) []string {
	var names []string
	for _, a := range set {
		switch prog := a.Value.Program; {
		case prog == nil && (a.Value.IsMap || a.Value.Items != nil), prog != nil && !prog.Type().Optional:
			names = append(names, a.Name)
		}
	}
	return names
}

// target resolves where a transition leads.
func (f *flowCompiler) target(t *transitionDecl, p *place) engine.Target {
	switch {
	case t.To.given() && t.To.Value == "hangup":
		return engine.Target{Kind: engine.ToHangup}
	case t.To.given():
		if f.decl.state(t.To.Value) == nil && len(f.decl.States) > 0 {
			f.unknownState(t.To)
		}
		return engine.Target{Kind: engine.ToState, State: t.To.Value}
	case t.Return.given():
		return f.returnTarget(t, p)
	case t.Repeat.given():
		return engine.Target{Kind: engine.ToRepeat}
	}
	return engine.Target{Kind: engine.ToRetry}
}

// endWords are what authors write for the end of a call; the first is right.
var endWords = []string{"hangup", "end", "exit", "quit", "disconnect", "terminate", "stop"}

// separators are what stands between the parts of a name or number that is written otherwise.
var separators = strings.NewReplacer(" ", "", "_", "", "-", "", "(", "", ")", "", ".", "", "/", "")

func (f *flowCompiler) unknownState(t text) {
	finding := f.unknown(codeUnknownTarget, "state", t, f.stateNames())
	word := strings.ToLower(separators.Replace(t.Value))
	if _, near := spell.Nearest(word, endWords[:1]); slices.Contains(endWords, word) || near && lineHint(t.Value, f.stateNames()) == "" {
		finding.Hint = "write hangup, which ends the call"
	}
	if slices.ContainsFunc(f.decl.Returns, func(r returnDecl) bool { return r.Name.Value == t.Value }) {
		finding.Hint = fmt.Sprintf("%q is a return: write return: %s", t.Value, t.Value)
	}
	if other := f.byName[t.Value]; other != nil && other.subflow() {
		finding.Hint = fmt.Sprintf("%q is a subflow: call it from a state of its own, subflow: %s", t.Value, t.Value)
	}
}

// returnTarget resolves a return with its data.
func (f *flowCompiler) returnTarget(t *transitionDecl, p *place) engine.Target {
	out := engine.Target{Kind: engine.ToReturn, Return: t.Return.Value}
	if !f.decl.subflow() && f.decl.doubt.has("returns") {
		return out
	}
	if !f.decl.subflow() {
		f.out.Errorf(codeSubflowOnly, t.Return.Node.Span, "return belongs to a subflow, and a call begins in this flow").
			Hint = `write "to: STATE" or "to: hangup"`
		if f.decl.hold() {
			(*f.out)[len(*f.out)-1].Message = "return belongs to a subflow, and nothing comes back from a hold flow"
		}
		return out
	}
	var known []text
	for _, r := range f.decl.Returns {
		if r.Name.Value == t.Return.Value {
			out.With = f.arguments(t.With, r.Fields, p, withSpan(t), "field")
			return out
		}
		known = append(known, r.Name)
	}
	if !f.decl.doubt.has("returns") {
		f.unknown(codeUnknownReturn, "return", t.Return, known)
	}
	return out
}

func withSpan(t *transitionDecl) diag.Span {
	if t.WithKey != nil {
		return t.WithKey.Span
	}
	return t.Return.Node.Span
}
