package guard_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/texmlflow/texmlflow/engine/guard"
)

var everything = guard.Type{Kind: guard.Object, Fields: []guard.Field{
	{Name: "text", Type: guard.Type{Kind: guard.String}},
	{Name: "plan", Type: guard.Type{Kind: guard.String, OneOf: []string{"std", "gold"}}},
	{Name: "whole", Type: guard.Type{Kind: guard.Int}},
	{Name: "number", Type: guard.Type{Kind: guard.Float}},
	{Name: "flag", Type: guard.Type{Kind: guard.Bool}},
	{Name: "date", Type: guard.Type{Kind: guard.Date}},
	{Name: "time", Type: guard.Type{Kind: guard.Time}},
	{Name: "instant", Type: guard.Type{Kind: guard.DateTime}},
	{Name: "lasting", Type: guard.Type{Kind: guard.Duration}},
	{Name: "list", Type: guard.Type{Kind: guard.List, Elem: &guard.Type{Kind: guard.Int, Optional: true}}},
	{Name: "absent", Type: guard.Type{Kind: guard.String, Optional: true}},
}}

func TestEncode(t *testing.T) {
	v := map[string]any{
		"text": "é", "plan": "std", "whole": 7, "number": 2.5, "flag": true, "date": time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC), "time": 17*time.Hour + 30*time.Minute,
		"instant": at, "lasting": 90 * time.Second, "list": []any{1, nil}, "absent": nil,
	}
	data, err := everything.Encode(v)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"absent":null,"date":"2026-03-03","flag":true,"instant":"2026-03-03T15:30:00Z","lasting":"1m30s","list":[1,null],"number":2.5,"plan":"std","text":"é","time":"17:30","whole":7}`
	if string(raw) != want {
		t.Errorf("encoded as\n%s, want\n%s", raw, want)
	}
	for _, useNumber := range []bool{true, false} {
		d := json.NewDecoder(bytes.NewReader(raw))
		if useNumber {
			d.UseNumber()
		}
		var back any
		if err := d.Decode(&back); err != nil {
			t.Fatal(err)
		}
		got, err := everything.Decode(back)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(v, got); diff != "" {
			t.Errorf("decoded differs (-want +got):\n%s", diff)
		}
	}
	for _, bad := range []struct {
		typ  guard.Type
		v    any
		want string
	}{
		{guard.Type{Kind: guard.Int}, "1", "value: expected whole number, got text"},
		{guard.Type{Kind: guard.Int}, nil, "value: expected whole number, got nothing"},
		{guard.Type{Kind: guard.Float}, math.Inf(1), "value: expected number, got a number"},
		{guard.Type{Kind: guard.Date}, 3, "value: expected date, got a number"},
		{everything, map[string]any{"text": 1}, "value.text: expected text, got a number"},
		{guard.Type{Kind: guard.List, Elem: &guard.Type{Kind: guard.Bool}}, []any{true, at}, "value[1]: expected true or false, got a date or time"},
	} {
		if _, err := bad.typ.Encode(bad.v); err == nil || err.Error() != bad.want {
			t.Errorf("Encode(%v): %v, want %s", bad.v, err, bad.want)
		}
	}
}

func TestDecode(t *testing.T) {
	whole, text := guard.Type{Kind: guard.Int}, guard.Type{Kind: guard.String}
	list := guard.Type{Kind: guard.List, Elem: &text}
	person := guard.Type{Kind: guard.Object, Fields: []guard.Field{{Name: "id", Type: whole}, {Name: "name", Type: guard.Type{Kind: guard.String, Optional: true}}}}
	for _, c := range []struct {
		name string
		typ  guard.Type
		data any
		want any
		err  string
	}{
		{"whole number", whole, json.Number("42"), 42, ""},
		{"whole number as float", whole, 42.0, 42, ""},
		{"whole number with an exponent", whole, json.Number("1e3"), 1000, ""},
		{"int64", whole, int64(5), 5, ""},
		{"broken number", whole, 4.5, nil, "value: expected whole number, got another number"},
		{"number beyond exactness", whole, 1e17, nil, "value: expected whole number, got another number"},
		{"number too large", whole, json.Number("1e999"), nil, "value: expected a number that fits 64 bits"},
		{"text for a number", whole, "42", nil, "value: expected whole number, got text"},
		{"number for a text", text, json.Number("42"), nil, "value: expected text, got a number"},
		{"whole number for a number", guard.Type{Kind: guard.Float}, json.Number("3"), 3.0, ""},
		{"NaN", guard.Type{Kind: guard.Float}, math.NaN(), nil, "value: expected a finite number"},
		{"flag", guard.Type{Kind: guard.Bool}, "true", nil, "value: expected true or false, got text"},
		{"member", guard.Type{Kind: guard.String, OneOf: []string{"a", "b"}}, "b", "b", ""},
		{"no member", guard.Type{Kind: guard.String, OneOf: []string{"a", "b"}}, "c", nil, "value: expected one of a, b"},
		{"member in capitals", guard.Type{Kind: guard.String, OneOf: []string{"pain", "fever"}}, "Pain", "pain", ""},
		{"the member itself first", guard.Type{Kind: guard.String, OneOf: []string{"A", "a"}}, "a", "a", ""},
		{"two members in capitals", guard.Type{Kind: guard.String, OneOf: []string{"Ab", "aB"}}, "ab", nil, "value: expected one of Ab, aB"},
		{"null", text, nil, nil, "value: expected text, got nothing"},
		{"optional null", guard.Type{Kind: guard.String, Optional: true}, nil, nil, ""},
		{"date", guard.Type{Kind: guard.Date}, "2026-02-30", nil, "value: expected a date like 2006-01-02"},
		{"time with seconds", guard.Type{Kind: guard.Time}, "08:00:30", 8*time.Hour + 30*time.Second, ""},
		{"time", guard.Type{Kind: guard.Time}, "24:00", nil, "value: expected a time of day like 17:30"},
		{"instant elsewhere", guard.Type{Kind: guard.DateTime}, "2026-03-03T08:30:00-07:00", at, ""},
		{"instant where it is the year 10000", guard.Type{Kind: guard.DateTime}, "9999-12-31T23:59:59-07:00", time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC), ""},
		{"instant", guard.Type{Kind: guard.DateTime}, "2026-03-03", nil, "value: expected a date and time like 2006-01-02T15:04:05Z"},
		{"duration", guard.Type{Kind: guard.Duration}, "soon", nil, "value: expected a duration like 1m30s"},
		{"long text", text, strings.Repeat("x", guard.MaxText+1), nil, "value: a text of 8193 bytes, over the limit of 8192"},
		{"longest text", text, strings.Repeat("x", guard.MaxText), strings.Repeat("x", guard.MaxText), ""},
		{"not UTF-8", text, "\xff", nil, "value: expected text in UTF-8"},
		{"long list", list, make([]any, guard.MaxList+1), nil, "value: a list of 257, over the limit of 256"},
		{"large value", list, []any{strings.Repeat("x", 8000), strings.Repeat("x", 8000), strings.Repeat("x", 8000), strings.Repeat("x", 8000), strings.Repeat("x", 8000), strings.Repeat("x", 8000), strings.Repeat("x", 8000), strings.Repeat("x", 8000), strings.Repeat("x", 8000)}, nil, "value[8]: the whole value is over 64 KiB"},
		{"list of another type", list, []any{"a", 1}, nil, "value[1]: expected text, got a number"},
		{"no list", list, "a", nil, "value: expected list of text, got text"},
		{"object with one field too many", person, map[string]any{"id": 1, "extra": "x"}, map[string]any{"id": 1, "name": nil}, ""},
		{"object without a field", person, map[string]any{"name": "x"}, nil, "value.id: expected whole number, got nothing"},
		{"no object", person, []any{}, nil, "value: expected object {id: whole number, name: optional text}, got a list"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.typ.Decode(c.data)
			if (err == nil) != (c.err == "") || err != nil && err.Error() != c.err {
				t.Fatalf("error %v, want %q", err, c.err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("value differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFromWire(t *testing.T) {
	text := guard.Type{Kind: guard.String}
	for _, c := range []struct {
		typ  guard.Type
		wire string
		want any
		err  string
	}{
		{text, "0015", "0015", ""},
		{text, "", "", ""},
		{guard.Type{Kind: guard.String, Optional: true}, "", nil, ""},
		{guard.Type{Kind: guard.Int, Optional: true}, "", nil, ""},
		{guard.Type{Kind: guard.Int}, "", nil, "expected whole number"},
		{guard.Type{Kind: guard.Int}, "42", 42, ""},
		{guard.Type{Kind: guard.Int}, "4.2", nil, "expected whole number"},
		{guard.Type{Kind: guard.Float}, "4.25", 4.25, ""},
		{guard.Type{Kind: guard.Float}, "NaN", nil, "expected number"},
		{guard.Type{Kind: guard.Float}, "Inf", nil, "expected number"},
		{guard.Type{Kind: guard.Float}, "0x1p4", nil, "expected number"},
		{guard.Type{Kind: guard.Bool}, "true", true, ""},
		{guard.Type{Kind: guard.Bool}, "false", false, ""},
		{guard.Type{Kind: guard.Bool}, "yes", nil, "expected true or false"},
		{guard.Type{Kind: guard.Date}, "2026-03-03", time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC), ""},
		{guard.Type{Kind: guard.String, OneOf: []string{"a"}}, "b", nil, "value: expected one of a"},
		{guard.Type{Kind: guard.List, Elem: &text}, `["a","b"]`, []any{"a", "b"}, ""},
		{guard.Type{Kind: guard.List, Elem: &text}, `["a"] ["b"]`, nil, "expected list of text as JSON"},
		{guard.Type{Kind: guard.List, Elem: &text}, strings.Repeat("[", 70000), nil, "the whole value is over 64 KiB"},
		{guard.Type{Kind: guard.List, Elem: &text}, strings.Repeat("[", 60000), nil, "expected list of text as JSON"},
		{text, strings.Repeat("x", guard.MaxText+1), nil, "value: a text of 8193 bytes, over the limit of 8192"},
	} {
		got, err := c.typ.FromWire(c.wire)
		if (err == nil) != (c.err == "") || err != nil && err.Error() != c.err {
			t.Errorf("%s from %.20q: error %v, want %q", c.typ, c.wire, err, c.err)
			continue
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s from %.20q differs (-want +got):\n%s", c.typ, c.wire, diff)
		}
	}
}

// TestCodecRoundTrip: what Encode writes, Decode reads as the same value, through JSON.
func TestCodecRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scope, v := clinic(), anyValues(t)
		for _, name := range scope.Names() {
			typ, _ := scope.Lookup(name)
			data, err := typ.Encode(v[name])
			if err != nil {
				t.Fatal(err)
			}
			raw, err := json.Marshal(data)
			if err != nil {
				t.Fatal(err)
			}
			d := json.NewDecoder(bytes.NewReader(raw))
			d.UseNumber()
			var plain any
			if err := d.Decode(&plain); err != nil {
				t.Fatal(err)
			}
			back, err := typ.Decode(plain)
			if err != nil {
				t.Fatalf("%s: %v from %s", name, err, raw)
			}
			if diff := cmp.Diff(v[name], back); diff != "" {
				t.Fatalf("%s differs (-want +got):\n%s", name, diff)
			}
		}
	})
}

func TestErrorsShowNoValues(t *testing.T) {
	const canary = "hunter2"
	for _, typ := range []guard.Type{
		{Kind: guard.Int},
		{Kind: guard.Float},
		{Kind: guard.Bool},
		{Kind: guard.Date},
		{Kind: guard.Time},
		{Kind: guard.DateTime},
		{Kind: guard.Duration},
		{Kind: guard.String, OneOf: []string{"a"}},
		{Kind: guard.List, Elem: &guard.Type{Kind: guard.Int}},
		everything,
	} {
		for _, data := range []any{canary, []any{canary}, map[string]any{"text": 1, canary: canary}} {
			_, decoding := typ.Decode(data)
			_, encoding := typ.Encode(data)
			_, wire := typ.FromWire(canary)
			for _, err := range []error{decoding, encoding, wire} {
				if err != nil && strings.Contains(err.Error(), canary) {
					t.Errorf("%s: %v", typ, err)
				}
			}
		}
	}
}

func TestTypeWords(t *testing.T) {
	text := guard.Type{Kind: guard.String}
	for want, typ := range map[string]guard.Type{
		"text": text, "whole number": {Kind: guard.Int}, "number": {Kind: guard.Float}, "true or false": {Kind: guard.Bool}, "optional date": {Kind: guard.Date, Optional: true},
		"time of day": {Kind: guard.Time}, "date and time": {Kind: guard.DateTime}, "duration": {Kind: guard.Duration}, "list of text": {Kind: guard.List, Elem: &text},
		"one of std, tya": {Kind: guard.String, OneOf: []string{"std", "tya"}}, "list": {Kind: guard.List}, "object": {Kind: guard.Object},
		"object {a: text}": {Kind: guard.Object, Fields: []guard.Field{{Name: "a", Type: text}}}, "unknown kind": {Kind: 99},
	} {
		if got := typ.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestZeroFits: the zero of a type is a value of it.
func TestZeroFits(t *testing.T) {
	for _, f := range everything.Fields {
		if _, err := f.Type.Encode(f.Type.Zero()); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
	if diff := cmp.Diff(map[string]any{"a": "std"}, guard.Type{Kind: guard.Object, Fields: []guard.Field{{Name: "a", Type: everything.Fields[1].Type}}}.Zero()); diff != "" {
		t.Errorf("zero differs (-want +got):\n%s", diff)
	}
}
