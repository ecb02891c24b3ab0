package hours

import (
	"slices"
	"time"
)

// Horizon is how far a calendar looks ahead.
const Horizon = 366 * 24 * time.Hour

// Calendar says when a place is open. It is read-only and may be used by any number of goroutines. One that is nil is
// never open.
type Calendar struct {
	zone  *time.Location
	week  [7]Day // by time.Weekday
	dates map[Date]Day
}

// Day is one day of a calendar: the ranges in which it is open, or none of them where it is closed, and then perhaps what
// the day is called.
type Day struct {
	Ranges []Range
	Name   Name
}

// New makes a calendar of the ranges of each day of the week and the days that are exceptions to them. A date with its
// year goes before the same one of every year. Ranges may be in any order; those that are empty count for nothing.
func New(zone *time.Location, week [7][]Range, exceptions map[Date]Day) *Calendar {
	c := &Calendar{zone: zone, dates: make(map[Date]Day, len(exceptions))}
	for i, ranges := range week {
		c.week[i].Ranges = merged(ranges)
	}
	for date, day := range exceptions {
		c.dates[date] = Day{Ranges: merged(day.Ranges), Name: slices.Clone(day.Name)}
	}
	return c
}

// Zone returns the calendar's time zone.
func (c *Calendar) Zone() *time.Location {
	if c == nil {
		return time.UTC
	}
	return c.zone
}

// Open reports whether it is open at t.
func (c *Calendar) Open(t time.Time) bool {
	if c == nil {
		return false
	}
	w := wall(t.In(c.zone))
	return c.day(w).covers(minuteOf(w))
}

// NextOpen finds the next moment after t at which it opens, in the calendar's zone: while it is open, that is the opening
// after the next closing. ok is false when there is none within the Horizon.
func (c *Calendar) NextOpen(t time.Time) (at time.Time, ok bool) {
	if c == nil {
		return time.Time{}, false
	}
	limit := t.Add(Horizon)
	if c.Open(t) {
		if t, ok = c.change(t, limit); !ok {
			return time.Time{}, false
		}
	}
	at, ok = c.change(t, limit)
	return at.In(c.zone), ok
}

// UntilClose counts the minutes from t until it closes, a part of one as a whole: 0 only when it is closed at t. Where it
// does not close within the Horizon, it is the Horizon's minutes.
func (c *Calendar) UntilClose(t time.Time) int {
	if !c.Open(t) {
		return 0
	}
	at, ok := c.change(t, t.Add(Horizon))
	if !ok {
		at = t.Add(Horizon)
	}
	return int((at.Sub(t) + time.Minute - 1) / time.Minute)
}

// ClosedFor finds what the date of t is called in a language, where an exception closes it under a name.
func (c *Calendar) ClosedFor(t time.Time, language string) (name string, ok bool) {
	if c == nil {
		return "", false
	}
	day := c.day(wall(t.In(c.zone)))
	if len(day.Ranges) > 0 {
		return "", false
	}
	return day.Name.In(language)
}

// Opens reports whether there is any time at which it is open, of any week or exception.
func (c *Calendar) Opens() bool {
	if slices.ContainsFunc(c.week[:], func(d Day) bool { return len(d.Ranges) > 0 }) {
		return true
	}
	for _, d := range c.dates {
		if len(d.Ranges) > 0 {
			return true
		}
	}
	return false
}

// Expired reports whether there are exceptions and all of them have passed at t, and which was the last. One of every
// year never passes.
func (c *Calendar) Expired(t time.Time) (last Date, expired bool) {
	y, m, d := t.In(c.Zone()).Date()
	today := Date{y, m, d}
	for date := range c.dates {
		switch {
		case date.Year == 0 || date.compare(today) >= 0:
			return Date{}, false
		case date.compare(last) > 0:
			last = date
		}
	}
	return last, last != Date{}
}

// day finds the day of a date on the wall.
func (c *Calendar) day(w time.Time) Day {
	y, m, d := w.Date()
	if day, ok := c.dates[Date{y, m, d}]; ok {
		return day
	}
	if day, ok := c.dates[Date{0, m, d}]; ok {
		return day
	}
	return c.week[w.Weekday()]
}

// covers reports whether a minute of the day is in one of the ranges.
func (d Day) covers(minute int) bool {
	return slices.ContainsFunc(d.Ranges, func(r Range) bool { return r.From <= minute && minute < r.To })
}
