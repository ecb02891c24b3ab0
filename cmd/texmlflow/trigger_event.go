package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// eventKind is a word of --event.
type eventKind struct {
	name   string
	kind   inputKind
	words  []string // what may stand after the colon
	arg    string   // the same where it is not a list of words; both empty: nothing
	spare  bool     // it may be left out, with the colon
	happen string   // what happens, for the help
}

// declined is how a dial ends whose callee was asked and did not take the call.
const declined = "declined"

// silent is what a caller or callee does who does nothing.
const silent = "silence"

// eventKinds are the words of --event, in the order of the help. The words after them are those of the callback's own field
// where TeXML documents one, else those of the flow language.
//
// Source: TeXML callback reference, developers.telnyx.com (as of 2026-08).
var eventKinds = []eventKind{
	{name: "dial", kind: inputDial, words: []string{"completed", "busy", "no-answer", declined, "canceled", "failed"}, happen: "the dialled leg has ended so; declined: by who was asked first"},
	{name: "record", kind: inputRecord, happen: "the recording is over"},
	{name: "ai", kind: inputAI, arg: `invalid|{"name": "value"}`, happen: "the assistant has, or has not, what it asked for"},
	{name: "http", kind: inputHTTP, arg: `[name=value,...]|{"name": "value"}`, happen: "the carrier's request came back with these fields"},
	{name: "enqueue", kind: inputEnqueue, words: []string{"bridged", "left", "full", "timed_out", "failed"}, happen: "the wait in the queue has ended so"},
	{name: "conference", kind: inputConference, words: []string{"ended", "failed"}, happen: "the caller has left the room, or did not get in"},
	{name: "connect", kind: inputConnect, words: []string{"ended", "failed"}, happen: "the stream, assistant or relay has ended so"},
	{name: "refer", kind: inputRefer, words: []string{"in-progress", "failed", "busy", "canceled", "no-answer"}, happen: "the other side has, or has not, taken the call"},
	{name: "pay", kind: inputPay, words: []string{
		"success", "validation-error", "payment-connector-error", "internal-error", "too-many-failed-attempts", "cancelled",
	}, happen: "the payment has ended so"},
	{name: "hold", kind: inputHold, arg: "KEYS|" + silent, spare: true, happen: "what a waiting caller hears is asked for; KEYS are pressed in it"},
	{name: "screen", kind: inputScreen, arg: "KEYS|" + silent, spare: true, happen: "the next callee is asked; KEYS take or decline the call"},
	{name: "recording", kind: inputRecording, happen: "the recording's file is there"},
	{name: "recording-text", kind: inputRecordingText, arg: "words", happen: "the recording was written down"},
	{name: "transcription", kind: inputTranscription, arg: "words", happen: "these words of the call were written down"},
	{name: "completed", kind: inputCompleted, happen: "the call is over"},
}

// usage is how the event is written.
func (e eventKind) usage() string {
	arg := e.arg
	if len(e.words) > 0 {
		arg = strings.Join(e.words, "|")
	}
	switch {
	case arg == "":
		return e.name
	case e.spare:
		return e.name + "[:" + arg + "]"
	}
	return e.name + ":" + arg
}

// eventOf finds the event of a kind that has one.
func eventOf(kind inputKind) eventKind {
	return eventKinds[slices.IndexFunc(eventKinds, func(e eventKind) bool { return e.kind == kind })]
}

// eventHelp is the grammar of events, for the help of a command that takes them.
func eventHelp(list []eventKind) string {
	var b strings.Builder
	for _, e := range list {
		b.WriteString("  " + e.usage() + "\n      " + e.happen + "\n")
	}
	return b.String()
}

// eventNames are the words of events.
func eventNames(list []eventKind) []string {
	var names []string
	for _, e := range list {
		names = append(names, e.name)
	}
	return names
}

// parseEvent reads an event, which is the value of a flag or a part of it.
func parseEvent(flag, event, recordingURL string) (input, error) {
	name, arg, hasArg := strings.Cut(event, ":")
	for _, e := range eventKinds {
		if e.name != name {
			continue
		}
		takes := len(e.words) > 0 || e.arg != ""
		switch {
		case hasArg && !takes:
			return input{}, usage("write "+flag+" "+e.name, "%s %s: nothing stands after the colon of this one", flag, quoted(event))
		case !hasArg && takes && !e.spare:
			return input{}, usage("write "+flag+" "+e.usage(), "%s %s: something is missing after it", flag, quoted(event))
		case len(e.words) > 0 && !slices.Contains(e.words, arg):
			return input{}, usage(nearest(arg, e.words, "expected one of "+strings.Join(e.words, ", ")),
				"%s %s: unknown outcome %s", flag, e.name, quoted(arg))
		}
		in := input{kind: e.kind, text: arg, more: recordingURL}
		return in, in.check(flag, hasArg)
	}
	names := eventNames(eventKinds)
	return input{}, usage(nearest(name, names, "the events are "+strings.Join(names, ", ")), "unknown event %s", quoted(name))
}

// check reads what stands after the colon of the events that have more than words there.
func (in *input) check(flag string, given bool) error {
	switch in.kind {
	case inputAI:
		var object map[string]any
		if in.text != "invalid" && json.Unmarshal([]byte(in.text), &object) != nil {
			return usage("write "+flag+` 'ai:{"name": "value"}'`, "%s ai: expected a JSON object or invalid", flag)
		}
	case inputHTTP:
		if in.text == "" {
			return nil // the request was made, and no field came of it
		}
		if strings.HasPrefix(in.text, "{") {
			return in.readFields(flag)
		}
		for pair := range strings.SplitSeq(in.text, ",") {
			name, text, ok := strings.Cut(pair, "=")
			if name = strings.TrimSpace(name); !ok || name == "" {
				return usage("write "+flag+" http:name=value,other=value", "%s http: %s is no name=value", flag, quoted(pair))
			}
			in.http = append(in.http, name, text)
		}
	case inputHold, inputScreen:
		in.asks = !given
		if given && in.text != silent && !areKeys(in.text) {
			return usage(nearest(in.text, []string{silent}, "the keys are 0-9, * and #"),
				"%s %s: neither keys of a phone nor %s", flag, quoted(in.text), silent)
		}
	default: // words, or nothing
	}
	return nil
}

// readFields takes the fields of an HttpRequest from a JSON object: texts as they are, all else as it is written.
func (in *input) readFields(flag string) error {
	var object map[string]json.RawMessage
	if err := json.Unmarshal([]byte(in.text), &object); err != nil {
		return usage("write "+flag+` 'http:{"name": "value"}'`, "%s http: expected a JSON object or name=value", flag)
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		var text string
		if json.Unmarshal(object[name], &text) != nil {
			text = string(object[name])
		}
		in.http = append(in.http, name, text)
	}
	return nil
}
