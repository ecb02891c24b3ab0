package guard_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/texmlflow/texmlflow/engine/guard"
)

// names are what generated programs read: name by kind, optional ones apart.
var names = map[guard.Kind][2][]string{
	guard.String:   {{"From", "Digits", "visit.reason", `"a"`, `"é ü"`, `""`}, {"http.name", "returned?.code", "returned?.next", `closed_for("desk")`}},
	guard.Int:      {{"attempt", "0", "7", "9223372036854775807", `minutes_until_close("desk")`}, {"http.id"}},
	guard.Float:    {{"Confidence", "0.5", "1e308"}, nil},
	guard.Bool:     {{"ready", "http.found", "true", "false", `open("desk")`}, {"http.vip"}},
	guard.Date:     {{"visit.day", "today()", `date("2026-12-24")`}, nil},
	guard.DateTime: {{"started", "now()", `datetime("9999-12-31T23:59:59+07:00")`, `(next_open("desk") ?? now())`}, nil},
	guard.Duration: {{"waited", `duration("48h")`, `duration("2562047h")`}, nil},
	guard.Time:     {{"opens", `time("12:30")`}, nil},
}

// writer writes random programs whose types are right.
type writer struct{ t *rapid.T }

func (w writer) pick(from ...string) string { return rapid.SampledFrom(from).Draw(w.t, "pick") }

// list writes a list of texts or whole numbers.
func (w writer) list(k guard.Kind, depth int) string {
	own := map[guard.Kind]string{guard.String: "tags", guard.Int: "ages"}[k]
	if depth <= 0 {
		return own
	}
	switch rapid.IntRange(0, 7).Draw(w.t, "list") {
	case 0:
		return "[" + w.expr(k, depth-1) + ", " + w.expr(k, depth-1) + "]"
	case 1:
		return "reverse(" + w.list(k, depth-1) + ")"
	case 2:
		return "take(" + w.list(k, depth-1) + ", " + w.expr(guard.Int, depth-1) + ")"
	case 3:
		return w.list(k, depth-1) + w.pick("[1:]", "[:1]", "[-2:1]")
	case 4:
		return "filter(" + w.list(k, 0) + ", " + w.element(k) + ")"
	case 5:
		if k == guard.String {
			return "split(" + w.expr(k, depth-1) + ", " + w.expr(k, 0) + ")"
		}
		return "map(slots, .id)"
	}
	return own
}

// element writes a condition on # of the kind.
func (w writer) element(k guard.Kind) string {
	if k == guard.String {
		return w.pick(`# != "a"`, `len(#) > 1`, `# in ["red", From]`, `# matches "^r"`, `ready`)
	}
	return w.pick(`# > 3`, `# + 1 < attempt`, `-# == 3`, `not ready`)
}

// optional writes something of the kind that may be nil.
func (w writer) optional(k guard.Kind, depth int) string {
	own := names[k][1]
	if (k == guard.String || k == guard.Int) && rapid.Bool().Draw(w.t, "from a list") {
		l := w.list(k, depth-1)
		return w.pick("first("+l+")", "last("+l+")", "at("+l+", "+w.expr(guard.Int, depth-1)+")", "find("+l+", "+w.element(k)+")", l+"[0]")
	}
	if len(own) == 0 {
		return ""
	}
	return w.pick(own...)
}

