package texmlgen

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// templates makes templates of all verbs that can have one.
func templates(doc *Response) []*Template {
	list := make([]*Template, len(doc.Verbs))
	for i, v := range doc.Verbs {
		list[i], _ = Compile(v)
	}
	return list
}

// fits reports whether a verb is written from a template.
func fits(t *Template, v Verb, opt Options) bool {
	_, ok := new(matcher).fill(t, v, &opt, nil)
	return ok
}

// open has outside text in every kind of place that a template leaves open.
func open(words func(name string) Text) *Response {
	text := func(name string) Text {
		return Concat(Literal("a {"), words(name), Literal("{{From}} <&\"' \uE0000.0\uE001"), words(name), Literal("{{"), words("other"))
	}
	return &Response{Verbs: []Verb{
		&Say{Text: Literal("looks like a mark: \uE0000.0\uE001")},
		&Say{Text: text("say"), Voice: "\uE0000.0\uE001"},
		&Say{Text: words("only")},
		&Gather{Action: Route("answer"), Hints: text("hints"), Prompt: []Verb{&Say{Text: text("prompt")}, &Play{URL: Route("silence")}}},
		&AIGather{
			Greeting: text("greeting"), Parameters: JSONText(Literal(`{"a":"]]>"}`)), MessageHistory: []Message{{Role: RoleUser, Text: text("message")}},
			Assistant: &Assistant{Instructions: text("instructions"), Tools: []JSON{JSONText(Literal(`{"transfer":{"to":["+15550100","+15550101"]}}`))}},
		},
		&HTTPRequest{Request: &Request{URL: Link(Literal("https://a.example/?q=").Append(words("query"))), Body: Literal("{{From}}")}},
		&Dial{CallerID: Literal("+15550100"), Nouns: []DialNoun{&Number{Number: Literal("+15550101"), URL: Route("whisper")}}},
		&Redirect{URL: Link(Literal(" https://a.example/").Append(words("path")))},
	}}
}

