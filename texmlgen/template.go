package texmlgen

import (
	"bytes"
	"errors"
	"strconv"
	"unicode/utf8"
)

// Hole is outside text that is known only when a Template is filled in. It may stand in what is said (Say, Greeting,
// Message), in links, and in texts of attributes that have no further rule; Write refuses it.
func Hole(name string) Text { return Text{[]segment{{s: name, outside: true, hole: true}}} }

var errHole = errors.New("only a Template can fill it in")

// Template is a document of which everything but holes and routes has been checked and escaped once. Filling it in
// gives the bytes Write gives for the same document with Outside in the place of Hole. It may be used by many
// goroutines.
type Template struct {
	static  [][]byte // one more than slots
	slots   []slot
	targets []target
}

// Values are what a Template lacks.
type Values struct {
	Hole    func(name string) string           // the text of a hole; nil: any hole is an error
	Resolve func(route string) (string, error) // as in Options
	Target  func(verb, target string) error    // as in Options; asked each time the template is filled in
}

// slot is a place of a template that is filled in.
type slot struct {
	at    Error // where it is, for errors
	url   URL   // of a URL
	text  Text  // of anything else
	attr  bool
	isURL bool
}

// target is a number or address the host is asked about.
type target struct {
	at            Error
	verb, written string
}

// Compile makes a template of doc. The error is an *Error.
func Compile(doc *Response) (*Template, error) {
	for salt := 0; ; salt++ {
		e := encoders.Get().(*encoder)
		e.template, e.mark = new(Template), "\uE000"+strconv.Itoa(salt)+"."
		err := e.document(doc)
		if err == nil && e.cutTemplate() {
			t := e.template
			e.release()
			return t, nil
		}
		e.release()
		if err != nil {
			return nil, err
		}
	}
}

// slotMark remembers a slot and returns what stands for it in the tree.
func (e *encoder) slotMark(s slot, attr string) string {
	s.at = Error{Verb: e.verb, Element: e.spec.Name, Attribute: attr}
	e.template.slots = append(e.template.slots, s)
	return e.marker(len(e.template.slots) - 1)
}

func (e *encoder) marker(i int) string { return e.mark + strconv.Itoa(i) + "\uE001" }

// cutTemplate cuts the written document at its marks. It fails if the author's words hold such a mark.
func (e *encoder) cutTemplate() bool {
	rest := bytes.Clone(e.buf.Bytes())
	if bytes.Count(rest, []byte(e.mark)) != len(e.template.slots) {
		return false
	}
	for i := range e.template.slots {
		before, after, _ := bytes.Cut(rest, []byte(e.marker(i)))
		e.template.static, rest = append(e.template.static, before), after
	}
	e.template.static = append(e.template.static, rest)
	return true
}

// Append fills the template in and appends it to dst. The error is an *Error; dst is not to be used then.
func (t *Template) Append(dst []byte, v Values) ([]byte, error) {
	for i := range t.targets {
		a := &t.targets[i]
		if err := ask(v.Target, a.verb, a.written); err != nil {
			return nil, a.at.with("may not be called", err)
		}
	}
	for i := range t.slots {
		s := &t.slots[i]
		value, err := s.fill(v)
		if err != nil {
			return nil, err
		}
		dst = append(dst, t.static[i]...)
		dst = appendEscaped(dst, value, s.attr)
	}
	return append(dst, t.static[len(t.slots)]...), nil
}

func (s *slot) fill(v Values) (string, error) {
	if s.isURL && s.url.route != "" {
		value, want, err := resolveRoute(v.Resolve, s.url.route)
		if want != "" {
			return "", s.at.with(want, err)
		}
		return value, nil
	}
	text := s.text
	if s.isURL {
		text = s.url.link
	}
	filled := Text{make([]segment, 0, 8)}
	for _, seg := range text.segs {
		if seg.hole {
			if v.Hole == nil {
				return "", s.at.with("has the hole "+strconv.Quote(seg.s)+", and nothing to fill it in", nil)
			}
			seg = segment{s: v.Hole(seg.s), outside: true}
		}
		filled.segs = append(filled.segs, seg)
	}
	if !s.isURL {
		return finish(filled), nil
	}
	value := finishToken(filled)
	if value == "" {
		return "", s.at.with("want a URL", nil)
	}
	return value, nil
}

// with is the error at that place.
func (e Error) with(want string, err error) *Error {
	e.Want, e.Err = want, err
	return &e
}

// appendEscaped escapes as the writer's etree does; TestTemplateIsWrite holds the two together.
func appendEscaped(dst []byte, s string, attr bool) []byte {
	last := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			continue
		}
		esc := ""
		switch {
		case c == '&':
			esc = "&amp;"
		case c == '<':
			esc = "&lt;"
		case c == '\r':
			esc = "&#xD;"
		case c == '>' && !attr:
			esc = "&gt;"
		case c == '"' && attr:
			esc = "&quot;"
		case c == '\t' && attr:
			esc = "&#x9;"
		case c == '\n' && attr:
			esc = "&#xA;"
		default:
			continue
		}
		dst = append(append(dst, s[last:i]...), esc...)
		last = i + 1
	}
	return append(dst, s[last:]...)
}