// expr writes an expression of the kind.
func (w writer) expr(k guard.Kind, depth int) string {
	plain := names[k][0]
	if depth <= 0 {
		return w.pick(plain...)
	}
	sub := func(k guard.Kind) string { return w.expr(k, depth-1) }
	b := func(op string, l, r guard.Kind) string { return "(" + sub(l) + " " + op + " " + sub(r) + ")" }
	switch rapid.IntRange(0, 5).Draw(w.t, "shape") {
	case 0:
		return w.pick(plain...)
	case 1:
		return "(" + sub(guard.Bool) + " ? " + sub(k) + " : " + sub(k) + ")"
	case 2:
		if o := w.optional(k, depth); o != "" {
			return "(" + o + " ?? " + sub(k) + ")"
		}
	case 3:
		if own := names[k][1]; len(own) > 0 && !strings.Contains(own[0], "?") {
			return "(" + own[0] + " != nil && " + sub(guard.Bool) + " ? " + own[0] + " : " + sub(k) + ")"
		}
	}
	switch k {
	case guard.String:
		return w.pick(b("+", k, k), "upper("+sub(k)+")", "trim("+sub(k)+")", "tail("+sub(k)+", "+sub(guard.Int)+")", sub(k)+"[1:-1]", "string("+sub(guard.Float)+")",
			"string("+sub(guard.DateTime)+")", "replace("+sub(k)+", "+sub(k)+", "+sub(k)+")", "join("+w.list(k, depth-1)+", "+sub(k)+")", "urlquery("+sub(k)+")",
			"("+sub(guard.Duration)+" | spoken())", "("+sub(guard.Int)+" | spoken())", "("+sub(guard.Date)+" | spoken())", "("+sub(guard.DateTime)+" | spoken())", "("+sub(guard.Float)+` | money("EUR"))`, "("+sub(k)+" | digits())",
			"country("+sub(k)+")", "("+w.list(k, depth-1)+" | spoken())", "("+sub(guard.Float)+" | spoken())")
	case guard.Int:
		return w.pick(b("+", k, k), b("-", k, k), b("*", k, k), "(-"+sub(k)+")", "abs("+sub(k)+")", "len("+sub(guard.String)+")", "len("+w.list(k, depth-1)+")", "sum("+w.list(k, depth-1)+")", "sum(append("+w.list(k, depth-1)+", "+sub(k)+"))",
			"round("+sub(guard.Float)+")", "int_or("+sub(guard.String)+", "+sub(k)+")", "max("+sub(k)+", "+sub(k)+")", "count("+w.list(k, 0)+", "+w.element(k)+")")
	case guard.Float:
		return w.pick(b("+", k, guard.Int), b("-", k, k), b("*", k, k), "("+sub(k)+" / 0.001)", "(-"+sub(k)+")", "min("+sub(k)+", "+sub(guard.Int)+")")
	case guard.Date:
		return w.pick(b("+", k, guard.Duration), b("-", k, guard.Duration))
	case guard.DateTime:
		return w.pick(b("+", k, guard.Duration), b("-", k, guard.Duration))
	case guard.Duration:
		return w.pick(b("+", k, k), b("-", k, k), b("*", k, guard.Int), b("-", guard.Date, guard.Date), b("-", guard.DateTime, guard.DateTime), b("-", guard.Time, guard.Time), "(-"+sub(k)+")")
	case guard.Time:
		return "max(" + sub(k) + ", " + sub(k) + ")"
	}
	other := rapid.SampledFrom([]guard.Kind{guard.String, guard.Int, guard.Float, guard.Date, guard.DateTime, guard.Duration, guard.Time}).Draw(w.t, "kind")
	cases := []string{
		b("&&", k, k), b("||", k, k), "(not " + sub(k) + ")", b(w.pick("==", "!=", "<", "<=", ">", ">="), other, other), b("==", k, k),
		b(w.pick("contains", "startsWith", "endsWith"), guard.String, guard.String), "(" + sub(guard.String) + ` matches "^[a-z]+é?")`,
		"(" + sub(guard.Int) + " in " + w.list(guard.Int, depth-1) + ")", w.pick("any", "all", "none", "one") + "(" + w.list(guard.String, depth-1) + ", " + w.element(guard.String) + ")",
		"luhn(" + sub(guard.String) + ")", "said(" + sub(guard.String) + `, "book")`, "(let v" + strconv.Itoa(depth) + " = " + sub(k) + "; " + sub(k) + ")",
	}
	if o := w.optional(other, depth); o != "" {
		cases = append(cases, "("+o+" == nil)", "("+o+" != "+sub(other)+")", "("+o+" in ["+sub(other)+"])")
	}
	return w.pick(cases...)
}

