package flows

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/texmlflow/texmlflow/flows/syntax"
)

var amount = regexp.MustCompile(`^[0-9]+(\.[0-9]{1,2})?$`)

func (d *decoder) pay(n *syntax.Node) actionDecl {
	a := &payDecl{Node: n}
	if n.IsScalar() && n.Value == "true" && !n.Quoted {
		return a
	}
	if !d.isMap(n, "a map with the keys of a pay, or true", `write pay: {amount: "12.50"}`) {
		return nil
	}
	d.keys(n, payKeys)
	for _, p := range n.Pairs {
		switch p.Key.Value {
		case "amount":
			a.Amount = d.scalar(p.Value, "an amount such as 12.50")
		case "payment_token":
			a.Token = d.words(p.Value, "a token")
		case "postal_code":
			a.PostalCode = d.scalar(p.Value, "true, false or a postal code")
		case "description":
			a.Description = d.words(p.Value, "text for the description")
		case "prompts":
			d.payPrompts(p.Value, a)
		case "parameters":
			a.Parameters = d.templates(p.Value, "parameters")
		case "metadata":
			v := d.value(p.Value, "metadata")
			a.Metadata = &v
		default:
			d.verbAttribute(p, payKeys, &a.Attrs, nil)
		}
	}
	return a
}

// payPrompts reads what a payment says: a list of prompts, or a map that the carrier is given as JSON.
func (d *decoder) payPrompts(n *syntax.Node, a *payDecl) {
	const form = "write prompts: [{for: security-code, say: TEXT}]"
	switch {
	case n.IsMap() && len(n.Pairs) > 0:
		if _, one := n.Get("say"); one {
			d.wrongKind(n, "a list of prompts").Hint = form
			return
		}
		v := d.value(n, "prompts")
		a.Overrides = &v
	case !d.isList(n, "a list of prompts, or a map for the carrier", form):
	case len(n.Items) == 0:
		d.wrongKind(n, "at least one prompt").Hint = form
	}
	for _, item := range n.Items {
		if !d.isMap(item, "a map with for and say", form) {
			continue
		}
		if p := d.payPrompt(item); p != nil {
			a.Prompts = append(a.Prompts, p)
		}
	}
}

// payPrompt reads one prompt of a payment; nil when it says nothing or for no field.
func (d *decoder) payPrompt(n *syntax.Node) *payPromptDecl {
	p := &payPromptDecl{Node: n}
	d.keys(n, payPromptKeys)
	for _, pair := range n.Pairs {
		switch pair.Key.Value {
		case "say":
			p.Say = d.prompt(pair.Value, "the prompt")
		case "attempt":
			d.attempts(pair, p)
		case "error_type":
			d.errorTypes(pair, p)
		default:
			d.verbAttribute(pair, payPromptKeys, &p.Attrs, nil)
		}
	}
	_, said := d.need(n, "say", payPromptKeys.what, "say: TEXT")
	_, asks := d.need(n, "for", payPromptKeys.what, "for: security-code")
	if !said || !asks || !p.Attrs.has("for") {
		return nil
	}
	return p
}

// maxTries is how often TeXML lets a caller try a field of a payment.
const maxTries = 3

// attempts reads the tries that a prompt is for: one, or a list.
func (d *decoder) attempts(pair syntax.Pair, p *payPromptDecl) {
	items := []*syntax.Node{pair.Value}
	if pair.Value.IsList() {
		items = pair.Value.Items
	}
	var words []string
	for _, item := range items {
		if v := d.number(item, "attempt", 1, maxTries); v.given() {
			p.Tries = append(p.Tries, v)
			words = append(words, strconv.Itoa(v.Value))
		}
	}
	if len(items) == 0 {
		d.wrongKind(pair.Value, "at least one attempt")
	}
	if len(words) > 0 {
		p.Attrs = append(p.Attrs, attribute{Key: pair.Key, Node: pair.Value, Name: "attempt", Value: strings.Join(words, " ")})
	}
}

// errorWord is a type of error. Telnyx publishes no list of them.
var errorWord = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// errorTypes reads the errors that a prompt is for: one, or a list.
func (d *decoder) errorTypes(pair syntax.Pair, p *payPromptDecl) {
	var words []string
	for _, t := range d.list(pair.Value, "a list of errors for error_type") {
		if !errorWord.MatchString(t.Value) {
			d.out.Errorf(codeBadValue, t.Node.Span, "error_type cannot be %s", t.Node.Describe()).
				Hint = "write words such as timeout or invalid-card-number, several as a list"
			continue
		}
		if !slices.Contains(words, t.Value) {
			words = append(words, t.Value)
		}
	}
	if pair.Value.IsList() && len(pair.Value.Items) == 0 {
		d.wrongKind(pair.Value, "at least one error")
	}
	if len(words) > 0 {
		p.Attrs = append(p.Attrs, attribute{Key: pair.Key, Node: pair.Value, Name: "errorType", Value: strings.Join(words, " ")})
	}
}
