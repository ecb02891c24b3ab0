package engine

import (
	"slices"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// MaxSpoken is how much of one interpolated value is read aloud, in characters.
const MaxSpoken = 500

// parts adds what a state or transition says, plays, pauses, starts and stops to the document.
func (s *stepper) parts(parts []Part) {
	for i := range parts {
		s.part(&parts[i])
	}
}

func (s *stepper) part(p *Part) {
	switch {
	case p.Say != nil:
		s.prompt(*p.Say)
	case p.Play != nil:
		s.add(s.spoken(*p.Play), p)
	case p.Start != nil:
		s.add(&texmlgen.Start{Services: s.services(p.Start, true)}, p)
	case p.Stop != nil:
		s.add(&texmlgen.Stop{Services: s.services(p.Stop, false)}, p)
	default:
		s.add(&texmlgen.Pause{Length: texmlgen.Some(p.Pause)}, p)
	}
}

// prompt adds what a prompt makes heard to the document.
func (s *stepper) prompt(p Prompt) {
	parts := p.in(s.call.Language, s.machine.Entry().Languages)
	for i := range parts {
		if v := s.spoken(parts[i]); v != nil {
			s.add(v, &parts[i])
		}
	}
}

// promptVerbs returns what a prompt makes heard, in the language of the call.
func (s *stepper) promptVerbs(p Prompt) []texmlgen.Verb {
	parts := p.in(s.call.Language, s.machine.Entry().Languages)
	verbs := make([]texmlgen.Verb, 0, len(parts))
	for _, part := range parts {
		if v := s.spoken(part); v != nil {
			verbs = append(verbs, v)
		}
	}
	return verbs
}

// in returns the parts of a prompt in a language, or in the first language there are words for.
func (p Prompt) in(language string, languages []Language) []PromptPart {
	if parts, ok := p.Parts[language]; ok {
		return parts
	}
	if parts, ok := p.Parts[AnyLanguage]; ok {
		return parts
	}
	for _, l := range languages {
		if parts, ok := p.Parts[l.Tag]; ok {
			return parts
		}
	}
	return nil
}

// spoken returns the verb of a part; nil when its values leave no word to say, since TeXML has no empty Say.
func (s *stepper) spoken(p PromptPart) texmlgen.Verb {
	if p.Audio != nil {
		v := &texmlgen.Play{URL: s.recording(p.Audio)}
		if p.Failover != nil {
			v.FailoverURL = s.recording(p.Failover)
		}
		// A recording that cannot be fetched must not end the document, and with it the call.
		v.ContinueOnError = texmlgen.Some(true)
		return v
	}
	say := s.say(p)
	if s.blank(say.Text) {
		return nil
	}
	return say
}

// say returns the words of a part.
func (s *stepper) say(p PromptPart) *texmlgen.Say {
	language := p.Language
	if language == "" {
		language = s.call.Language
	}
	speech := s.speech(language)
	say := speech.Speech
	say.Voice, say.Language, say.Text = speech.Voice, language, s.text(p.Text, MaxSpoken)
	return &say
}

// voice returns the voice of a language.
func (s *stepper) voice(language string) string { return s.speech(language).Voice }

// speech returns how a language is spoken: as the flow says, else those that it was called from, or is heard in.
func (s *stepper) speech(language string) Language {
	for i := len(s.call.Frames) - 1; i >= 0; i-- {
		if l, ok := s.machine.speech(s.call.Frames[i].Flow, language); ok {
			return l
		}
	}
	for _, name := range slices.Backward(s.call.Beneath) {
		if l, ok := s.machine.speech(name, language); ok {
			return l
		}
	}
	return Language{}
}

// speech returns the language of a flow that has a voice for it.
func (m *Machine) speech(flow, language string) (Language, bool) {
	f := m.Flows[flow]
	if f == nil {
		return Language{}, false
	}
	i := slices.IndexFunc(f.Languages, func(l Language) bool { return l.Tag == language && l.Voice != "" })
	if i < 0 {
		return Language{}, false
	}
	return f.Languages[i], true
}

// text fills in a template. What is interpolated stays apart from the author's words until the document is written; limit
// cuts each interpolated value to so many characters, 0 does not.
func (s *stepper) text(t *guard.Template, limit int) texmlgen.Text {
	var out texmlgen.Text
	for _, segment := range s.segments(t) {
		if segment.Literal {
			out = out.Append(texmlgen.Literal(segment.Text))
			continue
		}
		out = out.Append(texmlgen.Outside(cut(segment.Text, limit)))
	}
	return out
}

// segments fills in a template; nothing of it when the step has nothing left for its expressions. Where verbs are prepared,
// its values are empty.
func (s *stepper) segments(t *guard.Template) []guard.Segment {
	if s.preparing {
		var out []guard.Segment
		for _, part := range t.Parts {
			if part.Literal {
				out = append(out, guard.Segment{Literal: true, Text: part.Text})
				continue
			}
			out = append(out, guard.Segment{})
		}
		return out
	}
	for _, part := range t.Parts {
		if !part.Literal && !s.spend(part.Program()) {
			return nil
		}
	}
	return t.Render(s.env())
}

// cut keeps the first n characters of a text; all of it when n is 0.
func cut(text string, n int) string {
	if n == 0 {
		return text
	}
	for i := range text {
		if n == 0 {
			return text[:i]
		}
		n--
	}
	return text
}