// A verb that is written from its template has the bytes that it has without, whatever its outside text is.
func TestTemplateIsWrite(t *testing.T) {
	fast := host
	fast.Templates = templates(open(func(string) Text { return Outside("") }))
	check := func(fatalf func(string, ...any), value func(string) string) {
		doc := open(func(name string) Text { return Outside(value(name)) })
		want, err := Write(doc, host)
		if err != nil {
			fatalf("%v", err)
		}
		got, err := Write(doc, fast)
		if err != nil || string(got) != string(want) {
			fatalf("%v: with templates\n%s\nwithout\n%s", err, got, want)
		}
		for i, v := range doc.Verbs {
			if !fits(fast.Templates[i], v, host) {
				fatalf("%s is not written from its template", NameOf(v))
			}
		}
	}
	for _, s := range append([]string{"\xffx", "\xed\xa0\x80", "\uFFFD", "\u00a0", "\uFFFF"}, nasty...) {
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

// The samples are their own templates, at any place of a document and beside verbs without one.
func TestTemplateOfSamples(t *testing.T) {
	for name, src := range samples(t) {
		tree, _ := Parse(src)
		want := mustWrite(t, tree.Response, host)
		fast := host
		fast.Templates = templates(tree.Response)
		for i, v := range tree.Response.Verbs {
			if fast.Templates[i] == nil || !fits(fast.Templates[i], v, host) {
				t.Errorf("%s: verb %d is not written from its template", name, i+1)
			}
		}
		for n := range len(fast.Templates) + 1 {
			some := fast
			some.Templates = fast.Templates[:n]
			if got := mustWrite(t, tree.Response, some); got != want {
				t.Errorf("%s: with %d templates\n%s\nwithout\n%s", name, n, got, want)
			}
		}
		indented := host
		indented.Indent = true
		fast.Indent = true
		if got, want := mustWrite(t, tree.Response, fast), mustWrite(t, tree.Response, indented); got != want {
			t.Errorf("%s: indented, with templates\n%s\nwithout\n%s", name, got, want)
		}
	}
}

// Templates of other verbs change nothing: neither those of a document that differs in one value, element or text, nor
// those of other verbs of the same document.
func TestTemplatesChangeNothing(t *testing.T) {
	used, unused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		var picks []int
		word := rapid.OneOf(rapid.String(), rapid.SampledFrom(nasty[1:4]))
		draw := func(again bool, changed int) *Response {
			next := 0
			pick := func(label string, n int) int {
				defer func() { next++ }()
				if !again {
					picks = append(picks, rapid.IntRange(0, n-1).Draw(t, label))
				}
				if next >= len(picks) {
					return 0
				}
				if next == changed {
					return (picks[next] + 1) % n
				}
				return picks[next] % n
			}
			f := &filler{turn: new(int), pick: pick, prose: func(label string) Text {
				if pick(label+" outside", 2) == 0 {
					return Literal("author " + strings.Repeat("x", pick(label+" long", 2)))
				}
				return Literal("x").Append(Outside(word.Draw(t, label)), Literal("x"))
			}}
			doc := new(Response)
			f.fill(doc, nil)
			return doc
		}
		first := draw(false, -1)
		doc := draw(true, rapid.IntRange(-1, len(picks)-1).Draw(t, "changed"))
		made := templates(first)
		if turn := rapid.IntRange(0, 2).Draw(t, "turn"); turn == 2 && len(made) > 1 {
			made = append(made[1:], made[0])
		}
		refused := rapid.IntRange(-30, 10).Draw(t, "refused")
		asked := func(s string) error {
			if len(s)%17 == refused {
				return errors.New("not " + s)
			}
			return nil
		}
		opt := Options{
			Resolve: func(route string) (string, error) { return "https://ivr.example.net/<t>/" + route, asked(route) },
			Target:  func(_, target string) error { return asked(target) },
		}
		want, wantErr := Write(doc, opt)
		fast := opt
		fast.Templates = made
		got, err := Write(doc, fast)
		if string(got) != string(want) || fmt.Sprint(err) != fmt.Sprint(wantErr) {
			t.Fatalf("with templates %v\n%s\nwithout %v\n%s", err, got, wantErr, want)
		}
		for i, v := range doc.Verbs {
			switch {
			case i < len(made) && made[i] != nil && fits(made[i], v, opt):
				used++
			default:
				unused++
			}
		}
	})
	if used < 50 || unused < 50 {
		t.Errorf("%d verbs were written from templates, %d were not: one of both was not tried", used, unused)
	}
}

// loose is an element that shows whatever it is made of.
type loose struct{ show func(v visitor) }

func (*loose) spec() *ElementSpec { return &saySpec }

func (l *loose) fields(v visitor) { l.show(v) }

