package flows

import (
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
)

// parts are what a part of a machine is made of.
type parts struct {
	transitions []*engine.Transition
	programs    []*guard.Program
	prompts     []engine.Prompt
	options     []option
	compared    []int // numbers that the expressions compare with, once asked for
}

// numbers are the whole numbers that the expressions compare with.
func (p *parts) numbers() []int {
	if p.compared == nil {
		p.compared = []int{}
		for _, program := range p.programs {
			for _, m := range wholeNumber.FindAllStringSubmatch(program.Source(), -1) {
				if n, err := strconv.Atoi(m[1]); err == nil && !slices.Contains(p.compared, n) {
					p.compared = append(p.compared, n)
				}
			}
		}
	}
	return p.compared
}

// option is a choice or command with what a caller says or presses for it.
type option struct {
	key        string
	phrases    map[string][]string
	transition *engine.Transition
}

// take collects the parts of a value by looking into it, so that nothing need be known of actions.
func (p *parts) take(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return
		}
		switch x := v.Interface().(type) {
		case *guard.Program:
			p.programs = append(p.programs, x)
			return
		case *guard.Template:
			return
		case *engine.Transition:
			if slices.Contains(p.transitions, x) {
				return
			}
			p.transitions = append(p.transitions, x)
		case *engine.Choice:
			p.options = append(p.options, option{x.Key, x.Phrases, x.Transition})
		case *engine.Command:
			p.options = append(p.options, option{x.Key, x.Phrases, x.Transition})
		}
		p.take(v.Elem())
	case reflect.Struct:
		if prompt, ok := v.Interface().(engine.Prompt); ok {
			p.prompts = append(p.prompts, prompt)
			return
		}
		if !strings.HasSuffix(v.Type().PkgPath(), "/engine") {
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				p.take(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			p.take(v.Index(i))
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			p.take(v.MapIndex(key))
		}
	default:
	}
}

// partsOf are the parts of a flow.
func partsOf(f *engine.Flow) *parts {
	if p, ok := partsKnown.Load(f); ok {
		return p.(*parts)
	}
	p := &parts{}
	p.take(reflect.ValueOf(f))
	partsKnown.Store(f, p)
	return p
}

var partsKnown sync.Map // of *engine.Flow

// programsOf lists the expressions that stand alone in a flow.
func programsOf(f *engine.Flow) []*guard.Program { return partsOf(f).programs }

// dead lists the states, transitions and options that no call of a walk has come to. Words of a language are not dead where
// no call comes in that language: what they are for is said in the others.
func (w *walker) dead() []string {
	var out []string
	missed := func(label string) {
		if !w.taken[label] {
			out = append(out, label)
		}
	}
	for _, f := range w.machine.Flows {
		for name := range f.States {
			missed("state " + f.Name + "/" + name)
		}
		for _, e := range f.OnEnd {
			missed("on_end " + e.ID)
		}
		p := partsOf(f)
		for _, t := range p.transitions {
			if !strings.HasSuffix(t.ID, "/then") { // what follows a bound is a net, which no call need fall into
				missed(t.ID)
			}
		}
		for _, o := range p.options {
			if o.key != "" {
				missed("option " + o.transition.ID + " " + o.key)
			}
			for tag, phrases := range o.phrases {
				at := path.Dir(path.Dir(o.transition.ID)) // the state, or the flow of a command
				if tag != engine.AnyLanguage && !w.taken["listens "+tag+" "+at] {
					continue // nobody is there who speaks it
				}
				for _, phrase := range phrases {
					missed("option " + o.transition.ID + " " + tag + " " + phrase)
				}
			}
		}
	}
	return unique(out)
}

// wordless reports a prompt or option that has no words in one of the languages of its flow.
func wordless(f *engine.Flow, languages []engine.Language) bool {
	p := partsOf(f)
	lacks := func(has func(tag string) bool) bool {
		return !has(engine.AnyLanguage) && slices.ContainsFunc(languages, func(l engine.Language) bool { return !has(l.Tag) })
	}
	for _, prompt := range p.prompts {
		if prompt.IsZero() {
			continue
		}
		if lacks(func(tag string) bool { return len(prompt.Parts[tag]) > 0 }) {
			return true
		}
		for tag, list := range prompt.Parts {
			if tag != engine.AnyLanguage && !slices.ContainsFunc(languages, func(l engine.Language) bool { return l.Tag == tag }) {
				return true
			}
			if tag == engine.AnyLanguage && len(languages) > 1 && slices.ContainsFunc(list, func(part engine.PromptPart) bool {
				return part.Text != nil && part.Audio == nil && part.Language == ""
			}) {
				return true
			}
		}
	}
	for _, o := range p.options {
		if len(o.phrases) > 0 && lacks(func(tag string) bool { return len(o.phrases[tag]) > 0 }) {
			return true
		}
	}
	return false
}
