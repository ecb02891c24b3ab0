package syntax

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// explain reports why the YAML library refused a document that begins at a line: by what the scanner noticed, or else by
// the library's own message in our words, at the line it names.
func (s *scanner) explain(err error, first int, out *diag.List) {
	for _, p := range s.causes() {
		out.Errorf(p.code, s.src.span(p.start, p.end), "%s", p.message).Hint = p.hint
	}
	if len(s.suspects) > 0 {
		return
	}
	line, message, hint := libraryWords(err.Error())
	if line == 0 {
		line = 1
	}
	line = min(first+line-1, len(s.src.lines))
	l := s.src.lines[line-1]
	text := s.text[l.start:l.end]
	start := l.start + len(text) - len(strings.TrimLeft(text, " \t"))
	out.Errorf(codeSyntax, s.src.span(start, max(start, l.end)), "%s", message).Hint = hint
}

// causes are the suspects without those that follow from another: where a tab stands for blanks, no column after it says
// anything.
func (s *scanner) causes() []suspect {
	tabs := slices.DeleteFunc(slices.Clone(s.suspects), func(p suspect) bool { return p.code != codeTab })
	if len(tabs) == 0 {
		return s.suspects
	}
	if more := len(tabs) - 1; more > 0 {
		tabs[0].hint += ", here and in the lines below it that begin so"
	}
	return tabs[:1]
}

var libraryError = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

// libraryWords takes the library's message apart. Its line is that of the first line of the document plus what it says;
// for mistakes of grammar, unlike those of spelling, it counts from 0.
func libraryWords(text string) (line int, message, hint string) {
	m := libraryError.FindStringSubmatch(text)
	if m == nil {
		return 0, "YAML cannot read this document", "simplify it: block style, one key a line, texts in quotes"
	}
	line, _ = strconv.Atoi(m[1]) // empty: no line is 0
	for _, p := range libraryProblems {
		if strings.Contains(m[2], p.problem) {
			if p.grammar && line > 0 {
				line++
			}
			return line, p.message, p.hint
		}
	}
	return line, "YAML cannot read this line: " + m[2], "quote the texts on it"
}

// libraryProblems translates what the library says.
var libraryProblems = []struct {
	problem       string
	grammar       bool
	message, hint string
}{
	{"did not find expected key", true, "in the map that begins near this line a key was expected", "check the indentation below it, and quote texts with special signs"},
	{"did not find expected '-' indicator", true, "in the list that begins near this line another entry was expected", "begin each entry with a dash in the same column"},
	{"did not find expected ',' or", true, "near this line a comma or a closing bracket was expected", "inside { } and [ ] quote every text that is more than a word"},
	{"did not find expected node content", true, "near this line a value was expected", "quote texts with special signs"},
	{"did not find expected <document start>", true, "something follows the end of this document", "begin another document with a line ---"},
	{"could not find expected ':'", false, "a colon was expected after this key", "write it as key: value"},
	{"mapping values are not allowed", false, "this line has a colon where no key can stand", "quote the text, or check the indentation"},
	{"mapping keys are not allowed", false, "a ? key cannot stand here", "write it as key: value"},
	{"block sequence entries are not allowed", false, "a dash cannot stand here", "put the list on its own lines, or quote the text"},
	{"cannot start any token", false, "text cannot begin so", "quote the text"},
	{"unknown escape character", false, `\ begins an escape in double quotes, and this one is unknown`, `write \\ for a \, or use single quotes`},
	{"did not find expected hexdecimal number", false, `an escape in double quotes needs hexadecimal digits: \xNN, \uNNNN`, `write \\ for a \, or use single quotes`},
	{"invalid Unicode character escape code", false, "this escape stands for no character", "write the character itself"},
	{"unexpected end of stream", false, "a quote that begins on this line is never closed", "close it"},
	{"unexpected document indicator", false, "a quote that begins on this line is never closed", "close it"},
	{"indentation indicator", false, "the indentation after | or > is a digit from 1 to 9", "leave it out"},
	{"found a tab character", false, "this line is indented with a tab", "indent with spaces"},
	{"expected comment or line break", false, "nothing but a comment can follow | or >", "begin the text on the next line"},
	{"unknown anchor", false, "this document uses a YAML alias, and aliases are refused", "quote texts that begin with *"},
	{"exceeded max depth", false, tooDeep, "split the flow into smaller ones"},
}
