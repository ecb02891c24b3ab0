package flows

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
)

// offer is something that may happen to a call that waits.
type offer struct {
	event  engine.Event
	quiet  bool   // nobody takes time for it
	option string // what it is meant to take, as a label
	id     string // the transition of that option
}

// eventOf is an event of a call.
func eventOf(c *engine.Call, kind engine.EventKind, values map[string]any) engine.Event {
	return engine.Event{Kind: kind, At: c.Started, CallSID: c.SID, From: c.From, To: c.To, Values: values}
}

// holds are what a carrier tells of a queue.
func holds(c *engine.Call) []engine.Event {
	return []engine.Event{
		eventOf(c, engine.Answer, nil),
		eventOf(c, engine.Answer, map[string]any{"QueuePosition": 2, "AvgQueueTime": 90}),
		eventOf(c, engine.Answer, map[string]any{"QueuePosition": 1}),
	}
}

// offers lists what may happen to a call where it waits.
func (w *walker) offers(c *engine.Call) []offer {
	flow := w.machine.Flows[c.Top().Flow]
	state := flow.States[c.Top().State]
	var out []offer
	add := func(quiet bool, values map[string]any) {
		out = append(out, offer{event: eventOf(c, engine.Answer, values), quiet: quiet})
	}
	words := func(key string, quiet bool, values ...string) {
		for _, v := range values {
			add(quiet, map[string]any{key: v})
		}
	}
	silent := true
	switch a := state.Action.(type) {
	case *engine.Gather:
		silent = false
		w.taken["listens "+c.Language+" "+flow.Name] = true
		w.taken["listens "+c.Language+" "+flow.Name+"/"+c.Top().State] = true
		out = w.answers(c, flow, a)
	case *engine.AIGather:
		for _, object := range samples(flow, a.Fields, 24) {
			o := offer{event: eventOf(c, engine.Answer, map[string]any{"Status": "valid"})}
			o.event.AIResult = object
			out = append(out, o)
		}
		add(false, map[string]any{"Status": "invalid"})
		add(false, map[string]any{"Status": "failed"})
	case *engine.HTTPRequest:
		var fields []guard.Field
		for _, f := range a.Fields {
			fields = append(fields, guard.Field{Name: f.WireName(), Type: f.Type})
		}
		for _, object := range samples(flow, fields, 24) {
			o := offer{event: eventOf(c, engine.Answer, nil), quiet: true}
			for _, name := range slices.Sorted(maps.Keys(object)) {
				o.event.Fields = append(o.event.Fields, engine.WireField{Name: name, Value: fmt.Sprint(object[name])})
			}
			out = append(out, o)
		}
	case *engine.Dial:
		words("DialCallStatus", false, "completed")
		words("DialCallStatus", true, "busy", "no-answer", "canceled", "failed")
		if a.Screen != nil {
			o := offer{event: eventOf(c, engine.Answer, map[string]any{"DialCallStatus": "completed"}), quiet: true}
			o.event.Declined = true
			out = append(out, o)
		}
	case *engine.Record:
		add(false, map[string]any{"RecordingUrl": "https://rec.example.com/1", "RecordingStatus": "completed", "RecordingDuration": 4})
		add(false, map[string]any{"RecordingUrl": "https://rec.example.com/2", "RecordingStatus": "completed", "RecordingDuration": 1})
		words("RecordingStatus", true, "absent", "failed")
	case *engine.Conference:
		add(false, nil)
	case *engine.Enqueue:
		words("QueueResult", false, "bridged", "leave")
		words("QueueResult", true, "queue-full", "error")
		add(false, map[string]any{"QueueTime": 100_000})
	case *engine.Connect:
		words("SessionStatus", false, "completed")
		words("SessionStatus", true, "failed")
	case *engine.Refer:
		words("ReferCallStatus", false, "in-progress")
		words("ReferCallStatus", true, "failed")
	case *engine.Pay:
		add(false, map[string]any{
			"PayResult": "success", "Result": "success", "PaymentToken": "tok-1", "PaymentConfirmationCode": "4711", "PaymentCardType": "visa",
		})
		why := []string{"payment-connector-error"}
		for _, text := range literalsBeside(flow, "Result") {
			if !slices.Contains(why, text) {
				why = append(why, text)
			}
		}
		for _, result := range append(why, "caller-interrupted-with-star") {
			out = append(out, offer{event: eventOf(c, engine.Answer, map[string]any{"PayResult": result, "Result": result}), quiet: true})
		}
	case *engine.Texml:
		words("Digits", false, "1", "2")
		for _, text := range literalsBeside(flow, "Digits") {
			if len(text) == 1 {
				words("Digits", false, text)
			}
		}
	}
	return append(out, offer{event: eventOf(c, engine.Silence, nil), quiet: silent})
}

