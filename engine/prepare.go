package engine

import (
	"maps"
	"reflect"
	"slices"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// prepared names a verb of a machine, in the form in which a step comes to it.
type prepared struct {
	of       any    // what it is made of: a *Part, *PromptPart, *Screen or Action of the machine, or a fixedVerb
	again    bool   // the words of a further attempt
	language string // of the call
	voice    string // of that language
}

// fixedVerb is a verb that is the same in every machine.
type fixedVerb uint8

const (
	fixedSilence fixedVerb = iota
	fixedHangup
	fixedQuiet
)

// Prepare compiles the verbs that the steps of m will answer with, in every language, but for what comes with a call: the
// values in texts, and where routes lead. Whoever steps the machine calls it before; it does its work once, and without it
// the answers are the same and take longer. It goes the ways of a step, so that nobody has to describe a verb twice. Raw TeXML is read anew each time.
func (m *Machine) Prepare() { m.once.Do(m.prepare) }

func (m *Machine) prepare() {
	m.templates = map[prepared]*texmlgen.Template{}
	for _, name := range slices.Sorted(maps.Keys(m.Flows)) {
		flow := m.Flows[name]
		found := &preparation{seen: map[any]bool{}}
		found.walk(reflect.ValueOf(flow))
		for _, tag := range m.languages() {
			for _, frames := range m.speakers(flow, tag) {
				s := &stepper{machine: m, preparing: true, doc: &texmlgen.Response{}, call: &Call{Language: tag, Frames: frames}}
				s.prepare(found)
			}
		}
	}
}

// languages returns every language that a call may speak, sorted.
func (m *Machine) languages() []string {
	var tags []string
	for _, flow := range m.Flows {
		for _, l := range flow.Languages {
			tags = append(tags, l.Tag)
		}
	}
	slices.Sort(tags)
	return slices.Compact(tags)
}

// speakers returns the frames in which a flow may speak a language, one for each voice that it may then have: its own, or
// that of a flow it was called from.
func (m *Machine) speakers(flow *Flow, tag string) [][]Frame {
	own := []Frame{{Flow: flow.Name}}
	if (&stepper{machine: m, call: &Call{Frames: own}}).voice(tag) != "" {
		return [][]Frame{own}
	}
	all, heard := [][]Frame{own}, map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(m.Flows)) {
		for _, l := range m.Flows[name].Languages {
			if l.Tag == tag && l.Voice != "" && !heard[l.Voice] {
				heard[l.Voice] = true
				all = append(all, []Frame{{Flow: name}, own[0]})
			}
		}
	}
	return all
}

// preparation is what of a flow becomes verbs.
type preparation struct {
	seen    map[any]bool
	parts   []*Part
	screens []*Screen
	states  []*State
}

// walk finds what becomes verbs, wherever an action, transition or header has it, also those that are new.
func (p *preparation) walk(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || p.seen[v.Interface()] {
			return
		}
		p.seen[v.Interface()] = true
		switch x := v.Interface().(type) {
		case *Screen:
			p.screens = append(p.screens, x)
			return
		case *State:
			p.states = append(p.states, x)
		}
		p.walk(v.Elem())
	case reflect.Interface:
		if action, ok := v.Interface().(Action); ok {
			p.walk(reflect.ValueOf(action))
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			p.walk(v.MapIndex(key))
		}
	case reflect.Slice:
		for i := range v.Len() {
			p.walk(v.Index(i))
		}
	case reflect.Struct:
		p.walkStruct(v)
	}
}

func (p *preparation) walkStruct(v reflect.Value) {
	switch v.Type() {
	case reflect.TypeFor[Part]():
		p.parts = append(p.parts, v.Addr().Interface().(*Part))
		return
	case reflect.TypeFor[Prompt](): // of an action, which is prepared as a whole
		return
	}
	if v.Type().PkgPath() != reflect.TypeFor[Machine]().PkgPath() {
		return // an expression or an element
	}
	for i := range v.NumField() {
		p.walk(v.Field(i))
	}
}

// prepare compiles what was found in the flow of the top frame.
func (s *stepper) prepare(found *preparation) {
	s.try(func() {
		s.silence()
		s.hangup()
		s.quiet()
		s.prompt(s.machine.Entry().Apology)
	})
	for _, part := range found.parts {
		s.try(func() { s.part(part) })
	}
	for _, screen := range found.screens {
		s.try(func() { s.ask(screen) })
	}
	for _, state := range found.states {
		for _, attempt := range []int{1, 2} {
			s.call.Top().State, s.call.Top().Attempt = state.Name, attempt
			s.try(func() { s.prepareAction(state) })
		}
	}
}

// try leaves out what panics: the step that comes to it will, and its host answers and counts that. One defect must not
// keep a whole set of flows, or the version of calls in progress, from being loaded.
func (s *stepper) try(do func()) {
	defer func() { _ = recover() }()
	do()
}

func (s *stepper) prepareAction(state *State) {
	switch a := state.Action.(type) {
	case *Gather, *AIGather, *Dial, *Conference, *Enqueue, *Connect, *Refer, *Pay, *Record, *Reject, *Redirect, *Leave:
		s.act(state)
	case *HTTPRequest:
		if a.JSON == nil { // a body that has to be evaluated
			s.act(state)
		}
	}
}

// add adds a verb to the document. What it is made of tells its template.
func (s *stepper) add(v texmlgen.Verb, of any) {
	key := s.keyOf(of)
	if !s.preparing {
		s.doc.Verbs = append(s.doc.Verbs, v)
		s.templates = append(s.templates, s.machine.templates[key])
		return
	}
	if _, ok := s.machine.templates[key]; !ok {
		// What has values where text has rules of its own, such as a number, is checked when it is written.
		s.machine.templates[key], _ = texmlgen.Compile(v)
	}
}

// keyOf names the verb that is made of something as the call stands.
func (s *stepper) keyOf(of any) prepared {
	key := prepared{of: of, language: s.call.Language, voice: s.voice(s.call.Language)}
	if a, ok := of.(*Gather); ok {
		key.again = s.reprompts(a)
	}
	return key
}
