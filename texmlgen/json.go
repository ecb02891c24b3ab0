package texmlgen

import (
	"encoding/json"
	"fmt"
)

// JSON is a JSON document inside TeXML: the Parameters and Tools of an AIGather, the parameters of a Pay. The writer
// checks that it is valid. The zero JSON is absent.
type JSON struct {
	text Text
}

// JSONText is JSON the caller of this package already has as text.
func JSONText(t Text) JSON { return JSON{t} }

// JSONValue encodes v, maps in the order of their keys. The result counts as outside text: {{ in its strings is broken
// up; an author who wants a template there uses JSONText.
func JSONValue(v any) (JSON, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return JSON{}, fmt.Errorf("encode JSON: %w", err)
	}
	return JSON{Outside(string(b))}, nil
}

// Text is the JSON as text.
func (j JSON) Text() Text { return j.text }

// IsZero reports whether j is absent.
func (j JSON) IsZero() bool { return j.text.IsZero() }

// Equal reports whether j and k consist of the same parts; go-cmp uses it.
func (j JSON) Equal(k JSON) bool { return j.text.Equal(k.text) }
