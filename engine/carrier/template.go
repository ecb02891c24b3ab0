package carrier

import (
	"encoding/xml"
	"net/url"
	"strings"
)

// template is the step that the carrier runs over a document before it reads it.
type template struct {
	carrier *Carrier
	values  map[string][]string
	out     strings.Builder
	steps   int
	cdata   bool // in a CDATA section, where nothing is escaped
	full    bool // of work or of output: the rest is left out
}

// A secret is put in when a request is made and nowhere else, so that it stands in no trace. Until then its name stands
// between two characters that no document needs.
const secretOpen, secretClose = "\uE000", "\uE001"

const (
	maxTemplateDepth = 16
	maxTemplateSteps = 100_000 // tags that are looked at
)

// expand fills a document in. One without a template is not touched.
func (t *template) expand(doc string) string {
	if !strings.Contains(doc, "{{") {
		return doc
	}
	doc = strings.NewReplacer(secretOpen, "", secretClose, "").Replace(doc)
	t.run(doc, "", 0)
	return t.out.String()
}

// run writes a part of a document; item is what {{.}} stands for.
func (t *template) run(doc, item string, depth int) {
	for !t.spent() {
		before, rest, ok := strings.Cut(doc, "{{")
		t.literal(before)
		if !ok {
			return
		}
		tag, after, ok := tagEnd(rest)
		if !ok || depth > maxTemplateDepth {
			t.write("{{" + rest)
			return
		}
		doc = after
		name, isBlock := strings.CutPrefix(strings.TrimSpace(tag), "#")
		if !isBlock {
			t.value(strings.TrimSpace(tag), item)
			continue
		}
		word, condition, _ := strings.Cut(name, " ")
		inner, behind, ok := t.blockEnd(after, word)
		if !ok {
			t.write("{{" + tag + "}}")
			continue
		}
		doc = behind
		switch word {
		case "secret":
			t.write(secretOpen + strings.TrimSpace(inner) + secretClose)
		case "url_encode":
			sub := template{carrier: t.carrier, values: t.values, cdata: true} // what is percent-encoded needs no XML
			sub.run(inner, item, depth+1)
			t.write(strings.ReplaceAll(url.QueryEscape(sub.out.String()), "+", "%20"))
		case "if":
			t.branch(condition, inner, item, depth+1)
		default:
			for _, one := range t.values[word+"[]"] {
				t.run(inner, one, depth+1)
			}
		}
	}
}

// spent counts a step, and reports whether there are none left.
func (t *template) spent() bool {
	t.steps++
	t.full = t.full || t.steps > maxTemplateSteps
	return t.full
}

// literal writes what the document has, which may open or close a CDATA section.
func (t *template) literal(s string) {
	if open, end := strings.LastIndex(s, "<![CDATA["), strings.LastIndex(s, "]]>"); open != end {
		t.cdata = open > end
	}
	t.write(s)
}

func (t *template) write(s string) {
	if t.out.Len()+len(s) > maxAnswer {
		t.full = true
		return
	}
	t.out.WriteString(s)
}

// value writes what a name stands for, and nothing for one that is not known.
func (t *template) value(name, item string) {
	text := item
	if name != "." {
		text, _ = t.lookup(name)
	}
	text = strings.NewReplacer(secretOpen, "", secretClose, "").Replace(text)
	if t.cdata || t.carrier.other(templateUnescaped) {
		t.write(text)
		return
	}
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder takes everything
	t.write(b.String())
}

func (t *template) lookup(name string) (string, bool) {
	list := t.values[name]
	if len(list) == 0 {
		return "", false
	}
	return list[len(list)-1], true
}

// branch runs the first part of an if whose condition holds.
func (t *template) branch(condition, inner, item string, depth int) {
	for {
		part, next, tag := t.alternative(inner)
		if t.holds(condition) {
			t.run(part, item, depth)
			return
		}
		if tag == "" {
			return
		}
		condition, inner = "", next
		if rest, ok := strings.CutPrefix(tag, "#elseif"); ok {
			condition = rest
			continue
		}
		t.run(inner, item, depth)
		return
	}
}

// holds decides == and !=, and a name alone.
func (t *template) holds(condition string) bool {
	for _, op := range []string{"==", "!="} {
		if a, b, ok := strings.Cut(condition, op); ok {
			return (t.operand(a) == t.operand(b)) == (op == "==")
		}
	}
	text, _ := t.lookup(strings.Trim(condition, " {}"))
	return text != "" && !t.carrier.other(templateBareIf)
}

// operand is a value by its name, with or without braces, or else the words themselves.
func (t *template) operand(s string) string {
	s = strings.Trim(s, " {}")
	if text, ok := t.lookup(s); ok {
		return text
	}
	return strings.Trim(s, `"'`)
}

// tagEnd cuts a tag off that has begun; an if may have braces inside.
func tagEnd(s string) (tag, after string, ok bool) {
	depth := 0
	for i := 0; i+1 < len(s); i++ {
		switch s[i : i+2] {
		case "{{":
			depth++
			i++
		case "}}":
			if depth == 0 {
				return s[:i], s[i+2:], true
			}
			depth--
			i++
		}
	}
	return "", "", false
}

// blockEnd finds the end of a block that has begun, over blocks of its kind inside.
func (t *template) blockEnd(s, word string) (inner, after string, ok bool) {
	depth, end := 0, "/"+word+"}}"
	for at := 0; ; {
		i := strings.Index(s[at:], "{{")
		if i < 0 || t.spent() {
			return "", "", false
		}
		open := at + i
		at = open + len("{{")
		switch {
		case strings.HasPrefix(s[at:], "#"+word):
			depth++
		case !strings.HasPrefix(s[at:], end):
		case depth > 0:
			depth--
		default:
			return s[:open], s[at+len(end):], true
		}
	}
}

// alternative cuts the inside of an if at its first {{#elseif …}} or {{#else}}, over ifs inside.
func (t *template) alternative(s string) (part, rest, tag string) {
	depth := 0
	for at := 0; ; {
		i := strings.Index(s[at:], "{{")
		if i < 0 || t.spent() {
			return s, "", ""
		}
		at += i
		text, after, ok := tagEnd(s[at+2:])
		if !ok {
			return s, "", ""
		}
		text = strings.TrimSpace(text)
		switch {
		case strings.HasPrefix(text, "#if"):
			depth++
		case text == "/if":
			depth--
		case depth == 0 && (text == "#else" || strings.HasPrefix(text, "#elseif")):
			return s[:at], after, text
		}
		at = len(s) - len(after)
	}
}

// reveal puts the secrets in, for a request that is about to be made.
func (c *Carrier) reveal(s string) string {
	return replaceSecrets(s, func(name string) string { return c.options.Secrets[name] })
}

// conceal shows where secrets stand, for the trace.
func conceal(s string) string {
	return replaceSecrets(s, func(name string) string { return "[secret " + name + "]" })
}

func replaceSecrets(s string, with func(name string) string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, secretOpen)
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		name, after, ok := strings.Cut(rest, secretClose)
		if !ok {
			return b.String()
		}
		b.WriteString(with(name))
		s = after
	}
}
