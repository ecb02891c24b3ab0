package guard

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"
)

// function is one function or formatter that expressions may call. All are total, and none is expr's own.
type function struct {
	name   string
	usage  string
	params []param
	// rest says that the last parameter may be given any number of times.
	rest bool
	// result works out the type of the result. It is tainted by all arguments unless clean: those that compare or
	// measure, and those whose result type has the marks already.
	result func(args []operand) Type
	clean  bool
	// literal checks arguments that must be written out; it gives a problem and the argument it concerns.
	literal func(args []operand) (int, string, string)
	// closed says that what literal refuses is no member of a closed set.
	closed bool
	// work is what a call costs, see checker.spend.
	work int
	// run computes the value; values of host come before those of params.
	run  func(v ...any) any
	host []string
	// hours says that the first argument names hours of the flow.
	hours bool
	// list says that the call makes a list, of which expr's memory is to be counted.
	list bool
}

// param is what a function takes at one place.
type param struct {
	what    string
	kinds   []Kind
	nilable bool // may be nil
	written bool // must be known when the flow is loaded
}

// The values that the host supplies to functions.
const (
	hostNow   = "now()"
	hostToday = "today()"
	hostVoice = "voice()"
	hostHeard = "heard()"
	hostHours = "hours()"
)

// speechResult is the path of what said looks in.
const speechResult = "SpeechResult"

func always(t Type) func([]operand) Type { return func([]operand) Type { return t } }

func sameAs(i int) func([]operand) Type {
	return func(args []operand) Type {
		t := args[i].typ
		t.OneOf = nil
		return t
	}
}

func elemOf(args []operand) Type { return args[0].typ.elem().taint(args[0].typ.Sensitive).optional() }

var (
	aText     = param{what: "text", kinds: []Kind{String}}
	aWhole    = param{what: "a whole number", kinds: []Kind{Int}}
	aNumber   = param{what: "a number", kinds: []Kind{Int, Float}}
	aList     = param{what: "a list", kinds: []Kind{List}}
	anElement = param{what: "an element", kinds: []Kind{String, Int, Float, Bool, Date, Time, DateTime, Duration, Object}}
	aScalar   = param{what: "a single value", kinds: []Kind{String, Int, Float, Bool, Date, Time, DateTime, Duration}}
	aMeasured = param{what: "text or a list", kinds: []Kind{String, List}}
	anOrdered = param{what: "a number, duration, date or time", kinds: []Kind{Int, Float, Duration, Date, Time, DateTime}}
	aSpoken   = param{what: "a value", kinds: []Kind{String, Int, Float, Bool, Date, Time, DateTime, Duration, List}}
	written   = param{what: "text", kinds: []Kind{String}, written: true}
	theHours  = param{what: "the name of hours", kinds: []Kind{String}, written: true}
)

