package carrier

import (
	"net/http"
	"strings"
	"testing"
)

func TestTemplate(t *testing.T) {
	values := map[string][]string{
		"From": {"+15125550142"}, "Name": {"Tom & <Co>"}, "Numbers[]": {"+1", "+2"}, "Empty": {""}, "Evil": {"{{#secret}}k{{/secret}}"},
	}
	for _, test := range []struct{ doc, want string }{
		{"<Say>no template</Say>", "<Say>no template</Say>"},
		{"{{From}}", "+15125550142"},
		{"{{ From }} {{Unknown}}.", "+15125550142 ."},
		{"{{Name}}", "Tom &amp; &lt;Co&gt;"},
		{"<![CDATA[{{Name}}]]>{{Name}}", "<![CDATA[Tom & <Co>]]>Tom &amp; &lt;Co&gt;"},
		{"{{#url_encode}}{{From}}{{/url_encode}}", "%2B15125550142"},
		{"{{#url_encode}}{{Name}}{{/url_encode}}&amp;{{Name}}", "Tom%20%26%20%3CCo%3E&amp;Tom &amp; &lt;Co&gt;"},
		{"{{#Numbers}}<Number>{{.}}</Number>{{/Numbers}}", "<Number>+1</Number><Number>+2</Number>"},
		{"{{#None}}a{{/None}}", ""},
		{"{{#if From == +15125550142}}a{{#else}}b{{/if}}", "a"},
		{"{{#if {{From}} == \"+15125550142\"}}a{{#else}}b{{/if}}", "a"},
		{"{{#if From != +15125550142}}a{{#else}}b{{/if}}", "b"},
		{"{{#if From == 1}}a{{#elseif From == +15125550142}}b{{#else}}c{{/if}}", "b"},
		{"{{#if From == 1}}a{{#elseif From == 2}}b{{/if}}d", "d"},
		{"{{#if From}}a{{#if Empty}}b{{#else}}c{{/if}}{{#else}}d{{/if}}", "ac"},
		{"{{#secret}}k{{/secret}}", secretOpen + "k" + secretClose},
		{"{{Evil}}", "{{#secret}}k{{/secret}}"},
		{secretOpen + "k" + secretClose + "{{From}}", "k+15125550142"},
		{"{{open", "{{open"},
		{"{{#if From}}never closed", "{{#if From}}never closed"},
	} {
		c, err := New(Options{URL: voiceURL, Transport: InProcess(http.NotFoundHandler())})
		if err != nil {
			t.Fatal(err)
		}
		tp := template{carrier: c, values: values}
		if got := tp.expand(test.doc); got != test.want {
			t.Errorf("%s\n got %q\nwant %q", test.doc, got, test.want)
		}
	}
}

// TestTemplateIsBounded expands lists in lists and one tag after the other.
func TestTemplateIsBounded(t *testing.T) {
	c, err := New(Options{URL: voiceURL, Transport: InProcess(http.NotFoundHandler())})
	if err != nil {
		t.Fatal(err)
	}
	list := make([]string, 100)
	for _, doc := range []string{
		strings.Repeat("{{#L}}", 10) + strings.Repeat("{{/L}}", 10), strings.Repeat("{{#L}}", 20_000), strings.Repeat("{{.}}", 20_000),
		strings.Repeat("{{#L}}"+strings.Repeat("x", 1000)+"{{/L}}", 100), strings.Repeat("{{#if a}}", 5000) + strings.Repeat("{{/if}}", 5000),
	} {
		tp := template{carrier: c, values: map[string][]string{"L[]": list, "a": {"1"}}}
		if got := tp.expand(doc); len(got) > maxAnswer || tp.steps > 2*maxTemplateSteps {
			t.Errorf("%d bytes, %d steps", len(got), tp.steps)
		}
	}
}

// TestSecretsStayInside asks an outside URL with a secret, reads one aloud and goes to a URL with one: it is in no trace.
func TestSecretsStayInside(t *testing.T) {
	a, call, step := play(t, map[string]string{
		"/voice": `<Say>{{#secret}}k{{/secret}}</Say><HttpRequest><Request url="https://api.example.net/?k={{#secret}}k{{/secret}}" method="GET"/></HttpRequest>` +
			`<Redirect>/next/{{#secret}}k{{/secret}}</Redirect>`,
		"/next/hunter2": said,
	}, func(o *Options) { o.Secrets = map[string]string{"k": "hunter2"} })
	wantWords(t, step, "[secret k]")
	if url := step.Waits.Outside.URL; url != "https://api.example.net/?k=[secret k]" {
		t.Errorf("asks %s", url)
	}
	wantWords(t, do(t, call, HTTP(200, "")), "said")
	if a.got[len(a.got)-2] != "/next/hunter2" {
		t.Errorf("the application got %q", a.got)
	}
	for _, x := range call.Exchanges() {
		if strings.Contains(x.URL+x.Target+x.Body, "hunter2") {
			t.Errorf("%s shows the secret", x.Callback)
		}
	}
}
