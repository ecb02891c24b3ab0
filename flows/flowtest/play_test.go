package flowtest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/texmlflow/texmlflow/engine/carrier"
)

// trace is what came of a scenario, as far as it is the same each time.
type trace struct {
	Failures []string // of what the scenario expects
	Where    string   // the state that the call has ended in, with the flows around it
	Ends     string
	Way      []string // all that the journal says, one callback after the other
	Heard    []string
	Call     string   // its record, without moments
	Asked    []string // by the host itself

	repeated []string        // what was asked for more than once, with one key
	copies   []string        // of a callback that were not answered like it
	met      map[string]bool // the kinds of callbacks
	said     string          // all documents
	late     bool            // a callback that asks for a document came when the call had ended
	lost     bool            // the call was dropped
	strikes  int             // requests at which the process could be killed
}

// traced plays a scenario and returns what came of it.
func (p *player) traced(asked func() []fetched) *trace {
	t := &trace{met: map[string]bool{}}
	for _, f := range p.play() {
		t.Failures = append(t.Failures, fmt.Sprintf("%s: %s: %s: want %q, got %q; %q", f.At, f.What, f.Message, f.Expected, f.Got, f.Notes))
	}
	t.Ends, t.Heard, t.lost = p.ended(), texts(p.heard), p.end != nil && p.end.By == "failure"
	ended := false
	for _, e := range p.journal() {
		ended = ended || e.Kind == "ended"
		t.late = t.late || ended && e.Kind == "turn"
		d := detailOf(e)
		t.Way = append(t.Way, fmt.Sprintf("%s %d %s: %s -> %s, %s %q %q", e.Key.Track, e.Turn, e.Kind, e.From, e.To, e.Outcome, d.Steps, d.Trouble))
	}
	if c, raw, err := p.stored(); err == nil {
		t.Where, t.Call = c.Where(), lasting(raw)
	}
	t.copied(p.call.Exchanges())
	keys := map[string]bool{}
	for _, r := range asked() {
		text := nameless(fmt.Sprintf("%s %s %s", r.Method, r.URL, r.Body))
		if t.Asked = append(t.Asked, text); r.Key != "" && keys[r.Key] {
			t.repeated = append(t.repeated, text)
		}
		keys[r.Key] = true
	}
	return t
}

// ids are what each call has of its own, times among them: a process takes some.
var ids = regexp.MustCompile(
	`v3:[\w-]+|v3%3A[\w-]+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z`)

func nameless(text string) string { return ids.ReplaceAllString(text, "ID") }

// lasting is a record without what differs from call to call.
func lasting(raw []byte) string {
	var fields map[string]any
	if err := json.Unmarshal(raw, &fields); err != nil {
		return err.Error()
	}
	delete(fields, "started")
	delete(fields, "ended_at")
	delete(fields, "sequence") // of the carrier's own
	delete(fields, "status")   // what came before the call began is not kept
	text, err := json.Marshal(fields)
	if err != nil {
		return err.Error()
	}
	return nameless(string(text))
}

// copied compares the answers of copies with what they are copies of, as long as the call goes on.
func (t *trace) copied(all []*carrier.Exchange) {
	first, known := map[int]*carrier.Exchange{}, map[string]bool{}
	ended := false
	for _, x := range all {
		t.met[x.Callback] = true
		ended = ended || x.Callback == "call_completed" && x.Leg == "caller"
		switch {
		case x.Copy == 0 && x.Problem == "":
			first[x.Number] = x
			known[string(x.Answer)] = true
			t.said += string(x.Answer)
		case x.Copy > 0 && x.Status != 200:
			t.copies = append(t.copies, fmt.Sprintf("%s: status %d, %s", x.Callback, x.Status, x.Problem))
		case x.Copy == 0, ended, first[x.Number] == nil, bytes.Equal(x.Answer, first[x.Number].Answer):
		case !beside(x) || !known[string(x.Answer)] && !wordless.Match(x.Answer):
			t.copies = append(t.copies, fmt.Sprintf("%s: %s\n  and then %s", x.Callback, first[x.Number].Answer, x.Answer))
		}
	}
}

// beside reports whether a request is for a hold or screening document. Late copies of those may be answered by what is
// heard now, or by the end of the document once its verb is over.
func beside(x *carrier.Exchange) bool {
	token, err := base64.RawURLEncoding.DecodeString(x.Target[strings.LastIndexByte(x.Target, '/')+1:])
	return err == nil && (bytes.Contains(token, []byte("hold-")) || bytes.Contains(token, []byte("screen-")))
}

// wordless is the document of an answer that does nothing but end what is heard.
var wordless = regexp.MustCompile(`<Response(/>|><(Leave|Hangup)/></Response>)\s*$`)

// slowed is what of a trace is the same in a call in which the carrier tries again, which takes time: a caller who waits
// hears less meanwhile, so that what is heard again does not count.
func (t *trace) slowed() *trace {
	out := *t
	out.Heard = nil
	for _, words := range t.Heard {
		if !slices.Contains(out.Heard, words) {
			out.Heard = append(out.Heard, words)
		}
	}
	out.Way = slices.DeleteFunc(slices.Clone(t.Way), func(line string) bool { return !strings.HasPrefix(line, "main ") })
	return &out
}

// swapped is what of a trace is the same when notifications come later: what they tell is known later.
func (t *trace) swapped() *trace {
	out := *t
	out.Way = slices.DeleteFunc(slices.Clone(t.Way), func(line string) bool { return !strings.Contains(line, " turn: ") })
	out.Call = recordingTurn.ReplaceAllString(t.Call, "")
	for callback := range t.met {
		switch {
		case strings.Contains(callback, "transcription"): // the flow may say what was said
			out.Heard, out.Failures = nil, nil
		case callback == "stream_status": // nothing else tells that the stream of a connect has failed
			out.Heard, out.Failures, out.Where, out.Way, out.Call = nil, nil, "", nil, ""
		}
	}
	return &out
}

// recordingTurn is the turn that a recording belongs to, which is of no interest once there is the recording.
var recordingTurn = regexp.MustCompile(`"recording_turn":\d+,`)

// playHere plays a scenario against a host in this process.
func (c *corpus) playHere(tb testing.TB, s *Scenario) *trace {
	tb.Helper()
	p, err := newPlayer(tb.Context(), s, c.options)
	if err != nil {
		tb.Fatal(err)
	}
	return p.traced(func() []fetched { return nil })
}

// play plays a scenario against the server.
func (s *server) play(tb testing.TB, one *Scenario, f fault, switches ...string) *trace {
	tb.Helper()
	s.calls++
	var v *visitor
	p, err := newPlayerAt(tb.Context(), one, s.corpus.options, s.open(f.kill, &v), func(o *carrier.Options) {
		o.Seed, o.Switches, o.Deliver = strconv.Itoa(s.calls), switches, f.deliver
	})
	if err != nil {
		tb.Fatal(err)
	}
	t := p.traced(func() []fetched { return s.serves(nil) })
	t.strikes = v.strikes
	return t
}
