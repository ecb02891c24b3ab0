package spoken

import "strings"

// Mention is an entry of keys that words speak of, at rune offsets. An Option is one that the caller is asked to press;
// anything else may as well be a number of something.
type Mention struct {
	Keys     string
	Option   bool
	From, To int
}

// longest bounds the words of a text that are looked at.
const longest = 2000

// Understood reports whether the language of a tag has a table.
func Understood(language string) bool { return lexicons[base(language)] != nil }

// Keys lists the entries of keys that a text speaks of, in its order. In a language without a table none is an Option, and
// only figures and the signs * and # are found.
func Keys(text, language string) []Mention {
	r := &reader{lex: lexicons[base(language)], found: map[int]bool{}}
	r.list = tokens(text, r.lex)
	r.list = r.list[:min(len(r.list), longest)]
	if r.lex != nil {
		r.options()
	}
	var out []Mention
	for i := 0; i < len(r.list); i++ {
		t := r.list[i]
		out = append(out, r.between(i)...)
		end := r.run(i)
		switch {
		case end == i:
		case r.found[i]:
			out = append(out, Mention{Keys: r.entry(i, end), Option: true, From: t.from, To: r.list[end-1].to})
			i = end - 1
		default:
			out = append(out, Mention{Keys: t.key, From: t.from, To: t.to})
			if end > i+1 && r.at(i-1).key == "" {
				out = append(out, Mention{Keys: r.entry(i, end), From: t.from, To: r.list[end-1].to})
			}
		}
	}
	return out
}

// reader finds the options among the tokens of a text.
type reader struct {
	lex   *lexicon
	list  []token
	found map[int]bool // where options begin
}

func (r *reader) at(i int) token {
	if i < 0 || i >= len(r.list) {
		return token{mark: '.'}
	}
	return r.list[i]
}

// run is where an entry of keys that begins at i ends: keys in a row are one.
func (r *reader) run(i int) int {
	for r.at(i).key != "" {
		i++
	}
	return i
}

func (r *reader) entry(from, to int) string {
	var b strings.Builder
	for _, t := range r.list[from:to] {
		b.WriteString(t.key)
	}
	return b.String()
}

// past skips the words that may stand before a key.
func (r *reader) past(i int) int {
	for r.lex.skip[r.at(i).word] && r.at(i).key == "" {
		i++
	}
	return i
}

// options finds what the caller is asked to press: what follows "press", and what that sentence goes on to list; from
// then on also "for the desk, 0" and "for the desk the 0".
func (r *reader) options() {
	pressed := false // in this sentence
	for i := 0; i < len(r.list); i++ {
		t := r.list[i]
		switch {
		case t.mark == '.':
			pressed = false
		case r.lex.press[t.word]:
			if at := r.past(i + 1); r.option(at) {
				pressed = true
				i = r.take(at)
			}
		case pressed && (t.mark == ',' || r.lex.joins[t.word]) && !r.doubtful(i):
			at := i + 1
			for r.at(at).mark == ',' || r.lex.joins[r.at(at).word] {
				at++
			}
			if at = r.past(at); r.option(at) {
				i = r.take(at)
			}
		case r.lex.aims[t.word] && (r.at(i-1).mark != 0 || r.lex.joins[r.at(i-1).word]) && (pressed || len(r.found) > 0):
			if at := r.aimed(i + 1); at > 0 {
				pressed = true
				i = r.take(at)
			}
		}
		if end := r.run(i); end > i && r.asked(end) && r.at(i-1).key == "" {
			pressed = true
			i = r.take(i)
		}
	}
}

// asked reports whether at i stands a word that asks for the key before it, rather than for one behind it.
func (r *reader) asked(i int) bool {
	next := r.at(i + 1)
	return r.lex.after[r.at(i).word] && (next.mark != 0 && next.mark != Value || r.lex.joins[next.word])
}

// take notes an option, and returns the last of its tokens.
func (r *reader) take(i int) int {
	r.found[i] = true
	return r.run(i) - 1
}

// doubtful reports whether the number before a comma or an "or" is none of the options, so that what follows is more of
// the same.
func (r *reader) doubtful(i int) bool {
	last := i - 1
	if r.at(last).key == "" {
		return false
	}
	for r.at(last-1).key != "" {
		last--
	}
	return !r.found[last]
}

// option reports whether the entry that begins at i is an option, by what follows it.
func (r *reader) option(i int) bool {
	end := r.run(i)
	if end == i {
		return false
	}
	next := r.at(end)
	switch {
	case next.mark == '.', next.mark == ',' && r.at(end+1).key == "":
		return true
	case next.mark == ',', r.lex.joins[next.word]:
		at := end + 1
		for r.at(at).mark == ',' || r.lex.joins[r.at(at).word] {
			at++
		}
		if at = r.past(at); r.at(at).key == "" {
			return true
		}
		return r.option(at)
	case r.lex.until[next.word] && r.at(r.past(end+1)).key != "":
		return false // a range
	}
	return r.lex.goes[next.word] || r.asked(end)
}

// aimed finds the entry that ends what an option is for: "for the desk, 0." or "for the desk the 0,". 0 when there is none.
func (r *reader) aimed(i int) int {
	first := i
	for t := r.at(i); t.mark == 0 || t.mark == Value; t = r.at(i) {
		if r.lex.press[t.word] {
			return 0
		}
		if end := r.run(i); end > i {
			if mark := r.at(end).mark; i > first && (mark == '.' || mark == ',') && r.lex.skip[r.at(i-1).word] {
				return i
			}
			return 0
		}
		i++
	}
	if r.at(i).mark != ',' {
		return 0
	}
	at := r.past(i + 1)
	if end := r.run(at); end > at && (r.at(end).mark == '.' || r.at(end).mark == ',') {
		return at
	}
	return 0
}

// between are the keys of a range: of "1 to 5" 2, 3 and 4, of "1-5" all.
func (r *reader) between(i int) []Mention {
	t, low, high := r.list[i], "", ""
	switch {
	case t.to-t.from == 3 && strings.ContainsAny(t.word, "-–"):
		runes := []rune(t.word)
		low, high = string(runes[0]), string(runes[2])
	case r.lex != nil && r.lex.until[t.word] && i > 0 && i+1 < len(r.list):
		low, high = r.list[i-1].key, r.at(r.past(i+1)).key
	}
	if len(low) != 1 || len(high) != 1 || low < "0" || high > "9" {
		return nil
	}
	var out []Mention
	for k := low[0]; k <= high[0]; k++ {
		out = append(out, Mention{Keys: string(k), From: t.from, To: t.to})
	}
	return out
}
