package guard

import (
	"math"
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestWholeNumbersSaturate compares arithmetic on whole numbers with exact arithmetic, cut to the range.
func TestWholeNumbersSaturate(t *testing.T) {
	cut := func(n *big.Int) int {
		switch {
		case n.Cmp(big.NewInt(math.MaxInt)) > 0:
			return math.MaxInt
		case n.Cmp(big.NewInt(math.MinInt)) < 0:
			return math.MinInt
		}
		return int(n.Int64())
	}
	number := rapid.OneOf(rapid.SampledFrom([]int{0, 1, -1, 2, math.MaxInt, math.MinInt, math.MaxInt - 1, math.MinInt + 1, 1 << 32, -1 << 31}), rapid.Int())
	rapid.Check(t, func(t *rapid.T) {
		a, b := number.Draw(t, "a"), number.Draw(t, "b")
		x, y := big.NewInt(int64(a)), big.NewInt(int64(b))
		for name, pair := range map[string][2]int{
			"+": {addInt(a, b), cut(new(big.Int).Add(x, y))},
			"-": {subInt(a, b), cut(new(big.Int).Sub(x, y))},
			"*": {mulInt(a, b), cut(new(big.Int).Mul(x, y))},
			"~": {negInt(a), cut(new(big.Int).Neg(x))},
		} {
			if pair[0] != pair[1] {
				t.Fatalf("%d %s %d = %d, want %d", a, name, b, pair[0], pair[1])
			}
		}
		if got := mulInt(time.Duration(a), time.Duration(b)); got != time.Duration(mulInt(a, b)) {
			t.Fatalf("durations multiply otherwise: %v", got)
		}
	})
}

func TestNumbersStayFinite(t *testing.T) {
	for f, want := range map[float64]float64{1.5: 1.5, math.Inf(1): math.MaxFloat64, math.Inf(-1): -math.MaxFloat64} {
		if got := finite(f); got != want {
			t.Errorf("finite(%v) = %v", f, got)
		}
	}
	if got := finite(math.NaN()); got != 0 {
		t.Errorf("finite(NaN) = %v", got)
	}
	for f, want := range map[float64]int{1e300: math.MaxInt, -1e300: math.MinInt, 2.9: 2, -2.9: -2, math.Inf(1): math.MaxInt, 9223372036854775807: math.MaxInt} {
		if got := toInt(f); got != want {
			t.Errorf("toInt(%v) = %d", f, got)
		}
	}
	if got := toInt(math.NaN()); got != 0 {
		t.Errorf("toInt(NaN) = %d", got)
	}
	s := NewScope()
	s.Define("big", Type{Kind: Float})
	for src, want := range map[string]float64{
		"big + big": math.MaxFloat64, "-big - big": -math.MaxFloat64, "big * 10 - big * 10": 0, "big / 0.001": math.MaxFloat64, "sum([big, big])": math.MaxFloat64, "big * 0.0": 0,
	} {
		p, problems := Compile(src, s, nil)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if got := p.Eval(Env{Values: map[string]any{"big": math.MaxFloat64}, Report: func(err error) { t.Error(err) }}); got != want {
			t.Errorf("%s = %v, want %v", src, got, want)
		}
	}
}

func TestEqualAndCompare(t *testing.T) {
	noon := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		a, b  any
		equal bool
		order int
	}{
		{1, 1, true, 0},
		{1, 1.0, true, 0},
		{math.MaxInt, math.MaxInt - 1, false, 1},
		{0.5, 1, false, -1},
		{"a", "b", false, -1},
		{noon, noon.In(time.FixedZone("x", 3600)), true, 0},
		{noon, noon.Add(1), false, -1},
		{time.Second, time.Minute, false, -1},
	} {
		if got := equal(c.a, c.b); got != c.equal {
			t.Errorf("equal(%v, %v) = %v", c.a, c.b, got)
		}
		if got := compare(c.a, c.b); got != c.order {
			t.Errorf("compare(%v, %v) = %d", c.a, c.b, got)
		}
	}
	for _, pair := range [][2]any{{nil, nil}, {nil, 1}, {"", nil}, {[]any{}, []any{}}} {
		if equal(pair[0], pair[1]) {
			t.Errorf("equal(%v, %v)", pair[0], pair[1])
		}
	}
}

// TestWrongValuesAreZero: the functions are total even where the checker would be wrong.
func TestWrongValuesAreZero(t *testing.T) {
	wrong := []any{nil, "x", 1, 1.5, true, time.Now(), time.Second, []any{}, map[string]any{}, struct{}{}, make(chan int)}
	for name, f := range functions {
		if f.run == nil {
			continue
		}
		for _, v := range wrong {
			for _, w := range wrong {
				func() {
					defer func() {
						if r := recover(); r != nil {
							t.Errorf("%s(%v, %v): %v", name, v, w, r)
						}
					}()
					f.run(v, w, v, w)
				}()
			}
		}
	}
}

func TestSliceAndAt(t *testing.T) {
	l := []any{"a", "b", "c"}
	for _, c := range []struct{ from, to, first, count int }{
		{0, 3, 0, 3}, {1, 2, 1, 1}, {-2, 3, 1, 2}, {-9, 9, 0, 3}, {2, 1, 1, 0}, {5, 9, 3, 0}, {0, -1, 0, 2}, {0, math.MaxInt, 0, 3}, {math.MinInt, math.MinInt, 0, 0},
	} {
		got := slice(l, c.from, c.to)
		if len(got) != c.count || c.count > 0 && got[0] != l[c.first] {
			t.Errorf("slice(%d, %d) = %v", c.from, c.to, got)
		}
	}
	for i, want := range map[int]any{0: "a", 2: "c", 3: nil, -1: "c", -3: "a", -4: nil, math.MaxInt: nil, math.MinInt: nil} {
		if got := at(l, i); got != want {
			t.Errorf("at(%d) = %v", i, got)
		}
	}
	for n, want := range map[int]string{0: "", 2: "éö", 9: "aéö", -1: "", math.MaxInt: "aéö", math.MinInt: ""} {
		if got := tail("aéö", n); got != want {
			t.Errorf("tail(%d) = %q", n, got)
		}
	}
}
