package guard_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/guard"
)

// within fails the test if run takes longer or allocates more than it may. The time is generous for a busy machine and
// the race detector; without the bounds these inputs take seconds to for ever, or gigabytes.
func within(t *testing.T, limit time.Duration, megabytes uint64, run func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	begin := spent()
	run()
	took := spent() - begin
	runtime.ReadMemStats(&after)
	if took > limit {
		t.Errorf("took %v, over %v", took, limit)
	}
	if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; mb > megabytes {
		t.Errorf("allocated %d MB, over %d", mb, megabytes)
	}
}

// TestBombsAreRefused has the sources that end the process, run without end, or fill the memory in expr itself.
func TestBombsAreRefused(t *testing.T) {
	chain := "1"
	for range 30 {
		chain = "1<(" + chain + "<2?1:2)<3"
	}
	elvis := "ready"
	for range 30 {
		elvis = "(" + elvis + "?:ready)"
	}
	for name, c := range map[string]struct{ src, code string }{
		"2,000,000 brackets":           {strings.Repeat("(", 2_000_000) + "1" + strings.Repeat(")", 2_000_000), guard.CodeTooLong},
		"5,000,000 signs":              {strings.Repeat("!", 5_000_000) + "ready", guard.CodeTooLong},
		"500 brackets":                 {strings.Repeat("(", 500) + "1" + strings.Repeat(")", 500), guard.CodeTooDeep},
		"33 lists":                     {strings.Repeat("[", 33) + strings.Repeat("]", 33), guard.CodeTooDeep},
		"1,000 signs":                  {strings.Repeat("!", 1000) + "ready", guard.CodeTooDeep},
		"200 nots":                     {strings.Repeat("not ", 200) + "ready", guard.CodeTooDeep},
		"signs of two sorts":           {strings.Repeat("-+", 400) + "attempt", guard.CodeTooDeep},
		"ternary in ternary":           {strings.Repeat("ready?1:", 100) + "2", guard.CodeTooDeep},
		"if in if":                     {strings.Repeat("if ready {1} else ", 40) + "{2}", guard.CodeTooDeep},
		"let after let":                {strings.Repeat("let x=1;", 100) + "x", guard.CodeTooDeep},
		"comparisons that double":      {chain, guard.CodeTooDeep},
		"?: that doubles":              {elvis, guard.CodeTooDeep},
		"text doubling in reduce":      {`reduce(1..28, #acc + #acc, "aaaa")`, guard.CodeRefused},
		"loops three deep":             {`all(ages, {all(ages, {all(ages, {true})})})`, guard.CodeRefused},
		"repeat of repeat":             {`repeat(repeat("a",900000),900)`, guard.CodeRefused},
		"a thousand million numbers":   {`len(1..1000000000)`, guard.CodeRefused},
		"map over a range":             {`len(toJSON(map(1..200000, From)))`, guard.CodeRefused},
		"maps over ranges":             {`map(1..10000, map(1..10000, #))`, guard.CodeRefused},
		"JSON of 900 brackets":         {`fromJSON("` + strings.Repeat("[", 900) + `")`, guard.CodeRefused},
		"250 additions":                {strings.Repeat("1+", 250) + "1", guard.CodeTooMuch},
		"pattern bomb":                 {`From matches "` + strings.Repeat(".{1000}", 140) + `"`, guard.CodeTooMuch},
		"pattern bomb inside":          {`From matches "((a{100}){100}){100}"`, guard.CodeArgument},
		"patterns in a loop":           {`any(tags, # matches "[a-f]+[^x]{0,20}z")`, guard.CodeTooMuch},
		"lists of lists by pipes":      {`ages` + strings.Repeat("|map(#)", 60) + `|len()`, guard.CodeTooMuch},
		"texts in loops":               {`len(map(tags, upper(#))) + len(map(tags, upper(#))) + len(map(tags, upper(#))) + len(map(tags, upper(#))) + len(map(tags, upper(#)))`, guard.CodeTooMuch},
		"said in a loop":               {`any(tags, said(#, #, #, #))`, guard.CodeTooMuch},
		"split in a loop":              {`map(tags, split(#, ""))`, guard.CodeTooMuch},
		"1/0":                          {`1/0`, guard.CodeRefused},
		"1 % 0":                        {`1 % 0`, guard.CodeRefused},
		"position beyond the end":      {`ages[attempt * 5000]`, guard.CodeRefused},
		"a name that is not there":     {`vars.x.y == 1`, guard.CodeName},
		"expression made from a value": {`From(Digits)`, guard.CodeFunction},
	} {
		t.Run(name, func(t *testing.T) {
			within(t, 2*time.Second, 64, func() {
				p, problems := guard.Compile(c.src, clinic(), nil)
				if p != nil || len(problems) == 0 {
					t.Fatal("compiles")
				}
				if problems[0].Code != c.code {
					t.Errorf("%s: %s, want %s", problems[0].Code, problems[0].Message, c.code)
				}
			})
		})
	}
}

