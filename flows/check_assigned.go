package flows

import (
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
)

// checkAssigned finds variables that are read where, on some way, nothing has set them yet. Those with a default and
// those declared optional, which are tested before they are used, have a value from the beginning.
func checkAssigned(c *checker) {
	for _, decl := range c.decls {
		flow := c.flows[decl.Name.Value]
		if c.lost[decl.Name.Value] || flow == nil || flow.States[flow.Start] == nil {
			continue
		}
		a := &assigned{c: c, decl: decl, flow: flow, tracked: map[string]int{}, at: map[string]varSet{}, told: map[string]bool{}}
		for _, v := range flow.Vars {
			if _, twice := a.tracked[v.Name]; !twice && v.Default == nil && !v.Type.Optional {
				a.tracked[v.Name] = len(a.tracked)
			}
		}
		if len(a.tracked) == 0 {
			continue
		}
		a.spread()
		a.reads()
	}
}

// varSet is a set of variables, by their position among those that are followed.
type varSet []uint64

func (n varSet) has(i int) bool { return n[i/64]&(1<<(i%64)) != 0 }

// assigned follows what is set on every way to a state.
type assigned struct {
	c       *checker
	decl    *flowDecl
	flow    *engine.Flow
	tracked map[string]int    // by name, their positions in sets
	at      map[string]varSet // by state that is reached: what every way to it has set
	told    map[string]bool   // variables of which it is said
}

func (a *assigned) none() varSet { return make(varSet, (len(a.tracked)+63)/64) }

// with is a set and what assignments add to it.
func (a *assigned) with(n varSet, list []engine.Assignment) varSet {
	out := slices.Clone(n)
	for _, s := range list {
		if i, ok := a.tracked[s.Name]; ok {
			out[i/64] |= 1 << (i % 64)
		}
	}
	return out
}

// meet narrows what is known at a state by one more way to it, and reports whether that changed anything.
func (a *assigned) meet(name string, n varSet) bool {
	known, seen := a.at[name]
	if !seen {
		a.at[name] = slices.Clone(n)
		return true
	}
	changed := false
	for i := range known {
		if narrowed := known[i] & n[i]; narrowed != known[i] {
			known[i], changed = narrowed, true
		}
	}
	return changed
}

// spread follows every way until nothing changes. A step may fail, or come to the limits of the call, in any state.
func (a *assigned) spread() {
	a.meet(a.flow.Start, a.none())
	next, queued := []string{a.flow.Start}, map[string]bool{a.flow.Start: true}
	follow := func(t *engine.Transition, before varSet) {
		for ; t != nil; t = t.Then {
			to := t.Target.State
			if t.Target.Kind == engine.ToState && a.flow.States[to] != nil && a.meet(to, a.with(before, t.Set)) && !queued[to] {
				next, queued[to] = append(next, to), true
			}
		}
	}
	for len(next) > 0 {
		state := a.flow.States[next[0]]
		next, queued[state.Name] = next[1:], false
		before := a.at[state.Name]
		for _, t := range a.c.exits(state) {
			follow(t, a.with(before, state.Set))
		}
		follow(a.flow.Failed, before)
		follow(a.flow.Limits.Then, before)
	}
}

// reads judges every read of every state that is reached.
func (a *assigned) reads() {
	for _, s := range a.decl.States {
		state := a.flow.States[s.Name.Value]
		before, reached := a.at[s.Name.Value]
		if !reached || state == nil {
			continue
		}
		after := a.with(before, state.Set)
		if at := a.c.made.stateSites[s]; at != nil {
			a.judge(&at.before, before, state)
			a.judge(&at.after, after, state)
		}
		for _, t := range append(a.c.exits(state), a.flow.Failed, a.flow.Limits.Then) {
			for ; t != nil; t = t.Then {
				if at := a.c.made.written[t].reads; at != nil {
					a.judge(&at.before, after, state)
					a.judge(&at.after, a.with(after, t.Set), state)
				}
			}
		}
	}
}

// judge says which reads of a moment find something unset, of each variable once.
func (a *assigned) judge(at *site, set varSet, state *engine.State) {
	for _, r := range at.reads {
		i, ok := a.tracked[r.Name]
		if !ok || set.has(i) || a.told[r.Name] {
			continue
		}
		a.told[r.Name] = true
		f := a.c.out.Errorf(codeUnset, r.At, "%q may be read before it is set", r.Name)
		way := a.wayWithout(r.Name, state.Name)
		names := []string{a.flow.Start}
		for _, h := range way {
			names = append(names, h.to)
			f.Notef(a.c.leads(h.taken), "%s leads to %s here", h.from, h.to)
		}
		f.Hintf("on the way %s nothing sets it: set it there, or give it a default in vars", strings.Join(names, " → "))
		if v := slices.IndexFunc(a.decl.Vars, func(v varDecl) bool { return v.Name.Value == r.Name }); v >= 0 {
			f.Notef(a.decl.Vars[v].Name.Node.Span, "it is declared here, without a default")
		}
	}
}

// wayWithout is the shortest way from the start to a state on which nothing sets a variable.
func (a *assigned) wayWithout(variable, to string) []hop {
	came := map[string]hop{}
	sets := func(list []engine.Assignment) bool {
		return slices.ContainsFunc(list, func(s engine.Assignment) bool { return s.Name == variable })
	}
	next := []string{a.flow.Start}
	for len(next) > 0 && next[0] != to {
		state := a.flow.States[next[0]]
		next = next[1:]
		ways := a.c.exits(state)
		if sets(state.Set) {
			ways = nil
		}
		for _, t := range append(ways, a.flow.Failed, a.flow.Limits.Then) {
			for ; t != nil; t = t.Then {
				name := t.Target.State
				if _, seen := came[name]; t.Target.Kind == engine.ToState && a.flow.States[name] != nil && !seen && name != a.flow.Start && !sets(t.Set) {
					came[name] = hop{state.Name, name, t}
					next = append(next, name)
				}
			}
		}
	}
	var way []hop
	for to != a.flow.Start {
		h, ok := came[to]
		if !ok {
			break
		}
		way = append(way, h)
		to = h.from
	}
	slices.Reverse(way)
	return way
}
