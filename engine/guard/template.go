package guard

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Template is a text with ${expressions} in it.
//
// ParseTemplate finds the parts, Compile checks the expressions against a place, Render makes the text. A Template is
// compiled by one goroutine, once; from then on it may be rendered by many at once.
type Template struct {
	Parts []Part
}

// Part is a stretch of a template. From and To are its rune offsets in the source, half-open; of an expression, those
// of its source between the braces.
type Part struct {
	Literal bool
	Text    string // of a literal, with $${ written as ${; of an expression, its source
	From    int
	To      int

	program *Program
}

// Segment is a stretch of rendered text; Literal if it is the author's own.
type Segment struct {
	Literal bool
	Text    string
}

// ParseTemplate takes a text apart. "$${" stands for the two characters "${".
func ParseTemplate(src string) (*Template, []Problem) {
	t := &Template{}
	values := strings.Count(src, "${")
	switch {
	case src == "":
		return t, nil
	case values == 0: // as in most texts
		t.Parts = []Part{{Literal: true, Text: src, To: utf8.RuneCountInString(src)}}
		return t, nil
	}
	t.Parts = make([]Part, 0, 2*values+1) // words before each, and behind the last
	var problems []Problem
	var literal strings.Builder
	from, offset := 0, 0 // rune offsets of the literal's begin and of rest
	flush := func() {
		if literal.Len() > 0 {
			t.Parts = append(t.Parts, Part{Literal: true, Text: literal.String(), From: from, To: offset})
			literal.Reset()
		}
	}
	rest := src
	take := func(n int) string {
		s := rest[:n]
		rest, offset = rest[n:], offset+utf8.RuneCountInString(s)
		return s
	}
	for rest != "" {
		i := strings.Index(rest, "${")
		switch {
		case i < 0:
			literal.WriteString(take(len(rest)))
		case i > 0 && rest[i-1] == '$':
			literal.WriteString(take(i - 1))
			take(len("$${"))
			literal.WriteString("${")
		default:
			literal.WriteString(take(i))
			flush()
			open := offset
			take(len("${"))
			end, ok := closing(rest)
			if !ok {
				problems = append(problems, Problem{
					Code: CodeTemplate, Message: "${ is not closed", From: open, To: open + 2,
					Hint: "end the expression with }, or write $${ for the two characters",
				})
				take(len(rest))
			} else {
				start := offset
				source := take(end)
				t.Parts = append(t.Parts, Part{Text: source, From: start, To: offset})
				take(1)
			}
			from = offset
		}
	}
	flush()
	return t, problems
}

// closing finds the } that ends an expression: not one inside quotes, nor one that closes a { of the expression.
func closing(s string) (int, bool) {
	depth, quote := 0, byte(0)
	for i := 0; i < len(s); i++ {
		switch ch := s[i]; {
		case quote != 0:
			if ch == '\\' && quote != '`' {
				i++
			} else if ch == quote {
				quote = 0
			}
		case ch == '"' || ch == '\'' || ch == '`':
			quote = ch
		case ch == '{':
			depth++
		case ch == '}' && depth == 0:
			return i, true
		case ch == '}':
			depth--
		}
	}
	return 0, false
}

// Compile checks the expressions against the names of a scope. Offsets of problems are those of the template's source.
func (t *Template) Compile(s *Scope) []Problem { return t.CompileBy(&Programs{}, s) }

// CompileBy is Compile with programs that are remembered.
func (t *Template) CompileBy(programs *Programs, s *Scope) []Problem {
	var problems []Problem
	for i := range t.Parts {
		part := &t.Parts[i]
		if part.Literal {
			continue
		}
		program, found := programs.Compile(part.Text, s, nil)
		if program == nil {
			if m := twoBraces.FindStringSubmatch(part.Text); m != nil {
				found = []Problem{{
					Code: CodeSyntax, Message: "a second pair of braces", Hint: "write ${" + m[1] + "}", To: part.To - part.From,
				}}
			}
		} else if typ := program.typ; typ.Kind == List || typ.Kind == Object || typ.Optional {
			found = append(found, unspeakable(part.Text, typ))
		}
		for _, p := range found {
			p.From, p.To = p.From+part.From, p.To+part.From
			problems = append(problems, p)
		}
		part.program = program
	}
	return problems
}

// twoBraces is an expression as other languages have it: ${{ name }}.
var twoBraces = regexp.MustCompile(`^\{\s*([^{}]*[^{}\s])\s*\}$`)

// unspeakable is the problem of a value that cannot stand in a text.
func unspeakable(src string, t Type) Problem {
	src = strings.TrimSpace(src)
	p := Problem{Code: CodeType, Message: src + " is " + t.phrase() + " and cannot stand in text", To: utf8.RuneCountInString(src)}
	switch {
	case t.Optional:
		p.Code, p.Message = CodeOptional, src+" may be nil here"
		p.Hint = "give a default: " + src + " ?? " + t.sample()
	case t.Kind == List:
		p.Hint = "write ${" + src + " | spoken()}"
	case t.Kind == Object:
		p.Hint = "name one of its fields"
	}
	return p
}

// Render makes the text, a segment for each part. The template must have been compiled without problems; expressions
// that were not give nothing.
func (t *Template) Render(env Env) []Segment {
	out := make([]Segment, 0, len(t.Parts))
	for _, part := range t.Parts {
		switch {
		case part.Literal:
			out = append(out, Segment{Literal: true, Text: part.Text})
		case part.program != nil:
			out = append(out, Segment{Text: cutText(plain(part.program.typ, part.program.Eval(env)))})
		}
	}
	return out
}

// Reads lists the paths that the expressions read, sorted.
func (t *Template) Reads() []string {
	var out []string
	for _, part := range t.Parts {
		if part.program != nil {
			out = append(out, part.program.reads...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Program is the compiled expression; nil for a literal, and for an expression that was not compiled.
func (p Part) Program() *Program { return p.program }

// Sensitive reports whether any expression gives something made from sensitive values.
func (t *Template) Sensitive() bool {
	return slices.ContainsFunc(t.Parts, func(p Part) bool { return p.program != nil && p.program.Sensitive() })
}

// IsLiteral reports whether the text has no expression.
func (t *Template) IsLiteral() bool {
	return !slices.ContainsFunc(t.Parts, func(p Part) bool { return !p.Literal })
}
