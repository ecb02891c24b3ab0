package flows

import (
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/texmlgen"
)

func (s *stateCompiler) pay(a *payDecl) engine.Action {
	out := &engine.Pay{
		Amount: s.template(a.Amount, s.base), Token: s.template(a.Token, s.base), PostalCode: s.template(a.PostalCode, s.base),
		Description: s.template(a.Description, s.base), Overrides: s.overrides(a), Parameters: s.parameters(a.Parameters),
	}
	if a.Amount.given() && out.Amount.IsLiteral() && !amount.MatchString(a.Amount.Value) {
		s.out.Errorf(codeBadValue, a.Amount.Node.Span, "amount is no sum: %q", a.Amount.Value).Hint = `write "12.50"`
	} else if a.Amount.given() && out.Amount.IsLiteral() && strings.Trim(a.Amount.Value, "0.") == "" {
		s.out.Errorf(codeBadValue, a.Amount.Node.Span, "an amount of nothing charges nothing").Hint = "leave amount out to turn the card into a token"
	}
	if a.Metadata != nil {
		v := s.value(*a.Metadata, s.base, nil)
		out.Metadata = &v
	}
	var samples attributes
	if a.Amount.given() {
		samples = append(samples, attribute{Name: "chargeAmount", Value: "1.00"})
	}
	w := &verbWriter{}
	w.open("Pay", samples, s.defaultAttributes("pay"), a.Attrs)
	for _, p := range a.Prompts {
		out.Prompts = append(out.Prompts, engine.PayPrompt{Say: s.spokenWords(p.Say, payPromptKeys.what, s.base)})
		w.open("Prompt", p.Attrs)
		w.raw("<Say>Words.</Say>")
		w.close("Prompt")
	}
	w.close("Pay")
	if verb, ok := s.read(w).(*texmlgen.Pay); ok {
		for i, noun := range verb.Prompt {
			if i < len(out.Prompts) {
				out.Prompts[i].Noun = *noun
				out.Prompts[i].Noun.Say = nil
			}
		}
		out.Verb = *verb
		out.Verb.ChargeAmount, out.Verb.Prompt = texmlgen.Text{}, nil
		s.checkTries(a, out)
	}
	out.OK = s.outcome("ok", s.exit)
	out.Failed = s.outcome("failed", s.exit)
	return out
}

// checkTries says which prompts of a payment are for a try that the caller does not have.
func (s *stateCompiler) checkTries(a *payDecl, out *engine.Pay) {
	most := out.Verb.MaxAttempts.Or(1)
	for _, p := range a.Prompts {
		for _, try := range p.Tries {
			if try.Value > most && try.Value <= maxTries {
				s.out.Errorf(codeRange, try.Node.Span, "there is no attempt %d: max_attempts is %d", try.Value, most).
					Hintf("write max_attempts: %d beside prompts", try.Value)
			}
		}
	}
}

// overrides compiles the words that the carrier is given as JSON. With several languages each has its own.
func (s *stateCompiler) overrides(a *payDecl) map[string]engine.Value {
	if a.Overrides == nil {
		return nil
	}
	if len(s.tags) == 1 {
		return map[string]engine.Value{engine.AnyLanguage: s.value(*a.Overrides, s.base, nil)}
	}
	out := map[string]engine.Value{}
	for _, f := range a.Overrides.Fields {
		if !slices.Contains(s.tags, f.Name.Value) {
			s.out.Errorf(codeMissingLanguage, a.Overrides.Node.Span, "these words are in one language, and the flow speaks %s", strings.Join(s.tags, ", ")).
				Hintf("write them in each: {%s: {…}}", strings.Join(s.tags, ": {…}, "))
			return nil
		}
		out[f.Name.Value] = s.value(f.Value, s.base, nil)
	}
	s.missingLanguages(a.Overrides.Node, func(tag string) bool { _, ok := out[tag]; return ok }, "words")
	return out
}
