package guard

import (
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

// cells parts the values of a term that conditions test.
func (d Domain) cells(tests []*condition) []cell {
	var out []cell
	var written []any
	ordered, optional := false, false
	for _, t := range tests {
		optional = optional || t.optional
		ordered = ordered || t.test == testLess || t.test == testAtMost
		for _, v := range append(t.values, t.value) {
			if v != nil && !contains(written, v) {
				written = append(written, v)
			}
		}
	}
	typ := tests[0].typ
	if typ.Kind == String && d.Only != nil {
		typ.OneOf = d.Only
	}
	switch {
	case typ.Kind == Bool:
		out = []cell{{value: true}, {value: false}}
	case typ.Kind == String && len(typ.OneOf) > 0 && !ordered:
		for _, m := range typ.OneOf {
			out = append(out, cell{value: m})
		}
	case ordered:
		out = orderedCells(typ, written)
	default:
		for _, v := range written {
			if s, ok := v.(string); !ok || d.Fits == nil || d.Fits(s) {
				out = append(out, cell{value: v})
			}
		}
		out = append(out, cell{kind: others})
	}
	if optional {
		out = append(out, cell{kind: absent})
	}
	return out
}

// orderedCells are the written values and what lies before, between and after them.
func orderedCells(typ Type, written []any) []cell {
	slices.SortFunc(written, compare)
	out := []cell{{kind: before}}
	for i, v := range written {
		out = append(out, cell{value: v})
		if i+1 == len(written) || !adjacent(typ, v, written[i+1]) {
			out = append(out, cell{kind: after, value: v})
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
