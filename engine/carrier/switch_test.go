package carrier

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// settled are the open places of the documents that need no switch, and why.
var settled = map[string]string{
	"verbs/Gather/profanityFilter":                   noMedia,
	"verbs/Gather/useEnhanced":                       noMedia,
	"verbs/Gather/transcriptionEngine":               noMedia,
	"verbs/Gather/model":                             noMedia,
	"verbs/Voice/name":                               noMedia,
	"verbs/InterruptionSettings/enable":              noMedia,
	"verbs/InterruptionSettings":                     noMedia,
	"verbs/AIGather.Transcription":                   noMedia,
	"verbs/Assistant":                                noMedia,
	"verbs/Say/language":                             noMedia,
	"verbs/Say":                                      noMedia,
	"verbs/Dial/machineDetectionSpeechThreshold":     noMedia,
	"verbs/Dial/machineDetectionSpeechEndThreshold":  noMedia,
	"verbs/Dial/machineDetectionSilenceTimeout":      noMedia,
	"verbs/Number/machineDetectionTimeout":           noMedia,
	"verbs/Sip/machineDetectionTimeout":              noMedia,
	"verbs/Stream":                                   noMedia,
	"verbs/Suppression/noiseSuppressionEngine":       noMedia,
	"verbs/Pay/postalCode":                           noMedia,
	"verbs/Prompt/errorType":                         "which prompts are for a later try follows from attempt, too",
	"verbs/AIGather":                                 "names an element, and is decided in texmlgen",
	"verbs/Tools":                                    "both places are read, in texmlgen",
	"verbs/Tool":                                     "what a tool does is an action of the script",
	"verbs/Body":                                     "a Body under Response changes no request",
	"verbs/HttpRequest.Response":                     "all of its children are read, in texmlgen",
	"verbs/Record":                                   "the attribute table has authority over the words of the page",
	"callbacks/recording_absent/RecordingStatus":     "the word of recordingStatusCallbackEvent; no source has another",
	"callbacks/call_cost":                            "sent when Options.Cost says so",
	"callbacks/ai_conversation":                      "sent when Options.Conversation says so",
	"callbacks/ai_conversation/CallStatus":           "sent when Options.Conversation says so",
	"callbacks/ai_conversation/ConversationId":       "sent when Options.Conversation says so",
	"callbacks/ai_conversation/Base64MessageHistory": "sent when Options.Conversation says so",
	"http/voice-method":                              "Options.Method",
	"http/url-method":                                "Options.Method",
	"http/fetch-timeout":                             "Plan.Lose: an answer that comes too late is lost, after whatever time",
	"http/rest-reply":                                "the REST API is not played",
}

const noMedia = "no sound is made or recognised: the script says what was understood"

// TestMarks compares the switches with the open places of the documents.
func TestMarks(t *testing.T) {
	b, err := os.ReadFile("testdata/marks.txt")
	if err != nil {
		t.Fatal(err)
	}
	marks := map[string]string{}
	for line := range strings.Lines(string(b)) {
		name, why, ok := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		if !ok || marks[name] != "" {
			t.Fatalf("line %q", line)
		}
		marks[name] = why
	}
	verbs := maps.Clone(marks)
	maps.DeleteFunc(verbs, func(name, _ string) bool { return !strings.HasPrefix(name, "verbs/") })
	if diff := cmp.Diff(tableMarks(), verbs); diff != "" {
		t.Errorf("marks of verbs (-verb table +marks.txt):\n%s", diff)
	}
	covered := map[string]bool{}
	var last string
	for _, s := range Switches() {
		if s.Name <= last || s.Default == "" || s.Other == "" {
			t.Errorf("switch %q behind %q", s.Name, last)
		}
		last = s.Name
		for _, m := range s.Marks {
			covered[m] = true
			if marks[m] == "" {
				t.Errorf("switch %s stands for %s, which is no mark", s.Name, m)
			}
		}
	}
	for m, why := range settled {
		if covered[m] || marks[m] == "" || why == "" {
			t.Errorf("%s is settled by %q; switched %v", m, why, covered[m])
		}
		covered[m] = true
	}
	for _, m := range slices.Sorted(maps.Keys(marks)) {
		if !covered[m] {
			t.Errorf("%s has no switch, and no reason for none", m)
		}
	}
}

// tableMarks are the open places of the verb table.
func tableMarks() map[string]string {
	marks := map[string]string{}
	for _, e := range texmlgen.Elements() {
		if e.Uncertain != "" {
			marks["verbs/"+e.Name] = e.Uncertain
		}
		for _, a := range e.Attributes {
			if a.Uncertain != "" {
				marks["verbs/"+e.Name+"/"+a.Name] = a.Uncertain
			}
		}
	}
	return marks
}

