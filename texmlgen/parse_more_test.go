package texmlgen

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPosition(t *testing.T) {
	tree, found := Parse([]byte("<Response>\n  <Gather action=\"https://a.example/\"><!-- é --><Say>é</Say></Gather>\n</Response>"))
	if len(found) > 0 {
		t.Fatal(found)
	}
	g := tree.Response.Verbs[0].(*Gather)
	for x, want := range map[Element][2]int{tree.Response: {1, 2}, g: {2, 4}, g.Prompt[0]: {2, 50}} {
		if line, column, ok := tree.Position(x); !ok || line != want[0] || column != want[1] {
			t.Errorf("%s is at %d:%d, %v, want %d:%d", NameOf(x), line, column, ok, want[0], want[1])
		}
	}
	if _, _, ok := tree.Position(&Say{}); ok {
		t.Error("an element from elsewhere has a position")
	}
}

// What a document says arrives in the fields.
func TestParseFillsFields(t *testing.T) {
	tree, found := Parse([]byte(`<Response>
  <Gather timeout=" 6" action=" https://a.example/?a=1&amp;b={{From}} " finishOnKey="" timeout2=""/>
  <Record timeout="0" finishOnKey="" playBeep="false" recordingStatusCallbackEvent=" completed  in-progress " action="https://a.example/"/>
  <Dial machineDetectionSilenceTimeout="1500">
    +15550100
  </Dial>
  <Say>a<![CDATA[<b>]]>&#x63; d</Say>
  <Gather/>
</Response>`))
	want := &Response{Verbs: []Verb{
		&Gather{Action: Link(Literal("https://a.example/?a=1&b={{From}}")), FinishOnKey: Some("")},
		&Record{
			Timeout: Some(time.Duration(0)), FinishOnKey: Some(""), PlayBeep: Some(false), Action: Link(Literal("https://a.example/")),
			RecordingStatusCallbackEvent: []RecordingEvent{RecordingCompleted, RecordingInProgress},
		},
		&Dial{MachineDetectionSilenceTimeout: Some(1500 * time.Millisecond), Number: Literal("+15550100")},
		&Say{Text: Literal("a<b>c d")},
		&Gather{},
	}}
	if diff := cmp.Diff(want, tree.Response); diff != "" {
		t.Errorf("another tree (-want +got):\n%s", diff)
	}
	if got := codes(found); !cmp.Equal(got, []string{CodeType, CodeUnknownAttribute}) {
		t.Errorf("findings %v", found)
	}
}

// A hostile document costs little and has few findings.
func TestHostileDocuments(t *testing.T) {
	const n = 20_000
	tests := map[string]string{
		"deep":              strings.Repeat("<Gather>", n),
		"wide":              "<Response>" + strings.Repeat("<Sya/>", n) + "</Response>",
		"many attributes":   "<Response" + strings.Repeat(` a="b"`, n) + "/>",
		"many roots":        strings.Repeat("<Response/>", n),
		"text in pieces":    "<Response>" + strings.Repeat("x<!---->", n) + "</Response>",
		"many wrong words":  `<Response><Gather input="` + strings.Repeat("x ", n) + `"/></Response>`,
		"one long name":     "<Response><" + strings.Repeat("Say", n) + "/></Response>",
		"one long value":    `<Response><Say loop="` + strings.Repeat("9", n) + `">x</Say></Response>`,
		"entities":          `<!DOCTYPE a [` + strings.Repeat(`<!ENTITY a "b">`, n) + `]><Response/>`,
		"many directives":   strings.Repeat("<!DOCTYPE a>", n) + "<Response/>",
		"many right verbs":  "<Response>" + strings.Repeat("<Say>x</Say>", n) + "</Response>",
		"many line endings": strings.Repeat("\n", n) + "<Response>\n" + strings.Repeat("\n", n) + "x</Response>",
	}
	for name, src := range tests {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			found := Validate([]byte(src))
			if d := time.Since(begin); d > 5*time.Second {
				t.Errorf("took %v", d)
			}
			if len(found) > mostFindings+1 {
				t.Errorf("%d findings", len(found))
			}
			for _, f := range found {
				if len(f.Message)+len(f.Hint) > 500 {
					t.Errorf("a message of %d bytes", len(f.Message))
				}
			}
			if name == "many attributes" && len(found) != 1 {
				t.Errorf("findings %v, want one", found)
			}
			if (name == "many right verbs") == HasErrors(found) {
				t.Errorf("errors: %v", HasErrors(found))
			}
		})
	}
}

func TestJSONValue(t *testing.T) {
	j, err := JSONValue(map[string]any{"b": 1, "a": map[string]any{"description": "{{#secret}}k{{/secret}}"}})
	if err != nil {
		t.Fatal(err)
	}
	got := mustWrite(t, &Response{Verbs: []Verb{&AIGather{Parameters: j}}}, host)
	if want := `<![CDATA[{"a":{"description":"{ {#secret}}k{ {/secret}}"},"b":1}]]>`; !strings.Contains(got, want) {
		t.Errorf("got\n%s\nwant it to hold %s", got, want)
	}
	j = JSONText(Literal("{\r\n\"a\":\r1}\r\n")) // a carriage return cannot be kept in CDATA
	got = mustWrite(t, &Response{Verbs: []Verb{&AIGather{Parameters: j}}}, host)
	if want := "<![CDATA[{\n\n\"a\":\n1}]]>"; !strings.Contains(got, want) {
		t.Errorf("got\n%q\nwant it to hold %q", got, want)
	}
	if _, err := JSONValue(func() {}); err == nil {
		t.Error("a function is JSON")
	}
}

func TestErrorUnwraps(t *testing.T) {
	no := errors.New("no")
	_, err := Write(&Response{Verbs: []Verb{&Dial{Number: Literal("+15550100")}}}, Options{Target: func(string, string) error { return no }})
	var e *Error
	if !errors.Is(err, no) || !errors.As(err, &e) || e.Verb != 1 || e.Element != "Dial" {
		t.Errorf("%#v", err)
	}
}

func TestURL(t *testing.T) {
	l, r := Link(Literal("https://a.example/")), Route("answer")
	switch {
	case !(URL{}).IsZero() || l.IsZero() || r.IsZero():
		t.Error("IsZero")
	case l.String() != "https://a.example/" || r.String() != "route:answer":
		t.Error("String")
	case l.Route() != "" || r.Route() != "answer" || !r.Link().IsZero() || l.Link().String() != "https://a.example/":
		t.Error("Route and Link")
	case l.Equal(r) || !r.Equal(Route("answer")) || l.Equal(Link(Outside("https://a.example/"))):
		t.Error("Equal")
	}
}

func TestOpt(t *testing.T) {
	var none Opt[int]
	if _, ok := none.Get(); ok || none.Or(7) != 7 || Some(0).Or(7) != 0 || none.Equal(Some(0)) || !Some(1).Equal(Some(1)) {
		t.Error("absent and zero are mixed up")
	}
}
