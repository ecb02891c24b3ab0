package carrier

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// elements says of each row of the verb table how it is played: a document and what the trace has because of it, or why
// there is nothing to do.
var elements = map[string]struct{ doc, trace, nothing string }{
	"Response":               {doc: ``, trace: "call_completed"},
	"Say":                    {doc: `<Say>a</Say>`, trace: "heard Say"},
	"Play":                   {doc: `<Play>/a.mp3</Play>`, trace: "heard Play"},
	"Pause":                  {doc: `<Pause/>`, trace: "heard Pause"},
	"Gather":                 {doc: `<Gather/>`, trace: "waits for Gather"},
	"AIGather":               {doc: gives, trace: "waits for AIGather"},
	"Greeting":               {doc: gives, trace: "heard Greeting"},
	"Voice":                  {nothing: "no sound is made; the name of a voice is with what is heard"},
	"Parameters":             {doc: gives, trace: "waits for AIGather"},
	"MessageHistory":         {nothing: "comes back in Base64MessageHistory: TestAIGather"},
	"Message":                {nothing: "comes back in Base64MessageHistory: TestAIGather"},
	"InterruptionSettings":   {nothing: "the script decides who talks when"},
	"AIGather.Transcription": {nothing: "the script says what was understood"},
	"Assistant":              {nothing: "the script says what the assistant has gathered"},
	"Tools":                  {nothing: "the script says what the assistant does"},
	"Tool":                   {nothing: "the script says what the assistant does"},
	"Connect":                {doc: `<Connect><AIAssistant id="a"/></Connect>`, trace: "waits for Connect"},
	"AIAssistant":            {doc: `<Connect><AIAssistant id="a"/></Connect>`, trace: "ai_conversation"},
	"ConversationRelay":      {doc: `<Connect><ConversationRelay url="wss://a.example.net" welcomeGreeting="hi"/></Connect>`, trace: "heard Greeting"},
	"Language":               {nothing: "no sound is made or recognised"},
	"Parameter":              {nothing: "goes to a WebSocket or a payment connector, which the script stands for"},
	"HttpRequest":            {doc: asks, trace: "waits for HttpRequest"},
	"Request":                {doc: asks, trace: "asks https://api.example.net/orders"},
	"Headers":                {nothing: "are with the outside request: TestHTTPRequest"},
	"Header":                 {nothing: "is with the outside request: TestHTTPRequest"},
	"Key":                    {nothing: "is with the outside request: TestHTTPRequest"},
	"Value":                  {nothing: "is a header's or names a field of the action: TestHTTPRequest"},
	"Body":                   {doc: asks, trace: `body {"phone"`},
	"HttpRequest.Response":   {nothing: "decides the fields of the action: TestHTTPRequest"},
	"Type":                   {nothing: "JSON is the only value"},
	"StatusCode":             {nothing: "decides whether the fields are read: TestHTTPRequest"},
	"Content":                {nothing: "decides the fields of the action: TestHTTPRequest"},
	"Field":                  {nothing: "is a field of the action: TestHTTPRequest"},
	"Name":                   {nothing: "is the path of a field of the action: TestHTTPRequest"},
	"Dial":                   {doc: `<Dial>+15125550110</Dial>`, trace: "waits for Dial"},
	"Number":                 {doc: rings, trace: "callee 1 call_initiated"},
	"Sip":                    {doc: `<Dial><Sip statusCallback="/l" statusCallbackEvent="ringing">sip:a@pbx.example.net</Sip></Dial>`, trace: "callee 1 call_ringing"},
	"Queue":                  {doc: `<Dial><Queue>desk</Queue></Dial>`, trace: "waits for Dial"},
	"Conference":             {doc: rooms, trace: "conference_start"},
	"Record":                 {doc: tapes, trace: "heard Tone"},
	"Start":                  {doc: `<Start><Stream url="wss://a.example.net" statusCallback="/s"/></Start>`, trace: "stream_status"},
	"Stop":                   {doc: `<Start><Stream url="wss://a.example.net" name="a"/></Start><Stop><Stream name="a" statusCallback="/s"/></Stop><Stop><Stream name="b"/></Stop>`, trace: "Stop names no running Stream"},
	"Recording":              {doc: `<Start><Recording recordingStatusCallback="/r"/></Start><Pause/>`, trace: "recording_completed"},
	"Stream":                 {doc: `<Start><Stream url="wss://a.example.net" statusCallback="/s"/></Start>`, trace: "stream_status"},
	"Siprec":                 {doc: `<Start><Siprec connectorName="a" statusCallback="/s"/></Start>`, trace: "siprec_status"},
	"Suppression":            {nothing: "no sound is made; Stop knows whether it runs"},
	"Transcription":          {nothing: "the script says what was understood: TestSampleOfTranscription"},
	"Hangup":                 {doc: `<Hangup/><Say>a</Say>`, trace: "ended by document"},
	"Leave":                  {doc: `<Enqueue waitUrl="/leave">desk</Enqueue>`, trace: "ran Leave"},
	"Redirect":               {doc: `<Redirect>/next</Redirect>`, trace: "redirect_fetch"},
	"Reject":                 {doc: `<Reject/>`, trace: "ended by document"},
	"Refer":                  {doc: `<Refer><Sip>sip:a@pbx.example.net</Sip></Refer>`, trace: "waits for Refer"},
	"Enqueue":                {doc: `<Enqueue>desk</Enqueue>`, trace: "waits for Enqueue"},
	"Pay":                    {doc: pays, trace: "waits for Pay"},
	"Prompt":                 {doc: `<Pay><Prompt for="postal-code"><Say>zip</Say></Prompt></Pay>`, trace: "heard Say"},
}

