package main

import "strconv"

// beside is a document that runs beside the caller's own: what a waiting caller hears, or what a callee is asked by.
type beside struct {
	Answer  answer `json:"answer"` // the last one
	Rounds  int    `json:"rounds"` // how often its first one was asked for
	CallSID string `json:"call_sid,omitempty"`
	To      string `json:"to,omitempty"` // the callee
}

// callee is one that a Dial asks first.
type callee struct {
	URL string `json:"url"`
	To  string `json:"to"`
}

// side is what an input is about that is not the caller's own document; nil for all others.
func (c *phoneCall) side(in input) *beside {
	switch in.kind {
	case inputHold:
		return &c.Hold
	case inputScreen:
		return &c.Screen
	default:
		return nil
	}
}

// latest is the document that an input is about.
func (c *phoneCall) latest(in input) *answer {
	if s := c.side(in); s != nil {
		return &s.Answer
	}
	return &c.Answer
}

// ask begins the next round of a side: the carrier asks for the first document of a hold anew whenever it has ended, and
// each callee has a document of their own. Input that is no beginning goes on with the last one.
func (c *phoneCall) ask(in input) {
	s := c.side(in)
	if s == nil || !in.asks {
		return
	}
	if in.kind == inputScreen && len(c.Answer.Screens) > 0 {
		next := c.Answer.Screens[s.Rounds%len(c.Answer.Screens)]
		s.CallSID, s.To = c.CallSID+"-leg"+strconv.Itoa(s.Rounds%len(c.Answer.Screens)+1), next.To
	}
	s.Rounds++
}

// sideURL is where an input beside the caller's own document is sent; "" when nothing there waits for it.
func (c *phoneCall) sideURL(in input) string {
	s := c.side(in)
	switch {
	case in.text == silent:
		return s.Answer.Silence
	case !in.asks && s.Answer.Verb == "Gather":
		return s.Answer.Action
	case !in.asks:
		return ""
	case in.kind == inputHold:
		return c.Answer.Wait
	case len(c.Answer.Screens) > 0:
		return c.Answer.Screens[max(s.Rounds-1, 0)%len(c.Answer.Screens)].URL
	}
	return ""
}

// noSide says why an input beside the caller's own document goes nowhere.
func (c *phoneCall) noSide(in input) error {
	name, none := eventOf(in.kind).name, "nobody waits in the last document with a hold flow"
	if in.kind == inputScreen {
		none = "the last document asks no callee first"
	}
	switch s := c.side(in); {
	case in.asks:
		return usage("the last document "+c.Answer.waits(), "%s", none)
	case s.Rounds == 0:
		return usage("ask for it first: --event "+name, "there is no %s document yet", name)
	}
	_, flags := c.goOn(in)
	return usage("go on with "+flags, "the last %s document does not wait for this", name)
}

// beside adds the fields of a side's callbacks.
func (in input) beside(f *form, c *phoneCall) {
	switch {
	case in.text == silent:
	case !in.asks:
		f.add("Digits", in.text)
	case in.kind == inputHold && c.Answer.Verb != "Conference":
		waited := strconv.Itoa(20 * max(c.Hold.Rounds-1, 0))
		f.add("QueueSid", "queue-of-"+c.CallSID, "QueuePosition", "1", "QueueTime", waited, "AvgQueueTime", "41", "CurrentQueueSize", "1")
	}
}

// goOn says what comes after the newest document of a side, and the flags for it.
func (c *phoneCall) goOn(in input) (words, flags string) {
	d, name := c.side(in).Answer, eventOf(in.kind).name
	switch {
	case d.Verb == "Gather":
		return "the document " + d.waits(), "--event " + name + ":1"
	case d.Verb == "Redirect":
		return "the document " + d.waits(), "--event " + name + ":" + silent
	case d.Verb == "Leave":
		return "the document " + d.waits(), "--event enqueue:left"
	case in.kind == inputHold:
		return "the document ends, and is asked for again", "--event hold"
	case d.Verb == "Hangup":
		return "the callee has declined", "--event dial:declined"
	}
	return "the callee has taken the call", "--event dial:completed"
}
