package hours

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// dayEnd is 24:00, in minutes.
const dayEnd = 24 * 60

// Range is a part of a day: the minutes since midnight from From up to but not including To. From is 0 to 1439, To up to
// 1440, which is 24:00.
type Range struct{ From, To int }

// Empty reports whether the range ends where it begins, or before.
func (r Range) Empty() bool { return r.To <= r.From }

// String writes the range as [ParseRange] reads it.
func (r Range) String() string { return clock(r.From) + "-" + clock(r.To) }

func clock(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

// FormatError says what is wrong with a range, day, date or zone as it was written. Write is the right spelling, if what
// was meant is clear.
type FormatError struct{ Message, Write string }

// Error gives the message.
func (e *FormatError) Error() string { return e.Message }

var (
	rangeForm = regexp.MustCompile(`^(\d\d):(\d\d)-(\d\d):(\d\d)$`)
	// looseTime is a time as people write it: 8, 8:00, 0800, 8.30, 8h, 8 pm.
	looseTime = `(\d{1,2}?)(?:[:.h]?(\d\d))?h?\s*([ap]m)?`
	looseForm = regexp.MustCompile(`^` + looseTime + `\s*(?:-|–|—|to|until|till)\s*` + looseTime + `$`)
	aTime     = regexp.MustCompile(`^` + looseTime + `$`)
)

// ParseRange reads a range such as "08:00-17:30". One that is Empty is for the caller to judge.
func ParseRange(s string) (Range, error) {
	if m := rangeForm.FindStringSubmatch(s); m != nil {
		from, okFrom := minutes(m[1], m[2])
		to, okTo := minutes(m[3], m[4])
		switch {
		case !okFrom:
			return Range{}, &FormatError{Message: fmt.Sprintf("%s:%s is no time of day", m[1], m[2])}
		case !okTo:
			return Range{}, &FormatError{Message: fmt.Sprintf("%s:%s is no time of day", m[3], m[4])}
		case from == dayEnd:
			return Range{}, &FormatError{Message: "nothing begins at 24:00, the end of the day"}
		}
		return Range{from, to}, nil
	}
	err := &FormatError{Message: fmt.Sprintf("expected a range of hours like 08:00-17:30, got %q", s)}
	switch word := strings.ToLower(strings.TrimSpace(s)); word {
	case "open", "always", "24h", "24/7", "all day", "allday":
		err.Write = Range{0, dayEnd}.String()
	default:
		if r, ok := loose(word); ok {
			err.Write = r.String()
		} else if aTime.MatchString(word) {
			err.Message = fmt.Sprintf("expected a range of hours like 08:00-17:30, got the one time %q", s)
		}
	}
	return Range{}, err
}

// loose reads a range as people write it, where that is clear.
func loose(s string) (Range, bool) {
	m := looseForm.FindStringSubmatch(s)
	if m == nil {
		return Range{}, false
	}
	from, okFrom := looseMinutes(m[1], m[2], m[3])
	to, okTo := looseMinutes(m[4], m[5], m[6])
	switch {
	case to == 0:
		to = dayEnd
	case to <= from && to <= dayEnd/2 && m[3] == "" && m[6] == "":
		to += dayEnd / 2 // 9-5
	}
	r := Range{from, to}
	return r, okFrom && okTo && !r.Empty()
}

func looseMinutes(hour, minute, half string) (int, bool) {
	at, ok := minutes(hour, cmp.Or(minute, "0"))
	switch {
	case half == "":
		return at, ok
	case at < 60 || at >= 13*60:
		return 0, false // no hour of a half day
	}
	at %= 12 * 60
	if half == "pm" {
		at += 12 * 60
	}
	return at, ok
}

// minutes is the minute of the day of an hour and a minute: 00:00 to 24:00.
func minutes(hour, minute string) (int, bool) {
	h, errHour := strconv.Atoi(hour)
	m, errMinute := strconv.Atoi(minute)
	return h*60 + m, errHour == nil && errMinute == nil && m < 60 && h*60+m <= dayEnd
}

// Overlap finds two ranges of a day that have a minute in common, by their places in the list.
func Overlap(ranges []Range) (i, j int, found bool) {
	for j := range ranges {
		for i := range j {
			if max(ranges[i].From, ranges[j].From) < min(ranges[i].To, ranges[j].To) {
				return i, j, true
			}
		}
	}
	return 0, 0, false
}

// merged sorts ranges and makes one of those that overlap or touch.
func merged(ranges []Range) []Range {
	var out []Range
	sorted := slices.SortedFunc(slices.Values(ranges), func(a, b Range) int { return cmp.Compare(a.From, b.From) })
	for _, r := range sorted {
		last := len(out) - 1
		switch {
		case r.Empty():
		case last >= 0 && r.From <= out[last].To:
			out[last].To = max(out[last].To, r.To)
		default:
			out = append(out, r)
		}
	}
	return out
}
