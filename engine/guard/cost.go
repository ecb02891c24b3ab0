package guard

import "fmt"

// The static bounds on what an expression costs.
const (
	maxNodes  = 200     // nodes of expr's tree
	maxVisits = 600     // nodes of ours: 1 < x < 3 holds x twice, nested ones double
	maxWork   = 200_000 // work in the worst case, see checker.spend
	maxMemory = 10_000  // elements of lists made, expr's own measure
	maxTexts  = 1024    // texts made, each of MaxText in the worst case
)

// cost is what an expression takes in the worst case: texts of MaxText, lists as long as they can be.
type cost struct{ work, memory, texts int }

func (c cost) less(o cost) cost { return cost{c.work - o.work, c.memory - o.memory, c.texts - o.texts} }

// round is a loop over a list, and what all its rounds together cost.
type round struct {
	list  area
	times int
	cost  cost
}

// spend adds to the work of the worst case. One unit is about a microsecond of one core, rounded up; a loop multiplies by
// the longest that its list can be.
func (c *checker) spend(units int) { c.work += units * c.times }

// longest is how many elements a list has at most.
func (o operand) longest() int {
	switch {
	case o.known:
		return max(1, len(list(o.konst)))
	case o.elems != nil:
		return max(1, len(o.elems))
	case o.most > 0:
		return o.most
	}
	return MaxList
}

// shortened is how many elements are left of a list from one position to before another.
func (o operand) shortened(from, to operand) int {
	if !from.known || !to.known || whole(from.konst) < 0 || whole(to.konst) < 0 {
		return o.longest()
	}
	return max(1, min(o.longest(), whole(to.konst)-whole(from.konst)))
}

// bounds refuses what would cost too much in the worst case.
func (c *checker) bounds() {
	if len(c.problems) > 0 {
		return
	}
	for _, b := range []struct {
		what, unit string
		most       int
		of         func(cost) int
	}{
		{"work", "units", maxWork, func(c cost) int { return c.work }},
		{"lists", "elements", maxMemory - 1, func(c cost) int { return c.memory }},
		{"text", "texts", maxTexts, func(c cost) int { return c.texts }},
	} {
		if got := b.of(c.cost); got > b.most {
			many := "much"
			if b.what == "lists" {
				many = "many"
			}
			c.problem(area{0, c.src.runes}, CodeTooMuch, c.cheaper(got-b.most, b.of),
				"too %s %s: %d %s in the worst case, over the limit of %d", many, b.what, got, b.unit, b.most)
			return
		}
	}
}

// cheaper says what to write so that an expression costs less by so much: a part of the list whose loop costs the most.
func (c *checker) cheaper(by int, of func(cost) int) string {
	var dearest round
	for _, r := range c.rounds {
		if of(r.cost) > of(dearest.cost) {
			dearest = r
		}
	}
	if dearest.times > 0 {
		fits := (of(dearest.cost) - by) * dearest.times / of(dearest.cost)
		if fits > 10 {
			fits -= fits % 10
		}
		src := c.src.cut(dearest.list.from, dearest.list.to)
		if len(src) <= 60 && fits > 0 {
			return fmt.Sprintf("look at the beginning of the list only: write take(%s, %d) for %s", src, fits, src)
		}
	}
	return "part it: set a variable first, or use several transitions"
}
