package flows

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// A walker tries a compiled machine out: it sends it what callers and carriers may send, from every situation that it
// comes to, and looks for what would drop a caller. It knows nothing of findings and shares no code with the checks.
type walker struct {
	machine  *engine.Machine
	other    *engine.Machine // the same, but what nothing has set yet has another value; nil: there is no such variable
	host     engine.Deployment
	policy   *policy.Policy
	taken    map[string]bool         // states, transitions and options that some call has come to
	written  map[string]bool         // documents that were written, by what they are made of
	seen     map[string]bool         // situations
	waiting  map[string][]*situation // those to be tried, by where the call is
	places   []string                // in the order in which they were come to
	tried    map[string]int          // by place
	quiet    map[string][]string     // by situation, those that follow without the caller
	compared map[string]bool         // steps that both machines made, by what nothing had set
	known    int                     // how much was taken when dead was asked last
	dreams   bool                    // what is taken is all that the walk is for
	visits   int                     // situations that were tried
	covered  int                     // visits after which everything was taken
	most     int                     // visits at most
	first    []*situation            // the first situation of each state
	trouble  []string                // what was found, one of each
	secretly bool                    // the machine has secrets
}

// situation is a call that waits for the carrier.
type situation struct {
	call, twin *engine.Call // twin: the same call in the other machine
	key        string
	ended      bool // of a hold track: the document has ended and is asked for again
}

// walkStarts are when calls begin: hours of the week at which places are open, closed, or have a holiday.
var walkStarts = []time.Time{
	time.Date(2026, 11, 24, 15, 30, 0, 0, time.UTC), // a Tuesday
	time.Date(2026, 11, 24, 19, 0, 0, 0, time.UTC),
	time.Date(2026, 11, 29, 3, 0, 0, 0, time.UTC), // the night to a Sunday
	time.Date(2026, 12, 25, 17, 0, 0, 0, time.UTC),
	time.Date(2026, 11, 24, 22, 15, 0, 0, time.UTC),
	time.Date(2026, 11, 24, 23, 25, 0, 0, time.UTC), // some minutes before a desk closes
	time.Date(2026, 6, 7, 3, 0, 0, 0, time.UTC),     // the night in which a shop moves
}

// walkCallers are who calls: of the country from two places, dear, from two others, without a number, from an exchange and from elsewhere.
var walkCallers = []string{
	"+15125550111", "+19005550100", "+13035550122", "+4930123456", "+33140205050", "anonymous", "sip:2041@pbx.example.com", "sip:x@elsewhere.example.com",
}

