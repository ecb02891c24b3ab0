package flows

import (
	"maps"
	"slices"
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
)

// dream walks on from calls whose variables hold what they never held: it tells a way that no call can take from one for
// which a variable never had the value. What is still dead is walked to once more in a copy of the machine that leaves such
// variables as they are.
func (w *walker) dream(still *engine.Machine) {
	w.other, w.secretly, w.dreams = nil, false, true
	w.dreamAll()
	if len(w.dead()) == 0 {
		return
	}
	for _, f := range still.Flows {
		keep := func(list []engine.Assignment) []engine.Assignment {
			return slices.DeleteFunc(list, func(a engine.Assignment) bool { return readByGuard(f, a.Name) })
		}
		for _, s := range f.States {
			s.Set = keep(s.Set)
		}
		for _, t := range partsOf(f).transitions {
			t.Set = keep(t.Set)
		}
	}
	w.machine, w.seen = still, map[string]bool{}
	w.dreamAll()
}

// dreamAll walks on from the first situation of each state, with one variable changed.
func (w *walker) dreamAll() {
	clear(w.waiting)
	clear(w.tried)
	begun := 0
	begin := func(s *situation) {
		w.later(s)
		begun++
	}
	for _, s := range slices.Clone(w.first) {
		for i, frame := range s.call.Frames {
			flow := w.machine.Flows[frame.Flow]
			for _, v := range flow.Vars {
				if !readByGuard(flow, v.Name) {
					continue
				}
				for _, value := range dreamt(v.Type) {
					dreamt := dreamtOf(s, i, v.Name, value, s.call.Started)
					begin(dreamt)
					for _, p := range flow.Params { // beside what the call was begun with
						if given, ok := frame.Vars[p.Name].(bool); ok {
							begin(dreamtOf(dreamt, i, p.Name, !given, s.call.Started))
						}
					}
					for _, at := range walkStarts {
						if len(flow.Hours) > 0 && !at.Equal(s.call.Started) {
							begin(dreamtOf(s, i, v.Name, value, at))
						}
					}
				}
			}
		}
	}
	w.most = w.visits + begun*3/2 + 30
	w.visit()
}

// dreamtOf is a situation at another time, in which a variable of a frame holds something else.
func dreamtOf(s *situation, frame int, name string, value any, at time.Time) *situation {
	other := *s.call
	other.Started = at
	other.Frames = slices.Clone(other.Frames)
	other.Frames[frame].Vars = maps.Clone(other.Frames[frame].Vars)
	other.Frames[frame].Vars[name] = value
	return &situation{call: &other, ended: s.ended}
}

// readByGuard reports whether a guard of a flow reads a variable.
func readByGuard(f *engine.Flow, name string) bool {
	return slices.ContainsFunc(partsOf(f).transitions, func(t *engine.Transition) bool {
		return t.When != nil && slices.ContainsFunc(t.When.Reads(), func(path string) bool { return rootOf(path) == name })
	})
}

// dreamt are values of a type that guards may tell apart.
func dreamt(t guard.Type) []any {
	var out []any
	switch t.Kind {
	case guard.Int:
		out = []any{0, 1, 2, 4, 100}
	case guard.Float:
		out = []any{0.0, 42.5}
	case guard.Bool:
		out = []any{true, false}
	case guard.Date:
		out = []any{time.Date(2099, 12, 4, 0, 0, 0, 0, time.UTC), time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)}
	case guard.List:
		out = []any{[]any{}}
		for _, v := range dreamt(*t.Elem) {
			out = append(out, []any{v})
		}
	case guard.String:
		for _, member := range t.OneOf {
			out = append(out, member)
		}
		if len(out) == 0 {
			out = []any{"", "anonymous", "+15125550155"}
		}
	}
	if t.Optional {
		out = append(out, nil)
	}
	return out
}
