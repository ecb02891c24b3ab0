package hours_test

import (
	"strings"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/hours"
)

// zone is a zone that is known to be there.
func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := hours.Zone(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// ranges reads the ranges of a day.
func ranges(t testing.TB, list ...string) []hours.Range {
	t.Helper()
	out := make([]hours.Range, len(list))
	for i, s := range list {
		r, err := hours.ParseRange(s)
		if err != nil {
			t.Fatal(err)
		}
		out[i] = r
	}
	return out
}

// calendar reads lines such as "mon-fri 08:00-17:30", "2026-12-25 closed Christmas" and "12-24 08:00-12:00 18:00-20:00".
func calendar(t testing.TB, zoneName, lines string) *hours.Calendar {
	t.Helper()
	var week [7][]hours.Range
	dates := map[hours.Date]hours.Day{}
	for line := range strings.Lines(lines) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		var day hours.Day
		if words[1] != "closed" {
			day.Ranges = ranges(t, words[1:]...)
		} else if len(words) > 2 {
			day.Name = hours.Name{{Text: words[2]}}
		}
		if days, err := hours.ParseDays(words[0]); err == nil {
			for _, d := range days {
				week[d] = day.Ranges
			}
			continue
		}
		date, err := hours.ParseDate(words[0])
		if err != nil {
			t.Fatal(err)
		}
		dates[date] = day
	}
	return hours.New(zone(t, zoneName), week, dates)
}

