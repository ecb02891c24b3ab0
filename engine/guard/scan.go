package guard

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser/lexer"

	"github.com/texmlflow/texmlflow/engine/spell"
)

// The bounds on the source of an expression, checked on its tokens before expr's parser sees them: the parser calls
// itself for every bracket, sign and choice, and an overflowing stack cannot be recovered from.
const (
	MaxSource = 1 << 10 // bytes
	maxDepth  = 32      // brackets within brackets
	maxSigns  = 8       // !, not, + and - in a row
	maxForks  = 16      // ?, if and let, each counted by itself
)

// source is the text of an expression and what its tokens say about it.
type source struct {
	text    string
	runes   int
	tokens  []lexer.Token
	closing map[int]int // rune offset of an opening bracket -> offset just after its closing one
	opening map[int]int // rune offset of a name -> offset of the bracket that follows it
	stray   int         // rune offset of the first closing bracket that closes nothing, or -1
	areas   map[ast.Node]area
}

// scan reads the tokens of src and checks the bounds.
func scan(src string) (*source, []Problem) {
	s := &source{text: src, closing: map[int]int{}, opening: map[int]int{}, stray: -1, areas: map[ast.Node]area{}}
	if len(src) > MaxSource {
		return s, []Problem{{
			Code: CodeTooLong, Message: fmt.Sprintf("an expression of %d bytes, over the limit of %d", len(src), MaxSource),
			Hint: "part it: set a variable first, or use several transitions", To: utf8.RuneCountInString(src),
		}}
	}
	s.runes = utf8.RuneCountInString(src)
	switch {
	case !utf8.ValidString(src):
		return s, []Problem{{Code: CodeSyntax, Message: "expected text in UTF-8", To: s.runes}}
	case strings.TrimSpace(src) == "":
		return s, []Problem{{Code: CodeSyntax, Message: "an expression is missing", To: s.runes}}
	}
	tokens, err := lexer.Lex(file.NewSource(src))
	if err != nil {
		return s, []Problem{s.syntax(err)}
	}
	s.tokens = tokens
	return s, s.bounds()
}

// bounds checks the nesting and finds the matching brackets.
func (s *source) bounds() []Problem {
	var open []int
	signs, forks := 0, map[string]int{}
	tooDeep := func(t lexer.Token, what string, limit int) []Problem {
		return []Problem{{
			Code: CodeTooDeep, Message: fmt.Sprintf("more than %d %s", limit, what),
			Hint: "part it: set a variable first, or use several transitions", From: t.From, To: t.To,
		}}
	}
	for i, t := range s.tokens {
		switch {
		case t.Is(lexer.Bracket, "(", "[", "{"):
			open = append(open, t.From)
			if len(open) > maxDepth {
				return tooDeep(t, "brackets within brackets", maxDepth)
			}
			if i > 0 && s.tokens[i-1].Kind == lexer.Identifier {
				s.opening[s.tokens[i-1].From] = t.From
			}
		case t.Kind == lexer.Bracket && len(open) > 0:
			s.closing[open[len(open)-1]] = t.To
			open = open[:len(open)-1]
		case t.Kind == lexer.Bracket && s.stray < 0:
			s.stray = t.From
		}
		if !t.Is(lexer.Operator, "!", "not", "+", "-") {
			signs = 0
		} else if signs++; signs > maxSigns {
			return tooDeep(t, "signs in a row", maxSigns)
		}
		if t.Is(lexer.Operator, "?", "if", "let") {
			if forks[t.Value]++; forks[t.Value] > maxForks {
				return tooDeep(t, fmt.Sprintf("%q in one expression", t.Value), maxForks)
			}
		}
		if t.Is(lexer.Operator, "::") {
			return []Problem{{Code: CodeRefused, Message: `"::" is not offered`, Hint: "write the function's name alone", From: t.From, To: t.To}}
		}
	}
	return nil
}

