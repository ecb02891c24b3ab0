package guard_test

import (
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/guard"
)

// TestHours asks at the clock of the turn, in whatever zone that is.
func TestHours(t *testing.T) {
	tuesday, friday, christmas := at, time.Date(2026, 3, 7, 0, 30, 0, 0, time.UTC), time.Date(2026, 12, 25, 18, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		src      string
		now      time.Time
		language string
		want     any
	}{
		{`open("desk")`, tuesday, "en-US", true},
		{`open("desk")`, tuesday.Add(-time.Hour), "en-US", false},
		{`open("desk")`, tuesday.In(time.FixedZone("", 9*3600)), "en-US", true},
		{`not open("desk") && not open("night")`, friday, "en-US", true},
		{`minutes_until_close("desk")`, tuesday, "en-US", 540},
		{`minutes_until_close("desk")`, friday, "en-US", 0},
		{`next_open("night") == nil`, friday, "en-US", true},
		{`string(next_open("desk") ?? now())`, friday, "en-US", "2026-03-09T08:00:00-06:00"}, // summer began meanwhile
		{`(next_open("desk") ?? now()) | spoken()`, friday, "en-US", "Monday, March 9th at 8 AM"},
		{`(next_open("desk") ?? now()) | spoken()`, friday, "es-US", "lunes 9 de marzo a las 8:00"},
		{`(next_open("desk") ?? now()) | spoken()`, friday, "nl-NL", "2026-03-09 08:00"},
		{`now() | spoken()`, friday, "en-US", "Saturday, March 7th at 12:30 AM"},
		{`(next_open("desk") ?? now()) - now() < duration("62h")`, friday, "en-US", true},
		{`next_open("desk") == datetime("2026-03-09T14:00:00Z")`, friday, "en-US", true},
		{`closed_for("desk") ?? "no holiday"`, friday, "en-US", "no holiday"},
		{`closed_for("desk") ?? "no holiday"`, christmas, "en-US", "Christmas"},
		{`closed_for("desk") ?? "no holiday"`, christmas, "es-US", "Navidad"},
		{`closed_for("desk") != nil && not open("desk")`, christmas, "en-US", true},
	} {
		e := strict(t, env())
		e.Now, e.Language = test.now, test.language
		if got := compile(t, test.src, clinic(), nil).Eval(e); got != test.want {
			t.Errorf("%s at %s = %v, want %v", test.src, test.now.Format(time.RFC3339), got, test.want)
		}
	}
}

// TestHoursMissing: a calendar that the host does not have is closed, and no program fails of it.
func TestHoursMissing(t *testing.T) {
	e := strict(t, env())
	e.Hours = nil
	if compile(t, `open("desk") || next_open("desk") != nil || minutes_until_close("desk") > 0 || closed_for("desk") != nil`, clinic(), nil).True(e) {
		t.Error("a calendar that is not there opens")
	}
}

// TestHoursAreSeenFurtherIn: what the flow declares is known wherever its expressions stand, and no more than that.
func TestHoursAreSeenFurtherIn(t *testing.T) {
	s := clinic().Child().Narrow([]string{"http.name"})
	if _, problems := guard.Compile(`open("desk")`, s, nil); len(problems) > 0 {
		t.Errorf("problems: %v", problems)
	}
	if _, problems := guard.Compile(`open("desk")`, guard.NewScope(), nil); len(problems) != 1 || problems[0].Code != guard.CodeHours {
		t.Errorf("problems without hours: %v", problems)
	}
}

// TestOffsetIsKept: a moment with an offset is written, read and spoken with it.
func TestOffsetIsKept(t *testing.T) {
	moment := guard.Type{Kind: guard.DateTime}
	for _, s := range []string{"2026-03-03T08:30:00-07:00", "2026-03-03T08:30:00+05:45", "2026-03-03T08:30:00.5+14:00", "2026-03-03T08:30:00Z"} {
		v, err := moment.Decode(s)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := moment.Encode(v); got != s || err != nil {
			t.Errorf("%s is written %v, %v", s, got, err)
		}
	}
	s := guard.NewScope()
	s.Define("visit", moment)
	v, _ := moment.Decode("2026-03-03T08:30:00-07:00")
	e := guard.Env{Values: map[string]any{"visit": v}, Now: at, Language: "en-US"}
	if got := compile(t, `visit | spoken()`, s, nil).Eval(e); got != "Tuesday, March 3rd at 8:30 AM" {
		t.Errorf("spoken: %v", got)
	}
	// There it is the year 10000, which cannot be written.
	if got := compile(t, `string(datetime("9999-12-31T20:00:00+07:00") + duration("5h"))`, s, nil).Eval(e); got != "9999-12-31T18:00:00Z" {
		t.Errorf("beyond the last year: %v", got)
	}
}
