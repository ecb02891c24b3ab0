package engine

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// json returns a value as JSON, maps in the order they were written. A text that the author wrote out stays the author's,
// so that a template of the carrier in it, {{#secret}} above all, is expanded.
func (s *stepper) json(v Value) (texmlgen.Text, error) {
	if p := v.Program; p != nil {
		value := s.value(v)
		if value != nil {
			var err error
			if value, err = p.Type().Encode(value); err != nil {
				return texmlgen.Text{}, err
			}
		}
		encoded, err := encodeJSON(value)
		if _, constant := p.Constant(); constant {
			return texmlgen.Literal(encoded), err
		}
		return texmlgen.Outside(encoded), err
	}
	open, end := "[", "]"
	if v.IsMap || v.Fields != nil {
		open, end = "{", "}"
	}
	out := texmlgen.Literal(open)
	add := func(i int, name string, item Value) error {
		if i > 0 {
			out = out.Append(texmlgen.Literal(","))
		}
		if name != "" {
			out = out.Append(texmlgen.Literal(name + ":"))
		}
		text, err := s.json(item)
		out = out.Append(text)
		return err
	}
	for i, f := range v.Fields {
		name, err := encodeJSON(f.Name)
		if err == nil {
			err = add(i, name, f.Value)
		}
		if err != nil {
			return out, err
		}
	}
	for i, item := range v.Items {
		if err := add(i, "", item); err != nil {
			return out, err
		}
	}
	return out.Append(texmlgen.Literal(end)), nil
}

// encodeJSON is json.Marshal without the escapes that HTML would want.
func encodeJSON(v any) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), err
}

// carrierTemplate is a template that the carrier expands.
var carrierTemplate = regexp.MustCompile(`\{\{[^{}]*\}\}`)

// form returns a form body. Templates of the carrier that the author wrote stay as they are, all else is escaped.
func (s *stepper) form(fields []FormField) texmlgen.Text {
	var out texmlgen.Text
	for i, f := range fields {
		name := url.QueryEscape(f.Name) + "="
		if i > 0 {
			name = "&" + name
		}
		out = out.Append(texmlgen.Literal(name))
		for _, segment := range s.segments(f.Value) {
			if !segment.Literal {
				out = out.Append(texmlgen.Outside(url.QueryEscape(segment.Text)))
				continue
			}
			out = out.Append(texmlgen.Literal(escapeAround(segment.Text)))
		}
	}
	return out
}

// escapeAround escapes text for a form, but for the templates in it.
func escapeAround(text string) string {
	out, last := "", 0
	for _, at := range carrierTemplate.FindAllStringIndex(text, -1) {
		out += url.QueryEscape(text[last:at[0]]) + text[at[0]:at[1]]
		last = at[1]
	}
	return out + url.QueryEscape(text[last:])
}
