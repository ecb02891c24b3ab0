package carrier

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// Call is one phone call. Where it runs and for what it waits is in the steps.
type Call struct {
	carrier *Carrier
	ctx     context.Context // of Begin: of all requests of the call

	SID, From, To string

	session string
	legs    []*leg // the caller's first
	step    *Step
	history []*Exchange
	fetched map[string]string // what HttpRequests have brought

	sent  int
	held  []*waitingRequest
	work  int // verbs of this step
	docs  int // documents of this step
	end   *End
	fault error
}

// The most that happens in one step, and how long a call may be.
const (
	maxWork = 2000 // verbs
	maxDocs = 200  // documents, between two moments at which it waits
	maxCall = 4 * time.Hour
)

// ErrAction is wrapped by the error of an action that does not fit what the call waits for.
var ErrAction = errors.New("the call does not wait for that")

// errRound is why a call is given up that runs round.
var errRound = errors.New("the call runs round without waiting for anybody")

// Begin lets a caller call: the application's first document is fetched and run until it waits for somebody. The context
// is that of all requests of the call.
func (c *Carrier) Begin(ctx context.Context, from, to string) (*Call, *Step, error) {
	from, to = address(from), address(to)
	call := &Call{
		carrier: c, ctx: ctx, SID: c.callSID(), From: from, To: to, session: c.uuid(),
		step: &Step{}, fetched: map[string]string{},
	}
	l := &leg{call: call, name: "caller", sid: call.SID, legID: c.uuid(), from: from, to: to, begun: c.clock.Now()}
	l.status = statusTarget{url: c.options.Status, method: "POST", events: c.options.StatusEvents}
	call.legs = []*leg{l}
	c.calls = append(c.calls, call)
	l.progress("initiated")
	l.progress("ringing")
	if c.other(answeredBeforeFetch) {
		l.answer()
	}
	f := &frame{kind: frameMain, doc: &document{base: c.options.URL}}
	l.push(f)
	l.request(f, l.instruction("instruction_fetch", c.options.URL, c.options.Method, l.fetchFields()))
	s, err := call.run()
	return call, s, err
}

// Do lets somebody do something and returns what happened until the call waits again or has ended. An action that does not
// fit changes nothing; its error wraps ErrAction.
func (c *Call) Do(a Action) (*Step, error) {
	for _, call := range c.carrier.calls {
		call.work, call.docs = 0, 0
	}
	if c.end != nil {
		return c.settle(), fmt.Errorf("%s: %w: it has ended", a, ErrAction)
	}
	if err := c.act(a); err != nil {
		s, _ := c.run()
		return s, fmt.Errorf("%s: %w", a, err)
	}
	return c.run()
}

// Look returns what has happened since the last step: with two calls of one carrier, what is done with one happens to the
// other.
func (c *Call) Look() *Step { return c.settle() }

// Ended reports how the call ended; nil while it goes on.
func (c *Call) Ended() *End { return c.end }

// Exchanges are all of the call so far, in the order they were made.
func (c *Call) Exchanges() []*Exchange { return slices.Clone(c.history) }

// act gives an action to whom it is for.
func (c *Call) act(a Action) error {
	switch a.kind {
	case kindWait:
		return c.pass(a.talk)
	case kindSilence:
		return c.silence(a)
	case kindHangup:
		return c.hangup(a)
	case kindUpdate:
		return c.update(a)
	case kindTranscript, kindFail:
		return c.serviceEvent(a)
	case kindDetect, kindDeepfake:
		return c.detected(a)
	}
	for _, l := range c.addressed(a) {
		for _, f := range slices.Backward(l.frames) {
			if f.wait == nil {
				continue
			}
			if _, dials := f.wait.(*dialing); a.leg > 0 && l.callee == 0 && !dials {
				continue // what a callee does is not for the caller's verbs
			}
			if ok, err := f.wait.do(a); ok || err != nil {
				return err
			}
		}
	}
	return fmt.Errorf("%w: it waits for %s", ErrAction, c.describe())
}

// addressed are the legs that an action may be for, the likeliest first: a callee who is asked, then the caller.
func (c *Call) addressed(a Action) []*leg {
	var list []*leg
	asked := func(l *leg) bool { f := l.top(); return !l.ended && f != nil && f.wait != nil }
	switch a.kind {
	case kindPress, kindKeys, kindSpeak:
		for _, l := range c.legs[1:] {
			if asked(l) && (a.leg == 0 || a.leg == l.callee) {
				list = append(list, l)
			}
		}
	}
	return append(list, c.legs[0])
}

// pass lets time go by, with all that happens in it by itself.
func (c *Call) pass(d time.Duration) error {
	end := c.now().Add(d)
	for c.fault == nil && c.end == nil {
		w := c.nearest(0)
		if w == nil || w.due().After(end) {
			break
		}
		c.expire(w)
		c.loop()
		c.work, c.docs = 0, 0 // a verb that goes on by itself takes its time, so that the time bounds the work
	}
	c.carrier.clock.until(end)
	return c.fault
}

