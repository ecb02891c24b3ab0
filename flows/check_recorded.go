package flows

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
)

// checkRecorded warns of secrets that are entered where a service that takes the caller's sound may still run. What runs is
// followed on all ways, into subflows and back, and into what is heard by those who wait. A pay is none of them: the carrier
// itself keeps what is entered there out of recordings.
func checkRecorded(c *checker) {
	if len(c.made.secrets) == 0 || len(c.made.listeners) == 0 {
		return
	}
	r := &recorders{c: c, effects: map[*stateDecl]effect{}, ways: map[string]*soundWays{}}
	r.number()
	if len(r.started) == 0 {
		return
	}
	for _, decl := range c.decls {
		r.of(decl.Name.Value)
	}
	for _, name := range slices.Backward(r.order) {
		r.enter(r.ways[name])
	}
	for _, decl := range c.decls {
		r.judge(r.ways[decl.Name.Value])
	}
}

// recorders follow what of the services that states start may run where. A set of them has a bit for each.
type recorders struct {
	c       *checker
	started []startedListener
	every   *big.Int
	effects map[*stateDecl]effect
	ways    map[string]*soundWays
	order   []string // flows, each behind those that it uses
}

// startedListener is a service with the state that starts it.
type startedListener struct {
	listener
	state string
}

// effect is what a state does to the services: what is stopped there no longer runs, what is started does.
type effect struct{ stopped, started *big.Int }

// on is what runs when a state that is entered with some services is left.
func (e effect) on(running *big.Int) *big.Int {
	if e.started == nil {
		return running
	}
	return union(new(big.Int).AndNot(running, e.stopped), e.started)
}

func union(a, b *big.Int) *big.Int { return new(big.Int).Or(a, b) }

// widen adds to the set of a name, and reports whether that changed it.
func widen(sets map[string]*big.Int, name string, more *big.Int) bool {
	had := sets[name]
	if had == nil {
		sets[name] = more
		return true
	}
	all := union(had, more)
	sets[name] = all
	return all.Cmp(had) != 0
}

// number gives each service that is started its bit, and works out what states do.
func (r *recorders) number() {
	named := map[[2]string]*big.Int{} // by element and name
	key := func(l listener) [2]string { return [2]string{l.element, l.name} }
	each := func(visit func(s *stateDecl, list []listener)) {
		for _, decl := range r.c.decls {
			for _, s := range decl.States {
				if list := r.c.made.listeners[s]; len(list) > 0 && !r.c.broken[decl.Name.Value] {
					visit(s, list)
				}
			}
		}
	}
	each(func(s *stateDecl, list []listener) {
		for _, l := range list {
			if l.start {
				if named[key(l)] == nil {
					named[key(l)] = &big.Int{}
				}
				named[key(l)].SetBit(named[key(l)], len(r.started), 1)
				r.started = append(r.started, startedListener{l, s.Name.Value})
			}
		}
	})
	bit := 0
	each(func(s *stateDecl, list []listener) {
		e := effect{&big.Int{}, &big.Int{}}
		for _, l := range list {
			switch same := named[key(l)]; {
			case l.start:
				e.started.SetBit(e.started, bit, 1)
				bit++
			case same != nil:
				e.started.AndNot(e.started, same)
				e.stopped.Or(e.stopped, same)
			}
		}
		r.effects[s] = e
	})
	r.every = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), uint(len(r.started))), big.NewInt(1))
}

// soundWays is what may run in a flow. What does is what its own states have started and, of what ran when it was entered,
// what they have not stopped: so each flow is gone through twice, with nothing and with everything running, whoever calls it.
type soundWays struct {
	decl       *flowDecl
	flow       *engine.Flow
	own, every running // entered with nothing, and with everything
	entered    *big.Int
}

// running is what may run in a flow that was entered with some services.
type running struct {
	at      map[string]*big.Int // by state, when its action begins
	returns map[string]*big.Int // by return
	failed  *big.Int            // where a step may fail, or the limits be reached
}

// before is what runs before the action of a state.
func (w *soundWays) before(state string) *big.Int {
	return union(w.own.at[state], new(big.Int).And(w.entered, w.every.at[state]))
}

// of goes through a flow and those that it uses. One with a mistake in it is taken for one that neither starts nor stops
// anything, and so is one that comes back to itself.
func (r *recorders) of(name string) *soundWays {
	if w, known := r.ways[name]; known {
		return w
	}
	r.ways[name] = nil
	decl, flow := r.c.made.byName[name], r.c.flows[name]
	if flow == nil || r.c.broken[name] || r.c.lost[name] {
		return nil
	}
	for _, used := range decl.calls() {
		r.of(used)
	}
	w := &soundWays{decl: decl, flow: flow, entered: &big.Int{}}
	w.own = r.spread(w, &big.Int{})
	w.every = r.spread(w, r.every)
	r.ways[name] = w
	r.order = append(r.order, name)
	return w
}