// anyValues are random values that fit the scope clinic, at the ends of their ranges more often than chance would have.
func anyValues(t *rapid.T) map[string]any {
	text := rapid.OneOf(rapid.SampledFrom([]string{"", "1", "a", "+15125550100", "4111111111111111", "red", strings.Repeat("é", 4096), "l'été, s'il vous plaît"}), rapid.String())
	whole := rapid.OneOf(rapid.SampledFrom([]int{0, 1, -1, math.MaxInt, math.MinInt, 1e12}), rapid.Int())
	float := rapid.OneOf(rapid.SampledFrom([]float64{0, 0.4, 1, -1, math.MaxFloat64, -math.MaxFloat64, 5e-324}), rapid.Float64Range(-1e6, 1e6))
	lasting := rapid.OneOf(rapid.SampledFrom([]time.Duration{0, math.MaxInt64, math.MinInt64}), rapid.Map(rapid.Int64(), func(n int64) time.Duration { return time.Duration(n) }))
	second := rapid.Map(rapid.Int64Range(-62135596800, 253402300799), func(n int64) time.Time { return time.Unix(n, 0).UTC() })
	maybe := func(v any, label string) any {
		if rapid.Bool().Draw(t, label) {
			return v
		}
		return nil
	}
	list := func(of func(label string) any, label string) []any {
		out := []any{}
		for i := range rapid.IntRange(0, 5).Draw(t, label) {
			out = append(out, of(label+strconv.Itoa(i)))
		}
		return out
	}
	texts := func(l string) any { return text.Draw(t, l) }
	v := values()
	for _, name := range []string{"From", "To", "Digits", "SpeechResult", "pin"} {
		v[name] = text.Draw(t, name)
	}
	v["Confidence"], v["attempt"], v["ready"] = float.Draw(t, "Confidence"), whole.Draw(t, "attempt"), rapid.Bool().Draw(t, "ready")
	v["plan"] = rapid.SampledFrom([]string{"std", "gold"}).Draw(t, "plan")
	v["opens"], v["waited"], v["started"] = time.Duration(rapid.IntRange(0, 86399).Draw(t, "opens"))*time.Second, lasting.Draw(t, "waited"), second.Draw(t, "started")
	v["tags"], v["ages"] = list(texts, "tags"), list(func(l string) any { return whole.Draw(t, l) }, "ages")
	v["slots"] = list(func(l string) any {
		return map[string]any{"id": whole.Draw(t, l), "name": text.Draw(t, l), "note": maybe(text.Draw(t, l), l)}
	}, "slots")
	v["visit"] = map[string]any{"day": second.Draw(t, "day").Truncate(24 * time.Hour), "reason": text.Draw(t, "reason")}
	v["http"] = map[string]any{
		"found": rapid.Bool().Draw(t, "found"), "name": maybe(text.Draw(t, "name"), "named"), "id": maybe(whole.Draw(t, "id"), "numbered"),
		"vip": maybe(rapid.Bool().Draw(t, "vip"), "known"), "tags": maybe(list(texts, "http.tags"), "tagged"),
	}
	v["returned"] = maybe(map[string]any{"code": text.Draw(t, "code"), "next": maybe(text.Draw(t, "next"), "more")}, "came back")
	return v
}

var kinds = []guard.Kind{guard.Bool, guard.String, guard.Int, guard.Float, guard.Date, guard.DateTime, guard.Duration, guard.Time}

