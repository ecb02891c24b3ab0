package guard_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/engine/guard"
)

func TestInputs(t *testing.T) {
	t.Parallel()
	scope := clinic()
	scope.Define("env", guard.Type{Kind: guard.Object, Fields: []guard.Field{{Name: "CODE", Type: guard.Type{Kind: guard.String}}}})
	scope.Define("card", guard.Type{Kind: guard.Object, Fields: []guard.Field{
		{Name: "number", Type: guard.Type{Kind: guard.String, Sensitive: true}}, {Name: "kind", Type: guard.Type{Kind: guard.String}},
	}})
	scope.Define("cards", guard.Type{Kind: guard.List, Elem: &guard.Type{Kind: guard.String, Sensitive: true}})
	e := env()
	e.Values["env"] = map[string]any{"CODE": "4711"}
	e.Values["card"] = map[string]any{"number": "4111", "kind": "<visa>"}
	e.Values["cards"] = []any{"4111"}
	e.Report = func(err error) { t.Errorf("reported: %v", err) }
	for src, want := range map[string][]guard.Input{
		`Digits == "1"`:                         {{Name: "Digits", Text: `"1"`}},
		`Digits == pin`:                         {{Name: "Digits", Text: `"1"`}, {Name: "pin", Text: "***"}},
		`http.id != nil && (http.vip ?? false)`: {{Name: "http.id", Text: "7"}, {Name: "http.vip", Text: "nil"}},
		`visit.day >= today()`:                  {{Name: "today()", Text: "2026-03-03"}, {Name: "visit.day", Text: `"2026-03-10"`}},
		`started < now()`:                       {{Name: "now()", Text: "2026-03-03T15:30:00Z"}, {Name: "started", Text: `"2026-03-03T15:29:00Z"`}},
		`open("desk")`:                          {{Name: "hours desk", Text: "Tue 2026-03-03 08:30 MST"}},
		`said("book")`: {
			{Name: "SpeechResult", Text: `"Um, I'd like to book an appointment, please"`},
			{Name: "language", Text: "en-US"},
		},
		`env.CODE == "1"`:                        {{Name: "env.CODE", Text: "***"}},
		`card.number == "1" && card.kind == "b"`: {{Name: "card.kind", Text: `"<visa>"`}, {Name: "card.number", Text: "***"}},
		`len(cards) > 0`:                         {{Name: "cards", Text: `["***"]`}},
		`len(tags) > 0 && len(slots) > 0`: {
			{Name: "slots", Text: `[{"id":1,"name":"morning","note":null},{"id":2,"name":"noon","note":"busy"}]`},
			{Name: "tags", Text: `["red","blue"]`},
		},
		`1 < 2`: nil,
	} {
		t.Run(src, func(t *testing.T) {
			t.Parallel()
			p, problems := guard.Compile(src, scope, &guard.Type{Kind: guard.Bool})
			if p == nil {
				t.Fatalf("%v", problems)
			}
			if diff := cmp.Diff(want, p.Inputs(e)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A value that is missing is no reason to fail: whoever asks why is answered with what there is.
func TestInputsOfMissingValues(t *testing.T) {
	t.Parallel()
	p, problems := guard.Compile(`attempt > 1`, clinic(), &guard.Type{Kind: guard.Bool})
	if p == nil {
		t.Fatalf("%v", problems)
	}
	got := p.Inputs(guard.Env{Values: map[string]any{}, Now: time.Unix(0, 0)})
	if diff := cmp.Diff([]guard.Input{{Name: "attempt", Text: "0"}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestShow(t *testing.T) {
	t.Parallel()
	object := guard.Type{Kind: guard.Object, Fields: []guard.Field{
		{Name: "pin", Type: guard.Type{Kind: guard.String, Sensitive: true}},
		{Name: "name", Type: guard.Type{Kind: guard.String, Optional: true}},
	}}
	for _, tc := range []struct {
		typ  guard.Type
		v    any
		hide bool
		want string
	}{
		{guard.Type{Kind: guard.String}, "a", false, `"a"`},
		{guard.Type{Kind: guard.String}, "a", true, "***"},
		{guard.Type{Kind: guard.String, Sensitive: true}, "a", false, "***"},
		{guard.Type{Kind: guard.Int, Optional: true}, nil, false, "nil"},
		{object, map[string]any{"pin": "1", "name": nil}, false, `{"name":null,"pin":"***"}`},
		{guard.Type{Kind: guard.Duration}, 90 * time.Second, false, `"1m30s"`},
		{guard.Type{Kind: guard.Int}, "no number", false, `"***"`},
	} {
		if got := tc.typ.Show(tc.v, tc.hide); got != tc.want {
			t.Errorf("%s %v is shown as %s, want %s", tc.typ, tc.v, got, tc.want)
		}
	}
}
