package flowtest

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

func decodeJSON(text string) (any, bool) {
	var v any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return nil, false
	}
	_, err := d.Token()
	return v, err == io.EOF
}

// compareJSON holds a value against what is expected of it: of an object only the fields that are written, of a list all.
// What it was made of, nil if that is not known, says what is a secret.
func compareJSON(path string, want *syntax.Node, got any, of *engine.Value, fail func(n *syntax.Node, message string, want, got []string)) {
	object, isObject := got.(map[string]any)
	list, isList := got.([]any)
	secret := of != nil && of.Program != nil && of.Program.Sensitive()
	switch {
	case want.IsMap() && isObject && !secret:
		for _, p := range want.Pairs {
			value, there := object[p.Key.Value]
			if !there && p.Value.Kind != syntax.Null {
				fail(p.Key, like(fmt.Sprintf("%s has no field %q", path, p.Key.Value), p.Key.Value, slices.Collect(maps.Keys(object))), nil, nil)
				continue
			}
			compareJSON(path+"."+p.Key.Value, p.Value, value, of.Field(p.Key.Value), fail)
		}
		return
	case want.IsList() && isList && len(list) == len(want.Items) && !secret:
		for i, item := range want.Items {
			compareJSON(fmt.Sprintf("%s[%d]", path, i), item, list[i], of.Item(i), fail)
		}
		return
	}
	wanted, found := written(want), shownJSON(got, nil)
	if wanted == found {
		return
	}
	if of.Secret() {
		wanted, found = guard.Hidden, shownJSON(got, of)
	}
	fail(want, path+" has another value", []string{wanted}, []string{found})
}

// shownJSON writes a value as a scenario does, with *** for what is made from a secret.
func shownJSON(v any, of *engine.Value) string {
	v = veiled(v, of)
	if text, ok := v.(string); ok {
		return text
	}
	return jsonOf(v)
}

func veiled(v any, of *engine.Value) any {
	if of == nil {
		return v
	}
	if of.Program != nil {
		if of.Program.Sensitive() {
			return guard.Hidden
		}
		return v
	}
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, value := range v {
			out[name] = veiled(value, of.Field(name))
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, value := range v {
			out[i] = veiled(value, of.Item(i))
		}
		return out
	}
	return v
}
