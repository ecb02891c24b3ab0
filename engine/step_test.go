package engine_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/texmlgen"
)

var update = flag.Bool("update", false, "rewrite testdata/step from what the engine does")

// TestStep plays the calls of testdata/step: an archive holds a flow, the events of a call, and what is answered to each.
func TestStep(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "step", "*.txtar"))
	if err != nil || len(files) < 10 {
		t.Fatalf("found %d calls: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			machine := load(t, string(section(t, archive, "flow.yaml").Data))
			got := play(t, machine, string(section(t, archive, "call").Data))
			want := section(t, archive, "want")
			if *update {
				want.Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(want.Data), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func section(t *testing.T, a *txtar.Archive, name string) *txtar.File {
	t.Helper()
	for i := range a.Files {
		if a.Files[i].Name == name {
			return &a.Files[i]
		}
	}
	t.Fatalf("no section %s", name)
	return nil
}

// start is when every test call begins: a Saturday.
var start = time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)

// play runs the events of a script, one a line, through Step and Notify, and writes down what is answered. After each
// step the call is encoded and decoded, as a store would, and the step is done twice, to show that it changes nothing.
func play(t *testing.T, m *engine.Machine, script string) string {
	t.Helper()
	var out strings.Builder
	var call *engine.Call
	var results []engine.FetchResult
	beside := map[string]*engine.Call{} // the tracks of the call, by what they are
	now := start
	for line := range strings.Lines(script) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		fmt.Fprintf(&out, "> %s\n", line)
		word, rest, _ := strings.Cut(line, " ")
		if word == "new" { // another call
			call, now, beside = nil, start, map[string]*engine.Call{}
			continue
		}
		if word == "hold" || word == "screen" {
			side, reply := track(t, m, call, beside[word], word, event(t, rest, now))
			beside[word] = stored(t, m, side)
			if err := prepared(m, reply); err != nil {
				t.Errorf("%s: %v", line, err)
			}
			fmt.Fprintf(&out, "%s at %s, turn %d", word, side.Where(), side.Turn)
			said(t, &out, reply)
			continue
		}
		if word == "upstream" { // what the next request comes back with
			results = append(results, result(t, rest))
			continue
		}
		if word == "end" { // what is made once the call has ended
			said := false
			for _, r := range engine.EndRequests(m, call, deployment(t)) {
				said = true
				if r.Request == nil {
					fmt.Fprintf(&out, "%s: %s\n", r.ID, r.Trouble)
					continue
				}
				fmt.Fprintf(&out, "%s: %s", r.ID, asked(r.Request))
				if len(results) > 0 {
					outcome, why := r.Outcome(results[0])
					fmt.Fprintf(&out, "%s: %s\n", outcome, why)
					results = results[1:]
				}
			}
			if !said {
				out.WriteString("nothing\n")
			}
			continue
		}
		if word == "wait" {
			d, err := time.ParseDuration(rest)
			if err != nil {
				t.Fatal(err)
			}
			now = now.Add(d)
			continue
		}
		e := event(t, line, now)
		if e.Kind > engine.Silence {
			next, note := engine.Notify(call, e)
			call = next
			fmt.Fprintf(&out, "status %s, recording %q, transcript %q, changed %v, ended %v\n",
				call.Status, call.Recording, call.Transcript, note.Changed, note.Ended)
			continue
		}
		before, again, was := call, engine.Reply{}, kept(t, m, call)
		next, reply := engine.Step(m, call, e, deployment(t))
		for ; reply.Fetch != nil; next, reply = engine.Step(m, call, e, deployment(t)) {
			if len(results) == 0 {
				t.Fatalf("%s: nothing comes back from %s", line, reply.Fetch.URL)
			}
			out.WriteString(asked(reply.Fetch))
			e.Fetched, results = append(e.Fetched, results[0]), results[1:]
		}
		_, again = engine.Step(m, before, e, deployment(t))
		if a, b := write(t, reply), write(t, again); a != b {
			t.Errorf("%s: a second step answers otherwise:\n%s\n%s", line, a, b)
		}
		if err := prepared(m, reply); err != nil {
			t.Errorf("%s: %v", line, err)
		}
		if now := kept(t, m, before); now != was {
			t.Errorf("%s: the step has changed its call:\n%s\n%s", line, was, now)
		}
		call = stored(t, m, next)
		fmt.Fprintf(&out, "at %s, turn %d", call.Where(), call.Turn)
		said(t, &out, reply)
	}
	return out.String()
}

// kept is what a store would keep of a call; "" of none.
func kept(t *testing.T, m *engine.Machine, c *engine.Call) string {
	t.Helper()
	if c == nil {
		return ""
	}
	b, err := m.EncodeCall(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// result reads what a request comes back with: a status and a body, or a failure and its words.
func result(t *testing.T, line string) engine.FetchResult {
	t.Helper()
	word, rest, _ := strings.Cut(line, " ")
	if status, err := strconv.Atoi(word); err == nil {
		return engine.FetchResult{Status: status, Body: []byte(rest)}
	}
	return engine.FetchResult{Failure: engine.FetchFailure(word), Why: rest}
}

// asked writes down a request, without its key.
func asked(r *engine.FetchRequest) string {
	s := fmt.Sprintf("%s %s within %s", r.Method, r.URL, r.Within)
	for _, h := range r.Headers {
		s += "; " + h.Name + ": " + h.Value
	}
	return s + fmt.Sprintf("; answer %v; body %s\n", r.Answer, r.Body)
}

// said writes down what a step decided and answered.
func said(t *testing.T, out *strings.Builder, reply engine.Reply) {
	t.Helper()
	if reply.Trace.Outcome != "" {
		fmt.Fprintf(out, ", %s: %s", reply.Trace.State, reply.Trace.Outcome)
	}
	if reply.Trace.Hangup {
		out.WriteString(", hangup")
	}
	fmt.Fprintf(out, "\n%s", write(t, reply))
	for _, trouble := range reply.Trace.Trouble {
		fmt.Fprintf(out, "trouble: %s\n", trouble)
	}
}

// track steps a track beside a call: it begins, is asked for once more at its end, or goes on with an answer.
func track(t *testing.T, m *engine.Machine, call, side *engine.Call, what string, e engine.Event) (*engine.Call, engine.Reply) {
	t.Helper()
	kind := map[string]engine.TrackKind{"hold": engine.TrackHold, "screen": engine.TrackScreen}[what]
	switch {
	case e.Kind != engine.Begin:
		return engine.Step(m, side, e, deployment(t))
	case side != nil:
		return engine.AgainTrack(m, side, e, deployment(t))
	}
	side, reply, ok := engine.BeginTrack(m, call, kind, e, deployment(t))
	if !ok {
		t.Fatalf("there is no %s where the call waits", what)
	}
	return side, reply
}

// event makes the event of a script line.
func event(t *testing.T, line string, now time.Time) engine.Event {
	t.Helper()
	e := engine.Event{
		Kind: engine.Answer, At: now, CallSID: "v3:test", AccountSID: "account", From: "+15125550142", To: "+18335550167",
		Values: map[string]any{"Digits": "", "SpeechResult": "", "Confidence": 1.0},
	}
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "begin":
		e.Kind = engine.Begin
		fields(e, rest)
	case "silence":
		e.Kind = engine.Silence
	case "empty":
	case "digits":
		e.Values["Digits"] = rest
	case "speech":
		confidence, words, _ := strings.Cut(rest, " ")
		var c float64
		if _, err := fmt.Sscan(confidence, &c); err != nil {
			t.Fatal(err)
		}
		e.Values["SpeechResult"], e.Values["Confidence"] = words, c
	case "dial":
		e.Values["DialCallStatus"], e.Values["CallStatus"] = rest, "completed"
	case "declined": // by the callees of a screened dial
		e.Values["DialCallStatus"], e.Declined = rest, true
	case "left": // the queue, by the hold flow; the carrier does not say so
		e.Left = true
		if rest == "silence" {
			e.Kind = engine.Silence
		}
	case "queue":
		result, waited, _ := strings.Cut(rest, " ")
		fields(e, "QueueResult="+result)
		if waited != "" {
			fields(e, "QueueTime="+waited)
		}
	case "refer":
		e.Values["ReferCallStatus"] = rest
	case "pay":
		e.Values["PayResult"] = rest
	case "field":
		fields(e, rest)
	case "record":
		duration, url, _ := strings.Cut(rest, " ")
		var n int
		if _, err := fmt.Sscan(duration, &n); err != nil {
			t.Fatal(err)
		}
		e.Values["RecordingDuration"], e.Values["RecordingUrl"] = n, url
	case "ai":
		status, result, _ := strings.Cut(rest, " ")
		e.Values["Status"] = status
		if result != "" {
			if err := json.Unmarshal([]byte(result), &e.AIResult); err != nil {
				t.Fatal(err)
			}
		}
	case "http":
		for field := range strings.FieldsSeq(rest) {
			name, value, _ := strings.Cut(field, "=")
			e.Fields = append(e.Fields, engine.WireField{Name: engine.WirePrefix + name, Value: strings.ReplaceAll(value, "_", " ")})
		}
	case "status":
		e.Kind = engine.Status
		var n int
		status, sequence, _ := strings.Cut(rest, " ")
		if _, err := fmt.Sscan(sequence, &n); err != nil {
			t.Fatal(err)
		}
		e.Values["CallStatus"], e.Values["SequenceNumber"] = status, n
	case "recording":
		e.Kind = engine.Recording
		turn, url, _ := strings.Cut(rest, " ")
		if _, err := fmt.Sscan(turn, &e.Turn); err != nil {
			t.Fatal(err)
		}
		e.Values["RecordingUrl"] = url
	case "heard":
		e.Kind = engine.Transcription
		e.Values["Transcript"], e.Values["IsFinal"] = rest, true
	case "hearing":
		e.Kind = engine.Transcription
		e.Values["Transcript"], e.Values["IsFinal"] = rest, false
	case "transcript": // of a recording
		e.Kind = engine.Transcription
		turn, words, _ := strings.Cut(rest, " ")
		if _, err := fmt.Sscan(turn, &e.Turn); err != nil {
			t.Fatal(err)
		}
		e.Values["Transcript"], e.Values["TranscriptionText"], e.Values["IsFinal"] = words, words, true
	default:
		t.Fatalf("no such event: %s", line)
	}
	return e
}

// fields adds values to an event: NAME=VALUE, whole numbers as such.
func fields(e engine.Event, list string) {
	for field := range strings.FieldsSeq(list) {
		name, value, _ := strings.Cut(field, "=")
		e.Values[name] = value
		if n, err := strconv.Atoi(value); err == nil {
			e.Values[name] = n
		}
	}
}

// stored returns a call as it comes back from a store.
func stored(t *testing.T, m *engine.Machine, c *engine.Call) *engine.Call {
	t.Helper()
	b, err := m.EncodeCall(c)
	if err != nil {
		t.Fatal(err)
	}
	back, err := m.DecodeCall(b)
	if err != nil {
		t.Fatal(err)
	}
	again, err := m.EncodeCall(back)
	if err != nil {
		t.Fatal(err)
	}
	if string(b) != string(again) {
		t.Errorf("a stored call comes back otherwise:\n%s\n%s", b, again)
	}
	return back
}

// write returns the document of a reply with its routes as they are.
func write(t *testing.T, reply engine.Reply) string {
	t.Helper()
	opt := texmlgen.Options{
		Resolve: func(route string) (string, error) { return "https://ivr.example.net/" + route, nil },
		Target:  func(string, string) error { return nil },
	}
	if _, err := written(reply, opt); err != nil {
		t.Fatalf("write: %v", err)
	}
	opt.Indent = true
	b, err := texmlgen.Write(reply.Document, opt)
	if err != nil {
		t.Fatalf("write: %v", err)
	}
	_, body, _ := strings.Cut(string(b), "?>\n")
	return strings.TrimRight(body, "\n") + "\n"
}
