package spoken

import (
	"time"
	"unicode"
)

// pace is how many letters, digits and blanks a voice speaks in a second, by language; a language that is not here is as
// fast as English. A figure is taken for as many letters as its name has.
var pace = map[string]float64{"en": 15, "es": 16, "fr": 16, "de": 14, "pt": 15, "it": 16, "nl": 15, "ja": 7, "zh": 4.5, "ko": 6.5, "th": 13}

const (
	pause       = 350 * time.Millisecond // at the end of a sentence
	figureWidth = 5
)

// Length is about how long a text takes to be heard, without the values in it.
func Length(text, language string) time.Duration {
	perSecond, ok := pace[base(language)]
	if !ok {
		perSecond = pace["en"]
	}
	n, pauses := 0, 0
	blank := true
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			if !blank {
				n++
			}
		case unicode.IsDigit(r):
			n += figureWidth
		case unicode.IsLetter(r):
			n++
		case r == '.' || r == '?' || r == '!' || r == '。':
			pauses++
		}
		blank = unicode.IsSpace(r)
	}
	return time.Duration(float64(n)/perSecond*float64(time.Second)) + time.Duration(pauses)*pause
}
