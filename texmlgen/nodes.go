package texmlgen

import "github.com/beevik/etree"

// nodes lends the nodes of a tree and takes all of them back at once, so that writing a document costs few
// allocations. The tree must not outlive reset.
type nodes struct {
	elements []*etree.Element
	texts    []*etree.CharData
	attrs    []etree.Attr
	nElement int
	nText    int
}

// most is what a usual document needs; more is left to the collector.
const most = 64

func (n *nodes) element(tag string) *etree.Element {
	if n.nElement == len(n.elements) {
		n.elements = append(n.elements, new(etree.Element))
	}
	el := n.elements[n.nElement]
	n.nElement++
	el.Tag = tag
	return el
}

func (n *nodes) text(s string) *etree.CharData {
	if n.nText == len(n.texts) {
		n.texts = append(n.texts, etree.NewText(""))
	}
	t := n.texts[n.nText]
	n.nText++
	t.SetData(s)
	return t
}

// attr adds an attribute to el. All attributes of an element are added before its children, so those of one element
// are neighbours.
func (n *nodes) attr(el *etree.Element, name, value string) {
	n.attrs = append(n.attrs, etree.Attr{Key: name, Value: value})
	end := len(n.attrs)
	el.Attr = n.attrs[end-len(el.Attr)-1 : end : end]
}

func (n *nodes) reset() {
	for _, el := range n.elements[:n.nElement] {
		clear(el.Child)
		*el = etree.Element{Child: el.Child[:0]}
	}
	for _, t := range n.texts[:n.nText] {
		t.SetData("")
	}
	clear(n.attrs)
	n.elements, n.texts = n.elements[:min(len(n.elements), most)], n.texts[:min(len(n.texts), most)]
	n.attrs = n.attrs[:0]
	if cap(n.attrs) > 4*most {
		n.attrs = nil
	}
	n.nElement, n.nText = 0, 0
}
