package guard

import (
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// conform makes v a value of the type, whatever it is: a value that is one passes unchanged, a whole number becomes a
// number where one is meant, what is over the caps is cut, and anything else becomes the type's zero. ok is false if
// something was not of its type. room is what is left of MaxValue; a list ends where it runs out.
func (t Type) conform(v any, room *int) (out any, ok bool) {
	if v == nil {
		return t.Zero(), t.Optional
	}
	*room -= size(v)
	switch t.Kind {
	case String:
		if s, is := v.(string); is && (len(t.OneOf) == 0 || slices.Contains(t.OneOf, s)) {
			return cutText(s), true
		}
	case Int:
		if _, is := v.(int); is {
			return v, true
		}
	case Float:
		switch n := v.(type) {
		case int:
			return float64(n), true
		case float64:
			return finite(n), !math.IsNaN(n) && !math.IsInf(n, 0)
		}
	case Bool:
		if _, is := v.(bool); is {
			return v, true
		}
	case Date, DateTime:
		if d, is := v.(time.Time); is {
			return clampTime(d), true
		}
	case Time, Duration:
		if _, is := v.(time.Duration); is {
			return v, true
		}
	case List:
		if l, is := v.([]any); is {
			return t.conformList(l, room)
		}
	case Object:
		if m, is := v.(map[string]any); is {
			return t.conformObject(m, room)
		}
	case kindUnknown:
		return v, true
	}
	return t.Zero(), false
}

func (t Type) conformList(l []any, room *int) (any, bool) {
	elem, allOK := t.elem(), true
	out := make([]any, 0, min(len(l), MaxList))
	for _, e := range l[:min(len(l), MaxList)] {
		c, ok := elem.conform(e, room)
		if *room < 0 {
			break
		}
		out, allOK = append(out, c), allOK && ok
	}
	return out, allOK
}

func (t Type) conformObject(m map[string]any, room *int) (any, bool) {
	out, allOK := make(map[string]any, len(t.Fields)), true
	for _, f := range t.Fields {
		c, ok := f.Type.conform(m[f.Name], room)
		if *room < 0 {
			c = f.Type.Zero()
		}
		out[f.Name], allOK = c, allOK && ok
	}
	return out, allOK
}

// Fit makes a value that was put together of parts a value of the type: what a part lacks becomes zero or nil, what is over
// the caps is cut, so that Encode and Decode bring it back as it is.
func (t Type) Fit(v any) any {
	room := MaxValue - t.parts()*partSize
	out, _ := t.conform(v, &room)
	return out
}

// parts is how many values an object of this type has in it, itself among them.
func (t Type) parts() int {
	n := 1
	if t.Kind == Object {
		for _, f := range t.Fields {
			n += f.Type.parts()
		}
	}
	return n
}

// cutText cuts a text to MaxText, between two runes, and mends what is not UTF-8.
func cutText(s string) string {
	if len(s) > MaxText {
		n := MaxText
		for n > MaxText-utf8.UTFMax && !utf8.RuneStart(s[n]) {
			n--
		}
		s = s[:n]
	}
	if !utf8.ValidString(s) {
		return cutText(strings.ToValidUTF8(s, "?"))
	}
	return s
}

// finite takes NaN to 0 and the infinities to the greatest numbers, so that no expression ever sees the three.
func finite(f float64) float64 {
	switch {
	case math.IsNaN(f):
		return 0
	case math.IsInf(f, 1):
		return math.MaxFloat64
	case math.IsInf(f, -1):
		return -math.MaxFloat64
	}
	return f
}

// clampTime keeps times within the years that have four digits and offsets within whole minutes of less than a day, so
// that each can be written and read again.
func clampTime(t time.Time) time.Time {
	if _, offset := t.Zone(); offset%60 != 0 || max(offset, -offset) >= 24*3600 || t.Year() != min(max(t.Year(), 1), 9999) {
		t = t.UTC()
	}
	switch y := t.UTC().Year(); {
	case y < 1:
		return time.Time{}.UTC()
	case y > 9999:
		return time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
	}
	return t
}
