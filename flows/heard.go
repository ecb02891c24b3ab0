package flows

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/spoken"
)

// filledText is a text in which values are filled in.
type filledText struct {
	flow *flowDecl
	text text
	tmpl *guard.Template
}

// stretch is a part of a text, in runes.
type stretch struct{ from, to int }

// inRunes is the stretch of a text that is given in bytes.
func inRunes(s string, from, to int) stretch {
	return stretch{utf8.RuneCountInString(s[:from]), utf8.RuneCountInString(s[:to])}
}

// within is the place of a stretch of a literal part of a template. The characters $${ are two in the part and three in the
// source: then it is that of the whole text.
func (t text) within(part guard.Part, at stretch) diag.Span {
	if part.To-part.From != utf8.RuneCountInString(part.Text) {
		return t.Node.Span
	}
	return t.Node.Sub(part.From+at.from, part.From+at.to)
}

// saying is words of a prompt, all of one language.
type saying struct {
	text     text
	words    string // rune for rune as written, with spoken.Value for what is filled in
	language string // "" when it is not known
	used     bool   // of a prompt of the header
}

// span is the place of a stretch of the words.
func (s saying) span(m spoken.Mention) diag.Span { return s.text.Node.Sub(m.From, m.To) }

// sayings lists what a prompt says in a language of the flow. whole is false where not all of it is known: there is a value
// in it, or a recording without words.
func (c *checker) sayings(f *flowDecl, n *promptNode, tag string) (list []saying, whole bool) {
	whole = true
	if n == nil {
		return nil, true
	}
	for _, part := range n.in(tag) {
		if part.Use.given() {
			i := slices.IndexFunc(f.Prompts, func(p *promptDecl) bool { return p.Name.Value == part.Use.Value })
			if i < 0 {
				whole = false
				continue
			}
			used, known := c.sayings(f, f.Prompts[i].Prompt, tag)
			for _, s := range used {
				s.used = true
				list = append(list, s)
			}
			whole = whole && known
			continue
		}
		if !part.Text.given() {
			whole = false
			continue
		}
		words, known := withoutValues(part.Text.Value)
		language := tag
		if part.Language.given() {
			language = part.Language.Value
		}
		list = append(list, saying{text: part.Text, words: words, language: language})
		whole = whole && known
	}
	return list, whole
}

// in lists the parts of a prompt in a language.
func (n *promptNode) in(tag string) []promptPart {
	if n.ByLanguage == nil {
		return n.Parts
	}
	for _, l := range n.ByLanguage {
		if l.Tag.Value == tag {
			return l.Parts
		}
	}
	return nil
}

// withoutValues is a text with spoken.Value in place of what is filled in, rune for rune. known is false if there is any.
func withoutValues(s string) (words string, known bool) {
	if !strings.Contains(s, "${") {
		return s, true
	}
	tmpl, problems := guard.ParseTemplate(s)
	runes := []rune(s)
	known = len(problems) == 0
	for _, part := range tmpl.Parts {
		if part.Literal {
			continue
		}
		known = false
		for i := part.From - len("${"); i <= part.To && i < len(runes); i++ {
			runes[i] = spoken.Value
		}
	}
	return string(runes), known
}

// tags are the languages that a flow is heard in. One that declares none is heard in those of the flows that use it; where
// these are several, or nobody uses it, its words are in none that is known.
func (c *checker) tags(f *flowDecl) []string {
	if known, ok := c.heardIn[f]; ok {
		return known
	}
	c.heardIn[f] = nil // while its users are asked, of which it may be one
	var tags []string
	switch {
	case len(f.Languages) > 0:
		for _, l := range f.Languages {
			tags = append(tags, l.Tag.Value)
		}
	case f.entry():
		tags = []string{defaultLanguage}
	default:
		for _, user := range c.users()[f.Name.Value] {
			tags = append(tags, c.tags(user)...)
		}
		if len(tags) == 0 || slices.ContainsFunc(tags, func(tag string) bool { return !spoken.Same(tag, tags[0]) }) {
			tags = []string{""}
		}
		tags = tags[:1]
	}
	c.heardIn[f] = tags
	return tags
}

// users lists the flows that use a flow, by its name.
func (c *checker) users() map[string][]*flowDecl {
	if c.usedBy == nil {
		c.usedBy = map[string][]*flowDecl{}
		for _, f := range c.decls {
			for _, name := range f.calls() {
				c.usedBy[name] = append(c.usedBy[name], f)
			}
		}
	}
	return c.usedBy
}

// asking lists the gathers of flows that have no mistakes in them.
func (c *checker) asking() []*listening {
	var out []*listening
	for _, l := range c.made.heard {
		if f := l.flowCompiler.decl; c.made.byName[f.Name.Value] == f && !c.broken[f.Name.Value] {
			out = append(out, l)
		}
	}
	return out
}

// head is where a prompt begins to say something.
func (n *promptNode) head() diag.Span {
	if n.Node.IsScalar() || !n.Node.Flow {
		return head(n.Node)
	}
	return n.Node.Span
}
