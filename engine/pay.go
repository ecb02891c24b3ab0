package engine

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// pay fills in a payment.
func (s *stepper) pay(a *Pay) (*texmlgen.Pay, error) {
	v := a.Verb
	v.Action, v.Method = texmlgen.Route(RouteAnswer), texmlgen.MethodPost
	if v.Language == "" {
		v.Language = s.call.Language
	}
	// An empty amount would make a token instead of a charge, an empty token ask for a card.
	for _, part := range []struct {
		name string
		of   *guard.Template
		to   *texmlgen.Text
	}{{"amount", a.Amount, &v.ChargeAmount}, {"payment token", a.Token, &v.PaymentToken}, {"postal code", a.PostalCode, &v.PostalCode}} {
		if part.of == nil {
			continue
		}
		if *part.to = s.text(part.of, 0); s.blank(*part.to) {
			return nil, fmt.Errorf("the %s is empty", part.name)
		}
	}
	if a.Amount != nil && !a.Amount.IsLiteral() && !s.preparing {
		var err error
		if v.ChargeAmount, err = sumOf(v.ChargeAmount, v.Currency); err != nil {
			return nil, err
		}
	}
	if a.Description != nil {
		v.Description = s.text(a.Description, 0)
	}
	for _, p := range a.Prompts {
		noun := p.Noun
		if noun.Say = s.says(p.Say); len(noun.Say) > 0 {
			v.Prompt = append(v.Prompt, &noun)
		}
	}
	v.Parameter = s.parameters(a.Parameters)
	overrides, ok := a.Overrides[s.call.Language]
	if !ok {
		overrides, ok = a.Overrides[AnyLanguage]
	}
	if ok {
		text, err := s.json(overrides)
		if err != nil {
			return nil, err
		}
		v.Prompts = texmlgen.JSONText(text)
	}
	if a.Metadata != nil {
		text, err := s.json(*a.Metadata)
		if err != nil {
			return nil, err
		}
		v.Metadata = texmlgen.JSONText(text)
	}
	return &v, nil
}

// sumOf is an amount in whole coins, as it was told the caller: what has been added up, such as 61.300000000000004, is no
// sum of money. One that is nothing would make a token instead of a charge, so that it is refused. What is no number is
// left for texmlgen to refuse.
func sumOf(amount texmlgen.Text, currency string) (texmlgen.Text, error) {
	written := strings.TrimSpace(amount.String())
	n, err := strconv.ParseFloat(written, 64)
	if err != nil || strings.Trim(written, "+-.0123456789eE") != "" {
		return amount, nil
	}
	text := written
	if strings.ContainsAny(written, ".eE") {
		text = strconv.FormatFloat(n, 'f', guard.Decimals(currency), 64)
	}
	if n, _ = strconv.ParseFloat(text, 64); n <= 0 { // a figure that has been read, or is of our own making
		return texmlgen.Text{}, errors.New("the amount is nothing that could be charged")
	}
	return texmlgen.Outside(text), nil
}

// says returns the words of a prompt, for the places that cannot play a recording; none when its values leave none.
func (s *stepper) says(p Prompt) []*texmlgen.Say {
	var out []*texmlgen.Say
	for _, part := range p.in(s.call.Language, s.machine.Entry().Languages) {
		if part.Text == nil {
			continue
		}
		if say := s.say(part); !s.blank(say.Text) {
			out = append(out, say)
		}
	}
	return out
}
