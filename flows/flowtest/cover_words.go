package flowtest

import (
	"regexp"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
)

// utterance is something that was heard.
type utterance struct{ language, text string }

// wording recognises a prompt in what was heard: each of its parts, by the words around its values.
type wording struct {
	parts []part
}

type part struct {
	language string // "": any
	form     *regexp.Regexp
}

// newWording makes the recogniser of a prompt in a language; nil for one that has nothing to recognise.
func newWording(language string, list []engine.PromptPart) *wording {
	w := &wording{}
	for _, p := range list {
		one := part{language: language}
		if p.Language != "" {
			one.language = p.Language
		}
		switch {
		case p.Audio != nil && p.Audio.URL == nil:
			one.language, one.form = "", exactForm("["+p.Audio.File[strings.LastIndexByte(p.Audio.File, '/')+1:]+"]")
		case p.Audio != nil:
			one.language, one.form = "", urlForm(p.Audio.URL)
		case p.Text != nil:
			one.form = textForm(p.Text)
		default:
			continue
		}
		w.parts = append(w.parts, one)
	}
	if len(w.parts) == 0 {
		return nil
	}
	return w
}

// blanks are what a text is split at, so that it compares whatever its line breaks.
var blanks = regexp.MustCompile(`\s+`)

// textForm is a template as it is heard: its own words, with anything where its values are.
func textForm(t *guard.Template) *regexp.Regexp {
	var b strings.Builder
	for _, p := range t.Parts {
		if p.Literal {
			b.WriteString(blanks.ReplaceAllString(regexp.QuoteMeta(p.Text), `\s*`))
		} else {
			b.WriteString(`.*`)
		}
	}
	return regexp.MustCompile(`(?s)^\s*` + b.String() + `\s*$`)
}

// urlForm is the address of a recording as it is heard: the name at its end.
func urlForm(t *guard.Template) *regexp.Regexp {
	if !t.IsLiteral() {
		return regexp.MustCompile(`^\[.*\]$`)
	}
	var address strings.Builder
	for _, p := range t.Parts {
		address.WriteString(p.Text)
	}
	return exactForm("[" + address.String()[strings.LastIndexByte(address.String(), '/')+1:] + "]")
}

func exactForm(text string) *regexp.Regexp {
	return regexp.MustCompile("^" + regexp.QuoteMeta(text) + "$")
}

// heardIn reports whether every part was heard. What bears no language, such as an assistant's greeting, may be any.
func (w *wording) heardIn(list []utterance) bool {
	for _, p := range w.parts {
		if !slices.ContainsFunc(list, func(u utterance) bool {
			return (p.language == "" || u.language == "" || u.language == p.language) && p.form.MatchString(u.text)
		}) {
			return false
		}
	}
	return true
}
