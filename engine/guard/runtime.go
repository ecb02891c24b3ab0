package guard

import (
	"cmp"
	"math"
	"math/bits"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The operators and small functions of expressions, as total functions on run-time values: whole numbers and durations
// stop at their greatest and least instead of wrapping round, numbers stay finite, texts and lists are cut at the caps.
// The checker has proven the kinds of the operands; a wrong one is read as its zero rather than trusted.

func text(v any) string          { s, _ := v.(string); return s }
func truth(v any) bool           { b, _ := v.(bool); return b }
func span(v any) time.Duration   { d, _ := v.(time.Duration); return d }
func instant(v any) time.Time    { t, _ := v.(time.Time); return t }
func list(v any) []any           { l, _ := v.([]any); return l }
func member(v any, n string) any { m, _ := v.(map[string]any); return m[n] }

func whole(v any) int {
	switch n := v.(type) {
	case int:
		return n
	case float64:
		return toInt(n)
	}
	return 0
}

func number(v any) float64 {
	switch n := v.(type) {
	case int:
		return float64(n)
	case float64:
		return n
	}
	return 0
}

// toInt cuts a number to a whole one, at the ends of the range if it lies outside.
func toInt(f float64) int {
	switch f = finite(f); {
	case f >= math.MaxInt:
		return math.MaxInt
	case f <= math.MinInt:
		return math.MinInt
	}
	return int(f)
}

func addInt[T ~int | ~int64](a, b T) T {
	c := a + b
	switch {
	case a > 0 && b > 0 && c < 0:
		return T(math.MaxInt64)
	case a < 0 && b < 0 && c >= 0:
		return T(math.MinInt64)
	}
	return c
}

func negInt[T ~int | ~int64](a T) T {
	if int64(a) == math.MinInt64 {
		return T(math.MaxInt64)
	}
	return -a
}

func subInt[T ~int | ~int64](a, b T) T {
	if int64(b) == math.MinInt64 {
		return addInt(addInt(a, T(math.MaxInt64)), 1)
	}
	return addInt(a, -b)
}

func mulInt[T ~int | ~int64](a, b T) T {
	high, low := bits.Mul64(magnitude(int64(a)), magnitude(int64(b)))
	negative := (a < 0) != (b < 0)
	switch {
	case negative && (high > 0 || low > 1<<63):
		return T(math.MinInt64)
	case negative:
		return T(-int64(low))
	case high > 0 || low > math.MaxInt64:
		return T(math.MaxInt64)
	}
	return T(low)
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// addDate moves a date by whole days; the rest of a duration does not count.
func addDate(d time.Time, by time.Duration) time.Time {
	return clampTime(d.AddDate(0, 0, int(by/day)))
}

// equal compares two values of fitting types; nil equals nothing.
func equal(a, b any) bool {
	if a == nil || b == nil {
		return false
	}
	switch x := a.(type) {
	case int, float64:
		return compareNumbers(a, b) == 0
	case time.Time:
		return x.Equal(instant(b))
	case string, bool, time.Duration:
		return a == b
	}
	return false
}

// compare orders two values of fitting types.
func compare(a, b any) int {
	switch x := a.(type) {
	case string:
		return cmp.Compare(x, text(b))
	case time.Time:
		return x.Compare(instant(b))
	case time.Duration:
		return cmp.Compare(x, span(b))
	}
	return compareNumbers(a, b)
}

// compareNumbers orders whole numbers exactly, and a whole number with another as numbers.
func compareNumbers(a, b any) int {
	x, okX := a.(int)
	y, okY := b.(int)
	if okX && okY {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(number(a), number(b))
}

func contains(l []any, v any) bool {
	for _, e := range l {
		if equal(e, v) {
			return true
		}
	}
	return false
}

// concat joins two texts and cuts the result.
func concat(a, b string) string {
	if len(a) >= MaxText {
		return cutText(a)
	}
	return cutText(a + b[:min(len(b), MaxText)])
}

// replace puts with for each occurrence of old, without ever building more than MaxText.
func replace(s, old, with string) string {
	if old == "" {
		return s
	}
	var b strings.Builder
	for b.Len() <= MaxText {
		before, after, found := strings.Cut(s, old)
		b.WriteString(before)
		if !found {
			break
		}
		b.WriteString(with)
		s = after
	}
	return cutText(b.String())
}

// split parts a text at a separator, or between its characters if that is empty; the last part of a long list is the rest.
func split(s, sep string) []any {
	parts := strings.SplitN(s, sep, MaxList)
	out := make([]any, len(parts))
	for i, p := range parts {
		out[i] = p
	}
	return out
}

func join(l []any, sep string) string {
	var b strings.Builder
	for i, e := range l {
		if i > 0 {
			b.WriteString(sep)
		}
		b.WriteString(text(e))
		if b.Len() > MaxText {
			break
		}
	}
	return cutText(b.String())
}

// at is an element of a list, counted from 0, or from the end if i is negative; nil if there is none.
func at(l []any, i int) any {
	if i < 0 {
		i += len(l)
	}
	if i < 0 || i >= len(l) {
		return nil
	}
	return l[i]
}

// slice is the part of a list or text from one position to before another, both cut to what there is; a negative one
// counts from the end.
func slice[T any](l []T, from, to int) []T {
	clamp := func(i int) int {
		if i < 0 {
			i = max(i+len(l), 0)
		}
		return min(i, len(l))
	}
	from, to = clamp(from), clamp(to)
	return l[min(from, to):to]
}

// tail is the last n characters of a text.
func tail(s string, n int) string {
	r := []rune(s)
	return string(r[max(0, len(r)-max(0, min(n, len(r)))):])
}

// length counts the characters of a text or the elements of a list.
func length(v any) int {
	if s, ok := v.(string); ok {
		return utf8.RuneCountInString(s)
	}
	return len(list(v))
}

// intOr reads a whole number from digits with an optional sign, or gives the default.
func intOr(s string, otherwise int) int {
	if n, err := strconv.Atoi(strings.TrimSpace(s)); err == nil {
		return n
	}
	return otherwise
}

// total adds up the numbers of a list.
func total(l []any, kind Kind) any {
	var n int
	var f float64
	var d time.Duration
	for _, e := range l {
		switch kind {
		case Int:
			n = addInt(n, whole(e))
		case Duration:
			d = addInt(d, span(e))
		default:
			f = finite(f + number(e))
		}
	}
	switch kind {
	case Int:
		return n
	case Duration:
		return d
	}
	return f
}

// plain writes a value as text, the way it is written in JSON: what stands between a template's literals.
func plain(t Type, v any) string {
	switch n := v.(type) {
	case nil:
		return ""
	case float64:
		return strconv.FormatFloat(n, 'f', -1, 64)
	case int:
		return strconv.Itoa(n)
	case bool:
		return strconv.FormatBool(n)
	}
	out, err := t.Encode(v)
	if err != nil {
		return ""
	}
	return text(out)
}
