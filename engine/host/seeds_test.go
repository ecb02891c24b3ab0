package host_test

import (
	"context"
	"crypto/ed25519"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/callback"
	"github.com/texmlflow/texmlflow/engine/host"
	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/engine/store"
	"github.com/texmlflow/texmlflow/engine/store/memory"
	"github.com/texmlflow/texmlflow/flows"
)

// seedFlow waits for each of the callbacks that the carrier documents for a flow, and says at the end what it was told.
const seedFlow = `
flow: seeds
vars: {key: string, words: string, sure: float, eta: string, packed: string, name: string, day: date, code: string}
start: lookup
states:
  lookup:
    http_request:
      url: https://api.example.net/orders
      fields: {OrderEta: {path: "orders[0].eta", type: string}, OrderState: {path: "orders[0].state", type: string}}
    ok: {set: {eta: http.OrderEta, packed: http.OrderState, name: CallerId}, to: keys}
    failed: hangup
  keys:
    gather: {prompt: Press 2., choices: {"2": {set: {key: Digits}, to: words}}}
    exhausted: hangup
  words:
    gather:
      prompt: Say billing.
      choices:
        billing: {set: {words: SpeechResult, sure: Confidence}, to: talk}
    exhausted: hangup
  talk:
    ai_gather:
      greeting: Which day suits you?
      parameters: {delivery_day: {type: date}, door_code: {type: string}}
    transitions:
      - set: {day: ai.delivery_day, code: ai.door_code}
        to: ring
    invalid: hangup
    failed: hangup
  ring:
    dial: {number: "+15125550110"}
    no_answer: report
    otherwise: hangup
  report:
    gather:
      input: [dtmf]
      prompt: "${name}: key ${key}, said ${words} (${sure}), order ${packed}, due ${eta}, on ${day | spoken()}, code ${code}, heard ${call.transcript ?? 'nothing'}."
    transitions:
      - to: hangup
    exhausted: hangup
`

// seedRig is a server that plays one call.
type seedRig struct {
	t      *testing.T
	server *httptest.Server
	store  store.Store
	key    ed25519.PrivateKey
	last   string // the last document
}

