package carrier

import (
	"fmt"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// How long a callee takes.
const (
	answerTime = 3 * time.Second
	refuseTime = 2 * time.Second
)

// dialing is a Dial of numbers and SIP addresses.
type dialing struct {
	leg       *leg
	frame     *frame
	verb      *texmlgen.Dial
	callees   []*callee
	bridged   *callee
	since     time.Time // of the bridge
	talked    time.Duration
	status    string // of the callee that failed last
	last      *callee
	recording *recordingOf
	done      bool
}

// callee is one of those that are dialled.
type callee struct {
	n      int // of the noun, from 1
	noun   texmlgen.DialNoun
	leg    *leg
	state  calleeState
	talk   time.Duration // how long it will talk; 0: until something ends it
	screen screening
}

type calleeState string

const (
	calleePending calleeState = "pending" // its turn has not come
	calleeRinging calleeState = "ringing"
	calleeAsked   calleeState = "asked" // it hears its screening document
	calleeBridged calleeState = "bridged"
	calleeGone    calleeState = "gone"
)

// screening is a noun's own document.
type screening struct{ url, method string }

// dial begins a Dial of whatever it holds.
func (l *leg) dial(f *frame, v *texmlgen.Dial) {
	if len(v.Nouns) == 1 {
		switch noun := v.Nouns[0].(type) {
		case *texmlgen.Queue:
			l.collect(f, v, noun)
			return
		case *texmlgen.Conference:
			l.confer(f, v, noun)
			return
		}
	}
	d := &dialing{leg: l, frame: f, verb: v, status: "failed"}
	nouns := v.Nouns
	if len(nouns) == 0 && !v.Number.IsZero() {
		nouns = []texmlgen.DialNoun{&texmlgen.Number{Number: v.Number}}
	}
	l.call.legs = l.call.legs[:1:1] // the legs of an earlier Dial have ended
	for _, noun := range nouns {
		if c := d.callee(len(d.callees)+1, noun); c != nil {
			d.callees = append(d.callees, c)
			l.call.legs = append(l.call.legs, c.leg)
		} else {
			l.call.remark("a Dial of several cannot hold a " + texmlgen.NameOf(noun))
		}
	}
	f.wait = d
	l.hear(Heard{Verb: "Ring", Text: string(v.RingTone), URL: conceal(f.link(v.AudioURL))})
	if v.Record == texmlgen.RecordFromRinging || v.Record == texmlgen.RecordFromRingingDual {
		d.startRecording()
	}
	for _, c := range d.callees {
		d.ring(c)
		if v.Sequential.Or(false) {
			break
		}
	}
	d.check()
}

// callee makes the leg of a noun; nil for one that a Dial of numbers cannot hold.
func (d *dialing) callee(n int, noun texmlgen.DialNoun) *callee {
	c := &callee{n: n, noun: noun, state: calleePending}
	var to texmlgen.Text
	var target statusTarget
	var events []texmlgen.LegEvent
	f := d.frame
	switch noun := noun.(type) {
	case *texmlgen.Number:
		to, events = noun.Number, noun.StatusCallbackEvent
		target = f.target(noun.StatusCallback, noun.StatusCallbackMethod)
		c.screen = screening{f.link(noun.URL), string(noun.Method)}
	case *texmlgen.Sip:
		to, events = noun.URI, noun.StatusCallbackEvent
		target = f.target(noun.StatusCallback, noun.StatusCallbackMethod)
		c.screen = screening{f.link(noun.URL), string(noun.Method)}
	default:
		return nil
	}
	target.events = hears(events)
	from := d.verb.CallerID.String()
	if from == "" {
		from = d.leg.from
		if d.leg.call.carrier.other(calleeFromCalled) {
			from = d.leg.to
		}
	}
	c.leg = &leg{
		call: d.leg.call, name: fmt.Sprintf("callee %d", n), callee: n, sid: d.leg.call.carrier.callSID(), legID: d.leg.call.carrier.uuid(),
		from: from, to: address(conceal(to.String())), parent: d.leg, begun: d.leg.call.now(), status: target,
	}
	return c
}

func (d *dialing) ring(c *callee) {
	c.state, c.leg.begun = calleeRinging, d.leg.call.now()
	c.leg.progress("initiated")
	c.leg.progress("ringing")
}

func (d *dialing) waiting() Waiting {
	w := Waiting{Element: d.verb, Bridged: d.bridged != nil}
	for _, c := range d.callees {
		if c.state == calleeRinging {
			w.Ringing = append(w.Ringing, c.leg.name)
		}
	}
	return w
}

func (d *dialing) due() time.Time {
	if d.bridged != nil {
		return d.since.Add(d.verb.TimeLimit.Or(maxCall))
	}
	due := d.leg.call.limit()
	for _, c := range d.callees {
		if at := c.leg.begun.Add(d.verb.Timeout.Or(30 * time.Second)); c.state == calleeRinging && at.Before(due) {
			due = at
		}
	}
	return due
}

func (d *dialing) expire() {
	if d.bridged != nil {
		d.part(&End{By: "limit", Cause: "time_limit", Status: "completed"})
		return
	}
	d.fails("no-answer", "timeout", d.ringing(0))
}

// ringing are the callees that ring; n's alone, where n is not 0.
func (d *dialing) ringing(n int) []*callee {
	var list []*callee
	for _, c := range d.callees {
		if c.state == calleeRinging && (n == 0 || n == c.n) {
			list = append(list, c)
		}
	}
	return list
}

// dialCauses are the causes of what a dialled leg may end with, other than completed.
var dialCauses = map[string]string{"busy": "user_busy", "no-answer": "no_answer", "failed": "not_found", "canceled": "originator_cancel"}

func (d *dialing) do(a Action) (bool, error) {
	switch a.kind {
	case kindPress, kindKeys:
		return d.pressed(a)
	case kindAnswer, kindDial:
	default:
		return false, nil
	}
	if d.bridged != nil {
		if a.kind != kindDial || a.text != "completed" {
			return true, fmt.Errorf("%w: two people talk, which can only be completed", ErrAction)
		}
		d.leg.talk(a.talk, d.due())
		d.part(&End{By: "callee", Cause: "normal_clearing", Status: "completed"})
		return true, nil
	}
	list := d.ringing(max(0, a.leg))
	if len(list) == 0 {
		return true, fmt.Errorf("%w: that leg does not ring", ErrAction)
	}
	switch {
	case a.kind == kindAnswer:
		d.pickUp(list[0], 0)
	case a.text == "completed":
		d.pickUp(list[0], a.talk)
	case dialCauses[a.text] == "":
		return true, fmt.Errorf("%w: a Dial ends with completed, busy, no-answer, failed or canceled, not %q", ErrAction, a.text)
	case a.text == "no-answer":
		d.leg.call.carrier.clock.until(d.due())
		d.fails(a.text, dialCauses[a.text], list)
	default:
		d.leg.call.carrier.clock.Advance(refuseTime)
		d.fails(a.text, dialCauses[a.text], list)
	}
	return true, nil
}

// pressed takes a key of the caller, which may drop the callee, or of the callee, which is told.
func (d *dialing) pressed(a Action) (bool, error) {
	if a.leg > 0 {
		for _, c := range d.callees {
			if c.n == a.leg && c.state == calleeBridged {
				for _, key := range a.text {
					c.leg.keyed(string(key))
				}
				return true, nil
			}
		}
		return false, nil
	}
	if !d.leg.stars(d.verb, a) {
		return false, nil
	}
	if d.bridged != nil {
		d.part(&End{By: "caller", Cause: "normal_clearing", Status: "completed"})
		return true, nil
	}
	d.drop("canceled")
	return true, nil
}

// stars reports whether the caller presses the key that drops the other side, and takes the time up to it.
func (l *leg) stars(v *texmlgen.Dial, a Action) bool {
	at := strings.Index(a.text, "*")
	if !v.HangupOnStar.Or(false) || at < 0 {
		return false
	}
	l.call.carrier.clock.Advance(keyLength * time.Duration(at+1))
	return true
}

// fails ends callees that did not get through; sequential ones are followed by the next.
func (d *dialing) fails(status, cause string, list []*callee) {
	for _, c := range list {
		d.status, d.last = status, c
		d.gone(c, &End{By: "callee", Cause: cause, Status: status})
	}
	for _, c := range d.callees {
		if c.state == calleePending && d.verb.Sequential.Or(false) && len(d.ringing(0)) == 0 {
			d.ring(c)
		}
	}
	d.check()
}

// gone ends a callee's leg.
func (d *dialing) gone(c *callee, end *End) {
	if c.state == calleeGone {
		return
	}
	rang := c.state != calleePending
	c.state, c.leg.ended, c.leg.frames = calleeGone, true, nil
	if rang {
		c.leg.completed(end)
	}
}

// check ends the Dial when there is nobody left.
func (d *dialing) check() {
	for _, c := range d.callees {
		if c.state != calleeGone {
			return
		}
	}
	d.finish(d.status)
}

// drop lets all callees go.
func (d *dialing) drop(status string) {
	d.status = status
	for _, c := range d.callees {
		if c.state != calleePending {
			d.last = c
		}
		d.gone(c, &End{By: "caller", Cause: "originator_cancel", Status: status})
	}
	d.check()
}
