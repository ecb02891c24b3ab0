package engine

import (
	"fmt"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// link fills in a URL. Where its values lead it elsewhere, the step takes the failed way.
func (s *stepper) link(t *guard.Template) texmlgen.URL {
	target := s.text(t, 0)
	if !t.IsLiteral() && s.strayed == nil && !s.preparing {
		s.strayed = strays(target.String())
	}
	return texmlgen.Link(target)
}

// strays says why a URL with values in it leads elsewhere than where its author has put them; nil when it does not.
func strays(target string) error {
	if fault := policy.PathFault(target); fault != "" {
		return fmt.Errorf("a value makes the URL lead elsewhere: %s", fault)
	}
	return nil
}

// redirect hands the call to a document elsewhere. An address the author wrote out needs no policy; one with a value in
// it does.
func (s *stepper) redirect(a *Redirect) {
	target := s.text(a.URL, 0)
	if !a.URL.IsLiteral() && !s.preparing {
		if err := s.mayRedirect(target.String()); err != nil {
			s.trouble(err.Error())
			s.outcome("failed")
			s.fail()
			return
		}
	}
	method := a.Method
	if method == "" {
		method = texmlgen.MethodPost
	}
	s.finish(&texmlgen.Redirect{Method: method, URL: texmlgen.Link(target)}, a)
}

func (s *stepper) mayRedirect(target string) error {
	if s.deployment.Policy == nil {
		return errNoPolicy
	}
	return s.deployment.Policy.Redirect(target)
}