// answers are what a caller may answer a gather, as the carrier passes it on.
func (w *walker) answers(c *engine.Call, flow *engine.Flow, a *engine.Gather) []offer {
	var out []offer
	press := func(keys, option, id string) {
		if digits, ok := passedOn(a, keys); ok && a.DTMF {
			o := offer{event: eventOf(c, engine.Answer, map[string]any{"Digits": digits}), id: id}
			if digits == keys {
				o.option = option
			}
			out = append(out, o)
		}
	}
	speak := func(words, option, id string, confidence float64) {
		if a.Speech {
			out = append(out, offer{event: eventOf(c, engine.Answer, map[string]any{"SpeechResult": words, "Confidence": confidence}), option: option, id: id})
		}
	}
	options := func(key string, phrases map[string][]string, id string) {
		if key != "" {
			press(key, "option "+id+" "+key, id)
		}
		for _, tag := range []string{engine.AnyLanguage, c.Language} {
			for _, phrase := range phrases[tag] {
				speak(phrase, "option "+id+" "+tag+" "+phrase, id, 0.9)
			}
		}
	}
	for _, choice := range a.Choices {
		options(choice.Key, choice.Phrases, choice.Transition.ID)
	}
	for _, command := range a.Commands {
		options(command.Key, command.Phrases, command.Transition.ID)
	}
	for _, entry := range w.entries(c, flow, a) {
		press(entry, "", "")
	}
	said := append(saidIn(flow), "purple monkey")
	for _, v := range c.Top().Vars {
		if _, text := v.(string); !text {
			said = append(said, textsIn(v)...)
		}
	}
	for _, words := range unique(said) {
		speak(words, "", "", 0.9)
		speak(words, "", "", 0.2)
	}
	return out
}

// passedOn is what the carrier sends of the keys that a caller presses: the entry ends with its last digit, or with the
// key that ends it. It sends none when the caller has pressed nothing else.
func passedOn(a *engine.Gather, keys string) (string, bool) {
	finish := a.Verb.FinishOnKey.Or("#")
	for i := range len(keys) {
		switch {
		case finish != "" && strings.Contains(finish, keys[i:i+1]):
			return keys[:i], i > 0
		case a.NumDigits > 0 && i+1 == a.NumDigits:
			return keys[:i+1], true
		}
	}
	return keys, true
}

var (
	digitsIn = regexp.MustCompile(`["']([0-9]+)["']`)
	wordsIn  = regexp.MustCompile(`said\(["']([^"']+)["']`)
)

// entries are keys that may mean something at a gather: those its flow compares with, those a variable holds, and others.
func (w *walker) entries(c *engine.Call, flow *engine.Flow, a *engine.Gather) []string {
	bases := []string{"79927398713", "12345678", "5", "2", "98765432"}
	for _, p := range programsOf(flow) {
		for _, m := range digitsIn.FindAllStringSubmatch(p.Source(), -1) {
			bases = append(bases, m[1])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Top().Vars)) {
		for _, text := range textsIn(c.Top().Vars[name]) {
			if strings.Trim(text, "+0123456789") == "" {
				bases = append(bases, text, text[max(0, len(text)-4):], text[:min(4, len(text))])
			}
		}
	}
	for _, name := range flow.Env {
		if isDigits(hostEnv[name]) {
			bases = append(bases, hostEnv[name])
		}
	}
	if a.NumDigits == 0 {
		bases = append(bases, "5125550190", "0")
	}
	if a.Sensitive {
		bases = append(bases, canary)
	}
	var out []string
	for _, b := range bases {
		n := len(b)
		switch {
		case a.NumDigits > 0:
			n = a.NumDigits
		case a.MaxDigits > 0 && n > a.MaxDigits:
			n = a.MaxDigits
		}
		if len(b) > n {
			b = b[:n]
		}
		for filler := "3141592653589"; len(b) < n; filler = filler[1:] + filler[:1] {
			b += filler[:1]
		}
		if !slices.Contains(out, b) {
			out = append(out, b)
		}
	}
	return out
}

// saidIn are the words that guards of a flow listen for.
func saidIn(flow *engine.Flow) []string {
	var out []string
	for _, p := range programsOf(flow) {
		for _, m := range wordsIn.FindAllStringSubmatch(p.Source(), -1) {
			out = append(out, m[1])
		}
	}
	return out
}

// key tells situations apart: where the call is, what bounds it, and how the guards of its flow see it.
func (w *walker) key(c *engine.Call) string {
	var b strings.Builder
	fmt.Fprint(&b, c.Track, c.Where(), c.Language, most(c.Taken))
	fmt.Fprint(&b, most(map[string]int{"no input": c.Top().NoInputs, "no match": c.Top().NoMatches}))
	for _, frame := range c.Frames {
		flow := w.machine.Flows[frame.Flow]
		for _, name := range slices.Sorted(maps.Keys(frame.Vars)) {
			switch v := frame.Vars[name].(type) {
			case int:
				fmt.Fprint(&b, name, numberClass(flow, v))
			case bool, nil:
				fmt.Fprint(&b, name, v)
			case string:
				if fmt.Fprint(&b, name, len(v) == 0, len(v) <= 4); isDigits(v) {
					fmt.Fprint(&b, len(v))
				}
			case []any:
				fmt.Fprint(&b, name, min(len(v), 3))
				if len(v) == 1 {
					fmt.Fprint(&b, v)
				}
			case map[string]any:
				fmt.Fprint(&b, name, v)
			}
		}
		values := map[string]any{"From": c.From, "To": c.To, "CallSid": c.SID, "AccountSid": c.AccountSID, "language": c.Language}
		maps.Copy(values, frame.Vars)
		for _, p := range programsOf(flow) {
			if p.Type().Kind == guard.Bool && !slices.ContainsFunc(p.Reads(), func(path string) bool { _, ok := values[rootOf(path)]; return !ok }) {
				fmt.Fprint(&b, p.True(guard.Env{Values: values, Now: c.Started, Language: c.Language, Hours: flow.Hours}))
			}
		}
	}
	return b.String()
}

// most names what was counted most. Each bound is come to without the others, so that calls with several need no visit.
func most(counts map[string]int) string {
	name := ""
	for _, n := range slices.Sorted(maps.Keys(counts)) {
		if counts[n] > counts[name] {
			name = n
		}
	}
	return fmt.Sprint(name, counts[name])
}
