package carrier

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	keyword "github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// schemaURL names the schema that is looked at; nothing is ever loaded from there or from anywhere.
const schemaURL = "https://schema.example.net/parameters"

// misfit says why a result is not what a schema asks for, "" when it is. The words name the property, never the value. A
// schema that does not say it describes an object.
func misfit(schema string, result json.RawMessage) string {
	const unreadable = "the schema cannot be read"
	var doc, v any
	if json.Unmarshal([]byte(schema), &doc) != nil {
		return unreadable
	}
	if object, ok := doc.(map[string]any); ok && object["type"] == nil {
		object["type"] = "object"
	}
	c := jsonschema.NewCompiler()
	c.UseLoader(jsonschema.SchemeURLLoader{})
	if c.AddResource(schemaURL, doc) != nil {
		return unreadable
	}
	s, err := c.Compile(schemaURL)
	if err != nil {
		return unreadable
	}
	if json.Unmarshal(result, &v) != nil {
		return "it is no JSON"
	}
	var problem *jsonschema.ValidationError
	if !errors.As(s.Validate(v), &problem) {
		return ""
	}
	return slices.Min(reasons(problem)) // in whatever order they are found
}

// reasons are the places where a value does not fit, in words.
func reasons(e *jsonschema.ValidationError) []string {
	if len(e.Causes) > 0 {
		var list []string
		for _, cause := range e.Causes {
			list = append(list, reasons(cause)...)
		}
		return list
	}
	at := strings.Join(append([]string{"it"}, e.InstanceLocation...), ".")
	if missing, ok := e.ErrorKind.(*keyword.Required); ok {
		return []string{at + " has no " + strings.Join(missing.Missing, ", ")}
	}
	at += " does not fit the schema"
	if words := e.ErrorKind.KeywordPath(); len(words) > 0 { // none: it is forbidden, or a reference leads round
		at += "'s " + strings.Join(words, " ")
	}
	return []string{at}
}
