package texmlgen

import (
	"math"
	"reflect"
	"strings"
	"time"
)

func (m *matcher) reading() bool { return false }

func (m *matcher) each(func(string) Element) {}

func (m *matcher) child(x Element) {
	if v := reflect.ValueOf(x); m.bad || !v.IsValid() || v.IsNil() {
		m.bad = true
		return
	}
	spec, outer, parent := x.spec(), m.spec, m.parent
	if m.element(spec.Name); m.bad {
		return
	}
	m.spec, m.parent = spec, outer
	x.fields(m)
	m.spec, m.parent = outer, parent
	m.place++ // what follows inside x and what follows x are at different places
}

func (m *matcher) wrap(name string, present bool, inside func()) {
	if !present {
		m.skip()
		return
	}
	if m.element(name); m.bad {
		return
	}
	inside()
	m.place++
}

func (m *matcher) element(name string) {
	if f := m.meet(fieldElement); m.describe {
		f.word = name
	} else if f != nil {
		m.bad = f.word != name
	}
}

func (m *matcher) word(there bool, s string) {
	if !there {
		m.skip()
		return
	}
	if f := m.meet(fieldWord); m.describe {
		f.word = s
	} else if f != nil {
		m.bad = f.word != s
	}
}

func (m *matcher) value(there bool, n int64) {
	if !there {
		m.skip()
		return
	}
	if f := m.meet(fieldNumber); m.describe {
		f.number = n
	} else if f != nil {
		m.bad = f.number != n
	}
}

func (m *matcher) str(_ string, p *string) { m.word(*p != "", *p) }

func (m *matcher) enum(_ string, p *string) { m.word(*p != "", *p) }

func (m *matcher) leafString(_ string, p *string) { m.word(*p != "", *p) }

func (m *matcher) optString(_ string, p *Opt[string]) { m.word(p.set, p.v) }

func (m *matcher) words(_ string, in []string) []string {
	m.word(len(in) > 0, strings.Join(in, " "))
	return nil
}

func (m *matcher) duration(_ string, p *Opt[time.Duration]) { m.value(p.set, int64(p.v)) }

func (m *matcher) integer(_ string, p *Opt[int]) { m.value(p.set, int64(p.v)) }

func (m *matcher) leafInt(_ string, p *Opt[int]) { m.value(p.set, int64(p.v)) }

func (m *matcher) number(_ string, p *Opt[float64]) { m.value(p.set, int64(math.Float64bits(p.v))) }

func (m *matcher) flag(_ string, p *Opt[bool]) {
	n := int64(0)
	if p.v {
		n = 1
	}
	m.value(p.set, n)
}

func (m *matcher) leafCDATA(_ string, p *Text) { m.same(*p) }

func (m *matcher) json(_ string, p *JSON) { m.same(p.text) }

func (m *matcher) leafJSON(_ string, p *JSON) { m.same(p.text) }

func (m *matcher) leafJSONs(_ string, p *[]JSON) {
	for i := range *p {
		m.same((*p)[i].text)
		if m.describe {
			for _, number := range transferTargets((*p)[i]) {
				m.meet(fieldTool).word = number
			}
			continue
		}
		for f := m.comes(); !m.bad && f != nil && f.kind == fieldTool; f = m.comes() {
			m.ask("Tool", f.word)
			m.meet(fieldTool)
		}
	}
	m.place++
}

func (m *matcher) token(p *Text) {
	m.same(*p)
	if verb := asked(m.spec, m.parent); verb != "" && !p.IsZero() {
		m.ask(verb, finishToken(*p))
	}
}

// ask asks the host each time, since what is allowed may change.
func (m *matcher) ask(verb, written string) {
	if !m.describe && !m.bad {
		m.bad = ask(m.opt.Target, verb, written) != nil
	}
}

func (m *matcher) same(t Text) {
	if t.IsZero() {
		m.skip()
		return
	}
	if f := m.meet(fieldText); m.describe {
		f.text = t
	} else if f != nil {
		m.bad = !f.text.Equal(t)
	}
}

// open reports whether a text or link is filled in: when that of the template has a part from outside.
func (m *matcher) open(t Text, kind fieldKind) bool {
	if m.describe {
		return t.HasOutside()
	}
	f := m.comes()
	return f != nil && f.kind == kind && !t.IsZero()
}

func (m *matcher) text(_ string, p *Text) { m.says(*p, inAttribute) }

func (m *matcher) content(p *Text) { m.says(*p, inText) }

func (m *matcher) leafText(_ string, p *Text) { m.says(*p, inText) }

func (m *matcher) says(t Text, in *place) {
	if !m.open(t, fieldOpenText) {
		m.same(t)
		return
	}
	if f := m.meet(fieldOpenText); f != nil && !m.describe {
		m.copy(f)
		m.dst = in.text(m.dst, t)
	}
}

func (m *matcher) url(_ string, p *URL) { m.leads(p, inAttribute) }

func (m *matcher) contentURL(p *URL) { m.leads(p, inText) }

func (m *matcher) leads(p *URL, in *place) {
	switch {
	case p.route != "":
		if f := m.meet(fieldRoute); f != nil && !m.describe {
			m.route(f, p.route, in)
		}
	case m.open(p.link, fieldOpenLink):
		if f := m.meet(fieldOpenLink); f != nil && !m.describe {
			s := finishToken(p.link)
			m.bad = s == ""
			m.copy(f)
			m.dst, _ = in.escape(m.dst, s, true)
		}
	default:
		m.same(p.link)
	}
}

func (m *matcher) route(f *field, route string, in *place) {
	if m.opt.Resolve == nil {
		m.bad = true
		return
	}
	s, err := m.opt.Resolve(route)
	m.copy(f)
	var tame bool
	m.dst, tame = in.escape(m.dst, s, false)
	m.bad = err != nil || s == "" || !tame
}