// run is a call that a switch changes.
type run struct {
	docs    map[string]string
	change  func(*Options)
	before  map[string][]int // status codes
	actions []Action
}

func gathers(attributes string, actions ...Action) run {
	return run{
		docs:    map[string]string{"/voice": `<Gather ` + attributes + `/><Pause/>`, "/next": said, "/voice2": said},
		actions: actions,
	}
}

func entry(doc string, actions ...Action) run {
	return run{docs: map[string]string{"/voice": doc, "/next": said, "/wait": `<Pause length="5"/>`}, actions: actions}
}

// switchRuns are runs that switches change, by the switch.
func switchRuns() map[string]run {
	get := func(r run) run {
		r.change = func(o *Options) { o.Method = http.MethodGet }
		return r
	}
	fallback := func(r run, path string, status ...int) run {
		r.before = map[string][]int{path: status}
		r.docs["/fallback"] = said
		r.change = func(o *Options) { o.Fallback = "https://ivr.example.net/fallback" }
		return r
	}
	raw := func(doc string) run { return run{docs: map[string]string{"/voice": doc}} }
	return map[string]run{
		actionNoFailover:      fallback(gathers(`action="/next"`, Press("1#")), "/next", 404),
		aiGatherAppMethod:     get(entry(gives, AI(map[string]any{"day": "Friday"}))),
		aiGatherPlain:         entry(gives, AI(map[string]any{"day": "Friday"})),
		amdShortWords:         entry(rings, Answer(), Detect("machine_end_beep")),
		answeredBeforeFetch:   entry(said),
		authorizationHeader:   entry(said),
		calleeFromCalled:      entry(rings),
		completedSequenceZero: entry(said),
		conferenceBareEvents:  entry(rooms, Answer(), Hangup()),
		conferenceDialFields:  entry(rooms, Dial("completed")),
		conferenceRecordCap: entry(`<Dial><Conference record="record-from-start" recordingTimeout="5" recordingStatusCallback="/tape">a</Conference></Dial>`,
			Dial("completed")),
		conferenceWaitFields:  entry(rooms),
		connectSessionFields:  entry(`<Connect action="/next"><AIAssistant id="a"/></Connect>`, Disconnect("")),
		connectStreamAction:   entry(`<Connect action="/next"><Stream url="wss://a.example.net"/></Connect>`, Disconnect("")),
		deepfakeBare:          entry(rings, Answer(), Deepfake("fake")),
		dialParentInProgress:  entry(rings, Dial("busy")),
		dialRecordingDual:     entry(ringsTaped, Dial("completed")),
		enqueueActionBare:     entry(`<Enqueue action="/next">desk</Enqueue>`, Dequeue(time.Minute)),
		extraParameters:       entry(said),
		failedFetchGoesOn:     {docs: map[string]string{"/voice": `<Gather action="/gone"/><Redirect>/next</Redirect>`, "/next": said}, before: map[string][]int{"/gone": {404}}, actions: []Action{Press("1#")}},
		failoverAtOnce:        fallback(gathers(`action="/next"`, Press("1#")), "/next", 500),
		fetchCallStatus:       entry(said),
		fetchDirection:        entry(said),
		finishKeySent:         gathers(`action="/next"`, Press("1#")),
		gatherEmptyAction:     gathers(`action="/next"`, Silence()),
		gatherFinishOneKey:    gathers(`action="/next" finishOnKey="*#"`, Press("1*2#")),
		gatherNoActionFetches: gathers(``, Press("1#")),
		gatherNoBargeIn:       {docs: map[string]string{"/voice": `<Gather action="/next"><Say>a b c d e f g h</Say></Gather>`, "/next": said}, actions: []Action{Press("1#").Over()}},
		getUnsigned:           get(entry(said)),
		hangupNoAction:        entry(rings, Hangup()),
		httpActionPost:        get(entry(asks, HTTP(200, `{}`))),
		httpAsyncDefault:      entry(asks),
		httpDefaultPost:       entry(`<HttpRequest async="true"><Request url="https://api.example.net"/></HttpRequest>`),
		httpFailureGoesOn:     entry(asks, HTTPFailed()),
		httpMissingEmpty:      entry(asks, HTTP(200, `{}`)),
		httpSigned:            entry(asks, HTTP(200, `{}`)),
		httpStatusIgnored:     entry(asks, HTTP(201, `{"eta":"now"}`)),
		invalidDigitsSent:     gathers(`validDigits="1" invalidDigitsAction="/next"`, Press("2")),
		invalidDocumentHangs:  raw(`<Say>`),
		largeDocuments:        raw(`<Say>` + strings.Repeat("a ", 40_000) + `</Say>`),
		newerVerbsUnknown:     entry(pays, Pay("success")),
		onlyStatus200:         {docs: map[string]string{"/voice": said}, before: map[string][]int{"/status": {204}}},
		partialStable:         gathers(`input="speech" action="/next" partialResultCallback="/part"`, Speak("a b", 1)),
		payStep:               entry(pays, Pay("success")),
		recordActionBare:      entry(tapes, Speak("a", 1), Press("#")),
		recordActionDigits:    entry(tapes, Speak("a", 1), Press("#")),
		recordEmptyAction:     entry(tapes, Press("#")),
		recordNoActionFetches: entry(`<Record/><Hangup/>`, Speak("a", 1), Press("#")),
		recordingAbsentSized:  entry(ringsTaped, Dial("busy")),
		redirectFetchFull:     entry(`<Redirect>/next</Redirect>`),
		redirectsFail:         {docs: map[string]string{"/voice": said, "/moved": said}, before: map[string][]int{"/voice": {302}}},
		screenFetchFull:       entry(`<Dial><Number url="/next">+15125550110</Number></Dial>`, Answer()),
		screenPromptsDropped: {
			docs:    map[string]string{"/voice": `<Dial><Number url="/long" statusCallback="/leg">+15125550110</Number></Dial>`, "/long": `<Say>a b c d e</Say>`},
			actions: []Action{Dial("completed")},
		},
		siprecSynchronous:      entry(`<Start><Siprec connectorName="a" statusCallback="/s"/></Start><Redirect>/next</Redirect>`),
		templateBareIf:         entry(`{{#if From}}<Redirect>/next</Redirect>{{/if}}<Hangup/>`),
		templateUnescaped:      {docs: map[string]string{"/voice": `<Redirect>/next?a=%3C</Redirect>`, "/next": `<Say>{{a}}</Say>`}},
		timestampMail:          entry(said),
		timestampOld:           entry(said),
		transcriptionSilent:    {docs: map[string]string{"/voice": `<Start><Transcription/></Start><Gather/>`}, change: hearsTranscripts, actions: []Action{Transcript("a", 1, true)}},
		transcriptionUnwrapped: {docs: map[string]string{"/voice": `<Start><Transcription/></Start><Gather/>`}, change: hearsTranscripts, actions: []Action{Transcript("a", 1, true)}},
		valuesStrict:           raw(`<Pause length="999"/>`),
	}
}

