package spoken

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/engine/spell"
)

// Phrase is a phrase taken apart, to be compared with others.
type Phrase []string

// Heard takes a phrase apart.
func Heard(phrase string) Phrase { return guard.Fold(phrase) }

// Alike reports whether two phrases of a language sound so alike that a recogniser may take one for the other. Phrases of
// which one holds the words of the other are not: the longer wins.
func (p Phrase) Alike(other Phrase, language string) bool {
	switch {
	case len(p) == 0 || len(other) == 0 || slices.Equal(p, other):
		return false
	case len(p) != len(other):
		return strings.Join(p, "") == strings.Join(other, "")
	}
	for i := range p {
		if p[i] != other[i] && !alikeWords(p[i], other[i], language) {
			return false
		}
	}
	return true
}

// longestWord bounds the work of a comparison: what is longer is no word.
const longestWord = 64

// alikeWords reports whether two words differ by a letter or two, or are spelt differently and sound the same.
func alikeWords(a, b, language string) bool {
	n := max(len([]rune(a)), len([]rune(b)))
	if n == 1 || n > longestWord || strings.ContainsFunc(a+b, unicode.IsDigit) {
		return false // a letter and a figure are heard by their names
	}
	if d := spell.Distance(a, b); n >= 4 && d == 1 || n >= 9 && d == 2 {
		return true
	}
	rules := sounds[base(language)]
	return rules != nil && sound(a, rules) == sound(b, rules)
}

// longE stands behind a vowel that a silent e has made long.
const longE = "\u02D0"

// sounds are the spellings of a language that are heard as others, tried in their order. A ^ is the beginning of the
// word, a $ its end.
var sounds = map[string][]string{
	"en": {
		"^one$", "wun", "^won$", "wun", "^two$", "tu", "^to$", "tu", "^too$", "tu", "^eight$", "at", "^ate$", "at",
		"^kn", "^n", "^wr", "^r", "^wh", "^w", "^ps", "^s", "eigh", "ay", "igh", "y", "ugh", "u", "ph", "f", "ck", "k", "que$", "k", "mb$", "m", "qu", "kw",
		"ce", "se", "ci", "si", "cy", "sy", "ch", "C", "sh", "S", "c", "k", "z", "s", "x", "ks",
		"a" + longE, "A", "ai", "A", "ay", "A", "e" + longE, "E", "ea", "E", "ee", "E", "ie", "E", "i" + longE, "I", "o" + longE, "O", "oa", "O", "ow", "O",
		"oo", "U", "o$", "O$", "ue", "U", "ew", "U", "u" + longE, "U", "y", "I", longE, "",
	},
	"es": {
		"ch", "C", "que", "ke", "qui", "ki", "ce", "se", "ci", "si", "c", "k", "z", "s", "gue", "Ge", "gui", "Gi", "ge", "je", "gi", "ji", "h", "", "ll", "y", "v", "b", "x", "s",
	},
	"fr": {
		"eaux$", "o", "eau", "o", "aux$", "o", "au", "o", "ph", "f", "qu", "k", "ch", "C", "ce", "se", "ci", "si", "c", "k", "z", "s", "h", "", "ai", "e", "ei", "e",
		"ent$", "$", "es$", "$", "e$", "$", "s$", "$", "t$", "$", "d$", "$", "x$", "$",
	},
	"de": {
		"sch", "S", "ch", "C", "ph", "f", "v", "f", "ck", "k", "dt$", "t$", "d$", "t$", "b$", "p$", "g$", "k$", "ieh", "i", "ie", "i", "ah", "a", "eh", "e", "oh", "o", "uh", "u", "th", "t", "y", "i", "ai", "ei",
	},
}

// silentE is the end of an English word whose last letter is not heard and makes the vowel before it long.
var silentE = regexp.MustCompile(`^(.+[aeiou])([^aeiouy])e(s?)$`)

// sound is how a word is heard, by the rules of its language: spellings that sound the same give the same.
func sound(word string, rules []string) string {
	if slices.Contains(rules, longE) {
		word = silentE.ReplaceAllString(word, "${1}"+longE+"${2}${3}")
	}
	s := "^" + word + "$"
	for i := 0; i+1 < len(rules); i += 2 {
		s = strings.ReplaceAll(s, rules[i], rules[i+1])
	}
	return string(slices.Compact([]rune(strings.Trim(s, "^$"))))
}
