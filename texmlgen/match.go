package texmlgen

// fieldKind is what a field of a template holds.
type fieldKind uint8

const (
	fieldWord     fieldKind = iota // a string that is written as it was
	fieldNumber                    // likewise a number, a duration, a truth value
	fieldText                      // likewise a text
	fieldElement                   // an element begins
	fieldTool                      // a number in a tool: the host is asked about it
	fieldOpenText                  // a text that is filled in
	fieldOpenLink                  // a link that is filled in
	fieldRoute                     // a route, whose URL is filled in
)

// filled reports whether Write makes the bytes of a field anew each time.
func (k fieldKind) filled() bool { return k >= fieldOpenText }

// field is one thing that a verb has: a value, or an element in it.
type field struct {
	place  int // how many things the verb has shown before, those that it has not among them
	kind   fieldKind
	word   string
	number int64 // of a field that is filled in: where, in the template's static bytes
	text   Text
}

// matcher is the visitor that holds a verb against a template and fills the template in. Verbs with the same type and
// the same lists of elements show the same fields at the same places, so that what has matched so far tells what comes
// next. With describe it makes the fields of a new template instead.
type matcher struct {
	template *Template
	describe bool
	opt      *Options
	place    int // as in field
	next     int // the field that comes next
	stop     int // its place; -1 when none comes
	bad      bool
	spec     *ElementSpec
	parent   *ElementSpec
	dst      []byte
	copied   int // of the template's static bytes
}

// describe makes the fields of t.
func (t *Template) describe(v Element) {
	m := matcher{template: t, describe: true, stop: -1}
	m.child(v)
}

// fill appends what Write makes of v, and reports whether v is like the template and nothing is wrong with it. If not,
// dst is not to be used, and writing v without the template tells what is wrong.
func (m *matcher) fill(t *Template, v Element, opt *Options, dst []byte) ([]byte, bool) {
	m.template, m.opt, m.dst = t, opt, dst
	m.spec, m.parent, m.place, m.next, m.copied, m.bad = nil, nil, 0, 0, 0, false
	m.ahead()
	m.child(v)
	if m.bad || m.stop >= 0 {
		return nil, false
	}
	return append(m.dst, t.static[m.copied:]...), true
}

// skip meets something that the verb has not. If the template has it, that field is never met, and none after it.
func (m *matcher) skip() { m.place++ }

// meet meets something that the verb has, and returns what the template has there; nil when that is of another kind.
func (m *matcher) meet(kind fieldKind) *field {
	if m.describe {
		m.template.fields = append(m.template.fields, field{place: m.place, kind: kind})
		m.place++
		return &m.template.fields[len(m.template.fields)-1]
	}
	f := m.comes()
	if m.bad || f == nil || f.kind != kind {
		m.bad = true
		return nil
	}
	m.next++
	m.ahead()
	m.place++
	return f
}

// comes is what the template has at this place; nil for nothing.
func (m *matcher) comes() *field {
	if m.place == m.stop {
		return &m.template.fields[m.next]
	}
	return nil
}

// ahead finds the place of the field that comes next.
func (m *matcher) ahead() {
	m.stop = -1
	if m.next < len(m.template.fields) {
		m.stop = m.template.fields[m.next].place
	}
}

// copy copies the static bytes before a field.
func (m *matcher) copy(f *field) {
	m.dst = append(m.dst, m.template.static[m.copied:f.number]...)
	m.copied = int(f.number)
}
