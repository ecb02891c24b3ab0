package flows

import (
	"fmt"
	"strings"

	"github.com/texmlflow/texmlflow/flows/syntax"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// checkVoices warns of voices of no documented form: the carrier would speak with another, or not at all.
func checkVoices(c *checker) {
	for _, f := range c.decls {
		for _, l := range f.Languages {
			if l.Voice.given() {
				c.voice(l.Voice.Value, l.Voice.Node)
			}
		}
		for _, s := range f.States {
			switch a := s.Action.(type) {
			case *aiGatherDecl:
				c.voices(a.Voice, "name")
			case *connectDecl:
				if a.Service == nil {
					continue
				}
				c.voices(a.Service.Attrs, "voice")
				for _, l := range a.Service.Languages {
					c.voices(l.Attrs, "voice")
				}
			}
		}
	}
}

func (c *checker) voices(list attributes, name string) {
	for _, a := range list {
		if a.Name == name {
			c.voice(a.Value, a.Node)
		}
	}
}

func (c *checker) voice(name string, at *syntax.Node) {
	known, near := texmlgen.VoiceForm(name)
	if known || strings.Contains(at.Value, "${") {
		return
	}
	hint := fmt.Sprintf("did you mean %q?", near)
	if near == "" {
		hint = "write VENDOR.NAME, such as Polly.Joanna-Neural; the vendors are " + strings.Join(texmlgen.VoiceVendors(), ", ")
	}
	c.out.Warnf(codeUnknownVoice, at.Span, "the voice %s has no documented form", at.Describe()).Hint = hint
}