// TestElements plays each row of the verb table, or says why not.
func TestElements(t *testing.T) {
	rows := texmlgen.Elements()
	for _, row := range rows {
		e, ok := elements[row.Name]
		switch {
		case !ok:
			t.Errorf("%s is neither played nor left out", row.Name)
		case (e.trace == "") == (e.nothing == ""):
			t.Errorf("%s: want either a trace or a reason", row.Name)
		case row.Kind == texmlgen.KindVerb && e.nothing != "":
			t.Errorf("%s is a verb and not played", row.Name)
		}
		if e.trace == "" {
			continue
		}
		_, call, step := play(t, map[string]string{"/voice": e.doc, "/next": said, "/wait": `<Pause length="5"/>`, "/leave": `<Leave/>`},
			func(o *Options) { o.Conversation = "https://ivr.example.net/talk" })
		if all := told(call, step); !strings.Contains(all, e.trace) {
			t.Errorf("%s: no %q in\n%s", row.Name, e.trace, all)
		}
	}
	if len(rows) != len(elements) {
		t.Errorf("%d rows of the verb table, %d here", len(rows), len(elements))
	}
}

// told is a step in lines.
func told(call *Call, s *Step) string {
	var lines []string
	for _, h := range s.Heard {
		lines = append(lines, "heard "+h.Verb)
	}
	for _, v := range s.Verbs {
		lines = append(lines, "ran "+v.Name)
	}
	for _, x := range call.Exchanges() {
		lines = append(lines, x.Leg+" "+x.Callback)
	}
	if o := s.Waits.Outside; o != nil {
		lines = append(lines, "asks "+o.URL, "body "+o.Body)
	}
	lines = append(append(lines, s.Notes...), "waits for "+s.Waits.Verb)
	if s.End != nil {
		lines = append(lines, "ended by "+s.End.By)
	}
	return strings.Join(lines, "\n")
}

// TestDocumentedFields compares what the runs of the samples send with the lists of the documents: no parameter that they
// do not have, and all that are always there.
func TestDocumentedFields(t *testing.T) {
	lists := documented(t)
	sent := map[string]bool{}
	for _, s := range samples() {
		x := played(t, s)
		list := lists[s.callback]
		if list == nil {
			t.Errorf("%s is not documented", s.callback)
			continue
		}
		if sent[s.callback] = true; strings.Contains(s.file, "legacy") {
			continue // its own sample has what the older page lists
		}
		for _, f := range x.Fields {
			if !slices.ContainsFunc(list, func(p parameter) bool { return generic(p.name) == generic(f.Name) }) && s.callback != "http_request_action" {
				t.Errorf("%s sends %s, which is not documented", s.callback, f.Name)
			}
		}
		for _, p := range list {
			if p.when == "always" && !slices.ContainsFunc(x.Fields, func(f Field) bool { return generic(p.name) == generic(f.Name) }) {
				t.Errorf("%s lacks %s", s.callback, p.name)
			}
		}
	}
	for name := range lists {
		if !sent[name] && name != "call_transcription_event" && name != "http_request_outbound" { // JSON: see their own tests
			t.Errorf("no run sends %s", name)
		}
	}
}

type parameter struct{ name, when string }

func documented(t *testing.T) map[string][]parameter {
	t.Helper()
	b, err := os.ReadFile("testdata/callbacks.txt")
	if err != nil {
		t.Fatal(err)
	}
	lists := map[string][]parameter{}
	var at string
	for line := range strings.Lines(strings.TrimSpace(string(b))) {
		fields := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if fields[0] != "" {
			at, _, _ = strings.Cut(fields[0], " ")
			continue
		}
		lists[at] = append(lists[at], parameter{fields[1], fields[2]})
	}
	return lists
}
