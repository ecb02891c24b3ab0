package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
)

// answer is what trigger needs to know of a TeXML document: where it waits, and where it leads.
type answer struct {
	Verb      string   `json:"verb"`                // what decides: Gather, Dial, Conference (in a Dial), ..., Redirect, Hangup; "": the end
	Action    string   `json:"action,omitempty"`    // its action URL
	Silence   string   `json:"silence,omitempty"`   // the Redirect's
	Recording string   `json:"recording,omitempty"` // its recordingStatusCallback
	Input     string   `json:"input,omitempty"`     // a Gather's
	Fields    []string `json:"fields,omitempty"`    // the names that an HttpRequest or AIGather brings back
	Finish    string   `json:"finish,omitempty"`    // keys that end a Gather's entry
	Most      int      `json:"most,omitempty"`      // keys that a Gather takes; 0: any number

	Transcription string   `json:"transcription,omitempty"` // a Record's transcriptionCallback
	Wait          string   `json:"wait,omitempty"`          // the waitUrl of an Enqueue or a Conference
	MaxWait       int      `json:"max_wait,omitempty"`      // seconds that an Enqueue keeps the caller; 0: the carrier's own
	Charges       bool     `json:"charges,omitempty"`       // a Pay has an amount
	Screens       []callee `json:"screens,omitempty"`       // those that a Dial asks first
}

// readAnswer reads a document. It is not a check of TeXML, which is the server's own doing.
func readAnswer(doc []byte) (answer, error) {
	var d answer
	dec := xml.NewDecoder(bytes.NewReader(doc))
	var path []string               // names of the open elements
	rooted, decides := false, false // inside the verb that decides
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return d, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			path, rooted = append(path, t.Name.Local), true
			if len(path) == 1 && path[0] != "Response" {
				return d, fmt.Errorf("its root is %s, expected Response", path[0])
			}
			switch {
			case len(path) == 2:
				decides = d.begin(t)
			case len(path) == 3 && decides:
				d.noun(t)
			}
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			d.text(path, strings.TrimSpace(string(t)))
			if n := len(d.Screens); n > 0 && decides && len(path) == 3 && d.Screens[n-1].To == "" {
				d.Screens[n-1].To = strings.TrimSpace(string(t))
			}
		}
	}
	if !rooted {
		return d, errors.New("it has no element")
	}
	return d, nil
}

// begin takes a verb, and reports whether it decides: the first one does that waits, leads elsewhere or hangs up.
func (d *answer) begin(e xml.StartElement) bool {
	if d.Verb != "" {
		return false
	}
	switch name := e.Name.Local; {
	case attribute(e, "action") != "":
		d.Verb, d.Action, d.Input = name, attribute(e, "action"), attribute(e, "input")
		d.Recording, d.Transcription = attribute(e, "recordingStatusCallback"), attribute(e, "transcriptionCallback")
		d.Wait, d.Charges = attribute(e, "waitUrl"), attribute(e, "chargeAmount") != ""
		d.MaxWait, _ = strconv.Atoi(attribute(e, "maxWaitTimeSecs")) // 0: not written
		if name == "Gather" {
			d.entry(e)
		}
	case name == "Redirect" || name == "Hangup" || name == "Reject" || name == "Leave":
		d.Verb = name
	}
	return d.Verb != ""
}

