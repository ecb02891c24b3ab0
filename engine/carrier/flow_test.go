package carrier_test

import (
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/carrier"
	"github.com/texmlflow/texmlflow/engine/store"
)

// wholeFlow waits for each kind of action once.
const wholeFlow = `
flow: whole
vars: {eta: string, day: date, words: string}
start: lookup
states:
  lookup:
    http_request:
      url: https://api.example.com/orders
      fields: {eta: {path: "orders[0].eta", type: string}}
    ok: {set: {eta: http.eta}, to: keys}
    failed: hangup
  keys:
    gather: {prompt: "Due ${eta}. Press 2.", choices: {"2": speech}}
    exhausted: hangup
  speech:
    gather: {prompt: Say billing., choices: {billing: {set: {words: SpeechResult}, to: talk}}}
    exhausted: hangup
  talk:
    ai_gather: {greeting: "Which day?", parameters: {day: {type: date}}}
    transitions:
      - set: {day: ai.day}
        to: ring
    invalid: hangup
    failed: hangup
  ring:
    dial: {number: "+15125550110"}
    busy: mailbox
    otherwise: hangup
  mailbox:
    say: Speak after the tone.
    record: {max_length: 2m}
    recorded: {say: "Thank you.", to: hangup}
    empty: {say: "You said nothing.", to: hangup}
    otherwise: hangup
`

func TestWholeFlow(t *testing.T) {
	for _, name := range append([]string{""}, switchNames()...) {
		t.Run("switched "+name, func(t *testing.T) {
			t.Parallel()
			playWhole(t, name)
		})
	}
}

// switchNames are all switches under which every flow must get through.
func switchNames() []string {
	var names []string
	for _, s := range carrier.Switches() {
		switch s.Name {
		case "get-unsigned": // changes nothing with POST
		default:
			names = append(names, s.Name)
		}
	}
	return names
}

func playWhole(t *testing.T, name string) {
	r := newRig(t, wholeFlow, func(o *carrier.Options) {
		o.Doubles = map[string]carrier.Double{"https://api.example.com/orders": {Body: `{"orders": [{"eta": "tomorrow"}]}`}}
		if name != "" {
			o.Switches = []string{name}
		}
	})
	call, step := r.begin()
	if name == "http-async-default" {
		// The document says async="false" or not at all; what it says is what the flow waits for.
		wants(t, step, step.Waits.Verb)
	}
	wants(t, step, "Gather", "Due tomorrow. Press 2.")
	wants(t, do(t, call, carrier.Press("2")), "Gather", "Say billing.")
	wants(t, do(t, call, carrier.Speak("billing please", 0.93)), "AIGather", "Which day?")
	wants(t, do(t, call, carrier.AI(map[string]any{"day": "2026-12-04"})), "Dial")
	wants(t, do(t, call, carrier.Dial("busy")), "Record", "Speak after the tone.")
	step = do(t, call, carrier.Speak("call me back about the invoice please", 1), carrier.Press("#"))
	wants(t, step, "", "Thank you.")
	if step.End == nil || step.End.By != "document" {
		t.Errorf("ended %+v", step.End)
	}
	rec, err := r.store.Load(t.Context(), store.Key{CallSID: call.SID, Track: store.MainTrack})
	if err != nil || !rec.Ended {
		t.Errorf("the host's record: %+v, %v", rec.Ended, err)
	}
	for _, x := range call.Exchanges() {
		if x.Problem != "" {
			t.Errorf("%s: %s", x.Callback, x.Problem)
		}
	}
	if passed := r.carrier.Clock().Now().Sub(time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)); passed < 30*time.Second {
		t.Errorf("only %v have passed", passed)
	}
}
