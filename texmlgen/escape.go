package texmlgen

import "unicode/utf8"

// A place is where text stands, by what becomes of each byte there: an index into escapes, or one of the following.
type place [256]uint8

const (
	asIs  = 0
	wide  = 100 // part of a character of several bytes
	brace = 101 // may have to be parted from another one
	never = 102 // XML forbids it
)

// escapes are those of the writer's etree; TestTemplateIsWrite holds the two together.
var escapes = [...]string{asIs: "", 1: "&amp;", 2: "&lt;", 3: "&gt;", 4: "&quot;", 5: "&#x9;", 6: "&#xA;", 7: "&#xD;"}

var (
	inText      = newPlace(place{'&': 1, '<': 2, '>': 3, '\r': 7})
	inAttribute = newPlace(place{'&': 1, '<': 2, '"': 4, '\t': 5, '\n': 6, '\r': 7})
)

func newPlace(p place) *place {
	p['{'] = brace
	for c := range p {
		switch {
		case c >= utf8.RuneSelf:
			p[c] = wide
		case !allowed(rune(c)):
			p[c] = never
		}
	}
	return &p
}

// text appends a text as it is written here.
func (p *place) text(dst []byte, t Text) []byte {
	start := len(dst)
	for _, seg := range t.segs {
		var ok bool
		if dst, ok = p.escape(dst, seg.s, false); !ok {
			dst, _ = p.escape(dst[:start], finish(t), true)
			return dst
		}
	}
	return dst
}

// escape appends s escaped. Of a string that is not finished it reports false when finish has to look at it; then what
// it has appended is not to be used.
func (p *place) escape(dst []byte, s string, finished bool) (_ []byte, ok bool) {
	last := 0
	for i := 0; ; {
		for i < len(s) && p[s[i]] == asIs {
			i++
		}
		if i == len(s) {
			return append(dst, s[last:]...), true
		}
		switch k := p[s[i]]; {
		case k < wide:
			dst = append(append(dst, s[last:i]...), escapes[k]...)
			i++
			last = i
		case finished:
			i++
		case k == wide:
			r, n := utf8.DecodeRuneInString(s[i:])
			if !allowed(r) || r == utf8.RuneError && n == 1 {
				return dst, false
			}
			i += n
		default:
			return dst, false
		}
	}
}
