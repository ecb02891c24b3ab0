package engine

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

// dequeued decides the outcome of a queue. QueueResult is TwiML's name and not documented for TeXML; without it a caller
// who waited as long as the verb allows has timed out, and any other was bridged.
func (s *stepper) dequeued(a *Enqueue) {
	s.exits = s.callbackValues(CallbackEnqueue)
	if s.event.Kind == Silence {
		s.decide("failed", a.Failed)
		return
	}
	switch s.event.Text("QueueResult") {
	case "bridged":
		s.decide("bridged", a.Bridged)
	case "leave", "left":
		s.decide("left", a.Left)
	case "queue-full", "full":
		s.decide("full", a.Full)
	case "timeout", "timed-out", "max-wait":
		s.decide("timed_out", a.TimedOut)
	case "":
		most, bounded := a.Verb.MaxWaitTimeSecs.Get()
		waited, known := s.event.Int("QueueTime")
		if bounded && known && waited >= int(most.Seconds()) {
			s.decide("timed_out", a.TimedOut)
			return
		}
		s.decide("bridged", a.Bridged)
	default:
		s.decide("failed", a.Failed)
	}
}

// connected decides the outcome of a stream, an assistant or a relay. Its callback has no documented field.
func (s *stepper) connected(a *Connect) {
	s.exits = s.callbackValues(CallbackConnect)
	if s.event.Kind == Silence || s.event.Text("SessionStatus") == "failed" {
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
