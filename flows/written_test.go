package flows

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// keyMaps are the maps of the language in which keys stand for TeXML, in the order of the page.
var keyMaps = []*mapKeys{
	languageKeys, promptPartKeys, playKeys, gatherKeys, aiGatherKeys, httpRequestKeys, recordKeys, dialKeys, dialNumbersKeys,
	numberKeys, sipKeys, screenKeys, conferenceKeys, enqueueKeys, connectKeys, streamKeys, assistantKeys, relayKeys,
	relayLanguageKeys, referKeys, payKeys, payPromptKeys, transcriptionKeys, suppressionKeys, siprecKeys, recordingKeys,
	rejectKeys, redirectKeys, stateKeys, texmlKeys,
}

// verbatim is what the language leaves to raw TeXML.
const verbatim = "`texml` alone"

// elements are those that are no map of the language: which key says each, or why none does.
var elements = withheld{
	"Response": "the document around the verbs",
	"Greeting": "key greeting of an ai_gather", "Voice": "key voice of an ai_gather", "Parameters": "key parameters of an ai_gather",
	"InterruptionSettings": "key interruptible of an ai_gather", "AIGather.Transcription": "key transcription_model of an ai_gather",
	"Assistant": "key instructions of an ai_gather", "AIGather": "key ai_gather of a state",
	"MessageHistory": verbatim, "Message": verbatim,
	"Tools": "where the call goes is the flow's to say, not the assistant's", "Tool": "as Tools",
	"Connect": "key connect of a state", "Parameter": "key parameters of a stream",
	"HttpRequest": "key http_request of a state", "Request": "key url of an http_request",
	"Headers": "key headers of an http_request", "Header": "key headers of an http_request", "Key": "key headers of an http_request",
	"Value": "key fields of an http_request", "Body": "key body of an http_request", "HttpRequest.Response": "key fields of an http_request",
	"Type": "always JSON, which fields are read from", "StatusCode": "key status of an http_request",
	"Content": "key fields of an http_request", "Field": "key fields of an http_request", "Name": "key fields of an http_request",
	"Play": "key play of a state", "Queue": "key queue of a dial", "Start": "key start of a state", "Stop": "key stop of a state",
	"Hangup": "key hangup of a state", "Leave": "key leave of a state", "Pause": "key pause of a state",
	"Redirect": "key redirect of a state", "Reject": "key reject of a state", "Refer": "key refer of a state",
}

// attributesElsewhere are the attributes of those elements.
var attributesElsewhere = map[string]withheld{
	"Voice": {"name": "key voice of an ai_gather", "voice_speed": "key voice_speed of an ai_gather", "api_key_ref": "key voice_api_key_ref of an ai_gather"},
	"Assistant": {
		"model": "key model of an ai_gather", "instructions": "key instructions of an ai_gather", "api_key_ref": "key api_key_ref of an ai_gather",
	},
	"AIGather.Transcription": {"model": "key transcription_model of an ai_gather"},
	"InterruptionSettings":   {"enable": "key interruptible of an ai_gather"},
	"Message":                {"role": verbatim},
	"Parameter":              {"name": "key parameters of a stream", "value": "key parameters of a stream"},
	"HttpRequest":            {"async": "always false: the flow goes on with what came back"},
	"Request":                {"url": "key url of an http_request", "method": "key method of an http_request"},
	"Play": {
		"loop": "the recording once more, or `texml`", "mediaStorage": verbatim, "digits": verbatim, "ringTone": verbatim,
		"failoverUrl": "key failover of a play", "continueOnError": "always true: a recording that cannot be fetched ends no call",
	},
	"Queue":    {"url": verbatim, "method": "goes with url"},
	"Pause":    {"length": "key pause of a state"},
	"Redirect": {"method": "key method of a redirect"},
	"Reject":   {"reason": "key reason of a reject"},
}

