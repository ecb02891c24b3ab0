package texmlgen

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine/spell"
)

// schemaTypes are the types that JSON Schema has.
var schemaTypes = []string{"object", "array", "string", "number", "integer", "boolean", "null"}

// schemaReader warns of what in a JSON Schema is none, as far as the values of an AIGather need one. What the carrier makes
// of it is not documented, and keywords that are not known here are its business.
type schemaReader struct {
	r  *reader
	at span
}

// schema reads the text of Parameters.
func (r *reader) schema(text string) {
	var v any
	if json.Unmarshal([]byte(text), &v) != nil {
		return // said already
	}
	s := schemaReader{r: r, at: r.at("")}
	s.schema("", v)
	if root, ok := v.(map[string]any); ok {
		if name, ok := root["type"].(string); ok && name != "object" && slices.Contains(schemaTypes, name) {
			s.fault("type", "want object: the values have names", "")
		}
	}
}

func (s schemaReader) fault(path, want, hint string) {
	s.r.out.add(SeverityWarning, CodeAdvice, s.at, fmt.Sprintf("Parameters %s: %s", short(path), want), hint)
}

func (s schemaReader) schema(path string, v any) {
	if _, ok := v.(bool); ok && path != "" {
		return
	}
	object, ok := v.(map[string]any)
	if !ok {
		if path != "" { // of the whole it is a rule of AIGather
			s.fault(path, "want a JSON Schema, an object", "")
		}
		return
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		s.keyword(strings.TrimPrefix(path+"."+key, "."), key, object[key], object)
	}
}

// keyword reads one key of a schema.
func (s schemaReader) keyword(path, key string, v any, object map[string]any) {
	switch key {
	case "type":
		names, list := v.([]any)
		if !list {
			names = []any{v}
		}
		for _, name := range names {
			s.typeName(path, name)
		}
	case "required":
		s.required(path, v, object)
	case "properties":
		properties, ok := v.(map[string]any)
		if !ok {
			s.fault(path, `want an object of schemas, such as {"day": {"type": "string"}}`, "")
			return
		}
		for _, name := range slices.Sorted(maps.Keys(properties)) {
			s.schema(path+"."+name, properties[name])
		}
	case "items":
		s.schema(path, v)
	case "enum":
		if list, ok := v.([]any); !ok || len(list) == 0 {
			s.fault(path, "want a list of values", "")
		}
	case "description", "title":
		if _, ok := v.(string); !ok {
			s.fault(path, "want a text", "")
		}
	}
}

func (s schemaReader) typeName(path string, v any) {
	name, ok := v.(string)
	if ok && (isTemplate(name) || slices.Contains(schemaTypes, name)) {
		return
	}
	want := "want one of " + strings.Join(schemaTypes, ", ")
	if ok {
		want = fmt.Sprintf("%q is no type, ", short(name)) + want
	}
	s.fault(path, want, spell.DidYouMean(name, schemaTypes))
}

func (s schemaReader) required(path string, v any, object map[string]any) {
	list, ok := v.([]any)
	if !ok {
		s.fault(path, `want a list of names, such as ["day"]`, "")
		return
	}
	properties, known := object["properties"].(map[string]any)
	for _, item := range list {
		name, ok := item.(string)
		switch {
		case !ok:
			s.fault(path, "want names, which are texts", "")
		case known && properties[name] == nil && !isTemplate(name):
			s.fault(path, fmt.Sprintf("properties has no %q", short(name)), spell.DidYouMean(name, slices.Sorted(maps.Keys(properties))))
		}
	}
}
