package syntax

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"

	"github.com/texmlflow/texmlflow/flows/diag"
)

const (
	emptyKey     = "a colon without a key before it"
	emptyKeyHint = "write the key, or quote the text"
)

// spokenKeys hold text that somebody hears or says, where a # or a comma is more likely meant than a comment.
var spokenKeys = []string{
	"say", "prompt", "reprompt", "greeting", "text", "apology", "session_lost", "description", "phrases",
	"prompts", "hear", "speak",
}

var languageTag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})+$`)

// child gives the place of the value of a key.
func (p place) child(key *Node) place {
	return place{
		spoken:  slices.Contains(spokenKeys, key.Value) || p.spoken && (p.anyName || languageTag.MatchString(key.Value)),
		anyName: key.Value == "prompts",
	}
}

// property refuses the tag or anchor that a node begins with, and moves the node's start past it.
func (w *walker) property(n *Node, y *yaml.Node) {
	text := w.src.text
	for n.start < len(text) && strings.IndexByte("!&*", text[n.start]) >= 0 {
		end := n.start + 1
		for end < len(text) && !isBlank(text[end]) && !isBreak(text[end]) && strings.IndexByte(",[]{}", text[end]) < 0 {
			end++
		}
		if !w.seen[n.start] {
			w.seen[n.start] = true
			token := text[n.start:end]
			code, message, hint := propertyWords(token)
			switch {
			case y.Kind != yaml.ScalarNode:
				hint = "leave it out"
			case token == "!":
				hint = tagHint(text[end:w.src.lineEnd(end)], hint)
			case token[0] == '!' && y.Value != "":
				hint = "leave it out, or quote the text"
			}
			if at := w.src.span(n.start, end); token[0] != '*' || !w.anchored(token[1:], at) {
				w.out.Errorf(code, at, "%s", message).Hint = hint
			}
			if token[0] == '&' {
				w.anchor(token[1:])
			}
		}
		n.Broken = true
		if text[n.start] == '*' {
			return
		}
		n.start = end
		if y.Kind == yaml.ScalarNode && y.Value == "" && y.Style == yaml.TaggedStyle {
			return // nothing follows it
		}
		for n.start < len(text) && (isBlank(text[n.start]) || isBreak(text[n.start])) {
			n.start++
		}
	}
}

// anchor keeps where the last finding is, which is of an anchor.
func (w *walker) anchor(name string) {
	if w.anchors == nil {
		w.anchors = map[string]int{}
	}
	w.anchors[name] = len(*w.out) - 1
}

// anchored adds to what was said of an anchor that it is used, and reports whether something was.
func (w *walker) anchored(name string, at diag.Span) bool {
	const most = 5
	i, ok := w.anchors[name]
	if !ok || i >= len(*w.out) || (*w.out)[i].Code != codeAnchor {
		return false
	}
	f := &(*w.out)[i]
	f.Hint = "leave it out, and write what it stands for again where it is used"
	if len(f.Related) < most {
		f.Notef(at, "it is used here")
	}
	return true
}

// tagHint names the guard that was turned round.
func tagHint(rest, hint string) string {
	word := strings.TrimSpace(rest)
	if i := strings.IndexAny(word, ",{}[]#"); i >= 0 {
		word = strings.TrimSpace(word[:i])
	}
	if word == "" || len(word) > 80 {
		return hint
	}
	return "write " + negated(word) + ", or quote the text"
}

// again says that the first key of a document comes again: another document begins without its marker.
func (w *walker) again(first, key *Node) {
	w.stopped = true
	w.out.Errorf(codeDuplicateKey, key.Span, "%s stands here again, as if another document began", quote(key.Value)).
		Notef(first.Span, "the first %s", quote(key.Value)).
		Hint = "put a line --- before it; or, if it is the same one, remove it"
}

// escaped finds the characters that only an escape can put into text, and no document can hold.
func (w *walker) escaped(n *Node) {
	i := strings.IndexFunc(n.Value, func(r rune) bool {
		return unicode.IsControl(r) && !strings.ContainsRune("\n\r\t", r) || r == 0xfffe || r == 0xffff
	})
	if i < 0 || n.Broken {
		return
	}
	n.Broken = true
	w.out.Errorf(codeControl, n.Span, "an escape in this text stands for the invisible character %U, which nothing can say or send",
		[]rune(n.Value[i:])[0]).Hint = `leave it out; for a \ itself write \\, or use single quotes`
}

// key checks the text of a key. A << before an alias is part of that, of which everything is said where its anchor is.
func (w *walker) key(key *Node, y, value *yaml.Node) {
	if key.Kind == Null && key.Value == "" {
		w.out.Errorf(codeEmptyKey, key.Span, emptyKey).Hint = emptyKeyHint
		return
	}
	if i := oddInKey(key.Value); i >= 0 {
		key.Broken = true
		r := []rune(key.Value[i:])[0]
		w.out.Errorf(codeOdd, key.Span, "the key %s holds the character %U, which only looks like a blank or a quote", quote(key.Value), r).
			Hint = "type the key again"
		return
	}
	if !key.IsPlain() && key.Kind != Null {
		return
	}
	switch {
	case y.Tag == "!!merge" || key.Value == "<<":
		key.Broken = true
		if value.Kind == yaml.AliasNode {
			return
		}
		w.out.Errorf(codeMergeKey, key.Span, "<< merges another map, and merge keys are refused").Hint = "write the keys out"
	case y.Tag == "!!str" || canonicalInt.MatchString(key.Value):
	default:
		key.Broken = true
		w.out.Errorf(codeQuote, key.Span, "YAML takes the key %s for %s", short(key.Value), meaning(typeOf(y.Tag), key.Value)).
			Hint = "quote it: " + quote(key.Value)
	}
}

// oddInKey finds the characters that are in a key only by way of a word processor; -1 if there are none.
func oddInKey(key string) int {
	if isASCII(key) {
		return -1
	}
	return strings.IndexFunc(key, func(r rune) bool {
		return unicode.Is(unicode.Cf, r) || r != ' ' && unicode.Is(unicode.Zs, r) || strings.ContainsRune("“”„‘’‚«»", r)
	})
}

var (
	canonicalInt = regexp.MustCompile(`^(0|[1-9][0-9]*)$`)
	leadingZero  = regexp.MustCompile(`^[-+]?0[0-9_]+$`)
	otherNumber  = regexp.MustCompile(`^([-+]?0[xob][0-9a-fA-F_]+|[-+]?[0-9][0-9_]*_[0-9_]*|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)[eE][-+]?[0-9]+|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$`)
	plusDigits   = regexp.MustCompile(`^\+[0-9][0-9_.]*$`)
)

// changed refuses the plain values that other YAML tools read as something other than what is written. We would keep the
// digits; the next formatter or schema check would not.
func (w *walker) changed(n *Node) {
	if !strings.ContainsRune("+-.~0123456789", rune(n.Value[0])) {
		return // as most do, it begins like none of them
	}
	if n.Value == "~" || n.taken == yamlMoment || leadingZero.MatchString(n.Value) || plusDigits.MatchString(n.Value) || otherNumber.MatchString(n.Value) {
		n.Broken = true
		w.out.Errorf(codeQuote, n.Span, "YAML takes %s for %s", short(n.Value), meaning(n.taken, n.Value)).
			Hint = "quote it: " + quote(n.Value)
	}
}

// meaning says what YAML takes plain text for.
func meaning(taken yamlType, value string) string {
	switch {
	case value == "~" || taken == yamlNull:
		return "nothing"
	case taken == yamlMoment:
		return "a moment in time"
	case taken == yamlBool:
		return "true or false"
	case leadingZero.MatchString(value):
		return "a number, and changes its digits"
	case plusDigits.MatchString(value):
		return "a number, and drops the +"
	}
	return "a number"
}

// QuoteHint says how to write a plain value as text, if YAML takes it for a number, a truth value, a moment or nothing:
// for a place where text is meant. It is false for what is text already.
func QuoteHint(n *Node) (string, bool) {
	if n == nil || n.Value == "" || n.style != plain || n.taken == yamlText {
		return "", false
	}
	return "quote it: " + quote(n.Value), true
}

// complexKey refuses a map or list as a key, which is what unquoted double braces become.
func (w *walker) complexKey(key *Node) {
	f := w.out.Errorf(codeComplexKey, key.Span, "%s cannot be a key", key.Kind)
	f.Hint = "a key is text"
	if key.Flow && key.Kind == Map {
		f.Hint = "quote texts with { } in them"
	}
}

// noColon reports whether a key inside { } stands without a colon.
func (w *walker) noColon(key *Node) bool {
	text := w.src.text
	for at := key.end; at < len(text); at++ {
		if c := text[at]; !isBlank(c) && !isBreak(c) {
			return c != ':'
		}
	}
	return true
}

// blankless is a key written together with its value.
var blankless = regexp.MustCompile(`^[A-Za-z0-9_-]+:\S`)

// cutText is a text inside { } that commas have cut, and the finding about it.
type cutText struct {
	start   int
	finding int // index in the list
}

// stray reports a key without a colon inside { }: most often the rest of a text that a comma cut. A further comma in the
// same text makes no further finding.
func (w *walker) stray(n, key *Node, cut *cutText) *cutText {
	if cut != nil {
		f := &(*w.out)[cut.finding]
		f.Span = w.src.span(cut.start, key.end)
		f.Hint = requote(w.src.text[cut.start:key.end])
		return cut
	}
	cut = &cutText{start: key.start, finding: len(*w.out)}
	noBlank := key.IsPlain() && blankless.MatchString(key.Value)
	if len(n.Pairs) > 0 && !noBlank {
		if v := n.Pairs[len(n.Pairs)-1].Value; v.IsPlain() {
			cut.start, v.Broken = v.start, true
			w.out.Errorf(codeComma, w.src.span(v.start, key.end), "inside { } the comma ended the text, and %s became a key", quote(key.Value)).
				Hint = requote(w.src.text[v.start:key.end])
			return cut
		}
	}
	f := w.out.Errorf(codeKeyValue, key.Span, "the key %s has no value", quote(key.Value))
	f.Hint = "write " + short(key.Value) + ": and its value"
	if noBlank {
		f.Hint = "a blank is missing after the colon: " + strings.Replace(short(key.Value), ":", ": ", 1)
	}
	return cut
}

// lostValue finds a key whose value is a comment, as in `finish_on_key: #`.
func (w *walker) lostValue(key, value *Node) {
	at := key.end
	text := w.src.text
	for at < len(text) && (isBlank(text[at]) || text[at] == ':') {
		at++
	}
	if at < len(text) && text[at] == '#' && isBlank(text[at-1]) && !isOurs(text[at:]) {
		end := w.src.lineEnd(at)
		value.Span, value.Broken = w.src.span(at, end), true
		w.out.Errorf(codeLost, value.Span, "this # began a comment, so %s has no value", quote(key.Value)).
			Hint = requote(text[at:end])
	}
}

