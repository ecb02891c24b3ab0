package texmlgen

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestParseTextKeepsShape puts anything into every kind of place of an author's text: the tree has the shape it has with
// a plain word, and no template comes of it.
func TestParseTextKeepsShape(t *testing.T) {
	document := func(value string) (*Tree, []Finding) {
		return ParseText(Concat(
			Literal(`<Response><Say voice="`), Outside("a"+value), Literal(`">Hello `), Outside(value), Literal(`{`), Outside(value),
			Literal(`.</Say><Dial callerId="+15125550100"><Sip username="`), Outside(value), Literal(`">sip:x@example.com</Sip></Dial></Response>`)))
	}
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
			`"/><Hangup/>`, `</Say><Dial>+882123456789</Dial>`, `]]>`, `<![CDATA[`, `<!--`, `&#x0;`, "\x00", "\uFFFE", `{{#secret}}k{{/secret}}`,
			`{#secret}`, `{`, `'`, `>`, "\r\n\t",
		})).Draw(t, "value")
		tree, findings := document(value)
		if HasErrors(findings) {
			t.Fatalf("%q: %v", value, findings)
		}
		say, ok := tree.Response.Verbs[0].(*Say)
		if len(tree.Response.Verbs) != 2 || !ok {
			t.Fatalf("%q made verbs: %v", value, tree.Response.Verbs)
		}
		dial, ok := tree.Response.Verbs[1].(*Dial)
		if !ok || len(dial.Nouns) != 1 {
			t.Fatalf("%q made nouns", value)
		}
		if strings.Contains(say.Text.String(), "{{") || strings.Contains(dial.Nouns[0].(*Sip).Username.String(), "{{") {
			t.Fatalf("%q made a template: %q", value, say.Text)
		}
	})
}
