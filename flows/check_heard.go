package flows

import "github.com/texmlflow/texmlflow/flows/syntax"

// checkHeardAfter warns of words that stand right before a fetch: they are in the same document as what follows it, which
// leaves when the request has been answered.
func checkHeardAfter(c *checker) {
	for _, f := range c.decls {
		fetches := map[string]*stateDecl{}
		for _, s := range f.States {
			if _, ok := s.Action.(*fetchDecl); ok {
				fetches[s.Name.Value] = s
			}
		}
		if len(fetches) == 0 {
			continue
		}
		for _, s := range f.States {
			into := fetches[s.Name.Value]
			if s.ActionKey == nil && s.Exit != nil {
				into = fetches[s.Exit.To.Value]
			}
			if into != nil {
				c.heardAfter(s.Parts, into)
			}
			s.eachTransition(func(t *transitionDecl) {
				if into := fetches[t.To.Value]; into != nil {
					c.heardAfter(t.Parts, into)
				}
			})
		}
	}
}

// heardAfter warns of the last words among parts.
func (c *checker) heardAfter(parts []partDecl, fetch *stateDecl) {
	var key *syntax.Node
	for _, p := range parts {
		if p.Say != nil || p.Play != nil {
			key = p.Key
		}
	}
	if key != nil {
		c.out.Warnf(codeHeardAfter, key.Span, "the caller hears this after the fetch of %q, not while it is made", fetch.Name.Value).
			Notef(fetch.ActionKey.Span, "the fetch stands here").
			Hint = "say it on the way out of the fetch, in its outcomes"
	}
}

// eachTransition visits what is written of every way out of a state, bounds' ways among them.
func (s *stateDecl) eachTransition(visit func(*transitionDecl)) {
	follow := func(list ...*transitionDecl) {
		for _, t := range list {
			for ; t != nil; t = t.Then {
				visit(t)
			}
		}
	}
	for _, o := range s.Outcomes {
		follow(o.Transitions...)
	}
	switch a := s.Action.(type) {
	case *gatherDecl:
		for _, c := range a.Choices {
			follow(c.Transition)
		}
	case *chooseDecl:
		follow(a.Transitions...)
	}
}
