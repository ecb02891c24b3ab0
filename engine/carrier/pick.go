package carrier

import (
	"encoding/json"
	"strconv"
	"strings"
)

// pick reads a value of a JSON text by its path: names parted by dots, and indexes as in orders[0].eta. What is not text
// comes as JSON writes it.
func pick(body, path string) (string, bool) {
	d := json.NewDecoder(strings.NewReader(body))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return "", false
	}
	for _, name := range strings.Split(path, ".") {
		name, indexes, _ := strings.Cut(name, "[")
		if name != "" {
			object, ok := v.(map[string]any)
			if !ok {
				return "", false
			}
			if v, ok = object[name]; !ok {
				return "", false
			}
		}
		for _, index := range strings.Split(strings.TrimSuffix(indexes, "]"), "][") {
			if index == "" {
				continue
			}
			list, ok := v.([]any)
			i, err := strconv.Atoi(index)
			if !ok || err != nil || i < 0 || i >= len(list) {
				return "", false
			}
			v = list[i]
		}
	}
	switch v := v.(type) {
	case nil:
		return "", false
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		return strconv.FormatBool(v), true
	}
	b, err := json.Marshal(v)
	return string(b), err == nil
}
