package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
)

// inside is the way to a state: from the entry flow, or from a hold flow that somebody hears.
func (st *stage) inside(flow, state string) []engine.Visit {
	m := st.machine
	if inside := engine.Inside(m, flow, state); inside != nil {
		return inside
	}
	for _, hold := range slices.Sorted(maps.Keys(m.Flows)) {
		if m.Flows[hold].Hold && engine.Hearing(m, hold) != nil {
			if inside := engine.InsideOf(m, hold, flow, state); inside != nil {
				return inside
			}
		}
	}
	return nil
}

// find reads a --state: where the call stands, with the flows around it.
func (st *stage) find(written string) ([]engine.Visit, error) {
	m := st.machine
	parts := strings.Split(written, "/")
	if len(parts) > 2 && len(parts)%2 == 0 {
		var inside []engine.Visit
		for visit := range slices.Chunk(parts, 2) {
			inside = append(inside, engine.Visit{Flow: visit[0], State: visit[1]})
		}
		return inside, nil
	}
	var found [][]engine.Visit
	var names []string
	for _, flow := range slices.Sorted(maps.Keys(m.Flows)) {
		for _, state := range m.Flows[flow].Order {
			full := flow + "/" + state
			if flow == m.Name {
				full = state
			}
			names = append(names, full)
			if state != written && flow+"/"+state != written {
				continue
			}
			if inside := st.inside(flow, state); inside != nil {
				found = append(found, inside)
			}
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		for _, inside := range found {
			if len(parts) == 1 && len(inside) == 1 && inside[0].Flow == m.Name {
				return inside, nil // the flow's own goes before those of its subflows
			}
		}
		var ways []string
		for _, inside := range found {
			ways = append(ways, inside[len(inside)-1].Flow+"/"+written)
		}
		return nil, usage("write one of "+strings.Join(ways, ", "), "--state %s: several flows have it", quoted(written))
	}
	return nil, usage(nearest(written, names, "the states are "+strings.Join(names, ", ")), "unknown state %s", quoted(written))
}

// stand lets the call, or what is heard by who waits, stand in a state.
func (r *rehearsal) stand(inside []engine.Visit) error {
	m, hold := r.machine, ""
	if first := m.Flows[inside[0].Flow]; first != nil && first.Hold {
		hold = first.Name
	}
	e, err := r.decoded(input{kind: inputBegin})
	if err != nil {
		return err
	}
	if hold == "" {
		r.call, err = engine.At(m, e, inside)
		return err
	}
	hearing := engine.Hearing(m, hold)
	if r.call, err = engine.At(m, e, hearing); err != nil {
		return err
	}
	if e, err = r.decoded(input{kind: inputHold, asks: true}); err != nil {
		return err
	}
	r.call, err = engine.AtHold(m, r.call, inside, e, r.deployment)
	return err
}
