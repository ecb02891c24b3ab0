package carrier

import (
	"slices"
	"strconv"
	"time"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// leg is one side of a call at the carrier: the caller's, or one that a Dial has made.
type leg struct {
	call     *Call
	name     string
	callee   int // 0: the caller
	sid      string
	legID    string
	from, to string
	parent   *leg

	frames []*frame // what runs on it, the innermost last

	begun, answeredAt time.Time
	answered          bool
	ended             bool
	sequence          int
	status            statusTarget
	services          []*service
	talked            *recordingOf // the recording that call_completed tells of
}

// statusTarget is where the progress of a leg is told.
type statusTarget struct {
	url, method string
	events      []string
}

// target is where something is told; without a URL nowhere.
func (f *frame) target(u texmlgen.URL, method texmlgen.Method) statusTarget {
	return statusTarget{url: f.link(u), method: string(method)}
}

// hears are the events of a list; where it is left out, the end alone.
func hears[E ~string](events []E) []string {
	if len(events) == 0 {
		return []string{"completed"}
	}
	var list []string
	for _, e := range events {
		list = append(list, string(e))
	}
	return list
}

// frame is a document that runs on a leg. A hold or a screening document runs above the verb that asked for it.
type frame struct {
	kind  frameKind
	doc   *document
	at    int           // the next verb
	wait  waiter        // what the last verb waits for; nil: it is done
	hold  *holding      // of a hold document
	asked bool          // a Gather has waited in this round of a hold document
	ended func(ok bool) // of a document beside: told when it is over, and whether it ran to its end
}

type frameKind string

const (
	frameMain   frameKind = "main"
	frameHold   frameKind = "hold"   // Enqueue's and Conference's waitUrl
	frameScreen frameKind = "screen" // Number's and Sip's url
	frameGreet  frameKind = "greet"  // Queue's url
)

// waiter is a verb that has begun and is not done.
type waiter interface {
	// waiting describes it, by all but its name, its leg and how long it waits.
	waiting() Waiting
	// do takes an action; false: it is not for this verb.
	do(a Action) (bool, error)
	// due is when it goes on by itself.
	due() time.Time
	// expire is called when that moment has come.
	expire()
}

func (l *leg) top() *frame {
	if len(l.frames) == 0 {
		return nil
	}
	return l.frames[len(l.frames)-1]
}

// push runs a document beside the one that waits.
func (l *leg) push(f *frame) { l.frames = append(l.frames, f) }

// drop ends a frame and all above it.
func (l *leg) drop(f *frame) {
	if i := slices.Index(l.frames, f); i >= 0 {
		for _, above := range l.frames[i+1:] {
			above.wait = nil
		}
		l.frames = l.frames[:i]
	}
}

// dropBeside ends the document of a kind that runs beside the verb that waits, if there is one.
func (l *leg) dropBeside(k frameKind) {
	if i := slices.IndexFunc(l.frames, func(f *frame) bool { return f.kind == k }); i >= 0 {
		l.drop(l.frames[i])
	}
}

// runs reports whether a verb of the leg can be executed now.
func (l *leg) runs() bool {
	f := l.top()
	return !l.ended && f != nil && f.wait == nil
}

// tick executes the next verb of the innermost document.
func (l *leg) tick() {
	f := l.top()
	if f.at < len(f.doc.verbs) {
		v := f.doc.verbs[f.at]
		f.at++
		l.execute(f, v)
		return
	}
	switch f.kind {
	case frameMain:
		l.call.finish(l, &End{By: "end of document", Cause: "normal_clearing"})
	case frameHold:
		f.between(l)
	case frameScreen, frameGreet:
		l.drop(f)
		f.ended(true)
	}
}

// next is the next verb of a frame: what follows the one that waits.
func (f *frame) next() { f.wait = nil }

// replace runs another document in the place of a frame's.
func (f *frame) replace(d *document) { f.doc, f.at, f.wait = d, 0, nil }

// abort ends the document of a frame, as a failed Play does.
func (f *frame) abort() { f.at, f.wait = len(f.doc.verbs), nil }

// answer picks the leg up when the first verb needs it.
func (l *leg) answer() {
	if l.answered || l.ended {
		return
	}
	l.answered, l.answeredAt = true, l.call.now()
	l.progress("answered")
}

// request fetches the document that goes on in a frame. Where it cannot be fetched the leg is let go, or the next verb runs.
func (l *leg) request(f *frame, r Request) {
	x, err := l.call.deliver(r)
	switch {
	case err == nil && x != nil && x.document != nil:
		f.replace(x.document)
	case l.call.ctx.Err() != nil:
		l.call.fail(l.call.ctx.Err())
	case l.call.carrier.other(failedFetchGoesOn):
		f.next()
	default:
		l.lost(f, r)
	}
}

// goOn requests the action of a verb that is done, if it has one; else the next verb runs.
func (l *leg) goOn(f *frame, action texmlgen.URL, request func() Request) {
	switch {
	case l.ended:
	case action.IsZero():
		f.next()
	default:
		l.request(f, request())
	}
}

// lost ends what a document could not be fetched for: a call is dropped, a callee is let go, a hold document is silent.
func (l *leg) lost(f *frame, r Request) {
	problem := "no document for " + r.Callback
	if f.kind == frameHold {
		l.call.remark(problem + "; the caller waits in silence")
		f.doc = &document{base: r.target}
		f.wait = &round{leg: l, frame: f, at: l.call.now()}
		return
	}
	l.call.finish(l, &End{By: "failure", Cause: "unspecified", Problem: problem})
}

// hear lets the leg hear something; it takes its time.
func (l *leg) hear(list ...Heard) {
	for _, h := range list {
		h.Leg = l.name
		l.call.step.Heard = append(l.call.step.Heard, h)
		l.call.carrier.clock.Advance(h.Length)
	}
}

// talk lets the leg talk with somebody, up to a moment at most.
func (l *leg) talk(d time.Duration, until time.Time) {
	l.hear(Heard{Verb: "Talk", Length: max(0, min(d, until.Sub(l.call.now())))})
}

func (l *leg) ran(v texmlgen.Verb) {
	l.call.step.Verbs = append(l.call.step.Verbs, Executed{l.name, texmlgen.NameOf(v), v})
}

func (l *leg) main() *frame {
	if len(l.frames) == 0 {
		return nil
	}
	return l.frames[0]
}

// seconds is a duration as the carrier writes it.
func seconds(d time.Duration) string { return strconv.Itoa(int(d / time.Second)) }
