package engine

import (
	"time"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// conferenced decides the outcome of a conference. Its callback has the form of a dial's, in which no field about the
// conference is documented: that it came means that the caller has left the room.
func (s *stepper) conferenced(a *Conference) {
	s.exits = s.callbackValues(CallbackDial)
	if s.event.Kind == Silence || s.event.Text("DialCallStatus") == "failed" {
		s.decide("failed", a.Failed)
		return
	}
	s.decide("ended", a.Ended)
}

// longestWait is how long a caller stays in a queue whose verb does not say.
const longestWait = 4 * time.Hour

// dequeued decides the outcome of a queue. QueueResult and its values are TwiML's and not documented for TeXML, and none
// of them says that the caller waited too long: with a value that is not among them, or with none, one who waited as
// long as the verb allows has timed out. One whom the hold flow has taken out has left, also where the carrier does not
// say so. Without a value, one who waited at all was bridged. Where not even that is known the queue may have been full,
// or the wait too long, and nobody has talked: that is failed, because what follows a talk is mostly the end of the call.
func (s *stepper) dequeued(a *Enqueue) {
	s.exits = s.callbackValues(CallbackEnqueue)
	if s.event.Kind == Silence && !s.event.Left {
		s.decide("failed", a.Failed)
		return
	}
	waited, known := s.event.Int("QueueTime")
	tooLong := known && waited >= int(a.Verb.MaxWaitTimeSecs.Or(longestWait).Seconds())
	switch result := s.event.Text("QueueResult"); {
	case result == "bridged":
		s.decide("bridged", a.Bridged)
	case result == "leave":
		s.decide("left", a.Left)
	case result == "queue-full":
		s.decide("full", a.Full)
	case result == "hangup", result == "error", result == "redirected":
		s.decide("failed", a.Failed)
	case s.event.Left:
		s.decide("left", a.Left)
	case tooLong:
		s.decide("timed_out", a.TimedOut)
	case result == "" && known && waited > 0:
		s.decide("bridged", a.Bridged)
	default:
		s.decide("failed", a.Failed)
	}
}

// connected decides the outcome of a stream, an assistant or a relay. Its callback has no documented field. After a
// stream none is documented at all, so that its end may be silence: a stream that has begun and did not fail has ended.
func (s *stepper) connected(a *Connect) {
	s.exits = s.callbackValues(CallbackConnect)
	failed := s.event.Kind == Silence
	if _, stream := a.Service.Element.(*texmlgen.Stream); stream {
		asked := s.call.Turn - 1
		failed = s.call.StreamFailed == asked || failed && s.call.StreamTurn != asked
	}
	if failed || s.event.Text("SessionStatus") == "failed" {
		s.decide("failed", a.Failed)
		return
	}
	s.decide("ended", a.Ended)
}

// referred decides the outcome of a referral: in-progress says that the other side has taken the call over.
func (s *stepper) referred(a *Refer) {
	s.exits = s.callbackValues(CallbackRefer)
	if s.event.Kind == Answer && s.event.Text("ReferCallStatus") == "in-progress" {
		s.decide("ok", a.OK)
		return
	}
	s.decide("failed", a.Failed)
}

// paid decides the outcome of a payment. PayResult is the whole, Result the reason.
func (s *stepper) paid(a *Pay) {
	s.exits = s.callbackValues(CallbackPay)
	result := s.event.Text("PayResult")
	if result == "" {
		result = s.event.Text("Result")
	}
	if s.event.Kind == Answer && result == "success" {
		s.decide("ok", a.OK)
		return
	}
	s.decide("failed", a.Failed)
}
