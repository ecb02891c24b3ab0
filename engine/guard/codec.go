package guard

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The caps on values. What is over them is refused when it comes from outside, and cut where an expression made it.
const (
	MaxText  = 8 << 10  // bytes of a text
	MaxList  = 256      // elements of a list
	MaxValue = 64 << 10 // bytes of all texts in a value, and a few for each of its other parts
)

// partSize is what a part of a value that is no text counts towards MaxValue.
const partSize = 8

const (
	dateLayout   = "2006-01-02"
	timeLayout   = "15:04:05.999999999"
	minutesOnly  = "15:04"
	day          = 24 * time.Hour
	maxSafeFloat = 1 << 53 // beyond it a float64 no longer tells neighbouring whole numbers apart
)

// Encode turns a run-time value into plain data for encoding/json: dates as "2006-01-02", times of day as "15:04" or
// "15:04:05", date and time as RFC 3339, durations as "1m30s". Errors name the part and what was expected, never a value.
func (t Type) Encode(v any) (any, error) { return t.encode("value", v) }

func (t Type) encode(at string, v any) (any, error) {
	if v == nil {
		if !t.Optional {
			return nil, fmt.Errorf("%s: expected %s, got nothing", at, t)
		}
		return nil, nil
	}
	switch t.Kind {
	case String, Int, Bool, Float:
		if got, ok := t.scalar(v); ok {
			return got, nil
		}
	case Date:
		if d, ok := v.(time.Time); ok {
			return d.Format(dateLayout), nil
		}
	case DateTime:
		if d, ok := v.(time.Time); ok {
			return d.Format(time.RFC3339Nano), nil
		}
	case Time:
		if d, ok := v.(time.Duration); ok {
			return formatTime(d), nil
		}
	case Duration:
		if d, ok := v.(time.Duration); ok {
			return d.String(), nil
		}
	case List:
		if l, ok := v.([]any); ok {
			out := make([]any, len(l))
			for i, e := range l {
				var err error
				if out[i], err = t.elem().encode(fmt.Sprintf("%s[%d]", at, i), e); err != nil {
					return nil, err
				}
			}
			return out, nil
		}
	case Object:
		if m, ok := v.(map[string]any); ok {
			out := make(map[string]any, len(t.Fields))
			for _, f := range t.Fields {
				e, err := f.Type.encode(at+"."+f.Name, m[f.Name])
				if err != nil {
					return nil, err
				}
				out[f.Name] = e
			}
			return out, nil
		}
	}
	return nil, fmt.Errorf("%s: expected %s, got %s", at, t, dataWord(v))
}

// scalar passes values that are themselves in JSON; a whole number may stand for a number.
func (t Type) scalar(v any) (any, bool) {
	switch t.Kind {
	case String:
		s, ok := v.(string)
		return s, ok
	case Int:
		i, ok := v.(int)
		return i, ok
	case Bool:
		b, ok := v.(bool)
		return b, ok
	}
	if i, ok := v.(int); ok {
		return float64(i), true
	}
	f, ok := v.(float64)
	return f, ok && !math.IsNaN(f) && !math.IsInf(f, 0)
}

// Decode turns plain data, as encoding/json gives it, into a run-time value: the inverse of Encode, and the way of
// JSON from outside. It is strict: no conversion between texts and numbers, only members of a closed set (a text that
// differs from one of them in capital letters alone becomes that one), every field
// that is not optional present, nothing over the caps. Fields that the type does not have are dropped. Errors name the
// part and what was expected, never a value.
func (t Type) Decode(v any) (any, error) {
	room := MaxValue
	return t.decode("value", v, &room)
}

func (t Type) decode(at string, v any, room *int) (any, error) {
	if *room -= size(v); *room < 0 {
		return nil, fmt.Errorf("%s: the whole value is over %d KiB", at, MaxValue>>10)
	}
	if v == nil {
		if t.Optional {
			return nil, nil
		}
		return nil, fmt.Errorf("%s: expected %s, got nothing", at, t)
	}
	switch v := v.(type) {
	case string:
		if err := checkText(v); err != nil {
			return nil, fmt.Errorf("%s: %w", at, err)
		}
		if out, ok, err := t.fromText(v); err != nil {
			return nil, fmt.Errorf("%s: %w", at, err)
		} else if ok {
			return out, nil
		}
	case bool:
		if t.Kind == Bool {
			return v, nil
		}
	case int, int64, float64, json.Number:
		if t.number() {
			out, err := t.fromNumber(v)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", at, err)
			}
			return out, nil
		}
	case []any:
		if t.Kind == List {
			return t.decodeList(at, v, room)
		}
	case map[string]any:
		if t.Kind == Object {
			out := make(map[string]any, len(t.Fields))
			for _, f := range t.Fields {
				e, err := f.Type.decode(at+"."+f.Name, v[f.Name], room)
				if err != nil {
					return nil, err
				}
				out[f.Name] = e
			}
			return out, nil
		}
	}
	return nil, fmt.Errorf("%s: expected %s, got %s", at, t, dataWord(v))
}