// Verbs that differ in one thing are not written from each other's templates, whatever an element may show.
func TestTemplateOfAnother(t *testing.T) {
	holding := func(inside ...Element) *loose {
		return &loose{func(v visitor) {
			for _, x := range inside {
				v.child(x)
			}
		}}
	}
	wrapped := func(inside, behind bool) *loose {
		one := JSONText(Literal("1"))
		return &loose{func(v visitor) {
			v.wrap("Headers", true, func() {
				if inside {
					v.leafJSON("a", &one)
				}
			})
			if behind {
				v.leafJSON("a", &one)
			}
		}}
	}
	lists := func(a, b []JSON) *loose {
		return &loose{func(v visitor) { v.leafJSONs("Tool", &a); v.leafJSONs("Tool", &b) }}
	}
	x, y := JSONText(Literal("1")), JSONText(Literal("2"))
	say := &Say{Text: Outside("x")}
	link := Link(Outside("https://a.example/"))
	for _, tt := range []struct {
		name string
		a, b Element
	}{
		{"inside and behind", holding(holding(say)), holding(holding(), say)},
		{"in a group and behind", wrapped(true, false), wrapped(false, true)},
		{"more behind a group", wrapped(true, false), wrapped(true, true)},
		{"one list and the next", lists([]JSON{x, y}, nil), lists([]JSON{x}, []JSON{y})},
		{"a longer list", holding(say), holding(say, say)},
		{"an absent text", &Gather{Hints: Outside("x")}, &Gather{}},
		{"an absent link", &Gather{Action: link}, &Gather{}},
		{"a route and a link", &Gather{Action: link}, &Gather{Action: Route("a")}},
		{"a route and an author's link", &Gather{Action: Route("a")}, &Gather{Action: Link(Literal("https://a.example/"))}},
		{"two parts", &Say{Text: Literal("{{")}, &Say{Text: Concat(Literal("{"), Literal("{"))}},
		{"a word", &Say{Text: Literal("a"), Voice: "man"}, &Say{Text: Literal("a"), Voice: "woman"}},
		{"a word more", &Gather{Input: []Input{InputDTMF}}, &Gather{Input: []Input{InputDTMF, InputSpeech}}},
		{"an empty word", &Gather{FinishOnKey: Some("")}, &Gather{}},
		{"a number", &Gather{NumDigits: Some(0)}, &Gather{NumDigits: Some(1)}},
		{"an absent number", &Gather{NumDigits: Some(0)}, &Gather{}},
		{"a switch", &Play{MediaStorage: Some(true)}, &Play{MediaStorage: Some(false)}},
		{"a fraction", &Say{VoiceSpeed: Some(1.25)}, &Say{VoiceSpeed: Some(1.5)}},
		{"another place", &Gather{MinDigits: Some(1)}, &Gather{MaxDigits: Some(1)}},
		{"another element", &Hangup{}, &Leave{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for range 2 {
				tpl := &Template{}
				tpl.describe(tt.a)
				if _, ok := new(matcher).fill(tpl, tt.b, &host, nil); ok {
					t.Error("they count as alike")
				}
				if _, ok := new(matcher).fill(tpl, tt.a, &host, nil); !ok {
					t.Error("one is not like itself")
				}
				tt.a, tt.b = tt.b, tt.a
			}
		})
	}
}

func TestCompileRefuses(t *testing.T) {
	h := Outside("x")
	tests := []struct {
		name string
		verb Verb
		want string
	}{
		{"number", &Dial{Number: Literal("+1").Append(h)}, "Dial \"(3 characters)\": may not change in a template"},
		{"noun", &Dial{Nouns: []DialNoun{&Number{Number: h}}}, "Number \"(1 characters)\": may not change in a template"},
		{"SIP address", &Refer{Sip: &Sip{URI: h}}, "Sip \"(1 characters)\": may not change in a template"},
		{"digits", &Play{Digits: h}, "Play digits \"(1 characters)\": may not change in a template"},
		{"limited text", &Dial{Number: Literal("+1"), FromDisplayName: h}, "Dial fromDisplayName \"(1 characters)\": may not change in a template"},
		{"decimal", &Pay{ChargeAmount: h}, "Pay chargeAmount \"(1 characters)\": may not change in a template"},
		{"body", &HTTPRequest{Request: &Request{URL: Route("a"), Body: h}}, "Request \"(1 characters)\": may not change in a template"},
		{"header", &HTTPRequest{Request: &Request{URL: Route("a"), Headers: []Header{{Key: "a", Value: h}}}}, "Header \"(1 characters)\": may not change in a template"},
		{"queue", &Enqueue{Queue: h}, "Enqueue \"(1 characters)\": may not change in a template"},
		{"broken verb", &Say{Loop: Some(11), Text: h}, "Say loop \"11\": want 0 to 10"},
		{"nil", (*Say)(nil), "Response: holds a nil element"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := Compile(tt.verb); err == nil || err.Error() != "write TeXML: verb 1: "+tt.want {
				t.Errorf("Compile: %v, want %s", err, tt.want)
			}
		})
	}
}

