package flows

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/texmlflow/texmlflow/texmlgen"
)

var (
	rawAttribute = regexp.MustCompile(`([A-Za-z_]+)\s*=\s*["']([^"']*)$`)
	rawName      = regexp.MustCompile(`^[A-Za-z]+`)
	wholeOrigin  = regexp.MustCompile(`^\s*[a-z]+://[^/?#\s]+[/?#]`)
	envAlone     = regexp.MustCompile(`^\s*env\.[A-Za-z_][A-Za-z0-9_]*\s*$`)
)

// urlContents are the elements whose text is a URL.
var urlContents = []string{"Redirect", "Play"}

// tagAttribute is an attribute of an element, both as they stand in TeXML.
type tagAttribute struct{ element, attribute string }

// urlAttributes are the attributes that hold a URL.
var urlAttributes = sync.OnceValue(func() map[tagAttribute]bool {
	out := map[tagAttribute]bool{}
	for _, e := range texmlgen.Elements() {
		for _, a := range e.Attributes {
			if a.Type == texmlgen.TypeURL {
				out[tagAttribute{e.XMLName, a.Name}] = true
			}
		}
	}
	return out
})

// rawOrigins refuses URLs in raw verbs whose origin is computed, as it is everywhere else: what a caller says must not
// choose where they lead.
func (s *stateCompiler) rawOrigins(r *rawDocument) {
	for _, h := range r.holes {
		if what := r.quotedBefore(h.at); what != "" {
			s.out.Errorf(codeBadValue, r.source.Node.Sub(h.part.From, h.part.To), "a value cannot stand in %s: nothing quotes it there", what).
				Hint = "write that part out; values stand in attributes and in plain text"
			continue
		}
		before, isURL := r.urlBefore(h.at)
		if !isURL || wholeOrigin.MatchString(before) || strings.TrimSpace(before) == "" && envAlone.MatchString(h.part.Text) {
			continue
		}
		s.out.Errorf(codeBadURL, r.source.Node.Sub(h.part.From, h.part.To), "the origin of this URL is computed: what a caller says could choose where it leads").
			Hint = "write it out, or take it from env alone: ${env.NAME}/path"
	}
}

var rawJSON = regexp.MustCompile(`</?(?:Parameters|Tool)[\s>]`)

// quotedBefore says what a place is inside of that has a quoting of its own, which XML's does not meet; "" for none.
func (r *rawDocument) quotedBefore(at int) string {
	text := string(r.runes[:at])
	if tags := rawJSON.FindAllString(text, -1); len(tags) > 0 && !strings.HasPrefix(tags[len(tags)-1], "</") {
		return "JSON"
	}
	if strings.LastIndex(text, "<![CDATA[") > strings.LastIndex(text, "]]>") {
		return "CDATA"
	}
	return ""
}

// urlBefore gives what of a URL stands before a place, and reports whether the place is in one.
func (r *rawDocument) urlBefore(at int) (before string, ok bool) {
	text := string(r.runes[:at])
	open, end := strings.LastIndexByte(text, '<'), strings.LastIndexByte(text, '>')
	name := rawName.FindString(text[open+1:])
	if end > open {
		return text[end+1:], slices.Contains(urlContents, name)
	}
	m := rawAttribute.FindStringSubmatch(text[open+1:])
	if m == nil {
		return "", false
	}
	return m[2], urlAttributes()[tagAttribute{name, m[1]}]
}