// syntax puts an error of expr's lexer or parser into the author's words.
func (s *source) syntax(err error) Problem {
	p := Problem{Code: CodeSyntax, Message: err.Error(), To: s.runes}
	var e *file.Error
	if !errors.As(err, &e) {
		return p
	}
	p.From, p.To = e.From, e.To
	switch m := e.Message; {
	case strings.HasPrefix(m, "unexpected token") || m == "unexpected end of expression" || m == "expected name":
		s.unexpected(&p, strings.HasPrefix(m, "unexpected token EOF"))
	case m == "literal not terminated":
		p.Message, p.Hint = "a text is not closed", "end it with the quote it began with"
		p.From, p.To = s.openQuote(), s.runes
	case m == "unclosed comment":
		p.Message, p.Hint = "a comment is not closed", "end it with */"
	case m == "invalid char escape":
		p.Message, p.Hint = "this is no escape", `write \\ for a backslash`
	case strings.HasPrefix(m, "unrecognized character"):
		p.Message, p.Hint = fmt.Sprintf("%q has no meaning here", s.cut(e.From, e.To)), "text needs quotes"
		if strings.ContainsAny(s.cut(e.From, e.To), "“”„‟‘’‚‛«»‹›") {
			p.Hint = `this is a typographic quote: write the straight one, "`
		}
	case strings.HasPrefix(m, "bad number syntax"):
		p.Message, p.Hint = "this begins like a number and is none", "put it in quotes if a text is meant"
		if word := s.pathBefore(e.To) + s.pathAfter(e.To); lengthText.MatchString(word) {
			p.Hint = fmt.Sprintf("write duration(%q)", word)
		}
	case strings.HasPrefix(m, "invalid integer literal"), strings.HasPrefix(m, "invalid float literal"), strings.HasPrefix(m, "invalid hex"),
		strings.HasPrefix(m, "invalid binary"), strings.HasPrefix(m, "invalid octal"):
		p.Message, p.Hint = "a number that does not fit 64 bits", "put it in quotes if digits are meant"
		// The parser has moved on to the token after it.
		for _, t := range s.tokens {
			if t.Kind == lexer.Number && t.From < e.To {
				p.From, p.To = t.From, t.To
			}
		}
	case strings.HasSuffix(m, "maximum allowed nodes"):
		p.Code, p.Message = CodeTooMuch, fmt.Sprintf("an expression of more than %d parts", maxNodes)
		p.Hint = "part it: set a variable first, or use several transitions"
		p.From, p.To = 0, s.runes
	case strings.Contains(m, "coalesce expressions (??) cannot be mixed"):
		p.Message = "?? beside another operator"
		p.Hint = `put the ?? part in brackets: (a ?? "x") == b`
	case strings.HasPrefix(m, "wrap predicate"):
		p.Message, p.Hint = "a semicolon inside a condition", "put the condition in { }"
	default:
		p.Message = strings.ToLower(m[:1]) + m[1:]
	}
	return p
}

// unexpected words the problem that a token cannot stand where it does; the commonest mistakes get their own hint.
func (s *source) unexpected(p *Problem, end bool) {
	if len(s.tokens) == 0 {
		return
	}
	// The end has the offsets of the last character, so that it is told from the last token by end alone.
	i := 0
	for i < len(s.tokens)-1 && (end || s.tokens[i].From < p.From) {
		i++
	}
	now, before := s.tokens[i], lexer.Token{}
	if i > 0 {
		before = s.tokens[i-1]
	}
	if now.Kind == lexer.EOF {
		p.Message, p.From, p.To = "the expression ends too early", s.runes, s.runes
		if i > 1 && s.tokens[i-2].Is(lexer.Operator, "|") {
			p.Hint = afterPipe(before.Value)
		} else if len(s.closing) < s.brackets() {
			p.Hint = "a bracket is not closed"
		} else if before.Kind == lexer.Operator {
			p.Hint = "a value is missing after " + before.Value
		}
		return
	}
	p.From, p.To = now.From, now.To
	p.Message = fmt.Sprintf("unexpected %s", s.cut(now.From, now.To))
	value := func(t lexer.Token) bool {
		return t.Kind == lexer.Identifier || t.Kind == lexer.Number || t.Kind == lexer.String
	}
	switch {
	case now.Is(lexer.Bracket, "{") && s.cut(now.From-1, now.From) == "$", s.cut(now.From, now.From+2) == "${":
		p.From = s.dollar(now.From)
		p.Message, p.To = "this is an expression already, and ${ } belongs into texts", p.From+2
		p.Hint = `write the name alone; a text of several parts is "Hello " + name`
	case now.Is(lexer.Operator, "=") && (s.next(i).Is(lexer.Operator, ">") || s.next(i).Is(lexer.Operator, "<")):
		p.Message, p.To = "unexpected "+s.cut(now.From, s.next(i).To), s.next(i).To
		p.Hint = "write " + s.next(i).Value + "="
	case now.Is(lexer.Operator, "="):
		p.Hint = "write == to compare"
	case now.Is(lexer.Operator, "&"):
		p.Hint = "write && or and"
	case before.Is(lexer.Operator, "<") && now.Is(lexer.Operator, ">"):
		p.Hint = "write != for not equal"
	case before.Is(lexer.Operator, "|"):
		p.Hint = afterPipe("")
	case strings.EqualFold(now.Value, "and"), strings.EqualFold(now.Value, "or"), strings.EqualFold(now.Value, "not"):
		p.Hint = "write it in small letters"
	case strings.EqualFold(now.Value, "is") && strings.EqualFold(s.next(i).Value, "not"):
		p.Hint = strings.TrimSpace(fmt.Sprintf("write %s != %s", s.pathBefore(now.From), s.word(s.next(i+1))))
	case strings.EqualFold(now.Value, "is"), strings.EqualFold(now.Value, "equals"):
		p.Hint = strings.TrimSpace(fmt.Sprintf("write %s == %s", s.pathBefore(now.From), s.word(s.next(i))))
	case now.Kind == lexer.Identifier && wordOperator(now.Value) != "":
		p.Hint = "write " + wordOperator(now.Value)
	case i > 1 && before.Kind == lexer.Identifier && s.tokens[i-2].Is(lexer.Operator, "|"):
		p.Hint = afterPipe(before.Value)
	case now.Is(lexer.Bracket, ")", "]", "}") && s.stray == now.From:
		p.Hint = "it closes nothing"
	case value(before) && value(now):
		p.Hint = "an operator is missing before it, or quotes round the text"
	}
}