// What Write refuses, it refuses with a template in the same words.
func TestTemplateRefuses(t *testing.T) {
	no := errors.New("not on the list")
	tests := []struct {
		name string
		like Verb // what the template is made of; nil: verb
		verb Verb
		opt  Options
		want string
	}{
		{"no host", nil, &Redirect{URL: Route("a")}, Options{}, `Redirect "route:a": is a route, and there is no host to resolve it`},
		{"bad route", nil, &Gather{Action: Route("a")}, Options{Resolve: func(string) (string, error) { return "", no }}, `Gather action "route:a": cannot be resolved: not on the list`},
		{"empty route", nil, &Gather{Action: Route("a")}, Options{Resolve: func(string) (string, error) { return "\x00", nil }}, `Gather action "route:a": resolves to nothing`},
		{"bad route with a URL", nil, &Gather{Action: Route("a")}, Options{Resolve: func(string) (string, error) { return "https://a.example/", no }}, `Gather action "route:a": cannot be resolved: not on the list`},
		{"no route", nil, &Gather{Action: Route("a")}, Options{Resolve: func(string) (string, error) { return "", nil }}, `Gather action "route:a": resolves to nothing`},
		{"empty link", nil, &Redirect{URL: Link(Outside(" "))}, Options{}, `Redirect: want a URL`},
		{"no targets", nil, &Dial{Number: Literal("+15550100")}, Options{}, `Dial "+15550100": may not be called: no target is allowed`},
		{"target", nil, &Refer{Sip: &Sip{URI: Literal("sip:a@b.example")}}, Options{Target: func(verb, target string) error {
			if verb == "Refer" && target == "sip:a@b.example" {
				return no
			}
			return nil
		}}, `Sip "sip:a@b.example": may not be called: not on the list`},
		{"tool", nil, &AIGather{Parameters: JSONText(Literal("{}")), Tools: []JSON{JSONText(Literal(`{"to":["+15550100","+15550101"]}`))}}, Options{Target: func(verb, target string) error {
			if verb == "Tool" && target == "+15550101" {
				return no
			}
			return nil
		}}, `Tools "…01 (9 characters)": may not be called: not on the list`},
		{"another number", &Dial{Number: Literal("+15550100")}, &Dial{Number: Literal("+15550199")}, Options{Target: func(_, target string) error {
			if target == "+15550199" {
				return no
			}
			return nil
		}}, `Dial "+15550199": may not be called: not on the list`},
		{"another value", &Pause{Length: Some(time.Second)}, &Pause{Length: Some(time.Millisecond)}, Options{}, `Pause length "1ms": want whole seconds`},
		{"nil", &Leave{}, (*Leave)(nil), Options{}, `Response: holds a nil element`},
		{"nil inside", &Gather{Prompt: []Verb{&Say{Text: Literal("a")}}}, &Gather{Prompt: []Verb{(*Say)(nil)}}, Options{}, `Gather: holds a nil element`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			like := tt.like
			if like == nil {
				like = tt.verb
			}
			tpl, err := Compile(like)
			if err != nil {
				t.Fatal(err)
			}
			doc := &Response{Verbs: []Verb{tt.verb}}
			_, plain := Write(doc, tt.opt)
			tt.opt.Templates = []*Template{tpl}
			b, err := Write(doc, tt.opt)
			if fmt.Sprint(err) != fmt.Sprint(plain) {
				t.Errorf("%v; without template %v", err, plain)
			}
			if err == nil || strings.TrimPrefix(err.Error(), "write TeXML: verb 1: ") != tt.want {
				t.Errorf("%q, %v, want %s", b, err, tt.want)
			}
		})
	}
}

// One template serves many documents at the same time.
func TestTemplateInParallel(t *testing.T) {
	fast := menuHost
	fast.Templates = templates(menu(Outside("")))
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() {
			caller := strings.Repeat("Zoë & Co {", n)
			want := mustWrite(t, menu(Outside(caller)), menuHost)
			for range 50 {
				if got := mustWrite(t, menu(Outside(caller)), fast); got != want {
					t.Errorf("%s\nwant\n%s", got, want)
				}
			}
		})
	}
	wg.Wait()
}
