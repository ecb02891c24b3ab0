package flows

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/texmlgen"
)

func (s *stateCompiler) aiGather(a *aiGatherDecl) engine.Action {
	out := &engine.AIGather{Greeting: s.spokenWords(a.Greeting, "a greeting", s.base)}
	for _, p := range a.Parameters {
		out.Fields = append(out.Fields, guard.Field{Name: p.Name.Value, Type: p.Type})
	}
	seen := &reads{}
	if o := s.decl.outcome("transitions"); o != nil {
		p := s.exit.in(under(s.exit.scope, "ai", out.Fields))
		p.reads = seen
		out.Transitions = s.transitions(o.Transitions, s.id+"/transitions", p)
	} else if !s.decl.vague && len(a.Parameters) > 0 {
		s.out.Errorf(codeUndecided, s.decl.ActionKey.Span, "no answer to the ai_gather of state %q leads anywhere", s.decl.Name.Value).
			Hint = `write transitions beside it, such as "transitions: [{to: STATE}]"`
	}
	if seen.sensitive || slices.ContainsFunc(out.Fields, func(f guard.Field) bool { return f.Type.Tainted() }) {
		s.secrets[s.decl] = &secretEntry{words: true}
	}
	out.Invalid = s.outcome("invalid", s.exit)
	out.Failed = s.outcome("failed", s.exit)
	if verb, ok := s.read(a.write()).(*texmlgen.AIGather); ok {
		out.Verb = *verb
		out.Verb.Parameters = texmlgen.JSONText(texmlgen.Literal(schema(a.Parameters)))
	}
	return out
}

// write puts an ai_gather into TeXML, but for its greeting, which is filled in each time.
func (a *aiGatherDecl) write() *verbWriter {
	w := &verbWriter{}
	w.open("AIGather")
	if len(a.Voice) > 0 {
		w.open("Voice", a.Voice)
		w.close("Voice")
	}
	w.raw("<Parameters>{}</Parameters>")
	if a.Interruptible.given() {
		enable := attribute{Name: "enable", Value: "false"}
		if a.Interruptible.Value {
			enable.Value = "true"
		}
		w.open("InterruptionSettings", attributes{enable})
		w.close("InterruptionSettings")
	}
	if len(a.Transcription) > 0 {
		w.open("Transcription", a.Transcription)
		w.close("Transcription")
	}
	if len(a.Assistant) > 0 {
		w.open("Assistant", a.Assistant)
		w.close("Assistant")
	}
	w.close("AIGather")
	return w
}

// schema is the JSON Schema of the values that an ai_gather asks for, in the order they are written. What is not optional
// is required: the assistant asks until it has all of it.
func schema(list []parameterDecl) string {
	var b bytes.Buffer
	b.WriteString(`{"type":"object","properties":{`)
	required := []string{}
	for i, p := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		quoteJSON(&b, p.Name.Value)
		b.WriteByte(':')
		typeSchema(&b, p.Type, p.Description.Value)
		if !p.Type.Optional {
			required = append(required, p.Name.Value)
		}
	}
	b.WriteByte('}')
	requiredJSON(&b, required)
	b.WriteByte('}')
	return b.String()
}

// schemaTypes are the words of JSON Schema for types; dates and durations are texts of a format.
var schemaTypes = map[guard.Kind]string{
	guard.String: `"type":"string"`, guard.Int: `"type":"integer"`, guard.Float: `"type":"number"`,
	guard.Bool: `"type":"boolean"`, guard.Date: `"type":"string","format":"date"`,
	guard.Time:     `"type":"string","pattern":"^([01][0-9]|2[0-3]):[0-5][0-9]$"`,
	guard.DateTime: `"type":"string","format":"date-time"`,
	guard.Duration: `"type":"string","pattern":"^([0-9]+h)?([0-9]+m)?([0-9]+s)?$"`,
	guard.List:     `"type":"array"`, guard.Object: `"type":"object"`,
}

func typeSchema(b *bytes.Buffer, t guard.Type, description string) {
	b.WriteByte('{')
	b.WriteString(schemaTypes[t.Kind])
	if len(t.OneOf) > 0 {
		b.WriteString(`,"enum":`)
		listJSON(b, t.OneOf)
	}
	if t.Elem != nil {
		b.WriteString(`,"items":`)
		typeSchema(b, *t.Elem, "")
	}
	if t.Kind == guard.Object {
		b.WriteString(`,"properties":{`)
		required := []string{}
		for i, f := range t.Fields {
			if i > 0 {
				b.WriteByte(',')
			}
			quoteJSON(b, f.Name)
			b.WriteByte(':')
			typeSchema(b, f.Type, "")
			if !f.Type.Optional {
				required = append(required, f.Name)
			}
		}
		b.WriteByte('}')
		requiredJSON(b, required)
	}
	if description != "" {
		b.WriteString(`,"description":`)
		quoteJSON(b, description)
	}
	b.WriteByte('}')
}

func requiredJSON(b *bytes.Buffer, names []string) {
	b.WriteString(`,"required":`)
	listJSON(b, names)
}

func listJSON(b *bytes.Buffer, list []string) {
	b.WriteByte('[')
	for i, s := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		quoteJSON(b, s)
	}
	b.WriteByte(']')
}

func quoteJSON(b *bytes.Buffer, s string) {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string into a buffer cannot fail
	b.Truncate(b.Len() - 1)
}
