package carrier

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// schema is the part of JSON Schema that decides whether an assistant has what it was to gather.
type schema struct {
	Type       any               `json:"type"` // a name, or several
	Properties map[string]schema `json:"properties"`
	Required   []string          `json:"required"`
	Enum       []any             `json:"enum"`
	Items      *schema           `json:"items"`
}

const maxSchemaDepth = 32

// misfit says why a value does not fit, "" when it does. The words name the property, never the value.
func (s schema) misfit(v any, at string, depth int) string {
	if depth > maxSchemaDepth {
		return at + " is too deep"
	}
	if names := s.types(); len(names) > 0 && !slices.ContainsFunc(names, func(name string) bool { return isType(v, name) }) {
		return fmt.Sprintf("%s is not of type %s", at, strings.Join(names, " or "))
	}
	if len(s.Enum) > 0 && !slices.ContainsFunc(s.Enum, func(one any) bool { return same(one, v) }) {
		return at + " is none of its values"
	}
	switch v := v.(type) {
	case map[string]any:
		for _, name := range s.Required {
			if _, ok := v[name]; !ok {
				return at + " has no " + name
			}
		}
		for name, property := range s.Properties {
			if value, ok := v[name]; ok {
				if why := property.misfit(value, at+"."+name, depth+1); why != "" {
					return why
				}
			}
		}
	case []any:
		if s.Items == nil {
			return ""
		}
		for _, item := range v {
			if why := s.Items.misfit(item, at+"[]", depth+1); why != "" {
				return why
			}
		}
	}
	return ""
}

func (s schema) types() []string {
	switch t := s.Type.(type) {
	case string:
		return []string{t}
	case []any:
		var names []string
		for _, one := range t {
			if name, ok := one.(string); ok {
				names = append(names, name)
			}
		}
		return names
	}
	return nil
}

func isType(v any, name string) bool {
	switch name {
	case "string":
		_, ok := v.(string)
		return ok
	case "number":
		_, ok := v.(float64)
		return ok
	case "integer":
		n, ok := v.(float64)
		return ok && n == float64(int64(n))
	case "boolean":
		_, ok := v.(bool)
		return ok
	case "object":
		_, ok := v.(map[string]any)
		return ok
	case "array":
		_, ok := v.([]any)
		return ok
	case "null":
		return v == nil
	}
	return true // a type that JSON Schema does not have checks nothing
}

func same(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}
