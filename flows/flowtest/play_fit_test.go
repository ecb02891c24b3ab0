package flowtest

import (
	"testing"

	"github.com/texmlflow/texmlflow/engine/carrier"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// Whatever a call waits for, the words name inputs that there are.
func TestFitting(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		leg     string
		element texmlgen.Verb
		want    string
	}{
		{"caller", &texmlgen.Gather{}, "press, speak or silence"},
		{"callee 2", &texmlgen.Gather{}, "callee with press, speak or silence"},
		{"caller", &texmlgen.AIGather{}, "ai"},
		{"caller", &texmlgen.HTTPRequest{}, "http"},
		{"caller", &texmlgen.Dial{}, "dial"},
		{"caller", &texmlgen.Dial{Nouns: []texmlgen.DialNoun{&texmlgen.Conference{}}}, "conference"},
		{"caller", &texmlgen.Enqueue{}, "queue"},
		{"caller", &texmlgen.Record{}, "record"},
		{"caller", &texmlgen.Connect{}, "connect"},
		{"caller", &texmlgen.Refer{}, "refer"},
		{"caller", &texmlgen.Pay{}, "pay"},
		{"caller", nil, ""},
	} {
		w := carrier.Waiting{Leg: c.leg}
		if c.element != nil {
			w.Element = c.element
		}
		if got := fitting(w); got != c.want {
			t.Errorf("%T of the %s: got %q, want %q", c.element, c.leg, got, c.want)
		}
	}
}