func hearsTranscripts(o *Options) { o.Transcription = "https://ivr.example.net/events" }

// traced is what a run sends and hears, in lines.
func traced(t *testing.T, r run, names ...string) string {
	t.Helper()
	var lines []string
	docs := maps.Clone(r.docs)
	c, a := dock(t, docs, everybody, switched(names...), func(o *Options) {
		if r.change != nil {
			r.change(o)
		}
		inner := o.Transport
		o.Transport = transportFunc(func(req *http.Request) (*http.Response, error) {
			lines = append(lines, fmt.Sprintf("%s %s signed %v authorised %v", req.Method, req.URL, req.Header["Telnyx-Signature-Ed25519"] != nil, req.Header["Authorization"] != nil))
			return inner.RoundTrip(req)
		})
	})
	for path, list := range r.before {
		a.status[path] = slices.Clone(list)
	}
	call, step := begin(t, c, caller)
	asked := step.Outside
	for _, action := range r.actions {
		if next, err := call.Do(action); err == nil {
			asked = append(asked, next.Outside...)
		}
	}
	for _, x := range call.Exchanges() {
		lines = append(lines, fmt.Sprintf("%s %s %s %s %v", x.Callback, x.Method, x.Target, x.Problem, x.Fields), x.Body)
	}
	for _, o := range asked {
		lines = append(lines, fmt.Sprintf("%+v", o))
	}
	return strings.Join(append(lines, fmt.Sprint(call.Ended())), "\n")
}

type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestSwitches shows that each switch changes what is sent in some run, and that without it a run is always the same.
func TestSwitches(t *testing.T) {
	runs := switchRuns()
	for _, s := range Switches() {
		t.Run(s.Name, func(t *testing.T) {
			if s.Name == queueURLFields {
				caller, _ := queueOfTwo(t, switched(s.Name))
				if request(t, caller, "dial_queue_url").Get("DequeueingCallSid") == "" {
					t.Error("the queue is not told of")
				}
				return
			}
			r, ok := runs[s.Name]
			if !ok {
				t.Fatal("no run shows what it changes")
			}
			usual := traced(t, r)
			if again := traced(t, r); again != usual {
				t.Fatalf("two runs differ:\n%s\n\n%s", usual, again)
			}
			if other := traced(t, r, s.Name); other == usual {
				t.Errorf("it changes nothing of a call of %d bytes", len(usual))
			}
		})
	}
}
