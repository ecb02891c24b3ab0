package texmlgen

import (
	"bytes"
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestLayout(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"one line", `<Response><Gather><Say>Hi</Say></Gather><Hangup></Hangup></Response>`, `<Response>
  <Gather>
    <Say>Hi</Say>
  </Gather>
  <Hangup/>
</Response>
`},
		{"order of attributes", `<Response><Gather zeta="1"  numDigits = '1'
  Action="2" input="dtmf" action="a?b=&amp;c"/></Response>`, `<Response>
  <Gather action="a?b=&amp;c" input="dtmf" numDigits="1" zeta="1" Action="2"/>
</Response>
`},
		{"quotes", `<Response><Say voice='a"b&apos;'>x</Say></Response>`, "<Response>\n  <Say voice=\"a&quot;b&apos;\">x</Say>\n</Response>\n"},
		{"blank lines and line ends", "<?xml version=\"1.0\"?>\r\n\r\n<Response>\r\n\r\n\r\n\t<Pause/>\r<Say>a\r\nb</Say>\r\n</Response>\r\n\r\n", `<?xml version="1.0"?>
<Response>
  <Pause/>
  <Say>a
b</Say>
</Response>
`},
		{"comments", `<!-- top --><?xml-model a?><Response> <!-- of the response -->
<!-- own
       line --><Say>x</Say><!-- in the middle --><Say>y</Say>  <!-- behind -->
<Gather><!-- alone --></Gather><!-- last --></Response>
<!-- end -->`, `<!-- top -->
<?xml-model a?>
<Response> <!-- of the response -->
  <!-- own
       line -->
  <Say>x</Say>
  <!-- in the middle -->
  <Say>y</Say> <!-- behind -->
  <Gather>
    <!-- alone -->
  </Gather> <!-- last -->
</Response>
<!-- end -->
`},
		{"what is said stays", `<Response><Say> a <!-- b --><![CDATA[ <c> ]]>&#x20;
 </Say><Say>  </Say><Say></Say><AIGather><Parameters>
{ "a":1 }</Parameters></AIGather></Response>`, `<Response>
  <Say> a <!-- b --><![CDATA[ <c> ]]>&#x20;
 </Say>
  <Say>  </Say>
  <Say/>
  <AIGather>
    <Parameters>
{ "a":1 }</Parameters>
  </AIGather>
</Response>
`},
		{"templates", "<Response>{{#if a}}<Say>x</Say>\n\n{{#else}} {{b}} \n {{c\n  d}} e\n</Response>", "<Response>{{#if a}}<Say>x</Say>\n\n{{#else}} {{b}} \n {{c\n  d}} e\n</Response>\n"},
		{"templates between elements", "<Response>{{#if a}}<Say>x</Say>\n\n{{#else}} {{b}} \n {{c\n  d}} <!-- e -->\n<Dial>{{To}}</Dial><Dial> {{#n}}<Number>{{.}}</Number>{{/n}}</Dial></Response>", `<Response>
  {{#if a}}
  <Say>x</Say>
  {{#else}} {{b}}
  {{c
  d}} <!-- e -->
  <Dial>{{To}}</Dial>
  <Dial>
    {{#n}}
    <Number>{{.}}</Number>
    {{/n}}
  </Dial>
</Response>
`},
		{"stray text stays", "<Response>\n Hello <Say>x</Say>\n   <Hangup></Hangup></Response>", "<Response>\n Hello <Say>x</Say>\n   <Hangup></Hangup></Response>\n"},
		{"unknown elements", "<Response><gather><Say>x</Say></gather><Sms>  a </Sms><Sms> </Sms><x:y> {{a}}<Say/></x:y></Response>", `<Response>
  <gather>
    <Say>x</Say>
  </gather>
  <Sms>  a </Sms>
  <Sms> </Sms>
  <x:y> {{a}}<Say/></x:y>
</Response>
`},
		{"byte order mark", "\ufeff  <Response />", "\ufeff<Response/>\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, found := Layout([]byte(tt.src))
			if len(found) > 0 {
				t.Fatal(found)
			}
			if diff := gocmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			checkLayout(t, []byte(tt.src))
		})
	}
}

