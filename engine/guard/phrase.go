package guard

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold takes a text apart into words that can be compared: small letters, no accents, no punctuation, an apostrophe
// parting two words. "L'Opérateur, s.v.p." is l, operateur, s, v, p.
func Fold(s string) []string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			r = unicode.ToLower(r)
			if plain, ok := ligatures[r]; ok {
				b.WriteString(plain)
			} else {
				b.WriteRune(r)
			}
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Fields(b.String())
}

// ligatures are the letters that have no decomposition and are often written, or recognised, as others.
var ligatures = map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d"}

// fillers are words, folded, that callers put in or leave out without meaning anything by it.
var fillers = map[string][]string{
	"en": {"um", "uh", "er", "erm", "hm", "hmm", "mm", "please", "the", "a", "an", "well", "so", "just", "like"},
	"es": {"eh", "em", "este", "pues", "bueno", "por", "favor", "el", "la", "los", "las", "un", "una"},
	"fr": {"euh", "heu", "ben", "bon", "alors", "svp", "le", "la", "les", "l", "un", "une", "des", "du", "de", "d"},
	"de": {"ah", "ahm", "hm", "bitte", "der", "die", "das", "den", "dem", "ein", "eine", "einen", "also", "mal"},
}

// baseLanguage is the language of a tag such as "en-US", without its region.
func baseLanguage(tag string) string {
	base, _, _ := strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-")
	return strings.ToLower(base)
}

// MatchPhrase reports whether the words of phrase, folded, stand together anywhere in the answer. Filler words of the
// language ("um", "the", "please") may be missing or added between them; the last word of the phrase must be heard, so
// that "plan a" is not heard in "plan b". A phrase without words matches nothing.
func MatchPhrase(answer, phrase, language string) bool {
	return matchWords(Fold(answer), Fold(phrase), fillers[baseLanguage(language)])
}

// saidAny is MatchPhrase for several phrases.
func saidAny(answer string, phrases []any, language string) bool {
	words, skip := Fold(answer), fillers[baseLanguage(language)]
	return slices.ContainsFunc(phrases, func(p any) bool { return matchWords(words, Fold(text(p)), skip) })
}

func matchWords(answer, phrase, skip []string) bool {
	for start := range answer {
		if matchAt(answer[start:], phrase, skip) {
			return true
		}
	}
	return false
}

// maxFillers bounds the filler words in a row that are passed over: without it an answer of nothing but "the" takes
// time by the square of its length.
const maxFillers = 4

// matchAt reports whether the phrase begins with the first word of the answer.
func matchAt(answer, phrase, skip []string) bool {
	begun, passed := false, 0
	for len(phrase) > 0 {
		switch {
		case len(answer) > 0 && answer[0] == phrase[0]:
			answer, phrase, begun, passed = answer[1:], phrase[1:], true, 0
			if len(phrase) == 0 {
				return true
			}
		case len(phrase) > 1 && slices.Contains(skip, phrase[0]):
			phrase = phrase[1:]
		case begun && passed < maxFillers && len(answer) > 0 && slices.Contains(skip, answer[0]):
			answer, passed = answer[1:], passed+1
		default:
			return false
		}
	}
	return false
}