// TestCalendar asks calendars at moments that were looked up by hand. Moments are written with their offset, "nil" is none.
func TestCalendar(t *testing.T) {
	const desk = "mon-fri 08:00-17:30\n2026-12-24 08:00-12:00\n2026-12-25 closed Christmas\n01-01 closed New-Year\n2027-01-01 10:00-11:00"
	const night = "mon 20:00-24:00\ntue-fri 00:00-06:00 20:00-24:00\nsat 00:00-06:00"
	const always = "mon-sun 00:00-24:00"
	for _, test := range []struct {
		name, zone, lines, at string
		open                  bool
		next                  string
		minutes               int
		closedFor             string
	}{
		{"a Tuesday morning", "America/Denver", desk, "2026-11-24T08:00:00-07:00", true, "2026-11-25T08:00:00-07:00", 570, ""},
		{"a moment before", "America/Denver", desk, "2026-11-24T07:59:59.5-07:00", false, "2026-11-24T08:00:00-07:00", 0, ""},
		{"the last second", "America/Denver", desk, "2026-11-24T17:29:59-07:00", true, "2026-11-25T08:00:00-07:00", 1, ""},
		{"closing", "America/Denver", desk, "2026-11-24T17:30:00-07:00", false, "2026-11-25T08:00:00-07:00", 0, ""},
		{"before a week's end", "America/Denver", desk, "2026-11-27T18:00:00-07:00", false, "2026-11-30T08:00:00-07:00", 0, ""},
		{"a half day", "America/Denver", desk, "2026-12-24T11:00:00-07:00", true, "2026-12-28T08:00:00-07:00", 60, ""},
		{"a holiday", "America/Denver", desk, "2026-12-25T09:00:00-07:00", false, "2026-12-28T08:00:00-07:00", 0, "Christmas"},
		{"a holiday there, the day after here", "America/Denver", desk, "2026-12-26T06:59:00Z", false, "2026-12-28T08:00:00-07:00", 0, "Christmas"},
		{"of every year", "America/Denver", desk, "2026-01-01T09:00:00-07:00", false, "2026-01-02T08:00:00-07:00", 0, "New-Year"},
		{"a date before that of every year", "America/Denver", desk, "2027-01-01T09:00:00-07:00", false, "2027-01-01T10:00:00-07:00", 0, ""},
		{"closed without a name", "UTC", "mon 08:00-09:00\n2026-11-24 closed", "2026-11-24T08:00:00Z", false, "2026-11-30T08:00:00Z", 0, ""},

		{"a night before midnight", "Europe/Berlin", night, "2026-11-24T23:00:00+01:00", true, "2026-11-25T20:00:00+01:00", 420, ""},
		{"a night after midnight", "Europe/Berlin", night, "2026-11-25T05:00:00+01:00", true, "2026-11-25T20:00:00+01:00", 60, ""},
		{"no night before Monday", "Europe/Berlin", night, "2026-11-23T05:00:00+01:00", false, "2026-11-23T20:00:00+01:00", 0, ""},
		{"a night into a holiday", "Europe/Berlin", night + "\n2026-11-25 closed Feast", "2026-11-24T23:00:00+01:00", true, "2026-11-26T00:00:00+01:00", 60, ""},
		{"a night out of a holiday", "Europe/Berlin", night + "\n2026-11-24 closed Feast", "2026-11-24T23:00:00+01:00", false, "2026-11-25T00:00:00+01:00", 0, "Feast"},

		{"always", "UTC", always, "2026-11-24T08:00:00Z", true, "nil", 366 * 24 * 60, ""},
		{"always but for a day", "UTC", always + "\n2026-11-25 closed", "2026-11-24T23:59:00Z", true, "2026-11-26T00:00:00Z", 1, ""},
		{"never", "UTC", "", "2026-11-24T08:00:00Z", false, "nil", 0, ""},
		{"never again", "UTC", "2026-11-24 08:00-09:00", "2026-11-24T08:30:00Z", true, "nil", 30, ""},
		{"not within a year", "UTC", "2027-11-26 08:00-09:00", "2026-11-24T08:30:00Z", false, "nil", 0, ""},
		{"within a year", "UTC", "2027-11-25 08:00-09:00", "2026-11-24T08:30:00Z", false, "2027-11-25T08:00:00Z", 0, ""},

		// Denver leaves out 02:00 to 03:00 on 8 March 2026, and has 01:00 to 02:00 twice on 1 November.
		{"spring: the opening is left out", "America/Denver", "sun 02:30-05:00", "2026-03-08T01:59:00-07:00", false, "2026-03-08T03:00:00-06:00", 0, ""},
		{"spring: all of it is left out", "America/Denver", "sun 02:00-03:00", "2026-03-08T01:59:00-07:00", false, "2026-03-15T02:00:00-06:00", 0, ""},
		{"spring: open across it", "America/Denver", "sun 00:00-04:00", "2026-03-08T01:00:00-07:00", true, "2026-03-15T00:00:00-06:00", 120, ""},
		{"spring: the closing is left out", "America/Denver", "sun 00:00-02:30", "2026-03-08T01:00:00-07:00", true, "2026-03-15T00:00:00-06:00", 60, ""},
		{"spring: opening that day", "America/Denver", desk + "\nsun 09:00-10:00", "2026-03-07T18:00:00-07:00", false, "2026-03-08T09:00:00-06:00", 0, ""},
		{"autumn: open across it", "America/Denver", "sun 00:00-04:00", "2026-11-01T00:00:00-06:00", true, "2026-11-08T00:00:00-07:00", 300, ""},
		{"autumn: open twice", "America/Denver", "sun 01:00-01:30", "2026-11-01T01:10:00-06:00", true, "2026-11-01T01:00:00-07:00", 20, ""},
		{"autumn: the second time", "America/Denver", "sun 01:00-01:30", "2026-11-01T01:10:00-07:00", true, "2026-11-08T01:00:00-07:00", 20, ""},
		{"autumn: closed in the hour that comes again", "America/Denver", "sun 01:30-03:00", "2026-11-01T01:45:00-06:00", true, "2026-11-01T01:30:00-07:00", 15, ""},

		{"the other hemisphere: spring", "Australia/Sydney", "sun 02:30-05:00", "2026-10-04T01:59:00+10:00", false, "2026-10-04T03:00:00+11:00", 0, ""},
		{"the other hemisphere: autumn", "Australia/Sydney", "sun 00:00-04:00", "2026-04-05T00:00:00+11:00", true, "2026-04-12T00:00:00+10:00", 300, ""},
		{"half an hour of daylight saving", "Australia/Lord_Howe", "sun 02:00-04:00", "2026-10-04T01:59:00+10:30", false, "2026-10-04T02:30:00+11:00", 0, ""},
		{"45 minutes off", "Asia/Kathmandu", desk, "2026-11-24T02:14:00Z", false, "2026-11-24T02:15:00Z", 0, ""},
		{"midnight is left out", "Africa/Cairo", "fri 00:00-02:00", "2026-04-23T23:59:00+02:00", false, "2026-04-24T01:00:00+03:00", 0, ""},
		{"an evening that comes again", "America/Santiago", "sat 23:00-24:00", "2026-04-04T23:30:00-03:00", true, "2026-04-11T23:00:00-04:00", 90, ""},
		{"the last day of a leap year", "America/Denver", desk, "2040-12-31T16:00:30-07:00", true, "2041-01-02T08:00:00-07:00", 90, ""},
		{"a day that is left out", "Pacific/Apia", "fri 08:00-17:00", "2011-12-29T18:00:00-10:00", false, "2012-01-06T08:00:00+14:00", 0, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			at, err := time.Parse(time.RFC3339, test.at)
			if err != nil {
				t.Fatal(err)
			}
			c := calendar(t, test.zone, test.lines)
			if got := c.Open(at); got != test.open {
				t.Errorf("open: %t", got)
			}
			next, ok := c.NextOpen(at)
			got := "nil"
			if ok {
				got = next.Format(time.RFC3339)
				if next.Location() != c.Zone() {
					t.Errorf("the next opening is in %s", next.Location())
				}
			}
			if want, err := time.Parse(time.RFC3339, test.next); got != test.next && (err != nil || !want.Equal(next)) {
				t.Errorf("opens next: %s, want %s", got, test.next)
			}
			if got := c.UntilClose(at); got != test.minutes {
				t.Errorf("closes in %d minutes, want %d", got, test.minutes)
			}
			if got, ok := c.ClosedFor(at, "en-US"); got != test.closedFor || ok != (got != "") {
				t.Errorf("closed for %q, %t, want %q", got, ok, test.closedFor)
			}
		})
	}
}