// functions is the allow-list. expr's own functions are all switched off; what has the name of one of them here is
// ours, and one that a newer expr adds is refused until it is written here.
var functions = table(
	function{
		name: "len", usage: "len(x)", params: []param{aMeasured}, result: always(Type{Kind: Int}), clean: true, work: 10,
		run: func(v ...any) any { return length(v[0]) },
	},
	function{name: "string", usage: "string(x)", params: []param{aScalar}, result: always(Type{Kind: String}), work: 10},

	function{
		name: "trim", usage: "trim(text)", params: []param{aText}, result: sameAs(0), work: 10,
		run: func(v ...any) any { return strings.TrimSpace(text(v[0])) },
	},
	function{
		name: "trimPrefix", usage: `trimPrefix(text, "+1")`, params: []param{aText, aText}, result: sameAs(0), work: 10,
		run: func(v ...any) any { return strings.TrimPrefix(text(v[0]), text(v[1])) },
	},
	function{
		name: "trimSuffix", usage: `trimSuffix(text, "#")`, params: []param{aText, aText}, result: sameAs(0), work: 10,
		run: func(v ...any) any { return strings.TrimSuffix(text(v[0]), text(v[1])) },
	},
	function{
		name: "upper", usage: "upper(text)", params: []param{aText}, result: sameAs(0), work: 40,
		run: func(v ...any) any { return cutText(strings.ToUpper(text(v[0]))) },
	},
	function{
		name: "lower", usage: "lower(text)", params: []param{aText}, result: sameAs(0), work: 40,
		run: func(v ...any) any { return cutText(strings.ToLower(text(v[0]))) },
	},
	function{
		name: "replace", usage: `replace(text, "*", ".")`, params: []param{aText, aText, aText}, result: sameAs(0), work: 80,
		run: func(v ...any) any { return replace(text(v[0]), text(v[1]), text(v[2])) },
	},
	function{
		name: "split", usage: `split(text, ",")`, params: []param{aText, aText}, result: always(listOf(Type{Kind: String})), work: 40, list: true,
		run: func(v ...any) any { return split(text(v[0]), text(v[1])) },
	},
	function{
		name: "join", usage: `join(list, ", ")`, params: []param{aList, aText}, work: 40,
		result: always(Type{Kind: String}), literal: ofTexts, run: func(v ...any) any { return join(list(v[0]), text(v[1])) },
	},

	function{
		name: "abs", usage: "abs(number)", params: []param{{what: "a number or duration", kinds: []Kind{Int, Float, Duration}}}, result: sameAs(0), work: 1,
		run: func(v ...any) any {
			switch n := v[0].(type) {
			case int:
				return max(n, negInt(n))
			case time.Duration:
				return max(n, negInt(n))
			}
			return math.Abs(number(v[0]))
		},
	},
	function{
		name: "round", usage: "round(number)", params: []param{aNumber}, result: always(Type{Kind: Int}), work: 1,
		run: func(v ...any) any { return toWhole(v[0], math.Round) },
	},
	function{
		name: "floor", usage: "floor(number)", params: []param{aNumber}, result: always(Type{Kind: Int}), work: 1,
		run: func(v ...any) any { return toWhole(v[0], math.Floor) },
	},
	function{
		name: "ceil", usage: "ceil(number)", params: []param{aNumber}, result: always(Type{Kind: Int}), work: 1,
		run: func(v ...any) any { return toWhole(v[0], math.Ceil) },
	},
	function{
		name: "min", usage: "min(a, b)", params: []param{anOrdered, anOrdered}, rest: true, result: ordered, work: 2, literal: alike,
		run: func(v ...any) any { return slices.MinFunc(v, compare) },
	},
	function{
		name: "max", usage: "max(a, b)", params: []param{anOrdered, anOrdered}, rest: true, result: ordered, work: 2, literal: alike,
		run: func(v ...any) any { return slices.MaxFunc(v, compare) },
	},
	function{
		name: "int_or", usage: "int_or(text, 0)", params: []param{{what: "text", kinds: []Kind{String}, nilable: true}, aWhole},
		result: always(Type{Kind: Int}), work: 10, run: func(v ...any) any { return intOr(text(v[0]), whole(v[1])) },
	},

	function{
		name: "at", usage: "at(list, position)", params: []param{aList, aWhole}, result: elemOf, clean: true, work: 1,
		run: func(v ...any) any { return at(list(v[0]), whole(v[1])) },
	},
	function{
		name: "first", usage: "first(list)", params: []param{aList}, result: elemOf, clean: true, work: 1,
		run: func(v ...any) any { return at(list(v[0]), 0) },
	},
	function{
		name: "last", usage: "last(list)", params: []param{aList}, result: elemOf, clean: true, work: 1,
		run: func(v ...any) any { return at(list(v[0]), -1) },
	},
	function{
		name: "take", usage: "take(list, count)", params: []param{aList, aWhole}, result: sameAs(0), clean: true, work: 1,
		run: func(v ...any) any { return slice(list(v[0]), 0, max(0, whole(v[1]))) },
	},
	function{
		name: "append", usage: "append(list, 5)", params: []param{aList, anElement}, result: appended, clean: true, work: 10, list: true,
		literal: fitsList, run: func(v ...any) any { return grown(list(v[0]), v[1]) },
	},
	function{
		name: "reverse", usage: "reverse(list)", params: []param{aList}, result: sameAs(0), clean: true, work: 10, list: true,
		run: func(v ...any) any {
			out := slices.Clone(list(v[0]))
			slices.Reverse(out)
			return out
		},
	},

	function{
		name: "date", usage: `date("2026-12-24")`, params: []param{written}, result: always(Type{Kind: Date}), work: 1, literal: reads(Date),
		run: func(v ...any) any { return parsed(Date, v[0]) },
	},
	function{
		name: "time", usage: `time("17:30")`, params: []param{written}, result: always(Type{Kind: Time}), work: 1, literal: reads(Time),
		run: func(v ...any) any { return parsed(Time, v[0]) },
	},
	function{
		name: "datetime", usage: `datetime("2026-12-24T17:30:00Z")`, params: []param{written}, result: always(Type{Kind: DateTime}), work: 1,
		literal: reads(DateTime), run: func(v ...any) any { return parsed(DateTime, v[0]) },
	},
	function{
		name: "duration", usage: `duration("1h30m")`, params: []param{written}, result: always(Type{Kind: Duration}), work: 1,
		literal: reads(Duration), run: func(v ...any) any { return parsed(Duration, v[0]) },
	},
	function{
		name: "now", usage: "now()", result: always(Type{Kind: DateTime}), work: 1, host: []string{hostNow},
		run: func(v ...any) any { return v[0] },
	},
	function{
		name: "today", usage: "today()", result: always(Type{Kind: Date}), work: 1, host: []string{hostToday},
		run: func(v ...any) any { return v[0] },
	},

	function{
		name: "open", usage: `open("desk")`, params: []param{theHours}, result: always(Type{Kind: Bool}), work: 5, hours: true,
		host: []string{hostHours}, run: func(v ...any) any { return deskOf(v).open() },
	},
	function{
		name: "next_open", usage: `next_open("desk")`, params: []param{theHours}, result: always(Type{Kind: DateTime, Optional: true}), work: 200, hours: true,
		host: []string{hostHours}, run: func(v ...any) any { return deskOf(v).nextOpen() },
	},
	function{
		name: "minutes_until_close", usage: `minutes_until_close("desk")`, params: []param{theHours}, result: always(Type{Kind: Int}), work: 200, hours: true,
		host: []string{hostHours}, run: func(v ...any) any { return deskOf(v).minutesUntilClose() },
	},
	function{
		name: "closed_for", usage: `closed_for("desk")`, params: []param{theHours}, result: always(Type{Kind: String, Optional: true}), work: 5, hours: true,
		host: []string{hostHours}, run: func(v ...any) any { return deskOf(v).closedFor() },
	},

	function{
		name: "said", usage: `said("sales", "buy")`, params: []param{aText}, rest: true, result: always(Type{Kind: Bool}), clean: true,
		work: 170, literal: notSpeech, host: []string{hostHeard},
	},
	function{
		name: "tail", usage: "tail(text, 4)", params: []param{aText, aWhole}, result: sameAs(0), work: 60,
		run: func(v ...any) any { return tail(text(v[0]), whole(v[1])) },
	},
	function{
		name: "luhn", usage: "luhn(text)", params: []param{aText}, result: always(Type{Kind: Bool}), clean: true, work: 10,
		run: func(v ...any) any { return luhn(text(v[0])) },
	},
	function{
		name: "e164", usage: `e164(text, "US")`, params: []param{aText, written}, result: always(Type{Kind: String, Optional: true}), work: 20,
		literal: dialledFrom, closed: true, run: func(v ...any) any { return e164(text(v[0]), text(v[1])) },
	},
	function{
		name: "country", usage: "country(From)", params: []param{aText}, result: always(Type{Kind: String}), work: 20,
		run: func(v ...any) any { return country(text(v[0])) },
	},
	function{name: "urlquery", usage: "urlquery(text)", params: []param{aScalar}, result: always(Type{Kind: String}), work: 40},

	function{name: "spoken", usage: "x | spoken()", params: []param{aSpoken}, result: always(Type{Kind: String}), work: 20, literal: flat},
	function{
		name: "digits", usage: "x | digits()", params: []param{{what: "text or a whole number", kinds: []Kind{String, Int}}},
		result: always(Type{Kind: String}), work: 300, host: []string{hostVoice}, run: func(v ...any) any {
			return digits(plain(Type{Kind: String}, v[1]), voiceOf(v[0]).language)
		},
	},
	function{
		name: "money", usage: `x | money("USD")`, params: []param{aNumber, written}, result: always(Type{Kind: String}), work: 20,
		literal: knownCurrency, host: []string{hostVoice}, run: func(v ...any) any { return money(v[1], text(v[2]), voiceOf(v[0]).language) },
	},
)

