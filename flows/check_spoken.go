package flows

import (
	"regexp"
	"strings"

	"github.com/texmlflow/texmlflow/engine/guard"
)

var (
	// spokenTag is a tag of SSML, XML or HTML.
	spokenTag = regexp.MustCompile(`</?[A-Za-z][A-Za-z0-9:-]*(\s[^<>]*)?/?>`)
	// bareName is a name in the dress of another template language: {{name}}, $name, {name}.
	bareName = regexp.MustCompile(`\{\{\s*([A-Za-z_][A-Za-z0-9_.]*)\s*\}\}|\$([A-Za-z_][A-Za-z0-9_]*)|\{\s*([A-Za-z_][A-Za-z0-9_.]*)\s*\}`)
)

// checkSpokenText warns of literal words that are most likely not meant to be read out as they are: the carrier reads a
// tag and the name of a variable like any other words.
func (f *flowCompiler) checkSpokenText(t text, tmpl *guard.Template, p *place) {
	for _, part := range tmpl.Parts {
		if !part.Literal {
			continue
		}
		if !strings.ContainsAny(part.Text, "<${") {
			continue
		}
		if m := spokenTag.FindStringIndex(part.Text); m != nil {
			tag := part.Text[m[0]:m[1]]
			w := f.out.Warnf(codeSpokenMarkup, t.within(part, inRunes(part.Text, m[0], m[1])), "%q is read out: words are text, without markup", tag)
			w.Hint = "leave it out"
			if strings.HasPrefix(tag, "<break") {
				w.Hint = "leave it out; a break is pause: 1s between two say"
			}
		}
		for _, m := range bareName.FindAllStringSubmatchIndex(part.Text, -1) {
			f.checkBareName(t, part, m, p)
		}
	}
}

// checkBareName warns of one match of bareName, if the name is one that expressions know here.
func (f *flowCompiler) checkBareName(t text, part guard.Part, m []int, p *place) {
	name := ""
	for i := 2; i < len(m); i += 2 {
		if m[i] >= 0 {
			name = part.Text[m[i]:m[i+1]]
		}
	}
	if _, known := p.scope.Lookup(name); !known || m[0] > 0 && part.Text[m[0]-1] == '$' {
		return
	}
	f.readNames[f.decl][rootOf(name)] = true // it is meant to be
	f.out.Warnf(codeNotInterpolated, t.within(part, inRunes(part.Text, m[0], m[1])), "%s is not replaced by the value of %s", part.Text[m[0]:m[1]], name).
		Hintf("write ${%s}", name)
}
