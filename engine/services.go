package engine

import (
	"slices"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// services returns elements with their templates filled in. What is started also gets the URLs that tell us of it.
func (s *stepper) services(list []Service, start bool) []texmlgen.Service {
	out := make([]texmlgen.Service, 0, len(list))
	for _, v := range list {
		if service, ok := s.service(v, start).(texmlgen.Service); ok {
			out = append(out, service)
		}
	}
	return out
}

// service returns one element with its templates filled in.
func (s *stepper) service(v Service, start bool) texmlgen.Element {
	switch e := v.Element.(type) {
	case *texmlgen.Stream:
		x := *e
		if v.URL != nil {
			x.URL = s.link(v.URL)
		}
		if v.Name != nil {
			x.Name = s.text(v.Name, 0)
		}
		x.Parameters = s.parameters(v.Parameters)
		return &x
	case *texmlgen.Siprec:
		x := *e
		if v.Name != nil {
			x.Name = s.text(v.Name, 0)
		}
		return &x
	case *texmlgen.Transcription:
		x := *e
		if start {
			if x.Language == "" {
				x.Language = s.call.Language
			}
			x.TranscriptionCallback = texmlgen.Route(RouteTranscription)
			x.TranscriptionCallbackMethod = texmlgen.MethodPost
		}
		return &x
	case *texmlgen.Recording:
		x := *e
		if start {
			x.RecordingStatusCallback = texmlgen.Route(RouteRecording)
			x.RecordingStatusCallbackMethod = texmlgen.MethodPost
		}
		return &x
	case *texmlgen.AIAssistant:
		x := *e
		if v.Join != nil {
			x.Join = s.text(v.Join, 0)
		}
		return &x
	case *texmlgen.ConversationRelay:
		x := *e
		if v.URL != nil {
			x.URL = s.link(v.URL)
		}
		if !v.Greeting.IsZero() {
			x.WelcomeGreeting = s.words(v.Greeting)
		}
		s.relayLanguages(&x)
		x.Parameters = s.parameters(v.Parameters)
		return &x
	}
	return v.Element
}

// relayLanguages lets a relay speak as the flow does: in the call's language, each language in its voice. Where a
// provider is written, its voices have other names than the flow's may.
func (s *stepper) relayLanguages(x *texmlgen.ConversationRelay) {
	if x.Language == "" {
		x.Language = s.call.Language
	}
	if x.Voice == "" {
		x.Voice = s.voice(x.Language)
	}
	x.Languages = slices.Clone(x.Languages)
	for i := range x.Languages {
		if l := &x.Languages[i]; l.Voice == "" && l.TtsProvider == "" {
			l.Voice = s.voice(l.Code)
		}
	}
}

func (s *stepper) parameters(list []NamedTemplate) []texmlgen.Parameter {
	var out []texmlgen.Parameter
	for _, p := range list {
		out = append(out, texmlgen.Parameter{Name: p.Name, Value: s.text(p.Value, 0)})
	}
	return out
}

func (s *stepper) conference(a *Conference) *texmlgen.Dial {
	v, noun := a.Verb, a.Noun
	v.Action, v.Method = texmlgen.Route(RouteAnswer), texmlgen.MethodPost
	noun.Room = s.text(a.Name, 0)
	if a.Hold != nil {
		noun.WaitURL, noun.WaitMethod = texmlgen.Route(RouteHold), texmlgen.MethodPost
	}
	v.Nouns = []texmlgen.DialNoun{&noun}
	return &v
}

func (s *stepper) enqueue(a *Enqueue) *texmlgen.Enqueue {
	v := a.Verb
	v.Action, v.Method = texmlgen.Route(RouteAnswer), texmlgen.MethodPost
	v.Queue = s.text(a.Queue, 0)
	if a.Hold != nil {
		v.WaitURL, v.WaitURLMethod = texmlgen.Route(RouteHold), texmlgen.MethodPost
	}
	return &v
}
