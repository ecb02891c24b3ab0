package engine

import (
	"maps"
	"strings"

	"github.com/texmlflow/texmlflow/engine/guard"
)

// judge decides what a gather's answer means, in the order the language promises.
func (s *stepper) judge(a *Gather) {
	s.dropFinishKey(a)
	s.exits = s.callbackValues(CallbackGather)
	digits, speech := s.event.Text("Digits"), s.event.Text("SpeechResult")
	if s.event.Kind == Silence || (digits == "" && speech == "") {
		s.noInput(a)
		return
	}
	if digits != "" && !a.Fits(digits) {
		if c := keyCommand(a.Commands, digits); c != nil {
			s.decide("command "+c.Name, []*Transition{c.Transition})
			return
		}
		s.noMatch(a)
		return
	}
	if t := s.first(a.Transitions); t != nil {
		s.outcome("transitions")
		s.run(t)
		return
	}
	if c := s.choice(a, digits, speech); c != nil {
		s.decide(c.outcome(a.Sensitive), []*Transition{c.Transition})
		return
	}
	if c := s.command(a.Commands, digits, speech); c != nil {
		s.decide("command "+c.Name, []*Transition{c.Transition})
		return
	}
	s.noMatch(a)
}

// dropFinishKey takes the key that has ended an entry off it: whether Digits holds that key TeXML leaves open.
func (s *stepper) dropFinishKey(a *Gather) {
	digits := s.event.Text("Digits")
	entry := strings.TrimRight(digits, a.Verb.FinishOnKey.Or("#"))
	if len(entry) < len(digits) {
		s.event.Values = maps.Clone(s.event.Values)
		s.event.Values["Digits"] = entry
	}
}

// Fits reports whether an entry keeps the gather's own bounds.
func (a *Gather) Fits(digits string) bool {
	n := len(digits)
	switch {
	case a.NumDigits > 0 && n != a.NumDigits,
		a.MinDigits > 0 && n < a.MinDigits,
		a.MaxDigits > 0 && n > a.MaxDigits:
		return false
	}
	return a.ValidDigits == "" || strings.Trim(digits, a.ValidDigits) == ""
}

// choice finds the option that was meant: by key, then by phrase, of which the longest wins and then the first written.
func (s *stepper) choice(a *Gather, digits, speech string) *Choice {
	if digits != "" {
		for _, c := range a.Choices {
			if c.Key == digits && s.holds(c.Transition, c.When) {
				return c
			}
		}
	}
	if speech == "" {
		return nil
	}
	var best *Choice
	longest, heard := 0, guard.WordsOf(speech, s.call.Language)
	for _, c := range a.Choices {
		for _, phrase := range s.phrases(c.Phrases) {
			words := guard.WordsOf(phrase, s.call.Language)
			if n := words.Len(); n > longest && heard.Contain(words) && s.holds(c.Transition, c.When) {
				best, longest = c, n
			}
		}
	}
	return best
}

// command finds the command whose key or phrase is the whole answer.
func (s *stepper) command(commands []*Command, digits, speech string) *Command {
	if c := keyCommand(commands, digits); c != nil {
		return c
	}
	if speech == "" {
		return nil
	}
	said := strings.Join(guard.Fold(speech), " ")
	for _, c := range commands {
		for _, phrase := range s.phrases(c.Phrases) {
			if strings.Join(guard.Fold(phrase), " ") == said {
				return c
			}
		}
	}
	return nil
}

func keyCommand(commands []*Command, digits string) *Command {
	if digits == "" {
		return nil
	}
	for _, c := range commands {
		if c.Key == digits {
			return c
		}
	}
	return nil
}

func (s *stepper) phrases(by map[string][]string) []string {
	if list, ok := by[s.call.Language]; ok {
		return list
	}
	return by[AnyLanguage]
}

func (s *stepper) noInput(a *Gather) {
	f := s.call.Top()
	f.NoInputs++
	s.unusable("no_input", a.NoInput, f.NoInputs, a)
}

func (s *stepper) noMatch(a *Gather) {
	f := s.call.Top()
	f.NoMatches++
	s.unusable("no_match", a.NoMatch, f.NoMatches, a)
}

// unusable is the retry of an answer that was silence or noise: the flow's own way if it has one, else the prompt again,
// until the retries are used up.
func (s *stepper) unusable(name string, list []*Transition, count int, a *Gather) {
	t := s.first(list)
	if t != nil {
		t = s.settle(t)
	}
	if t != nil && t.Target.Kind != ToRetry {
		s.outcome(name)
		s.perform(t)
		s.follow(t.Target)
		return
	}
	if count > a.Retries {
		s.decide("exhausted", a.Exhausted)
		return
	}
	s.outcome(name)
	if t != nil {
		s.perform(t)
	}
	s.again()
}

// outcome names a choice for the journal; the key of a sensitive entry is what the caller keyed in, and stays out of it.
func (c *Choice) outcome(sensitive bool) string {
	switch {
	case sensitive:
		return "choice"
	case c.Key != "":
		return "choice " + c.Key
	}
	return "choice " + c.Transition.ID
}
