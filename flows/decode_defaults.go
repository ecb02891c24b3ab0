package flows

import (
	"slices"

	"github.com/texmlflow/texmlflow/flows/syntax"
)

// limits reads the bounds of a call.
func (d *decoder) limits(p syntax.Pair) *limitsDecl {
	l := &limitsDecl{Key: p.Key, Node: p.Value}
	if !d.isMap(p.Value, "a map with turns, duration and then", "write limits: {turns: 40, duration: 20m, then: STATE}") {
		return l
	}
	d.keys(p.Value, limitsKeys)
	if v, ok := p.Value.Get("turns"); ok {
		l.Turns = d.number(v, "turns", 1, 10_000)
	}
	if v, ok := p.Value.Get("duration"); ok {
		l.Duration = d.duration(v, "duration")
		if l.Duration.given() && (l.Duration.Value == 0 || l.Duration.Value > longestCall) {
			d.outOfRange(v, "duration", v.Value, "1s to 4h")
		}
	}
	v, ok := p.Value.Pair("then")
	if !ok && d.hasUnknown(p.Value) {
		return l
	}
	if !ok {
		d.out.Errorf(codeLimitsThen, p.Key.Span, "the limits do not say where the call goes").Hint = `write "then: STATE"`
		return l
	}
	l.Then = d.then(v)
	return l
}

// defaults reads what holds in every state that says nothing else.
func (d *decoder) defaults(p syntax.Pair) defaultsDecl {
	out := defaultsDecl{Key: p.Key}
	if !d.isMap(p.Value, "a map of actions and their defaults", "write defaults: {gather: {timeout: 6s}, failed: STATE}") {
		return out
	}
	for _, pair := range p.Value.Pairs {
		switch name := pair.Key.Value; {
		case name == "failed":
			out.Failed = d.then(pair)
		case slices.Contains(defaultActions, name):
			if a := d.actionDefaults(pair); a != nil {
				out.Actions = append(out.Actions, a)
			}
		default:
			d.unknownKey(pair.Key, "the defaults", append(slices.Clone(defaultActions), "failed"))
		}
	}
	return out
}

func (d *decoder) actionDefaults(p syntax.Pair) *actionDefaults {
	action := p.Key.Value
	a := &actionDefaults{Action: text{Value: action, Node: p.Key}, Node: p.Value}
	if !d.isMap(p.Value, "a map of the attributes and outcomes of "+action, "write "+action+": {timeout: 6s}") {
		return nil
	}
	known := defaultKeys[action]
	outcomes := slices.DeleteFunc(outcomeNames(action), func(name string) bool { return name == "transitions" })
	all := slices.Concat(known.names(), outcomes)
	for _, pair := range p.Value.Pairs {
		switch key := pair.Key.Value; {
		case slices.Contains(outcomes, key):
			spec, _ := findSpec(action, key)
			a.Outcomes = append(a.Outcomes, d.outcome(pair, spec))
		case key == "retries" && action == "gather":
			a.Retries = d.number(pair.Value, "retries", 0, 20)
		case key == "caller_id" && action == "dial":
			a.CallerID = d.words(pair.Value, "a number as text")
		case !slices.Contains(all, key):
			d.unknownKey(pair.Key, known.what, all)
		default:
			d.verbAttribute(pair, known, &a.Attrs, nil)
		}
	}
	return a
}
