package carrier

import (
	"time"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// execute runs a verb: to its end, or until it waits.
func (l *leg) execute(f *frame, v texmlgen.Verb) {
	if l.call.carrier.other(newerVerbsUnknown) && newer(v) {
		l.call.remark("dropped: " + texmlgen.NameOf(v) + " is not known to older platforms")
		return
	}
	if f.kind == frameScreen && l.call.carrier.other(screenPromptsDropped) && spoken(v) {
		l.call.remark("dropped: " + texmlgen.NameOf(v) + " outside a Gather of a screening document")
		return
	}
	l.ran(v)
	if l.picksUp(v) {
		l.answer()
	}
	switch v := v.(type) {
	case *texmlgen.Say, *texmlgen.Play:
		l.sound(f, v)
	case *texmlgen.Pause:
		l.hear(Heard{Verb: "Pause", Length: v.Length.Or(time.Second)})
	case *texmlgen.Gather:
		l.gather(f, v)
	case *texmlgen.AIGather:
		l.aiGather(f, v)
	case *texmlgen.HTTPRequest:
		l.httpRequest(f, v)
	case *texmlgen.Dial:
		l.dial(f, v)
	case *texmlgen.Record:
		l.record(f, v)
	case *texmlgen.Enqueue:
		l.enqueue(f, v)
	case *texmlgen.Leave:
		l.leave(f)
	case *texmlgen.Connect:
		l.connect(f, v)
	case *texmlgen.Start:
		l.startServices(f, v)
	case *texmlgen.Stop:
		l.stopNamed(v)
	case *texmlgen.Pay:
		l.pay(f, v)
	case *texmlgen.Refer:
		l.refer(f, v)
	case *texmlgen.Redirect:
		l.request(f, l.instruction("redirect_fetch", f.link(v.URL), string(v.Method), l.redirectFields()))
	case *texmlgen.Reject:
		l.reject(v)
	case *texmlgen.Hangup:
		l.call.finish(l, &End{By: "document", Cause: "normal_clearing"})
	}
}

// newer reports a verb that older documentation does not have.
func newer(v texmlgen.Verb) bool {
	if c, ok := v.(*texmlgen.Connect); ok {
		_, relay := c.Noun.(*texmlgen.ConversationRelay)
		return relay
	}
	_, pay := v.(*texmlgen.Pay)
	return pay
}

func spoken(v texmlgen.Verb) bool {
	switch v.(type) {
	case *texmlgen.Say, *texmlgen.Play:
		return true
	}
	return false
}

// picksUp reports whether a verb needs an answered leg.
func (l *leg) picksUp(v texmlgen.Verb) bool {
	switch v := v.(type) {
	case *texmlgen.Reject, *texmlgen.Redirect, *texmlgen.Hangup, *texmlgen.Pause, *texmlgen.HTTPRequest:
		return false
	case *texmlgen.Dial:
		return !v.AnswerOnBridge.Or(false)
	}
	return true
}

// reject declines a call that is not answered; one that is, is hung up.
func (l *leg) reject(v *texmlgen.Reject) {
	end := &End{By: "document", Cause: "normal_clearing"}
	if !l.answered {
		end.Cause, end.Status = "call_rejected", "failed"
		if v.Reason == texmlgen.ReasonBusy {
			end.Cause, end.Status = "user_busy", "busy"
		}
	}
	l.call.finish(l, end)
}

// update gives the running call another document.
func (c *Call) update(a Action) error {
	l := c.legs[0]
	for _, w := range l.openVerbs() {
		w.cancel()
	}
	f := l.main()
	l.drop(f)
	l.push(f)
	f.wait = nil
	l.request(f, l.instruction("call_update_fetch", a.text, "POST", l.redirectFields()))
	return nil
}
