package texmlgen

import (
	"bytes"
	"strconv"
)

// Template is a verb that has been checked, ordered and escaped once. Write copies its bytes for every verb that is like
// the one it was made of, and fills in what may differ: text that has parts from outside, in places without a further
// rule, and where routes lead. It may be used by many goroutines.
type Template struct {
	static []byte  // the written verb without what is filled in
	fields []field // what a verb like it has, in the order in which it shows them
}

// Compile makes a template of a verb. In what is said, in links and in texts of attributes that have no further rule,
// parts from outside stand for any text. Where text has a rule of its own (numbers, SIP addresses, digits, bodies) it
// must be the author's alone. The error is an *Error.
func Compile(v Verb) (*Template, error) {
	for salt := 0; ; salt++ {
		e := encoders.Get().(*encoder)
		e.mark = "\uE000" + strconv.Itoa(salt) + "."
		e.el, e.spec = e.nodes.element(responseSpec.XMLName), &responseSpec
		e.child(v)
		if err := e.err; err != nil {
			e.release()
			return nil, err
		}
		t := &Template{}
		t.describe(v)
		ok := t.cut(e.buf.Bytes(), e.mark, e.marks)
		e.release()
		if ok {
			return t, nil
		}
	}
}

// cut cuts a written verb at its marks. It fails if the author's words hold such a mark.
func (t *Template) cut(written []byte, mark string, marks int) bool {
	if bytes.Count(written, []byte(mark)) != marks {
		return false
	}
	next := 0
	for i := range t.fields {
		f := &t.fields[i]
		if !f.kind.filled() {
			continue
		}
		before, after, _ := bytes.Cut(written, []byte(marker(mark, next)))
		t.static, written = append(t.static, before...), after
		f.number = int64(len(t.static))
		next++
	}
	t.static = bytes.Clone(append(t.static, written...))
	return next == marks
}

// marker stands in the tree for the nth thing that is filled in.
func marker(mark string, n int) string { return mark + strconv.Itoa(n) + "\uE001" }

// changes reports whether the place of t is filled in when the template that is being made is used.
func (e *encoder) changes(t Text) bool { return e.mark != "" && t.HasOutside() }

func (e *encoder) nextMark() string {
	e.marks++
	return marker(e.mark, e.marks-1)
}

// settled refuses parts from outside in a template where only finished text can be checked.
func (e *encoder) settled(attr string, t Text) {
	if e.mark != "" && t.HasOutside() {
		e.fail(attr, shown(t), "may not change in a template")
	}
}