// checkLayout: Layout gives bytes or errors; the bytes are their own layout, say the same to Parse and hold the same
// comments.
func checkLayout(t interface {
	Helper()
	Fatalf(string, ...any)
}, src []byte,
) {
	t.Helper()
	out, found := Layout(src)
	if len(found) > 0 {
		if out != nil || slices.ContainsFunc(found, func(f Finding) bool { return f.Severity != SeverityError || f.Code == CodeLayout }) {
			t.Fatalf("%v\n%s", found, out)
		}
		return
	}
	again, found := Layout(out)
	if len(found) > 0 {
		t.Fatalf("laid out, it is refused: %v\n%s", found, out)
	}
	if diff := gocmp.Diff(string(out), string(again)); diff != "" {
		t.Fatalf("another layout the second time:\n%s", diff)
	}
	a, before := Parse(src)
	b, after := Parse(out)
	if diff := gocmp.Diff(a.Response, b.Response); diff != "" {
		t.Fatalf("another tree:\n%s\n%s", diff, out)
	}
	if len(before) > mostFindings {
		return // which ones are left out depends on their order
	}
	if diff := gocmp.Diff(placeless(before), placeless(after)); diff != "" {
		t.Fatalf("other findings:\n%s\n%s", diff, out)
	}
}

// placeless is findings without their places, and without the order that comes of it.
func placeless(found []Finding) []Finding {
	var out []Finding
	for _, f := range found {
		message := strings.Join(strings.Fields(strings.ReplaceAll(f.Message, `\r`, "")), " ")
		out = append(out, Finding{Code: f.Code, Severity: f.Severity, Message: message, Hint: f.Hint})
	}
	slices.SortFunc(out, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message), cmp.Compare(a.Hint, b.Hint))
	})
	return out
}

func TestLayoutOfSamples(t *testing.T) {
	for name, src := range samples(t) {
		t.Run(name, func(t *testing.T) {
			out, found := Layout(src)
			if len(found) > 0 {
				t.Fatal(found)
			}
			checkLayout(t, src)
			for _, mark := range []string{"<!--", "{{", "<![CDATA["} {
				if a, b := bytes.Count(src, []byte(mark)), bytes.Count(out, []byte(mark)); a != b {
					t.Errorf("%d of %s, want %d", b, mark, a)
				}
			}
		})
	}
}

// What is not well-formed is refused, with the findings of Validate about it; what is wrong as TeXML is not.
func TestLayoutRefuses(t *testing.T) {
	refused := 0
	files, err := filepath.Glob("testdata/invalid/*.xml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		checkLayout(t, src)
		_, found := Layout(src)
		if len(found) > 0 {
			refused++
		}
		all := Validate(src)
		for _, f := range found {
			if !slices.Contains(all, f) {
				t.Errorf("%s: %v is no finding of Validate", file, f)
			}
		}
	}
	if refused == 0 || refused == len(files) {
		t.Errorf("%d of %d refused", refused, len(files))
	}
	for src, code := range map[string]string{
		"":                                      CodeRoot,
		"<Response><Say></Response>":            CodeSyntax,
		"<Response/><Response/>":                CodeSeveralRoots,
		"<Response/>x":                          CodeStrayText,
		"<!DOCTYPE a><Response/>":               CodeDTD,
		`<Response><Say a="" a=""/></Response>`: CodeTwice,
		strings.Repeat("<a>", 40) + strings.Repeat("</a>", 40): CodeDepth,
	} {
		out, found := Layout([]byte(src))
		if out != nil || len(found) != 1 || found[0].Code != code {
			t.Errorf("%q: %q, %v, want %s", src, out, found, code)
		}
	}
}

// The guard of Layout sees a loss of any kind.
func TestSameDocument(t *testing.T) {
	const src = `<?xml version="1.0"?><Response a="1" b="2"><!-- c -->{{d}}<Say>e f</Say><x> y</x></Response>`
	if !sameDocument([]byte(src), []byte(strings.NewReplacer(`a="1" b="2"`, `b="2" a="1"`, "<!--", "\n\t<!--", "{{d}}", "\n{{d}} ").Replace(src))) {
		t.Error("another layout is another document")
	}
	for _, part := range []string{`<?xml version="1.0"?>`, ` a="1"`, "<!-- c -->", "{{d}}", " f", "<x> y</x>", "y", "</Response>"} {
		if sameDocument([]byte(src), []byte(strings.Replace(src, part, "", 1))) {
			t.Errorf("without %s it is the same document", part)
		}
	}
	if sameDocument([]byte(src), []byte(strings.Replace(src, "e f", "e  f", 1))) {
		t.Error("a blank in Say means nothing")
	}
}

