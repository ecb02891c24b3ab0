package carrier

import (
	"encoding/json"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// sample is a run in which the carrier sends what a sample of its documents shows.
type sample struct {
	file, callback string
	docs           map[string]string
	change         func(*Options)
	actions        []Action
}

// everybody knows the caller's name and where the call comes from, as the samples do.
func everybody(o *Options) {
	o.CallerName, o.Attestation = "Robin Vale", "A"
	o.StatusEvents = []string{"initiated", "ringing", "answered", "completed"}
}

const (
	rings = `<Dial action="/next"><Number statusCallback="/leg" statusCallbackEvent="initiated ringing answered dtmf amd deepfake completed" ` +
		`machineDetection="Enable" amdStatusCallback="/amd" deepfakeDetection="Enable" deepfakeDetectionCallbackUrl="/fake">+15125550110</Number></Dial>`
	rooms = `<Dial action="/next"><Conference statusCallback="/room" statusCallbackEvent="start end join leave speaker" participantLabel="captain" ` +
		`waitUrl="/wait">harbor-standup</Conference></Dial>`
	asks = `<HttpRequest action="/next"><Request url="https://api.example.net/orders" method="POST"><Body>{"phone":"{{From}}","call":"{{CallSid}}"}</Body></Request>` +
		`<Response><Type>JSON</Type><StatusCode>200</StatusCode><Content><Field><Name>eta</Name><Value>OrderEta</Value></Field>` +
		`<Field><Name>state</Name><Value>OrderState</Value></Field></Content></Response></HttpRequest>`
	pays  = `<Pay action="/next" statusCallback="/pay" chargeAmount="42.50"/>`
	tapes = `<Record action="/next" recordingStatusCallback="/tape" recordingStatusCallbackEvent="in-progress completed" transcription="true" transcriptionCallback="/text"/>`
	gives = `<AIGather action="/next"><Greeting>Which day?</Greeting><Parameters>{"type":"object","properties":{"day":{"type":"string"}},"required":["day"]}</Parameters></AIGather>`
	// ringsTaped records what is said, if anything is.
	ringsTaped = `<Dial record="record-from-answer" recordingStatusCallback="/tape" recordingStatusCallbackEvent="in-progress completed absent">+15125550110</Dial>`
)

func samples() []sample {
	entry := func(doc string) map[string]string {
		return map[string]string{"/voice": doc, "/next": said, "/wait": `<Pause length="5"/>`}
	}
	ten := []Action{Wait(10 * time.Second)}
	return []sample{
		{"instruction_fetch.form", "instruction_fetch", entry(said), nil, nil},
		{"redirect_fetch.form", "redirect_fetch", entry(`<Redirect>/next</Redirect>`), nil, nil},
		{"call_update_fetch.form", "call_update_fetch", entry(`<Gather/>`), nil, []Action{Update("https://ivr.example.net/next")}},
		{"gather_action.dtmf.form", "gather_action", entry(`<Gather action="/next"/>`), nil, []Action{Press("2")}},
		{"gather_action.speech.form", "gather_action", entry(`<Gather input="speech" action="/next"/>`), nil, []Action{Speak("billing please", 0.93)}},
		{"gather_action.empty.form", "gather_action", entry(`<Gather action="/next"/>`), switched(gatherEmptyAction), []Action{Silence()}},
		{
			"gather_invalid_digits_action.form", "gather_invalid_digits_action",
			entry(`<Gather validDigits="1" invalidDigitsAction="/next"/>`), nil,
			[]Action{Press("2")},
		},
		{
			"gather_partial_result.form", "gather_partial_result",
			entry(`<Gather input="speech" action="/next" partialResultCallback="/part"/>`), nil,
			[]Action{Speak("billing please", 1)},
		},
		{"ai_gather_action.form", "ai_gather_action", entry(gives), nil, []Action{AI(map[string]any{"day": "Friday"})}},
		{"ai_gather_action.legacy.form", "ai_gather_action", entry(gives), switched(aiGatherPlain), []Action{AI(map[string]any{"day": "Friday"})}},
		{"http_request_action.form", "http_request_action", entry(asks), nil, []Action{HTTP(200, `{"eta":"tomorrow","state":"packed"}`)}},
		{"dial_action.form", "dial_action", entry(rings), nil, []Action{Dial("no-answer")}},
		{"dial_noun_url.form", "dial_noun_url", entry(`<Dial><Number url="/next">+15125550110</Number></Dial>`), nil, []Action{Answer()}},
		{"record_action.form", "record_action", entry(tapes), nil, []Action{Speak("call me back", 1), Press("#")}},
		{"recording_completed.form", "recording_completed", entry(tapes), nil, []Action{Speak("call me back", 1), Press("#")}},
		{"recording_in_progress.form", "recording_in_progress", entry(tapes), nil, nil},
		{"recording_absent.form", "recording_absent", entry(ringsTaped), nil, []Action{Dial("busy")}},
		{"transcription_recording.form", "transcription_recording", entry(tapes), nil, []Action{Speak("call me back", 1), Press("#")}},
		{
			"transcription_realtime.form", "transcription_realtime",
			entry(`<Start><Transcription transcriptionCallback="/text"/></Start><Gather/>`), nil,
			[]Action{Transcript("my parcel never came", 0.9821, true)},
		},
		{"enqueue_wait_url.form", "enqueue_wait_url", entry(`<Enqueue waitUrl="/wait">desk</Enqueue>`), nil, nil},
		{"enqueue_action.form", "enqueue_action", entry(`<Enqueue action="/next">desk</Enqueue>`), nil, []Action{Dequeue(time.Minute)}},
		{"conference_wait_url.form", "conference_wait_url", entry(rooms), nil, nil},
		{"conference_start.form", "conference_start", entry(rooms), nil, nil},
		{"conference_join.form", "conference_join", entry(rooms), nil, nil},
		{"conference_speaker.form", "conference_speaker", entry(rooms), nil, []Action{Answer(), Speaker()}},
		{"conference_leave.form", "conference_leave", entry(rooms), nil, []Action{Answer(), Dial("completed")}},
		{"conference_end.form", "conference_end", entry(rooms), nil, []Action{Answer(), Hangup()}},
		{"refer_action.form", "refer_action", entry(`<Refer action="/next"><Sip>sip:desk@pbx.example.net</Sip></Refer>`), nil, []Action{Refer("in-progress")}},
		{"connect_action.form", "connect_action", entry(`<Connect action="/next"><AIAssistant id="a"/></Connect>`), nil, []Action{Disconnect("")}},
		{"pay_action.form", "pay_action", entry(pays), nil, []Action{Pay("success")}},
		{"pay_status_progress.form", "pay_status_progress", entry(pays), nil, nil},
		{"pay_status_completed.form", "pay_status_completed", entry(pays), nil, []Action{Pay("success")}},
		{"call_initiated.form", "call_initiated", entry(said), nil, nil},
		{"call_ringing.form", "call_ringing", entry(said), nil, nil},
		{"call_answered.form", "call_answered", entry(said), nil, nil},
		{"call_completed.form", "call_completed", entry(tapes), nil, append([]Action{Speak("call me", 1)}, append(ten, Hangup())...)},
		{"call_completed.no_answer.form", "call_completed", entry(`<Dial><Sip statusCallback="/leg">sip:a@pbx.example.net</Sip></Dial><Gather/>`), nil, []Action{Dial("no-answer")}},
		{"call_amd.form", "call_amd", entry(rings), nil, []Action{Answer(), Detect("machine_end_beep")}},
		{"call_deepfake.form", "call_deepfake", entry(rings), nil, []Action{Answer(), Deepfake("real")}},
		{
			"stream_status.form", "stream_status", entry(`<Start><Stream url="wss://a.example.net" name="agent-assist" statusCallback="/stream"/></Start><Gather/>`),
			nil, nil,
		},
		{
			"siprec_status.form", "siprec_status", entry(`<Start><Siprec connectorName="a" statusCallback="/siprec"/></Start><Gather action="/next"/>`),
			nil,
			[]Action{Press("1#")},
		},
		{"call_cost.form", "call_cost", entry(said), func(o *Options) { o.Cost = "0.0105" }, nil},
		{
			"ai_conversation.form", "ai_conversation", entry(`<Connect><AIAssistant id="a"/></Connect>`),
			func(o *Options) { o.Conversation = "https://ivr.example.net/talk" },
			[]Action{Disconnect("")},
		},
		{"dial_queue_url.form", "dial_queue_url", nil, nil, nil}, // two calls: see TestQueueOfTwoCalls
		{"call_dtmf.form", "call_dtmf", nil, nil, nil},           // see TestSampleOfKeys
	}
}

// played sends a sample's run and returns the request.
func played(t *testing.T, s sample) *Exchange {
	t.Helper()
	switch s.file {
	case "dial_queue_url.form":
		caller, _ := queueOfTwo(t)
		return request(t, caller, s.callback)
	case "call_dtmf.form":
		_, call, _ := play(t, map[string]string{"/voice": rings}, everybody)
		do(t, call, Answer(), Press("5").By(1))
		return request(t, call, s.callback)
	}
	_, call, _ := play(t, s.docs, everybody, func(o *Options) {
		if s.change != nil {
			s.change(o)
		}
	})
	if len(s.actions) > 0 {
		do(t, call, s.actions...)
	}
	return request(t, call, s.callback)
}

// TestSamples compares what the carrier sends with the documents' samples: the same fields, in the same order.
func TestSamples(t *testing.T) {
	covered := map[string]bool{
		"gather_action.get.txt": true, "http_request_outbound.json": true,
		"call_transcription.json": true, "call_transcription.unwrapped.json": true, // by the tests below
	}
	for _, s := range samples() {
		covered[s.file] = true
		t.Run(s.file, func(t *testing.T) {
			want := fieldsOf(t, s.file)
			got := played(t, s)
			var names []string
			for _, f := range got.Fields {
				names = append(names, generic(f.Name))
			}
			for i := range want {
				want[i] = generic(want[i])
			}
			switch s.callback {
			case "call_dtmf": // the sample is of a caller's leg; those who hear of keys hear of a callee's
				names = slices.DeleteFunc(names, func(n string) bool { return strings.HasPrefix(n, "ParentCallSid") })
				want = slices.DeleteFunc(want, func(n string) bool { return n == "CallerId" || strings.HasPrefix(n, "ShakenStir") })
			}
			if diff := cmp.Diff(want, names); diff != "" {
				t.Errorf("fields of %s (-sample +sent):\n%s", s.callback, diff)
			}
			if _, err := url.ParseQuery(got.Body); err != nil || got.ContentType != mediaForm {
				t.Errorf("sent as %s: %v", got.ContentType, err)
			}
		})
	}
	entries, err := os.ReadDir(filepath.Join("testdata", "samples"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !covered[e.Name()] {
			t.Errorf("no run sends what %s shows", e.Name())
		}
	}
}

// generic drops what stands for a call in a field's name.
func generic(name string) string {
	before, _, _ := strings.Cut(name, "[")
	return before
}

// fieldsOf are the names of a sample's fields, in order.
func fieldsOf(t *testing.T, file string) []string {
	t.Helper()
	var names []string
	for part := range strings.SplitSeq(strings.TrimSpace(readSample(t, file)), "&") {
		name, _, _ := strings.Cut(part, "=")
		name, err := url.QueryUnescape(name)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	return names
}

func readSample(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "samples", file))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestSampleOfGet sends a GET: the fields are in the query, behind what is there, and the body is empty.
func TestSampleOfGet(t *testing.T) {
	a, call, _ := play(t, map[string]string{"/voice": `<Gather action="/key?step=main"/>`, "/key": said}, func(o *Options) { o.Method = "GET" })
	do(t, call, Press("2#"))
	x := request(t, call, "gather_action")
	if x.Method != "GET" || x.Body != "" {
		t.Errorf("%s with the body %q", x.Method, x.Body)
	}
	line, _, _ := strings.Cut(readSample(t, "gather_action.get.txt"), " HTTP")
	_, query, _ := strings.Cut(line, "?")
	want, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	got := []string{"step"}
	for _, f := range x.Fields {
		got = append(got, f.Name)
	}
	slices.Sort(got)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), got); diff != "" {
		t.Error(diff)
	}
	if !slices.Contains(a.got, "/key") {
		t.Errorf("the application got %q", a.got)
	}
}

