package guard

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Input is one thing that a program sees when it runs, for people who ask why it gave what it did.
type Input struct {
	Name string // as the author writes it: "Digits", "http.name", "now()"; "hours desk" for the clock there
	Text string // the value as it would be written; Hidden for a secret
}

// Hidden stands for a value that is not shown.
const Hidden = "***"

// Inputs gives what the program sees in an environment, sorted by name. Sensitive values, and those of the environment of
// the process, which may be secrets of whoever runs it, are hidden.
func (p *Program) Inputs(env Env) []Input {
	env.Report = nil // nobody runs the program
	var out []Input
	for _, in := range p.inputs {
		switch in.key {
		case hostNow:
			out = append(out, Input{"now()", env.Now.UTC().Format(time.RFC3339)})
		case hostToday:
			out = append(out, Input{"today()", env.today().Format(dateLayout)})
		case hostHours:
			for _, name := range p.asked {
				if c := env.Hours[name]; c != nil {
					out = append(out, Input{"hours " + name, env.Now.In(c.Zone()).Format("Mon 2006-01-02 15:04 MST")})
				}
			}
		case hostHeard:
			speech := in.speech()
			out = append(out, Input{speech.key, in.typ.Show(env.input(speech), false)}, Input{"language", env.Language})
		case hostVoice:
			out = append(out, Input{"language", env.Language})
		default:
			out = append(out, Input{in.key, in.typ.Show(env.input(in), in.path[0] == "env")})
		}
	}
	slices.SortFunc(out, func(a, b Input) int { return strings.Compare(a.Name, b.Name) })
	return slices.CompactFunc(out, func(a, b Input) bool { return a.Name == b.Name })
}

// Show writes a value of the type for people, as JSON with what is sensitive hidden; hide hides all of it.
func (t Type) Show(v any, hide bool) string {
	switch {
	case v == nil:
		return "nil"
	case hide || t.Sensitive:
		return Hidden
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(t.visible(v)); err != nil {
		return Hidden
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// visible is a value as plain data, with what is sensitive hidden.
func (t Type) visible(v any) any {
	switch {
	case v == nil:
		return nil
	case t.Sensitive:
		return Hidden
	}
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(t.Fields))
		for _, f := range t.Fields {
			out[f.Name] = f.Type.visible(v[f.Name])
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = t.elem().visible(e)
		}
		return out
	}
	plain, err := t.Encode(v)
	if err != nil {
		return Hidden
	}
	return plain
}
