package hours

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Date is a date of the calendar. A zero Year is the date of every year.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// String writes the date as [ParseDate] reads it.
func (d Date) String() string {
	if d.Year == 0 {
		return fmt.Sprintf("%02d-%02d", d.Month, d.Day)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

func (d Date) compare(e Date) int {
	return cmp.Or(cmp.Compare(d.Year, e.Year), cmp.Compare(d.Month, e.Month), cmp.Compare(d.Day, e.Day))
}

// valid reports whether there is such a date; 29 February is one of every year that has it.
func (d Date) valid() bool {
	return d.Month >= 1 && d.Month <= 12 && d.Day >= 1 && d.Day <= d.last()
}

// last is the last day of the date's month.
func (d Date) last() int {
	year := d.Year
	if year == 0 {
		year = 2000 // a leap year
	}
	return time.Date(year, d.Month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

var (
	dateForm = regexp.MustCompile(`^(?:(\d{4})-)?(\d\d)-(\d\d)$`)
	// looseDates are dates as people write them, year, month and day by their place in the match.
	looseDates = []struct {
		form             *regexp.Regexp
		year, month, day int
	}{
		{regexp.MustCompile(`^\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\s*$`), 1, 2, 3},
		{regexp.MustCompile(`^(\d{4})(\d\d)(\d\d)$`), 1, 2, 3},
		{regexp.MustCompile(`^\s*(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})\s*$`), 3, 2, 1},
		{regexp.MustCompile(`^\s*(\d{1,2})\.\s*(\d{1,2})\.\s*$`), 0, 2, 1},
		{regexp.MustCompile(`^(\d{1,2})-(\d{1,2})$`), 0, 1, 2},
		{regexp.MustCompile(`^(\d{1,2})-(\d{1,2})$`), 0, 2, 1},
	}
)

// ParseDate reads a date such as "2026-12-24", or one of every year such as "12-24".
func ParseDate(s string) (Date, error) {
	if m := dateForm.FindStringSubmatch(s); m != nil {
		d := dateOf(m[1], m[2], m[3])
		switch {
		case d.valid() && (d.Year > 0 || m[1] == ""):
			return d, nil
		case d.Month >= 1 && d.Month <= 12 && d.Day > d.last():
			month := d.Month.String()
			if d.Year > 0 {
				month += " " + m[1]
			}
			return Date{}, &FormatError{Message: fmt.Sprintf("there is no %s: %s has %d days", s, month, d.last())}
		}
	}
	err := &FormatError{Message: fmt.Sprintf("expected a date like 2026-12-24, or like 12-24 for every year, got %q", s)}
	for _, l := range looseDates {
		m := l.form.FindStringSubmatch(s)
		if m == nil {
			continue
		}
		year := ""
		if l.year > 0 {
			year = m[l.year]
		}
		if d := dateOf(year, m[l.month], m[l.day]); d.valid() && (d.Year > 0 || year == "") {
			err.Write = d.String()
			break
		}
	}
	return Date{}, err
}

// dateOf reads figures, which the forms have found to be some.
func dateOf(year, month, day string) Date {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	return Date{y, time.Month(m), d}
}