// looping is one of expr's own functions that run a condition or expression over a list; they are part of its machine.
type looping struct {
	usage  string
	alone  bool // the expression may be left out
	result func(l, body Type) Type
}

var loops = map[string]looping{
	"all":       {usage: "all(list, # > 0)", result: toBool},
	"any":       {usage: "any(list, # > 0)", result: toBool},
	"none":      {usage: "none(list, # > 0)", result: toBool},
	"one":       {usage: "one(list, # > 0)", result: toBool},
	"count":     {usage: "count(list, # > 0)", result: func(Type, Type) Type { return Type{Kind: Int} }},
	"findIndex": {usage: "findIndex(list, # > 0)", result: func(Type, Type) Type { return Type{Kind: Int} }},
	"filter":    {usage: "filter(list, # > 0)", result: func(l, _ Type) Type { return l }},
	"find":      {usage: "find(list, # > 0)", result: func(l, _ Type) Type { return l.elem().taint(l.Sensitive) }},
	"map":       {usage: "map(list, #.name)", result: func(_, body Type) Type { return listOf(body) }},
	"sum":       {usage: "sum(list)", alone: true},
}

func toBool(Type, Type) Type { return Type{Kind: Bool} }

func table(fs ...function) map[string]function {
	m := make(map[string]function, len(fs))
	for _, f := range fs {
		m[f.name] = f
	}
	return m
}