func newSeedRig(t *testing.T, flow string) *seedRig {
	t.Helper()
	p, err := policy.New(policy.Config{DialAllow: []string{"+1512555"}})
	if err != nil {
		t.Fatal(err)
	}
	library, findings := flows.LoadFiles(map[string][]byte{"seeds.yaml": []byte(flow)}, flows.Options{Policy: p})
	if library == nil {
		t.Fatal(findings)
	}
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := callback.VerifierOf(public)
	if err != nil {
		t.Fatal(err)
	}
	r := &seedRig{t: t, key: private, store: memory.New(memory.Options{})}
	r.server = httptest.NewUnstartedServer(nil)
	h, err := host.New(t.Context(), host.Options{
		Store: r.store, PublicURL: "http://" + r.server.Listener.Addr().String(), Compile: flows.Compile,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Load: func(context.Context) (*host.Snapshot, error) {
			return &host.Snapshot{
				Machines: library.Machines, Sources: library.Sources, Hash: library.Hash,
				Default:    slices.Sorted(maps.Keys(library.Machines))[0],
				Deployment: engine.Deployment{Policy: p}, Verifier: verifier,
			}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	r.server.Config.Handler = h.Public()
	r.server.Start()
	t.Cleanup(func() {
		r.server.Close()
		if err := r.store.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// post signs a documented callback and sends it; replace changes its text first.
func (r *seedRig) post(url, sample string, replace ...string) string {
	r.t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "callback", "testdata", "samples", sample))
	if err != nil {
		r.t.Fatal(err)
	}
	body := strings.NewReplacer(replace...).Replace(strings.TrimSpace(string(raw)))
	req, err := http.NewRequest(http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header = callback.Sign(r.key, time.Now(), []byte(body))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if strings.HasSuffix(sample, ".json") {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := r.server.Client().Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		r.t.Fatalf("%s: %s, %v: %s", sample, resp.Status, err, answer)
	}
	return string(answer)
}

var actionURL = regexp.MustCompile(`action="([^"]+)"`)

// answer posts a callback to the action of the last document and returns the next one.
func (r *seedRig) answer(sample string, replace ...string) string {
	r.t.Helper()
	url := r.server.URL + "/texml"
	if r.last != "" {
		m := actionURL.FindStringSubmatch(r.last)
		if m == nil {
			r.t.Fatalf("the last document has no action: %s", r.last)
		}
		url = m[1]
	}
	r.last = r.post(url, sample, replace...)
	return r.last
}

// TestSeedCallbacks plays a call from the carrier's documented samples over HTTP: the first fetch, HttpRequest, Gather by
// key and by speech, AI Gather, Dial, call.transcription and call completed.
func TestSeedCallbacks(t *testing.T) {
	for _, transcription := range []string{"call_transcription.json", "call_transcription.unwrapped.json"} {
		for _, aiGather := range []string{"ai_gather_action.form", "ai_gather_action.legacy.form"} {
			t.Run(transcription+"/"+aiGather, func(t *testing.T) { playSeeds(t, transcription, aiGather) })
		}
	}
}

func playSeeds(t *testing.T, transcription, aiGather string) {
	r := newSeedRig(t, seedFlow)
	want := func(document string, parts ...string) {
		t.Helper()
		for _, part := range parts {
			if !strings.Contains(document, part) {
				t.Fatalf("no %s in %s", part, document)
			}
		}
	}
	want(r.answer("instruction_fetch.form"), "<HttpRequest", "<Name>orders[0].eta</Name><Value>http_OrderEta</Value>")
	// The carrier names the fields as the document asked for.
	want(r.answer("http_request_action.form", "OrderEta=", "http_OrderEta=", "OrderState=", "http_OrderState="), "Press 2.")
	want(r.answer("gather_action.dtmf.form"), `input="speech"`, "Say billing.")
	want(r.answer("gather_action.speech.form"), "<AIGather", `"delivery_day"`, `"door_code"`)
	want(r.answer(aiGather), "<Dial", "<Number>+15125550110</Number>")
	if body := r.post(r.server.URL+"/events/transcription", transcription); body != "" {
		t.Errorf("a notification was answered with %q", body)
	}
	want(r.answer("dial_action.form"), "Robin Vale: key 2, said billing please (0.93), order packed, due tomorrow, "+
		"on Friday, December 4th, code 4471, heard my parcel never came.")
	if body := r.post(r.server.URL+"/events/status", "call_completed.form"); body != "" {
		t.Errorf("a notification was answered with %q", body)
	}
	rec, err := r.store.Load(t.Context(), store.Key{CallSID: "v3:Qm8rT2xkVnJ0c0lXbUZ5Q2hhbm5lbDAx", Track: store.MainTrack})
	if err != nil || !rec.Ended || rec.Turn != 6 {
		t.Fatalf("the call's record: ended %v, turn %d, %v", rec.Ended, rec.Turn, err)
	}
	// The current turn of a call that has ended runs once more and is answered with an empty document.
	want(r.answer("gather_action.dtmf.form"), "<Response/>")
}

// TestSeedTranscription: the transcript of a recording comes to the URL that its Record named, while the call goes on and
// after it has ended. It is kept with the call, and moves it nowhere.
func TestSeedTranscription(t *testing.T) {
	const sample = "transcription_recording.form"
	r := newSeedRig(t, `
flow: mailbox
start: record
states:
  record:
    record: {transcription: true}
    recorded: check
    otherwise: hangup
  check:
    gather: {prompt: "Heard ${call.transcript ?? 'nothing'}.", choices: {"2": record}}
    exhausted: hangup
`)
	heardBy := func(document string) string {
		t.Helper()
		m := regexp.MustCompile(`transcriptionCallback="([^"]+)"`).FindStringSubmatch(document)
		if m == nil {
			t.Fatalf("nothing hears the transcript in %s", document)
		}
		return m[1]
	}
	first := heardBy(r.answer("instruction_fetch.form"))
	state := func() (int, string) {
		t.Helper()
		rec, err := r.store.Load(t.Context(), store.Key{CallSID: "v3:Qm8rT2xkVnJ0c0lXbUZ5Q2hhbm5lbDAx", Track: store.MainTrack})
		if err != nil {
			t.Fatal(err)
		}
		return rec.Turn, string(rec.State)
	}
	if got := r.answer("recording_completed.form"); !strings.Contains(got, "Heard nothing.") {
		t.Fatalf("got %s", got)
	}
	if got := r.post(first, sample); got != "" {
		t.Errorf("a notification was answered with %q", got)
	}
	if turn, _ := state(); turn != 2 {
		t.Errorf("the transcript has moved the call to turn %d", turn)
	}
	if got := r.answer("gather_action.empty.form"); !strings.Contains(got, "Heard please call me back about the invoice.") {
		t.Fatalf("got %s", got)
	}
	second := heardBy(r.answer("gather_action.dtmf.form"))
	r.post(second, sample, "TranscriptionText=please+call", "TranscriptionText=do+not+call")
	r.post(r.server.URL+"/events/status", "call_completed.form")
	r.post(first, sample)
	if turn, got := state(); turn != 4 || !strings.Contains(got, "do not call me back about the invoice") {
		t.Errorf("after the first recording's transcript, late: turn %d, %s", turn, got)
	}
	r.post(second, sample)
	if turn, got := state(); turn != 4 || !strings.Contains(got, `"please call me back about the invoice"`) {
		t.Errorf("after the end: turn %d, %s", turn, got)
	}
}

// TestAnswerTooLarge takes the flow's own failed way when a document is larger than may leave.
func TestAnswerTooLarge(t *testing.T) {
	r := newSeedRig(t, `
flow: large
defaults: {failed: sorry}
start: menu
states:
  menu:
    gather: {prompt: Press 1., choices: {"1": long}}
    exhausted: hangup
  long:
    say: `+strings.Repeat("word ", 14_000)+`
    to: menu
  sorry:
    say: We make it short.
    gather: {prompt: Press 1., choices: {"1": hangup}}
    exhausted: hangup
`)
	r.answer("instruction_fetch.form")
	document := r.answer("gather_action.dtmf.form", "Digits=2", "Digits=1")
	if !strings.Contains(document, "We make it short.") || strings.Contains(document, "word") || !strings.Contains(document, "<Gather") {
		t.Fatalf("got %.300s", document)
	}
	if document = r.answer("gather_action.dtmf.form", "Digits=2", "Digits=1"); !strings.Contains(document, "<Hangup/>") {
		t.Errorf("the call does not go on: %s", document)
	}
}