// said tells how the language says an attribute: a key by its own name, or the reason for which there is none. It is ""
// when nothing is known of it.
func said(e texmlgen.ElementSpec, a texmlgen.AttributeSpec) string {
	for _, m := range keyMaps {
		if slices.Contains(m.elements, e.Name) && slices.Contains(m.names(), snake(a.Name)) {
			return "key " + snake(a.Name) + " of " + m.what
		}
	}
	if reason := attributesElsewhere[e.Name][a.Name]; reason != "" {
		return reason
	}
	return why(e.Name, a)
}

var keySaid = regexp.MustCompile(`^key (\w+) of (an? [^:]+|the [^:]+)`)

// checkSaid reports a reason that names a key which is not there.
func checkSaid(t *testing.T, reason string) {
	t.Helper()
	m := keySaid.FindStringSubmatch(reason)
	if m == nil {
		if strings.HasPrefix(reason, "key ") {
			t.Errorf("cannot read %q", reason)
		}
		return
	}
	if !slices.ContainsFunc(keyMaps, func(known *mapKeys) bool { return known.what == m[2] && slices.Contains(known.names(), m[1]) }) {
		t.Errorf("there is no key %s in %s", m[1], m[2])
	}
}

// TestTeXMLIsWritten: each element and attribute of TeXML has a key of the language, or a reason for having none; and no
// reason is left over.
func TestTeXMLIsWritten(t *testing.T) {
	unused := map[string]bool{}
	for _, table := range []map[string]withheld{withheldAttributes, attributesElsewhere} {
		for element, list := range table {
			for name := range list {
				unused[element+" "+name] = true
			}
		}
	}
	for name := range elements {
		unused[name] = true
	}
	for _, e := range texmlgen.Elements() {
		t.Run(e.Name, func(t *testing.T) {
			of := slices.ContainsFunc(keyMaps, func(m *mapKeys) bool { return slices.Contains(m.elements, e.Name) })
			reason := elements[e.Name]
			if of == (reason != "") {
				t.Errorf("it is a map of the language: %v; another reason: %q", of, reason)
			}
			checkSaid(t, reason)
			delete(unused, e.Name)
			for _, a := range e.Attributes {
				reason := said(e, a)
				if reason == "" {
					t.Errorf("%s has neither a key nor a reason for having none", a.Name)
				}
				checkSaid(t, reason)
				for _, owner := range []string{e.Name, "*"} {
					delete(unused, owner+" "+a.Name)
				}
			}
		})
	}
	for name := range unused {
		t.Errorf("%s is no element or attribute of TeXML", name)
	}
}

// TestDocumentedAttributes: the page lists the attributes of each action, the fields of its callback, and what of TeXML has no
// key, as they are.
func TestDocumentedAttributes(t *testing.T) {
	const file = "docs/language.md"
	page := mustRead(t, file)
	got := string(page)
	for name, table := range map[string]string{"attributes": attributeTable(), "fields": fieldTable(), "left out": leftOutTable()} {
		begin, end := "<!-- "+name+" -->\n", "<!-- end of "+name+" -->\n"
		from, to := strings.Index(got, begin), strings.Index(got, end)
		if from < 0 || to < from {
			t.Fatalf("the page has no %s", strings.TrimSpace(begin))
		}
		got = got[:from] + begin + table + got[to:]
	}
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(page), got); diff != "" {
		t.Errorf("the page is not what the registry says (-page +registry):\n%s", diff)
	}
}

