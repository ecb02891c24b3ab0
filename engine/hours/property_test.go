package hours_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/texmlflow/texmlflow/engine/hours"
)

// zones are those of the properties: both hemispheres, daylight saving of half an hour and of two, at midnight and across
// it, offsets of 30 and 45 minutes, and one that never changes.
var zones = []string{
	"America/Denver", "Europe/Berlin", "Australia/Sydney", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo", "Asia/Beirut",
	"America/Havana", "Asia/Kathmandu", "Pacific/Chatham", "America/St_Johns", "Africa/Casablanca", "Antarctica/Troll", "Asia/Kolkata", "UTC",
}

// plain is a calendar as the oracle has it: for each day the minutes in which it is open.
type plain struct {
	zone  *time.Location
	week  [7][]hours.Range
	dates map[hours.Date]hours.Day
}

// open looks at the clock on the wall, and at nothing else.
func (p plain) open(t time.Time) bool {
	local := t.In(p.zone)
	year, month, day := local.Date()
	list := p.week[local.Weekday()]
	if d, ok := p.dates[hours.Date{Month: month, Day: day}]; ok {
		list = d.Ranges
	}
	if d, ok := p.dates[hours.Date{Year: year, Month: month, Day: day}]; ok {
		list = d.Ranges
	}
	minute := local.Hour()*60 + local.Minute()
	for _, r := range list {
		if r.From <= minute && minute < r.To {
			return true
		}
	}
	return false
}

// change goes on minute by minute until it is no longer open, or closed; nil where that takes longer than the limit.
func (p plain) change(t, limit time.Time) *time.Time {
	was := p.open(t)
	for t = t.Truncate(time.Minute).Add(time.Minute); t.Before(limit); t = t.Add(time.Minute) {
		if p.open(t) != was {
			return &t
		}
	}
	return nil
}

func anyRanges(t *rapid.T) []hours.Range {
	// Around the hours at which clocks are set, and anywhere.
	half := func(n int) int { return n * 30 }
	minute := rapid.OneOf(rapid.Map(rapid.IntRange(0, 8), half), rapid.Map(rapid.IntRange(44, 48), half), rapid.IntRange(0, 1440))
	list := make([]hours.Range, rapid.IntRange(0, 3).Draw(t, "ranges"))
	for i := range list {
		list[i] = hours.Range{From: min(minute.Draw(t, "from"), 1439), To: minute.Draw(t, "to")}
	}
	return list
}

// near is a moment within two days of a change of the zone's clock, if it has any, or of the end of a year, else any moment.
func near(t *rapid.T, zone *time.Location) time.Time {
	at := time.Date(rapid.IntRange(2007, 2040).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")), rapid.IntRange(1, 28).Draw(t, "day"), 12, 0, 0, 0, time.UTC)
	if _, end := at.In(zone).ZoneBounds(); !end.IsZero() && rapid.IntRange(0, 3).Draw(t, "near") > 0 {
		at = end
	}
	if rapid.IntRange(0, 9).Draw(t, "eve") == 0 {
		at = time.Date(at.Year(), 12, 31, 12, 0, 0, 0, time.UTC)
	}
	return at.Add(time.Duration(rapid.IntRange(-2*24*3600, 2*24*3600).Draw(t, "seconds")) * time.Second)
}

// TestLikeMinuteByMinute compares calendars with the oracle, on any hours around changes of the clock.
func TestLikeMinuteByMinute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(zones).Draw(t, "zone")
		zone, err := hours.Zone(name)
		if err != nil {
			t.Fatal(err)
		}
		at := near(t, zone)
		p := plain{zone: zone, dates: map[hours.Date]hours.Day{}}
		for i := range p.week {
			p.week[i] = anyRanges(t)
		}
		for range rapid.IntRange(0, 4).Draw(t, "exceptions") {
			year, month, day := at.In(zone).AddDate(0, 0, rapid.IntRange(-2, 3).Draw(t, "day")).Date()
			if rapid.Bool().Draw(t, "yearly") {
				year = 0
			}
			p.dates[hours.Date{Year: year, Month: month, Day: day}] = hours.Day{Ranges: anyRanges(t)}
		}
		c := hours.New(zone, p.week, p.dates)

		if got, want := c.Open(at), p.open(at); got != want {
			t.Fatalf("open at %s: %t", at.In(zone), got)
		}
		limit := at.Add(9 * 24 * time.Hour)
		closes, opens := (*time.Time)(nil), p.change(at, limit)
		if p.open(at) {
			closes, opens = opens, nil
			if closes != nil {
				opens = p.change(*closes, limit)
			}
		}
		next, ok := c.NextOpen(at)
		if ok = ok && next.Before(limit); ok != (opens != nil) || ok && !next.Equal(*opens) {
			t.Errorf("after %s it opens at %s (%t), want %s", at.In(zone), next, ok, show(opens, zone))
		}
		until := c.UntilClose(at)
		switch {
		case !p.open(at):
			if until != 0 {
				t.Errorf("closed at %s, and for %d minutes more open", at.In(zone), until)
			}
		case closes == nil:
			if limit.After(at.Add(time.Duration(until) * time.Minute)) {
				t.Errorf("at %s it closes in %d minutes, want more", at.In(zone), until)
			}
		default:
			// A part of a minute counts as one.
			if left := closes.Sub(at); until != int((left+time.Minute-1)/time.Minute) {
				t.Errorf("at %s it closes in %d minutes, want %s", at.In(zone), until, left)
			}
		}
	})
}

func show(t *time.Time, zone *time.Location) string {
	if t == nil {
		return "never"
	}
	return t.In(zone).String()
}

// TestZonesHaveTheirChanges: the properties mean little where no clock is ever set.
func TestZonesHaveTheirChanges(t *testing.T) {
	still := 0
	for _, name := range zones {
		if _, end := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).In(zone(t, name)).ZoneBounds(); end.IsZero() {
			still++
		}
	}
	if still > 4 {
		t.Errorf("%d of %d zones never change", still, len(zones))
	}
}

// BenchmarkLookAhead is the worst case: nothing happens within the horizon.
func BenchmarkLookAhead(b *testing.B) {
	c := calendar(b, "Africa/Casablanca", "mon-sun 00:00-24:00\n2020-12-25 closed Christmas\n12-31 00:00-24:00")
	at := time.Date(2040, 11, 24, 8, 30, 0, 0, time.UTC)
	for b.Loop() {
		if c.UntilClose(at) == 0 {
			b.Fatal("closed")
		}
	}
}

func ExampleCalendar() {
	zone, _ := hours.Zone("America/Denver")
	days, _ := hours.ParseDays("mon-fri")
	day, _ := hours.ParseRange("08:00-17:30")
	christmas, _ := hours.ParseDate("12-25")
	var week [7][]hours.Range
	for _, d := range days {
		week[d] = []hours.Range{day}
	}
	desk := hours.New(zone, week, map[hours.Date]hours.Day{christmas: {Name: hours.Name{{Text: "Christmas"}}}})

	at := time.Date(2026, 12, 25, 10, 0, 0, 0, zone)
	name, _ := desk.ClosedFor(at, "en-US")
	next, _ := desk.NextOpen(at)
	fmt.Println(desk.Open(at), name, next.Format("Mon 15:04"))
	// Output: false Christmas Mon 08:00
}
