package layout

import (
	"strings"
	"unicode/utf8"

	"github.com/texmlflow/texmlflow/flows/syntax"
)

// raw is a value as it is written; "" for one that is left out.
func (p *printer) raw(n *syntax.Node) string {
	if n.Kind == syntax.Null && n.Value == "" {
		return ""
	}
	start, end := n.Offsets()
	return p.text[start:end]
}

// scalar writes a value behind what stands before it on its line: text, or a map or list in brackets. indent is that of the
// map or list that it is in.
func (p *printer) scalar(lead string, indent int, v *value) {
	switch {
	case v.node.Block:
		p.blockText(lead, indent, v)
	case v.node.Flow && !v.verbatim:
		p.line(lead+p.inline(v.node), v.after)
	default:
		lines := strings.Split(p.raw(v.node), "\n")
		last := len(lines) - 1
		shift := indent - max(v.parent, 0)
		for i, l := range lines {
			switch {
			case i == 0:
				l = lead + l
			case strings.TrimSpace(l) == "":
				l = ""
			case v.verbatim:
				rest := strings.TrimLeft(l, " ")
				l = spaces(max(len(l)-len(rest)+shift, indent+1)) + rest
			default:
				l = spaces(indent+2) + strings.TrimLeft(l, " \t")
			}
			if i == last {
				p.line(l, v.after)
			} else {
				p.b.WriteString(l + "\n")
			}
		}
	}
}

// blockText writes a | or > text.
func (p *printer) blockText(lead string, indent int, v *value) {
	start, _ := v.node.Offsets()
	header, body, ended := strings.Cut(p.text[start:], "\n")
	header = header[:len(header)-len(strings.TrimLeft(header, "|>+-0123456789"))]
	own := 2 // the indentation of its lines, beyond that of the map or list
	old := -1
	if i := strings.IndexAny(header, "123456789"); i >= 0 {
		own = int(header[i] - '0')
		old = max(v.parent, 0) + own
	}
	lines, whole := blockLines(body, max(v.parent, 0), old, strings.Contains(header, "+"))
	if !ended || !whole {
		// Without the line break that follows it now, there was none at the end of the text.
		header = strings.Replace(header, "+", "", 1)
		if !strings.Contains(header, "-") {
			header += "-"
		}
	}
	p.line(lead+header, v.after)
	for _, l := range lines {
		if l != "" {
			l = spaces(indent+own) + l
		}
		p.b.WriteString(l + "\n")
	}
	p.kept = strings.Contains(header, "+")
}

// blockLines gives the lines of a block without their indentation, which is found from the first line with text if it is
// not known. Blank lines at the end belong to it only if it keeps them. whole says that the last line has an end.
func blockLines(body string, parent, indent int, keep bool) (lines []string, whole bool) {
	whole = true
	for l := range strings.Lines(body) {
		text, ended := strings.CutSuffix(l, "\n")
		blanks := len(text) - len(strings.TrimLeft(text, " "))
		if blanks < len(text) {
			if blanks <= parent {
				break
			}
			if indent < 0 {
				indent = blanks
			}
			if blanks < indent {
				break
			}
		}
		if !ended && blanks == len(text) && (indent < 0 || blanks <= indent) {
			break
		}
		lines, whole = append(lines, text), ended
	}
	if indent < 0 {
		indent = len(body)
	}
	for i, l := range lines {
		lines[i] = l[min(indent, len(l)):]
	}
	for !keep && len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines, whole
}

// inline writes a map or list in brackets on one line.
func (p *printer) inline(n *syntax.Node) string {
	var parts []string
	for _, item := range n.Items {
		parts = append(parts, p.inline(item))
	}
	for _, pair := range p.pairs(n) {
		parts = append(parts, p.raw(pair.Key)+": "+p.inline(pair.Value)) // with a blank also before no value, which a comma would end
	}
	switch n.Kind {
	case syntax.Map:
		return "{" + strings.Join(parts, ", ") + "}"
	case syntax.List:
		return "[" + strings.Join(parts, ", ") + "]"
	default:
		return p.raw(n)
	}
}

func (p *printer) pairs(n *syntax.Node) []syntax.Pair {
	if !n.IsMap() {
		return nil
	}
	return p.order(n)
}

// asBlock decides whether an entry's value is written as a block: one that is, and one in brackets that does not fit into
// its line or has comments inside.
func (p *printer) asBlock(e *entry, lead string) bool {
	v := &e.value
	if v.block() {
		return true
	}
	if !v.node.Flow || len(v.entries) == 0 {
		return false
	}
	raw := p.raw(v.node)
	fits := !v.remarked() && !manyLines(p, v.node) && utf8.RuneCountInString(lead+p.inline(v.node)) <= widest
	if fits && !strings.Contains(raw, "\n") {
		return false
	}
	// On which of several lines something stands matters where a comment silences what is found on one.
	v.verbatim = e.silenced || strings.Contains(raw, "texmlflow:")
	return !fits && !v.verbatim
}

// remarked reports whether there is a comment inside a map or list in brackets.
func (v *value) remarked() bool {
	for _, e := range v.entries {
		if len(e.above) > 0 || e.value.after != nil || e.value.remarked() {
			return true
		}
	}
	return len(v.below) > 0
}

// manyLines reports whether a text in a map or list in brackets has several lines.
func manyLines(p *printer, n *syntax.Node) bool {
	if n.Kind == syntax.Scalar {
		return strings.Contains(p.raw(n), "\n")
	}
	for _, item := range n.Items {
		if manyLines(p, item) {
			return true
		}
	}
	for _, pair := range n.Pairs {
		if manyLines(p, pair.Key) || manyLines(p, pair.Value) {
			return true
		}
	}
	return false
}
