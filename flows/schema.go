package flows

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"regexp"
	"slices"
)

// jsonSchema is a JSON Schema, or a part of one: members in the order in which they are written.
type jsonSchema []member

type member struct {
	name  string
	value any
}

// MarshalJSON writes the members in their order.
func (s jsonSchema) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range s {
		if i > 0 {
			b.WriteByte(',')
		}
		for j, v := range []any{m.name, m.value} {
			if j > 0 {
				b.WriteByte(':')
			}
			enc := json.NewEncoder(&b)
			enc.SetEscapeHTML(false)
			if err := enc.Encode(v); err != nil {
				return nil, err
			}
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// The schemas of text. What YAML takes for a number or a truth value is text to the loader too, where it says nothing else.
var (
	scalarTypes  = []string{"string", "number", "boolean"}
	scalarOrNull = jsonSchema{{"type", append(slices.Clone(scalarTypes), "null")}}
	scalarText   = &shape{text: jsonSchema{{"type", scalarTypes}}}
	wordsText    = &shape{text: jsonSchema{{"type", "string"}}}
	spokenText   = jsonSchema{{"type", "string"}, {"pattern", `\S`}}
	boolText     = jsonSchema{{"type", "boolean"}}
	null         = jsonSchema{{"type", "null"}}
	durationText = &shape{text: jsonSchema{{"type", "string"}, {"pattern", `^([0-9]+(\.[0-9]*)?(ms|s|m|h))+$`}}}
)

func enum(values ...any) jsonSchema { return jsonSchema{{"enum", values}} }

func pattern(p string) jsonSchema { return jsonSchema{{"type", "string"}, {"pattern", p}} }

// digits is text of a pattern that digits alone fit: without quotes they are text all the same.
func digits(p string) jsonSchema {
	return jsonSchema{{"type", []string{"string", "integer"}}, {"pattern", p}, {"minimum", 0}}
}

// integer is a whole number; most < least means unbounded above.
func integer(least, most int) jsonSchema {
	s := jsonSchema{{"type", "integer"}, {"minimum", least}}
	if most >= least {
		s = append(s, member{"maximum", most})
	}
	return s
}

// text is the schema of a name that is a value. Without quotes it may be a number to YAML, or a truth value.
func (f nameForm) text() jsonSchema {
	types := []string{"string", "boolean"}
	if regexp.MustCompile(f.pattern).MatchString("1") {
		types = append(types, "integer")
	}
	return append(jsonSchema{{"type", types}, {"minimum", 0}}, f.schema()...)
}

// schema is the schema of a name that is a key.
func (f nameForm) schema() jsonSchema {
	var s jsonSchema
	if f.pattern != "" {
		s = append(s, member{"pattern", f.pattern})
	}
	if len(f.not) > 0 {
		s = append(s, member{"not", jsonSchema{{"enum", f.not}}})
	}
	return s
}

// schema writes a shape. Where there are several forms, one of them must fit.
func (s *shape) schema() jsonSchema {
	if s == nil {
		return jsonSchema{} // a key of which nothing is said: anything
	}
	if s.ref != "" {
		return jsonSchema{{"$ref", "#/definitions/" + s.ref}}
	}
	var forms []jsonSchema
	if s.text != nil {
		forms = append(forms, s.text)
	}
	if s.item != nil {
		list := jsonSchema{{"type", "array"}, {"items", s.item.schema()}}
		if s.least > 0 {
			list = append(list, member{"minItems", s.least})
		}
		if s.most > 0 {
			list = append(list, member{"maxItems", s.most})
		}
		if s.once {
			list = append(list, member{"uniqueItems", true})
		}
		forms = append(forms, list)
	}
	for _, m := range s.maps {
		forms = append(forms, m.schema())
	}
	if len(forms) == 1 {
		return forms[0]
	}
	return jsonSchema{{"anyOf", forms}}
}

func (m mapShape) schema() jsonSchema {
	s := jsonSchema{{"type", "object"}}
	var properties jsonSchema
	for _, k := range m.keys {
		properties = append(properties, member{k.Name, append(jsonSchema{{"description", k.Doc}}, k.shape.schema()...)})
	}
	if len(properties) > 0 {
		s = append(s, member{"properties", properties})
	}
	if m.other == nil {
		s = append(s, member{"additionalProperties", false})
	} else {
		s = append(s, member{"additionalProperties", m.other.schema()})
	}
	if names := m.otherNames(); names != nil {
		s = append(s, member{"propertyNames", names})
	}
	if len(m.required) > 0 {
		s = append(s, member{"required", m.required})
	}
	if all := m.rules(); len(all) > 0 {
		s = append(s, member{"allOf", all})
	}
	return s
}

// otherNames is the schema of the names of all keys of a map: its own, and those that the author chose.
func (m mapShape) otherNames() jsonSchema {
	names := m.names.schema()
	if names == nil || len(m.keys) == 0 {
		return names
	}
	own := make([]string, len(m.keys))
	for i, k := range m.keys {
		own[i] = k.Name
	}
	return jsonSchema{{"anyOf", []jsonSchema{{{"enum", own}}, names}}}
}

// rules are what holds between the keys of a map.
func (m mapShape) rules() []jsonSchema {
	var all []jsonSchema
	has := func(key string) jsonSchema { return jsonSchema{{"required", []string{key}}} }
	each := func(keys []string) []jsonSchema {
		list := make([]jsonSchema, len(keys))
		for i, key := range keys {
			list[i] = has(key)
		}
		return list
	}
	if len(m.one) > 0 {
		all = append(all, jsonSchema{{"oneOf", each(m.one)}})
	}
	if len(m.perhaps) > 0 {
		none := jsonSchema{{"not", jsonSchema{{"anyOf", each(m.perhaps)}}}}
		all = append(all, jsonSchema{{"oneOf", append(each(m.perhaps), none)}})
	}
	if len(m.some) > 0 {
		all = append(all, jsonSchema{{"anyOf", each(m.some)}})
	}
	if len(m.needs) > 0 {
		var needs jsonSchema
		for _, n := range m.needs {
			needs = append(needs, member{n[0], n[1:]})
		}
		all = append(all, jsonSchema{{"dependencies", needs}})
	}
	if m.least > 0 {
		all = append(all, jsonSchema{{"minProperties", m.least}})
		for _, k := range m.keys { // the map's own keys do not count
			all = append(all, jsonSchema{{"if", has(k.Name)}, {"then", jsonSchema{{"minProperties", m.least + 1}}}})
		}
	}
	return all
}

// WriteSchema writes the JSON Schema (draft 7) of the language, for editors: what can be said of one file without looking
// at what names and expressions mean. [Load] says the rest.
func WriteSchema(w io.Writer) error {
	definitions := jsonSchema{}
	for _, name := range slices.Sorted(maps.Keys(shapes)) {
		if name != "flow" {
			definitions = append(definitions, member{name, shapes[name].schema()})
		}
	}
	s := jsonSchema{
		{"$schema", "http://json-schema.org/draft-07/schema#"},
		{"title", "texmlflow"},
		{"description", "A call flow: a phone menu as a state machine"},
	}
	s = append(s, shapes["flow"].schema()...)
	s = append(s, member{"definitions", definitions})
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(s)
}
