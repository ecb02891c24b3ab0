package guard

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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
			if r <= unicode.MaxASCII {
				b.WriteByte(byte(r))
			} else if plain, ok := ligatures[r]; ok {
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
	return WordsOf(answer, language).Contain(WordsOf(phrase, language))
}

// The bounds on what said compares, which is asked for each name of a list. A phrase that is computed may come from
// anywhere: a longer one is not heard. Nobody says more than so many words in one answer.
const (
	maxPhrase      = 256 // bytes
	maxPhraseWords = 16
	maxAnswerWords = 512
)

// Words are those of a text, folded, each with whether it is a filler word of a language: an answer that is held against
// many phrases is taken apart once.
type Words struct {
	list   []string
	filler []bool
}

// WordsOf takes a text apart.
func WordsOf(s, language string) Words {
	w := Words{list: Fold(s)}
	w.filler = make([]bool, len(w.list))
	skip := fillers[baseLanguage(language)]
	for i, word := range w.list {
		w.filler[i] = slices.Contains(skip, word)
	}
	return w
}

// heard is what the caller has said, made ready to be looked through for any number of phrases.
type heard struct {
	words    Words
	language string
}

func hear(answer, language string) heard {
	w := WordsOf(answer, language)
	n := min(len(w.list), maxAnswerWords)
	return heard{Words{w.list[:n], w.filler[:n]}, language}
}

// any reports whether one of the phrases was said; those that are written out may have any length.
func (h heard) any(phrases []any, written []bool) bool {
	for i, p := range phrases {
		phrase := text(p)
		if !written[i] && len(phrase) > maxPhrase {
			continue
		}
		w := WordsOf(phrase, h.language)
		if (written[i] || len(w.list) <= maxPhraseWords) && h.words.Contain(w) {
			return true
		}
	}
	return false
}

// Len is how many characters the words have, written with a space between them.
func (w Words) Len() int { return utf8.RuneCountInString(strings.Join(w.list, " ")) }

// Contain reports whether the words of a phrase stand together anywhere in an answer, as [MatchPhrase] has it.
func (w Words) Contain(phrase Words) bool {
	for start := range w.list {
		if w.holdAt(start, phrase) {
			return true
		}
	}
	return false
}

// maxFillers bounds the filler words in a row that are passed over: without it an answer of nothing but "the" takes
// time by the square of its length.
const maxFillers = 4

// holdAt reports whether the phrase begins with a word of the answer.
func (w Words) holdAt(at int, phrase Words) bool {
	begun, passed, next, last := false, 0, 0, len(phrase.list)-1
	for next <= last {
		switch {
		case at < len(w.list) && w.list[at] == phrase.list[next]:
			if next == last {
				return true
			}
			at, next, begun, passed = at+1, next+1, true, 0
		case next < last && phrase.filler[next]:
			next++
		case begun && passed < maxFillers && at < len(w.list) && w.filler[at]:
			at, passed = at+1, passed+1
		default:
			return false
		}
	}
	return false
}
