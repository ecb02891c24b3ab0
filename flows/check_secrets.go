package flows

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

var (
	// credentials are the forms that secrets have by themselves; the first group is the secret.
	credentials = []*regexp.Regexp{
		regexp.MustCompile(`(?i)\b(?:bearer|basic|token)[ \t]+([A-Za-z0-9._~+/=-]*[0-9][A-Za-z0-9._~+/=-]{7,}|[A-Za-z0-9._~+/=-]{7,}[0-9][A-Za-z0-9._~+/=-]*)`),
		regexp.MustCompile(`\b((?:sk|rk)_(?:live|test)_[A-Za-z0-9]{8,})`),
		regexp.MustCompile(`\b((?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk-(?:ant-|proj-)?)[A-Za-z0-9_-]{16,})`),
		regexp.MustCompile(`\b((?:AKIA|ASIA)[0-9A-Z]{16})\b`),
		regexp.MustCompile(`\b(AIza[0-9A-Za-z_-]{30,})`),
		regexp.MustCompile(`\b(KEY[0-9A-F]{16,}[0-9A-Za-z_]*)`),
		regexp.MustCompile(`\b(eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}[A-Za-z0-9._-]*)`),
		regexp.MustCompile(`(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----(.+)`),
		regexp.MustCompile(`(?i)\b(?:password|passwd|pwd|secret|api[_-]?key|access[_-]?(?:key|token)|auth[_-]?token|token)["']?\s*[=:]\s*["']?([^\s&"'<>{}$,;]{6,})`),
		regexp.MustCompile(`://[^/\s:@{}$]+:([^/\s@{}$]{4,})@`),
	}
	// secretName is the name of something whose value is a secret.
	secretName = regexp.MustCompile(`(?i)(^|[-_.])(authorization|api[-_]?key|access[-_]?key|secret|token|password|passwd)$`)
	// opaque is a value that is nothing but a secret: a word with figures in it.
	opaque = regexp.MustCompile(`^\s*((?:[A-Za-z]+ )?[^\s{}$]*[0-9][^\s{}$]*)\s*$`)
	// random is a word so long that it may be a key; base64 or hex.
	random  = regexp.MustCompile(`[A-Za-z0-9+/_-]{32,}={0,2}`)
	hexWord = regexp.MustCompile(`^(?:[0-9a-f]{40,}|[0-9A-F]{40,})$`)
)

// checkSecrets warns of credentials that are written out: whoever reads the flow, or its history, has them.
func checkSecrets(c *checker) {
	names := fieldNames(c.decls)
	for _, t := range c.made.filled {
		name, field := names[t.text.Node]
		for _, part := range t.tmpl.Parts {
			if !part.Literal {
				continue
			}
			alone := len(t.tmpl.Parts) == 1
			for _, at := range secretsIn(part.Text, name, alone, field) {
				c.secret(t.text.within(part, at))
			}
		}
	}
	for _, f := range c.decls {
		for _, t := range f.AsIs {
			c.secretText(t.Value, t.Node, "")
		}
		for _, v := range f.Vars {
			c.secretNode(v.DefaultNode, v.Name.Value)
		}
		for _, a := range f.fetches() {
			if a.JSON != nil {
				c.secretValue(*a.JSON, "")
			}
		}
		for _, s := range f.States {
			if a, ok := s.Action.(*httpRequestDecl); ok && a.JSON != nil {
				c.secretValue(*a.JSON, "")
			}
		}
	}
}

func (c *checker) secret(at diag.Span) {
	f := c.out.Warnf(codeSecret, at, "this looks like a secret, and everybody who can read the flow has it")
	f.Hint, f.Hidden = "in an http_request write {{#secret}}NAME{{/secret}}, which the carrier keeps; elsewhere ${env.NAME}", true
}

func (c *checker) secretText(s string, n *syntax.Node, name string) {
	for _, at := range secretsIn(s, name, true, true) {
		c.secret(n.Sub(at.from, at.to))
	}
}

// secretNode looks for secrets in a value as data.
func (c *checker) secretNode(n *syntax.Node, name string) {
	switch {
	case n == nil:
	case n.IsScalar():
		c.secretText(n.Value, n, name)
	default:
		for _, item := range n.Items {
			c.secretNode(item, name)
		}
		for _, p := range n.Pairs {
			c.secretNode(p.Value, p.Key.Value)
		}
	}
}

