package spoken

import (
	"strings"
	"unicode"

	"github.com/texmlflow/texmlflow/engine/guard"
)

// token is a word, a key or a mark of a prompt, at rune offsets.
type token struct {
	word     string // folded; "" for a mark
	key      string // what the word is as a key; "" for none
	mark     rune   // , for a pause, . for an end, Value for a value, 0 for a word
	from, to int
}

// figure reports whether a rune between two digits makes them one figure that is no key: 8:30, 24/7, 3.50, 555-0100.
func figure(r rune) bool { return strings.ContainsRune(".:/-–", r) }

// tokens takes a prompt apart.
func tokens(text string, lex *lexicon) []token {
	runes := []rune(text)
	out := make([]token, 0, len(runes)/3+1) // about as many as there are words and marks
	for i := 0; i < len(runes); {
		r := runes[i]
		switch {
		case wordRune(r):
			to := i + 1
			for to < len(runes) && (wordRune(runes[to]) || figure(runes[to]) && unicode.IsDigit(runes[to-1]) && to+1 < len(runes) && unicode.IsDigit(runes[to+1])) {
				to++
			}
			out = append(out, word(string(runes[i:to]), lex, i, to))
			i = to
			continue
		case r == '*' || r == '#':
			out = append(out, token{word: string(r), key: string(r), from: i, to: i + 1})
		case strings.ContainsRune(",;:", r) || r == '-' || r == '–' || r == '—' || r == '…' || r == '(' || r == ')':
			out = append(out, token{mark: ',', from: i, to: i + 1})
		case strings.ContainsRune(".!?¡¿。！？", r):
			out = append(out, token{mark: '.', from: i, to: i + 1})
		case r == Value:
			if n := len(out); n == 0 || out[n-1].mark != Value || out[n-1].to != i {
				out = append(out, token{mark: Value, from: i, to: i + 1})
			} else {
				out[n-1].to++
			}
		}
		i++
	}
	return withNear(out, lex)
}

// withNear makes keys of the words that are some only where they stand: "press oh" and "one oh two", not "oh, press 1".
func withNear(list []token, lex *lexicon) []token {
	if lex == nil || len(lex.near) == 0 {
		return list
	}
	for i, t := range list {
		key := lex.near[t.word]
		if key == "" || t.key != "" {
			continue
		}
		before := i > 0 && (list[i-1].key != "" || lex.press[list[i-1].word] || lex.skip[list[i-1].word])
		if before || i+1 < len(list) && list[i+1].key != "" {
			list[i].key = key
		}
	}
	return list
}

func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// word folds a word, and finds what it is as a key.
func word(s string, lex *lexicon, from, to int) token {
	t := token{word: folded(s), from: from, to: to}
	switch {
	case strings.ContainsFunc(s, figure):
		t.word = s
	case t.word != "" && strings.Trim(t.word, "0123456789") == "":
		t.key = t.word
	case lex != nil:
		t.key = lex.keys[t.word]
	}
	return t
}

// folded is a word as [guard.Fold] gives it. One of plain letters and figures, as most are, has no accents to take away.
func folded(s string) string {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return strings.Join(guard.Fold(s), "")
		}
	}
	return strings.ToLower(s)
}
