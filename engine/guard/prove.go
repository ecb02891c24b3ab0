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

// Domain is what is known of the texts that a term can be, beside its type.
type Domain struct {
	Only []string          // it is one of these; nil: nothing is known
	Fits func(string) bool // it is none for which this is false; nil: nothing is known
}

// Prove looks at guards in the order in which they are tried; nil is one that is always true. It claims what follows
// from their truths and falsehoods, members of closed sets, and comparisons of a term with written values; beyond that,
// and where there are too many cases, it claims nothing. domains are by path; they may be nil.
func Prove(guards []*Program, domains map[string]Domain) Proof {
	list := make([]*condition, len(guards))
	for i, g := range guards {
		list[i] = &condition{op: opTrue}
		if g != nil {
			list[i] = g.condition
		}
	}
	out := Proof{Guards: make([]Verdict, len(list))}
	for i, c := range list {
		v := &out.Guards[i]
		if g := guards[i]; g != nil {
			v.Always = !satisfiable(domains, negation(c))
			v.Never = !satisfiable(domains, c)
		}
		if !v.Never {
			v.Behind = behind(domains, list[:i], c)
		}
	}
	refused := make([]*condition, len(list))
	for i, c := range list {
		refused[i] = negation(c)
	}
	out.Covered = len(list) > 0 && !satisfiable(domains, refused...)
	return out
}

// behind finds the earlier conditions that take all that c is true for: one, where one is enough.
func behind(domains map[string]Domain, earlier []*condition, c *condition) []int {
	for i, e := range earlier {
		if !satisfiable(domains, c, negation(e)) {
			return []int{i}
		}
	}
	var all []int
	with := []*condition{c}
	for i, e := range earlier {
		all = append(all, i)
		with = append(with, negation(e))
	}
	if len(all) < 2 || satisfiable(domains, with...) {
		return nil
	}
	// Those that are not needed for it are left out, the last first.
	for i := len(all) - 1; i >= 0; i-- {
		fewer := slices.Delete(slices.Clone(with), i+1, i+2)
		if !satisfiable(domains, fewer...) {
			with, all = fewer, slices.Delete(all, i, i+1)
		}
	}
	return all
}

// satisfiable reports whether all conditions may be true at once; true where that is not known.
func satisfiable(domains map[string]Domain, all ...*condition) bool {
	var terms []string
	tests := map[string][]*condition{}
	for _, c := range all {
		c.tests(func(t *condition) {
			if tests[t.term] == nil {
				terms = append(terms, t.term)
			}
			tests[t.term] = append(tests[t.term], t)
		})
	}
	cases := 1
	parted := make([][]cell, len(terms))
	for i, term := range terms {
		parted[i] = domains[term].cells(tests[term])
		if cases *= len(parted[i]); cases > maxCells {
			return true
		}
	}
	at := make(map[string]cell, len(terms))
	var try func(i int) bool
	try = func(i int) bool {
		if i == len(terms) {
			return !slices.ContainsFunc(all, func(c *condition) bool { return !c.holdsFor(at) })
		}
		for _, c := range parted[i] {
			at[terms[i]] = c
			if try(i + 1) {
				return true
			}
		}
		return false
	}
	return try(0)
}
