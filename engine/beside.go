package engine

import (
	"time"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// BeginTrack begins a track beside the caller's dialogue: parent is the call where it waits, kind what the track is. It
// reports false when the call does not wait in a state that has such a track.
func BeginTrack(m *Machine, parent *Call, kind TrackKind, e Event, d Deployment) (*Call, Reply, bool) {
	s := newStepper(m, parent, e, d)
	s.trace.From = "" // the track begins
	if !s.stands() {
		return nil, Reply{}, false
	}
	s.call.Track, s.call.Turn, s.call.Taken, s.call.Limited = kind, 1, nil, 0
	switch kind {
	case TrackHold:
		hold := holdOf(s.state().Action)
		if hold == nil || m.Flows[hold.Flow] == nil {
			return nil, Reply{}, false
		}
		params := s.evaluate(hold.With)
		for _, f := range s.call.Frames {
			s.call.Beneath = append(s.call.Beneath, f.Flow)
		}
		s.call.Frames = nil
		s.call.Queue = queueOf(e)
		s.push(m.Flows[hold.Flow], params)
		s.enter(m.Flows[hold.Flow].Start)
	case TrackScreen:
		dial, ok := s.state().Action.(*Dial)
		if !ok || dial.Screen == nil {
			return nil, Reply{}, false
		}
		s.call.SID = e.CallSID // the callee's own leg
		s.ask(dial.Screen)
	default:
		return nil, Reply{}, false
	}
	call, reply := s.finished()
	return call, reply, true
}

// AgainTrack answers the carrier when it asks for the document of a hold track once more, as it does at each end: the hold
// flow begins anew, with its variables as they are.
func AgainTrack(m *Machine, c *Call, e Event, d Deployment) (*Call, Reply) {
	s := newStepper(m, c, e, d)
	s.call.Turn++
	s.call.Queue = queueOf(e)
	if !s.stands() {
		s.end()
		return s.call, s.reply()
	}
	s.call.Frames = s.call.Frames[:1]
	s.values = nil
	s.enter(s.flow().Start)
	return s.finished()
}

// reply is what came of the work. A hold document that has nothing to say is a pause, so that the carrier does not ask
// for it again at once.
func (s *stepper) reply() Reply {
	if s.call.Track == TrackHold && len(s.doc.Verbs) == 0 {
		s.quiet()
	}
	s.trace.To = s.call.Where()
	if s.want != nil {
		return Reply{Fetch: s.want, Trace: s.trace}
	}
	return Reply{Document: s.doc, Templates: s.templates, Trace: s.trace}
}

func (s *stepper) quiet() { s.add(&texmlgen.Pause{Length: texmlgen.Some(quietPause)}, fixedQuiet) }

// holdOf returns what is heard in a state that waits for others; nil for none.
func holdOf(a Action) *Hold {
	switch a := a.(type) {
	case *Enqueue:
		return a.Hold
	case *Conference:
		return a.Hold
	}
	return nil
}

// queueOf reads where the caller stands in the queue.
func queueOf(e Event) Queue {
	number := func(name string) *int {
		if n, ok := e.Int(name); ok {
			return &n
		}
		return nil
	}
	seconds := func(name string) *time.Duration {
		if n, ok := e.Int(name); ok {
			d := time.Duration(n) * time.Second
			return &d
		}
		return nil
	}
	return Queue{
		Position: number("QueuePosition"), Size: number("CurrentQueueSize"),
		Time: seconds("QueueTime"), Average: seconds("AvgQueueTime"),
	}
}

// ask is the screening document: the prompt, one key, and a Redirect for silence. Running out of verbs would take the
// call, so that it never ends without a decision of the callee.
func (s *stepper) ask(screen *Screen) {
	s.add(&texmlgen.Gather{
		Action: texmlgen.Route(RouteAnswer), Input: []texmlgen.Input{texmlgen.InputDTMF}, NumDigits: texmlgen.Some(1),
		FinishOnKey: texmlgen.Some(""), Prompt: s.promptVerbs(screen.Prompt),
	}, screen)
	s.silence()
}

// screened takes the callee's key: an empty document lets the bridge happen, a hang-up declines.
func (s *stepper) screened() {
	dial, ok := s.state().Action.(*Dial)
	if ok && dial.Screen != nil && s.event.Kind == Answer && s.event.Text("Digits") == dial.Screen.Accept {
		s.call.Screened = Accepted
		s.outcome(string(Accepted))
		s.done = true
		return
	}
	s.call.Screened = Declined
	s.outcome(string(Declined))
	s.hangup()
}

// Queued reports whether the call waits in a queue with a hold flow.
func Queued(m *Machine, c *Call) bool {
	queue, ok := m.action(c).(*Enqueue)
	return ok && queue.Hold != nil
}

// Leaves reports whether the newest document of a hold track takes the caller out of the queue.
func Leaves(m *Machine, track *Call) bool {
	_, ok := m.action(track).(*Leave)
	return ok
}

// Screens returns how many screening tracks the state that the call waits in may have.
func Screens(m *Machine, c *Call) int {
	if dial, ok := m.action(c).(*Dial); ok && dial.Screen != nil {
		return len(dial.Targets)
	}
	return 0
}
