// Package layout writes a file of flows in its canonical layout: two blanks for each level, one after a colon, lists
// indented below their key, at most one blank line between entries, the keys of each map in an order that the caller gives.
//
// What goes in: the text of a file, and for each of its documents the order of keys ([Order]). What comes out: the text in
// its layout. It is made from the tree of flows/syntax and from the text itself, since a library for YAML would drop blank
// lines and rewrap texts: scalars stay as they are written, quotes and line breaks included, with the indentation of their
// new place.
//
// A comment travels with the entry that it stands above or behind; one that ends a map or list stays at its end, and those
// at the top of a document that a blank line parts from its first key stay there. Maps and lists in brackets stay on one
// line if it has at most 120 characters and no comment is inside; else they are written as blocks. Where a comment silences
// a warning of such a map's lines, the map stays as it is written.
//
// What it never does: write a text that reads differently. [Format] reads what it has written, and compares.
package layout

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// Order gives the pairs of a map in the order in which they are written.
type Order func(n *syntax.Node) []syntax.Pair

// ErrDiffers says that a layout would not read like the file: a mistake of this package.
var ErrDiffers = errors.New("the layout does not read like the file")

// Format gives a file in its layout. order gives the order of keys of a document.
//
// Nothing is given where the file is not sound YAML: what is wrong is added to out. The error is [ErrDiffers].
func Format(file string, src []byte, order func(*syntax.Document) Order, out *diag.List) ([]byte, error) {
	text := strings.TrimPrefix(string(src), "\ufeff")
	if broken := strings.ReplaceAll(text, "\r\n", "\n"); !strings.Contains(broken, "\r") {
		text = broken // any other \r is a finding
	}
	var found diag.List
	docs := syntax.Parse(file, []byte(text), &found)
	out.Add(found...)
	if found.HasErrors() {
		return nil, nil
	}
	orders := make([]Order, len(docs))
	for i, d := range docs {
		orders[i] = order(d)
	}
	laid := write(text, docs, orders)
	if err := compare(file, text, laid, docs, orders); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return []byte(laid), nil
}

// write writes the documents, and what stands between them.
func write(text string, docs []*syntax.Document, orders []Order) string {
	var chunks []string
	for at := 0; at < len(text) || len(docs) > 0; {
		if len(docs) > 0 && docs[0].Start <= at {
			chunks = append(chunks, document(text, docs[0], orders[0]))
			at, docs, orders = docs[0].End, docs[1:], orders[1:]
			continue
		}
		until := len(text)
		if len(docs) > 0 {
			until = docs[0].Start
		}
		if lines := comments(text[at:until]); lines != "" {
			chunks = append(chunks, lines)
		}
		at = until
	}
	if len(chunks) == 0 {
		return strings.TrimSpace(text) + "\n" // the mark of a document without anything in it
	}
	return strings.Join(chunks, "---\n")
}

// comments gives the lines of a text that holds nothing but comments and the marks of documents.
func comments(text string) string {
	var b strings.Builder
	gap := false
	for line := range strings.Lines(text) {
		i := strings.IndexByte(line, '#')
		if i < 0 {
			gap = gap || strings.TrimSpace(line) == ""
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte('\n')
		}
		gap = false
		b.WriteString(strings.TrimRight(line[i:], " \t\n") + "\n")
	}
	return b.String()
}

// document writes one document.
func document(text string, doc *syntax.Document, order Order) string {
	if !doc.Root.IsMap() {
		return plain(text[doc.Start:doc.End], doc.Root.Block) // no flow
	}
	root, head := attach(text, doc)
	p := &printer{text: text[:doc.End], order: order}
	head, above := top(&root, head)
	p.remarks(head, 0)
	if len(head) > 0 && (len(above) > 0 && above[0].gap || len(above) == 0 && len(root.entries) > 0 && root.entries[0].gap) {
		p.gap()
	}
	if len(root.entries) > 0 {
		root.entries[0].above = above
		if len(above) > 0 {
			root.entries[0].above[0].gap = false
		} else {
			root.entries[0].gap = false
		}
	}
	p.root(&root)
	return p.b.String()
}

