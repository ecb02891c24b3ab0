package hours_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/hours"
)

// said is what a parser says of a text: what it reads, or the right spelling, or the message.
func said(v fmt.Stringer, err error) string {
	var format *hours.FormatError
	switch {
	case err == nil:
		return v.String()
	case !errors.As(err, &format):
		return "another error: " + err.Error()
	case format.Write != "":
		return "write " + format.Write
	}
	return format.Message
}

type dayList []time.Weekday

func (l dayList) String() string {
	words := make([]string, len(l))
	for i, d := range l {
		words[i] = hours.DayWord(d)
	}
	return strings.Join(words, " ")
}

func TestParseRange(t *testing.T) {
	for s, want := range map[string]string{
		"08:00-17:30":   "08:00-17:30",
		"00:00-24:00":   "00:00-24:00",
		"20:00-06:00":   "20:00-06:00", // the caller's to judge
		"8:00-17:30":    "write 08:00-17:30",
		"8-17":          "write 08:00-17:00",
		"0800-1730":     "write 08:00-17:30",
		"800-1730":      "write 08:00-17:30",
		"08.00-17.30":   "write 08:00-17:30",
		"8h-17h30":      "write 08:00-17:30",
		"08:00 - 17:30": "write 08:00-17:30",
		"08:00–17:30":   "write 08:00-17:30",
		"8am-5:30pm":    "write 08:00-17:30",
		"12am - 12 PM":  "write 00:00-12:00",
		"8 to 17":       "write 08:00-17:00",
		"20:00-0:00":    "write 20:00-24:00",
		"24/7":          "write 00:00-24:00",
		"Open":          "write 00:00-24:00",
		"9-5":           "write 09:00-17:00",
		"20-6":          `expected a range of hours like 08:00-17:30, got "20-6"`,
		"13pm-15pm":     `expected a range of hours like 08:00-17:30, got "13pm-15pm"`,
		"08:00":         `expected a range of hours like 08:00-17:30, got the one time "08:00"`,
		"8 am":          `expected a range of hours like 08:00-17:30, got the one time "8 am"`,
		"closed":        `expected a range of hours like 08:00-17:30, got "closed"`,
		"":              `expected a range of hours like 08:00-17:30, got ""`,
		"25:00-26:00":   "25:00 is no time of day",
		"08:00-24:01":   "24:01 is no time of day",
		"08:60-10:00":   "08:60 is no time of day",
		"24:00-24:00":   "nothing begins at 24:00, the end of the day",
	} {
		r, err := hours.ParseRange(s)
		if got := said(r, err); got != want {
			t.Errorf("ParseRange(%q): %s, want %s", s, got, want)
		}
	}
}

func TestParseDays(t *testing.T) {
	for s, want := range map[string]string{
		"mon":              "mon",
		"mon-fri":          "mon tue wed thu fri",
		"sat-mon":          "sat sun mon",
		"sun-sat":          "sun mon tue wed thu fri sat",
		"Mon":              "write mon",
		"monday":           "write mon",
		"Tues":             "write tue",
		"mo-fr":            "write mon-fri",
		"Mon - Fri":        "write mon-fri",
		"mon–fri":          "write mon-fri",
		"Monday to Friday": "write mon-fri",
		"saturdays":        "write sat",
		"weekdays":         "write mon-fri",
		"Weekend":          "write sat-sun",
		"daily":            "write mon-sun",
		"mon-mon":          "write mon",
		"m":                `expected a day like mon, or days like mon-fri, got "m"`,
		"mon,tue":          `expected a day like mon, or days like mon-fri, got "mon,tue"`,
		"mon-tue-wed":      `expected a day like mon, or days like mon-fri, got "mon-tue-wed"`,
		"holiday":          `expected a day like mon, or days like mon-fri, got "holiday"`,
		"":                 `expected a day like mon, or days like mon-fri, got ""`,
	} {
		days, err := hours.ParseDays(s)
		if got := said(dayList(days), err); got != want {
			t.Errorf("ParseDays(%q): %s, want %s", s, got, want)
		}
	}
}

