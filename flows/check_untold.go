package flows

import (
	"slices"

	"github.com/texmlflow/texmlflow/engine"
)

// checkUntold warns of requests whose failure the call does not learn of. The carrier sends what it found of the fields,
// and nothing else: an answer without any is the same whether the request was made or not. Where ok and failed are the
// same way, it is all one.
func checkUntold(c *checker) {
	for _, decl := range c.decls {
		flow := c.flows[decl.Name.Value]
		for _, s := range decl.States {
			state := flow.States[s.Name.Value]
			if state == nil {
				continue
			}
			if a, ok := state.Action.(*engine.HTTPRequest); ok && untold(a) {
				c.out.Warnf(codeFailureUntold, s.ActionKey.Span, "when this request fails, the call may take ok all the same: none of its fields is required").
					Hint = "add a field that a good answer always has, such as fields: {saved: bool}, or lead ok and failed to the same place"
			}
		}
	}
}

// untold reports whether nothing in the answer tells the failure of a request, and its ways differ.
func untold(a *engine.HTTPRequest) bool {
	if len(a.OK) == 0 || len(a.Failed) == 0 || slices.Equal(a.OK, a.Failed) {
		return false
	}
	if slices.ContainsFunc(a.Fields, func(f engine.HTTPField) bool { return !f.Type.Optional }) {
		return false
	}
	ok, okBare := bareTarget(a.OK)
	failed, failedBare := bareTarget(a.Failed)
	return !okBare || !failedBare || ok != failed
}

// bareTarget gives the state that a list of transitions leads to, where it does nothing else.
func bareTarget(list []*engine.Transition) (state string, ok bool) {
	t := list[0]
	bare := len(list) == 1 && t.When == nil && len(t.Set) == 0 && t.Switch == "" && len(t.Parts) == 0 && t.AtMost == 0
	return t.Target.State, bare && len(t.Target.With) == 0 && (t.Target.Kind == engine.ToState || t.Target.Kind == engine.ToHangup)
}
