package flows

import (
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/flows/syntax"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// prompt reads a prompt: text; a part; a list of parts; or a map of languages, at the top only. A map with any key of a
// part is a part.
func (d *decoder) prompt(n *syntax.Node, what string) *promptNode {
	p := &promptNode{Node: n}
	if !n.IsMap() || isPart(n) {
		p.Parts = d.promptParts(n, what)
		return p
	}
	if len(n.Pairs) == 0 {
		d.wrongKind(n, "words for "+what)
	}
	for _, pair := range n.Pairs {
		p.ByLanguage = append(p.ByLanguage, languagePrompt{
			Tag:   text{Value: pair.Key.Value, Node: pair.Key},
			Parts: d.promptParts(pair.Value, what),
		})
	}
	return p
}

// spoken takes a node as words that are heard: there must be some.
func (d *decoder) spoken(n *syntax.Node, want string) text {
	t := d.words(n, want)
	if t.given() && strings.TrimSpace(t.Value) == "" {
		d.out.Errorf(codeNothingSaid, n.Span, "there is nothing to say").Hint = "write words, or leave it out"
		return text{}
	}
	return t
}

func isPart(n *syntax.Node) bool {
	return slices.ContainsFunc(n.Pairs, func(p syntax.Pair) bool {
		return slices.Contains(promptPartKeys.names(), p.Key.Value)
	})
}

// promptParts reads what is heard one after the other.
func (d *decoder) promptParts(n *syntax.Node, what string) []promptPart {
	if !n.IsList() {
		if part, ok := d.promptPart(n, what); ok {
			return []promptPart{part}
		}
		return nil
	}
	if len(n.Items) == 0 {
		d.wrongKind(n, "words for "+what)
	}
	var parts []promptPart
	for _, item := range n.Items {
		if part, ok := d.promptPart(item, what); ok {
			parts = append(parts, part)
		}
	}
	return parts
}

func (d *decoder) promptPart(n *syntax.Node, what string) (promptPart, bool) {
	part := promptPart{Node: n}
	if n.IsScalar() {
		part.Text = d.spoken(n, "text for "+what)
		return part, part.Text.given()
	}
	if !d.isMap(n, "text or a part of a prompt for "+what, "write "+`"Words."`) {
		return part, false
	}
	d.keys(n, promptPartKeys)
	for _, p := range n.Pairs {
		switch p.Key.Value {
		case "text":
			part.Text = d.spoken(p.Value, "text for "+what)
		case "audio":
			part.Audio = d.scalar(p.Value, "the file or URL of a recording")
		case "failover":
			part.Failover = d.scalar(p.Value, "the file or URL of a recording")
		case "use":
			part.Use = d.scalar(p.Value, "the name of a prompt")
		case "language":
			part.Language = d.scalar(p.Value, "a language")
		}
	}
	return part, d.partShape(n, part)
}

// partShape says what a part lacks or has too much of.
func (d *decoder) partShape(n *syntax.Node, part promptPart) bool {
	switch {
	case part.Use.given() && len(n.Pairs) > 1:
		d.out.Errorf(codeTwoTargets, head(n), "a part that uses a prompt of the header has no other keys")
		return false
	case part.Use.given() || part.Audio.given() || part.Text.given() && !part.Failover.given():
		return true
	case part.Failover.given():
		d.out.Errorf(codeMissingKey, head(n), "a failover stands beside an audio")
		return false
	}
	for _, key := range []string{"use", "audio", "text"} {
		if _, ok := n.Get(key); ok {
			return false // it was there and has its finding
		}
	}
	d.out.Errorf(codeMissingKey, head(n), "a part of a prompt needs text, audio or use")
	return false
}

// part reads a say, play or pause.
func (d *decoder) part(p syntax.Pair) (partDecl, bool) {
	part := partDecl{Key: p.Key}
	switch p.Key.Value {
	case "say":
		part.Say = d.prompt(p.Value, "say")
		return part, true
	case "play":
		play, ok := d.play(p.Value)
		part.Play = &play
		return part, ok
	default:
		part.Pause = d.pause(p.Value)
		return part, part.Pause.given()
	}
}

// play reads the file or URL of a recording, alone or in a map.
func (d *decoder) play(n *syntax.Node) (promptPart, bool) {
	part := promptPart{Node: n}
	if n.IsScalar() {
		part.Audio = d.scalar(n, "the file or URL of a recording")
		return part, true
	}
	if !d.isMap(n, "the file or URL of a recording for play", `write play: welcome.mp3, or play: "https://…"`) {
		return part, false
	}
	d.keys(n, playKeys)
	if v, ok := d.need(n, "audio", "a play", `{audio: welcome.mp3} or {audio: "https://…"}`); ok {
		part.Audio = d.scalar(v, "the file or URL of a recording")
	}
	if v, ok := n.Get("failover"); ok {
		part.Failover = d.scalar(v, "the file or URL of a recording")
	}
	if v, ok := n.Get("text"); ok {
		part.Text = d.spoken(v, "what the recording says")
	}
	return part, part.Audio.given()
}

// pause reads a pause, of which TeXML has whole seconds.
func (d *decoder) pause(n *syntax.Node) duration {
	spec, ok := pauseLength()
	if !ok {
		return duration{}
	}
	v := d.duration(n, "pause")
	if !v.given() {
		return v
	}
	p := syntax.Pair{Key: &syntax.Node{Value: "pause"}, Value: n}
	if _, ok := d.attribute(p, spec); !ok {
		return duration{}
	}
	return v
}

// phrases reads a list of phrases, or a map of languages.
func (d *decoder) phrases(n *syntax.Node) *phrasesDecl {
	p := &phrasesDecl{Node: n}
	if !n.IsMap() {
		p.List = d.phraseList(n)
		return p
	}
	for _, pair := range n.Pairs {
		p.ByLanguage = append(p.ByLanguage, languagePhrases{
			Tag:  text{Value: pair.Key.Value, Node: pair.Key},
			List: d.phraseList(pair.Value),
		})
	}
	return p
}

func (d *decoder) phraseList(n *syntax.Node) []text {
	const want = "a list of phrases, or a map of languages"
	if n.IsScalar() {
		if t := d.words(n, want); t.given() {
			t.Value = d.literal(t, "a phrase")
			return []text{t}
		}
		return nil
	}
	if !d.isList(n, want, "write phrases: [sales, buy]") {
		return nil
	}
	var list []text
	for _, item := range n.Items {
		if t := d.words(item, "a phrase"); t.given() {
			t.Value = d.literal(t, "a phrase")
			list = append(list, t)
		}
	}
	return list
}

// pauseLength is TeXML's own length of a pause.
func pauseLength() (texmlgen.AttributeSpec, bool) {
	spec, _ := texmlgen.Spec("Pause")
	return spec.Attribute("length")
}