// What Write indents is its own layout.
func TestLayoutIsWrite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		opt := host
		opt.Indent = true
		doc := anyDocument(t, func(string) Text { return Literal("x <&> \" ' {{y}}") })
		want, err := Write(doc, opt)
		if err != nil {
			t.Fatalf("%v", err)
		}
		opt.Indent = false
		plain, err := Write(doc, opt)
		if err != nil {
			t.Fatalf("%v", err)
		}
		for _, src := range [][]byte{want, plain} {
			got, found := Layout(src)
			if len(found) > 0 {
				t.Fatalf("%v", found)
			}
			if diff := gocmp.Diff(string(want), string(got)); diff != "" {
				t.Fatalf("-written +laid out:\n%s", diff)
			}
		}
	})
}

// Any well-formed document, however it is written, right or wrong.
func TestLayoutLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := anyXML(t)
		checkLayout(t, []byte(src))
		out, found := Layout([]byte(src))
		if len(found) > 0 {
			t.Fatalf("refused: %v\n%s", found, src)
		}
		for _, mark := range []string{"<!--", "<?", "{{", "<![CDATA["} {
			if a, b := strings.Count(src, mark), bytes.Count(out, []byte(mark)); a != b {
				t.Fatalf("%d of %s, want %d:\n%s\n%s", b, mark, a, src, out)
			}
		}
	})
}

// anyXML draws a well-formed document that nobody has laid out.
func anyXML(t *rapid.T) string {
	draw := func(label string, from ...string) string { return rapid.SampledFrom(from).Draw(t, label) }
	blank := func() string { return draw("blank", "", "", " ", "\n", "\r\n\t", "\n\n  ") }
	var names []string
	for _, s := range table {
		names = append(names, s.XMLName, s.XMLName)
	}
	names = append(names, "gather", "Sms", "x:Say", "b")
	other := func() string {
		return draw("other", "<!-- a\n  b -->", "<!--c-->", "<?pi d?>") + blank()
	}
	var element func(spec *ElementSpec, name string, depth int) string
	element = func(spec *ElementSpec, name string, depth int) string {
		var b strings.Builder
		b.WriteString("<" + name)
		attrs := []string{"zeta", "Action", "xml:lang"}
		if spec != nil {
			attrs = append(attrs, spec.attributeNames()...)
		}
		for _, a := range rapid.SliceOfNDistinct(rapid.SampledFrom(attrs), 0, 4, rapid.ID[string]).Draw(t, "attributes") {
			b.WriteString(" " + blank() + a + blank() + "=" + draw("value", `"1"`, `'a"b'`, `"it's"`, `'&lt;&#10;'`, `"{{c}}"`, "\"a\r\nb\"", `""`, `"true"`))
		}
		b.WriteString(blank())
		if draw("end", "/", "", "") == "/" {
			b.WriteString("/>")
			return b.String()
		}
		b.WriteString(">")
		for range rapid.IntRange(0, 4).Draw(t, "parts") {
			b.WriteString(blank())
			switch kind := draw("part", "element", "element", "element", "other", "template", "text"); {
			case kind == "element" && depth < 5:
				child := draw("name", names...)
				if spec != nil && len(spec.Children) > 0 {
					child = draw("child", append([]string{child}, strings.Split(spec.childNames(), ", ")...)...)
				}
				b.WriteString(element(specOf(spec, child), child, depth+1))
			case kind == "template":
				b.WriteString(draw("template", "{{#if a}}", "{{b\n c}}", "{{d}} {{e}}", "{{{f}}}"))
			case kind == "text":
				b.WriteString(draw("text", "g", " h ", "&#32;", "<![CDATA[ <i> ]]>", "<![CDATA[]]>", `{"a":1}`, "+15550100", "a\r\nb"))
			default:
				b.WriteString(other())
			}
		}
		b.WriteString(blank() + "</" + name + ">")
		return b.String()
	}
	head := draw("head", "", "\ufeff", "<?xml version='1.0' encoding=\"utf-8\"?>") + blank()
	for range rapid.IntRange(0, 2).Draw(t, "before") {
		head += other()
	}
	root := draw("root", "Response", "Response", "Response", "Response", "Say", "response")
	doc := head + element(specByName(root), root, 0) + blank()
	for range rapid.IntRange(0, 2).Draw(t, "after") {
		doc += other()
	}
	return doc
}

// Any bytes: errors, or another layout of the same document.
func FuzzLayout(f *testing.F) {
	for _, src := range samples(f) {
		f.Add(src)
	}
	f.Add([]byte("<Response>{{#if a}}<Dial>{{b\n}}<Number>1</Number></Dial> <!-- c -->\r\n<?d e?></Response>"))
	f.Fuzz(func(t *testing.T, src []byte) { checkLayout(t, src) })
}
