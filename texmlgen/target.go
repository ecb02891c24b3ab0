package texmlgen

import (
	"encoding/json"
	"errors"
	"strings"
)

var errNoTargets = errors.New("no target is allowed")

// target asks the host about a number or address, exactly as it is written.
func (e *encoder) target(s string, t Text) {
	switch {
	case e.spec == &sipSpec && e.parent == &referSpec:
		e.ask(e.parent.Name, s, shown(t))
	case e.spec == &numberSpec, e.spec == &dialSpec, e.spec == &sipSpec:
		e.ask(e.spec.Name, s, shown(t))
	}
}

// ask asks the host now, or leaves that to the template, since what is allowed may change.
func (e *encoder) ask(verb, written, shown string) {
	if e.template != nil {
		at := Error{Verb: e.verb, Element: e.spec.Name, Value: shown}
		e.template.targets = append(e.template.targets, target{at, verb, written})
		return
	}
	if err := ask(e.opt.Target, verb, written); err != nil {
		e.failErr("", shown, "may not be called", err)
	}
}

func ask(allowed func(verb, target string) error, verb, written string) error {
	if allowed == nil {
		return errNoTargets
	}
	return allowed(verb, written)
}

// transferTargets asks about every number a tool of an AIGather may send the caller to: each string that stands under
// "to" or in a list there, at any depth and as often as it is given, since tools are not documented well enough to
// know better.
func (e *encoder) transferTargets(j JSON) {
	if e.err != nil {
		return
	}
	type level struct {
		object bool
		key    string
		isKey  bool // the next string is a key
	}
	stack := []level{{}}
	dec := json.NewDecoder(strings.NewReader(finish(j.text)))
	for {
		tok, err := dec.Token()
		if err != nil {
			return // the end, or bad JSON, which is reported elsewhere
		}
		top := &stack[len(stack)-1]
		if s, ok := tok.(string); ok && top.isKey {
			top.key, top.isKey = s, false
			continue
		}
		switch v := tok.(type) {
		case json.Delim:
			switch v {
			case '{':
				stack = append(stack, level{object: true, isKey: true})
				continue
			case '[':
				stack = append(stack, level{key: top.key})
				continue
			}
			stack = stack[:len(stack)-1]
			top = &stack[len(stack)-1]
		case string:
			if strings.EqualFold(top.key, "to") {
				e.ask("Tool", v, mask(v))
			}
		}
		top.isKey = top.object
	}
}
