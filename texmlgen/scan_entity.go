package texmlgen

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// reference is a reference of XML, or what may have been meant as one.
var reference = regexp.MustCompile(`^&(?:#x?)?[A-Za-z0-9_.:-]*;?`)

// opaque are pieces of a document in which & is nothing special, by how they begin and end.
var opaque = []struct{ open, end []byte }{
	{[]byte("<!--"), []byte("-->")}, {[]byte("<![CDATA["), []byte("]]>")}, {[]byte("<?"), []byte("?>")}, {[]byte("<!"), []byte(">")},
}

// entities says which references XML does not define, all of them, and returns the source without their &: the XML decoder
// would stop at the first.
func (s *scanner) entities() []byte {
	src, out := s.given, s.given
	for i := 0; i < len(src); {
		if src[i] != '<' && src[i] != '&' {
			i++
			continue
		}
		if src[i] == '<' {
			i += pieceLength(src[i:])
			continue
		}
		name := reference.Find(src[i:])
		if !defined(string(name)) {
			if &out[0] == &src[0] {
				out = bytes.Clone(src)
			}
			out[i] = '_'
			s.fail(CodeEntity, span{i, i + len(name)}, fmt.Sprintf("unknown entity %q", short(string(name))),
				"XML knows &amp; &lt; &gt; &quot; &apos; and numbers of allowed characters")
		}
		i += len(name)
	}
	return out
}

// written is a text that was read from a place, or what stands there if a reference was taken out of it.
func (s *scanner) written(text string, at span) string {
	if given := s.given[at.from:at.to]; !bytes.Equal(given, s.src[at.from:at.to]) {
		return string(given)
	}
	return text
}

// pieceLength is how long the opaque piece is that a source begins with, 1 where there is none.
func pieceLength(src []byte) int {
	for _, o := range opaque {
		if !bytes.HasPrefix(src, o.open) {
			continue
		}
		if end := bytes.Index(src[len(o.open):], o.end); end >= 0 {
			return len(o.open) + end + len(o.end)
		}
		return len(src)
	}
	return 1
}

// defined reports whether a reference is one that XML knows. Half of a character is said by the scanner.
func defined(name string) bool {
	inner, ok := strings.CutSuffix(strings.TrimPrefix(name, "&"), ";")
	if !ok {
		return false
	}
	number, ok := strings.CutPrefix(inner, "#")
	if !ok {
		switch inner {
		case "amp", "lt", "gt", "quot", "apos":
			return true
		}
		return false
	}
	base := 10
	if hex, ok := strings.CutPrefix(number, "x"); ok {
		number, base = hex, 16
	}
	n, err := strconv.ParseUint(number, base, 32)
	return err == nil && n <= unicode.MaxRune && (allowed(rune(n)) || surrogate.MatchString(name))
}