// silence lets the next thing happen that happens by itself.
func (c *Call) silence(a Action) error {
	w := c.nearest(a.leg)
	if w == nil {
		return fmt.Errorf("%w: it waits for nothing", ErrAction)
	}
	c.expire(w)
	return nil
}

// expire lets a verb go on by itself, when its time has come, unless the call is over then.
func (c *Call) expire(w waiter) {
	c.carrier.clock.until(w.due())
	if !c.overdue() {
		w.expire()
	}
}

// limit is when a call has lasted as long as any may.
func (c *Call) limit() time.Time { return c.legs[0].begun.Add(maxCall) }

// overdue ends a call that has lasted as long as any may.
func (c *Call) overdue() bool {
	if c.now().Before(c.limit()) {
		return false
	}
	c.finish(c.legs[0], &End{By: "limit", Cause: "time_limit"})
	return true
}

// nearest is the verb that goes on first; on leg n only, where n is not 0.
func (c *Call) nearest(n int) waiter {
	var first waiter
	for _, l := range c.legs {
		if l.ended || n > 0 && l.callee != n || n < 0 && l.callee != 0 {
			continue
		}
		for _, f := range l.frames {
			if f.wait != nil && (first == nil || !f.wait.due().After(first.due())) {
				first = f.wait
			}
		}
	}
	return first
}

// run goes on until the call waits, and returns the step.
func (c *Call) run() (*Step, error) {
	c.loop()
	s := c.settle()
	return s, c.fault
}

// loop executes verbs, those of the other calls too, which this one may have moved.
func (c *Call) loop() {
	for {
		moved := false
		for _, call := range c.carrier.calls {
			for call.tick() {
				moved = true
			}
		}
		if !moved {
			break
		}
	}
	c.carrier.calls = slices.DeleteFunc(c.carrier.calls, func(call *Call) bool { return call.end != nil })
}

// tick executes one verb of the call; false: all its legs wait.
func (c *Call) tick() bool {
	if c.end != nil || c.fault != nil {
		return false
	}
	for _, l := range c.legs {
		if l.runs() {
			if c.overdue() {
				return true
			}
			if c.work++; c.work > maxWork {
				c.fail(errRound)
				return false
			}
			l.tick()
			return true
		}
	}
	return false
}

// fail gives the call up: the fault of a test or of its context, not of the call.
func (c *Call) fail(err error) {
	if c.fault == nil {
		c.fault = err
	}
	if c.end == nil {
		c.end = &End{By: "failure", Cause: "unspecified", Status: "failed", Problem: err.Error()}
	}
}

// settle ends a step and begins the next one.
func (c *Call) settle() *Step {
	s := c.step
	c.step, c.work, c.docs = &Step{}, 0, 0
	s.End = c.end
	if c.end == nil {
		all := c.waits()
		if len(all) > 0 {
			s.Waits, s.Also = all[0], all[1:]
		}
	}
	return s
}

// waits are all that the call waits for: callees who are asked first, then what the caller hears and does, then the verbs
// below.
func (c *Call) waits() []Waiting {
	var list []Waiting
	for _, l := range append(slices.Clone(c.legs[1:]), c.legs[0]) {
		if l.ended {
			continue
		}
		for _, f := range slices.Backward(l.frames) {
			if _, between := f.wait.(*round); f.wait != nil && !between {
				w := f.wait.waiting()
				w.Leg, w.Verb, w.Left = l.name, texmlgen.NameOf(w.Element), max(0, f.wait.due().Sub(c.now()))
				list = append(list, w)
			}
		}
	}
	return list
}

func (c *Call) describe() string {
	var words []string
	for _, w := range c.waits() {
		words = append(words, w.Verb+" of the "+w.Leg)
	}
	if len(words) == 0 {
		return "nothing"
	}
	return strings.Join(words, ", ")
}

func (c *Call) now() time.Time { return c.carrier.clock.Now() }

func (c *Call) remark(note string) { c.step.Notes = append(c.step.Notes, note) }

// note puts an exchange into the trace.
func (c *Call) note(x *Exchange) {
	c.history = append(c.history, x)
	c.step.Exchanges = append(c.step.Exchanges, x)
	if x.Instruction && x.Copy == 0 {
		if c.docs++; c.docs > maxDocs {
			c.fail(errRound)
		}
	}
	for _, f := range x.Findings {
		c.remark("dropped: " + f)
	}
}

// link is a URL of a document, as it is requested.
func (f *frame) link(u texmlgen.URL) string {
	return resolve(f.doc.base, strings.TrimSpace(u.String()))
}
