package flows

import (
	"math/big"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
)

// checkAssigned finds variables that are read where, on some way, nothing has set them yet. Those with a default and
// those declared optional, which are tested before they are used, have a value from the beginning.
func checkAssigned(c *checker) {
	for _, decl := range c.decls {
		flow := c.flows[decl.Name.Value]
		if c.lost[decl.Name.Value] || flow.States[flow.Start] == nil {
			continue
		}
		a := &assigned{c: c, decl: decl, flow: flow, tracked: map[string]int{}, at: map[string]*big.Int{}, told: map[string]bool{}}
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

// assigned follows what is set on every way to a state. A set of variables has a bit for each.
type assigned struct {
	c       *checker
	decl    *flowDecl
	flow    *engine.Flow
	tracked map[string]int      // by name, their bits
	at      map[string]*big.Int // by state that is reached: what every way to it has set
	told    map[string]bool     // variables of which it is said
}

// with is a set and what assignments add to it.
func (a *assigned) with(set *big.Int, list []engine.Assignment) *big.Int {
	out := new(big.Int).Set(set)
	for _, s := range list {
		if i, ok := a.tracked[s.Name]; ok {
			out.SetBit(out, i, 1)
		}
	}
	return out
}

// meet narrows what is known at a state by one more way to it, and reports whether that changed anything.
func (a *assigned) meet(name string, set *big.Int) bool {
	known := a.at[name]
	if known == nil {
		a.at[name] = set
		return true
	}
	both := new(big.Int).And(known, set)
	a.at[name] = both
	return both.Cmp(known) != 0
}

// spread follows every way until nothing changes.
func (a *assigned) spread() {
	a.meet(a.flow.Start, &big.Int{})
	next, queued := []string{a.flow.Start}, map[string]bool{a.flow.Start: true}
	follow := func(from string, list []*engine.Transition, before *big.Int) {
		for h := range hops(a.flow, from, list) {
			if a.meet(h.to, a.with(before, h.taken.Set)) && !queued[h.to] {
				next, queued[h.to] = append(next, h.to), true
			}
		}
	}
	for len(next) > 0 {
		state := a.flow.States[next[0]]
		next, queued[state.Name] = next[1:], false
		before := a.at[state.Name]
		follow(state.Name, a.c.exits(state), a.with(before, state.Set))
		follow(state.Name, anywhere(a.flow), before)
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
		for t := range taken(append(a.c.exits(state), anywhere(a.flow)...)) {
			if at := a.c.made.written[t].reads; at != nil {
				a.judge(&at.before, after, state)
				a.judge(&at.after, a.with(after, t.Set), state)
			}
		}
	}
}

// judge says which reads of a moment find something unset, of each variable once.
func (a *assigned) judge(at *site, set *big.Int, state *engine.State) {
	for _, r := range at.reads {
		i, ok := a.tracked[r.Name]
		if !ok || set.Bit(i) == 1 || a.told[r.Name] {
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
	if to == a.flow.Start {
		return nil
	}
	sets := func(list []engine.Assignment) bool {
		return slices.ContainsFunc(list, func(s engine.Assignment) bool { return s.Name == variable })
	}
	return shortestWay(a.flow.Start, to, func(name string) []hop {
		state, list := a.flow.States[name], anywhere(a.flow)
		if !sets(state.Set) {
			list = append(a.c.exits(state), list...)
		}
		return slices.DeleteFunc(slices.Collect(hops(a.flow, name, list)), func(h hop) bool { return sets(h.taken.Set) })
	})
}
