package guard

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/expr-lang/expr/builtin"
	"github.com/google/go-cmp/cmp"
)

// offered are the names of expr's own functions that mean something in a flow. Those in loops run in expr's machine;
// the others are ours under the same name. Whatever else expr has, now or later, is refused.
const offered = `abs all any ceil count date duration filter find findIndex first floor join last len lower map max min none
	now one replace reverse round split string sum take trim trimPrefix trimSuffix upper`

func TestAllowList(t *testing.T) {
	allowed := strings.Fields(offered)
	var got []string
	for _, f := range builtin.Builtins {
		if _, ours := functions[f.Name]; ours {
			got = append(got, f.Name)
		}
		if _, loop := loops[f.Name]; loop {
			got = append(got, f.Name)
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff(allowed, got); diff != "" {
		t.Errorf("functions of expr's that mean something here differ (-want +got):\n%s", diff)
	}

	s := NewScope()
	s.Define("list", Type{Kind: List, Elem: &Type{Kind: Int}})
	s.Define("name", Type{Kind: String})
	for _, f := range builtin.Builtins {
		if slices.Contains(allowed, f.Name) {
			continue
		}
		for _, args := range []string{"", "list", "name", "1", "list, # > 0", "list, #, 0", "name, name", "1, 2", `name, "a", "b"`} {
			for _, form := range []string{"%s(%s)", "::%s(%s)", "len(%s(%s))", "[%s(%s)]"} {
				src := fmt.Sprintf(form, f.Name, args)
				if p, problems := Compile(src, s, nil); p != nil || len(problems) == 0 {
					t.Errorf("%s compiles; expr's %s is not on the list", src, f.Name)
				}
			}
		}
		if p, _ := Compile(f.Name, s, nil); p != nil {
			t.Errorf("%s alone compiles", f.Name)
		}
	}
}

// TestMachineIsSmall looks at what reaches expr's compiler: of its functions the loops alone, and of its operators
// those that cannot fail.
func TestMachineIsSmall(t *testing.T) {
	s := NewScope()
	s.Define("list", Type{Kind: List, Elem: &Type{Kind: Int}})
	s.Define("name", Type{Kind: String, Optional: true})
	s.Define("n", Type{Kind: Int})
	src := `any(list, # > n) && (name ?? "x") + "y" in ["a", string(n)] || not (n * 2 - 1 >= len(list)) ? at(list, n) : list[0]`
	p, problems := Compile(src, s, nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	code := p.vm.Disassemble()
	for _, op := range []string{
		"OpAdd", "OpSubtract", "OpMultiply", "OpDivide", "OpModulo", "OpExponent", "OpRange", "OpFetch", "OpSlice", "OpMatches", "OpContains",
		"OpIn", "OpLess", "OpMore", "OpCallN", "OpCallTyped", "OpCallBuiltin1", "OpCallSafe", "OpMethod", "OpLoadEnv", "OpThrow",
	} {
		for line := range strings.Lines(code) {
			if slices.Contains(strings.Fields(line), op) {
				t.Errorf("%s in the program: %s", op, line)
			}
		}
	}
	if !strings.Contains(code, "OpCallFast") {
		t.Errorf("no call of ours in the program:\n%s", code)
	}
}

func TestFunctionsHaveUsage(t *testing.T) {
	s := NewScope()
	text := Type{Kind: String}
	s.DefineHours("desk")
	s.Define("SpeechResult", text)
	s.Define("From", text)
	s.Define("text", text)
	s.Define("x", Type{Kind: Int})
	s.Define("a", Type{Kind: Int})
	s.Define("b", Type{Kind: Int})
	s.Define("number", Type{Kind: Float})
	s.Define("position", Type{Kind: Int})
	s.Define("count", Type{Kind: Int})
	names, usages := Functions()
	if diff := cmp.Diff(slices.Sorted(slices.Values(slices.Concat(slices.Collect(maps.Keys(functions)), slices.Collect(maps.Keys(loops))))), names); diff != "" {
		t.Errorf("names differ (-want +got):\n%s", diff)
	}
	for i, usage := range usages {
		list := Type{Kind: List, Elem: &Type{Kind: Int}}
		switch names[i] {
		case "map":
			list.Elem = &Type{Kind: Object, Fields: []Field{{"name", text}}}
		case "join":
			list.Elem = &text
		case "len":
			usage = strings.Replace(usage, "x", "text", 1)
		}
		s.Define("list", list)
		if _, problems := Compile(usage, s, nil); len(problems) > 0 {
			t.Errorf("the example of %s does not compile: %s: %v", names[i], usage, problems)
		}
	}
}