// secretValue looks for secrets in a value of expressions, whose texts are in quotes.
func (c *checker) secretValue(v valueDecl, name string) {
	for _, field := range v.Fields {
		c.secretValue(field.Value, field.Name.Value)
	}
	for _, item := range v.Items {
		c.secretValue(item, name)
	}
	if source := strings.TrimSpace(v.Expr.Value); v.Expr.given() && len(source) > 2 && strings.ContainsRune("\"'`", rune(source[0])) {
		inner := strings.Trim(source, "\"'`")
		before := utf8.RuneCountInString(v.Expr.Value[:strings.Index(v.Expr.Value, inner)])
		for _, at := range secretsIn(inner, name, true, true) {
			c.secret(v.Expr.Node.Sub(before+at.from, before+at.to))
		}
	}
}

// fieldNames are the names of header, form and other fields, and of whole bodies, by their values.
func fieldNames(decls []*flowDecl) map[*syntax.Node]string {
	out := map[*syntax.Node]string{}
	note := func(list []templateField) {
		for _, field := range list {
			out[field.Value.Node] = field.Name.Value
		}
	}
	for _, f := range decls {
		for _, a := range f.fetches() {
			note(a.Headers)
			note(a.Form)
		}
		for _, s := range f.States {
			for _, d := range s.Services {
				for _, service := range d.List {
					note(service.Parameters)
				}
			}
			switch a := s.Action.(type) {
			case *httpRequestDecl:
				note(a.Headers)
				note(a.Form)
				out[a.Body.Node] = ""
			case *connectDecl:
				if a.Service != nil {
					note(a.Service.Parameters)
				}
			case *payDecl:
				note(a.Parameters)
			}
		}
	}
	return out
}

// secretsIn finds the secrets in a literal text. alone says that the text is all there is of a value; field, that it is one
// that programs read, rather than words or a URL.
func secretsIn(s, name string, alone, field bool) []stretch {
	s = s[:min(len(s), longestSearched)]
	var out []stretch
	note := func(from, to int) {
		at := inRunes(s, from, to)
		if !slices.ContainsFunc(out, func(o stretch) bool { return at.from < o.to && o.from < at.to }) {
			out = append(out, at)
		}
	}
	forms := credentials
	if !mayHoldSecret(s) {
		forms = nil // most words are no secret, and expressions are dear
	}
	for _, form := range forms {
		for _, m := range form.FindAllStringSubmatchIndex(s, mostSecrets) {
			note(m[2], m[3])
		}
	}
	if name != "" && alone && len(s) >= shortestSecret && secretName.MatchString(name) {
		if m := opaque.FindStringSubmatchIndex(s); m != nil {
			note(m[2], m[3])
		}
	}
	begin := 0
	if !field {
		if begin = strings.IndexByte(s, '?'); begin < 0 || !strings.Contains(s[:begin], "://") {
			return out
		}
	}
	for _, m := range random.FindAllStringIndex(s[begin:], mostSecrets) {
		if isRandom(s[begin+m[0] : begin+m[1]]) {
			note(begin+m[0], begin+m[1])
		}
	}
	return out
}

// mayHoldSecret reports whether a text has what every one of the credentials has: a sign that gives a value, or a word
// that is long, or long and with figures.
func mayHoldSecret(s string) bool {
	if strings.ContainsAny(s, "=:") || strings.Contains(s, "-----") {
		return true
	}
	for word := range strings.FieldsSeq(s) {
		if len(word) >= 16 || len(word) >= 8 && strings.ContainsAny(word, "0123456789") {
			return true
		}
	}
	return false
}

const (
	// shortestSecret is the length from which on the value of what is named like a secret is taken for one.
	shortestSecret = 8
	// longestSearched is how much of a text is searched, in bytes.
	longestSearched = 1 << 16
	// mostSecrets bounds the secrets of one form that are looked for in a text.
	mostSecrets = 20
)

// isRandom reports whether a long word is hex, or has letters of both cases and figures in no order that a name would have.
func isRandom(s string) bool {
	if hexWord.MatchString(s) {
		return entropy(s) > 3
	}
	return strings.ContainsFunc(s, unicode.IsUpper) && strings.ContainsFunc(s, unicode.IsLower) &&
		strings.ContainsFunc(s, unicode.IsDigit) && entropy(s) > 4.2
}

// entropy is how much a character of a word tells, in bits.
func entropy(s string) float64 {
	counts := map[rune]float64{}
	for _, r := range s {
		counts[r]++
	}
	bits := 0.0
	for _, n := range counts {
		p := n / float64(utf8.RuneCountInString(s))
		bits -= p * math.Log2(p)
	}
	return bits
}