// fieldTable lists what the exits of each action see of its callback, with the types of what is not text.
func fieldTable() string {
	named := func(list []guard.Field) string {
		var names []string
		for _, f := range list {
			name := "`" + f.Name + "`"
			switch {
			case f.Type.Untold:
				name += " (" + strings.Join(f.Type.Told, ", ") + ", …)"
			case f.Type.Told != nil:
				name += " (" + strings.Join(f.Type.Told, ", ") + ")"
			case f.Type.Kind != guard.String || f.Type.Optional:
				name += " (" + f.Type.String() + ")"
			}
			names = append(names, name)
		}
		return strings.Join(names, ", ")
	}
	var b strings.Builder
	b.WriteString("| on the exits of | fields |\n|---|---|\n")
	var seen []engine.Callback
	for _, action := range actionNames {
		callback, waits := engine.ActionCallback(emptyAction(action))
		if fields := engine.CallbackFields(callback); waits && len(fields) > 0 && !slices.Contains(seen, callback) {
			seen = append(seen, callback)
			for _, other := range actionNames {
				if cb, ok := engine.ActionCallback(emptyAction(other)); ok && cb == callback && other != action {
					action += ", " + other
				}
			}
			fmt.Fprintf(&b, "| %s | %s |\n", action, named(fields))
		}
	}
	fmt.Fprintf(&b, "| all of these, and http_request | %s |\n", named(engine.IdentityFields()))
	return b.String()
}

// attributeTable lists the attributes of each map, with their values.
func attributeTable() string {
	var b strings.Builder
	b.WriteString("| in | attributes |\n|---|---|\n")
	for _, m := range keyMaps {
		if m == dialNumbersKeys {
			continue // those of a dial
		}
		var list []string
		for _, key := range m.names() {
			if a, ok := m.attributes[key]; ok {
				list = append(list, "`"+key+"`"+valuesOf(a.spec))
			}
		}
		if len(list) > 0 {
			fmt.Fprintf(&b, "| %s | %s |\n", m.what, strings.Join(list, ", "))
		}
	}
	return b.String()
}

// valuesOf tells which values an attribute takes, where it is not any text.
func valuesOf(a texmlgen.AttributeSpec) string {
	bounds := func(show func(float64) string) string {
		least, hasLeast := a.Min.Get()
		most, hasMost := a.Max.Get()
		switch {
		case hasLeast && hasMost:
			return show(least) + " to " + show(most)
		case hasLeast:
			return show(least) + " or more"
		}
		return ""
	}
	out := ""
	switch a.Type {
	case texmlgen.TypeBool:
		out = "true, false"
	case texmlgen.TypeEnum:
		out = strings.Join(a.Values, ", ")
	case texmlgen.TypeEnumSet:
		out = "some of " + strings.Join(a.Values, ", ")
	case texmlgen.TypeSeconds:
		if out = bounds(func(f float64) string { return ShortDuration(time.Duration(f) * time.Second) }); out == "" {
			out = "seconds"
		}
	case texmlgen.TypeMilliseconds:
		if out = bounds(func(f float64) string { return ShortDuration(time.Duration(f) * time.Millisecond) }); out == "" {
			out = "milliseconds"
		}
	case texmlgen.TypeInt, texmlgen.TypeFloat, texmlgen.TypeDecimal:
		out = bounds(plainNumber)
	case texmlgen.TypeURL:
		out = "https URL"
	case texmlgen.TypeString, texmlgen.TypeE164, texmlgen.TypeJSON:
	}
	if out == "" {
		return ""
	}
	return " (" + out + ")"
}

// leftOutTable lists what of TeXML has no key, with the reason.
func leftOutTable() string {
	var b strings.Builder
	b.WriteString("| TeXML | instead |\n|---|---|\n")
	row := func(what, reason string) {
		if m := keySaid.FindStringSubmatch(reason); m == nil {
			fmt.Fprintf(&b, "| %s | %s |\n", what, reason)
		}
	}
	row("every `action`", withheldAttributes["*"]["action"])
	row("every callback, with its method and events", why("", texmlgen.AttributeSpec{Name: "statusCallback"}))
	for _, e := range texmlgen.Elements() {
		if reason := elements[e.Name]; reason != "" {
			row("`"+e.Name+"`", reason)
		}
		for _, a := range e.Attributes {
			if reason := said(e, a); reason != withheldAttributes["*"][a.Name] && !strings.Contains(strings.ToLower(a.Name), "callback") {
				row("`"+a.Name+"` of `"+e.Name+"`", reason)
			}
		}
	}
	return b.String()
}