// lostText finds plain text that ended at a # which the author most likely meant: see commentMeant.
func (w *walker) lostText(n *Node, spoken bool) {
	text := w.src.text
	at := n.end
	for at < len(text) && isBlank(text[at]) {
		at++
	}
	if at == n.end || at >= len(text) || text[at] != '#' {
		return
	}
	end := w.src.lineEnd(at)
	if commentMeant(n.Value, text[at:end], at-n.end, spoken) {
		return
	}
	n.Broken = true
	w.out.Errorf(codeLost, w.src.span(at, end), "this # began a comment, so the text ends with %s", quote(n.Value)).
		Hint = requote(text[n.start:end]) + "; before a comment put two blanks, and one after its #"
}

// commentMeant decides whether what follows a value is a comment to its author too. gap is the number of blanks before
// the #.
//
// After spoken text only what no sentence looks like is a comment: two blanks, #, a blank. Elsewhere a comment may be
// written as one likes, but a quote or bracket left open, or a # with nothing to read behind it, shows that the # was meant.
func commentMeant(value, comment string, gap int, spoken bool) bool {
	if isOurs(comment) {
		return true
	}
	rest := strings.TrimLeft(comment, "#!")
	apart := rest == "" || isBlank(rest[0])
	switch {
	case strings.Count(value, `"`)%2 == 1:
		return false
	case spoken:
		return gap > 1 && apart
	case strings.Count(value, "(") > strings.Count(value, ")"):
		return false // the # of a condition over a list: any(list, # > 0)
	case gap > 1:
		return true
	}
	if !strings.ContainsFunc(rest, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return false
	}
	first := []rune(rest)[0]
	return apart || unicode.IsLetter(first)
}

// isOurs reports whether a comment speaks to the loader.
func isOurs(comment string) bool {
	return strings.HasPrefix(strings.TrimSpace(strings.TrimLeft(comment, "#")), "texmlflow:")
}
