package texmlgen

import (
	"encoding/json"
	"errors"
	"strings"
)

var errNoTargets = errors.New("no target is allowed")

// asked is what the host is asked about as, when it is the content of an element; "" when it is not asked.
func asked(spec, parent *ElementSpec) (verb string) {
	switch {
	case spec == &sipSpec && parent == &referSpec:
		return parent.Name
	case spec == &numberSpec, spec == &dialSpec, spec == &sipSpec:
		return spec.Name
	}
	return ""
}

// ask asks the host about a number or address, exactly as it is written. A template is not asked about before it is
// used, since what is allowed may change.
func (e *encoder) ask(verb, written, shown string) {
	if e.mark != "" {
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

// transferTargets lists every number a tool of an AIGather may send the caller to: each string that stands under "to"
// or in a list there, at any depth and as often as it is given, since tools are not documented well enough to know
// better.
func transferTargets(j JSON) (numbers []string) {
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
			return numbers // the end, or bad JSON, which is reported elsewhere
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
				numbers = append(numbers, v)
			}
		}
		top.isKey = top.object
	}
}
