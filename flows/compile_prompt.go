package flows

import (
	"regexp"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// parts compiles the say, play and pause of a state or transition.
func (f *flowCompiler) parts(list []partDecl, p *place) []engine.Part {
	var out []engine.Part
	for _, part := range list {
		switch {
		case part.Say != nil:
			say := f.prompt(part.Say, p)
			out = append(out, engine.Part{Say: &say})
		case part.Play != nil:
			play := f.promptPart(*part.Play, p)
			out = append(out, engine.Part{Play: &play})
		default:
			out = append(out, engine.Part{Pause: part.Pause.Value})
		}
	}
	return out
}

// prompt compiles a prompt; the zero Prompt when there is none. A flow of one language has its words under
// engine.AnyLanguage, so that they fit whatever language a subflow inherits.
func (f *flowCompiler) prompt(n *promptNode, p *place) engine.Prompt {
	if n == nil {
		return engine.Prompt{}
	}
	f.noteWords(n)
	out := engine.Prompt{Parts: map[string][]engine.PromptPart{}}
	if n.ByLanguage == nil {
		f.anyLanguage(n, p, &out)
		return out
	}
	strange := false
	for _, l := range n.ByLanguage {
		if !slices.Contains(f.tags, l.Tag.Value) {
			f.languageSwitch(l.Tag)
			strange = true
			continue
		}
		tag := l.Tag.Value
		for _, part := range l.Parts {
			out.Parts[f.promptKey(tag)] = append(out.Parts[f.promptKey(tag)], f.expand(part, tag, p)...)
		}
	}
	f.missingLanguages(n.Node, func(tag string) bool {
		return strange || slices.ContainsFunc(n.ByLanguage, func(l languagePrompt) bool { return l.Tag.Value == tag })
	}, "words")
	return out
}

// spokenWords compiles a prompt at a place that can play no recording: what is one says it in text. what is, for example, "a
// greeting".
func (f *flowCompiler) spokenWords(n *promptNode, what string, p *place) engine.Prompt {
	before := len(*f.out)
	out := f.prompt(n, p)
	if n == nil {
		return out
	}
	for _, part := range n.all() {
		if part.Audio.given() {
			f.out.Errorf(codeBadValue, part.Audio.Node.Span, "%s is spoken by the carrier: it has no recording", what).
				Hint = "play it before: write play in the state"
		}
	}
	for _, parts := range out.Parts {
		if len(*f.out) == before && !slices.ContainsFunc(parts, func(part engine.PromptPart) bool { return part.Text != nil }) {
			f.out.Errorf(codeNothingSaid, head(n.Node), "there is nothing to say: %s is words, and this is a recording without them", what).
				Hint = "write text beside its audio: what it says"
		}
	}
	return out
}

// noteWords takes down the flow's first words that do not say their language.
func (f *flowCompiler) noteWords(n *promptNode) {
	if _, ok := f.words[f.decl.Name.Value]; ok {
		return
	}
	list := n.Parts
	for _, l := range n.ByLanguage {
		list = slices.Concat(list, l.Parts)
	}
	if i := slices.IndexFunc(list, plainPart); i >= 0 {
		f.words[f.decl.Name.Value] = list[i].Text.Node.Span
	}
}

// plainPart reports whether a part of a prompt has words that do not say their language.
func plainPart(part promptPart) bool { return part.Text.given() && !part.Language.given() }

// promptKey is the key of a prompt's parts in a language.
func (f *flowCompiler) promptKey(tag string) string {
	if len(f.tags) == 1 {
		return engine.AnyLanguage
	}
	return tag
}

// anyLanguage compiles a prompt that is written once. With several languages only parts that say their own language, and
// recordings without words, are the same in all of them.
func (f *flowCompiler) anyLanguage(n *promptNode, p *place, out *engine.Prompt) {
	if len(f.tags) > 1 {
		i := slices.IndexFunc(n.Parts, plainPart)
		if i >= 0 {
			f.out.Errorf(codeMissingLanguage, n.Parts[i].Text.Node.Span, "these words are in one language, and the flow speaks %s", strings.Join(f.tags, ", ")).
				Hintf("write them in each: {%s: …}", strings.Join(f.tags, ": …, "))
		}
	}
	if !slices.ContainsFunc(n.Parts, func(part promptPart) bool { return part.Use.given() }) {
		for _, part := range n.Parts {
			out.Parts[engine.AnyLanguage] = append(out.Parts[engine.AnyLanguage], f.promptPart(part, p))
		}
		return
	}
	for _, tag := range f.tags {
		key := f.promptKey(tag)
		for _, part := range n.Parts {
			out.Parts[key] = append(out.Parts[key], f.expand(part, tag, p)...)
		}
	}
}

// missingLanguages says in which languages of the flow something is not there.
func (f *flowCompiler) missingLanguages(n *syntax.Node, there func(tag string) bool, what string) {
	for _, tag := range f.tags {
		if !there(tag) {
			f.out.Errorf(codeMissingLanguage, head(n), "the %s for %s are missing", what, tag).
				Hintf("add a line %s: …", tag)
		}
	}
}

// expand compiles a part in one language; the use of a header's prompt becomes that prompt's parts.
func (f *flowCompiler) expand(part promptPart, tag string, p *place) []engine.PromptPart {
	if !part.Use.given() {
		return []engine.PromptPart{f.promptPart(part, p)}
	}
	if p.header {
		f.out.Errorf(codeUnknownPrompt, part.Use.Node.Span, "a prompt of the header cannot use another").Hint = "write its words out"
		return nil
	}
	used, ok := f.prompts[part.Use.Value]
	if !ok {
		var known []text
		for _, d := range f.decl.Prompts {
			known = append(known, d.Name)
		}
		if !f.decl.doubt.has("prompts") {
			finding := f.unknown(codeUnknownPrompt, "prompt", part.Use, known)
			if len(known) == 0 {
				finding.Hintf("this flow declares no prompts: add prompts: {%s: TEXT} to its header", part.Use.Value)
			}
		}
		return nil
	}
	f.usedPrompts[f.decl][part.Use.Value] = true
	p.site.use(part.Use, f.promptSites[part.Use.Value])
	if parts, ok := used.Parts[f.promptKey(tag)]; ok {
		return parts
	}
	return used.Parts[engine.AnyLanguage]
}

// promptPart compiles one text or recording.
func (f *flowCompiler) promptPart(part promptPart, p *place) engine.PromptPart {
	out := engine.PromptPart{Language: f.languageSwitch(part.Language)}
	if part.Text.given() {
		out.Text = f.template(part.Text, p)
		f.checkSpokenText(part.Text, out.Text, p)
	}
	if part.Audio.given() {
		out.Audio = f.audio(part.Audio, p)
	}
	if part.Failover.given() {
		out.Failover = f.audio(part.Failover, p)
	}
	return out
}

// writtenOrigin finds a URL whose origin is written out or comes from env alone.
var writtenOrigin = func() *regexp.Regexp {
	const env = `\$\{\s*env\.[A-Za-z_][A-Za-z0-9_]*\s*\}`
	return regexp.MustCompile(`^(https?://|wss://|` + env + `)([^/?#$\s{}]|` + env + `)*([/?#]|$)`)
}()

// link compiles the URL of something that is fetched: https, from an origin that the caller has no part in.
func (f *flowCompiler) link(t text, p *place, what string) *guard.Template {
	if !f.checkOrigin(t, what, "https") {
		return nil
	}
	tmpl := f.template(t, p)
	f.checkPath(t, tmpl)
	return tmpl
}

// checkPath says that a URL with values in it would be refused whatever they are: the host asks what a value makes of a
// path, and cannot tell its dots and slashes from the author's. True if nothing is wrong.
func (f *flowCompiler) checkPath(t text, tmpl *guard.Template) bool {
	if tmpl.IsLiteral() {
		return true
	}
	var b strings.Builder
	for _, part := range tmpl.Parts {
		if part.Literal {
			b.WriteString(part.Text)
		} else {
			b.WriteString("x")
		}
	}
	if fault := policy.PathFault(b.String()); fault != "" {
		f.faultyPath(t.Node.Span, fault)
		return false
	}
	return true
}

func (f *flowCompiler) faultyPath(at diag.Span, fault string) {
	f.out.Errorf(codeBadURL, at, "values stand in this URL, and %s", fault).
		Hint = "write the path plainly, or the whole URL without values"
}

// checkOrigin says what is wrong with the origin of a URL; true if nothing is.
func (f *flowCompiler) checkOrigin(t text, what string, schemes ...string) bool {
	fromEnv := strings.HasPrefix(t.Value, "${")
	written := slices.ContainsFunc(schemes, func(scheme string) bool { return strings.HasPrefix(t.Value, scheme+"://") })
	switch {
	case !written && !fromEnv:
		f.out.Errorf(codeBadURL, t.Node.Span, "expected the %s URL of %s, got %q", schemes[0], what, t.Value)
		return false
	case !writtenOrigin.MatchString(t.Value):
		f.out.Errorf(codeBadURL, originSpan(t), "the origin of this URL is computed: what a caller says could choose where it leads").
			Hint = "write it out, or take it from env alone: ${env.NAME}/path"
		return false
	}
	return true
}

// originSpan is the place of a URL's scheme, host and port.
func originSpan(t text) diag.Span {
	rest := t.Value
	from := 0
	if i := strings.Index(rest, "://"); i >= 0 {
		from = i + 3
	}
	end := len(rest)
	depth := 0
	for i := from; i < len(rest); i++ {
		switch rest[i] {
		case '{':
			depth++
		case '}':
			depth--
		case '/', '?', '#':
			if depth == 0 {
				end = i
			}
		}
		if end == i {
			break
		}
	}
	return t.Node.Sub(0, len([]rune(rest[:end])))
}

// phrases compiles what the caller may say for an option.
func (f *flowCompiler) phrases(n *phrasesDecl) map[string][]string {
	if n == nil {
		return nil
	}
	out := map[string][]string{}
	if n.ByLanguage == nil {
		out[engine.AnyLanguage] = f.phraseList(n.List)
		return out
	}
	strange := false
	for _, l := range n.ByLanguage {
		if !slices.Contains(f.tags, l.Tag.Value) {
			f.languageSwitch(l.Tag)
			strange = true
			continue
		}
		out[f.promptKey(l.Tag.Value)] = f.phraseList(l.List)
	}
	f.missingLanguages(n.Node, func(tag string) bool {
		return strange || slices.ContainsFunc(n.ByLanguage, func(l languagePhrases) bool { return l.Tag.Value == tag })
	}, "phrases")
	return out
}

func (f *flowCompiler) phraseList(list []text) []string {
	out := make([]string, 0, len(list))
	for _, t := range list {
		if len(guard.Fold(t.Value)) == 0 {
			f.out.Errorf(codeBadValue, t.Node.Span, "the phrase %q has no words to be heard", t.Value)
		}
		out = append(out, t.Value)
	}
	return out
}
