package flows

import (
	"regexp"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// rawURL is a URL in raw verbs: what of the document it is, with samples for its values.
type rawURL struct {
	text     string
	from, to int // its runes
	holes    []rawHole
}

// rawLinks looks at each URL of raw verbs: whether values stand in it, and where it leads with them.
func (s *stateCompiler) rawLinks(r *rawDocument, tree *texmlgen.Tree, out *engine.Texml) {
	if tree.Response == nil {
		return
	}
	for at, url := range tree.Response.Links() {
		var u rawURL
		if !url.IsZero() {
			u = r.urlAt(tree, at)
		}
		out.Valued = append(out.Valued, len(u.holes) > 0)
		if u.text == "" {
			continue
		}
		if fault := policy.PathFault(u.text); fault != "" && len(u.holes) > 0 {
			s.faultyPath(r.span(u.from, u.to), fault)
			continue
		}
		switch at.Element.(type) {
		case *texmlgen.Redirect:
			s.rawRedirect(r, u)
		case *texmlgen.Request:
			if origin := u.origin(); origin != "" {
				s.askOrigin(origin, r.span(u.from, u.to))
			}
		}
	}
}

// rawRedirect checks the URL that a raw Redirect hands the call to, by the rules of the action of that name.
func (s *stateCompiler) rawRedirect(r *rawDocument, u rawURL) {
	if !strings.HasPrefix(u.text, "https://") && !strings.HasPrefix(u.text, "{{") && (len(u.holes) == 0 || u.origin() != "") {
		s.out.Errorf(codeBadURL, r.span(u.from, u.to), "expected the https URL of a document")
		return
	}
	misplaced := false
	for _, h := range u.holes {
		before := string(r.runes[u.from:h.at])
		if wholeOrigin.MatchString(before) && !inQueryValue(before) { // one that is no whole origin is refused at every URL
			s.noQueryValue(r.source.Node.Sub(h.part.From, h.part.To))
			misplaced = true
		}
	}
	if u.origin() != "" {
		s.noteRedirect(u.text, r.span(u.from, u.to))
	}
	if len(u.holes) > 0 && !misplaced && u.origin() != "" {
		s.askRedirect(u.text, r.span(u.from, u.to))
	}
}

// origin is the origin of a URL, with a slash behind it; "" when values or the carrier's templates have a part in it.
func (u rawURL) origin() string {
	origin := cutOrigin(u.text)
	end := u.from + len([]rune(origin))
	if strings.Contains(origin, "{{") || slices.ContainsFunc(u.holes, func(h rawHole) bool { return h.at < end }) {
		return ""
	}
	return origin
}

// urlAt finds a URL of the tree in the document.
func (r *rawDocument) urlAt(tree *texmlgen.Tree, at texmlgen.Place) (u rawURL) {
	line, column, ok := tree.Position(at.Element)
	if !ok {
		return u
	}
	from := r.offset(line, column)
	end := r.tagEnd(from)
	switch {
	case at.Attribute != "":
		tag := string(r.runes[from:end])
		m := regexp.MustCompile(`\s` + regexp.QuoteMeta(at.Attribute) + `\s*=\s*(?:"([^"]*)"|'([^']*)')`).FindStringSubmatchIndex(tag)
		if m == nil {
			return u
		}
		first, last := max(m[2], m[4]), max(m[3], m[5])
		u.from, u.to = from+len([]rune(tag[:first])), from+len([]rune(tag[:last]))
	default:
		u.from, u.to = end+1, end+1
		for u.to+1 < len(r.runes) && !(r.runes[u.to] == '<' && r.runes[u.to+1] == '/') {
			u.to++
		}
	}
	for u.from < u.to && isSpace(r.runes[u.from]) {
		u.from++
	}
	for u.to > u.from && isSpace(r.runes[u.to-1]) {
		u.to--
	}
	u.text = string(r.runes[u.from:u.to])
	for _, h := range r.holes {
		if u.from <= h.at && h.at <= u.to {
			u.holes = append(u.holes, h)
		}
	}
	return u
}

// tagEnd is where the start tag ends whose name is at a place.
func (r *rawDocument) tagEnd(at int) int {
	quote := rune(0)
	for ; at < len(r.runes); at++ {
		switch c := r.runes[at]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return at
		}
	}
	return len(r.runes) - 1
}

func isSpace(c rune) bool { return strings.ContainsRune(" \t\r\n", c) }
