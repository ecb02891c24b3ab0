package engine

import (
	"fmt"
	"slices"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// raw runs verbs that the author wrote as TeXML. The values in them are filled in as text, whatever they hold; the verb
// that waits gets our action, and silence its Redirect.
func (s *stepper) raw(a *Texml) {
	text := texmlgen.Literal("<Response>").Append(s.text(a.Document, 0), texmlgen.Literal("</Response>"))
	tree, findings := texmlgen.ParseText(text)
	if tree.Response == nil || texmlgen.HasErrors(findings) {
		s.refusedRaw(a, fmt.Errorf("the raw TeXML does not hold with these values"))
		return
	}
	if err := s.rawLinks(a, tree.Response); err != nil {
		s.refusedRaw(a, err)
		return
	}
	waits := false
	for _, v := range tree.Response.Verbs {
		if err := s.allowedIn(v); err != nil {
			s.refusedRaw(a, err)
			return
		}
		waits = answerTo(v) || waits
	}
	for _, v := range tree.Response.Verbs {
		s.add(v, nil)
	}
	if waits {
		s.silence()
		return
	}
	if slices.ContainsFunc(tree.Response.Verbs, EndsCall) {
		s.trace.Hangup, s.done = true, true // as the actions that do the same
		s.outcome("end")
		return
	}
	s.outcome("ok")
	s.takeRaw(a)
}

// EndsCall reports whether nothing of a document runs behind a verb.
func EndsCall(v texmlgen.Verb) bool {
	switch v.(type) {
	case *texmlgen.Hangup, *texmlgen.Reject, *texmlgen.Redirect:
		return true
	}
	return false
}

func (s *stepper) refusedRaw(a *Texml, err error) {
	s.trouble(err.Error())
	s.outcome("failed")
	if a.Failed == nil || !s.take(a.Failed) {
		s.fail()
	}
}

// rawAnswered decides the outcome of raw verbs by the guards of their author.
func (s *stepper) rawAnswered(a *Texml) {
	s.exits = s.callbackValues(a.Callback)
	if s.event.Kind == Silence {
		s.decide("failed", a.Failed)
		return
	}
	for _, o := range a.Outcomes {
		if s.holdsAt(o.Place, nil, o.When) {
			s.decide(o.Name, o.Transitions)
			return
		}
	}
	s.decide("failed", a.Failed)
}

// takeRaw goes on after raw verbs that wait for nothing: they have one outcome.
func (s *stepper) takeRaw(a *Texml) {
	for _, o := range a.Outcomes {
		if s.take(o.Transitions) {
			return
		}
	}
	s.trouble("nothing follows the raw TeXML")
	s.fail()
}

// rawLinks asks about the URLs of raw verbs that values stand in, as the actions do about theirs.
func (s *stepper) rawLinks(a *Texml, doc *texmlgen.Response) error {
	i := 0
	for at, url := range doc.Links() {
		valued := i < len(a.Valued) && a.Valued[i]
		i++
		if !valued {
			continue
		}
		err := strays(url.String())
		if _, redirect := at.Element.(*texmlgen.Redirect); redirect {
			err = s.mayRedirect(url.String())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// allowedIn asks the host's policy for the targets of a raw verb.
func (s *stepper) allowedIn(v texmlgen.Verb) error {
	switch v := v.(type) {
	case *texmlgen.Dial:
		if !v.Number.IsZero() {
			return s.allowed(v.Number.String())
		}
		for _, noun := range v.Nouns {
			var target string
			switch noun := noun.(type) {
			case *texmlgen.Number:
				target = noun.Number.String()
			case *texmlgen.Sip:
				target = noun.URI.String()
			default:
				continue
			}
			if err := s.allowed(target); err != nil {
				return err
			}
		}
	case *texmlgen.HTTPRequest:
		if p := s.deployment.Policy; p != nil && p.FetchConfigured() && v.Request != nil {
			return p.Fetch(v.Request.URL.String())
		}
	case *texmlgen.Refer:
		if v.Sip != nil {
			return s.allowed(v.Sip.URI.String())
		}
	}
	return nil
}

// answerTo gives a raw verb that waits our action, and reports whether it is one.
func answerTo(v texmlgen.Verb) bool {
	action, post := texmlgen.Route(RouteAnswer), texmlgen.MethodPost
	switch v := v.(type) {
	case *texmlgen.Gather:
		v.Action = action
	case *texmlgen.AIGather:
		v.Action, v.Method = action, post
	case *texmlgen.HTTPRequest:
		if async, _ := v.Async.Get(); async {
			return false
		}
		v.Action = action
	case *texmlgen.Dial:
		v.Action, v.Method = action, post
	case *texmlgen.Record:
		v.Action, v.Method = action, post
	case *texmlgen.Enqueue:
		v.Action, v.Method = action, post
	case *texmlgen.Connect:
		v.Action, v.Method = action, post
	case *texmlgen.Refer:
		v.Action, v.Method = action, post
	case *texmlgen.Pay:
		v.Action, v.Method = action, post
	default:
		return false
	}
	return true
}

// RawCallback returns the callback that answers a verb, and false for one that does not wait.
func RawCallback(v texmlgen.Verb) (Callback, bool) {
	switch v := v.(type) {
	case *texmlgen.Gather:
		return CallbackGather, true
	case *texmlgen.AIGather:
		return CallbackAIGather, true
	case *texmlgen.HTTPRequest:
		async, _ := v.Async.Get()
		return CallbackHTTPRequest, !async
	case *texmlgen.Dial:
		return CallbackDial, true
	case *texmlgen.Record:
		return CallbackRecord, true
	case *texmlgen.Enqueue:
		return CallbackEnqueue, true
	case *texmlgen.Connect:
		return CallbackConnect, true
	case *texmlgen.Refer:
		return CallbackRefer, true
	case *texmlgen.Pay:
		return CallbackPay, true
	}
	return "", false
}