// numbers are what callers call: a number, and those that guards of the machine ask for.
func (w *walker) numbers() []string {
	out := []string{"+15125550100"}
	for _, text := range literalsBeside(w.machine.Entry(), "To") {
		if strings.HasPrefix(text, "+") && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}

// newWalker makes a walker of a machine; the second one is its twin.
func newWalker(m, twin *engine.Machine, p *policy.Policy, most int) *walker {
	w := &walker{
		machine: m, policy: p, most: most, taken: map[string]bool{}, written: map[string]bool{}, seen: map[string]bool{},
		quiet: map[string][]string{}, compared: map[string]bool{},
		waiting: map[string][]*situation{}, tried: map[string]int{},
		host: engine.Deployment{Policy: p, Env: hostEnv},
	}
	for _, f := range twin.Flows {
		for i, v := range f.Vars {
			w.secretly = w.secretly || v.Type.Tainted()
			if v.Default == nil && !v.Type.Optional {
				f.Vars[i].Default = unlike(v.Type)
				w.other = twin
			}
		}
	}
	return w
}

// unlike is a value of a type that no call has by chance.
func unlike(t guard.Type) any {
	switch t.Kind {
	case guard.Int:
		return -987_654
	case guard.Float:
		return -987_654.5
	case guard.Bool:
		return true
	case guard.Date:
		return time.Date(1987, 6, 5, 0, 0, 0, 0, time.UTC)
	case guard.DateTime:
		return time.Date(1987, 6, 5, 4, 3, 2, 0, time.UTC)
	case guard.Time, guard.Duration:
		return 4*time.Hour + 3*time.Minute
	case guard.List:
		return []any{unlike(*t.Elem)}
	case guard.Object:
		object := map[string]any{}
		for _, f := range t.Fields {
			object[f.Name] = unlike(f.Type)
		}
		return object
	}
	if len(t.OneOf) > 0 {
		return t.OneOf[len(t.OneOf)-1]
	}
	return "unset"
}

// note keeps what was found.
func (w *walker) note(format string, args ...any) {
	if found := fmt.Sprintf(format, args...); !slices.Contains(w.trouble, found) {
		w.trouble = append(w.trouble, found)
	}
}

// walk tries every situation until there are no new ones.
func (w *walker) walk() {
	numbers := w.numbers()
	for i, at := range walkStarts {
		for j, from := range walkCallers {
			for k, to := range numbers {
				if i > 0 && j > 0 || k > 0 && i+j > 0 {
					continue
				}
				e := engine.Event{Kind: engine.Begin, At: at, CallSID: "v3:walk", From: from, To: to}
				w.step(&situation{}, e, false)
			}
		}
	}
	w.visit()
	w.rounds()
}

// enough are how many visits a walk makes in all that has come to everything after so many.
func enough(covered int) int { return 25 + covered*3/2 }

// later keeps a situation to be tried.
func (w *walker) later(s *situation) {
	where := s.call.Where()
	if _, known := w.waiting[where]; !known {
		w.places = append(w.places, where)
	}
	w.waiting[where] = append(w.waiting[where], s)
}

// next takes a situation out of those to be tried: one of the place that was tried least, so that no place with many
// situations keeps the walk from what is behind the others. It is nil when there is none.
func (w *walker) next() *situation {
	least := ""
	for _, where := range w.places {
		if len(w.waiting[where]) > 0 && (least == "" || w.tried[where] < w.tried[least]) {
			least = where
		}
	}
	if least == "" {
		return nil
	}
	s := w.waiting[least][0]
	w.waiting[least] = w.waiting[least][1:]
	w.tried[least]++
	return s
}

// visit tries the situations that wait to be tried.
func (w *walker) visit() {
	for ; w.visits < w.most && len(w.trouble) == 0; w.visits++ {
		s := w.next()
		if s == nil {
			return
		}
		where := s.call.Where()
		first := !slices.ContainsFunc(w.first, func(f *situation) bool { return f.call.Where() == where && f.ended == s.ended })
		if first {
			w.first = append(w.first, s)
		}
		if s.ended {
			for _, e := range holds(s.call) {
				w.step(s, e, false)
			}
			continue
		}
		for _, o := range w.offers(s.call) {
			w.offer(s, o)
		}
		if s.call.Track == engine.TrackMain {
			w.beside(s)
			w.end(s.call)
			if first {
				w.fail(s)
			}
		}
		if len(w.taken) == w.known || w.visits <= 10 {
			continue
		}
		if w.known = len(w.taken); len(w.dead()) > 0 {
			continue
		}
		if w.dreams {
			return
		}
		if w.covered == 0 {
			w.covered = w.visits
			w.most = min(w.most, enough(w.covered))
		}
	}
}

// offer sends one answer, and notes which option it was meant for.
func (w *walker) offer(s *situation, o offer) {
	steps := w.step(s, o.event, o.quiet)
	if o.option != "" && slices.Contains(steps, o.id) {
		w.taken[o.option] = true
	}
}

// step moves a call by one event, judges the answer and keeps the situation that it leads to.
func (w *walker) step(s *situation, e engine.Event, quiet bool) []string {
	next, reply := w.move(w.machine, s.call, e, s.ended)
	if reply.Fetch != nil {
		w.asked(reply.Fetch, "")
		if w.secretly && s.call != nil {
			w.secrets(s, next, e, reply)
		}
		return w.fetched(s, next, e, quiet)
	}
	w.judge(s, next, e, reply)
	follows := &situation{call: next, key: w.key(next)}
	made := unlikeTwin(s) + fmt.Sprint(reply.Trace.Steps, reply.Trace.Visited)
	if w.other != nil && (!w.seen[follows.key] || !w.compared[made]) {
		w.compared[made] = true
		var other engine.Reply
		follows.twin, other = w.move(w.other, s.twin, e, s.ended)
		if other.Trace.To != reply.Trace.To || !slices.Equal(other.Trace.Steps, reply.Trace.Steps) ||
			!bytes.Equal(w.bytes(other.Document), w.bytes(reply.Document)) {
			w.note("at %s something is read that nothing has set", reply.Trace.To)
			return reply.Trace.Steps
		}
	}
	if next.Track == engine.TrackScreen {
		return reply.Trace.Steps
	}
	last := reply.Trace.Visited[len(reply.Trace.Visited)-1]
	if follows.ended = next.Track == engine.TrackHold && last.Outcome != ""; !follows.ended && last.Outcome != "" || reply.Trace.Hangup {
		w.end(next)
		return reply.Trace.Steps
	}
	if quiet {
		from, to := bare(s.call), bare(next)
		if !slices.Contains(w.quiet[from], to) {
			w.quiet[from] = append(w.quiet[from], to)
		}
	}
	if !w.seen[follows.key] {
		w.seen[follows.key] = true
		w.later(follows)
	}
	return reply.Trace.Steps
}

// unlikeTwin names the variables of a situation that nothing has set.
func unlikeTwin(s *situation) string {
	if s.call == nil || s.twin == nil {
		return ""
	}
	var names []string
	for i, frame := range s.call.Frames {
		for name, value := range frame.Vars {
			if !reflect.DeepEqual(value, s.twin.Frames[i].Vars[name]) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return fmt.Sprint(names)
}

// move is a step of a machine; a call is always in its first turns, so that no limit of the call ends it.
func (w *walker) move(m *engine.Machine, c *engine.Call, e engine.Event, again bool) (*engine.Call, engine.Reply) {
	if c == nil {
		return engine.Step(m, nil, e, w.host)
	}
	early := *c
	if early.Turn < 1000 {
		early.Turn = 1
	}
	if again {
		return engine.AgainTrack(m, &early, e, w.host)
	}
	return engine.Step(m, &early, e, w.host)
}

// beside tries what runs beside a call that waits.
func (w *walker) beside(s *situation) {
	for _, e := range holds(s.call) {
		for _, kind := range []engine.TrackKind{engine.TrackHold, engine.TrackScreen} {
			track, reply, ok := engine.BeginTrack(w.machine, s.call, kind, e, w.host)
			if !ok {
				continue
			}
			follows := &situation{call: track}
			w.judge(s, track, e, reply)
			if kind == engine.TrackScreen {
				continue
			}
			if w.other != nil {
				follows.twin, _, _ = engine.BeginTrack(w.other, s.twin, kind, e, w.host)
			}
			follows.ended = reply.Trace.Visited[len(reply.Trace.Visited)-1].Outcome != ""
			if follows.key = w.key(track); !w.seen[follows.key] {
				w.seen[follows.key] = true
				w.later(follows)
			}
		}
	}
}

// fail tries what follows when a document cannot be used, and when the call reaches its limit.
func (w *walker) fail(s *situation) {
	e := eventOf(s.call, engine.Answer, nil)
	next, reply := engine.Fail(w.machine, s.call, e, w.host, "tried")
	reply.Trace.Trouble = nil
	w.judge(s, next, e, reply)
	late, twin := *s.call, s.twin
	late.Turn = 10_000
	if twin != nil {
		copied := *twin
		copied.Turn, twin = 10_000, &copied
	}
	w.step(&situation{call: &late, twin: twin}, e, false)
}

// usual are the troubles that a call may have however well its flow is made: where a value of the call is no number, its
// target is refused; those that are written out are judged on their own.
var usual = []string{": the request", ": the answer's field", "reached its limit", "the result could not be read", "refused: ", ": the payment token is empty", ": the amount is nothing"}

// judge looks at an answer.
func (w *walker) judge(s *situation, next *engine.Call, e engine.Event, reply engine.Reply) {
	for _, t := range reply.Trace.Trouble {
		if !slices.ContainsFunc(usual, func(u string) bool { return strings.Contains(t, u) }) {
			w.note("%s", t)
		}
	}
	for i, f := range next.Frames {
		if slices.ContainsFunc(next.Frames[:i], func(o engine.Frame) bool { return o.Flow == f.Flow }) {
			w.note("%s is inside itself", f.Flow)
		}
	}
	for _, v := range reply.Trace.Visited {
		w.taken["state "+v.Flow+"/"+v.State] = true
	}
	for _, id := range reply.Trace.Steps {
		w.taken[id] = true
	}
	made := fmt.Sprint(next.Language, next.Track, reply.Trace.Steps, reply.Trace.Visited)
	if w.secretly && s.call != nil {
		w.secrets(s, next, e, reply)
	}
	if !w.written[made] {
		w.written[made] = true
		w.valid(w.bytes(reply.Document))
	}
}

// bytes writes a document; one that cannot be written drops its caller.
func (w *walker) bytes(doc *texmlgen.Response) []byte {
	b, err := texmlgen.Write(doc, texmlgen.Options{
		Resolve: func(route string) (string, error) { return "https://ivr.example.net/" + route, nil },
		Target:  func(_, target string) error { return w.policy.Dial(target) },
	})
	if err != nil {
		w.note("a document cannot be written: %s", err)
		return nil
	}
	return b
}

// valid judges a document as the carrier would.
func (w *walker) valid(doc []byte) {
	for _, f := range texmlgen.Validate(doc) {
		if f.Severity != texmlgen.SeverityInfo {
			w.note("a document is no TeXML: %s", f.Message)
		}
	}
}

// rounds looks for situations that lead to themselves without the caller.
func (w *walker) rounds() {
	done, open := map[string]bool{}, map[string]bool{}
	var visit func(key string)
	visit = func(key string) {
		if open[key] {
			w.note("a round without the caller through %s", key)
			return
		}
		if done[key] {
			return
		}
		open[key] = true
		for _, next := range w.quiet[key] {
			visit(next)
		}
		open[key], done[key] = false, true
	}
	for key := range w.quiet {
		visit(key)
	}
}

// bare is where a call is, with what bounds it.
func bare(c *engine.Call) string { return fmt.Sprint(c.Where(), c.Taken) }
