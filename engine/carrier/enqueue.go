package carrier

import (
	"slices"
	"strconv"
	"time"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// queued is a caller in a queue.
type queued struct {
	leg    *leg
	frame  *frame
	verb   *texmlgen.Enqueue
	name   string
	sid    string
	since  time.Time
	agent  *collecting // who has taken the caller out, and talks
	result string
	done   bool
}

// holding is what a hold document is requested with, again each time it has ended.
type holding struct {
	request func() Request
}

// between goes into the next round of a hold document: at once, if somebody could have said something in this one. One of
// music alone waits, so that a step ends.
func (f *frame) between(l *leg) {
	r := &round{leg: l, frame: f, at: l.call.now()}
	f.wait = r
	if f.asked {
		f.asked = false
		r.expire()
	}
}

// round is a hold document that has ended and is about to be requested again.
type round struct {
	leg   *leg
	frame *frame
	at    time.Time
}

func (r *round) waiting() Waiting { return Waiting{} }

func (r *round) do(Action) (bool, error) { return false, nil }

// due is at once, but for a document that took no time: a second passes, so that no round is for nothing.
func (r *round) due() time.Time { return r.at.Add(time.Second) }

func (r *round) expire() {
	if r.frame.doc.audio {
		r.leg.hear(Heard{Verb: "Music", URL: conceal(r.frame.doc.base), Length: soundLength})
		r.at = r.leg.call.now()
		return
	}
	r.leg.request(r.frame, r.frame.hold.request())
}

// hold runs a hold document above the verb that waits.
func (l *leg) hold(h *holding) *frame {
	r := h.request()
	f := &frame{kind: frameHold, doc: &document{base: r.target}, hold: h}
	l.push(f)
	l.request(f, r)
	return f
}

func (l *leg) enqueue(f *frame, v *texmlgen.Enqueue) {
	c := l.call.carrier
	q := &queued{leg: l, frame: f, verb: v, name: v.Queue.String(), sid: c.uuid(), since: l.call.now()}
	f.wait = q
	c.queues[q.name] = append(c.queues[q.name], q)
	if agent := c.freeAgent(q.name); agent != nil {
		agent.take(q)
		return
	}
	if v.WaitURL.IsZero() {
		l.hear(Heard{Verb: "Music"})
		return
	}
	target := f.link(v.WaitURL)
	l.hold(&holding{request: func() Request {
		return l.instruction("enqueue_wait_url", target, string(v.WaitURLMethod), append(l.named(),
			Field{"QueueSid", q.sid},
			Field{"QueuePosition", strconv.Itoa(q.position())},
			Field{"QueueTime", seconds(l.call.now().Sub(q.since))},
			Field{"AvgQueueTime", "41"},
			Field{"CurrentQueueSize", strconv.Itoa(c.ahead + len(c.queues[q.name]))}))
	}})
}

// Ahead lets so many others, who are no calls of this carrier, stand before its callers in every queue from now on.
func (c *Carrier) Ahead(others int) { c.ahead = others }

func (q *queued) position() int {
	c := q.leg.call.carrier
	return c.ahead + slices.Index(c.queues[q.name], q) + 1
}

func (q *queued) waiting() Waiting {
	return Waiting{Element: q.verb, Bridged: q.agent != nil}
}

func (q *queued) due() time.Time {
	if q.agent != nil {
		return q.leg.call.limit()
	}
	return q.since.Add(q.verb.MaxWaitTimeSecs.Or(maxCall))
}

func (q *queued) expire() { q.finish("timeout") }

func (q *queued) do(a Action) (bool, error) {
	switch {
	case a.kind == kindFull:
		q.finish("queue-full")
	case a.kind == kindUnable:
		q.cancel()
		q.frame.next()
	case a.kind == kindDequeue && q.agent == nil:
		q.out()
		q.leg.hear(Heard{Verb: "Talk", Length: max(0, a.talk)})
		q.finish("bridged")
	default:
		return false, nil
	}
	return true, nil
}

// out takes the caller out of the queue; no hold document runs any longer.
func (q *queued) out() {
	c := q.leg.call.carrier
	c.queues[q.name] = slices.DeleteFunc(c.queues[q.name], func(o *queued) bool { return o == q })
	if len(c.queues[q.name]) == 0 {
		delete(c.queues, q.name)
	}
	q.leg.dropBeside(frameHold)
}

// finish goes on behind the queue.
func (q *queued) finish(result string) {
	if q.done {
		return
	}
	q.out()
	q.done, q.result = true, result
	q.leg.goOn(q.frame, q.verb.Action, q.action)
}

func (q *queued) action() Request {
	fields := q.leg.bare()
	if !q.leg.call.carrier.other(enqueueActionBare) {
		fields = append(fields, Field{"QueueSid", q.sid},
			Field{"QueueTime", seconds(q.leg.call.now().Sub(q.since))}, Field{"QueueResult", q.result})
	}
	return q.leg.instruction("enqueue_action", q.frame.link(q.verb.Action), string(q.verb.Method), fields)
}

func (q *queued) cancel() {
	if q.done {
		return
	}
	q.out()
	q.done, q.result = true, "hangup"
	if agent := q.agent; agent != nil {
		q.agent, q.result = nil, "bridged"
		agent.part("completed")
	}
}

func (q *queued) parting() (Request, bool) { return q.action(), !q.verb.Action.IsZero() }

// leave takes the caller out of the queue whose hold document says so.
func (l *leg) leave(f *frame) {
	for _, below := range l.frames {
		if q, ok := below.wait.(*queued); ok && f.kind == frameHold {
			q.finish("leave")
			return
		}
	}
	l.call.remark("Leave means nothing outside a waitUrl of Enqueue")
}
