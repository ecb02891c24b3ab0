package texmlgen

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func anyTarget(string, string) error { return nil }

// host resolves every route and allows every target.
var host = Options{
	Resolve: func(route string) (string, error) { return "https://ivr.example.net/t/" + route, nil },
	Target:  anyTarget,
}

func mustWrite(t testing.TB, doc *Response, opt Options) string {
	t.Helper()
	b, err := Write(doc, opt)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestWrite(t *testing.T) {
	caller := Outside("Zoë {{#secret}}k{{/secret}} & <Co>\x00")
	tests := []struct {
		name string
		verb Verb
		want string
	}{
		{
			"say", &Say{Voice: "Polly.Joanna-Neural", Loop: Some(0), Text: Literal("Hello ").Append(caller)},
			`<Say voice="Polly.Joanna-Neural" loop="0">Hello Zoë { {#secret}}k{ {/secret}} &amp; &lt;Co&gt;</Say>`,
		},
		{
			"play", &Play{ContinueOnError: Some(true), URL: Link(Literal("https://a.example/b?c=1&d=2"))},
			`<Play continueOnError="true">https://a.example/b?c=1&amp;d=2</Play>`,
		},
		{"play digits", &Play{Digits: Literal("w1w#")}, `<Play digits="w1w#"/>`},
		{"pause", &Pause{Length: Some(5 * time.Second)}, `<Pause length="5"/>`},
		{"gather", &Gather{
			Action: Route("answer"), Timeout: Some(6 * time.Second), Input: []Input{InputDTMF, InputSpeech},
			FinishOnKey: Some(""), NumDigits: Some(1),
			Prompt: []Verb{&Say{Text: Literal("Press one.")}, &Play{URL: Route("silence")}},
		}, `<Gather action="https://ivr.example.net/t/answer" timeout="6" input="dtmf speech" finishOnKey="" numDigits="1">` +
			`<Say>Press one.</Say><Play>https://ivr.example.net/t/silence</Play></Gather>`},
		{"ai gather", &AIGather{
			Action: Route("answer"), Greeting: Literal("Hello"), Voice: &AIVoice{VoiceSpeed: Some(1.5)},
			Parameters:     JSONText(Literal(`{"a":"]]>"}`)),
			MessageHistory: []Message{{Role: RoleUser, Text: Literal("hi")}},
			Assistant:      &Assistant{Instructions: Literal("a \"b\"\n"), Tools: []JSON{JSONText(Literal(`{"type":"hangup"}`))}},
		}, `<AIGather action="https://ivr.example.net/t/answer"><Greeting>Hello</Greeting><Voice voice_speed="1.5"/>` +
			`<Parameters><![CDATA[{"a":"]]]]><![CDATA[>"}]]></Parameters>` +
			`<MessageHistory><Message role="user">hi</Message></MessageHistory>` +
			`<Assistant instructions="a &quot;b&quot;&#xA;"><Tools><Tool><![CDATA[{"type":"hangup"}]]></Tool></Tools></Assistant></AIGather>`},
		{"http request", &HTTPRequest{
			Async: Some(false), Action: Route("answer"),
			Request: &Request{
				URL: Link(Literal("https://api.example.net/")), Method: MethodPost, Body: Literal(`{"a":"{{From}}"}`),
				Headers: []Header{{Key: "Authorization", Value: Literal("Bearer {{#secret}}t{{/secret}}")}},
			},
			Response: &ExpectedResponse{Type: "JSON", StatusCode: Some(200), Fields: []Field{{Name: "a[0].b", Value: "B"}}},
		}, `<HttpRequest async="false" action="https://ivr.example.net/t/answer"><Request url="https://api.example.net/" method="POST">` +
			`<Headers><Header><Key>Authorization</Key><Value>Bearer {{#secret}}t{{/secret}}</Value></Header></Headers>` +
			`<Body><![CDATA[{"a":"{{From}}"}]]></Body></Request><Response><Type>JSON</Type><StatusCode>200</StatusCode>` +
			`<Content><Field><Name>a[0].b</Name><Value>B</Value></Field></Content></Response></HttpRequest>`},
		{"dial text", &Dial{CallerID: Literal("+15550100"), Number: Literal(" +15550101\n")}, `<Dial callerId="+15550100">+15550101</Dial>`},
		{"dial nouns", &Dial{
			RecordingStatusCallbackEvent:   []RecordingEvent{RecordingInProgress, RecordingAbsent},
			MachineDetectionSilenceTimeout: Some(1500 * time.Millisecond),
			Nouns:                          []DialNoun{&Number{SendDigits: Literal("ww1"), Number: Literal("+15550101")}, &Sip{URI: Literal("sip:a@b.example")}},
		}, `<Dial recordingStatusCallbackEvent="in-progress absent" machineDetectionSilenceTimeout="1500">` +
			`<Number sendDigits="ww1">+15550101</Number><Sip>sip:a@b.example</Sip></Dial>`},
		{
			"record", &Record{Action: Route("answer"), Timeout: Some(time.Duration(0)), MaxLength: Some(2 * time.Minute), Format: FormatWav},
			`<Record action="https://ivr.example.net/t/answer" timeout="0" maxLength="120" format="wav"/>`,
		},
		{"hangup", &Hangup{}, `<Hangup/>`},
		{"reject", &Reject{Reason: ReasonBusy}, `<Reject reason="busy"/>`},
		{"redirect", &Redirect{URL: Route("again"), Method: MethodPost}, `<Redirect method="POST">https://ivr.example.net/t/again</Redirect>`},
		{"empty value is there", &Say{Text: Outside("")}, `<Say></Say>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := header + "<Response>" + tt.want + "</Response>\n"
			if got := mustWrite(t, &Response{Verbs: []Verb{tt.verb}}, host); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func TestWriteIndented(t *testing.T) {
	doc := &Response{Verbs: []Verb{&Gather{Prompt: []Verb{&Say{Text: Literal(" \n ")}}}, &Hangup{}}}
	opt := host
	opt.Indent = true
	want := header + "<Response>\n  <Gather>\n    <Say> \n </Say>\n  </Gather>\n  <Hangup/>\n</Response>\n"
	if got := mustWrite(t, doc, opt); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestWriteRefuses(t *testing.T) {
	pin := Outside("my PIN is 482913")
	tests := []struct {
		name string
		verb Verb
		want string
	}{
		{"too short", &Gather{Timeout: Some(time.Duration(0))}, `verb 2: Gather timeout "0s": want 1 to 120 seconds`},
		{"too long", &Gather{Timeout: Some(121 * time.Second)}, `verb 2: Gather timeout "2m1s": want 1 to 120 seconds`},
		{"not whole", &Pause{Length: Some(1500 * time.Millisecond)}, `verb 2: Pause length "1.5s": want whole seconds`},
		{"negative", &Record{Timeout: Some(-time.Second)}, `verb 2: Record timeout "-1s": want 0 or more seconds`},
		{"int", &Gather{NumDigits: Some(129)}, `verb 2: Gather numDigits "129": want 1 to 128`},
		{"float", &Say{VoiceSpeed: Some(2.5), Text: pin}, `verb 2: Say voiceSpeed "2.5": want 0.1 to 2`},
		{"enum", &Record{Format: "ogg"}, `verb 2: Record format "ogg": want one of mp3, wav`},
		{"set", &Gather{Input: []Input{"voice"}}, `verb 2: Gather input "voice": want words of dtmf, speech`},
		{"set twice", &Gather{Input: []Input{InputDTMF, InputDTMF}}, `verb 2: Gather input "dtmf": is given twice`},
		{"nesting", &Gather{Prompt: []Verb{&Hangup{}}}, `verb 2: Gather: may not hold Hangup, only Say, Play`},
		{"nil verb", nil, `verb 2: Response: holds a nil element`},
		{"typed nil", (*Say)(nil), `verb 2: Response: holds a nil element`},
		{"nil prompt", &Gather{Prompt: []Verb{nil}}, `verb 2: Gather: holds a nil element`},
		{"no text", &Say{}, `verb 2: Say: want text`},
		{"no URL", &Redirect{}, `verb 2: Redirect: want a URL`},
		{"no role", &AIGather{Parameters: JSONText(Literal("{}")), MessageHistory: []Message{{}}}, `verb 2: Message role: is required`},
		{"no parameters", &AIGather{}, `verb 2: AIGather: want Parameters`},
		{"bad JSON", &AIGather{Parameters: JSONText(Outside(`{"PIN": 482913`))}, `verb 2: AIGather Parameters: want valid JSON: unexpected end of JSON input`},
		{"two kinds of target", &Dial{Number: Literal("+15550100"), Nouns: []DialNoun{&Queue{Name: Literal("a")}}}, `verb 2: Dial: want a number as text or nouns, not both`},
		{"nobody to call", &Dial{}, `verb 2: Dial: want a number, or a Number, Sip, Queue or Conference`},
		{
			"too many characters", &Dial{Number: Literal("+15550100"), FromDisplayName: Outside(strings.Repeat("x", 128) + "482913")},
			`verb 2: Dial fromDisplayName "…13 (134 characters)": want at most 128 characters`,
		},
		{"outside number refused", &Dial{Number: Outside("+15550482913")}, `verb 2: Dial "…13 (12 characters)": may not be called: not on the list`},
		{"short value", &Dial{Number: Outside("482913")}, `verb 2: Dial "(6 characters)": may not be called: not on the list`},
		{"refer", &Refer{Sip: &Sip{URI: Literal("sip:a@b.example")}}, `verb 2: Sip "sip:a@b.example": may not be called: not on the list`},
		{
			"tool", &AIGather{Parameters: JSONText(Literal("{}")), Tools: []JSON{JSONText(Literal(`{"type":"transfer","transfer":[{"name":"x","to":"+15550482913"}]}`))}},
			`verb 2: Tools "…13 (12 characters)": may not be called: not on the list`,
		},
		{"route", &Redirect{URL: Route("nowhere")}, `verb 2: Redirect "route:nowhere": cannot be resolved: no such route`},
		{"minDigits above maxDigits", &Gather{MinDigits: Some(4), MaxDigits: Some(3)}, `verb 2: Gather minDigits: want no more than maxDigits`},
	}
	opt := Options{
		Resolve: func(string) (string, error) { return "", errors.New("no such route") },
		Target: func(_, target string) error {
			if target == "+15550100" {
				return nil
			}
			return errors.New("not on the list")
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, err := Write(&Response{Verbs: []Verb{&Hangup{}, tt.verb}}, opt)
			if err == nil {
				t.Fatalf("no error, but\n%s", b)
			}
			if got := err.Error(); got != "write TeXML: "+tt.want {
				t.Errorf("got\n%s\nwant\nwrite TeXML: %s", got, tt.want)
			}
			if tt.name != "tool" && strings.Contains(err.Error(), "482913") {
				t.Errorf("the error tells outside text: %v", err)
			}
		})
	}
	if _, err := Write(nil, opt); err == nil {
		t.Error("a nil document was written")
	}
}

// Without a host no document calls anyone and no route becomes a URL.
func TestWriteWithoutAHost(t *testing.T) {
	for _, v := range []Verb{
		&Dial{Number: Literal("+15550100")},
		&Dial{Nouns: []DialNoun{&Number{Number: Literal("+15550100")}}},
		&Dial{Nouns: []DialNoun{&Sip{URI: Literal("sip:a@b.example")}}},
		&Refer{Sip: &Sip{URI: Literal("sip:a@b.example")}},
		&Redirect{URL: Route("again")},
	} {
		if b, err := Write(&Response{Verbs: []Verb{v}}, Options{}); err == nil {
			t.Errorf("%s was written without a host:\n%s", NameOf(v), b)
		}
	}
	mustWrite(t, &Response{Verbs: []Verb{&Dial{Nouns: []DialNoun{&Queue{Name: Literal("a")}}}}}, Options{})
}

// Target hears every target, exactly as it is written.
func TestTargetIsAskedForEverything(t *testing.T) {
	var asked []string
	opt := host
	opt.Target = func(verb, target string) error {
		asked = append(asked, verb+" "+target)
		return nil
	}
	mustWrite(t, &Response{Verbs: []Verb{
		&Dial{Number: Outside(" +1555\x000100 ")},
		&Dial{Nouns: []DialNoun{&Number{Number: Outside("{{x}}")}, &Sip{URI: Literal("sip:a@b.example")}, &Conference{Room: Literal("c")}}},
		&Refer{Sip: &Sip{URI: Literal("sip:d@e.example")}},
		&AIGather{Parameters: JSONText(Literal(`{"to":"x"}`)), Assistant: &Assistant{Tools: []JSON{
			JSONText(Literal(`{"transfer":{"TO":"1","from":"7","to":"2","to":["3",{"to":"4","description":"to"}]},"x":"to","to":5}`)),
		}}},
	}}, opt)
	want := "Dial +15550100|Number { {x}}|Sip sip:a@b.example|Refer sip:d@e.example|Tool 1|Tool 2|Tool 3|Tool 4"
	if got := strings.Join(asked, "|"); got != want {
		t.Errorf("asked for\n%s\nwant\n%s", got, want)
	}
}

// shape is the tree of a document without its text: elements, attributes, depth.
func shape(t interface{ Fatalf(string, ...any) }, doc []byte) string {
	var b strings.Builder
	d := xml.NewDecoder(bytes.NewReader(doc))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatalf("not well-formed: %v\n%.2000q", err, doc)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			b.WriteString("<" + tok.Name.Local)
			for _, a := range tok.Attr {
				b.WriteString(" " + a.Name.Local)
			}
		case xml.EndElement:
			b.WriteString(">")
		case xml.Comment, xml.Directive:
			t.Fatalf("unexpected token %v", tok)
		}
	}
}

var nasty = []string{
	"</Say><Dial>+15550100</Dial>", `"><Dial>`, "]]>", "<![CDATA[", "\x00", "\uFFFE", "&#x0;", "&xxe;", "<!DOCTYPE a>", "-->", "?>",
	strings.Repeat("a{{<b>&]]>", 6554), "{{#secret}}k{{/secret}}", "{", "{#secret}}k{{/secret}}", "{{{{", "{\x00{x}}", "\xff{\xfe{x}}", "}}", "\r\n\t",
}

// G9: outside text adds no element, attribute or {{, wherever a document can hold it.
func TestOutsideTextStaysText(t *testing.T) {
	words := func(s string) func(string) Text {
		places := 0
		return func(string) Text {
			if places++; len(s) > 1000 && places%6 != 0 {
				s := s[:100] // the whole length in some places only, for the sake of time
				return Concat(Literal("a {"), Outside(s), Outside("{"))
			}
			return Concat(Literal("a {"), Outside(s), Outside("{"), Outside(s[:min(len(s), 40)]), Literal("{"))
		}
	}
	plain, err := Write(fullDocument(words("x")), host)
	if err != nil {
		t.Fatal(err)
	}
	want := shape(t, plain)
	for _, s := range table {
		if !strings.Contains(want, "<"+s.XMLName) {
			t.Errorf("the full document lacks %s", s.Name)
		}
		for _, a := range s.Attributes {
			if !strings.Contains(want, " "+a.Name) {
				t.Errorf("the full document lacks %s %s", s.Name, a.Name)
			}
		}
	}
	for _, s := range nasty {
		b, err := Write(fullDocument(words(s)), host)
		if err != nil {
			t.Fatalf("%.20q: %v", s, err)
		}
		if got := shape(t, b); got != want {
			t.Errorf("%.20q changed the tree", s)
		}
		if bytes.Contains(b, []byte("{{")) {
			t.Errorf("%.20q left a {{", s)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.OneOf(rapid.SampledFrom(nasty), rapid.String())
		part := func(label string) Text {
			s := piece.Draw(t, label)
			if len(s) > 100 {
				s = s[:100]
			}
			return Outside(s)
		}
		b, err := Write(fullDocument(func(label string) Text { return part(label).Append(Literal("{"), part(label)) }), host)
		if err != nil {
			t.Fatalf("%v", err)
		}
		if got := shape(t, b); got != want {
			t.Fatalf("the tree changed")
		}
		if bytes.Contains(b, []byte("{{")) {
			t.Fatalf("a {{ was left")
		}
	})
}

// Plain string fields are not the author's words either.
func TestStringFieldsMakeNoTemplate(t *testing.T) {
	got := mustWrite(t, &Response{Verbs: []Verb{&Say{Voice: "{{#secret}}", Language: "<\x00\">", Text: Literal("x")}}}, host)
	if want := `<Say voice="{ {#secret}}" language="&lt;&quot;>">`; !strings.Contains(got, want) {
		t.Errorf("got\n%s\nwant it to hold %s", got, want)
	}
}

func TestWriteTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc := anyDocument(t, func(label string) Text { return Outside(rapid.String().Draw(t, label)) })
		a, err := Write(doc, host)
		if err != nil {
			t.Fatalf("%v", err)
		}
		b, err := Write(doc, host)
		if err != nil {
			t.Fatalf("%v", err)
		}
		if !bytes.Equal(a, b) {
			t.Fatalf("two writes differ:\n%s\n%s", a, b)
		}
	})
}
