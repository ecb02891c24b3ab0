package guard

import (
	"testing"

	"github.com/expr-lang/expr"
	"github.com/google/go-cmp/cmp"
)

// TestEvalOfAFailingMachine gives Eval machines that Compile would never make: the value is the zero of the type, and
// Report hears of it.
func TestEvalOfAFailingMachine(t *testing.T) {
	for src, want := range map[string]string{
		`1 % n`:              `expression "1 % n" failed: runtime error: integer divide by zero (1:3)`,
		`"text" + string(n)`: `expression "\"text\" + string(n)" gave something other than whole number`,
	} {
		machine, err := expr.Compile(src, expr.Env(map[string]any{"n": 0}))
		if err != nil {
			t.Fatal(err)
		}
		p := &Program{source: src, typ: Type{Kind: Int}, vm: machine, inputs: []input{{key: "n", path: []string{"n"}, typ: Type{Kind: Int}}}}
		var heard []string
		got := p.Eval(Env{Values: map[string]any{"n": 0}, Report: func(err error) { heard = append(heard, err.Error()) }})
		if got != 0 {
			t.Errorf("%s = %v, want 0", src, got)
		}
		if diff := cmp.Diff([]string{want}, heard); diff != "" {
			t.Errorf("%s: reports differ (-want +got):\n%s", src, diff)
		}
	}
}