// lookup is the value at a path such as "http.name".
func lookup(values map[string]any, path string) any {
	var v any = values
	for name := range strings.SplitSeq(path, ".") {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	return v
}

// TestProgramsNeverFail: a program that is well typed compiles, unless it is too large; run on anything that fits its
// scope it reports nothing and gives a value of its type, within the caps, the same each time; what it says about nil is true.
func TestProgramsNeverFail(t *testing.T) {
	compiled, tooMuch := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		want := guard.Type{Kind: rapid.SampledFrom(kinds).Draw(t, "want")}
		src := writer{t}.expr(want.Kind, rapid.IntRange(0, 3).Draw(t, "depth"))
		p, problems := guard.Compile(src, clinic(), &want)
		if p == nil {
			if c := problems[0].Code; c != guard.CodeTooMuch && c != guard.CodeTooLong {
				t.Fatalf("%s: %v", src, problems)
			}
			tooMuch++
			return
		}
		compiled++
		e := guard.Env{Values: anyValues(t), Now: at, Hours: calendars(), Language: rapid.SampledFrom([]string{"en-US", "es-MX", "fr", "de-DE", "pt-BR", ""}).Draw(t, "language")}
		e.Report = func(err error) { t.Fatalf("%s: %v", src, err) }
		v := p.Eval(e)
		data, err := p.Type().Encode(v)
		if err != nil {
			t.Fatalf("%s = %v: %v", src, v, err)
		}
		raw, err := json.Marshal(data)
		if err != nil {
			t.Fatalf("%s = %v: %v", src, v, err)
		}
		if len(raw) > 7*guard.MaxText {
			t.Fatalf("%s: a value of %d bytes", src, len(raw))
		}
		if again := p.Eval(e); !cmp.Equal(v, again) {
			t.Fatalf("%s gives %v, then %v", src, v, again)
		}
		nonNil := p.NonNilIfFalse()
		if p.True(e) {
			nonNil = p.NonNilIfTrue()
		}
		if want.Kind == guard.Bool {
			for _, path := range nonNil {
				if lookup(e.Values, path) == nil {
					t.Fatalf("%s gives %v though %s is nil", src, v, path)
				}
			}
		}
		if constant, ok := p.Constant(); ok && !cmp.Equal(constant, v) {
			t.Fatalf("%s is constant %v and gives %v", src, constant, v)
		}
	})
	if compiled < 4*tooMuch {
		t.Errorf("%d programs compiled, %d were too much: the test tests little", compiled, tooMuch)
	}
}

// TestFoldingChangesNothing: a program gives the same value with its constants written out, and worked out when it is
// loaded, as with variables in their place.
func TestFoldingChangesNothing(t *testing.T) {
	s := clinic()
	literals := map[string]struct {
		name  string
		typ   guard.Type
		value any
	}{}
	for i, k := range []struct {
		src   string
		kind  guard.Kind
		value any
	}{
		{`"a"`, guard.String, "a"},
		{`"é ü"`, guard.String, "é ü"},
		{`""`, guard.String, ""},
		{"0", guard.Int, 0},
		{"7", guard.Int, 7},
		{"9223372036854775807", guard.Int, math.MaxInt},
		{"0.5", guard.Float, 0.5},
		{"1e308", guard.Float, 1e308},
		{"true", guard.Bool, true},
		{"false", guard.Bool, false},
		{`duration("48h")`, guard.Duration, 48 * time.Hour},
	} {
		name := fmt.Sprintf("k%d", i)
		s.Define(name, guard.Type{Kind: k.kind})
		literals[k.src] = struct {
			name  string
			typ   guard.Type
			value any
		}{name, guard.Type{Kind: k.kind}, k.value}
	}
	compared := 0
	rapid.Check(t, func(t *rapid.T) {
		want := guard.Type{Kind: rapid.SampledFrom(kinds).Draw(t, "want")}
		src := writer{t}.expr(want.Kind, rapid.IntRange(1, 3).Draw(t, "depth"))
		// The generator sets every operand off by a space or a bracket, so that a literal is found as a whole word.
		var pairs []string
		for lit, k := range literals {
			for _, before := range []string{"(", " "} {
				for _, after := range []string{")", " ", ","} {
					pairs = append(pairs, before+lit+after, before+k.name+after)
				}
			}
		}
		other := " " + src + " "
		for range 2 {
			other = strings.NewReplacer(pairs...).Replace(other)
		}
		p, _ := guard.Compile(src, s, &want)
		q, _ := guard.Compile(other, s, &want)
		if p == nil || q == nil {
			return
		}
		compared++
		e := guard.Env{Values: anyValues(t), Now: at, Hours: calendars(), Language: "en-US"}
		e.Report = func(err error) { t.Fatalf("%s: %v", src, err) }
		for _, k := range literals {
			e.Values[k.name] = k.value
		}
		if v, w := p.Eval(e), q.Eval(e); !cmp.Equal(v, w) {
			t.Fatalf("%s = %v but %s = %v", src, v, other, w)
		}
	})
	if compared < 20 {
		t.Errorf("%d programs compared: the test tests little", compared)
	}
}

