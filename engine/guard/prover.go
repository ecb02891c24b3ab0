package guard

import "slices"

// How many steps may be taken to find which guards of a list stand behind others: so many, and more for each test in
// them, up to a most. A step is a test that is tried on a cell, or a test that is sorted by its term.
const (
	leastSteps = 200_000
	testSteps  = 20_000
	mostSteps  = 20_000_000
)

// prover looks for values for which conditions of one list of guards are true. It is made for one list, whose terms it
// numbers, and uses its memory again for every search.
type prover struct {
	domains map[string]Domain
	terms   map[string]int // numbers of terms
	tests   int            // in all guards

	steps, most int // taken, and allowed; none are counted where most is 0

	// Of one search, by number of the term unless it says otherwise.
	used   []int          // the terms it has, in the order in which they are tried
	tested [][]*condition // their tests
	cells  [][]cell       // what their values are parted into, by position in used
	values []any          // what the tests of one term compare with
	at     []cell         // the cell that is tried
	known  []bool         // there is one
	open   [][]*clause    // by depth, the conditions that are neither true nor false so far
}

// clause is a condition whose terms are numbers.
type clause struct {
	op    conditionOp
	parts []*clause
	term  int
	test  *condition
}

// negated is a clause turned round.
func negated(c *clause) *clause {
	switch c.op {
	case opNot:
		return c.parts[0]
	case opTrue:
		return &clause{op: opFalse}
	case opFalse:
		return &clause{op: opTrue}
	}
	return &clause{op: opNot, parts: []*clause{c}}
}

// clause numbers the terms of a condition.
func (p *prover) clause(c *condition) *clause {
	out := &clause{op: c.op}
	if c.op == opTest {
		term, ok := p.terms[c.term]
		if !ok {
			term = len(p.terms)
			p.terms[c.term] = term
			p.tested = append(p.tested, nil)
			p.at, p.known = append(p.at, cell{}), append(p.known, false)
		}
		p.tests++
		out.term, out.test = term, c
	}
	if len(c.parts) > 0 {
		out.parts = make([]*clause, len(c.parts))
		for i, part := range c.parts {
			out.parts[i] = p.clause(part)
		}
	}
	return out
}

// limit allows so many steps from here on.
func (p *prover) limit(steps int) { p.steps, p.most = 0, steps }

func (p *prover) spent() bool { return p.most > 0 && p.steps > p.most }

// satisfiable reports whether all conditions may be true at once; true where that is not known.
func (p *prover) satisfiable(all ...*clause) bool {
	switch {
	case p.spent():
		return true
	case slices.ContainsFunc(all, func(c *clause) bool { return c.op == opFalse }):
		return false // as where an unguarded transition is refused: the values of the others do not matter
	}
	for _, term := range p.used {
		p.tested[term] = p.tested[term][:0]
	}
	p.used = p.used[:0]
	for _, c := range all {
		p.collect(c)
	}
	cases := 1
	for i, term := range p.used {
		if i == len(p.cells) {
			p.cells = append(p.cells, nil)
		}
		p.parted(i, p.tested[term])
		if cases *= len(p.cells[i]); cases > maxCells {
			return true
		}
	}
	return cases > 0 && p.try(0, all)
}

// collect sorts the tests of a condition by their terms.
func (p *prover) collect(c *clause) {
	if c.op == opTest {
		if len(p.tested[c.term]) == 0 {
			p.used = append(p.used, c.term)
		}
		p.tested[c.term] = append(p.tested[c.term], c.test)
		p.steps++
	}
	for _, part := range c.parts {
		p.collect(part)
	}
}

// try looks for cells of the terms from a depth on with which all conditions are true. Those that the cells above have
// decided are not asked again, and where one of them is false nothing below is looked at.
func (p *prover) try(depth int, all []*clause) bool {
	if depth == len(p.open) {
		p.open = append(p.open, nil)
	}
	open := p.open[depth][:0]
	for _, c := range all {
		switch p.holds(c) {
		case isFalse:
			return false
		case isOpen:
			open = append(open, c)
		}
	}
	p.open[depth] = open
	if len(open) == 0 || p.spent() {
		return true
	}
	term := p.used[depth]
	p.known[term] = true
	defer func() { p.known[term] = false }()
	for _, c := range p.cells[depth] {
		p.at[term] = c
		if p.try(depth+1, open) {
			return true
		}
	}
	return false
}

// answer is what is known of a condition while cells are tried.
type answer uint8

const (
	isOpen answer = iota
	isTrue
	isFalse
)

// holds evaluates a condition as far as its terms are known.
func (p *prover) holds(c *clause) answer {
	switch c.op {
	case opTrue:
		return isTrue
	case opNot:
		switch p.holds(c.parts[0]) {
		case isTrue:
			return isFalse
		case isFalse:
			return isTrue
		}
		return isOpen
	case opAnd:
		return p.first(c.parts, isFalse, isTrue)
	case opOr:
		return p.first(c.parts, isTrue, isFalse)
	case opTest:
		p.steps++
		switch {
		case !p.known[c.term]:
			return isOpen
		case p.at[c.term].passes(c.test):
			return isTrue
		}
	}
	return isFalse
}

// first is what one part that decides makes of all; rest where all parts are the opposite.
func (p *prover) first(parts []*clause, decides, rest answer) answer {
	out := rest
	for _, part := range parts {
		switch p.holds(part) {
		case decides:
			return decides
		case isOpen:
			out = isOpen
		}
	}
	return out
}
