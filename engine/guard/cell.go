package guard

import (
	"math"
	"slices"
	"time"
)

// cell is a part of the values of a term within which no test of a set of conditions changes its mind: one value, all
// other values, those between two, or nil.
type cell struct {
	kind  cellKind
	value any // of exactly; the lower end of after
}

type cellKind uint8

const (
	exactly cellKind = iota
	others           // every value that is not written anywhere
	before           // below every written value
	after            // above value and below the next written one
	absent
)

// passes reports whether values of the cell pass a test.
func (c cell) passes(t *condition) bool {
	switch {
	case t.test == testNil:
		return c.kind == absent
	case c.kind == absent, c.kind == others:
		return false
	case t.test == testHolds:
		return c.value == true
	case t.test == testEquals:
		return c.kind == exactly && equal(c.value, t.value)
	case t.test == testIn:
		return c.kind == exactly && contains(t.values, c.value)
	case c.kind == before:
		return true
	case t.test == testLess && c.kind == exactly:
		return compare(c.value, t.value) < 0
	case c.kind == exactly:
		return compare(c.value, t.value) <= 0
	}
	// Above its lower end and below the next written value.
	return compare(c.value, t.value) < 0
}

// parted parts the values of a term, at a position of used, that conditions test.
func (p *prover) parted(position int, tests []*condition) {
	out := p.cells[position][:0]
	d := p.domains[tests[0].term]
	ordered, optional := false, false
	for _, t := range tests {
		optional = optional || t.optional
		ordered = ordered || t.test == testLess || t.test == testAtMost
	}
	ordered = ordered || d.Ranges != nil
	typ := tests[0].typ
	if typ.Kind == String && d.Only != nil {
		typ.OneOf = d.Only
	}
	switch {
	case typ.Kind == Bool:
		out = append(out, cell{value: true}, cell{value: false})
	case typ.Kind == String && len(typ.OneOf) > 0 && !ordered:
		for _, m := range typ.OneOf {
			out = append(out, cell{value: m})
		}
	case ordered:
		out = orderedCells(out, typ, p.written(tests), d)
	default:
		for _, v := range p.written(tests) {
			if s, ok := v.(string); !ok || d.Fits == nil || d.Fits(s) {
				out = append(out, cell{value: v})
			}
		}
		out = append(out, cell{kind: others})
	}
	if optional {
		out = append(out, cell{kind: absent})
	}
	p.cells[position] = out
}

// written are the values that tests compare with, sorted, each once.
func (p *prover) written(tests []*condition) []any {
	out := p.values[:0]
	for _, t := range tests {
		if t.value != nil {
			out = append(out, t.value)
		}
		for _, v := range t.values {
			if v != nil {
				out = append(out, v)
			}
		}
	}
	p.values = out
	slices.SortFunc(out, compare)
	return slices.CompactFunc(out, equal)
}

// orderedCells are the written values and what lies before, between and after them, as far as the domain has it.
func orderedCells(out []cell, typ Type, written []any, d Domain) []cell {
	if slices.ContainsFunc(written, func(v any) bool { _, ok := v.(int); return !ok }) {
		d.Ranges = nil // a number that is not whole is written: nothing is claimed
	}
	add := func(c cell, least, most int) {
		if d.meets(least, most) {
			out = append(out, c)
		}
	}
	if len(written) == 0 {
		return append(out, cell{kind: before})
	}
	add(cell{kind: before}, math.MinInt, addInt(whole(written[0]), -1))
	for i, v := range written {
		n := whole(v)
		add(cell{value: v}, n, n)
		switch {
		case i+1 == len(written):
			add(cell{kind: after, value: v}, addInt(n, 1), math.MaxInt)
		case !adjacent(typ, v, written[i+1]):
			add(cell{kind: after, value: v}, addInt(n, 1), addInt(whole(written[i+1]), -1))
		}
	}
	return out
}

// adjacent reports whether there is nothing between two values of a type.
func adjacent(typ Type, low, high any) bool {
	switch typ.Kind {
	case Int:
		a, okA := low.(int)
		b, okB := high.(int)
		return okA && okB && b == addInt(a, 1)
	case Date:
		return instant(low).AddDate(0, 0, 1).Equal(instant(high))
	case Duration, Time:
		return span(high)-span(low) == time.Nanosecond
	}
	return false
}
