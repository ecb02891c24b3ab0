package carrier

import (
	"fmt"
	"slices"
)

// hangup takes somebody's hanging up: of the caller the call ends, of a callee its leg.
func (c *Call) hangup(a Action) error {
	if a.leg <= 0 {
		end := &End{By: "caller", Cause: "normal_clearing"}
		if !c.legs[0].answered { // one who lets it ring no longer
			end.Cause, end.Status = "originator_cancel", "canceled"
		}
		c.finish(c.legs[0], end)
		return nil
	}
	for _, f := range slices.Backward(c.legs[0].frames) {
		if d, ok := f.wait.(*dialing); ok {
			return d.hungUp(a.leg)
		}
	}
	return fmt.Errorf("%w: it dials nobody", ErrAction)
}

// finish ends a leg; with the caller's the call.
func (c *Call) finish(l *leg, end *End) {
	if l.ended {
		return
	}
	if l.callee > 0 {
		l.declined(end)
		return
	}
	if end.Status == "" {
		end.Status = "completed"
	}
	open := l.openVerbs()
	l.ended, c.end = true, end
	for _, w := range open {
		w.cancel()
	}
	l.stopServices()
	l.completed(end)
	if cost := c.carrier.options.Cost; cost != "" {
		l.notify("call_cost", l.status.url, l.status.method, []Field{
			{"CallbackSource", "call-cost-events"}, {"CallCost[" + l.sid + "]", cost},
		})
	}
	if end.By == "caller" && !c.carrier.other(hangupNoAction) {
		for _, w := range open {
			if r, ok := w.parting(); ok {
				_, _ = c.deliver(r) // there is nobody left to hear what it answers
			}
		}
	}
	l.frames = nil
	c.flush()
}

// closer is a verb that has something to end when the caller hangs up.
type closer interface {
	// cancel ends what goes on: the legs that ring, the place in the queue, the recording.
	cancel()
	// parting is the request of its action, which is made although the caller is gone.
	parting() (Request, bool)
}

// openVerbs are the verbs that wait and have something to end, the outermost first.
func (l *leg) openVerbs() []closer {
	var list []closer
	for _, f := range l.frames {
		if w, ok := f.wait.(closer); ok {
			list = append(list, w)
		}
	}
	return list
}

// completed tells that a leg has ended.
func (l *leg) completed(end *End) {
	extra := l.parentage()
	if end.Status == "completed" {
		extra = append(l.completedFields(end.Cause), extra...)
		if l.answered {
			extra = append(extra, Field{"CallDuration", seconds(l.call.now().Sub(l.answeredAt))})
		}
	}
	extra = append(extra, Field{"HangupSource", source(l, end)}, Field{"SipHangupCause", sipCause(end)})
	if r := l.talked; r != nil && end.Status == "completed" {
		if !r.hidden {
			extra = append(extra, Field{"RecordingUrl", r.url()})
		}
		extra = append(extra, Field{"RecordingDuration", seconds(r.length)})
	}
	if l.call.carrier.other(completedSequenceZero) {
		l.sequence = 0
	}
	l.tell("completed", "call_completed", l.progressFields(end.Status, extra...))
	l.sequence++
}

// source is who hung up.
func source(l *leg, end *End) string {
	switch {
	case end.By == "caller" || end.By == "callee":
		return end.By
	case l.callee > 0 && end.Status != "completed":
		return "callee"
	}
	return "unknown"
}

// sipCause is the SIP code of an end.
func sipCause(end *End) string {
	switch end.Status {
	case "busy":
		return "486"
	case "no-answer":
		return "480"
	case "canceled":
		return "487"
	case "failed":
		return "404"
	}
	return "200"
}
