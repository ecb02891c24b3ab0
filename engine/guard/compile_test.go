package guard_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/engine/guard"
)

// compile is Compile for a test: any problem ends it.
func compile(t *testing.T, src string, s *guard.Scope, want *guard.Type) *guard.Program {
	t.Helper()
	p, problems := guard.Compile(src, s, want)
	if len(problems) > 0 {
		t.Fatalf("%s: problems:\n%s", src, shown(t, src, problems))
	}
	return p
}

// strict is an Env that fails the test when anything is reported.
func strict(t *testing.T, e guard.Env) guard.Env {
	t.Helper()
	e.Report = func(err error) { t.Errorf("reported: %v", err) }
	return e
}

func TestValues(t *testing.T) {
	day := func(s string) time.Time {
		d, err := time.Parse("2006-01-02", s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		src, typ string
		value    any
	}{
		{`Digits == "1"`, "true or false", true},
		{`Digits != "1"`, "true or false", false},
		{`Confidence < 0.4 && SpeechResult != ""`, "true or false", false},
		{`attempt == 2.0`, "true or false", true},
		{`1 < attempt < 3`, "true or false", true},
		{`"Zoë" < "Zz"`, "true or false", true},
		{`not (Digits == "1") or ready`, "true or false", true},
		{`Digits not in ["1", "2"]`, "true or false", false},
		{`From startsWith "+1" && From endsWith "00" && From contains "512"`, "true or false", true},
		{`From matches "^\\+1[2-9][0-9]{9}$"`, "true or false", true},
		{`From not matches "^0"`, "true or false", true},

		{`plan == std`, "true or false", true},
		{`plan == "gold"`, "true or false", false},
		{`plan in [std, "gold"]`, "true or false", true},
		{`plan == upgrade`, "true or false", false},
		{`ready ? upgrade : plan`, "one of gold, black, std", "gold"},

		{`http.name ?? "unknown"`, "text", "Ana"},
		{`http.name == "Ana"`, "true or false", true},
		{`http.vip == true`, "true or false", false},
		{`http.vip != true`, "true or false", true},
		{`http.vip == http.vip`, "true or false", false},
		{`http.vip in [true, false]`, "true or false", false},
		{`"x" in http.tags`, "true or false", false},
		{`http.vip == nil`, "true or false", true},
		{`nil != http.vip`, "true or false", false},
		{`http.name != nil && len(http.name) == 3`, "true or false", true},
		{`http.name == nil || len(http.name) == 3`, "true or false", true},
		{`not (http.name == nil) && len(http.name) == 3`, "true or false", true},
		{`http.name == nil ? 0 : len(http.name)`, "whole number", 3},
		{`http.name != nil && http.id != nil ? http.name + string(http.id) : ""`, "text", "Ana7"},
		{`http.name in ["Ana", "Bo"] && http.name endsWith "a"`, "true or false", true},
		{`returned?.code`, "optional text", nil},
		{`returned?.code ?? "none"`, "text", "none"},
		{`returned != nil && returned.code == "x"`, "true or false", false},
		{`returned?.code == "x" ? returned.code : "-"`, "text", "-"},
		{`let n = http.name; n != nil ? n + "!" : ""`, "text", "Ana!"},

		{`attempt + 1`, "whole number", 3},
		{`attempt * 2.5 - 1`, "number", 4.0},
		{`-attempt`, "whole number", -2},
		{`attempt / 4.0`, "number", 0.5},
		{`Confidence / 3`, "number", 0.9 / 3},
		{`abs(-3) + round(2.5) + floor(-0.5) + ceil(0.1)`, "whole number", 6},
		{`max(attempt, 1, 7)`, "whole number", 7},
		{`min(attempt, 1.5)`, "number", 1.5},
		{`int_or(Digits, 0) + int_or("x", 5) + int_or(http.name, 1)`, "whole number", 7},
		{`From[0:2] + tail(From, 4)`, "text", "+10100"},
		{`"żółw"[1:3]`, "text", "ół"},
		{`upper("zoë") + lower("ÄB") + trim("  x ")`, "text", "ZOËäbx"},
		{`replace(trimPrefix(From, "+1"), "55", "-")`, "text", "512-50100"},
		{`join(split("a,b,c", ","), "; ")`, "text", "a; b; c"},
		{`len("né") + len(tags)`, "whole number", 4},

		{`tags`, "list of text", []any{"red", "blue"}},
		{`tags[0]`, "optional text", "red"},
		{`tags[-1]`, "optional text", "blue"},
		{`tags[7]`, "optional text", nil},
		{`at(ages, attempt)`, "optional whole number", 5},
		{`at(ages, 99) ?? 0`, "whole number", 0},
		{`take(reverse(ages), 2)`, "list of whole numbers", []any{5, 40}},
		{`ages[1:]`, "list of whole numbers", []any{40, 5}},
		{`first(tags) == "red" && last(tags) == "blue"`, "true or false", true},
		{`filter(slots, .id > 1 && .note != nil && .note contains "b")`, "list of objects {id: whole number, name: text, note: optional text}", []any{map[string]any{"id": 2, "name": "noon", "note": "busy"}}},
		{`map(slots, .note ?? "-")`, "list of text", []any{"-", "busy"}},
		{`map(ages, # + #index)`, "list of whole numbers", []any{3, 41, 7}},
		{`map(filter(slots, {.id == 2}), {let n = .name; upper(n)})`, "list of text", []any{"NOON"}},
		{`sum(ages) + sum(slots, .id) + count(ages, # > 4)`, "whole number", 53},
		{`any(tags, # == "red") && all(ages, # > 0) && none(ages, # > 99) && one(ages, # == 40)`, "true or false", true},
		{`find(slots, .id == 2)?.name ?? "none"`, "text", "noon"},
		{`find(slots, .id == 3)?.name`, "optional text", nil},
		{`findIndex(ages, # == 5)`, "optional whole number", 2},
		{`[1, 2.5]`, "list of numbers", []any{1.0, 2.5}},
		{`{id: attempt, name: nil}`, "object {id: whole number, name: optional text}", map[string]any{"id": 2, "name": nil}},
		{`[]`, "list of optional text", []any{}},
		{`ready ? [] : ages`, "list of whole numbers", []any{}},
		{`ready ? nil : 1`, "optional whole number", nil},
		{`ready ? {a: nil} : {a: plan}`, "object {a: optional one of std, gold}", map[string]any{"a": nil}},
		{`nil ?? http.id ?? 1.5`, "number", 7.0},
		{`(at([1], 5) ?? 2) + ("a" == nil ? 1 : 2)`, "whole number", 4},
		{`+attempt + +1`, "whole number", 3},
		{`-Confidence < 0 && -waited < waited`, "true or false", true},
		{`ready || http.vip == true ? opens : time("10:00")`, "time of day", 8 * time.Hour},
		{`sum([waited, waited])`, "duration", 3 * time.Minute},
		{`sum([0.5, 1])`, "number", 1.5},
		{`sum([])`, "whole number", 0},
		{`abs(-waited) - 2 * waited`, "duration", -90 * time.Second},
		{`abs(-0.5)`, "number", 0.5},
		{`opens - time("07:00")`, "duration", time.Hour},
		{`today() - duration("24h") < visit.day`, "true or false", true},

		{`today()`, "date", day("2026-03-03")},
		{`now()`, "date and time", at},
		{`visit.day >= today()`, "true or false", true},
		{`visit.day - today() == duration("168h")`, "true or false", true},
		{`today() + duration("49h")`, "date", day("2026-03-05")},
		{`now() - started`, "duration", time.Minute},
		{`started + waited < now()`, "true or false", false},
		{`waited * 2 > duration("2m")`, "true or false", true},
		{`opens < time("09:00")`, "true or false", true},
		{`string(visit.day) + " " + string(opens) + " " + string(waited)`, "text", "2026-03-10 08:00 1m30s"},

		{`said("sales", "book")`, "true or false", true},
		{`said("results")`, "true or false", false},
		{`luhn("4111 1111 1111 1111")`, "true or false", true},
		{`e164("(512) 555-0100", "US")`, "text", "+15125550100"},
		{`e164(Digits, "US")`, "optional text", nil},
		{`country(From)`, "text", "US"},
		{`country(From) in ["US", "CA"] && "" != country(From)`, "true or false", true},
		{`country(From) == upper("de") || country(From) == SpeechResult || country(From) == country(To)`, "true or false", true},
		{`urlquery(SpeechResult)`, "text", "Um%2C+I%27d+like+to+book+an+appointment%2C+please"},
		{`visit.day | spoken()`, "text", "Tuesday, March 10th"},
		{`attempt + 40 | spoken()`, "text", "forty-two"},
		{`Digits | digits()`, "text", "1"},
		{`12.5 | money("USD")`, "text", "twelve dollars and fifty cents"},
		{`if ready {"a"} else if attempt > 1 {"b"} else {"c"}`, "text", "a"},
		{`Digits == "1" // the first choice`, "true or false", true},
	} {
		t.Run(c.src, func(t *testing.T) {
			p := compile(t, c.src, clinic(), nil)
			if got := p.Type().String(); got != c.typ {
				t.Errorf("type %q, want %q", got, c.typ)
			}
			if diff := cmp.Diff(c.value, p.Eval(strict(t, env()))); diff != "" {
				t.Errorf("value differs (-want +got):\n%s", diff)
			}
			if p.Source() != c.src {
				t.Errorf("source %q", p.Source())
			}
		})
	}
}

func TestFacts(t *testing.T) {
	for _, c := range []struct {
		src                           string
		reads, calls, ifTrue, ifFalse string
	}{
		{`Digits == "1"`, "Digits", "", "", ""},
		{`http.found && http.name != nil && http.id != nil`, "http.found http.id http.name", "", "http.id http.name", ""},
		{`http.name == nil`, "http.name", "", "", "http.name"},
		{`http.name == nil || http.id == nil`, "http.id http.name", "", "", "http.id http.name"},
		{`http.name != nil || http.id != nil`, "http.id http.name", "", "", ""},
		{`http.name != nil || http.name == "x" && ready`, "http.name ready", "", "http.name", ""},
		{`not (http.name == nil or not ready)`, "http.name ready", "", "http.name", ""},
		{`ready ? http.name != nil : http.name == "x"`, "http.name ready", "", "http.name", ""},
		{`http.name == nil ? false : ready`, "http.name ready", "", "http.name", ""},
		{`http.name in ["a"]`, "http.name", "", "http.name", ""},
		{`returned?.next != nil`, "returned.next", "", "returned returned.next", ""},
		{`returned != nil && returned.next != nil`, "returned returned.next", "", "returned returned.next", ""},
		{`let x = http.name; x != nil`, "http.name", "", "", ""},
		{`any(slots, .note != nil)`, "slots", "any", "", ""},
		{`said("a") && len(From) > 3 && visit.day > today()`, "From SpeechResult visit.day", "len said today", "", ""},
		{`http`, "http", "", "", ""},
	} {
		t.Run(c.src, func(t *testing.T) {
			p := compile(t, c.src, clinic(), nil)
			got := [...]string{strings.Join(p.Reads(), " "), strings.Join(p.Calls(), " "), strings.Join(p.NonNilIfTrue(), " "), strings.Join(p.NonNilIfFalse(), " ")}
			if diff := cmp.Diff([...]string{c.reads, c.calls, c.ifTrue, c.ifFalse}, got); diff != "" {
				t.Errorf("reads, calls, non-nil if true, if false differ (-want +got):\n%s", diff)
			}
		})
	}
}

// TestSaid: the phrases that a program asks for, as they stand there.
func TestSaid(t *testing.T) {
	for src, want := range map[string][]string{
		`Digits == "1"`:                   nil,
		`said("a", "b") || not said("a")`: {"a", "b", "a"},
		`said("a" + "b")`:                 {"ab"},
		`said(From)`:                      {""},
		`visit.day > today() ? said("a") : said("b", From)`: {"a", "b", ""},
	} {
		if diff := cmp.Diff(want, compile(t, src, clinic(), nil).Said()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", src, diff)
		}
	}
}

func TestConstant(t *testing.T) {
	for src, want := range map[string]any{
		`true`: true, `not true`: false, `1 == 2`: false, `"a" in ["a", "b"]`: true, `"a" != nil`: true, `1 == nil`: false,
		`ready || true`: true, `false && ready`: false, `ready && false`: false, `1 + 2 * 3`: 7, `ready ? true : true`: nil,
		`date("2026-01-01") < date("2026-01-02")`: true, `Digits == "1"`: nil, `now() > datetime("2020-01-01T00:00:00Z")`: nil,
		`true ? ready : false`: nil, `len("abc") == 3`: true, `[1, 2][0] == 1`: true, `nil == nil`: true,
	} {
		got, ok := compile(t, src, clinic(), nil).Constant()
		if ok != (want != nil) || got != want {
			t.Errorf("%s: constant %v, %v; want %v", src, got, ok, want)
		}
	}
	narrow := clinic().Narrow([]string{"http.name"})
	if got, ok := compile(t, `http.name != nil`, narrow, nil).Constant(); !ok || got != true {
		t.Errorf("a test of what is known not to be nil is constant %v, %v; want true", got, ok)
	}
	list := compile(t, `[1, 2]`, clinic(), nil)
	first, _ := list.Eval(env()).([]any)
	first[0] = 99
	if diff := cmp.Diff([]any{1, 2}, list.Eval(env())); diff != "" {
		t.Errorf("a caller changed the constant of a program (-want +got):\n%s", diff)
	}
}

func TestWantedType(t *testing.T) {
	text, whole, number := guard.Type{Kind: guard.String}, guard.Type{Kind: guard.Int}, guard.Type{Kind: guard.Float}
	plan := guard.Type{Kind: guard.String, OneOf: []string{"std", "gold"}}
	object := guard.Type{Kind: guard.Object, Fields: []guard.Field{{Name: "id", Type: number}, {Name: "name", Type: guard.Type{Kind: guard.String, Optional: true}}}}
	for _, c := range []struct {
		src   string
		want  guard.Type
		typ   string
		value any
	}{
		{`"std"`, plan, "one of std, gold", "std"},
		{`ready ? "std" : plan`, plan, "one of std, gold", "std"},
		{`gold`, plan, "one of std, gold", "gold"},
		{`plan`, text, "text", "std"},
		{`attempt`, number, "number", 2.0},
		{`ages`, guard.Type{Kind: guard.List, Elem: &number}, "list of numbers", []any{3.0, 40.0, 5.0}},
		{`[]`, guard.Type{Kind: guard.List, Elem: &whole}, "list of whole numbers", []any{}},
		{`{id: 1}`, object, "object {id: number, name: optional text}", map[string]any{"id": 1.0, "name": nil}},
		{`{id: attempt, name: http.name}`, object, "object {id: number, name: optional text}", map[string]any{"id": 2.0, "name": "Ana"}},
		{`["std", ready ? gold : "std"]`, guard.Type{Kind: guard.List, Elem: &plan}, "list of one of std, gold", []any{"std", "gold"}},
		{
			`{plans: ["gold"], best: plan}`,
			guard.Type{Kind: guard.Object, Fields: []guard.Field{{Name: "best", Type: plan}, {Name: "plans", Type: guard.Type{Kind: guard.List, Elem: &plan}}}},
			"object {best: one of std, gold, plans: list of one of std, gold}",
			map[string]any{"plans": []any{"gold"}, "best": "std"},
		},
		{`ready ? {id: 1, name: nil} : {id: 2.5, name: "x"}`, object, "object {id: number, name: optional text}", map[string]any{"id": 1.0, "name": nil}},
		{`nil`, guard.Type{Kind: guard.String, Optional: true}, "optional text", nil},
		{`http.name`, guard.Type{Kind: guard.String, Optional: true}, "optional text", "Ana"},
		{`From`, guard.Type{Kind: guard.String, Optional: true}, "text", "+15125550100"},
	} {
		t.Run(c.src, func(t *testing.T) {
			p := compile(t, c.src, clinic(), &c.want)
			if got := p.Type().String(); got != c.typ {
				t.Errorf("type %q, want %q", got, c.typ)
			}
			if diff := cmp.Diff(c.value, p.Eval(strict(t, env()))); diff != "" {
				t.Errorf("value differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSensitive(t *testing.T) {
	s := clinic()
	secret := guard.Type{Kind: guard.Object, Fields: []guard.Field{
		{Name: "pin", Type: guard.Type{Kind: guard.String, Sensitive: true}}, {Name: "name", Type: guard.Type{Kind: guard.String}},
	}}
	s.Define("secret", secret)
	s.Define("secrets", guard.Type{Kind: guard.List, Elem: &secret})
	s.Define("flag", guard.Type{Kind: guard.Bool, Sensitive: true})
	s.Define("cents", guard.Type{Kind: guard.Int, Sensitive: true})
	s.Define("codes", guard.Type{Kind: guard.List, Elem: &guard.Type{Kind: guard.String}, Sensitive: true})
	for src, want := range map[string]bool{
		`pin`: true, `pin == "1"`: false, `len(pin)`: false, `pin in ["1"]`: false, `pin matches "^1"`: false, `pin contains "1"`: false,
		`pin < "5"`: false, `luhn(pin)`: false, `pin == "1" ? "a" : "b"`: false, `ready ? pin : "b"`: true, `pin + "x"`: true, `tail(pin, 4)`: true,
		`pin[0:1]`: true, `upper(pin)`: true, `pin | digits()`: true, `pin | spoken()`: true, `int_or(pin, 0) + 1`: true, `urlquery(pin)`: true,
		`e164(pin, "US") ?? ""`: true, `let p = pin; p`: true, `let p = pin; p == "1"`: false, `[pin]`: true, `{p: pin}`: true, `split(pin, "")`: true,
		`join([pin, "a"], "")`: true, `secret`: true, `secret.name`: false, `secret.pin`: true, `map(secrets, .name)`: false, `map(secrets, .pin)`: true,
		`secrets[0]?.name`: false, `secrets[0]?.pin`: true, `filter(secrets, .pin == "1")`: true, `count(secrets, .pin == "1")`: false,
		`any(secrets, .pin == "1")`: false, `flag`: true, `not flag`: true, `flag && ready`: true, `flag == true`: false, `cents * 2`: true,
		`-cents`: true, `max(cents, 1)`: true, `cents > 3`: false, `cents / 2.0`: true, `codes[0]`: true, `map(codes, #)`: true, `join(codes, "")`: true,
		`sum(map(codes, int_or(#, 0)))`: true, `codes`: true, `first(codes) ?? "x"`: true, `From`: false, `tags`: false, `string(cents)`: true, `cents | money("USD")`: true,
	} {
		if got := compile(t, src, s, nil).Sensitive(); got != want {
			t.Errorf("%s: sensitive %v, want %v", src, got, want)
		}
	}
	if p := compile(t, `pin`, s, &guard.Type{Kind: guard.String}); !p.Type().Sensitive {
		t.Error("a wanted type washed the mark off")
	}
	if p := compile(t, `From`, s, &guard.Type{Kind: guard.String, Sensitive: true}); p.Type().Sensitive {
		t.Error("a clean value became sensitive by where it goes")
	}
}

func TestEvalNeverFails(t *testing.T) {
	s := clinic()
	for _, c := range []struct {
		src   string
		spoil func(map[string]any)
		value any
		hears string
	}{
		{`From`, func(v map[string]any) { delete(v, "From") }, "", "From: missing or of another type, expected text"},
		{`attempt + 1`, func(v map[string]any) { v["attempt"] = "2" }, 1, "attempt: missing or of another type, expected whole number"},
		{`visit.reason`, func(v map[string]any) { v["visit"] = nil }, "", "visit.reason: missing or of another type, expected text"},
		{`Confidence > 0.5`, func(v map[string]any) { v["Confidence"] = nan() }, false, "Confidence: missing or of another type, expected number"},
		{`plan`, func(v map[string]any) { v["plan"] = "silver" }, "std", "plan: missing or of another type, expected one of std, gold"},
		{`map(slots, .id)`, func(v map[string]any) { v["slots"] = []any{map[string]any{"id": 1}} }, []any{1}, "slots: missing or of another type, expected list of objects {id: whole number, name: text, note: optional text}"},
		{`len(tags)`, func(v map[string]any) { v["tags"] = make([]any, 300) }, 256, "tags: missing or of another type, expected list of text"},
	} {
		t.Run(c.src, func(t *testing.T) {
			e := env()
			c.spoil(e.Values)
			var heard []string
			e.Report = func(err error) { heard = append(heard, err.Error()) }
			if diff := cmp.Diff(c.value, compile(t, c.src, s, nil).Eval(e)); diff != "" {
				t.Errorf("value differs (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]string{c.hears}, heard); diff != "" {
				t.Errorf("reports differ (-want +got):\n%s", diff)
			}
		})
	}
	e := env()
	e.Report, e.Values = nil, nil
	if compile(t, `Digits == "1"`, s, nil).True(e) {
		t.Error("a guard without values is true")
	}
	if compile(t, `From`, s, nil).True(env()) {
		t.Error("a text is true")
	}
}

func nan() float64 {
	zero := 0.0
	return zero / zero
}

func TestClock(t *testing.T) {
	denver, err := time.LoadLocation("America/Denver")
	if err != nil {
		t.Fatal(err)
	}
	e := strict(t, env())
	e.Now, e.Zone = time.Date(2026, 3, 4, 3, 0, 0, 0, time.UTC), denver
	for src, want := range map[string]string{
		`string(today())`: "2026-03-03", `string(now())`: "2026-03-04T03:00:00Z", `now() | spoken()`: "Tuesday, March 3rd at 8 PM",
	} {
		if got := compile(t, src, clinic(), nil).Eval(e); got != want {
			t.Errorf("%s = %v, want %v", src, got, want)
		}
	}
	e.Zone = nil
	if got := compile(t, `string(today())`, clinic(), nil).Eval(e); got != "2026-03-04" {
		t.Errorf("without a zone today is %v", got)
	}
}

func TestSpeechOnlyWhereHeard(t *testing.T) {
	s := guard.NewScope()
	s.Define("From", guard.Type{Kind: guard.String})
	_, problems := guard.Compile(`said("sales")`, s, nil)
	want := "    expr-unknown-name 0-13 ‹said(\"sales\")› said() where no speech was heard\n        = use it in the transitions of a gather\n"
	if diff := cmp.Diff(want, shown(t, `said("sales")`, problems)); diff != "" {
		t.Errorf("problems differ (-want +got):\n%s", diff)
	}
}

func ExampleCompile() {
	s := guard.NewScope()
	s.Define("Digits", guard.Type{Kind: guard.String})
	_, problems := guard.Compile(`Digits == 1`, s, &guard.Type{Kind: guard.Bool})
	fmt.Println(problems[0].Hint)
	p, _ := guard.Compile(`Digits == "1"`, s, &guard.Type{Kind: guard.Bool})
	fmt.Println(p.True(guard.Env{Values: map[string]any{"Digits": "1"}}))
	// Output:
	// write Digits == "1"
	// true
}

// TestProgramsAreShared runs one program in many goroutines; the race detector watches.
func TestProgramsAreShared(t *testing.T) {
	p := compile(t, `map(filter(slots, .name matches "^n"), upper(.name)) | spoken()`, clinic(), nil)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 200 {
				if got := p.Eval(env()); got != "NOON" {
					t.Errorf("got %v", got)
				}
			}
		})
	}
	all.Wait()
}