// plain leaves a text as it is, but for the blank lines around it. At the end of a block they may be its own.
func plain(text string, block bool) string {
	end := ""
	if !block {
		text, end = strings.TrimRight(text, " \t\n"), "\n"
	}
	lines := strings.Split(text, "\n")
	if first, marked := strings.CutPrefix(lines[0], "---"); marked {
		lines[0] = strings.TrimLeft(first, " \t")
	}
	for len(lines) > 1 && strings.TrimSpace(lines[0]) == "" {
		lines = lines[1:]
	}
	return strings.Join(lines, "\n") + end
}

// modeline begins a comment that tells an editor the schema of a document.
const modeline = "# yaml-language-server:"

// top parts the comments above the first entry of a document: those that are about the whole, and those of the entry. A
// blank line parts them; a comment for the editor is the very first.
func top(root *value, all []remark) (head, above []remark) {
	isMode := func(r remark) bool { return strings.HasPrefix(r.text, modeline) }
	for _, r := range all {
		if isMode(r) {
			head = append(head, r)
		}
	}
	rest := slices.DeleteFunc(slices.Clone(all), isMode)
	last := -1
	for i := range rest {
		gap := len(root.entries) > 0 && root.entries[0].gap
		if i+1 < len(rest) {
			gap = rest[i+1].gap
		}
		if silences(rest[i].text) {
			break
		}
		if gap || len(root.entries) == 0 {
			last = i
		}
	}
	return append(head, rest[:last+1]...), rest[last+1:]
}

// compare reads both texts and looks for what has changed.
func compare(file, before, after string, docs []*syntax.Document, orders []Order) error {
	var found diag.List
	again := syntax.Parse(file, []byte(after), &found)
	if found.HasErrors() {
		return fmt.Errorf("%w: %s", ErrDiffers, found[0])
	}
	if len(again) != len(docs) {
		return fmt.Errorf("%w: %d documents, had %d", ErrDiffers, len(again), len(docs))
	}
	for i, d := range docs {
		if n := differ(d.Root, again[i].Root, orders[i]); n != nil {
			return fmt.Errorf("%w: line %d", ErrDiffers, n.Span.Line)
		}
		if !slices.Equal(texts(before, d), texts(after, again[i])) {
			return fmt.Errorf("%w: the comments of document %d", ErrDiffers, i+1)
		}
	}
	return nil
}

// texts gives the comments of a document, sorted.
func texts(text string, d *syntax.Document) []string {
	list := make([]string, len(d.Comments))
	for i, c := range d.Comments {
		list[i] = strings.TrimRight(text[c.Start:c.End], " \t")
	}
	slices.Sort(list)
	return list
}

// differ gives the first node of a tree that is not the same in another; nil if there is none. Places and brackets do not
// count.
func differ(a, b *syntax.Node, order Order) *syntax.Node {
	if a.Kind != b.Kind || a.Value != b.Value || a.Quoted != b.Quoted || a.Block != b.Block ||
		len(a.Items) != len(b.Items) || len(a.Pairs) != len(b.Pairs) {
		return a
	}
	for i, item := range a.Items {
		if n := differ(item, b.Items[i], order); n != nil {
			return n
		}
	}
	pairs := order(a)
	if sameKeys(a.Pairs, b.Pairs) {
		pairs = a.Pairs // a map that stayed as it is written
	}
	for i, p := range pairs {
		if n := differ(p.Key, b.Pairs[i].Key, order); n != nil {
			return n
		}
		if n := differ(p.Value, b.Pairs[i].Value, order); n != nil {
			return n
		}
	}
	return nil
}

func sameKeys(a, b []syntax.Pair) bool {
	return slices.EqualFunc(a, b, func(x, y syntax.Pair) bool { return x.Key.Value == y.Key.Value })
}