// soup is what FuzzCompile and TestSoup put together: tokens that expr knows, names of the scope, and slips of the pen.
var soup = strings.Fields(`( ) [ ] { } ? : ?? ?. . , ; | || && ! == != < > <= >= + - * / % ** ^ .. # #index :: = @ $env not in and or matches
	contains startsWith let if else nil true false 1 0 -1 2.5 "a" "^a" 'b' From Digits attempt ready plan std http.name http.id slots tags ages visit returned
	returned?.code .id .note filter map any all sum len at first tail upper split join said spoken() digits() money("USD") today() now() date("2026-01-01")
	reduce groupBy sortBy repeat toJSON get é /* // x`)

// TestSoup: whatever is compiled, problems lie in the source, and what has none runs.
func TestSoup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := strings.Join(rapid.SliceOfN(rapid.SampledFrom(soup), 0, 14).Draw(t, "tokens"), rapid.SampledFrom([]string{"", " "}).Draw(t, "gap"))
		tryCompile(t, src)
	})
}

type fataler interface {
	Fatalf(format string, args ...any)
}

func tryCompile(t fataler, src string) {
	// A parser that never ends would otherwise hang the test without a word of what it was given.
	watch := time.AfterFunc(10*time.Second, func() { panic(fmt.Sprintf("%q: no end after 10 s", src)) })
	defer watch.Stop()
	p, problems := guard.Compile(src, clinic(), nil)
	if (p == nil) != (len(problems) > 0) {
		t.Fatalf("%q: program %v, problems %v", src, p, problems)
	}
	runes := len([]rune(src))
	for _, found := range problems {
		if found.From < 0 || found.To < found.From || found.To > runes || found.Code == "" || found.Message == "" {
			t.Fatalf("%q: problem %+v in a source of %d runes", src, found, runes)
		}
	}
	if p == nil {
		return
	}
	e := env()
	e.Report = func(err error) { t.Fatalf("%q: %v", src, err) }
	if _, err := p.Type().Encode(p.Eval(e)); err != nil {
		t.Fatalf("%q: %v", src, err)
	}
	e.Values = map[string]any{}
	e.Report = nil
	if _, err := p.Type().Encode(p.Eval(e)); err != nil {
		t.Fatalf("%q without values: %v", src, err)
	}
}

func FuzzCompile(f *testing.F) {
	for _, src := range []string{
		`Digits == "1"`, `http.name != nil && len(http.name) > 2`, `visit.day | spoken()`, `map(filter(slots, .id > 1), .note ?? "-")`, `((((1))))`, `!!!!ready`,
		`ready ? 1 : 2`, `let x = http.name; x ?? "a"`, `[1, 2.5][0]`, `{a: 1, b: nil}`, `1<attempt<3`, `"\u{1F600}" + 'x'`, "`raw`", `From[0:2]`, `if ready {1} else {2}`,
		`a ?: b`, `1..3`, `#`, `b"x"`, `/* x */ 1`, `attempt / 2.0`, `From matches "a{1,3}$"`, `returned?.next ?? returned?.code ?? ""`,
	} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) { tryCompile(t, src) })
}
