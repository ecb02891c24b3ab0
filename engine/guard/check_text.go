package guard

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
)

// maxPattern bounds a compiled pattern: matching takes at most its steps for each character.
const maxPattern = 500

// textTest is contains, startsWith, endsWith and matches.
func (c *checker) textTest(a area, op string, l, r operand) operand {
	if l.typ.Kind == List && op == "contains" {
		return c.problem(a, CodeType, fmt.Sprintf("write %s in %s", c.src.cut(r.area.from, r.area.to), c.src.cut(l.area.from, l.area.to)),
			"contains looks in a text; %s is a list", c.src.cut(l.area.from, l.area.to))
	}
	if !c.present(l, r) {
		return bad(a)
	}
	for _, o := range []operand{l, r} {
		if o.typ.Kind != String {
			src, hint := c.src.cut(o.area.from, o.area.to), ""
			if o.known && o.typ.number() {
				hint = "write " + quote(src)
			} else if o.typ.number() {
				hint = "make a text of it: string(" + src + ")"
			}
			return c.problem(o.area, CodeType, hint, "%s needs text on both sides; %s is %s", op, src, o.typ.phrase())
		}
	}
	t := Type{Kind: Bool}
	c.spend(10)
	switch op {
	case "contains":
		return c.apply(a, t, func(v ...any) any { return strings.Contains(text(v[0]), text(v[1])) }, l, r)
	case "startsWith":
		return c.apply(a, t, func(v ...any) any { return strings.HasPrefix(text(v[0]), text(v[1])) }, l, r)
	case "endsWith":
		return c.apply(a, t, func(v ...any) any { return strings.HasSuffix(text(v[0]), text(v[1])) }, l, r)
	}
	if !r.known {
		return c.problem(r.area, CodeRefused, "write the pattern in quotes, or use contains", "a pattern that is computed")
	}
	pattern := text(r.konst)
	steps, err := patternSize(pattern)
	if err != nil {
		return c.problem(r.area, CodeArgument, "", "not a pattern: %s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	if steps > maxPattern {
		return c.problem(r.area, CodeTooMuch, "use smaller counts in { }", "a pattern of %d steps, over the limit of %d", steps, maxPattern)
	}
	re, err := regexp.Compile(pattern)
	if err != nil {
		return c.problem(r.area, CodeArgument, "", "not a pattern: %s", err)
	}
	c.spend(patternWork(steps))
	return c.apply(a, t, func(v ...any) any { return re.MatchString(text(v[0])) }, l)
}

// patternWork is what matching a text of MaxText takes at most. Up to 31 steps regexp remembers where it has been in a
// bit a step and character; beyond that it keeps all its threads, four times slower.
func patternWork(steps int) int {
	if steps < 32 {
		return 30 * steps
	}
	return 130 * steps
}

// patternSize is the number of steps of a pattern: the instructions of its program, which are worked out before
// regexp makes anything larger of them.
func patternSize(pattern string) (int, error) {
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return 0, err
	}
	prog, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return 0, err
	}
	return len(prog.Inst), nil
}
