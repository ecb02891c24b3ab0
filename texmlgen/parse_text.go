package texmlgen

import (
	"bytes"
	"encoding/xml"
)

// ParseText reads a document that an author wrote as text with values in it. Outside parts stay text: they are escaped,
// stripped of what XML forbids and of {{, wherever they stand, so that the tree has the shape of the author's words alone.
func ParseText(t Text) (*Tree, []Finding) {
	escaped := make([]segment, len(t.segs))
	for i, s := range t.segs {
		if escaped[i] = s; s.outside {
			var b bytes.Buffer
			// Writing to a buffer does not fail.
			_ = xml.EscapeText(&b, []byte(strip(s.s)))
			escaped[i].s = b.String()
		}
	}
	return Parse([]byte(finish(Text{escaped})))
}
