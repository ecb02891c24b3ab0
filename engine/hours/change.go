package hours

import "time"

// wall is what the clock on the wall shows at a local time, as a time in UTC: there every day has 24 hours, so that it can
// be reckoned with.
func wall(local time.Time) time.Time {
	y, m, d := local.Date()
	return time.Date(y, m, d, local.Hour(), local.Minute(), local.Second(), local.Nanosecond(), time.UTC)
}

// minuteOf is the minute of the day.
func minuteOf(w time.Time) int { return w.Hour()*60 + w.Minute() }

// change finds the first moment after t and before limit at which it is no longer open, or closed, as it is at t.
//
// Between two settings of the clock the wall runs as time does, so that what is reckoned on the wall is true of the time;
// at each setting the wall is looked at anew.
func (c *Calendar) change(t, limit time.Time) (time.Time, bool) {
	open := c.Open(t)
	for t.Before(limit) {
		local := t.In(c.zone)
		_, set := local.ZoneBounds()
		if !set.IsZero() && !set.After(t) {
			set = c.still(t)
		}
		if set.IsZero() || set.After(limit) {
			set = limit
		}
		w := wall(local)
		if left := c.lasts(w, open, set.Sub(t)); left < set.Sub(t) {
			return t.Add(left), true
		}
		t = set
		if t.Before(limit) && c.Open(t) != open {
			return t, true
		}
	}
	return time.Time{}, false
}

// still is a moment after t until which the clock is not set, for the last day of a leap year: package time takes years
// for 365 days where the zone's rule says when the clock is set, and gives a bound that has passed. Where the offset is the
// same at both ends of that day, as it is everywhere, the day is passed over at once.
func (c *Calendar) still(t time.Time) time.Time {
	next := t.Truncate(24 * time.Hour).Add(24 * time.Hour)
	_, here := t.In(c.zone).Zone()
	if _, there := next.In(c.zone).Zone(); here == there {
		return next
	}
	return t.Truncate(time.Minute).Add(time.Minute)
}

// lasts is how long from w on it stays open, or closed, were the clock never set: at most the time given.
func (c *Calendar) lasts(w time.Time, open bool, most time.Duration) time.Duration {
	y, m, d := w.Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	from := minuteOf(w) + 1
	for end := w.Add(most); midnight.Before(end); from = 0 {
		if minute, ok := c.day(midnight).first(from, !open); ok {
			return min(midnight.Add(time.Duration(minute)*time.Minute).Sub(w), most)
		}
		midnight = midnight.AddDate(0, 0, 1)
	}
	return most
}

// first finds the first minute of the day, not before from, that is open, or closed.
func (d Day) first(from int, open bool) (minute int, ok bool) {
	for _, r := range d.Ranges {
		switch {
		case open && r.To > from:
			return max(r.From, from), true
		case !open && r.From <= from && from < r.To:
			from = r.To
		}
	}
	return from, !open && from < dayEnd
}