func TestParseDate(t *testing.T) {
	for s, want := range map[string]string{
		"2026-12-24": "2026-12-24",
		"12-24":      "12-24",
		"02-29":      "02-29",
		"2028-02-29": "2028-02-29",
		"2026-02-29": "there is no 2026-02-29: February 2026 has 28 days",
		"02-30":      "there is no 02-30: February has 29 days",
		"2026-1-5":   "write 2026-01-05",
		"2026/12/24": "write 2026-12-24",
		"20261224":   "write 2026-12-24",
		"24.12.2026": "write 2026-12-24",
		"24.12.":     "write 12-24",
		"1-5":        "write 01-05",
		"24-12":      "write 12-24",
		"12/24/2026": `expected a date like 2026-12-24, or like 12-24 for every year, got "12/24/2026"`,
		"0000-01-01": `expected a date like 2026-12-24, or like 12-24 for every year, got "0000-01-01"`,
		"2026-13-01": `expected a date like 2026-12-24, or like 12-24 for every year, got "2026-13-01"`,
		"Christmas":  `expected a date like 2026-12-24, or like 12-24 for every year, got "Christmas"`,
		"":           `expected a date like 2026-12-24, or like 12-24 for every year, got ""`,
	} {
		d, err := hours.ParseDate(s)
		if got := said(d, err); got != want {
			t.Errorf("ParseDate(%q): %s, want %s", s, got, want)
		}
	}
}

func TestZone(t *testing.T) {
	for s, want := range map[string]string{
		"America/Denver":       "America/Denver",
		"US/Mountain":          "US/Mountain",
		"UTC":                  "UTC",
		"Etc/GMT+5":            "Etc/GMT+5",
		"America/denver":       "write America/Denver",
		"america/new york":     "write America/New_York",
		"Denver":               "write America/Denver",
		"MST":                  "write America/Denver",
		"est":                  "write America/New_York",
		"CET":                  "write Europe/Berlin",
		"Eastern":              "write America/New_York",
		"utc":                  "write UTC",
		"Local":                `unknown time zone "Local"`,
		"":                     `unknown time zone ""`,
		"posix/America/Denver": `unknown time zone "posix/America/Denver"`,
		"../America/Denver":    `unknown time zone "../America/Denver"`,
		"America/../../etc":    `unknown time zone "America/../../etc"`,
		"America":              `unknown time zone "America"`,
		"America/Denvr":        `unknown time zone "America/Denvr"`,
	} {
		z, err := hours.Zone(s)
		if got := said(z, err); got != want {
			t.Errorf("Zone(%q): %s, want %s", s, got, want)
		}
	}
	for _, name := range hours.Zones() {
		if _, err := hours.Zone(name); err != nil {
			t.Errorf("%s is listed and not known", name)
		}
	}
	if list := hours.Zones(); !slices.IsSorted(list) || len(list) < 400 {
		t.Errorf("%d zones, sorted: %t", len(list), slices.IsSorted(list))
	}
}

func TestOverlap(t *testing.T) {
	for _, test := range []struct {
		list []string
		i, j int
		want bool
	}{
		{[]string{"08:00-12:00", "13:00-17:00"}, 0, 0, false},
		{[]string{"08:00-12:00", "12:00-17:00"}, 0, 0, false},
		{[]string{"13:00-17:00", "08:00-13:01"}, 0, 1, true},
		{[]string{"08:00-09:00", "10:00-16:00", "11:00-12:00"}, 1, 2, true},
	} {
		if i, j, found := hours.Overlap(ranges(t, test.list...)); i != test.i || j != test.j || found != test.want {
			t.Errorf("%v: %d and %d, %t", test.list, i, j, found)
		}
	}
}

// FuzzParse: whatever is written, what is read is written back the same, and the right spelling that is given is one.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"08:00-17:30", "8am-5pm", "24:00-24:00", "0800–1730", "mon-fri", "sat-mon", "Mon - Fri", "weekdays",
		"2026-12-24", "12-24", "24.12.2026", "2026-02-29", "America/Denver", "denver", "EST", "\xff-\xff", "00:00-24:00",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, parse := range map[string]func(string) (fmt.Stringer, error){
			"range": func(s string) (fmt.Stringer, error) { return wrap(hours.ParseRange(s)) },
			"date":  func(s string) (fmt.Stringer, error) { return wrap(hours.ParseDate(s)) },
			"zone":  func(s string) (fmt.Stringer, error) { return wrap(hours.Zone(s)) },
			"days": func(s string) (fmt.Stringer, error) {
				_, err := hours.ParseDays(s)
				return spelling(s), err
			},
		} {
			v, err := parse(s)
			var format *hours.FormatError
			switch {
			case err == nil && v.String() != s:
				t.Errorf("the %s %q is written %q", name, s, v)
			case err == nil:
			case !errors.As(err, &format) || format.Message == "":
				t.Errorf("the %s %q: %v", name, s, err)
			case format.Write != "":
				if _, err := parse(format.Write); err != nil || format.Write == s {
					t.Errorf("the %s %q is said to be written %q: %v", name, s, format.Write, err)
				}
			}
		}
	})
}

type spelling string

func (s spelling) String() string { return string(s) }

func wrap[T fmt.Stringer](v T, err error) (fmt.Stringer, error) { return v, err }
