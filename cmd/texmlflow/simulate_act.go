package main

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/engine/callback"
	"github.com/texmlflow/texmlflow/engine/carrier"
	"github.com/texmlflow/texmlflow/flows"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// act lets somebody do something, which is a turn of the scenario: an input that does the same there.
func (p *phone) act(turn recordedTurn, a carrier.Action) error {
	step, err := p.call.Do(a)
	if errors.Is(err, carrier.ErrAction) {
		return usage("", "%w", err)
	}
	p.turn = turn
	return p.happened(step, err)
}

func (p *phone) press(keys string) error {
	if !isKeys(keys) {
		return usage("", "keys are 0-9, * and #")
	}
	return p.act(p.said("press", quoteYAML(keys)), carrier.Press(keys))
}

func (p *phone) speak(words string, confidence float64) error {
	if len(words) > callback.MaxFieldValue {
		return usage("", "nobody says more than %d bytes at once", callback.MaxFieldValue)
	}
	text := quoteYAML(words)
	if confidence != typedConfidence {
		text = "{text: " + text + ", confidence: " + strconv.FormatFloat(confidence, 'f', -1, 64) + "}"
	}
	return p.act(p.said("speak", text), carrier.Speak(words, confidence))
}

func (p *phone) speakAt(rest string) error {
	number, words, ok := strings.Cut(rest, " ")
	if c, err := strconv.ParseFloat(number, 64); ok && err == nil && c >= 0 && c <= 1 {
		return p.speak(strings.TrimSpace(words), c)
	}
	if rest == "" {
		return usage("write !speak WORDS", "nothing is said")
	}
	return p.speak(rest, typedConfidence)
}

func (p *phone) talkOver(rest string) error {
	switch {
	case rest == "":
		return usage("write !over KEYS, or WORDS", "nothing is said")
	case isKeys(rest):
		return p.act(p.said("press", "{keys: "+quoteYAML(rest)+", over: true}"), carrier.Press(rest).Over())
	}
	return p.act(p.said("speak", "{text: "+quoteYAML(rest)+", over: true}"), carrier.Speak(rest, typedConfidence).Over())
}

func (p *phone) silence() error {
	if p.waits.Verb == "HttpRequest" {
		return p.failed() // nobody answers it
	}
	return p.act(recordedTurn{key: "silence", text: "true"}, carrier.Silence())
}

func (p *phone) wait(rest string) error {
	d, err := p.length(rest, 0)
	if err != nil {
		return err
	}
	return p.act(recordedTurn{key: "wait", text: flows.ShortDuration(d)}, carrier.Wait(d))
}

func (p *phone) completed(rest string) error {
	d, err := p.length(rest, 30*time.Second)
	if err != nil {
		return err
	}
	turn := recordedTurn{key: p.ringing(), text: p.word("completed", "ended")}
	if rest != "" {
		turn.text = "{status: " + turn.text + ", duration: " + flows.ShortDuration(d) + "}"
	}
	return p.act(turn, carrier.Dial("completed").Talk(d))
}

func (p *phone) dequeue(rest string) error {
	d, err := p.length(rest, 30*time.Second)
	if err != nil {
		return err
	}
	turn := recordedTurn{key: "queue", text: "bridged"}
	if rest != "" {
		turn.text = "{status: bridged, duration: " + flows.ShortDuration(d) + "}"
	}
	return p.act(turn, carrier.Dequeue(d))
}