// TestSampleOfTranscription compares the keys of call.transcription, wrapped and not.
func TestSampleOfTranscription(t *testing.T) {
	for file, names := range map[string][]string{"call_transcription.json": nil, "call_transcription.unwrapped.json": {transcriptionUnwrapped}} {
		_, call, _ := play(t, map[string]string{"/voice": `<Start><Transcription transcriptionEngine="B"/></Start><Gather/>`}, switched(names...),
			func(o *Options) { o.Transcription = "https://ivr.example.net/events" })
		do(t, call, Transcript("my parcel never came", 0.9821, true))
		x := request(t, call, "call_transcription_event")
		if x.ContentType != mediaJSON {
			t.Errorf("sent as %s", x.ContentType)
		}
		want, got := keysOf(t, readSample(t, file)), keysOf(t, x.Body)
		if len(names) > 0 { // this sample leaves out what it may
			got = slices.DeleteFunc(got, func(k string) bool { return strings.HasSuffix(k, "transcription_track") })
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-sample +sent):\n%s", file, diff)
		}
	}
}

func keysOf(t *testing.T, body string) []string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatal(err)
	}
	var keys []string
	var walk func(at string, v any)
	walk = func(at string, v any) {
		object, ok := v.(map[string]any)
		if !ok {
			keys = append(keys, at)
		}
		for name, value := range object {
			walk(at+"."+name, value)
		}
	}
	walk("", v)
	slices.Sort(keys)
	return keys
}

// TestSampleOfOutsideRequest sends the body of an HttpRequest as the document has it, filled in.
func TestSampleOfOutsideRequest(t *testing.T) {
	_, call, step := play(t, map[string]string{"/voice": asks})
	var want, got map[string]string
	if err := json.Unmarshal([]byte(readSample(t, "http_request_outbound.json")), &want); err != nil {
		t.Fatal(err)
	}
	if step.Waits.Outside == nil {
		t.Fatalf("waits for %+v", step.Waits)
	}
	if err := json.Unmarshal([]byte(step.Waits.Outside.Body), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))); diff != "" {
		t.Error(diff)
	}
	if got["phone"] != caller || got["call"] != call.SID {
		t.Errorf("sent %q", got)
	}
}
