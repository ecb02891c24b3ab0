package flows

import (
	"slices"
	"strconv"
	"strings"

	"github.com/texmlflow/texmlflow/flows/syntax"
)

// checkPrefixes finds keys with which longer ones begin, where nothing is written that ends the shorter entry: whoever
// presses it waits for the time-out. Where there are none, it warns of keys of several lengths.
func checkPrefixes(c *checker) {
	told := map[*syntax.Node]bool{}
	for _, l := range c.made.heard {
		if finish, _ := l.out.Verb.FinishOnKey.Get(); finish != "" || !l.out.DTMF {
			continue
		}
		keys := l.possibleKeys()
		there, longer := map[string]bool{}, map[string][]text{}
		for _, key := range keys {
			there[key.Value] = true
		}
		for _, key := range keys {
			for n := 1; n < min(len(key.Value), longestEntry+1); n++ {
				if there[key.Value[:n]] {
					longer[key.Value[:n]] = append(longer[key.Value[:n]], key)
					break
				}
			}
		}
		for _, short := range keys {
			if list := longer[short.Value]; len(list) > 0 {
				c.prefixClash(short, list)
			}
		}
		if len(longer) == 0 && !l.readsDigits() {
			c.mixedKeys(keys, told)
		}
	}
}

// mixedKeys warns of the first key that is not as long as those before it: how many keys an entry has is then not known, so
// that after each of them the carrier waits for more. It is said of each key once.
func (c *checker) mixedKeys(keys []text, told map[*syntax.Node]bool) {
	i := slices.IndexFunc(keys, func(key text) bool { return len(key.Value) != len(keys[0].Value) })
	if i < 0 || told[keys[i].Node] {
		return
	}
	told[keys[i].Node] = true
	than := "longer"
	if len(keys[i].Value) < len(keys[0].Value) {
		than = "shorter"
	}
	c.out.Warnf(codeMixedKeys, keys[i].Node.Span, "%q is %s than %q, which can be entered at the same gather: after either, callers wait until the time is up",
		keys[i].Value, than, keys[0].Value).
		Notef(keys[0].Node.Span, "%q stands here", keys[0].Value).
		Hint = endEntry
}

// endEntry is how entries end without a wait.
const endEntry = `give all keys one length, or write finish_on_key: "#" and tell callers to press it`

// longestEntry is how many keys TeXML takes at most.
const longestEntry = 128

func (c *checker) prefixClash(short text, longer []text) {
	f := c.out.Errorf(codePrefixClash, short.Node.Span, "%q is the beginning of %s: whoever presses it waits until the time is up", short.Value, fewOf(quoted(longer)))
	for _, key := range longer[:min(len(longer), mostNamed)] {
		f.Notef(key.Node.Span, "%q stands here", key.Value)
	}
	f.Hint = endEntry
}

// quoted are texts in quotes.
func quoted(list []text) []string {
	var out []string
	for _, t := range list {
		out = append(out, strconv.Quote(t.Value))
	}
	return out
}

// mostNamed is how many of many things a finding names.
const mostNamed = 3

// fewOf lists the first of many.
func fewOf(names []string) string {
	if len(names) > mostNamed {
		return strings.Join(names[:mostNamed], ", ") + " and " + strconv.Itoa(len(names)-mostNamed) + " more"
	}
	if last := len(names) - 1; last > 0 {
		return strings.Join(names[:last], ", ") + " and " + names[last]
	}
	return strings.Join(names, "")
}

// possibleKeys lists the keys of choices and of commands that can be entered, each once.
func (l *listening) possibleKeys() []text {
	commands, seen := map[*syntax.Node]bool{}, map[string]bool{}
	for _, command := range l.flowCompiler.decl.Commands {
		commands[command.Key.Node] = true
	}
	return slices.DeleteFunc(l.keys(), func(key text) bool {
		possible := !l.finishes(key.Value) && (commands[key.Node] || l.out.Fits(key.Value)) && !seen[key.Value]
		seen[key.Value] = true
		return !possible
	})
}
