package guard_test

import (
	"time"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/engine/hours"
)

// at is the clock of the turn in these tests: a Tuesday.
var at = time.Date(2026, 3, 3, 15, 30, 0, 0, time.UTC)

// clinic is a scope with something of every type, much as the loader would make it for a place in a flow.
func clinic() *guard.Scope {
	text := guard.Type{Kind: guard.String}
	whole := guard.Type{Kind: guard.Int}
	optional := func(t guard.Type) guard.Type { t.Optional = true; return t }
	slot := guard.Type{Kind: guard.Object, Fields: []guard.Field{
		{Name: "id", Type: whole}, {Name: "name", Type: text}, {Name: "note", Type: optional(text)},
	}}
	s := guard.NewScope()
	for _, n := range []string{"From", "To", "Digits", "SpeechResult", "language"} {
		s.Define(n, text)
	}
	s.Define("Confidence", guard.Type{Kind: guard.Float})
	s.Define("attempt", whole)
	s.Define("ready", guard.Type{Kind: guard.Bool})
	s.Define("plan", guard.Type{Kind: guard.String, OneOf: []string{"std", "gold"}})
	s.Define("upgrade", guard.Type{Kind: guard.String, OneOf: []string{"gold", "black"}})
	s.Define("pin", guard.Type{Kind: guard.String, Sensitive: true})
	s.Define("opens", guard.Type{Kind: guard.Time})
	s.Define("waited", guard.Type{Kind: guard.Duration})
	s.Define("started", guard.Type{Kind: guard.DateTime})
	s.Define("tags", guard.Type{Kind: guard.List, Elem: &text})
	s.Define("ages", guard.Type{Kind: guard.List, Elem: &whole})
	s.Define("slots", guard.Type{Kind: guard.List, Elem: &slot})
	s.Define("visit", guard.Type{Kind: guard.Object, Fields: []guard.Field{
		{Name: "day", Type: guard.Type{Kind: guard.Date}}, {Name: "reason", Type: text},
	}})
	s.Define("http", guard.Type{Kind: guard.Object, Fields: []guard.Field{
		{Name: "found", Type: guard.Type{Kind: guard.Bool}},
		{Name: "name", Type: optional(text)},
		{Name: "id", Type: optional(whole)},
		{Name: "vip", Type: optional(guard.Type{Kind: guard.Bool})},
		{Name: "tags", Type: optional(guard.Type{Kind: guard.List, Elem: &text})},
	}})
	s.Define("call", guard.Type{Kind: guard.Object, Fields: []guard.Field{{Name: "turn", Type: whole}}})
	s.Define("returned", optional(guard.Type{Kind: guard.Object, Fields: []guard.Field{{Name: "code", Type: text}, {Name: "next", Type: optional(text)}}}))
	s.DefineHours("desk")
	s.DefineHours("night")
	return s
}

// calendars are the hours of the scope clinic: a desk that is open on weekdays, and a night that never is.
func calendars() map[string]*hours.Calendar {
	denver, err := hours.Zone("America/Denver")
	if err != nil {
		panic(err)
	}
	var week [7][]hours.Range
	for d := time.Monday; d <= time.Friday; d++ {
		week[d] = []hours.Range{{From: 8 * 60, To: 17*60 + 30}}
	}
	desk := hours.New(denver, week, map[hours.Date]hours.Day{
		{Month: 12, Day: 25}: {Name: hours.Name{{Language: "en-US", Text: "Christmas"}, {Language: "es-US", Text: "Navidad"}}},
	})
	return map[string]*hours.Calendar{"desk": desk, "night": hours.New(denver, [7][]hours.Range{}, nil)}
}

// values fit the scope clinic.
func values() map[string]any {
	return map[string]any{
		"From": "+15125550100", "To": "+15125550199", "Digits": "1", "SpeechResult": "Um, I'd like to book an appointment, please",
		"language": "en-US", "Confidence": 0.9, "attempt": 2, "ready": true, "plan": "std", "upgrade": "gold", "pin": "4321",
		"opens": 8 * time.Hour, "waited": 90 * time.Second, "started": at.Add(-time.Minute),
		"tags": []any{"red", "blue"}, "ages": []any{3, 40, 5},
		"slots": []any{
			map[string]any{"id": 1, "name": "morning", "note": nil},
			map[string]any{"id": 2, "name": "noon", "note": "busy"},
		},
		"visit":    map[string]any{"day": time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC), "reason": "a check-up"},
		"http":     map[string]any{"found": true, "name": "Ana", "id": 7, "vip": nil, "tags": nil},
		"returned": nil, "call": map[string]any{"turn": 3},
	}
}

func env() guard.Env {
	return guard.Env{Values: values(), Now: at, Language: "en-US", Hours: calendars()}
}