// Functions lists the functions and formatters that expressions may call, sorted, each with an example of its use.
func Functions() (names, usages []string) {
	all := map[string]string{}
	for name, f := range functions {
		all[name] = f.usage
	}
	for name, f := range loops {
		all[name] = f.usage
	}
	names = slices.Sorted(maps.Keys(all))
	for _, n := range names {
		usages = append(usages, all[n])
	}
	return names, usages
}

func toWhole(v any, f func(float64) float64) int {
	if n, ok := v.(int); ok {
		return n
	}
	return toInt(f(number(v)))
}

// ordered is the type of min and max: their arguments' own.
func ordered(args []operand) Type {
	t := args[0].typ
	for _, o := range args[1:] {
		if both, ok := common(t, o.typ); ok {
			t = both
		}
	}
	return t
}

// alike refuses arguments of types that have no common one.
func alike(args []operand) (int, string, string) {
	for i, o := range args[1:] {
		if _, ok := common(args[0].typ, o.typ); !ok {
			return i + 1, fmt.Sprintf("%s beside %s", o.typ, args[0].typ), ""
		}
	}
	return 0, "", ""
}

func ofTexts(args []operand) (int, string, string) {
	if k := args[0].typ.elem().Kind; k != String && k != kindUnknown {
		return 0, "join needs a list of text, not a " + args[0].typ.String(), "make texts of it: map(list, string(#))"
	}
	return 0, "", ""
}

// notSpeech refuses said(SpeechResult), which is always true.
func notSpeech(args []operand) (int, string, string) {
	for i, o := range args {
		if o.path == speechResult {
			return i, "said looks in SpeechResult itself", `write said("sales")`
		}
	}
	return 0, "", ""
}

// flat refuses a list of lists or objects.
func flat(args []operand) (int, string, string) {
	if k := args[0].typ.elem().Kind; args[0].typ.Kind == List && (k == Object || k == List) {
		return 0, fmt.Sprintf("a list of %ss cannot be said", kindWords[k]), "name what is said of each: map(list, #.name) | spoken()"
	}
	return 0, "", ""
}

// reads refuses a written text that cannot be read as the kind.
func reads(k Kind) func([]operand) (int, string, string) {
	return func(args []operand) (int, string, string) {
		if _, err := (Type{Kind: k}).Decode(args[0].konst); err != nil {
			return 0, strings.TrimPrefix(err.Error(), "value: "), ""
		}
		return 0, "", ""
	}
}

func parsed(k Kind, v any) any {
	t := Type{Kind: k}
	out, err := t.Decode(v)
	if err != nil {
		return t.Zero()
	}
	return out
}
