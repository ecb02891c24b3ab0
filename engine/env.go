package engine

import (
	"maps"

	"github.com/texmlflow/texmlflow/engine/guard"
)

// env is what expressions see at this moment of the step.
func (s *stepper) env() guard.Env {
	if s.values == nil {
		s.values = s.environment()
	}
	return guard.Env{Values: s.values, Now: s.event.At, Language: s.call.Language, Hours: s.flow().Hours}
}

func (s *stepper) environment() map[string]any {
	c := s.call
	frame := c.Top()
	v := make(map[string]any, 8+len(frame.Vars)+len(s.exits))
	v["From"], v["To"], v["CallSid"], v["AccountSid"] = c.From, c.To, c.SID, c.AccountSID
	v["language"], v["attempt"] = c.Language, frame.Attempt
	v["call"] = map[string]any{
		"started": c.Started.UTC(), "turn": c.Turn, "duration": s.since(),
		"recording": known(c.Recording), "transcript": known(c.Transcript), "ended_by": known(c.EndedBy),
	}
	env := make(map[string]any, len(s.flow().Env))
	for _, name := range s.flow().Env {
		env[name] = s.deployment.Env[name]
	}
	v["env"] = env
	if c.Track == TrackHold {
		v["queue"] = c.Queue.values()
	}
	maps.Copy(v, s.exits)
	maps.Copy(v, frame.Vars)
	return v
}

// values is what expressions see under queue.
func (q Queue) values() map[string]any {
	v := map[string]any{"position": nil, "time": nil, "average": nil, "size": nil}
	if q.Position != nil {
		v["position"] = *q.Position
	}
	if q.Time != nil {
		v["time"] = *q.Time
	}
	if q.Average != nil {
		v["average"] = *q.Average
	}
	if q.Size != nil {
		v["size"] = *q.Size
	}
	return v
}

// known turns absent text into nil.
func known(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// spend reports whether there is still something left for an expression. A step that runs out of it takes the failed way.
func (s *stepper) spend(p *guard.Program) bool {
	s.work += p.Work()
	return !s.overworked()
}

// overworked reports whether the expressions of the step cost too much. Each request makes the step run once more.
func (s *stepper) overworked() bool { return s.work*(1+s.fetches) > MaxWork }

// callbackValues returns the documented fields of a callback as the exits of its state see them; a field that did not
// come has the value that stands for absent.
func (s *stepper) callbackValues(cb Callback) map[string]any {
	fields := CallbackFields(cb)
	v := make(map[string]any, len(fields)+len(identityFields))
	for _, list := range [2][]guard.Field{identityFields, fields} {
		for _, f := range list {
			value, ok := s.event.Values[f.Name]
			if !ok || value == nil {
				value = Absent(f)
			}
			v[f.Name] = value
		}
	}
	return v
}

// Absent returns what an expression sees of a documented field that did not come: "" for text, 1 for Confidence (keys
// are certain), nil for an optional one.
func Absent(f guard.Field) any {
	switch {
	case f.Type.Optional:
		return nil
	case f.Name == "Confidence":
		return 1.0
	}
	return f.Type.Zero()
}

// assign gives variables new values; every expression sees the old ones.
func (s *stepper) assign(list []Assignment) {
	if len(list) == 0 {
		return
	}
	frame := s.call.Top()
	next := maps.Clone(frame.Vars)
	if next == nil {
		next = map[string]any{}
	}
	for _, a := range list {
		next[a.Name] = s.value(a.Value)
	}
	if frame.Set == nil {
		frame.Set = map[string]bool{}
	}
	for _, a := range list {
		frame.Set[a.Name] = true
	}
	for _, v := range s.flow().Vars {
		if v.Type.Kind == guard.Object || v.Type.Kind == guard.List {
			next[v.Name] = v.Type.Fit(next[v.Name])
		}
	}
	frame.Vars = next
	s.values = nil
}

// evaluate returns the values of assignments by name.
func (s *stepper) evaluate(list []Assignment) map[string]any {
	values := make(map[string]any, len(list))
	for _, a := range list {
		values[a.Name] = s.value(a.Value)
	}
	return values
}

// value evaluates an expression, or a map or list of them.
func (s *stepper) value(v Value) any {
	switch {
	case v.Program != nil:
		if !s.spend(v.Program) {
			return v.Program.Type().Zero()
		}
		return v.Program.Eval(s.env())
	case v.IsMap || v.Fields != nil:
		return s.evaluate(v.Fields)
	default:
		items := make([]any, len(v.Items))
		for i, item := range v.Items {
			items[i] = s.value(item)
		}
		return items
	}
}

// complete gives the fields that an object lacks their zero value, or nil when they are optional, so that no expression
// meets a hole.
func complete(object map[string]any, fields []guard.Field) {
	for _, f := range fields {
		if value, ok := object[f.Name]; ok && value != nil {
			continue
		}
		if f.Type.Optional {
			object[f.Name] = nil
			continue
		}
		object[f.Name] = f.Type.Zero()
	}
}

// initial is a variable's value when its flow begins.
func (v Var) initial() any {
	switch {
	case v.Default != nil:
		return v.Default
	case v.Type.Optional:
		return nil
	}
	return v.Type.Zero()
}

// speakIn switches the language of the call; "" keeps it.
func (s *stepper) speakIn(language string) {
	if language == "" || language == s.call.Language {
		return
	}
	s.call.Language = language
	s.values = nil
}
