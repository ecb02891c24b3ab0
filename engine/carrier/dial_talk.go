package carrier

import (
	"fmt"
	"time"
)

// pickUp lets a callee answer, who hears the screening document first, if there is one.
func (d *dialing) pickUp(c *callee, talk time.Duration) {
	d.leg.call.carrier.clock.Advance(answerTime)
	c.state, c.talk, d.last = calleeAsked, talk, c
	c.leg.answer()
	if digits := sendDigits(c.noun); digits != "" {
		c.leg.hear(Heard{Verb: "Digits", Text: digits, Length: keyedLength(digits)})
	}
	if c.screen.url == "" {
		d.bridge(c)
		return
	}
	fields := c.leg.bare()
	if c.leg.call.carrier.other(screenFetchFull) {
		fields = append(c.leg.fetchFields(), c.leg.parentage()...)
	}
	f := &frame{kind: frameScreen, doc: &document{base: c.screen.url}, ended: func(bool) { d.bridge(c) }}
	c.leg.push(f)
	c.leg.request(f, c.leg.instruction("dial_noun_url", c.screen.url, c.screen.method, fields))
}

// declined ends a callee's leg that its own document has hung up, or that could not be asked.
func (l *leg) declined(end *End) {
	for _, f := range l.parent.frames {
		d, ok := f.wait.(*dialing)
		if !ok {
			continue
		}
		for _, c := range d.callees {
			if c.leg == l {
				d.status, d.last = "no-answer", c
				if end.By == "failure" {
					d.status = "failed"
				}
				end.Status = "completed"
				d.gone(c, end)
				d.fails(d.status, end.Cause, nil)
				return
			}
		}
	}
}

// hungUp lets a callee hang up: while it is asked, or while it talks.
func (d *dialing) hungUp(n int) error {
	for _, c := range d.callees {
		switch {
		case c.n != n:
		case c.state == calleeBridged:
			d.part(&End{By: "callee", Cause: "normal_clearing", Status: "completed"})
			return nil
		case c.state == calleeAsked:
			c.leg.declined(&End{By: "callee", Cause: "normal_clearing"})
			return nil
		}
	}
	return fmt.Errorf("%w: callee %d is not on the line", ErrAction, n)
}

// bridge connects a callee with the caller. The first one wins; the others are let go, wherever they are.
func (d *dialing) bridge(c *callee) {
	d.bridged, d.last, d.since, c.state = c, c, d.leg.call.now(), calleeBridged
	for _, other := range d.callees {
		if other != c {
			d.gone(other, &End{By: "caller", Cause: "originator_cancel", Status: "canceled"})
		}
	}
	d.leg.answer()
	if d.recording == nil && records(d.verb) {
		d.startRecording()
	}
	if c.talk > 0 {
		d.leg.talk(c.talk, d.due())
		end := &End{By: "callee", Cause: "normal_clearing", Status: "completed"}
		if !d.leg.call.now().Before(d.due()) {
			end = &End{By: "limit", Cause: "time_limit", Status: "completed"}
		}
		d.part(end)
	}
}

// part ends the talk.
func (d *dialing) part(end *End) {
	c := d.bridged
	d.talked, d.bridged = d.leg.call.now().Sub(d.since), nil
	d.gone(c, end)
	d.finish("completed")
}

// finish ends the Dial: with its action, or with the next verb.
func (d *dialing) finish(status string) {
	if d.done {
		return
	}
	d.done, d.status = true, status
	d.stopRecording()
	d.leg.goOn(d.frame, d.verb.Action, d.action)
}

// cancel ends everything when the caller is gone.
func (d *dialing) cancel() {
	if d.bridged != nil {
		d.part(&End{By: "caller", Cause: "normal_clearing", Status: "completed"})
		return
	}
	d.drop("canceled")
}

func (d *dialing) parting() (Request, bool) { return d.action(), !d.verb.Action.IsZero() }

// action is the request of the Dial's action.
func (d *dialing) action() Request {
	sid := ""
	if d.last != nil {
		sid = d.last.leg.sid
	}
	return d.leg.dialAction(d.frame, d.verb, dialled(sid, d.status, d.talked), d.recording)
}
