package layout

import (
	"strings"
	"unicode/utf8"

	"github.com/texmlflow/texmlflow/flows/syntax"
)

// widest is how many characters a line with brackets may have.
const widest = 120

// printer writes one document.
type printer struct {
	text  string // up to the end of the document
	order Order
	b     strings.Builder
	shift int  // how much further in than in the text the lines now stand: comments behind them move with them
	kept  bool // the last line is one of a block that keeps its blank lines: another one would be its own
}

func spaces(n int) string { return strings.Repeat(" ", n) }

// line writes a line with a comment behind it, two blanks apart; further if it was, so that comments stay below each other.
func (p *printer) line(s string, r *remark) {
	p.kept = false
	s = strings.TrimRight(s, " ")
	p.b.WriteString(s)
	if r != nil {
		width := utf8.RuneCountInString(s)
		p.b.WriteString(spaces(max(2, r.column+p.shift-width)) + r.text)
	}
	p.b.WriteByte('\n')
}

// gap writes a blank line.
func (p *printer) gap() {
	if !p.kept {
		p.b.WriteByte('\n')
	}
}

// remarks writes comments on lines of their own. Above the first nothing is left free at the beginning of a document.
func (p *printer) remarks(list []remark, indent int) {
	for _, r := range list {
		if r.gap && p.b.Len() > 0 {
			p.gap()
		}
		p.line(spaces(indent)+r.text, nil)
	}
}

// root writes what a document holds.
func (p *printer) root(v *value) {
	e := &entry{value: *v}
	switch {
	case p.asBlock(e, ""):
		if v.after != nil {
			p.remarks([]remark{{text: v.after.text}}, 0)
		}
		p.block(&e.value, 0, "")
	default:
		p.scalar("", 0, &e.value)
		p.remarks(v.below, 0)
	}
}

// block writes a map or list at an indentation; lead is what stands before its first line already.
func (p *printer) block(v *value, indent int, lead string) {
	for i, e := range p.sorted(v) {
		prefix := spaces(indent)
		if i == 0 && len(lead) > 0 {
			prefix = lead
		}
		own := i > 0 || lead == ""
		if own {
			above := e.above
			if i == 0 && len(above) > 0 {
				above[0].gap = false
			}
			if e.key == nil {
				// No line of a list can hold the comments that stand between its dash and what the dash is for.
				above = append(above, p.inside(e, indent)...)
			}
			p.remarks(above, indent)
			if e.gap && (i > 0 || len(above) > 0) {
				p.gap()
			}
		}
		if e.key == nil {
			p.item(e, indent, prefix+"- ")
			continue
		}
		p.pair(e, indent, prefix)
	}
	p.remarks(v.below, indent)
}

// sorted gives the entries in their order.
func (p *printer) sorted(v *value) []*entry {
	if !v.node.IsMap() {
		return v.entries
	}
	byKey := make(map[*syntax.Node]*entry, len(v.entries))
	for _, e := range v.entries {
		byKey[e.key] = e
	}
	list := make([]*entry, 0, len(v.entries))
	for _, pair := range p.order(v.node) {
		list = append(list, byKey[pair.Key])
	}
	return list
}

// inside takes the comments between an item's dash and the first thing behind it.
func (p *printer) inside(e *entry, indent int) []remark {
	var list []remark
	add := func(r ...remark) {
		for _, one := range r {
			one.gap = false
			list = append(list, one)
		}
	}
	if e.beside != nil {
		add(*e.beside)
	}
	add(e.between...)
	e.beside, e.between = nil, nil
	v := &e.value
	if !p.asBlock(e, spaces(indent)+"- ") {
		return list
	}
	if v.node.Flow && v.after != nil {
		add(*v.after)
		v.after = nil
	}
	if all := p.sorted(v); len(all) > 0 {
		first := all[0]
		add(first.above...)
		first.above, first.gap = nil, false
		if first.key == nil {
			list = append(list, p.inside(first, indent+2)...)
		}
	}
	return list
}

// item writes an item of a list behind its dash.
func (p *printer) item(e *entry, indent int, lead string) {
	p.shift = indent - e.value.parent
	if p.asBlock(e, lead) {
		p.block(&e.value, indent+2, lead)
		return
	}
	p.scalar(lead, indent, &e.value)
}

// pair writes a pair of a map.
func (p *printer) pair(e *entry, indent int, prefix string) {
	start, end := e.key.Offsets()
	head := prefix + p.text[start:end] + ":"
	v := &e.value
	p.shift = indent - v.parent
	switch {
	case p.asBlock(e, head+" "):
		beside := e.beside
		if v.node.Flow {
			// The bracket that it stood behind is gone.
			beside = nil
			for _, r := range []*remark{e.beside, v.after} {
				if r != nil {
					beside = &remark{text: r.text}
				}
			}
			if e.beside != nil && v.after != nil {
				v.entries[0].above = append([]remark{{text: e.beside.text}}, v.entries[0].above...)
			}
			if len(e.between) > 0 {
				v.entries[0].above = append(e.between, v.entries[0].above...)
			}
		}
		p.line(head, beside)
		p.block(v, indent+2, "")
	case e.beside != nil || len(e.between) > 0:
		p.line(head, e.beside)
		p.remarks(e.between, indent+2)
		p.scalar(spaces(indent+2), indent, v)
	default:
		p.scalar(head+" ", indent, v)
	}
}
