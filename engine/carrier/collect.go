package carrier

import (
	"fmt"
	"time"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// collecting is the Dial of a Queue: an agent who takes the caller that waits longest, or waits for one.
type collecting struct {
	leg    *leg
	frame  *frame
	verb   *texmlgen.Dial
	noun   *texmlgen.Queue
	caller *queued // whom the agent has
	since  time.Time
	talked time.Duration
	talks  bool
	status string
	sid    string
	done   bool
}

func (l *leg) collect(f *frame, v *texmlgen.Dial, noun *texmlgen.Queue) {
	a := &collecting{leg: l, frame: f, verb: v, noun: noun, status: "no-answer"}
	f.wait = a
	if list := l.call.carrier.queues[noun.Name.String()]; len(list) > 0 {
		a.take(list[0])
		return
	}
	l.hear(Heard{Verb: "Ring", Text: string(v.RingTone)})
}

// freeAgent is an agent who waits for callers of a queue.
func (c *Carrier) freeAgent(name string) *collecting {
	for _, call := range c.calls {
		if call.end != nil {
			continue
		}
		for _, f := range call.legs[0].frames {
			if a, ok := f.wait.(*collecting); ok && a.caller == nil && !a.done && a.noun.Name.String() == name {
				return a
			}
		}
	}
	return nil
}

// take connects the agent with a caller, who may hear a document before.
func (a *collecting) take(q *queued) {
	q.out()
	a.caller, q.agent, a.sid = q, a, q.leg.sid
	if a.noun.URL.IsZero() {
		a.bridge()
		return
	}
	l, target := q.leg, a.frame.link(a.noun.URL)
	fields := l.bare()
	if l.call.carrier.other(queueURLFields) {
		fields = append(fields, Field{"QueueSid", q.sid}, Field{"QueueTime", seconds(l.call.now().Sub(q.since))},
			Field{"DequeueingCallSid", a.leg.sid})
	}
	f := &frame{kind: frameGreet, doc: &document{base: target}, ended: func(bool) { a.bridge() }}
	l.push(f)
	l.request(f, l.instruction("dial_queue_url", target, string(a.noun.Method), fields))
}

func (a *collecting) bridge() {
	a.talks, a.since = true, a.leg.call.now()
	a.leg.answer()
}

func (a *collecting) waiting() Waiting {
	return Waiting{Element: a.verb, Bridged: a.talks}
}

func (a *collecting) due() time.Time {
	if a.talks {
		return a.since.Add(a.verb.TimeLimit.Or(maxCall))
	}
	return a.leg.call.limit()
}

func (a *collecting) expire() {
	if a.talks {
		a.part("completed")
		return
	}
	a.part("no-answer")
}

// do takes the end of the talk, or what becomes of the wait. Without a caller in the queue completed is a talk with one
// whose call is not played.
func (a *collecting) do(act Action) (bool, error) {
	switch act.kind {
	case kindPress, kindKeys:
		if !a.talks || !a.leg.stars(a.verb, act) {
			return false, nil
		}
		a.part("completed")
		return true, nil
	case kindDial:
	default:
		return false, nil
	}
	if act.text != "completed" && (a.talks || dialCauses[act.text] == "") {
		return true, fmt.Errorf("%w: the talk with a queued caller ends with completed, not %q", ErrAction, act.text)
	}
	if act.text == "completed" {
		if !a.talks {
			a.bridge()
		}
		a.leg.talk(act.talk, a.due())
	}
	a.part(act.text)
	return true, nil
}

// part ends the talk for both.
func (a *collecting) part(status string) {
	if a.done {
		return
	}
	a.done, a.status = true, status
	if a.talks {
		a.talked = a.leg.call.now().Sub(a.since)
	}
	if q := a.caller; q != nil {
		a.caller = nil
		if q.agent != nil {
			q.agent = nil
			q.leg.dropBeside(frameGreet) // there will be no talk
			q.finish("bridged")
		}
	}
	a.leg.goOn(a.frame, a.verb.Action, a.action)
}

func (a *collecting) action() Request {
	return a.leg.dialAction(a.frame, a.verb, dialled(a.sid, a.status, a.talked), nil)
}

func (a *collecting) cancel() {
	if a.talks {
		a.part("completed")
		return
	}
	a.part("canceled")
}

func (a *collecting) parting() (Request, bool) { return a.action(), !a.verb.Action.IsZero() }
