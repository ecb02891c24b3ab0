package flowtest

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// holding expects variables: of the innermost flow that has them. Of an object only the fields that are named.
type holding struct {
	node *syntax.Node
}

func (e *holding) check(p *player) []*Failure {
	c, _, err := p.stored()
	if err != nil {
		return []*Failure{p.failure(e.node.Span, "vars", err.Error())}
	}
	var failures []*Failure
	fail := func(n *syntax.Node, message string, want, got []string) {
		failures = append(failures, p.differs(n.Span, "vars", message, want, got))
	}
	for _, pair := range e.node.Pairs {
		t, v, known := variable(p.scenario.flow, c, pair.Key.Value)
		if !known {
			message := fmt.Sprintf("there is no variable %q here", pair.Key.Value)
			fail(pair.Key, like(message, pair.Key.Value, variables(p.scenario.flow, c)), nil, nil)
			continue
		}
		compare(pair.Key.Value, pair.Value, t, v, fail)
	}
	return failures
}

// fields are the variables and parameters of a frame's flow.
func fields(f *engine.Flow) []guard.Field {
	list := slices.Clone(f.Params)
	for _, v := range f.Vars {
		list = append(list, guard.Field{Name: v.Name, Type: v.Type})
	}
	return list
}

// variable finds a variable in the innermost flow that has it.
func variable(m *engine.Machine, c *engine.Call, name string) (guard.Type, any, bool) {
	for _, frame := range slices.Backward(c.Frames) {
		for _, f := range fields(m.Flows[frame.Flow]) {
			if f.Name == name {
				return f.Type, frame.Vars[name], true
			}
		}
	}
	return guard.Type{}, nil, false
}

func variables(m *engine.Machine, c *engine.Call) []string {
	var names []string
	for _, frame := range c.Frames {
		for _, f := range fields(m.Flows[frame.Flow]) {
			names = append(names, f.Name)
		}
	}
	return names
}

// compare holds a value against what is expected. Values are compared as they are written: 7 and "7" are the same.
func compare(path string, want *syntax.Node, t guard.Type, got any, fail func(n *syntax.Node, message string, want, got []string)) {
	switch {
	case t.Kind == guard.Object && want.IsMap() && got != nil:
		object, _ := got.(map[string]any)
		for _, p := range want.Pairs {
			i := slices.IndexFunc(t.Fields, func(f guard.Field) bool { return f.Name == p.Key.Value })
			if i < 0 {
				fail(p.Key, fmt.Sprintf("%s has no field %q", path, p.Key.Value), nil, nil)
				continue
			}
			inner := t.Fields[i].Type
			inner.Sensitive = inner.Sensitive || t.Sensitive
			compare(path+"."+p.Key.Value, p.Value, inner, object[p.Key.Value], fail)
		}
		return
	case t.Kind == guard.List && want.IsList() && t.Elem != nil:
		list, _ := got.([]any)
		if len(list) == len(want.Items) {
			inner := *t.Elem
			inner.Sensitive = inner.Sensitive || t.Sensitive
			for i, item := range want.Items {
				compare(fmt.Sprintf("%s[%d]", path, i), item, inner, list[i], fail)
			}
			return
		}
	}
	wanted, found := written(want), valueText(t, got)
	if wanted == found {
		return
	}
	if t.Tainted() {
		wanted, found = guard.Hidden, guard.Hidden
	}
	fail(want, path+" has another value", []string{wanted}, []string{found})
}

// written is an expected value in the form of valueText.
func written(n *syntax.Node) string {
	if n.IsScalar() {
		return n.Value
	}
	return jsonText(n)
}

// valueText is a run-time value as it is written in a scenario.
func valueText(t guard.Type, v any) string {
	plain, err := t.Encode(v)
	if err != nil {
		plain = v // an object with fields that nothing has set
	}
	switch v := plain.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return jsonOf(plain)
}
