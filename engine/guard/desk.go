package guard

import (
	"time"

	"github.com/texmlflow/texmlflow/engine/hours"
)

// desks is what the functions of opening hours know of the moment.
type desks struct {
	hours    map[string]*hours.Calendar
	now      time.Time
	language string
}

// desk is one of them: the calendar that a function asks.
type desk struct {
	desks
	calendar *hours.Calendar
}

// deskOf finds the calendar that the arguments of a function name. One that is missing is never open.
func deskOf(v []any) desk {
	all, _ := v[0].(desks)
	return desk{all, all.hours[text(v[1])]}
}

func (d desk) open() bool { return d.calendar.Open(d.now) }

// nextOpen is when it opens next, nil if it does not within a year. The moment has the offset of the hours' zone, and no
// more of that zone than the offset, so that it is the same before and after it was kept between two turns.
func (d desk) nextOpen() any {
	at, ok := d.calendar.NextOpen(d.now)
	if !ok {
		return nil
	}
	_, offset := at.Zone()
	if offset == 0 {
		return at.UTC()
	}
	return clampTime(at.In(time.FixedZone("", offset)))
}

func (d desk) minutesUntilClose() int { return d.calendar.UntilClose(d.now) }

// closedFor is what the holiday is called, nil if it is none.
func (d desk) closedFor() any {
	name, ok := d.calendar.ClosedFor(d.now, d.language)
	if !ok {
		return nil
	}
	return name
}
