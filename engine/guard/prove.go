package guard

import "slices"

// maxCells bounds the combinations that a proof looks at; beyond it nothing is claimed.
const maxCells = 20_000

// Verdict is what is proven about one guard of a list.
type Verdict struct {
	Always bool  // it is true whatever the values are
	Never  bool  // it is true for no values
	Behind []int // the guards before it of which one is always true when it is; nil when it may be the first that is true
}

// Proof is what is proven about a list of guards of which the first that is true is taken.
type Proof struct {
	Guards  []Verdict
	Covered bool // one of them is true, whatever the values are
}

// Domain is what is known of the values that a term can have, beside its type.
type Domain struct {
	Only   []string          // a text: it is one of these; nil: nothing is known
	Fits   func(string) bool // a text: it is none for which this is false; nil: nothing is known
	Ranges []Range           // a whole number: it lies in one of these; nil: nothing is known
}

// Range is the whole numbers from Least to Most.
type Range struct{ Least, Most int }

// meets reports whether the term may lie between two whole numbers, both included.
func (d Domain) meets(least, most int) bool {
	return d.Ranges == nil || slices.ContainsFunc(d.Ranges, func(r Range) bool { return max(least, r.Least) <= min(most, r.Most) })
}

// Prove looks at guards in the order in which they are tried; nil is one that is always true. It claims what follows
// from their truths and falsehoods, members of closed sets, and comparisons of a term with written values; beyond that,
// and where there are too many cases, it claims nothing. domains are by term, a path or len(path); they may be nil.
//
// Which guards stand behind others takes most of the time where the list is long; it is claimed as far as a time goes
// that is in proportion to the list.
func Prove(guards []*Program, domains map[string]Domain) Proof {
	p := &prover{domains: domains, terms: map[string]int{}}
	return p.prove(guards)
}

func (p *prover) prove(guards []*Program) Proof {
	list, refused := make([]*clause, len(guards)), make([]*clause, len(guards))
	for i, g := range guards {
		if g != nil {
			list[i] = p.clause(g.condition)
		} else {
			list[i] = &clause{op: opTrue}
		}
		refused[i] = negated(list[i])
	}
	out := Proof{Guards: make([]Verdict, len(list))}
	for i, c := range list {
		if guards[i] != nil {
			out.Guards[i].Always = !p.satisfiable(refused[i])
			out.Guards[i].Never = !p.satisfiable(c)
		}
	}
	out.Covered = len(list) > 0 && !p.satisfiable(refused...)
	p.limit(min(leastSteps+testSteps*p.tests, mostSteps))
	for i, c := range list {
		if v := &out.Guards[i]; !v.Never {
			v.Behind = p.behind(refused[:i], c)
		}
	}
	return out
}

// behind finds the earlier guards that take all that c is true for: one, where one is enough. refused are the earlier
// ones when they are false.
func (p *prover) behind(refused []*clause, c *clause) []int {
	if p.spent() {
		return nil
	}
	for i, r := range refused {
		if !p.satisfiable(c, r) {
			return []int{i}
		}
	}
	if len(refused) < 2 {
		return nil
	}
	with := append([]*clause{c}, refused...)
	if p.satisfiable(with...) {
		return nil
	}
	all := make([]int, len(refused))
	for i := range all {
		all[i] = i
	}
	// Those that are not needed for it are left out, the last first.
	for i := len(all) - 1; i >= 0; i-- {
		fewer := slices.Delete(slices.Clone(with), i+1, i+2)
		if !p.satisfiable(fewer...) {
			with, all = fewer, slices.Delete(all, i, i+1)
		}
	}
	return all
}
