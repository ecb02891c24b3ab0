package syntax

import (
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// walker turns the library's nodes into ours, and finds what YAML did to the text in silence.
type walker struct {
	src     *source
	line    int // of the document's first line
	out     *diag.List
	seen    map[int]bool   // offsets of tags and anchors already reported: a map begins where its first key does
	anchors map[string]int // places in out of what was said of anchors, by name
	stopped bool           // a limit was passed, or another flow begins
	slab    []Node         // for the next nodes
}

const slabNodes = 56 // about 8 KB

// place is where a node stands, as far as the checks of its text care.
type place struct {
	isKey   bool
	spoken  bool // the text is heard by somebody
	anyName bool // the keys of this map are names of spoken texts
}

func (w *walker) node(y *yaml.Node, depth int, at place) *Node {
	n := w.newNode()
	line := y.Line + w.line - 1
	n.src, n.start = w.src, w.src.offset(line, y.Column)
	w.property(n, y)
	if depth > MaxDepth && !w.stopped && len(y.Content) > 0 {
		w.stopped = true
		w.out.Errorf(codeTooDeep, w.src.span(n.start, n.start+1), tooDeep).Hint = "split the flow into smaller ones"
	}
	line = min(max(line, 1), len(w.src.lines))
	last := line // where it ends, as far as that is known
	switch y.Kind {
	case yaml.MappingNode:
		n.Kind, n.Flow = Map, y.Style&yaml.FlowStyle != 0
		w.pairs(n, y, depth, at)
		if len(n.Pairs) > 0 {
			last = n.Pairs[len(n.Pairs)-1].Value.Span.EndLine
		}
	case yaml.SequenceNode:
		n.Kind, n.Flow = List, y.Style&yaml.FlowStyle != 0
		w.items(n, y, depth, at)
		if len(n.Items) > 0 {
			last = n.Items[len(n.Items)-1].Span.EndLine
		}
	case yaml.ScalarNode:
		w.scalar(n, y, line, at)
		return n
	case yaml.AliasNode, yaml.DocumentNode:
		n.Kind, n.end = Null, n.start
	}
	n.Span = w.src.spanNear(n.start, n.end, line, last)
	return n
}

// newNode takes a node from a slab: a tree has many, and lives and dies as a whole.
func (w *walker) newNode() *Node {
	if len(w.slab) == 0 {
		w.slab = make([]Node, slabNodes)
	}
	n := &w.slab[0]
	w.slab = w.slab[1:]
	return n
}

func (w *walker) items(n *Node, y *yaml.Node, depth int, at place) {
	n.end = n.start
	if len(y.Content) > 0 {
		n.Items = make([]*Node, 0, len(y.Content))
	}
	for _, c := range y.Content {
		if w.stopped {
			break
		}
		item := w.node(c, depth+1, at)
		n.Items = append(n.Items, item)
		n.end = max(n.end, item.end)
	}
	if n.Flow {
		n.end = w.closing(n.end, n.start, ']')
	}
}

func (w *walker) pairs(n *Node, y *yaml.Node, depth int, at place) {
	n.end = n.start
	var first keySet
	if len(y.Content) > 0 {
		n.Pairs = make([]Pair, 0, len(y.Content)/2)
	}
	var cut *cutText
	for i := 0; i+1 < len(y.Content) && !w.stopped; i += 2 {
		if i/2 == MaxKeys {
			w.stopped = true
			w.out.Errorf(codeTooManyKeys, w.src.span(n.start, n.start+1), tooManyKeys).Hint = "split the flow into smaller ones"
			break
		}
		before := len(*w.out)
		key := w.node(y.Content[i], depth+1, place{isKey: true})
		n.end = max(n.end, key.end)
		if key.Kind == Map || key.Kind == List {
			*w.out = (*w.out)[:before] // what is inside cannot be right either
			w.complexKey(key)
			n.Broken = true
			continue
		}
		value := w.node(y.Content[i+1], depth+1, at.child(key))
		if value.Kind == Null && value.Value == "" {
			// The library places an absent value anywhere behind its key; the key is where the author would put it.
			value.start, value.end, value.Span = key.end, key.end, key.Span
			if n.Flow && w.noColon(key) {
				cut = w.stray(n, key, cut)
				n.Broken = true
				continue
			}
			w.lostValue(key, value)
		}
		cut = nil
		n.end = max(n.end, value.end)
		w.key(key, y.Content[i], y.Content[i+1])
		if depth == 1 && len(n.Pairs) > 0 && n.Pairs[0].Key.Value == key.Value {
			w.again(n.Pairs[0].Key, key)
			break
		}
		if f := first.find(n.Pairs, key.Value); f != nil {
			w.out.Errorf(codeDuplicateKey, key.Span, "%s is already a key of this map", quote(key.Value)).
				Notef(f.Span, "the first %s", quote(key.Value)).
				Hint = "remove one of them"
			continue
		}
		n.Pairs = append(n.Pairs, Pair{Key: key, Value: value})
	}
	if n.Flow {
		n.end = w.closing(n.end, n.start, '}')
	}
}

// keySet finds the keys of a map while it is read: most have few, which are found by looking through them.
type keySet map[string]*Node

func (s *keySet) find(pairs []Pair, key string) *Node {
	const few = 12
	if len(pairs) <= few {
		for _, p := range pairs {
			if p.Key.Value == key {
				return p.Key
			}
		}
		return nil
	}
	if *s == nil {
		*s = make(keySet, cap(pairs))
	}
	for _, p := range slices.Backward(pairs) { // the new ones
		if _, known := (*s)[p.Key.Value]; known {
			break
		}
		(*s)[p.Key.Value] = p.Key
	}
	return (*s)[key]
}

// closing gives the offset after the bracket that closes a collection, whose last value ends at from.
func (w *walker) closing(from, start int, bracket byte) int {
	text := w.src.text
	if from == start {
		from++
	}
	for at := from; at < len(text); at++ {
		switch c := text[at]; {
		case c == bracket:
			return at + 1
		case c == '#' && isBlank(text[at-1]):
			at = w.src.lineEnd(at)
		case c == ',' || c == ':' || isBlank(c) || isBreak(c):
		default:
			return from
		}
	}
	return from
}

// scalar reads a text that begins on a line.
func (w *walker) scalar(n *Node, y *yaml.Node, line int, at place) {
	n.Kind, n.Value = Scalar, y.Value
	switch {
	case y.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
		n.style, n.Quoted = quoted, true
	case y.Style&yaml.LiteralStyle != 0:
		n.style, n.Block = literal, true
	case y.Style&yaml.FoldedStyle != 0:
		n.style, n.Block = folded, true
	}
	n.end = n.scalarEnd()
	n.Span = w.src.spanNear(n.start, n.end, line, line)
	if n.style != plain {
		w.escaped(n)
		return
	}
	n.taken = typeOf(y.Tag)
	if n.taken == yamlNull && y.Value != "~" {
		n.Kind = Null
	}
	if n.Value == "" {
		return
	}
	if !at.isKey {
		w.changed(n)
		w.lostText(n, at.spoken)
	}
}
