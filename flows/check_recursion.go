package flows

import "strings"

// checkRecursion finds subflows that call themselves, directly or through others.
func checkRecursion(c *checker) {
	order, calls := []string{}, map[string][]hop{}
	for _, f := range c.decls {
		order = append(order, f.Name.Value)
		for _, name := range f.subflows() {
			if c.made.byName[name] != nil {
				calls[f.Name.Value] = append(calls[f.Name.Value], hop{from: f.Name.Value, to: name})
			}
		}
	}
	group := components(order, calls)
	for _, f := range c.decls {
		for _, s := range f.States {
			call, ok := s.Action.(*subflowDecl)
			if !ok || !call.Flow.given() || group[call.Flow.Value] != group[f.Name.Value] {
				continue
			}
			if way := wayBack(c.made.byName, call.Flow.Value, f.Name.Value, map[string]bool{}); way != nil {
				c.out.Errorf(codeRecursion, call.Flow.Node.Span, "the subflow %q comes back to %q: %s", call.Flow.Value, f.Name.Value,
					strings.Join(append([]string{f.Name.Value}, way...), " → "))
			}
		}
	}
}

// wayBack finds the calls that lead from one flow to another; nil when there are none.
func wayBack(byName map[string]*flowDecl, from, to string, seen map[string]bool) []string {
	if from == to {
		return []string{to}
	}
	if byName[from] == nil || seen[from] {
		return nil
	}
	seen[from] = true
	for _, next := range byName[from].subflows() {
		if way := wayBack(byName, next, to, seen); way != nil {
			return append([]string{from}, way...)
		}
	}
	return nil
}
