package guard_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/texmlflow/texmlflow/engine/guard"
)

// TestDialByName: every name of the longest list can be looked for in what was said, and a name that is too long for it is
// not heard.
func TestDialByName(t *testing.T) {
	e := strict(t, env())
	e.Values["SpeechResult"] = "could you put me through to Zoë Ångström please"
	var slots []any
	for range guard.MaxList - 1 {
		slots = append(slots, map[string]any{"id": 1, "name": "Carl Unger", "note": nil})
	}
	e.Values["slots"] = append(slots, map[string]any{"id": 7, "name": "zoe angstrom", "note": nil})
	if got := compile(t, `find(slots, said(#.name))?.id`, clinic(), nil).Eval(e); got != 7 {
		t.Errorf("found %v, want the last", got)
	}
	if got := compile(t, `any(slots, said(#.name, #.note ?? ""))`, clinic(), nil).Eval(e); got != true {
		t.Errorf("any is %v", got)
	}
	long := strings.Repeat("the ", 20) + "angstrom"
	e.Values["From"] = long
	if compile(t, `said(From)`, clinic(), nil).True(e) {
		t.Error("a computed phrase of more than 16 words is heard")
	}
	if !compile(t, `said("`+long+`")`, clinic(), nil).True(e) {
		t.Error("a written phrase of more than 16 words is not heard")
	}
}

var hinted = regexp.MustCompile(`write (take\(.+, ([0-9]+)\)) for (.+)$`)

// TestCheaperHint: what the hint of a loop that costs too much says to write is accepted, and so is any shorter list.
func TestCheaperHint(t *testing.T) {
	for _, src := range []string{
		`any(tags, said(#, #, #, #))`,
		`any(tags, # matches "[a-f]+[^x]{0,20}z")`,
		`map(tags, split(#, ""))`,
		`map(tags, len(upper(#)) + len(lower(#)) + len(upper(#)) + len(lower(#)) + len(trim(#)))`,
		`count(tags, said(#)) + count(map(slots, #.name), said(#, #, #, #))`,
	} {
		_, problems := guard.Compile(src, clinic(), nil)
		if len(problems) != 1 || problems[0].Code != guard.CodeTooMuch {
			t.Errorf("%s: %v, want one problem of its cost", src, problems)
			continue
		}
		m := hinted.FindStringSubmatch(problems[0].Hint)
		if m == nil {
			t.Errorf("%s: no list in the hint %q", src, problems[0].Hint)
			continue
		}
		better := strings.Replace(src, "("+m[3]+",", "("+m[1]+",", 1)
		if _, problems := guard.Compile(better, clinic(), nil); better == src || len(problems) > 0 {
			t.Errorf("%s: %v", better, problems)
		}
	}
	for _, part := range []string{`take(tags, 3)`, `tags[2:8]`, `["a", From]`, `reverse(take(tags, 3))`, `filter(take(tags, 3), # != "")`, `take(["a"], attempt)`} {
		compile(t, `any(`+part+`, said(#, #, #, #))`, clinic(), nil)
	}
	for _, whole := range []string{`take(tags, attempt)`, `tags[2:]`, `tags[-9:8]`, `take(tags, 999)`} {
		if _, problems := guard.Compile(`any(`+whole+`, said(#, #, #, #))`, clinic(), nil); len(problems) == 0 {
			t.Errorf("%s counts as short", whole)
		}
	}
	_, problems := guard.Compile(strings.Repeat("1+", 250)+"1", clinic(), nil)
	if len(problems) == 0 || !strings.Contains(problems[0].Hint, "part") {
		t.Errorf("without a list: %v", problems)
	}
}
