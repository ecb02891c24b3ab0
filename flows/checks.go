package flows

import (
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/flows/diag"
)

// A check looks at compiled flows as a whole. Each is a file check_*.go and a line here. A check may be handed a flow
// with mistakes in it: it adds nothing that only follows from them (see checker.lost).
var checks = []func(*checker){
	checkRecursion,
	checkReachable,
	checkEnds,
	checkCycles,
	checkRedirects,
	checkUntold,
	checkRuns,
	checkGuards,
	checkAssigned,
	checkUnused,
	checkLanguages,
	checkHeardAfter,
	checkPrefixes,
	checkPhrases,
	checkUnsaid,
	checkOptions,
	checkLength,
	checkMixed,
	checkVoices,
	checkQueries,
	checkMustaches,
	checkSecrets,
	checkRecorded,
}

// checker is what checks work on.
type checker struct {
	decls   []*flowDecl             // every flow as written
	flows   map[string]*engine.Flow // every flow compiled, by name
	out     *diag.List
	made    *compiler
	became  map[*transitionDecl]*engine.Transition // what transitions were compiled to
	reached map[string]map[string]bool             // by flow, the states that a call can come to
	broken  map[string]bool                        // flows with a mistake in them, by name
	heardIn map[*flowDecl][]string                 // languages of flows, as they are found out
	usedBy  map[string][]*flowDecl                 // likewise
	lost    map[string]bool                        // flows in which a way to some state may have been lost to a mistake, by name

	leaving map[*engine.State]leaving // what leave has given
	proven  map[fewGuards]guard.Proof // what prove has given
	hanging map[string]bool           // what hangsUp has given
}

// check makes every check.
func (c *compiler) check() {
	mistakes := c.mistakes()
	k := &checker{
		decls: c.flows, flows: c.compiled, out: c.out, made: c, became: make(map[*transitionDecl]*engine.Transition, len(c.written)),
		lost: c.lost(mistakes), broken: c.broken(mistakes), reached: map[string]map[string]bool{}, leaving: map[*engine.State]leaving{}, proven: map[fewGuards]guard.Proof{}, hanging: map[string]bool{},
		heardIn: map[*flowDecl][]string{},
	}
	for name, flow := range c.compiled {
		k.reached[name] = k.reachedStates(flow)
	}
	for compiled, from := range c.written {
		k.became[from.decl] = compiled
	}
	for _, check := range checks {
		check(k)
	}
}

// losing are the codes of mistakes that hide where something leads.
var losing = map[string]bool{
	codeUnknownTarget: true, codeUnknownKey: true, codeUnknownOutcome: true, codeWrongKind: true, codeTwoActions: true,
	codeTwoTargets: true, codeNoTarget: true, codeToBesideAction: true, codeNoExit: true, codeUndecided: true,
	codeMissingKey: true, codeUnknownFlow: true, codeUnknownReturn: true, codeLimitsThen: true, codeAttemptBound: true,
}

// mistakes are the errors by the flow whose document they stand in; those of a file as a whole are in each of its flows.
func (c *compiler) mistakes() map[*flowDecl]diag.List {
	byFile := map[string]diag.List{}
	for _, finding := range *c.out {
		if finding.Severity == diag.Error {
			byFile[finding.Span.File] = append(byFile[finding.Span.File], finding)
		}
	}
	out := map[*flowDecl]diag.List{}
	for _, f := range c.flows {
		span := f.Node.Span
		for _, finding := range byFile[span.File] {
			if at := finding.Span.Line; at == 0 || at >= span.Line && at <= span.EndLine {
				out[f] = append(out[f], finding)
			}
		}
	}
	return out
}

// lost finds the flows with such mistakes. A finding that is none of ours concerns the YAML text, which may hide anything.
func (c *compiler) lost(mistakes map[*flowDecl]diag.List) map[string]bool {
	ours := map[string]bool{}
	for _, c := range codes {
		ours[c.name] = true
	}
	out := map[string]bool{}
	for _, f := range c.flows {
		out[f.Name.Value] = slices.ContainsFunc(f.calls(), func(name string) bool { return c.unread[name] }) ||
			slices.ContainsFunc(mistakes[f], func(finding diag.Finding) bool {
				return losing[finding.Code] || !ours[finding.Code] && !isExpression(finding.Code)
			})
	}
	return out
}

// broken finds the flows with a mistake in them.
func (c *compiler) broken(mistakes map[*flowDecl]diag.List) map[string]bool {
	out := map[string]bool{}
	for f := range mistakes {
		out[f.Name.Value] = true
	}
	return out
}

// isExpression reports whether a code is one of an expression, which never hides where something leads.
func isExpression(code string) bool {
	return strings.HasPrefix(code, "expr-") || code == "template-syntax"
}