// spread follows every way of a flow until nothing changes. A step may fail inside a subflow too.
func (r *recorders) spread(w *soundWays, entered *big.Int) running {
	out := running{at: map[string]*big.Int{}, returns: map[string]*big.Int{}, failed: entered}
	in, queued, next := map[string]*big.Int{}, map[string]bool{}, []string(nil)
	come := func(name string, with *big.Int) {
		if w.flow.States[name] != nil && widen(in, name, with) && !queued[name] {
			next, queued[name] = append(next, name), true
		}
	}
	follow := func(list []*engine.Transition, with *big.Int) {
		for t := range taken(list) {
			switch t.Target.Kind {
			case engine.ToState:
				come(t.Target.State, with)
			case engine.ToReturn:
				widen(out.returns, t.Target.Return, with)
			}
		}
	}
	follow(anywhere(w.flow), entered)
	come(w.flow.Start, entered)
	for len(next) > 0 {
		state := w.flow.States[next[0]]
		next, queued[state.Name] = next[1:], false
		after := r.effects[w.decl.state(state.Name)].on(in[state.Name])
		out.at[state.Name] = after
		failed := union(out.failed, after)
		var inner *soundWays
		if call, ok := state.Action.(*engine.Subflow); ok {
			if inner = r.ways[call.Flow]; inner != nil {
				failed.Or(failed, inner.own.failed)
			}
		}
		if failed.Cmp(out.failed) != 0 {
			out.failed = failed
			follow(anywhere(w.flow), failed)
		}
		for _, way := range r.c.leave(state).ways {
			with := after
			if inner != nil {
				if with = inner.returned(way.Outcome, after); with == nil {
					continue
				}
			}
			follow(way.Transitions, with)
		}
	}
	return out
}

// returned is what runs when a subflow that was entered with some services has come back; nil where no way leads to the
// return.
func (w *soundWays) returned(name string, entered *big.Int) *big.Int {
	own, every := w.own.returns[name], w.every.returns[name]
	if own == nil {
		return nil
	}
	return union(own, new(big.Int).And(entered, every))
}

// enter hands what may run in a flow on to those that it uses.
func (r *recorders) enter(w *soundWays) {
	for name := range w.own.at {
		state := w.decl.state(name)
		use, _ := state.uses()
		if used := r.ways[use.Value]; used != nil {
			used.entered = union(used.entered, w.before(name))
		}
	}
}

// judge warns of the secrets of a flow that something may take.
func (r *recorders) judge(w *soundWays) {
	if w == nil {
		return
	}
	for _, s := range w.decl.States {
		entry := r.c.made.secrets[s]
		if entry == nil || w.own.at[s.Name.Value] == nil {
			continue
		}
		var list []startedListener
		runs := w.before(s.Name.Value)
		for i, l := range r.started {
			if runs.Bit(i) == 1 && l.takes(entry) {
				list = append(list, l)
			}
		}
		if len(list) > 0 {
			r.taken(w, s, list)
		}
	}
}

// taken warns of a secret that services take.
func (r *recorders) taken(w *soundWays, s *stateDecl, list []startedListener) {
	var states, stops, nameless []string
	of := map[string][]string{}
	recorded := false
	for _, l := range list {
		if of[l.state] == nil {
			states = append(states, l.state)
		}
		of[l.state] = append(of[l.state], l.what())
		switch stop := l.stop(); {
		case l.element == "Recording":
			recorded = true
		case stop == "":
			nameless = append(nameless, l.what())
		case !slices.Contains(stops, stop):
			stops = append(stops, stop)
		}
	}
	for i, state := range states {
		states[i] = fmt.Sprintf("the %s that the state %q starts", fewOf(of[state]), state)
	}
	f := r.c.out.Warnf(codeSensitiveTaken, s.ActionKey.Span, "what is entered here is a secret, and may get into %s", fewOf(states))
	for _, l := range list[:min(len(list), mostNamed)] {
		f.Notef(l.at, "it starts here")
	}
	var hints []string
	if len(stops) > mostNamed {
		stops = append(stops[:mostNamed], "…")
	}
	if len(stops) > 0 {
		where := "in this state"
		if w.flow.Hold {
			where = "in the state that waits"
		}
		hints = append(hints, "write stop: ["+strings.Join(stops, ", ")+"] "+where+", and start it again in a later one")
	}
	if len(nameless) > 0 {
		hints = append(hints, "give the "+nameless[0]+" a name, so that a stop can end it")
	}
	if recorded {
		hints = append(hints, "a recording has no stop: start it in a state that comes after this one")
	}
	f.Hint = strings.Join(hints, "; ")
}
