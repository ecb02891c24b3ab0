package hours

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// dayWords are the days of the week as they are written, by time.Weekday.
var dayWords = [7]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// DayWord is a day of the week as it is written: mon.
func DayWord(d time.Weekday) string { return dayWords[d] }

// groups are words for several days that people write.
var groups = map[string]string{
	"weekday": "mon-fri", "weekdays": "mon-fri", "workdays": "mon-fri", "weekend": "sat-sun", "weekends": "sat-sun",
	"daily": "mon-sun", "everyday": "mon-sun", "every day": "mon-sun", "all": "mon-sun", "always": "mon-sun", "week": "mon-sun",
}

// ParseDays reads a day of the week or several in a row: "mon", "mon-fri", and over the week's end "sat-mon".
func ParseDays(s string) ([]time.Weekday, error) {
	first, last, several := strings.Cut(s, "-")
	if !several {
		last = first
	}
	from, to := slices.Index(dayWords[:], first), slices.Index(dayWords[:], last)
	switch {
	case from < 0 || to < 0:
		return nil, &FormatError{
			Message: fmt.Sprintf("expected a day like mon, or days like mon-fri, got %q", s),
			Write:   meantDays(s),
		}
	case several && from == to:
		return nil, &FormatError{Message: fmt.Sprintf("%q is one day", s), Write: first}
	}
	days := []time.Weekday{time.Weekday(from)}
	for d := from; d != to; {
		d = (d + 1) % 7
		days = append(days, time.Weekday(d))
	}
	return days, nil
}

// meantDays is the right spelling of days as people write them: Monday, Mon - Fri, weekdays.
func meantDays(s string) string {
	word := strings.ToLower(strings.TrimSpace(s))
	if g, ok := groups[word]; ok {
		return g
	}
	for _, dash := range []string{"–", "—", " to ", " until ", " through "} {
		word = strings.ReplaceAll(word, dash, "-")
	}
	parts := strings.Split(word, "-")
	if len(parts) > 2 {
		return ""
	}
	for i, p := range parts {
		p = strings.TrimSuffix(strings.TrimSpace(p), ".")
		n := slices.IndexFunc(dayWords[:], func(d string) bool {
			full := strings.ToLower(time.Weekday(slices.Index(dayWords[:], d)).String())
			return len(p) >= 2 && strings.HasPrefix(full, strings.TrimSuffix(p, "s"))
		})
		if n < 0 {
			return ""
		}
		parts[i] = dayWords[n]
	}
	if len(parts) == 2 && parts[0] == parts[1] {
		return parts[0]
	}
	return strings.Join(parts, "-")
}