func (t Type) decodeList(at string, v []any, room *int) (any, error) {
	if len(v) > MaxList {
		return nil, fmt.Errorf("%s: a list of %d, over the limit of %d", at, len(v), MaxList)
	}
	out := make([]any, len(v))
	for i, e := range v {
		var err error
		if out[i], err = t.elem().decode(fmt.Sprintf("%s[%d]", at, i), e, room); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// fromText reads the kinds that are a text in JSON; ok is false for the others.
func (t Type) fromText(s string) (v any, ok bool, err error) {
	switch t.Kind {
	case String:
		member, fits := t.member(s)
		if !fits {
			return nil, false, fmt.Errorf("expected %s", t.required())
		}
		return member, true, nil
	case Date:
		v, err = parseDate(s)
	case Time:
		v, err = parseTime(s)
	case DateTime:
		v, err = parseDateTime(s)
	case Duration:
		v, err = parseDuration(s)
	default:
		return nil, false, nil
	}
	return v, err == nil, err
}

// member finds the member of the closed set that a text is: itself, or else the only one that differs in capital letters
// alone, as an assistant may write it. Any text is a member where there is no set.
func (t Type) member(s string) (member string, ok bool) {
	if len(t.OneOf) == 0 || slices.Contains(t.OneOf, s) {
		return s, true
	}
	found := 0
	for _, m := range t.OneOf {
		if strings.EqualFold(m, s) {
			member = m
			found++
		}
	}
	return member, found == 1
}

// fromNumber reads a JSON number; a whole number must be one exactly.
func (t Type) fromNumber(v any) (any, error) {
	notWhole := errors.New("expected whole number, got another number")
	switch v := v.(type) {
	case int:
		if t.Kind == Int {
			return v, nil
		}
		return float64(v), nil
	case int64:
		return t.fromNumber(int(v))
	case json.Number:
		if i, err := strconv.Atoi(v.String()); err == nil {
			return t.fromNumber(i)
		}
		f, err := v.Float64()
		if err != nil {
			return nil, errors.New("expected a number that fits 64 bits")
		}
		return t.fromNumber(f)
	case float64:
		switch {
		case math.IsNaN(v) || math.IsInf(v, 0):
			return nil, errors.New("expected a finite number")
		case t.Kind == Float:
			return v, nil
		case v != math.Trunc(v) || math.Abs(v) > maxSafeFloat:
			return nil, notWhole
		}
		return int(v), nil
	}
	return nil, notWhole
}

// FromWire turns the text of a form field into a value. An optional value is nil for the empty text; lists and objects
// are written as JSON; otherwise the rules of Decode hold.
func (t Type) FromWire(s string) (any, error) {
	if s == "" && t.Optional {
		return nil, nil
	}
	switch t.Kind {
	case Int:
		i, err := strconv.Atoi(s)
		if err != nil {
			return nil, errors.New("expected whole number")
		}
		return i, nil
	case Float:
		f, err := strconv.ParseFloat(s, 64)
		if err != nil || math.IsNaN(f) || math.IsInf(f, 0) || strings.ContainsAny(s, "xXpP_") {
			return nil, errors.New("expected number")
		}
		return f, nil
	case Bool:
		switch s {
		case "true":
			return true, nil
		case "false":
			return false, nil
		}
		return nil, errors.New("expected true or false")
	case List, Object:
		if len(s) > MaxValue {
			return nil, fmt.Errorf("the whole value is over %d KiB", MaxValue>>10)
		}
		d := json.NewDecoder(strings.NewReader(s))
		d.UseNumber()
		var v any
		if err := d.Decode(&v); err != nil || d.More() {
			return nil, fmt.Errorf("expected %s as JSON", t)
		}
		return t.Decode(v)
	}
	return t.Decode(s)
}

func checkText(s string) error {
	if len(s) > MaxText {
		return fmt.Errorf("a text of %d bytes, over the limit of %d", len(s), MaxText)
	}
	if !utf8.ValidString(s) {
		return errors.New("expected text in UTF-8")
	}
	return nil
}

// size is what a part of a value counts towards MaxValue, its own parts apart.
func size(v any) int {
	if s, ok := v.(string); ok {
		return len(s)
	}
	return partSize
}

func parseDate(s string) (time.Time, error) {
	d, err := time.Parse(dateLayout, s)
	if err != nil {
		return time.Time{}, errors.New("expected a date like 2006-01-02")
	}
	return d, nil
}

func parseTime(s string) (time.Duration, error) {
	for _, layout := range []string{minutesOnly, timeLayout} {
		if d, err := time.Parse(layout, s); err == nil {
			return d.Sub(d.Truncate(day)), nil
		}
	}
	return 0, errors.New("expected a time of day like 17:30")
}

func parseDateTime(s string) (time.Time, error) {
	// In UTC, so that an offset that is also the machine's own stays a plain offset.
	d, err := time.ParseInLocation(time.RFC3339Nano, s, time.UTC)
	if err != nil {
		return time.Time{}, errors.New("expected a date and time like 2006-01-02T15:04:05Z")
	}
	return clampTime(d), nil
}

func parseDuration(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if err != nil {
		return 0, errors.New("expected a duration like 1m30s")
	}
	return d, nil
}

// formatTime writes a time of day, without seconds where there are none.
func formatTime(d time.Duration) string {
	at := time.Time{}.Add(min(max(d, 0), day-1))
	if at.Truncate(time.Minute).Equal(at) {
		return at.Format(minutesOnly)
	}
	return at.Format(timeLayout)
}

// dataWord names the sort of a plain or run-time value, without showing it.
func dataWord(v any) string {
	switch v.(type) {
	case nil:
		return "nothing"
	case string:
		return "text"
	case bool:
		return "true or false"
	case int, int64, float64, json.Number:
		return "a number"
	case []any:
		return "a list"
	case map[string]any:
		return "an object"
	case time.Time, time.Duration:
		return "a date or time"
	}
	return "something else"
}