// TestNilCalendar: a calendar that is not there is closed, and nothing breaks.
func TestNilCalendar(t *testing.T) {
	var c *hours.Calendar
	now := time.Now()
	if _, ok := c.NextOpen(now); ok || c.Open(now) || c.UntilClose(now) != 0 || c.Zone() != time.UTC {
		t.Error("a calendar that is not there opens")
	}
	if name, ok := c.ClosedFor(now, "en-US"); ok || name != "" {
		t.Errorf("closed for %q", name)
	}
}

func TestOpensAndExpired(t *testing.T) {
	now := time.Date(2026, 12, 25, 6, 0, 0, 0, time.UTC) // still the 24th in Denver
	for _, test := range []struct {
		name, lines string
		opens       bool
		last        string
	}{
		{"nothing", "", false, ""},
		{"a week", "mon 08:00-09:00", true, ""},
		{"closed dates alone", "2099-12-25 closed", false, ""},
		{"an open date alone", "2099-12-25 08:00-09:00", true, ""},
		{"passed", "mon 08:00-09:00\n2026-12-23 closed\n2025-12-31 closed", true, "2026-12-23"},
		{"today", "mon 08:00-09:00\n2026-12-24 closed", true, ""},
		{"one is to come", "mon 08:00-09:00\n2026-12-23 closed\n2027-12-23 closed", true, ""},
		{"one comes every year", "mon 08:00-09:00\n2026-12-23 closed\n01-01 closed", true, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := calendar(t, "America/Denver", test.lines)
			if got := c.Opens(); got != test.opens {
				t.Errorf("opens: %t", got)
			}
			last, expired := c.Expired(now)
			if expired != (test.last != "") || expired && last.String() != test.last {
				t.Errorf("expired %t, the last was %s, want %q", expired, last, test.last)
			}
		})
	}
}

func TestNameIn(t *testing.T) {
	both := hours.Name{{"en-US", "Christmas"}, {"es-US", "Navidad"}}
	for _, test := range []struct {
		name           hours.Name
		language, want string
	}{
		{hours.Name{{"", "Feast"}}, "es-US", "Feast"},
		{both, "es-US", "Navidad"},
		{both, "es-MX", "Navidad"},
		{both, "fr", "Christmas"},
		{both, "", "Christmas"},
	} {
		if got, ok := test.name.In(test.language); got != test.want || !ok {
			t.Errorf("%v in %q: %q, %t, want %q", test.name, test.language, got, ok, test.want)
		}
	}
}

// TestNewKeepsItsOwn: what New was given may be changed afterwards.
func TestNewKeepsItsOwn(t *testing.T) {
	week := [7][]hours.Range{time.Monday: {{480, 540}}}
	dates := map[hours.Date]hours.Day{{2026, 11, 24}: {Name: hours.Name{{Text: "Feast"}}}}
	c := hours.New(time.UTC, week, dates)
	week[time.Monday][0] = hours.Range{}
	dates[hours.Date{Year: 2026, Month: 11, Day: 24}].Name[0].Text = "Fast"
	delete(dates, hours.Date{Year: 2026, Month: 11, Day: 24})
	if !c.Open(time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC)) {
		t.Error("the week has changed")
	}
	if got, _ := c.ClosedFor(time.Date(2026, 11, 24, 8, 30, 0, 0, time.UTC), ""); got != "Feast" {
		t.Errorf("the holiday is %q", got)
	}
}