// length reads how long something takes; without a default it must be there.
func (p *phone) length(text string, otherwise time.Duration) (time.Duration, error) {
	if text == "" && otherwise > 0 {
		return otherwise, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 || d > 24*time.Hour { // a call ends after four hours
		return 0, usage("write 30s or 2m", "%s is no length of time", quoted(text))
	}
	return d, nil
}

// ringing is the key of a scenario for what the other side does: of a conference or of a dial.
func (p *phone) ringing() string { return p.word("dial", "conference") }

// word is what a scenario calls a thing, in a dial and in a conference.
func (p *phone) word(dial, conference string) string {
	if p.beneath() == "conference" {
		return conference
	}
	return dial
}

// beneath is the key of a scenario for what the caller's own document waits for, below whatever is heard meanwhile; "" for
// what has none.
func (p *phone) beneath() string {
	for _, w := range append([]carrier.Waiting{p.waits}, p.also...) {
		switch v := w.Element.(type) {
		case *texmlgen.Enqueue:
			return "queue"
		case *texmlgen.Dial:
			if conferenceOf(v) != nil {
				return "conference"
			}
			return "dial"
		case *texmlgen.Connect:
			return "connect"
		}
	}
	return ""
}

// status is what becomes of who is called, or referred to.
func (p *phone) status(status string) error {
	if p.waits.Verb == "Refer" {
		return p.act(recordedTurn{key: "refer", text: status}, carrier.Refer(status))
	}
	return p.act(recordedTurn{key: "dial", text: status}, carrier.Dial(status))
}

// ended is the word with which a payment or a referral ends.
func (p *phone) ended(kind inputKind, word string, action func(string) carrier.Action) error {
	e := eventOf(kind)
	if !slices.Contains(e.words, word) {
		return usage(nearest(word, e.words, "expected one of "+strings.Join(e.words, ", ")), "!%s: unknown outcome %s", e.name, quoted(word))
	}
	return p.act(recordedTurn{key: e.name, text: word}, action(word))
}

// failed lets fail what the call waits for.
func (p *phone) failed() error {
	switch p.waits.Element.(type) {
	case *texmlgen.AIGather:
		return p.act(recordedTurn{key: "ai", text: "failed"}, carrier.AIFailed())
	case *texmlgen.HTTPRequest:
		return p.act(recordedTurn{key: "http", text: "failed"}, carrier.HTTPFailed())
	case *texmlgen.Refer:
		return p.act(recordedTurn{key: "refer", text: "failed"}, carrier.Refer("failed"))
	case *texmlgen.Pay:
		return p.act(recordedTurn{key: "pay", text: "internal-error"}, carrier.Pay("internal-error"))
	}
	switch key := p.beneath(); key {
	case "queue", "conference", "connect":
		return p.act(recordedTurn{key: key, text: "failed"}, carrier.Unable())
	}
	return p.act(recordedTurn{key: "dial", text: "failed"}, carrier.Dial("failed"))
}

// callee takes what a callee does: the one whose number is written, or the one who is asked.
func (p *phone) callee(rest string) error {
	n := 1
	if number, after, ok := strings.Cut(rest, " "); ok {
		if i, err := strconv.Atoi(number); err == nil && i > 0 {
			n, rest = i, strings.TrimSpace(after)
		}
	}
	turn := func(does string) recordedTurn {
		if n > 1 {
			does = "n: " + strconv.Itoa(n) + ", " + does
		}
		return recordedTurn{key: "callee", text: "{" + does + "}"}
	}
	switch {
	case rest == "!hangup":
		return p.act(turn("hangup: true"), carrier.Hangup().By(n))
	case rest == "!silence":
		return p.act(turn("silence: true"), carrier.Silence().By(n))
	case strings.HasPrefix(rest, "!"):
		return usage(nearest(rest, []string{"!hangup", "!silence"}, "a callee's are !hangup and !silence"), "unknown command %s of a callee", quoted(rest))
	case isKeys(rest):
		return p.act(turn("press: "+quoteYAML(rest)), carrier.Press(rest).By(n))
	case rest == "":
		return usage("write !callee 1, or !callee 2 1 for the second one", "the callee does nothing")
	}
	return p.act(turn("speak: "+quoteYAML(rest)), carrier.Speak(rest, typedConfidence).By(n))
}

// gathered is what an assistant has gathered.
func (p *phone) gathered(rest string) error {
	if rest == "invalid" {
		return p.act(recordedTurn{key: "ai", text: rest}, carrier.AI("no object, so that it fits no schema"))
	}
	var object map[string]any
	d := json.NewDecoder(strings.NewReader(rest))
	d.UseNumber() // a float64 would lose figures
	if err := d.Decode(&object); err != nil || object == nil || d.More() {
		return usage(`write {"name": "value"}, or !ai invalid`, "expected a JSON object")
	}
	return p.act(recordedTurn{key: "ai", text: oneLine(rest)}, carrier.AI(object))
}

// http is what an outside URL answers: JSON, and a status before it if it is not 200.
func (p *phone) http(rest string) error {
	status, body := 200, rest
	if number, after, _ := strings.Cut(rest, " "); len(number) == 3 {
		if n, err := strconv.Atoi(number); err == nil && n >= 100 {
			status, body = n, strings.TrimSpace(after)
		}
	}
	if body != "" && !json.Valid([]byte(body)) {
		return usage(`write {"name": "value"}, or !http 404`, "expected JSON")
	}
	turn := recordedTurn{key: "http", text: strconv.Itoa(status)}
	if body != "" {
		turn.text = quoteYAML(strconv.Itoa(status) + " " + body)
	}
	if status == 200 && (strings.HasPrefix(body, "{") || strings.HasPrefix(body, "[")) {
		turn.text = oneLine(body)
	}
	return p.act(turn, carrier.HTTP(status, body))
}
