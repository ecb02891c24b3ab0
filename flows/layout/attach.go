package layout

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/texmlflow/texmlflow/flows/syntax"
)

// remark is a comment in its place.
type remark struct {
	text   string
	column int  // of its #, in characters from 0
	gap    bool // the line above it is blank
}

// silences reports whether a comment speaks to the loader about the line that it belongs to.
func silences(comment string) bool {
	return strings.HasPrefix(strings.TrimSpace(strings.TrimLeft(comment, "#")), "texmlflow:")
}

// entry is a pair of a map or an item of a list, with the comments around it.
type entry struct {
	key     *syntax.Node // nil in a list
	gap     bool         // the line above it is blank
	above   []remark
	beside  *remark  // behind its colon or dash, where the value begins on another line
	between []remark // on the lines between it and a value that is no block
	value   value

	silenced bool // a comment above it or beside it silences what is found on its first line
}

// value is what an entry holds, or a document.
type value struct {
	node    *syntax.Node
	parent  int // the column of the map or list that it is in; -1 for a document
	from    int // the offset behind the colon or dash before it
	entries []*entry
	below   []remark // behind the last entry
	after   *remark  // behind its end, on the same line; of a block of text, on its first line

	verbatim bool // it is in brackets, and stays as it is written
}

// block reports whether the value is a map or list in block style.
func (v *value) block() bool { return !v.node.Flow && (v.node.IsMap() || v.node.IsList()) }

// attacher finds the place of each comment of a document.
type attacher struct {
	text     string
	end      int              // of the document
	comments []syntax.Comment // those that have no place yet
}

// attach reads the tree of a document. The comments above its root are returned apart.
func attach(text string, doc *syntax.Document) (value, []remark) {
	a := &attacher{text: text, end: doc.End, comments: doc.Comments}
	start, _ := doc.Root.Offsets()
	from := doc.Start
	if strings.HasPrefix(text[from:doc.End], "---") {
		from += len("---")
	}
	head := a.take(start)
	e := entry{value: value{node: doc.Root, parent: -1}}
	a.value(&e, from)
	e.value.below = append(e.value.below, a.take(doc.End)...)
	return e.value, head
}

// take gives the comments that begin before an offset.
func (a *attacher) take(until int) []remark {
	var list []remark
	for len(a.comments) > 0 && a.comments[0].Start < until {
		list = append(list, a.next())
	}
	return list
}

func (a *attacher) next() remark {
	c := a.comments[0]
	a.comments = a.comments[1:]
	return remark{text: strings.TrimRight(a.text[c.Start:c.End], " \t"), column: a.column(c.Start), gap: a.gapAbove(c.Start)}
}

// sameLine takes the next comment if it begins on the line of an offset, which is before it.
func (a *attacher) sameLine(at int) *remark {
	if len(a.comments) == 0 || a.comments[0].Start < at {
		return nil
	}
	if i := strings.IndexByte(a.text[at:], '\n'); i >= 0 && at+i < a.comments[0].Start {
		return nil
	}
	r := a.next()
	return &r
}

func (a *attacher) lineStart(at int) int { return strings.LastIndexByte(a.text[:at], '\n') + 1 }

func (a *attacher) column(at int) int { return utf8.RuneCountInString(a.text[a.lineStart(at):at]) }

// gapAbove reports whether what begins at an offset is the first thing on its line, and the line above is blank.
func (a *attacher) gapAbove(at int) bool {
	start := a.lineStart(at)
	if start == 0 || strings.TrimSpace(a.text[start:at]) != "" {
		return false
	}
	return strings.TrimSpace(a.text[a.lineStart(start-1):start-1]) == ""
}

// skip gives the offset of the next text that is no comment.
func (a *attacher) skip(at int) int {
	for ; at < len(a.text); at++ {
		switch a.text[at] {
		case ' ', '\t', '\n':
		case '#':
			if i := strings.IndexByte(a.text[at:], '\n'); i >= 0 {
				at += i
				continue
			}
			return len(a.text)
		default:
			return at
		}
	}
	return at
}

// value reads what an entry holds; from is the offset behind its colon or dash.
func (a *attacher) value(e *entry, from int) {
	v := &e.value
	v.from = from
	start, end := v.node.Offsets()
	switch {
	case v.node.Kind == syntax.Null && v.node.Value == "":
		v.after = a.sameLine(from)
	case v.block():
		if len(a.comments) > 0 && a.comments[0].Start < a.skip(from) {
			e.beside = a.sameLine(from)
		}
		a.entries(v, from)
	default:
		if len(a.comments) > 0 && a.comments[0].Start < start {
			e.beside = a.sameLine(from)
		}
		e.between = a.take(start)
		switch {
		case v.node.Block:
			v.after = a.sameLine(start)
		case v.node.Flow:
			e.between = append(e.between, a.flow(v)...)
			v.after = a.sameLine(end)
		default:
			v.after = a.sameLine(end)
		}
	}
	e.silenced = e.beside != nil && silences(e.beside.text) || v.after != nil && silences(v.after.text) ||
		slices.ContainsFunc(slices.Concat(e.above, e.between), func(r remark) bool { return silences(r.text) })
}

