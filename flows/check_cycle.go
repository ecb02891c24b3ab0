package flows

import (
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
)

// checkCycles finds rounds that a call could go for ever: no state of it waits for the caller, and no transition of it
// is bounded by at_most.
func checkCycles(c *checker) {
	q := &quietly{c: c, returns: map[string]map[string]bool{}}
	for _, decl := range c.decls {
		if c.lost[decl.Name.Value] {
			continue
		}
		flow, from := c.flows[decl.Name.Value], map[string][]hop{}
		for _, name := range flow.Order {
			if c.reached[decl.Name.Value][name] {
				if hops := q.hops(decl, flow, name); len(hops) > 0 {
					from[name] = hops
				}
			}
		}
		for _, round := range rounds(flow.Order, from) {
			c.runaway(flow, round)
		}
	}
}

// quietly finds ways that nobody waits on.
type quietly struct {
	c       *checker
	returns map[string]map[string]bool // by subflow, its returns that are reached without a wait
}

// hops lists where a call may go from a state without a wait and without a bound.
func (q *quietly) hops(decl *flowDecl, flow *engine.Flow, name string) []hop {
	return slices.DeleteFunc(slices.Collect(hops(flow, name, q.unwaited(decl, flow.States[name]))), func(h hop) bool { return h.taken.AtMost > 0 })
}

// unwaited lists the transitions of a state that may be taken without a wait.
func (q *quietly) unwaited(decl *flowDecl, state *engine.State) []*engine.Transition {
	written := decl.state(state.Name)
	var out []*engine.Transition
	for _, w := range q.c.leave(state).ways {
		switch call, isCall := state.Action.(*engine.Subflow); {
		case isCall && q.of(call.Flow)[w.Outcome], !isCall && !waits(written, state, w.Outcome):
			out = append(out, w.Transitions...)
		}
	}
	return out
}

// of finds the returns of a subflow that a call can come to without a wait.
func (q *quietly) of(name string) map[string]bool {
	if found, ok := q.returns[name]; ok {
		return found
	}
	found := map[string]bool{}
	q.returns[name] = found // a subflow that comes back to itself is found elsewhere
	decl, flow := q.c.made.byName[name], q.c.flows[name]
	if flow == nil {
		return found
	}
	seen := map[string]bool{}
	next := []string{flow.Start}
	for len(next) > 0 {
		state := flow.States[next[0]]
		next = next[1:]
		if state == nil || seen[state.Name] {
			continue
		}
		seen[state.Name] = true
		for t := range taken(q.unwaited(decl, state)) {
			switch t.Target.Kind {
			case engine.ToReturn:
				found[t.Target.Return] = true
			case engine.ToState:
				next = append(next, t.Target.State)
			}
		}
	}
	return found
}

// rounds finds the shortest round through each group of states that lead to each other. Of from it leaves what stays in a
// group.
func rounds(order []string, from map[string][]hop) [][]hop {
	var out [][]hop
	done := map[string]bool{}
	group := components(order, from)
	for name, list := range from {
		from[name] = slices.DeleteFunc(list, func(h hop) bool { return group[h.to] != group[name] })
	}
	for _, name := range order {
		if len(from[name]) > 0 && !done[group[name]] {
			out = append(out, shortestWay(name, name, func(state string) []hop { return from[state] }))
			done[group[name]] = true
		}
	}
	return out
}

// components gives each state the name of the first state of its group: those that lead to each other. It keeps its own
// stack, so that a long flow cannot exhaust that of the program. Whatever is led to is in the order.
func components(order []string, from map[string][]hop) map[string]string {
	number := make(map[string]int, len(order))
	for i, name := range order {
		number[name] = i
	}
	leads := make([][]int, len(order))
	for i, name := range order {
		for _, h := range from[name] {
			leads[i] = append(leads[i], number[h.to])
		}
	}
	group := make(map[string]string, len(order))
	index, low, onStack := make([]int, len(order)), make([]int, len(order)), make([]bool, len(order))
	seen := 0
	var stack []int
	type frame struct{ at, next int }
	var work []frame
	enter := func(at int) {
		seen++
		index[at], low[at] = seen, seen
		stack, onStack[at] = append(stack, at), true
		work = append(work, frame{at: at})
	}
	for root := range order {
		if index[root] == 0 {
			enter(root)
		}
		for len(work) > 0 {
			f := &work[len(work)-1]
			if f.next < len(leads[f.at]) {
				to := leads[f.at][f.next]
				f.next++
				if index[to] == 0 {
					enter(to)
				} else if onStack[to] {
					low[f.at] = min(low[f.at], index[to])
				}
				continue
			}
			at := f.at
			work = work[:len(work)-1]
			if len(work) > 0 {
				above := work[len(work)-1].at
				low[above] = min(low[above], low[at])
			}
			for last := -1; low[at] == index[at] && last != at; {
				last = stack[len(stack)-1]
				stack, onStack[last] = stack[:len(stack)-1], false
				group[order[last]] = order[at]
			}
		}
	}
	return group
}

// runaway says which round a call could go for ever.
func (c *checker) runaway(flow *engine.Flow, round []hop) {
	var names []string
	for _, h := range round {
		names = append(names, h.from)
	}
	names = append(names, round[0].from)
	last := round[len(round)-1]
	f := c.out.Errorf(codeRunaway, c.leads(last.taken), "a call could go round here for ever: %s", strings.Join(names, " → "))
	f.Hint = "nothing on the way waits for the caller: bound a transition with at_most: 2 and then: STATE, or ask the caller in between"
	if flow.Hold {
		f.Hint = "a hold flow begins anew by itself: leave this out"
	}
	for _, h := range round[:len(round)-1] {
		f.Notef(c.leads(h.taken), "%s leads to %s here", h.from, h.to)
	}
}
