// Package syntax turns YAML text into a positioned tree, and says in the author's words what YAML would have done to
// the text. It is the only package that imports the YAML library.
//
// What goes in: the bytes of one file ([Parse]) or the path of a directory of flows ([Load]). What comes out: one
// [Document] per YAML document, made of [Node] values that know their place, and findings in a [diag.List].
//
// The stages: the bytes are checked (size, UTF-8, control characters); the text is split at its `---` lines, so that a
// mistake in one flow does not hide those of the next; each document is scanned by [scanner], a tolerant reader of our
// own, which bounds depth and size before the YAML library sees anything; the library parses it into yaml.Node; the
// nodes are walked into our tree. If the library refuses, what the scanner noticed says where and why, because the
// library's own errors carry no column and sometimes no line. If it accepts, the walk looks for what YAML changed in
// silence: tags, text cut by a comment or by a comma, keys that another YAML tool would read differently.
//
// Values are text exactly as written: `010` stays three digits. What a value means is the loader's business.
//
// What it never does: know a key of the flow language (but for the few that hold spoken text, see [CheckKeys] for the
// rest), decode into Go values, resolve tags, anchors or merge keys (all refused), or follow a link out of the
// directory it was given.
package syntax

import (
	"strings"

	"github.com/texmlflow/texmlflow/engine/spell"
	"github.com/texmlflow/texmlflow/flows/diag"
)

// The limits of what is read. They are far above any hand-written flow and keep every stage within a second.
const (
	MaxFileBytes = 1 << 20  // of one file
	MaxSetBytes  = 16 << 20 // of all files of a directory together
	MaxFiles     = 4096     // in a directory
	MaxDocuments = 64       // in one file
	MaxNodes     = 200_000  // in one file
	MaxDepth     = 50       // of maps and lists within each other
	MaxKeys      = 5_000    // of one map
)

// Kind says what a node is.
type Kind uint8

// The kinds of node. Null is a value left out: nothing stands after the colon or the dash, or the word null does.
const (
	Map Kind = iota + 1
	List
	Scalar
	Null
)

// String gives the kind in the words of a message: "a map", "a list", "text", "nothing".
func (k Kind) String() string {
	switch k {
	case Map:
		return "a map"
	case List:
		return "a list"
	case Scalar:
		return "text"
	case Null:
		return "nothing"
	}
	return "unknown"
}

// Node is a value with its place.
//
// Value is the text of a scalar: as written if plain, without its quotes and escapes if quoted, unfolded if a block.
// Pairs and Items are in the order of the file. A node is not changed after Parse and may be shared.
type Node struct {
	Kind   Kind
	Quoted bool // in single or double quotes
	Block  bool // a | or > block
	Flow   bool // a map in { } or a list in [ ]
	Broken bool // YAML changed or lost its text or a key of it, which has a finding: what follows from it needs none
	style  style
	taken  yamlType // plain text
	Span   diag.Span
	Value  string
	Pairs  []Pair
	Items  []*Node

	src        *source
	start, end int // byte offsets of Span in src.text
}

// Pair is one key of a map and what it holds.
type Pair struct {
	Key, Value *Node
}

// style is how a scalar is written, which decides how places in its value map to places in the file.
type style uint8

const (
	plain style = iota
	quoted
	literal
	folded
)

// yamlType is what YAML takes plain text for.
type yamlType uint8

const (
	yamlText yamlType = iota
	yamlNull
	yamlBool
	yamlMoment
	yamlOther // a number, most likely
)

// typeOf is the type that the library names by a tag.
func typeOf(tag string) yamlType {
	switch tag {
	case "", "!!str":
		return yamlText
	case "!!null":
		return yamlNull
	case "!!bool":
		return yamlBool
	case "!!timestamp":
		return yamlMoment
	}
	return yamlOther
}

// Document is one YAML document of a file.
type Document struct {
	File   string
	Index  int    // among the documents of the file, from 0
	Root   *Node  // never nil
	Source []byte // the bytes of this document, for a hash of its version

	Start, End int // the offsets of Source in the text of the file, which is without a byte order mark

	Comments []Comment // all of them, in the order of the file
	Ignores  []Ignore  // the `# texmlflow:ignore` comments among them
}

// Comment is one comment, from its # up to the end of the line: offsets in the text of the file, as [Node.Offsets] gives.
type Comment struct{ Start, End int }

// Offsets gives where a node is in the text of its file, which is without a byte order mark: its first byte, and the one
// behind its last. A value that is left out is nowhere; a block ends with its last line of text.
func (n *Node) Offsets() (start, end int) { return n.start, n.end }

// Get gives the value of a key. A nil node, or one that is no map, has no keys.
func (n *Node) Get(key string) (*Node, bool) {
	p, ok := n.Pair(key)
	return p.Value, ok
}

// Pair gives a key of a map together with its value.
func (n *Node) Pair(key string) (Pair, bool) {
	if n == nil {
		return Pair{}, false
	}
	for _, p := range n.Pairs {
		if p.Key.Value == key {
			return p, true
		}
	}
	return Pair{}, false
}

// Keys gives the keys of a map in the order of the file.
func (n *Node) Keys() []string {
	if n == nil {
		return nil
	}
	keys := make([]string, len(n.Pairs))
	for i, p := range n.Pairs {
		keys[i] = p.Key.Value
	}
	return keys
}

// IsMap reports whether the node is a map.
func (n *Node) IsMap() bool { return n != nil && n.Kind == Map }

// IsList reports whether the node is a list.
func (n *Node) IsList() bool { return n != nil && n.Kind == List }

// IsScalar reports whether the node is text.
func (n *Node) IsScalar() bool { return n != nil && n.Kind == Scalar }

// IsPlain reports whether the node is text written without quotes and not as a block.
func (n *Node) IsPlain() bool { return n.IsScalar() && !n.Quoted && !n.Block }

// Describe gives what the node is in the words of a message: `a map`, `an empty list`, `"text"`, `nothing`.
func (n *Node) Describe() string {
	switch {
	case n == nil:
		return Null.String()
	case n.Kind == Scalar:
		return quote(n.Value)
	case n.Kind == Map && len(n.Pairs) == 0:
		return "an empty map"
	case n.Kind == List && len(n.Items) == 0:
		return "an empty list"
	}
	return n.Kind.String()
}

// CheckKeys adds a finding "unknown-key" for each key of the map n that is not allowed. what names the thing that has
// the keys, with its article, as in "a gather"; the order of allowed is the order in which they are listed.
func CheckKeys(n *Node, allowed []string, what string, out *diag.List) {
	if n == nil {
		return
	}
	known := make(map[string]bool, len(allowed))
	for _, a := range allowed {
		known[a] = true
	}
	for _, p := range n.Pairs {
		if known[p.Key.Value] {
			continue
		}
		hint := spell.DidYouMean(p.Key.Value, allowed)
		if len(allowed) > 0 {
			hint = strings.TrimSpace(hint + " the keys are " + strings.Join(allowed, ", "))
		}
		out.Errorf(codeUnknownKey, p.Key.Span, "unknown key %s in %s", quote(p.Key.Value), what).Hint = hint
	}
}
