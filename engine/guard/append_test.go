package guard_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/engine/guard"
)

// TestAppend: a list grows by one element of its type, up to the longest that there can be, and stays what it was where it
// came from.
func TestAppend(t *testing.T) {
	e := strict(t, env())
	for _, c := range []struct {
		src, typ string
		value    []any
	}{
		{`append(ages, 7)`, "list of whole numbers", []any{3, 40, 5, 7}},
		{`append(ages, 0.5)`, "list of numbers", []any{3.0, 40.0, 5.0, 0.5}},
		{`append([1.5], attempt)`, "list of numbers", []any{1.5, 2.0}},
		{`append([], Digits)`, "list of text", []any{"1"}},
		{`append(append(tags, Digits), "x")`, "list of text", []any{"red", "blue", "1", "x"}},
		{`append([plan], "gold")`, "list of one of std, gold", []any{"std", "gold"}},
		{`append([plan], "tin")`, "list of text", []any{"std", "tin"}},
		{`append(map(slots, #.id), 9)`, "list of whole numbers", []any{1, 2, 9}},
	} {
		p := compile(t, c.src, clinic(), nil)
		if got := p.Type().String(); got != c.typ {
			t.Errorf("%s is a %s, want a %s", c.src, got, c.typ)
		}
		if diff := cmp.Diff(c.value, p.Eval(e)); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", c.src, diff)
		}
	}
	if diff := cmp.Diff([]any{3, 40, 5}, e.Values["ages"]); diff != "" {
		t.Errorf("the list itself has changed (-want +got):\n%s", diff)
	}
	var full []any
	for i := range guard.MaxList {
		full = append(full, i)
	}
	e.Values["ages"] = full
	if diff := cmp.Diff(full, compile(t, `append(ages, 7)`, clinic(), nil).Eval(e)); diff != "" {
		t.Errorf("a full list differs (-want +got):\n%s", diff)
	}
	if typ := compile(t, `append(tags, pin)`, clinic(), nil).Type(); !typ.Tainted() {
		t.Error("a secret in a list is none")
	}
	for _, src := range []string{`append(ages, "x")`, `append(ages, http.id)`, `append(ages, ages)`, `append(slots, 1)`, `append(From, 1)`} {
		if _, problems := guard.Compile(src, clinic(), nil); len(problems) == 0 {
			t.Errorf("%s compiles", src)
		}
	}
}