// entries reads a map or list in block style.
func (a *attacher) entries(v *value, from int) {
	start, _ := v.node.Offsets()
	if v.node.IsList() {
		start = a.skip(from)
	}
	column := a.column(start)
	at := from
	for _, p := range held(v.node) {
		e := &entry{key: p.Key, value: value{node: p.Value, parent: column}}
		first := a.skip(at) // a dash
		if p.Key != nil {
			first, _ = p.Key.Offsets()
		}
		e.above, e.gap = a.take(first), a.gapAbove(first)
		behind := first + 1
		if p.Key != nil {
			_, end := p.Key.Offsets()
			behind = a.skip(end) + 1
		}
		a.value(e, behind)
		v.entries = append(v.entries, e)
		at = a.behind(&e.value)
	}
	a.below(v, column, at)
}

// held are the entries of a map or list; those of a list have no key.
func held(n *syntax.Node) []syntax.Pair {
	pairs := n.Pairs
	for _, item := range n.Items {
		pairs = append(pairs, syntax.Pair{Value: item})
	}
	return pairs
}

// below takes the comments behind the last entry of a map or list at a column: those that are indented like it, or deeper,
// and deeper than what comes next.
func (a *attacher) below(v *value, column, at int) {
	next := min(a.skip(at), a.end)
	nextColumn := -1
	if next < a.end {
		nextColumn = a.column(next)
	}
	for len(a.comments) > 0 && a.comments[0].Start < next {
		c := a.comments[0]
		if own := a.column(c.Start); own < column || own <= nextColumn || silences(a.text[c.Start:c.End]) {
			return
		}
		v.below = append(v.below, a.next())
	}
}

// behind gives the offset behind a value.
func (a *attacher) behind(v *value) int {
	if n := len(v.entries); n > 0 && v.block() {
		return a.behind(&v.entries[n-1].value)
	}
	start, end := v.node.Offsets()
	switch {
	case v.node.Kind == syntax.Null && v.node.Value == "":
		return v.from // the end of nothing is not known
	case v.node.Block:
		return max(end, start+strings.IndexByte(a.text[start:]+"\n", '\n'))
	}
	return max(v.from, end)
}

// flow reads a map or list in brackets, for the case that it is written as a block. Where it is empty, what is inside is
// returned.
func (a *attacher) flow(v *value) (inside []remark) {
	_, end := v.node.Offsets()
	for _, p := range held(v.node) {
		e := &entry{key: p.Key, value: value{node: p.Value, parent: v.parent}}
		first, _ := p.Value.Offsets()
		if p.Key != nil {
			first, _ = p.Key.Offsets()
		}
		a.flowRemarks(v, e, first)
		inner, _ := p.Value.Offsets()
		e.above = append(e.above, a.take(inner)...)
		if p.Value.Flow {
			e.above = append(e.above, a.flow(&e.value)...)
		}
		v.entries = append(v.entries, e)
	}
	if len(v.entries) == 0 {
		return a.take(end)
	}
	a.flowRemarks(v, nil, end)
	return nil
}

// flowRemarks places the comments before an offset: on the line of the entry before it, above the next entry, or, where
// there is none, behind the last one.
func (a *attacher) flowRemarks(v *value, next *entry, until int) {
	for len(a.comments) > 0 && a.comments[0].Start < until {
		var last *entry
		if n := len(v.entries); n > 0 {
			last = v.entries[n-1]
			_, end := last.value.node.Offsets()
			if strings.Contains(a.text[end:a.comments[0].Start], "\n") {
				last = nil
			}
		}
		r := a.next()
		r.gap, r.column = false, 0
		switch {
		case last != nil && last.value.after == nil && a.harmless(last.value.node, r.text):
			last.value.after = &r
		case last != nil:
			last.above = append(last.above, r)
		case next != nil:
			next.above = append(next.above, r)
		default:
			v.below = append(v.below, r)
		}
	}
}

// harmless reports whether a comment may stand right behind a text. Where no comma parts them it could be taken for a part
// of the text that a # has cut off.
func (a *attacher) harmless(n *syntax.Node, comment string) bool {
	if !n.IsPlain() {
		return n.Kind != syntax.Null
	}
	return strings.HasPrefix(comment, "# ") && strings.Count(n.Value, `"`)%2 == 0 && strings.Count(n.Value, "(") == strings.Count(n.Value, ")")
}
