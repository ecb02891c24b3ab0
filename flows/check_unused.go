package flows

import "github.com/texmlflow/texmlflow/engine"

// checkUnused warns of what a flow declares and never uses: most likely something was forgotten. In a flow with mistakes
// they may be what hides the use.
func checkUnused(c *checker) {
	for _, decl := range c.decls {
		if c.broken[decl.Name.Value] {
			continue
		}
		read := c.made.readNames[decl]
		for _, v := range decl.Vars {
			if !read[v.Name.Value] {
				c.out.Warnf(codeUnused, v.Name.Node.Span, "the variable %q is never read", v.Name.Value).
					Hint = "leave it out, or read it where it was meant"
			}
		}
		for _, p := range decl.Params {
			if !read[p.Name.Value] {
				c.out.Warnf(codeUnused, p.Name.Node.Span, "the parameter %q is never read", p.Name.Value).
					Hint = "leave it out, here and in what calls this flow"
			}
		}
		for _, name := range decl.Env {
			if !read["env."+name.Value] {
				c.out.Warnf(codeUnused, name.Node.Span, "the environment name %q is never read", name.Value).
					Hint = "leave it out"
			}
		}
		for _, h := range decl.Hours {
			if !c.made.usedHours[decl][h.Name.Value] {
				c.out.Warnf(codeUnused, h.Name.Node.Span, "nothing asks for the opening hours %q", h.Name.Value).
					Hintf("leave them out, or ask: open(%q)", h.Name.Value)
			}
		}
		given := c.returnsGiven(c.flows[decl.Name.Value])
		for _, r := range decl.Returns {
			if !given[r.Name.Value] {
				c.out.Warnf(codeUnused, r.Name.Node.Span, "nothing returns %q", r.Name.Value).
					Hintf("leave it out, here and in what calls this flow, or write return: %s where it was meant", r.Name.Value)
			}
		}
		used := c.made.usedPrompts[decl]
		for _, p := range decl.Prompts {
			if !used[p.Name.Value] {
				c.out.Warnf(codeUnused, p.Name.Node.Span, "the prompt %q is never heard", p.Name.Value).
					Hintf("leave it out, or write {use: %s} where it was meant", p.Name.Value)
			}
		}
	}
}

// returnsGiven are the returns that some transition of a flow gives.
func (c *checker) returnsGiven(flow *engine.Flow) map[string]bool {
	given := map[string]bool{}
	note := func(list []*engine.Transition) {
		for t := range taken(list) {
			if t.Target.Kind == engine.ToReturn {
				given[t.Target.Return] = true
			}
		}
	}
	note(anywhere(flow))
	for _, state := range flow.States {
		note(c.exits(state))
	}
	return given
}
