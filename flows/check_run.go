package flows

import (
	"math"

	"github.com/texmlflow/texmlflow/engine"
)

// checkRuns finds runs of states without a wait that are longer than one answer to the carrier may hold: the engine ends
// such a call with the apology. Rounds without a bound are runaways, which this leaves to checkCycles.
func checkRuns(c *checker) {
	r := &runner{c: c, longest: map[string]int{}}
	for _, decl := range c.decls {
		r.of(decl.Name.Value)
	}
}

// runner measures runs: how many states a call may pass in one answer.
type runner struct {
	c       *checker
	longest map[string]int // by flow, of what begins in it or in its subflows
}

// of returns the longest run of a flow, and says when it is too long. Whoever calls the flow is not told again.
func (r *runner) of(name string) int {
	if n, known := r.longest[name]; known {
		return n
	}
	r.longest[name] = 1 // a flow that comes back to itself is found elsewhere
	flow := r.c.flows[name]
	if flow == nil || r.c.lost[name] {
		return 1
	}
	runs := &runs{
		decl: r.c.made.byName[name], weight: map[string]int{}, from: map[string][]run{}, inside: map[string]int{},
		members: map[string][]string{}, total: map[string]int{},
	}
	leads := map[string][]hop{}
	for _, at := range flow.Order {
		if !r.c.reached[name][at] {
			continue
		}
		state := flow.States[at]
		runs.order = append(runs.order, at)
		runs.weight[at] = 1
		if call, ok := state.Action.(*engine.Subflow); ok {
			runs.weight[at] += r.of(call.Flow)
		}
		runs.from[at] = r.c.atOnce(flow, state)
		for _, one := range runs.from[at] {
			leads[at] = append(leads[at], one.hop)
		}
	}
	runs.group = components(runs.order, leads)
	for _, at := range runs.order {
		runs.members[runs.group[at]] = append(runs.members[runs.group[at]], at)
	}
	longest, begin := 0, ""
	for _, at := range runs.order {
		if n := runs.after(at); n > longest {
			longest, begin = n, at
		}
	}
	if longest > engine.MaxStates {
		r.tooLong(runs, begin)
		longest = 1
	}
	r.longest[name] = longest
	return longest
}

// tooLong points at the bounded transition that makes the run long, or else at the state that it begins in.
func (r *runner) tooLong(runs *runs, begin string) {
	most, taken := 0, (*engine.Transition)(nil)
	for _, name := range runs.order {
		for _, one := range runs.from[name] {
			if n := runs.taking(name, one); n > most {
				most, taken = n, one.taken
			}
		}
	}
	if most > engine.MaxStates/2 {
		if decl := r.c.made.written[taken].decl; decl != nil {
			r.c.out.Errorf(codeTooManyStates, decl.AtMost.Node.Span, "with this bound a call could pass more than %d states without a wait, and be hung up", engine.MaxStates).
				Hint = "write a smaller at_most, or ask the caller on the way"
			return
		}
	}
	r.c.out.Errorf(codeTooManyStates, runs.decl.state(begin).Name.Node.Span,
		"from the state %q a call could pass more than %d states without a wait, and be hung up", begin, engine.MaxStates).
		Hint = "say in one state what several say, or ask the caller on the way"
}

// run is a transition from a state to another that is taken in the same answer.
type run struct {
	hop
	most int // takings in one answer, where the transition is bounded
}

// runs are the states of a flow with what follows them at once.
type runs struct {
	decl    *flowDecl
	order   []string            // the states that a call can come to
	weight  map[string]int      // states that are passed in a state: itself, and those of its subflow
	from    map[string][]run    // by state
	group   map[string]string   // states that lead to each other have the same
	members map[string][]string // by group
	inside  map[string]int      // by state, the longest run in its group on which nothing bounded is taken
	total   map[string]int      // by group, the longest run that begins in it
}

// after returns an upper bound of the states on a run that begins in a state.
func (r *runs) after(name string) int {
	group := r.group[name]
	if n, known := r.total[group]; known {
		return n
	}
	inside, rounds, most := 0, 0, 0
	for _, member := range r.members[group] {
		inside = max(inside, r.within(member))
		for _, one := range r.from[member] {
			rounds = plus(rounds, r.taking(member, one))
			if r.group[one.to] != group {
				most = max(most, r.after(one.to))
			}
		}
	}
	r.total[group] = plus(plus(inside, rounds), most)
	return r.total[group]
}

// taking returns the states that are passed because a bounded transition leads round again, as often as it may.
func (r *runs) taking(name string, one run) int {
	if one.taken.AtMost == 0 || r.group[one.to] != r.group[name] {
		return 0
	}
	return plus(0, one.most*r.within(one.to))
}

// within returns the states on the longest run from a state that stays in its group and takes nothing bounded.
func (r *runs) within(name string) int {
	if n, known := r.inside[name]; known {
		return n
	}
	r.inside[name] = 0 // a round without a bound is found elsewhere
	most := 0
	for _, one := range r.from[name] {
		if one.taken.AtMost == 0 && r.group[one.to] == r.group[name] {
			most = max(most, r.within(one.to))
		}
	}
	r.inside[name] = r.weight[name] + most
	return r.inside[name]
}

// plus adds two lengths, neither negative.
func plus(a, b int) int { return min(a+b, math.MaxInt32) }

// atOnce lists where a call may go from a state in the same answer: a state that does not wait by any of its outcomes, one
// that waits by failed, which is taken when a value or the host's settings keep its verb from being written.
func (c *checker) atOnce(flow *engine.Flow, state *engine.State) []run {
	var out []run
	for _, w := range c.leave(state).ways {
		if w.Outcome != "failed" && !passes(state) {
			continue
		}
		most := engine.MaxStates + 1
		if _, ok := state.Action.(*engine.Fetch); ok && w.Outcome != "failed" {
			most = engine.MaxFetches // all further ones have failed
		}
		for h := range hops(flow, state.Name, w.Transitions) {
			out = append(out, run{h, min(h.taken.AtMost, most)})
		}
	}
	return out
}

// passes reports whether a call passes a state without waiting in it.
func passes(state *engine.State) bool {
	switch a := state.Action.(type) {
	case nil, *engine.Choose, *engine.Subflow, *engine.Fetch:
		return true
	case *engine.Texml:
		return a.Callback == ""
	}
	return false
}
