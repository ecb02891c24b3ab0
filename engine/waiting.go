package engine

import (
	"errors"
	"fmt"
	"strings"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// wait ends the document in the verb of the current state's action and the Redirect that stands for silence.
func (s *stepper) wait() {
	state := s.state()
	var verb texmlgen.Verb
	switch a := state.Action.(type) {
	case *Gather:
		verb = s.gather(a)
	case *AIGather:
		v := a.Verb
		v.Action, v.Method = texmlgen.Route(RouteAnswer), texmlgen.MethodPost
		if !a.Greeting.IsZero() {
			v.Greeting = s.words(a.Greeting)
		}
		if speech := s.speech(s.call.Language); v.Voice == nil && speech.Voice != "" {
			v.Voice = &texmlgen.AIVoice{Name: speech.Voice, APIKeyRef: speech.Speech.APIKeyRef}
		}
		verb = &v
	case *HTTPRequest:
		v, err := s.httpRequest(a)
		if err != nil {
			s.refused(err, a.Failed)
			return
		}
		verb = v
	case *Dial:
		v, err := s.dial(a)
		if err != nil {
			s.refused(err, a.Failed)
			return
		}
		verb = v
	case *Conference:
		verb = s.conference(a)
	case *Enqueue:
		verb = s.enqueue(a)
	case *Connect:
		v := a.Verb
		v.Action, v.Method = texmlgen.Route(RouteAnswer), texmlgen.MethodPost
		if noun, ok := s.service(a.Service, true).(texmlgen.ConnectNoun); ok {
			v.Noun = noun
		}
		if to, ok := v.Noun.(*texmlgen.Stream); ok {
			to.StatusCallback, to.StatusCallbackMethod = texmlgen.Route(RouteStream), texmlgen.MethodPost
		}
		if to, ok := v.Noun.(*texmlgen.AIAssistant); ok && a.Service.Join != nil && s.blank(to.Join) {
			s.refused(errors.New("the conversation to join is empty"), a.Failed)
			return
		}
		verb = &v
	case *Refer:
		v := a.Verb
		v.Action, v.Method = texmlgen.Route(RouteAnswer), texmlgen.MethodPost
		v.Sip = &texmlgen.Sip{URI: s.text(a.SIP, 0)}
		if err := s.allowed(v.Sip.URI.String()); err != nil {
			s.refused(err, a.Failed)
			return
		}
		verb = &v
	case *Pay:
		v, err := s.pay(a)
		if err != nil {
			s.refused(err, a.Failed)
			return
		}
		verb = v
	case *Record:
		v := a.Verb
		v.Action, v.Method = texmlgen.Route(RouteAnswer), texmlgen.MethodPost
		v.RecordingStatusCallback = texmlgen.Route(RouteRecording)
		v.RecordingStatusCallbackMethod = texmlgen.MethodPost
		if v.Transcription.Or(false) {
			v.TranscriptionCallback = texmlgen.Route(RouteTranscription)
			if v.TranscriptionLanguage == "" {
				v.TranscriptionLanguage = s.call.Language
			}
		}
		verb = &v
	default:
		s.trouble("an action that does not wait")
		s.fail()
		return
	}
	if err := s.fits(verb, state.Action); err != nil {
		s.refused(err, s.failedOutcome())
		return
	}
	s.add(verb, state.Action)
	s.silence()
}

// fits says which value keeps a verb from being written, so that the state's failed outcome is taken on the spot, as for a
// target that is refused: what was said before stays. A verb that was prepared holds no value that could.
func (s *stepper) fits(v texmlgen.Verb, of Action) error {
	if s.preparing || s.machine.templates[s.keyOf(of)] != nil {
		return nil
	}
	if why := texmlgen.Unfit(v); why != "" {
		return fmt.Errorf("a value does not fit: %s", why)
	}
	return nil
}

// silence ends a document that waits: the Redirect for the case that nothing comes back.
func (s *stepper) silence() {
	s.add(&texmlgen.Redirect{Method: texmlgen.MethodPost, URL: texmlgen.Route(RouteSilence)}, fixedSilence)
	s.done = true
	f := s.call.Top()
	s.trace.Visited = append(s.trace.Visited, Visit{Flow: f.Flow, State: f.State})
}

// blank reports whether a value that must be there is empty in a call; where verbs are prepared all are.
func (s *stepper) blank(t texmlgen.Text) bool {
	return !s.preparing && strings.TrimSpace(t.String()) == ""
}

// refused takes the failed outcome of a state whose target the host's policy refuses, or whose verb a value spoils.
func (s *stepper) refused(err error, failed []*Transition) {
	if s.preparing {
		return
	}
	s.trouble(err.Error())
	s.outcome("failed")
	if !s.take(failed) {
		s.fail()
	}
}

func (s *stepper) gather(a *Gather) *texmlgen.Gather {
	v := a.Verb
	v.Action = texmlgen.Route(RouteAnswer)
	v.Input = nil
	if a.DTMF {
		v.Input = append(v.Input, texmlgen.InputDTMF)
	}
	if a.Speech {
		v.Input = append(v.Input, texmlgen.InputSpeech)
		v.Language = s.call.Language
	}
	p := a.Prompt
	if s.reprompts(a) {
		p = a.Reprompt
	}
	v.Prompt = s.promptVerbs(p)
	return &v
}

// reprompts reports whether a gather asks in its other words.
func (s *stepper) reprompts(a *Gather) bool { return s.call.Top().Attempt > 1 && !a.Reprompt.IsZero() }

// words returns a prompt as text alone, for the places that cannot play a recording; no text when its values leave none.
func (s *stepper) words(p Prompt) texmlgen.Text {
	var out texmlgen.Text
	for i, part := range p.in(s.call.Language, s.machine.Entry().Languages) {
		if i > 0 {
			out = out.Append(texmlgen.Literal(" "))
		}
		if part.Text != nil {
			out = out.Append(s.text(part.Text, MaxSpoken))
		}
	}
	if s.blank(out) {
		return texmlgen.Text{}
	}
	return out
}

func (s *stepper) dial(a *Dial) (*texmlgen.Dial, error) {
	v := a.Verb
	v.Action, v.Method = texmlgen.Route(RouteAnswer), texmlgen.MethodPost
	if a.CallerID != nil {
		v.CallerID = s.text(a.CallerID, 0)
	}
	v.Nouns = nil
	if a.Queue != nil {
		noun := a.QueueNoun
		noun.Name = s.text(a.Queue, 0)
		v.Nouns = append(v.Nouns, &noun)
		return &v, nil
	}
	for i, target := range a.Targets {
		var screen texmlgen.URL
		if a.Screen != nil {
			screen = texmlgen.Route(ScreenRoute(i))
		}
		if target.SIP != nil {
			noun := target.SIPNoun
			noun.URI = s.text(target.SIP, 0)
			noun.URL, noun.Method = asked(screen)
			if err := s.allowed(noun.URI.String()); err != nil {
				return nil, err
			}
			v.Nouns = append(v.Nouns, &noun)
			continue
		}
		noun := target.NumberNoun
		noun.Number = s.text(target.Number, 0)
		noun.URL, noun.Method = asked(screen)
		if err := s.allowed(noun.Number.String()); err != nil {
			return nil, err
		}
		v.Nouns = append(v.Nouns, &noun)
	}
	return &v, nil
}

// asked gives the method that goes with a URL; none with none.
func asked(url texmlgen.URL) (texmlgen.URL, texmlgen.Method) {
	if url.IsZero() {
		return url, ""
	}
	return url, texmlgen.MethodPost
}

// allowed asks the host's policy for a target; without a policy none is.
func (s *stepper) allowed(target string) error {
	if s.preparing {
		return nil // each step asks
	}
	if s.deployment.Policy == nil {
		return errNoPolicy
	}
	return s.deployment.Policy.Dial(target)
}

func (s *stepper) httpRequest(a *HTTPRequest) (*texmlgen.HTTPRequest, error) {
	target := s.text(a.URL, 0)
	if !a.URL.IsLiteral() {
		if err := strays(target.String()); err != nil {
			return nil, err
		}
	}
	if p := s.deployment.Policy; p != nil && p.FetchConfigured() {
		if err := p.Fetch(target.String()); err != nil {
			return nil, err
		}
	}
	request := &texmlgen.Request{URL: texmlgen.Link(target), Method: a.Method}
	for _, h := range a.Headers {
		request.Headers = append(request.Headers, texmlgen.Header{Key: h.Name, Value: s.text(h.Value, 0)})
	}
	switch {
	case a.JSON != nil:
		body, err := s.json(*a.JSON)
		if err != nil {
			return nil, err
		}
		request.Body = body
	case a.Form != nil:
		request.Body = s.form(a.Form)
	case a.Body != nil:
		request.Body = s.text(a.Body, 0)
	}
	response := &texmlgen.ExpectedResponse{Type: "JSON"}
	if a.Status > 0 {
		response.StatusCode = texmlgen.Some(a.Status)
	}
	for _, f := range a.Fields {
		response.Fields = append(response.Fields, texmlgen.Field{
			Name: f.Path, Value: f.WireName(),
		})
	}
	return &texmlgen.HTTPRequest{
		Async: texmlgen.Some(false), Action: texmlgen.Route(RouteAnswer), Request: request, Response: response,
	}, nil
}
