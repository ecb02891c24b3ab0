package engine

import (
	"errors"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// Step moves a call by one instruction request and returns the call as it is now, with its answer.
//
// With a Begin event and no call, the call begins; with a Begin event and a call, the call changes to the flow of m and
// keeps its identity, turn count and recording. Otherwise c must be a call of m's version. Step changes nothing it was
// given, and the same arguments always give the same result.
//
// A reply with a Fetch is no answer yet, and the call that comes with it is not the next one: the host makes the request,
// adds the result to the event's Fetched, and steps again from the same call. Since the step is a pure function it comes to
// the same place, and goes on with that result. At most [MaxFetches] requests later there is a document.
func Step(m *Machine, c *Call, e Event, d Deployment) (*Call, Reply) {
	s := newStepper(m, c, e, d)
	if e.Kind == Begin || c == nil {
		s.begin()
	} else {
		s.call.Turn++
		s.resume()
	}
	return s.finished()
}

// newStepper begins the work on a call, of which it takes a copy; nil where there is none yet.
func newStepper(m *Machine, c *Call, e Event, d Deployment) *stepper {
	s := &stepper{machine: m, event: e, deployment: d, doc: &texmlgen.Response{}}
	if c != nil {
		s.call = c.clone()
		s.trace.From = c.Where()
	}
	return s
}

// finished is the reply of a step, or the failed way when its document cannot be used.
func (s *stepper) finished() (*Call, Reply) {
	why := s.spoilt()
	if why == nil {
		return s.call, s.reply()
	}
	call, reply := Fail(s.machine, s.call, s.event, s.deployment, why.Error())
	reply.Trace.From, reply.Trace.State, reply.Trace.Outcome = s.trace.From, s.trace.State, s.trace.Outcome
	reply.Trace.Visited = append(s.trace.Visited, reply.Trace.Visited...)
	return call, reply
}

// spoilt says why the document that was made cannot leave; nil when it can.
func (s *stepper) spoilt() error {
	if s.overworked() {
		return errWork
	}
	return s.strayed
}

var errWork = errors.New("the expressions of one step cost too much")

// stepper is the work of one step.
type stepper struct {
	machine    *Machine
	call       *Call // the copy that is changed
	event      Event
	deployment Deployment

	doc       *texmlgen.Response
	templates []*texmlgen.Template // of the document's verbs
	preparing bool                 // verbs are not added to the document but compiled

	trace    Trace
	exits    map[string]any // what the exits of the current state see beside what is seen everywhere
	values   map[string]any // environment of expressions; nil: build it anew
	states   int            // states entered
	failures int            // failed ways taken
	fetches  int            // requests come to that were made or are to be made
	want     *FetchRequest  // the first whose result the event does not hold
	offline  bool           // no request is made
	work     int            // spent on expressions, as guard.Program.Work counts it
	told     int            // reasons given to Deployment.Explain
	strayed  error          // a URL of the document leads elsewhere by what its values are
	done     bool           // the document is complete
}

func (s *stepper) begin() {
	flow, known := s.machine.Entry(), s.call != nil
	if !known {
		s.call = NewCall(s.event)
	}
	s.call.Turn++
	s.call.Taken = nil
	s.call.Frames = nil
	s.call.Language = flow.Languages[0].Tag
	s.push(flow, nil)
	s.call.Top().State = flow.Start
	// Flows that send a call to each other never wait; the limits of a call bound them.
	if known && s.overLimit() {
		return
	}
	s.enter(flow.Start)
}

// resume decides the outcome of the state the call waits in.
func (s *stepper) resume() {
	if !s.stands() {
		s.trouble("the call stands in no state of its flow")
		flow := s.machine.Entry()
		s.call.Frames = nil
		s.push(flow, nil)
		s.call.Top().State = flow.Start
		s.apologize()
		return
	}
	if s.overLimit() {
		return
	}
	if s.call.Track == TrackScreen {
		s.screened()
		return
	}
	switch a := s.state().Action.(type) {
	case *Gather:
		s.judge(a)
	case *AIGather:
		s.aiGathered(a)
	case *HTTPRequest:
		s.httpAnswered(a)
	case *Dial:
		s.dialed(a)
	case *Record:
		s.recorded(a)
	case *Conference:
		s.conferenced(a)
	case *Enqueue:
		s.dequeued(a)
	case *Connect:
		s.connected(a)
	case *Refer:
		s.referred(a)
	case *Pay:
		s.paid(a)
	case *Texml:
		s.rawAnswered(a)
	default:
		s.trouble("the call waits in a state that does not wait")
		s.fail()
	}
}

// end lets the document end where it is, without a hang-up.
func (s *stepper) end() {
	s.done = true
	s.outcome("end")
}

func (s *stepper) hangup() { s.finish(&texmlgen.Hangup{}, fixedHangup) }

// finish completes the document with a verb that ends the call's stay with us.
func (s *stepper) finish(v texmlgen.Verb, of any) {
	s.add(v, of)
	s.trace.Hangup = true
	s.done = true
	s.outcome("end")
}

// outcome notes what was decided in the current state.
func (s *stepper) outcome(name string) {
	f := s.call.Top()
	if f == nil {
		return
	}
	if s.trace.Outcome == "" && s.states == 0 {
		s.trace.State, s.trace.Outcome = f.Flow+"/"+f.State, name
	}
	s.trace.Visited = append(s.trace.Visited, Visit{Flow: f.Flow, State: f.State, Outcome: name})
	s.explain(Reason{Kind: Decided, Outcome: name})
}

func (s *stepper) trouble(what string) {
	where := s.call.Where()
	if where != "" {
		what = where + ": " + what
	}
	s.trace.Trouble = append(s.trace.Trouble, what)
}
