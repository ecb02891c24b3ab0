package flows

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// languages reads the languages; the default, or else the first written, comes first.
func (d *decoder) languages(n *syntax.Node) []languageDecl {
	if !d.isMap(n, "a map of languages and voices", "write languages: {en-US: {}}") {
		return nil
	}
	var list []languageDecl
	var preferred text
	broken := false
	for _, p := range n.Pairs {
		if p.Key.Value == "default" {
			preferred = d.scalar(p.Value, "a language")
			continue
		}
		l := languageDecl{Tag: text{Value: p.Key.Value, Node: p.Key}}
		if !isLanguage(p.Key.Value) {
			broken = true
			d.out.Errorf(codeBadName, p.Key.Span, "%s is no language", p.Key.Describe()).Hint = "write a tag such as en-US"
		}
		switch {
		case p.Value.Kind == syntax.Null:
		case d.isMap(p.Value, "a map with the voice of the language", "write "+p.Key.Value+": {voice: "+cmp.Or(p.Value.Value, "NAME")+"}"):
			d.keys(p.Value, languageKeys)
			if v, ok := p.Value.Get("voice"); ok {
				l.Voice = d.scalar(v, "a voice")
				l.Voice.Value = d.literal(l.Voice, "voice")
			}
			for _, setting := range p.Value.Pairs {
				d.verbAttribute(setting, languageKeys, &l.Attrs, nil)
			}
		}
		list = append(list, l)
	}
	if len(list) == 0 {
		f := d.out.Errorf(codeMissingKey, head(n), "languages needs at least one language")
		f.Hint = "write en-US: {voice: Polly.Joanna-Neural}"
		if preferred.given() && isLanguage(preferred.Value) {
			f.Hint = fmt.Sprintf("write languages: {default: %[1]s, %[1]s: {}}", preferred.Value)
		}
		return list
	}
	if preferred.given() && !broken {
		i := slices.IndexFunc(list, func(l languageDecl) bool { return l.Tag.Value == preferred.Value })
		if i < 0 {
			d.unknownLanguage(preferred, tagsOf(list))
			return list
		}
		chosen := list[i]
		list = slices.Insert(slices.Delete(list, i, i+1), 0, chosen)
	}
	return list
}

// isLanguage reports whether a text is a language's tag, such as en-US.
func isLanguage(tag string) bool {
	_, err := language.Parse(tag)
	return err == nil
}

func tagsOf(list []languageDecl) []text {
	tags := make([]text, len(list))
	for i, l := range list {
		tags[i] = l.Tag
	}
	return tags
}

func (d *decoder) unknownLanguage(t text, known []text) { unknownLanguage(d.out, t, known) }

func unknownLanguage(out *diag.List, t text, known []text) {
	f := out.Errorf(codeUnknownLanguage, t.Node.Span, "unknown language %q", t.Value)
	names := make([]string, len(known))
	for i, k := range known {
		names[i] = k.Value
	}
	declare := "declare it: languages: {" + t.Value + ": {}}"
	if len(known) > 0 {
		declare = "declare it in languages: " + t.Value + ": {}"
	}
	same := func(tag string) bool { return strings.EqualFold(strings.ReplaceAll(t.Value, "_", "-"), tag) }
	switch f.Hint = lineHint(t.Value, known); {
	case f.Hint != "" && slices.ContainsFunc(names, same):
	case f.Hint != "":
		f.Hint += " if not, " + declare
	case len(names) > 0:
		f.Hint = "the languages are " + strings.Join(names, ", ") + "; " + declare
	default:
		f.Hint = declare
	}
}