// lengthText is a length of time as flows write it.
var lengthText = regexp.MustCompile(`^[0-9]+(h|ms|m|s)([0-9]+(m|s))*$`)

// paths are names, and names of fields, at the end and at the beginning of a source.
var pathEnd, pathStart = regexp.MustCompile(`[A-Za-z0-9_.]+\s*$`), regexp.MustCompile(`^[A-Za-z0-9_.]+`)

// pathBefore is the name that ends at a rune offset; pathAfter the rest of one.
func (s *source) pathBefore(at int) string {
	return strings.TrimSpace(pathEnd.FindString(s.cut(0, at)))
}

func (s *source) pathAfter(at int) string { return pathStart.FindString(s.cut(at, s.runes)) }

// wordOperator is the operator that a word before a value was meant for.
func wordOperator(word string) string {
	near, _ := spell.Nearest(word, []string{"contains", "startsWith", "endsWith", "matches"})
	return near
}

// next is the token after the i-th.
func (s *source) next(i int) lexer.Token {
	if i+1 < len(s.tokens) {
		return s.tokens[i+1]
	}
	return lexer.Token{}
}

// dollar is the rune offset of the ${ at or just before an offset.
func (s *source) dollar(at int) int {
	if s.cut(at, at+1) == "{" {
		return at - 1
	}
	return at
}

// word is a token as it is written.
func (s *source) word(t lexer.Token) string { return s.cut(t.From, t.To) }

// interpolated is the problem of an expression written as in a text: ${n > 2}.
func interpolated(src string) []Problem {
	trimmed := strings.TrimSpace(src)
	inner, begins := strings.CutPrefix(trimmed, "${")
	end, closed := closing(inner)
	if !begins || !closed || end != len(inner)-1 {
		return nil
	}
	return []Problem{{
		Code: CodeSyntax, Message: "this is an expression already", Hint: "write " + strings.TrimSpace(inner[:end]) + " without ${ }",
		To: utf8.RuneCountInString(src),
	}}
}

// afterPipe says what is wrong with a word without brackets after a single |.
func afterPipe(word string) string {
	if _, ok := functions[word]; ok {
		return fmt.Sprintf("a formatter has brackets: | %s()", word)
	}
	return "write || or or; a single | is followed by a formatter, such as spoken()"
}

// openQuote is the rune offset of the quote that is not closed.
func (s *source) openQuote() int {
	runes := []rune(s.text)
	for i := 0; i < len(runes); i++ {
		if q := runes[i]; q == '"' || q == '\'' || q == '`' {
			from := i
			for i++; i < len(runes) && runes[i] != q && (runes[i] != '\n' || q == '`'); i++ {
				if runes[i] == '\\' && q != '`' {
					i++
				}
			}
			if i >= len(runes) || runes[i] != q {
				return from
			}
		}
	}
	return 0
}

// brackets counts the opening ones.
func (s *source) brackets() int {
	n := 0
	for _, t := range s.tokens {
		if t.Is(lexer.Bracket, "(", "[", "{") {
			n++
		}
	}
	return n
}

// cut is the part of the source between two rune offsets.
func (s *source) cut(from, to int) string {
	r := []rune(s.text)
	from = min(max(from, 0), len(r))
	return string(r[from:min(max(to, from), len(r))])
}

// clamp puts the offsets of a problem inside the source.
func (s *source) clamp(p Problem) Problem {
	runes := utf8.RuneCountInString(s.text)
	p.From = min(max(p.From, 0), runes)
	p.To = min(max(p.To, p.From), runes)
	return p
}
