package flows

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/engine/hours"
	"github.com/texmlflow/texmlflow/engine/spell"
)

// hours compiles the opening hours. Those whose zone is not known are left out, and so never open; then there is a finding.
func (f *flowCompiler) hours() {
	if len(f.decl.Hours) > 0 {
		f.flow.Hours = make(map[string]*hours.Calendar, len(f.decl.Hours))
	}
	for _, h := range f.decl.Hours {
		f.checkHolidays(h)
		zone := f.zone(h.Zone)
		if zone == nil {
			continue
		}
		calendar := h.calendar(zone)
		f.flow.Hours[h.Name.Value] = calendar
		if h.broken {
			continue
		}
		if !calendar.Opens() {
			f.out.Errorf(codeHoursNever, h.WeekKey.Span, "the hours %q never open", h.Name.Value).
				Hint = `give a day its hours: mon-fri: "08:00-17:30"`
		}
		if last, expired := calendar.Expired(f.now()); expired {
			f.out.Warnf(codeHoursExpired, h.ExceptKey.Span, "the exceptions of the hours %q have all passed, the last on %s", h.Name.Value, last).
				Hintf("write those to come; a date without its year comes every year: %q", hours.Date{Month: last.Month, Day: last.Day})
		}
	}
}

// calendar puts together what was written; what could not be read is missing in it.
func (h *hoursDecl) calendar(zone *time.Location) *hours.Calendar {
	var week [7][]hours.Range
	for _, w := range h.Week {
		for _, d := range w.Days {
			week[d] = w.Day.Ranges
		}
	}
	dates := make(map[hours.Date]hours.Day, len(h.Except))
	for _, e := range h.Except {
		dates[e.Date] = hours.Day{Ranges: e.Day.Ranges, Name: e.Day.name()}
	}
	return hours.New(zone, week, dates)
}

// now is the clock for findings that depend on the date.
func (c *compiler) now() time.Time {
	if c.opt.Now.IsZero() {
		return time.Now()
	}
	return c.opt.Now
}

// zone finds a time zone; nil when there is none, which has a finding.
func (f *flowCompiler) zone(t text) *time.Location {
	if !t.given() {
		return nil
	}
	zone, err := hours.Zone(t.Value)
	if err == nil {
		return zone
	}
	finding := f.out.Errorf(codeUnknownZone, t.Node.Span, "%s", err)
	var format *hours.FormatError
	errors.As(err, &format)
	if near, ok := spell.Nearest(t.Value, hours.Zones()); ok && format.Write == "" {
		finding.Hintf("did you mean %q?", near)
	} else if format.Write != "" {
		finding.Hintf("write %s, or the zone of another city", format.Write)
	} else {
		finding.Hint = "write the IANA name of the nearest large city, such as America/Denver"
	}
	return nil
}

// checkHolidays says in which languages the names of holidays are unknown or missing.
func (f *flowCompiler) checkHolidays(h *hoursDecl) {
	for _, e := range h.Except {
		if e.Day.Node == nil || f.decl.doubt.has("languages") {
			continue
		}
		for _, n := range e.Day.Names {
			f.languageSwitch(n.Tag)
		}
		f.missingLanguages(e.Day.Node, func(tag string) bool {
			return slices.Contains(e.Day.Node.Keys(), tag)
		}, "holiday's words")
	}
}

// hoursElsewhere finds another flow that has hours of the name that an expression writes.
func (f *flowCompiler) hoursElsewhere(quoted string) string {
	for _, other := range f.all {
		for _, h := range other.Hours {
			if h.Name.given() && h.Name.Value == strings.Trim(quoted, "\"'`") {
				return other.Name.Value
			}
		}
	}
	return ""
}
