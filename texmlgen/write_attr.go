package texmlgen

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

func (e *encoder) put(name, value string) { e.nodes.attr(e.el, name, value) }

func (e *encoder) text(name string, p *Text) {
	if p.IsZero() {
		return
	}
	a := e.attr(name)
	if !a.plainText() {
		e.settled(name, *p)
	}
	s := e.finish(*p)
	if want := a.checkText(s); want != "" {
		e.fail(name, shown(*p), want)
	}
	e.put(name, s)
}

func (e *encoder) str(name string, p *string) {
	if *p != "" {
		e.attr(name)
		e.put(name, finishString(*p))
	}
}

func (e *encoder) optString(name string, p *Opt[string]) {
	if s, ok := p.Get(); ok {
		e.attr(name)
		e.put(name, finishString(s))
	}
}

func (e *encoder) url(name string, p *URL) {
	if !p.IsZero() {
		e.attr(name)
		e.put(name, e.resolve(name, *p))
	}
}

func (e *encoder) duration(name string, p *Opt[time.Duration]) {
	d, ok := p.Get()
	if !ok {
		return
	}
	a := e.attr(name)
	unit := a.unit()
	if d%unit != 0 {
		e.fail(name, d.String(), "want whole "+a.unitName())
		return
	}
	n := int64(d / unit)
	if want := a.checkNumber(float64(n)); want != "" {
		e.fail(name, d.String(), want)
		return
	}
	e.put(name, strconv.FormatInt(n, 10))
}

func (e *encoder) integer(name string, p *Opt[int]) {
	n, ok := p.Get()
	if !ok {
		return
	}
	if want := e.attr(name).checkNumber(float64(n)); want != "" {
		e.fail(name, strconv.Itoa(n), want)
		return
	}
	e.put(name, strconv.Itoa(n))
}

func (e *encoder) number(name string, p *Opt[float64]) {
	f, ok := p.Get()
	if !ok {
		return
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if want := e.attr(name).checkNumber(f); want != "" {
		e.fail(name, s, want)
		return
	}
	e.put(name, s)
}

func (e *encoder) flag(name string, p *Opt[bool]) {
	if b, ok := p.Get(); ok {
		e.attr(name)
		e.put(name, strconv.FormatBool(b))
	}
}

func (e *encoder) enum(name string, p *string) {
	if *p == "" {
		return
	}
	if want := e.attr(name).checkWord(*p); want != "" {
		e.fail(name, short(*p), want)
		return
	}
	e.put(name, *p)
}

func (e *encoder) words(name string, in []string) []string {
	if len(in) == 0 {
		return nil
	}
	a := e.attr(name)
	for i, w := range in {
		want := a.checkWord(w)
		if want == "" && slices.Contains(in[:i], w) {
			want = "is given twice"
		}
		if want != "" {
			e.fail(name, short(w), want)
			return nil
		}
	}
	e.put(name, strings.Join(in, " "))
	return nil
}

// unit is what a duration attribute counts.
func (a *AttributeSpec) unit() time.Duration {
	if a.Type == TypeMilliseconds {
		return time.Millisecond
	}
	return time.Second
}

func (a *AttributeSpec) unitName() string {
	switch a.Type {
	case TypeMilliseconds:
		return "milliseconds"
	case TypeSeconds:
		return "seconds"
	}
	return ""
}

// appliesIn reports whether a requirement holds inside that parent: OnlyWhen of a required attribute names parents.
func (a *AttributeSpec) appliesIn(parent *ElementSpec) bool {
	return a.OnlyWhen == "" || parent != nil && slices.Contains(strings.Split(a.OnlyWhen, " or "), parent.Name)
}

// checkNumber says what was expected instead of f, "" when f is right. A number is never negative.
func (a *AttributeSpec) checkNumber(f float64) string {
	lo, hi := a.Min.Or(0), a.Max.Or(math.Inf(1))
	switch {
	case f >= lo && f <= hi && !math.IsInf(f, 0):
		return ""
	case math.IsInf(hi, 1):
		return strings.TrimSpace("want " + format(lo) + " or more " + a.unitName())
	}
	return strings.TrimSpace("want " + format(lo) + " to " + format(hi) + " " + a.unitName())
}

func format(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// checkWord says what was expected instead of one value of an enum or a set of them.
func (a *AttributeSpec) checkWord(w string) string {
	for _, v := range a.Values {
		if v == w || a.Type == TypeEnumSet && slices.Contains(strings.Fields(v), w) {
			return ""
		}
	}
	return "want " + a.list()
}

// list is the values of an enum for a message.
func (a *AttributeSpec) list() string {
	if n := len(a.Values); n > 12 {
		return fmt.Sprintf("one of %s and %d more", strings.Join(a.Values[:6], ", "), n-6)
	}
	if a.Type == TypeEnumSet {
		words := slices.Clone(a.Values)
		return "words of " + strings.Join(slices.DeleteFunc(words, func(w string) bool { return strings.Contains(w, " ") }), ", ")
	}
	return "one of " + strings.Join(a.Values, ", ")
}

// plainText reports whether a text of the attribute has no rule but those of all text.
func (a *AttributeSpec) plainText() bool {
	_, limited := a.Max.Get()
	return a.Type == TypeString && !limited && a.Name != "digits" && a.Name != "sendDigits"
}

// checkText says what was expected instead of the finished text s.
func (a *AttributeSpec) checkText(s string) string {
	if hi, ok := a.Max.Get(); ok && utf8.RuneCountInString(s) > int(hi) {
		return "want at most " + format(hi) + " characters"
	}
	if a.Type == TypeDecimal && s != "" && !isDecimal(s) && !strings.Contains(s, "{{") {
		return "want a decimal number such as 42.50"
	}
	return ""
}

func isDecimal(s string) bool {
	whole, frac, dot := strings.Cut(s, ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return digits(whole) && (!dot || digits(frac))
}