// TestDoublingTrees has sources within the bounds on tokens whose trees, walked without care, double with each nesting.
func TestDoublingTrees(t *testing.T) {
	chain := "attempt"
	for range 15 {
		chain = "(1<" + chain + "<9?1:2)"
	}
	within(t, 2*time.Second, 64, func() {
		_, problems := guard.Compile(chain, clinic(), nil)
		if len(problems) == 0 || problems[0].Code != guard.CodeTooMuch {
			t.Errorf("problems %v, want %s", problems, guard.CodeTooMuch)
		}
	})
	bad := strings.ReplaceAll(chain, "attempt", "nobody")
	within(t, 2*time.Second, 64, func() {
		if _, problems := guard.Compile(bad, clinic(), nil); len(problems) == 0 {
			t.Error("an unknown name compiles")
		}
	})
}

// TestWorstCase runs about the dearest programs that compile, on the longest texts and lists: none takes long.
func TestWorstCase(t *testing.T) {
	e := strict(t, env())
	long := strings.Repeat("a", guard.MaxText)
	var texts, numbers []any
	for i := range guard.MaxList {
		texts = append(texts, strings.Repeat("a", guard.MaxValue/guard.MaxList-1))
		numbers = append(numbers, i)
	}
	e.Values["From"], e.Values["tags"], e.Values["ages"] = long, texts, numbers
	e.Values["SpeechResult"] = strings.Repeat("the a ", guard.MaxText/6)
	for _, src := range []string{
		`From matches "[^x]{0,200}[^y]{0,40}b"`,
		`any(map(tags, From), # matches "a*a*b$")`,
		`map(tags, From matches "^[ab]*[^c]*(d|e|fg)x$")`,
		`map(tags, replace(From, "a", "bb"))`,
		`map(tags, From[1:])`,
		`map(tags, From in tags)`,
		`said("` + strings.Repeat("the ", 100) + `x")`,
		`said(From)`,
		`any(tags, said(#))`,
		`any(tags, said(From, From))`,
		`said("` + strings.Repeat("the a ", 60) + `x")`,
		`let a = From + From; let b = a + a; let c = b + b; len(c)`,
		`map(ages, # | spoken())`,
		`join(tags, From)`,
		`ages` + strings.Repeat("|map(#)", 30) + `|sum()`,
	} {
		name := src[:min(len(src), 60)]
		t.Run(name, func(t *testing.T) {
			p := compile(t, src, clinic(), nil)
			within(t, 5*time.Second, 128, func() { p.Eval(e) })
		})
	}
}

func TestResultsAreCapped(t *testing.T) {
	e := strict(t, env())
	e.Values["From"] = strings.Repeat("é", guard.MaxText/2)
	for _, src := range []string{`From + From`, `"x" + From`, `From + "x"`, `replace(From, "é", "éé")`, `upper(From)`, `join([From, From], From)`, `urlquery(From)`, `From | digits()`, `[From, From] | spoken()`} {
		got, _ := compile(t, src, clinic(), nil).Eval(e).(string)
		if len(got) > guard.MaxText || len(got) < guard.MaxText-8 {
			t.Errorf("%s: a text of %d bytes", src, len(got))
		}
		if strings.ContainsRune(got, '\uFFFD') || strings.HasSuffix(got, "%") {
			t.Errorf("%s: cut inside a character", src)
		}
	}
	if got := compile(t, `len(split(From, ""))`, clinic(), nil).Eval(e); got != guard.MaxList {
		t.Errorf("split gives %v parts", got)
	}
	got, _ := compile(t, `map(ages, From)`, clinic(), nil).Eval(e).([]any)
	if len(got) != 3 {
		t.Errorf("3 texts of %d bytes became %d", guard.MaxText, len(got))
	}
	var many []any
	for i := range guard.MaxList {
		many = append(many, i)
	}
	e.Values["ages"] = many
	total := 0
	for _, s := range compile(t, `map(ages, From)`, clinic(), nil).Eval(e).([]any) {
		total += len(fmt.Sprint(s))
	}
	if total > guard.MaxValue {
		t.Errorf("a list of %d bytes, over %d", total, guard.MaxValue)
	}
}
