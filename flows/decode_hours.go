package flows

import (
	"errors"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine/hours"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

const (
	hoursForm  = `hours: {desk: {zone: America/Denver, week: {mon-fri: "08:00-17:30"}}}`
	rangeForm  = `write "08:00-17:30", a list of such ranges, or closed`
	closedWord = "closed"
)

// hours reads the opening hours of a flow.
func (d *decoder) hours(n *syntax.Node) []*hoursDecl {
	if !d.isMap(n, "a map of names and opening hours", "write "+hoursForm) {
		return nil
	}
	var list []*hoursDecl
	for _, p := range n.Pairs {
		if !p.Value.IsMap() && slices.Contains(hoursKeys.names(), p.Key.Value) || p.Key.Value == "week" {
			d.out.Errorf(codeMissingKey, p.Key.Span, "these hours have no name").Hint = "put them below one: write " + hoursForm
			return nil
		}
		before := errorsIn(d.out)
		h := &hoursDecl{Name: d.name(p.Key, "the name of hours", stateName)}
		d.hoursOf(h, p.Value)
		h.broken = errorsIn(d.out) > before
		list = append(list, h)
	}
	return list
}

func errorsIn(out *diag.List) int {
	n, _ := out.Counts()
	return n
}

func (d *decoder) hoursOf(h *hoursDecl, n *syntax.Node) {
	if !d.isMap(n, "a map with zone and week", "write "+hoursForm) {
		return
	}
	for _, p := range n.Pairs {
		_, noDays := hours.ParseDays(p.Key.Value)
		_, noDate := hours.ParseDate(p.Key.Value)
		switch {
		case slices.Contains(hoursKeys.names(), p.Key.Value):
		case noDays == nil:
			d.unknownKey(p.Key, hoursKeys.what, hoursKeys.names()).Hint = "days stand below week: week: {" + p.Key.Value + ": …}"
			d.meant[p.Key] = "week"
		case noDate == nil:
			d.unknownKey(p.Key, hoursKeys.what, hoursKeys.names()).Hint = `dates stand below except: except: {"` + p.Key.Value + `": …}`
		default:
			d.unknownKey(p.Key, hoursKeys.what, hoursKeys.names())
		}
	}
	if v, ok := d.need(n, "zone", "hours", "zone: America/Denver, the place's time zone"); ok {
		h.Zone = d.scalar(v, "a time zone such as America/Denver")
	}
	if _, ok := d.need(n, "week", "hours", `week: {mon-fri: "08:00-17:30"}, or week: {mon-sun: closed}`); ok {
		p, _ := n.Pair("week")
		h.WeekKey, h.Week = p.Key, d.week(p.Value)
	}
	if p, ok := n.Pair("except"); ok {
		h.ExceptKey, h.Except = p.Key, d.exceptions(p.Value)
	}
}

func (d *decoder) week(n *syntax.Node) []weekDecl {
	if !d.isMap(n, "a map of days and their hours", `write week: {mon-fri: "08:00-17:30", sat: "09:00-12:00"}`) {
		return nil
	}
	var list []weekDecl
	var first [7]*syntax.Node
	for _, p := range n.Pairs {
		days, err := hours.ParseDays(p.Key.Value)
		if err != nil {
			f := d.badFormat(codeBadDay, p.Key, err)
			if _, err := hours.ParseDate(p.Key.Value); err == nil && f.Hint == "" {
				f.Hint = "dates stand below except, beside week"
			} else if f.Hint == "" {
				f.Hint = "the days are mon, tue, wed, thu, fri, sat and sun"
			}
		}
		for _, day := range days {
			if first[day] != nil {
				d.out.Errorf(codeDuplicateDay, p.Key.Span, "the hours of %s are there already", hours.DayWord(day)).
					Notef(first[day].Span, "they stand here first").Hint = "give each day once, with all its ranges in a list"
				break
			}
			first[day] = p.Key
		}
		list = append(list, weekDecl{Key: p.Key, Days: days, Day: d.day(p.Value, "the hours of "+p.Key.Value, false)})
	}
	return list
}

func (d *decoder) exceptions(n *syntax.Node) []exceptDecl {
	if !d.isMap(n, "a map of dates and their hours", `write except: {"2099-12-24": "08:00-12:00", "12-25": {closed: Christmas}}`) {
		return nil
	}
	var list []exceptDecl
	for _, p := range n.Pairs {
		e := exceptDecl{Key: p.Key}
		date, err := hours.ParseDate(p.Key.Value)
		if err != nil && !p.Key.Broken {
			f := d.badFormat(codeBadDate, p.Key, err)
			if _, err := hours.ParseDays(p.Key.Value); err == nil && f.Hint == "" {
				f.Hint = "days of the week stand below week, beside except"
			}
		}
		e.Date = date
		e.Day = d.day(p.Value, "the hours of "+p.Key.Value, true)
		if err == nil {
			list = append(list, e)
		}
	}
	return list
}

// badFormat says that a text is none of its form, and how it is written.
func (d *decoder) badFormat(code string, n *syntax.Node, err error) *diag.Finding {
	var format *hours.FormatError
	if !errors.As(err, &format) {
		format = &hours.FormatError{Message: err.Error()}
	}
	f := d.out.Errorf(code, n.Span, "%s", format.Message)
	switch {
	case format.Write == "":
	case code == codeBadDay:
		f.Hint = "write " + format.Write
	default:
		f.Hintf("write %q", format.Write)
	}
	return f
}

// day reads when a day is open: closed, a range, or a list of them; where it may have a name, also a map with closed.
func (d *decoder) day(n *syntax.Node, what string, named bool) (out dayDecl) {
	switch {
	case n.IsMap() && named:
		d.holiday(n, &out)
	case n.IsMap():
		f := d.wrongKind(n, what)
		f.Hint = rangeForm
		if _, ok := n.Get(closedWord); ok {
			f.Hint = "a holiday has a name, and stands below except by its date; here write closed"
		}
	case n.IsList() && len(n.Items) > 0:
		d.ranges(n, &out)
	case n.IsScalar() && !n.Broken && n.Value == closedWord:
	case n.IsScalar() && !n.Broken:
		if r, ok := d.hoursRange(n); ok {
			out.Ranges = append(out.Ranges, r)
		}
	default:
		d.wrongKind(n, what).Hint = rangeForm
	}
	return out
}

// ranges reads a list of ranges, which have no minute in common.
func (d *decoder) ranges(n *syntax.Node, out *dayDecl) {
	var at []*syntax.Node
	for _, item := range n.Items {
		if !item.IsScalar() || item.Broken {
			d.wrongKind(item, "a range of hours").Hint = `write "08:00-17:30"`
			continue
		}
		if r, ok := d.hoursRange(item); ok {
			out.Ranges, at = append(out.Ranges, r), append(at, item)
		}
	}
	if i, j, found := hours.Overlap(out.Ranges); found {
		d.out.Errorf(codeHoursOverlap, at[j].Span, "%s overlaps with %s", out.Ranges[j], out.Ranges[i]).
			Notef(at[i].Span, "it stands here").Hint = "make one range of both, or end the one where the other begins"
	}
}

// noWords are what people write for closed.
var noWords = []string{"off", "none", "no", "false", "never", "shut", "close", "holiday", "-", ""}

// hoursRange reads one range, which ends after it begins.
func (d *decoder) hoursRange(n *syntax.Node) (hours.Range, bool) {
	r, err := hours.ParseRange(n.Value)
	switch {
	case err != nil:
		f := d.badFormat(codeBadTime, n, err)
		switch word := strings.ToLower(strings.TrimSpace(n.Value)); {
		case word == closedWord && n.Value != closedWord, slices.Contains(noWords, word):
			f.Hint = "write closed"
		case word == closedWord:
			f.Hint = "closed stands alone, without a list"
		}
	case !r.Empty():
		return r, true
	case r.To == 0:
		r.To = 24 * 60
		d.out.Errorf(codeBackwards, n.Span, "%s ends before it begins", n.Value).Hintf("write %q: the end of the day is 24:00", r)
	case r.To == r.From:
		d.out.Errorf(codeBackwards, n.Span, "%s ends where it begins", n.Value).
			Hint = `write "00:00-24:00" for the whole day, or closed`
	default:
		d.out.Errorf(codeBackwards, n.Span, "%s ends before it begins", n.Value).
			Hintf("a night is two ranges, %[1]q on its day and %[2]q on the next; for every night write [%[1]q, %[2]q]",
				hours.Range{From: r.From, To: 24 * 60}, hours.Range{To: r.To})
	}
	return hours.Range{}, false
}

// holiday reads a day that is closed and has a name.
func (d *decoder) holiday(n *syntax.Node, out *dayDecl) {
	d.keys(n, holidayKeys)
	v, ok := d.need(n, closedWord, "a holiday", "{closed: NAME}")
	switch {
	case !ok:
	case v.Kind == syntax.Null, v.IsPlain() && v.Value == "true":
		d.wrongKind(v, "a holiday's name").Hint = "write closed without braces, or {closed: NAME}"
	case v.IsMap() && len(v.Pairs) > 0:
		out.Node = v
		for _, p := range v.Pairs {
			t := languageText{Tag: text{Value: p.Key.Value, Node: p.Key}, Text: d.spoken(p.Value, "a holiday's name")}
			if t.Text.given() {
				out.Names = append(out.Names, t)
			}
		}
	default:
		out.Name = d.spoken(v, "a holiday's name")
	}
}
