package flows

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
)

// literal is a text in quotes inside an expression.
var literal = regexp.MustCompile(`"([^"]*)"|'([^']*)'`)

// literalsBeside are the texts that the expressions of a flow have beside a name.
func literalsBeside(flow *engine.Flow, name string) []string {
	var out []string
	pattern := word(name)
	for _, p := range programsOf(flow) {
		if !pattern.MatchString(p.Source()) {
			continue
		}
		for _, m := range literal.FindAllStringSubmatch(p.Source(), -1) {
			if text := m[1] + m[2]; text != "" && !slices.Contains(out, text) {
				out = append(out, text)
			}
		}
	}
	return out
}

// samples makes objects of fields with values that guards of a flow may tell apart, about so many: every value of every
// field is in one of them, the others are spread over all there are. The last one lacks all fields.
func samples(flow *engine.Flow, fields []guard.Field, most int) []map[string]any {
	all, longest := 1, 0
	values := make([][]any, len(fields))
	for i, f := range fields {
		values[i] = sampleValues(flow, f.Name, f.Type)
		all, longest = min(all*len(values[i]), 1_000_000), max(longest, len(values[i]))
	}
	var out []map[string]any
	for n := range min(all, max(most, longest)) {
		object := map[string]any{}
		at := n
		if all > most {
			at = n * 7919 // a prime, for other company each time
		}
		for i, f := range fields {
			v := values[i][at%len(values[i])]
			if all > most && n < longest {
				v = values[i][n%len(values[i])]
			}
			if v != nil {
				object[f.Name] = v
			}
			at /= len(values[i])
		}
		out = append(out, object)
	}
	if len(fields) > 0 {
		out = append(out, map[string]any{})
	}
	return out
}

// sampleValues are values of a field as an answer has them.
func sampleValues(flow *engine.Flow, name string, t guard.Type) []any {
	var out []any
	switch t.Kind {
	case guard.Int:
		out = []any{100, 5, 0}
	case guard.Float:
		out = []any{42.5, 0.0, -3.5}
	case guard.Bool:
		out = []any{true, false}
	case guard.Date:
		out = []any{"2099-12-04", "2001-01-01"}
	case guard.DateTime:
		out = []any{"2099-12-04T10:00:00Z", "2001-01-01T00:00:00Z"}
	case guard.Time:
		out = []any{"10:00", "19:30"}
	case guard.Duration:
		out = []any{"3m"}
	case guard.List:
		elements := sampleElements(flow, name, *t.Elem)
		out = []any{slices.Concat(elements, elements), []any{}}
		for _, e := range elements {
			out = append(out, []any{e})
		}
	case guard.Object:
		for _, object := range samples(flow, t.Fields, 6) {
			out = append(out, object)
		}
	default:
		out = []any{"+15125550155"}
		if len(t.OneOf) > 0 {
			out = nil
			for _, member := range t.OneOf {
				out = append(out, member)
			}
			break
		}
		for _, length := range enteredAt(flow) {
			if t.Sensitive {
				out = append(out, "31415926535897932384"[:min(length, 20)])
			}
		}
		if i := strings.LastIndexByte(name, '.'); i >= 0 {
			name = name[i+1:]
		}
		for _, text := range literalsBeside(flow, name) {
			if len(out) < 4 {
				out = append(out, text)
			}
		}
	}
	if t.Optional {
		out = append(out, nil)
	}
	return out
}

// enteredAt are how many digits the gathers of a flow ask for that want so many.
func enteredAt(flow *engine.Flow) []int {
	var out []int
	for _, name := range flow.Order {
		if a, ok := flow.States[name].Action.(*engine.Gather); ok && a.NumDigits > 0 && !slices.Contains(out, a.NumDigits) {
			out = append(out, a.NumDigits)
		}
	}
	return out
}

// sampleElements are different elements of a list.
func sampleElements(flow *engine.Flow, name string, t guard.Type) []any {
	var out []any
	if t.Kind != guard.Object {
		return sampleValues(flow, name, t)
	}
	all := samples(flow, t.Fields, 20)
	for _, object := range all[:len(all)-1] {
		out = append(out, object)
	}
	return out
}

// wholeNumber is a number that an expression compares with.
var wholeNumber = regexp.MustCompile(`[=<>] (\d+)\b`)

// numberClass tells whole numbers apart as the guards of a flow may do: small ones, and those they compare with.
func numberClass(flow *engine.Flow, v int) string {
	if v < 4 {
		return strconv.Itoa(v)
	}
	below := 0
	for _, n := range partsOf(flow).numbers() {
		if n == v {
			return strconv.Itoa(v)
		}
		if n < v {
			below++
		}
	}
	return "over " + strconv.Itoa(below)
}

// textsIn are the texts inside of a value.
func textsIn(v any) []string {
	var out []string
	switch v := v.(type) {
	case string:
		out = append(out, v)
	case []any:
		for _, e := range v {
			out = append(out, textsIn(e)...)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			out = append(out, textsIn(v[name])...)
		}
	}
	return unique(slices.DeleteFunc(out, func(s string) bool { return s == "" }))
}

// isDigits reports whether a text may be keyed in.
func isDigits(text string) bool {
	_, err := strconv.ParseUint(text, 10, 64)
	return err == nil
}