// noun takes what a Dial calls.
func (d *answer) noun(e xml.StartElement) {
	if d.Verb != "Dial" {
		return
	}
	switch url := attribute(e, "url"); e.Name.Local {
	case "Conference":
		d.Verb, d.Wait = "Conference", attribute(e, "waitUrl")
	case "Number", "Sip":
		if url != "" {
			d.Screens = append(d.Screens, callee{URL: url})
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// entry takes what ends a Gather's entry.
func (d *answer) entry(e xml.StartElement) {
	if d.Finish = attribute(e, "finishOnKey"); !hasAttribute(e, "finishOnKey") {
		d.Finish = "#"
	}
	for _, name := range []string{"numDigits", "maxDigits"} {
		if n, err := strconv.Atoi(attribute(e, name)); err == nil && d.Most == 0 {
			d.Most = n
		}
	}
}

func hasAttribute(e xml.StartElement, name string) bool {
	return slices.ContainsFunc(e.Attr, func(a xml.Attr) bool { return a.Name.Local == name })
}

// keyed is what the carrier makes of pressed keys: an entry ends at a finish key, which is no part of it, and when it has
// all the keys it may have.
func (d answer) keyed(keys string) string {
	if i := strings.IndexAny(keys, d.Finish); i >= 0 {
		keys = keys[:i]
	}
	if d.Most > 0 && len(keys) > d.Most {
		keys = keys[:d.Most]
	}
	return keys
}

// text takes the text of an element that matters.
func (d *answer) text(path []string, text string) {
	if text == "" {
		return
	}
	switch strings.Join(path, "/") {
	case "Response/Redirect":
		if d.Silence == "" {
			d.Silence = text
		}
	case "Response/HttpRequest/Response/Content/Field/Value":
		d.Fields = append(d.Fields, strings.TrimPrefix(text, engine.WirePrefix))
	case "Response/AIGather/Parameters":
		d.Fields = append(d.Fields, propertyNames(text)...)
	}
}

// propertyNames lists what a JSON Schema asks for, sorted; nothing where it is none.
func propertyNames(schema string) []string {
	var object struct {
		Properties map[string]json.RawMessage `json:"properties"`
	}
	if json.Unmarshal([]byte(schema), &object) != nil {
		return nil
	}
	return slices.Sorted(maps.Keys(object.Properties))
}

// waits says in words what the document waits for.
func (d answer) waits() string {
	switch {
	case d.Verb == "Gather" && d.Input == "speech":
		return "waits for speech"
	case d.Verb == "Gather" && strings.Contains(d.Input, "speech"):
		return "waits for digits or speech"
	case d.Verb == "Gather":
		return "waits for digits"
	case d.Verb == "AIGather":
		return "waits for the assistant's result"
	case d.Verb == "HttpRequest":
		return "waits for the carrier's HTTP request"
	case d.Verb == "Dial":
		return "waits for the end of the dialled leg"
	case d.Verb == "Record":
		return "waits for a recording"
	case d.Verb == "Redirect":
		return "leads on at once"
	case d.Verb == "Conference":
		return "waits for the caller to leave the room"
	case d.Verb == "Enqueue":
		return "waits for the end of the queue"
	case d.Verb == "Refer":
		return "waits for the other side to take the call"
	case d.Verb == "Pay":
		return "waits for the payment"
	case d.Verb == "Leave":
		return "takes the caller out of the queue"
	case d.Action == "":
		return "ends the call"
	}
	return "waits for the end of " + d.Verb
}

// sample is the input that answers the document, as flags.
func (d answer) sample() string {
	switch {
	case d.Verb == "Gather" && d.Input == "speech":
		return `--speech "..."`
	case d.Verb == "Gather":
		return "--digits " + "1234567890"[:min(max(d.Most, 1), 10)]
	case d.Verb == "Dial":
		return "--event dial:completed"
	case d.Verb == "Record":
		return "--event record"
	case d.Verb == "AIGather":
		var pairs []string
		for _, name := range d.Fields {
			pairs = append(pairs, `"`+name+`": "..."`)
		}
		return "--event " + shellQuote("ai:{"+strings.Join(pairs, ", ")+"}")
	case d.Verb == "HttpRequest" && len(d.Fields) == 0:
		return "--event http:"
	case d.Verb == "HttpRequest":
		return "--event " + shellQuote("http:"+strings.Join(d.Fields, "=...,")+"=...")
	case d.Verb == "Enqueue":
		return "--event enqueue:bridged"
	case d.Verb == "Conference", d.Verb == "Connect":
		return "--event " + strings.ToLower(d.Verb) + ":ended"
	case d.Verb == "Refer":
		return "--event refer:in-progress"
	case d.Verb == "Pay":
		return "--event pay:success"
	case d.Silence != "":
		return "--silence"
	}
	return "--event completed"
}

// listens reports why a Gather brings no such answer: the carrier does not recognise words where keys are asked for, nor the
// other way round.
func (d answer) listens(in input) error {
	switch {
	case d.Verb != "Gather":
	case in.kind == inputSpeech && !strings.Contains(d.Input, "speech"):
		return usage("press keys, or let it be silence", "the last document listens for keys alone")
	case in.presses() && d.Input == "speech":
		return usage("say words, or let it be silence", "the last document listens for words alone")
	}
	return nil
}
