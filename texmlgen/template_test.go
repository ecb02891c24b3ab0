package texmlgen

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// holey has a hole in every kind of place that may have one.
func holey(hole func(name string) Text) *Response {
	text := func(name string) Text {
		return Concat(Literal("a {"), hole(name), Literal("{{From}} <&\"' \uE0000.0\uE001"), hole(name), Literal("{{"), hole("other"))
	}
	return &Response{Verbs: []Verb{
		&Say{Text: Literal("looks like a mark: \uE0000.0\uE001")},
		&Say{Text: text("say")},
		&Say{Text: hole("only")},
		&Gather{Action: Route("answer"), Hints: text("hints"), Prompt: []Verb{&Say{Text: text("prompt")}, &Play{URL: Route("silence")}}},
		&AIGather{
			Greeting: text("greeting"), Parameters: JSONText(Literal(`{"a":"]]>"}`)), MessageHistory: []Message{{Role: RoleUser, Text: text("message")}},
			Assistant: &Assistant{Instructions: text("instructions")},
		},
		&HTTPRequest{Request: &Request{URL: Link(Literal("https://a.example/?q=").Append(hole("query"))), Body: Literal("{{From}}")}},
		&Dial{CallerID: Literal("+15550100"), Nouns: []DialNoun{&Number{Number: Literal("+15550101"), URL: Route("whisper")}}},
		&Redirect{URL: Link(Literal(" https://a.example/").Append(hole("path")))},
	}}
}

// A template filled in is byte for byte what Write makes of the same words.
func TestTemplateIsWrite(t *testing.T) {
	tpl, err := Compile(holey(Hole))
	if err != nil {
		t.Fatal(err)
	}
	check := func(fatalf func(string, ...any), value func(string) string) {
		want, err := Write(holey(func(name string) Text { return Outside(value(name)) }), host)
		if err != nil {
			fatalf("%v", err)
		}
		got, err := tpl.Append([]byte("before"), Values{Hole: value, Resolve: host.Resolve, Target: host.Target})
		if err != nil {
			fatalf("%v", err)
		}
		if string(got) != "before"+string(want) {
			fatalf("the template gives\n%s\nWrite gives\n%s", got, want)
		}
	}
	for _, s := range nasty {
		check(t.Fatalf, func(string) string { return s[:min(len(s), 5000)] })
	}
	rapid.Check(t, func(t *rapid.T) {
		words := map[string]string{}
		check(t.Fatalf, func(name string) string {
			if _, ok := words[name]; !ok {
				words[name] = rapid.OneOf(rapid.SampledFrom(nasty), rapid.String()).Draw(t, name)
			}
			return words[name]
		})
	})
}

// The samples, which have no holes, are their own templates.
func TestTemplateOfSamples(t *testing.T) {
	for name, src := range samples(t) {
		tree, _ := Parse(src)
		tpl, err := Compile(tree.Response)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := tpl.Append(nil, Values{Target: anyTarget})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if want := mustWrite(t, tree.Response, host); string(got) != want {
			t.Errorf("%s: the template gives\n%s\nWrite gives\n%s", name, got, want)
		}
	}
}

func TestHolesAreRefused(t *testing.T) {
	h := Hole("x")
	tests := []struct {
		name string
		verb Verb
		want string
	}{
		{"number", &Dial{Number: Literal("+1").Append(h)}, "verb 1: Dial \"+1[x]\": may not have a hole"},
		{"noun", &Dial{Nouns: []DialNoun{&Number{Number: h}}}, "verb 1: Number \"[x]\": may not have a hole"},
		{"SIP address", &Refer{Sip: &Sip{URI: h}}, "verb 1: Sip \"[x]\": may not have a hole"},
		{"digits", &Play{Digits: h}, "verb 1: Play digits \"[x]\": may not have a hole"},
		{"limited text", &Dial{Number: Literal("+1"), FromDisplayName: h}, "verb 1: Dial fromDisplayName \"[x]\": may not have a hole"},
		{"decimal", &Pay{ChargeAmount: h}, "verb 1: Pay chargeAmount \"[x]\": may not have a hole"},
		{"JSON", &AIGather{Parameters: JSONText(h)}, "verb 1: AIGather Parameters \"[x]\": may not have a hole"},
		{"body", &HTTPRequest{Request: &Request{URL: Route("a"), Body: h}}, "verb 1: Request \"[x]\": may not have a hole"},
		{"header", &HTTPRequest{Request: &Request{URL: Route("a"), Headers: []Header{{Key: "a", Value: h}}}}, "verb 1: Header \"[x]\": may not have a hole"},
		{"broken document", &Say{Loop: Some(11), Text: h}, "verb 1: Say loop \"11\": want 0 to 10"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := Compile(&Response{Verbs: []Verb{tt.verb}}); err == nil || err.Error() != "write TeXML: "+tt.want {
				t.Errorf("Compile: %v, want %s", err, tt.want)
			}
		})
	}
	for _, v := range []Verb{&Say{Text: h}, &Redirect{URL: Link(h)}, &Gather{Hints: h}, &Dial{Number: h}, &AIGather{Greeting: h, Parameters: JSONText(Literal("{}"))}} {
		if _, err := Write(&Response{Verbs: []Verb{v}}, host); !errors.Is(err, errHole) {
			t.Errorf("Write of a hole in %s: %v", NameOf(v), err)
		}
	}
	if _, err := Compile(nil); err == nil {
		t.Error("a nil document was compiled")
	}
}

func TestTemplateRefuses(t *testing.T) {
	no := errors.New("not on the list")
	tests := []struct {
		name string
		verb Verb
		v    Values
		want string
	}{
		{"no hole", &Say{Text: Hole("x")}, Values{}, `Say: has the hole "x", and nothing to fill it in`},
		{"no host", &Redirect{URL: Route("a")}, Values{}, `Redirect: is a route, and there is no host to resolve it`},
		{"bad route", &Gather{Action: Route("a")}, Values{Resolve: func(string) (string, error) { return "", no }}, `Gather action: cannot be resolved: not on the list`},
		{"empty route", &Gather{Action: Route("a")}, Values{Resolve: func(string) (string, error) { return "\x00", nil }}, `Gather action: resolves to nothing`},
		{"empty link", &Redirect{URL: Link(Hole("x"))}, Values{Hole: func(string) string { return " " }}, `Redirect: want a URL`},
		{"no targets", &Dial{Number: Literal("+15550100")}, Values{}, `Dial "+15550100": may not be called: no target is allowed`},
		{"target", &Refer{Sip: &Sip{URI: Outside("sip:secret@b.example")}}, Values{Target: func(verb, target string) error {
			if verb == "Refer" && target == "sip:secret@b.example" {
				return no
			}
			return nil
		}}, `Sip "…le (20 characters)": may not be called: not on the list`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tpl, err := Compile(&Response{Verbs: []Verb{tt.verb}})
			if err != nil {
				t.Fatal(err)
			}
			b, err := tpl.Append(nil, tt.v)
			if err == nil || strings.TrimPrefix(err.Error(), "write TeXML: verb 1: ") != tt.want {
				t.Errorf("%q, %v, want %s", b, err, tt.want)
			}
		})
	}
}
