package engine

import (
	"slices"
	"time"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// maxFailures is how often one step takes a failed way before it apologizes instead.
const maxFailures = 3

// Step moves a call by one instruction request and returns the call as it is now, with its answer.
//
// With a Begin event and no call, the call begins; with a Begin event and a call, the call changes to the flow of m and
// keeps its identity, turn count and recording. Otherwise c must be a call of m's version. Step changes nothing it was
// given, and the same arguments always give the same result.
func Step(m *Machine, c *Call, e Event, d Deployment) (*Call, Reply) {
	s := &stepper{machine: m, event: e, deployment: d, doc: &texmlgen.Response{}}
	if e.Kind == Begin || c == nil {
		s.begin(c)
	} else {
		s.call = c.clone()
		s.call.Turn++
		s.trace.From = c.Where()
		s.resume()
	}
	s.trace.To = s.call.Where()
	return s.call, Reply{Document: s.doc, Trace: s.trace}
}

// Fail moves a call on from a step whose document could not be used: c is the call that step returned, and why goes into
// the trace. It takes the failed outcome of the state that the call waits in, or the flow's failed way, and is the same
// turn.
func Fail(m *Machine, c *Call, e Event, d Deployment, why string) (*Call, Reply) {
	s := &stepper{machine: m, event: e, deployment: d, doc: &texmlgen.Response{}, call: c.clone()}
	s.trace.From = c.Where()
	s.trouble(why)
	if failed := s.failedOutcome(); failed != nil {
		s.decide("failed", failed)
	} else {
		s.outcome("failed")
		s.fail()
	}
	s.trace.To = s.call.Where()
	return s.call, Reply{Document: s.doc, Trace: s.trace}
}

// failedOutcome is what the state that the call waits in says about a failure; nil when it has no such outcome.
func (s *stepper) failedOutcome() []*Transition {
	if !s.stands() {
		return nil
	}
	switch a := s.state().Action.(type) {
	case *AIGather:
		return a.Failed
	case *HTTPRequest:
		return a.Failed
	case *Dial:
		return a.Failed
	case *Record:
		return a.Failed
	}
	return nil
}

// stepper is the work of one step.
type stepper struct {
	machine    *Machine
	call       *Call // the copy that is changed
	event      Event
	deployment Deployment

	doc      *texmlgen.Response
	trace    Trace
	exits    map[string]any // what the exits of the current state see beside what is seen everywhere
	values   map[string]any // environment of expressions; nil: build it anew
	states   int            // states entered
	failures int            // failed ways taken
	done     bool           // the document is complete
}

func (s *stepper) begin(c *Call) {
	flow := s.machine.Entry()
	if c == nil {
		s.call = &Call{
			SID: s.event.CallSID, AccountSID: s.event.AccountSID, From: s.event.From, To: s.event.To,
			Started: s.event.At, StatusSequence: -1,
		}
	} else {
		s.call = c.clone()
		s.trace.From = c.Where()
	}
	s.call.Turn++
	s.call.Taken = nil
	s.call.Frames = nil
	s.call.Language = flow.Languages[0].Tag
	s.push(flow, nil)
	s.call.Top().State = flow.Start
	// Flows that send a call to each other never wait; the limits of a call bound them.
	if c != nil && s.overLimit() {
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
	switch a := s.state().Action.(type) {
	case *Gather:
		s.exits = s.callbackValues(CallbackGather)
		s.judge(a)
	case *AIGather:
		s.aiGathered(a)
	case *HTTPRequest:
		s.httpAnswered(a)
	case *Dial:
		s.dialed(a)
	case *Record:
		s.recorded(a)
	default:
		s.trouble("the call waits in a state that does not wait")
		s.fail()
	}
}

// overLimit takes the way of a call that has used up its turns or its time, and reports whether it did.
func (s *stepper) overLimit() bool {
	limits := s.machine.Entry().Limits
	turns, duration := limits.Turns, limits.Duration
	if turns == 0 {
		turns = DefaultTurns
	}
	if duration == 0 {
		duration = DefaultDuration
	}
	if s.call.Limited > 0 {
		if s.call.Turn < s.call.Limited+2 {
			return false
		}
		s.outcome("limit")
		s.apologize()
		return true
	}
	if s.call.Turn <= turns && s.event.At.Sub(s.call.Started) < duration {
		return false
	}
	s.call.Limited = s.call.Turn
	s.outcome("limit")
	s.trouble("the call reached its limit of turns or time")
	if limits.Then == nil {
		s.apologize()
		return true
	}
	s.unwind()
	s.run(limits.Then)
	return true
}

// take runs the first transition whose guard is true, and reports whether there was one.
func (s *stepper) take(list []*Transition) bool {
	t := s.first(list)
	if t == nil {
		return false
	}
	s.run(t)
	return true
}

// first returns the first transition whose guard is true; nil when none is.
func (s *stepper) first(list []*Transition) *Transition {
	for _, t := range list {
		if s.holds(t.When) {
			return t
		}
	}
	return nil
}

// decide takes an outcome of the current state.
func (s *stepper) decide(name string, list []*Transition) {
	s.outcome(name)
	if !s.take(list) {
		s.trouble("no transition of outcome " + name + " was taken")
		s.fail()
	}
}

// settle returns the transition that is really taken for t: past its bound, that is its then. It counts the taking.
func (s *stepper) settle(t *Transition) *Transition {
	for t != nil && t.AtMost > 0 {
		if s.call.Taken[t.ID] < t.AtMost {
			if s.call.Taken == nil {
				s.call.Taken = map[string]int{}
			}
			s.call.Taken[t.ID]++
			return t
		}
		t = t.Then
	}
	return t
}

// run takes a transition, bounds and all.
func (s *stepper) run(t *Transition) {
	if t = s.settle(t); t == nil {
		s.trouble("a bounded transition has nothing after its bound")
		s.fail()
		return
	}
	s.perform(t)
	s.follow(t.Target)
}

// perform does what a transition does on its way: set reads the old values, say sees the new.
func (s *stepper) perform(t *Transition) {
	s.trace.Steps = append(s.trace.Steps, t.ID)
	s.assign(t.Set)
	s.speakIn(t.Switch)
	s.parts(t.Parts)
}

// follow goes where a target leads.
func (s *stepper) follow(target Target) {
	switch target.Kind {
	case ToState:
		if target.State == s.call.Top().State && s.states == 0 {
			s.again()
			return
		}
		s.enter(target.State)
	case ToHangup:
		s.hangup()
	case ToReturn:
		s.giveBack(target)
	case ToRepeat:
		s.wait()
	case ToRetry:
		s.again()
	}
}

// enter begins a visit of a state of the current flow.
func (s *stepper) enter(name string) {
	frame := s.call.Top()
	state := s.machine.Flows[frame.Flow].States[name]
	if state == nil {
		s.trouble("there is no state " + name)
		s.fail()
		return
	}
	if s.states++; s.states > MaxStates {
		s.trouble("too many states without a wait")
		s.apologize()
		return
	}
	frame.State, frame.Attempt, frame.NoInputs, frame.NoMatches = name, 1, 0, 0
	s.trace.Steps = append(s.trace.Steps, ">"+name)
	s.values, s.exits = nil, nil
	s.assign(state.Set)
	s.speakIn(state.Switch)
	s.parts(state.Parts)
	s.act(state)
}

// again is the next attempt of the same visit: what is said once a visit is not repeated.
func (s *stepper) again() {
	if s.states++; s.states > MaxStates {
		s.trouble("too many states without a wait")
		s.apologize()
		return
	}
	s.call.Top().Attempt++
	s.values, s.exits = nil, nil
	s.act(s.state())
}

// act does the one thing that happens in a state.
func (s *stepper) act(state *State) {
	switch a := state.Action.(type) {
	case nil:
		s.outcome("to")
		s.run(state.Exit)
	case *Choose:
		s.decide("choose", a.Transitions)
	case *Subflow:
		s.descend(a)
	case *Hangup:
		s.hangup()
	case *Reject:
		s.finish(&texmlgen.Reject{Reason: a.Reason})
	case *Redirect:
		s.redirect(a)
	default:
		s.wait()
	}
}

// descend enters a subflow.
func (s *stepper) descend(a *Subflow) {
	flow := s.machine.Flows[a.Flow]
	if flow == nil || len(s.call.Frames) >= MaxDepth {
		s.trouble("subflow " + a.Flow + " cannot be entered")
		s.fail()
		return
	}
	params := s.evaluate(a.With)
	s.push(flow, params)
	s.enter(flow.Start)
}

// giveBack leaves a subflow with one of its return names.
func (s *stepper) giveBack(target Target) {
	flow := s.machine.Flows[s.call.Top().Flow]
	data := s.evaluate(target.With)
	for _, r := range flow.Returns {
		if r.Name == target.Return {
			complete(data, r.Fields)
		}
	}
	s.call.Frames = s.call.Frames[:len(s.call.Frames)-1]
	s.values = nil
	var list []*Transition
	if s.call.Top() != nil {
		if a, ok := s.state().Action.(*Subflow); ok {
			list = a.Returns[target.Return]
		}
	}
	if list == nil {
		s.trouble("nothing follows return " + target.Return)
		s.fail()
		return
	}
	s.exits = map[string]any{"returned": data}
	s.outcome(target.Return)
	// The calling state was left when the subflow began, so that going back to it is a new visit.
	s.states++
	if !s.take(list) {
		s.trouble("no transition of return " + target.Return + " was taken")
		s.fail()
	}
}

// push puts a flow on the stack with its variables at their defaults.
func (s *stepper) push(flow *Flow, params map[string]any) {
	vars := make(map[string]any, len(flow.Vars)+len(flow.Params))
	for _, v := range flow.Vars {
		vars[v.Name] = v.initial()
	}
	for _, p := range flow.Params {
		value, ok := params[p.Name]
		if !ok && !p.Type.Optional {
			value = p.Type.Zero()
		}
		vars[p.Name] = value
	}
	s.call.Frames = append(slices.Clip(s.call.Frames), Frame{Flow: flow.Name, Vars: vars})
	s.values, s.exits = nil, nil
}

// unwind leaves every subflow.
func (s *stepper) unwind() {
	s.call.Frames = s.call.Frames[:1]
	s.values, s.exits = nil, nil
}

// fail takes the flow's failed way: that of the subflow if it has one, else the entry flow's, else the apology.
func (s *stepper) fail() {
	s.failures++
	for s.failures <= maxFailures && len(s.call.Frames) > 0 {
		if t := s.machine.Flows[s.call.Top().Flow].Failed; t != nil {
			s.run(t)
			return
		}
		if len(s.call.Frames) == 1 {
			break
		}
		s.call.Frames = s.call.Frames[:len(s.call.Frames)-1]
		s.values, s.exits = nil, nil
	}
	s.apologize()
}

// apologize ends the call with the flow's apology.
func (s *stepper) apologize() {
	if s.done {
		return
	}
	s.prompt(s.machine.Entry().Apology)
	s.hangup()
}

func (s *stepper) hangup() { s.finish(&texmlgen.Hangup{}) }

// finish completes the document with a verb that ends the call's stay with us.
func (s *stepper) finish(v texmlgen.Verb) {
	s.doc.Verbs = append(s.doc.Verbs, v)
	s.trace.Hangup = true
	s.done = true
	s.outcome("end")
}

func (s *stepper) state() *State {
	f := s.call.Top()
	return s.machine.Flows[f.Flow].States[f.State]
}

// stands reports whether the machine has the states that the call is in.
func (s *stepper) stands() bool {
	for _, f := range s.call.Frames {
		if flow := s.machine.Flows[f.Flow]; flow == nil || flow.States[f.State] == nil {
			return false
		}
	}
	return len(s.call.Frames) > 0
}

func (s *stepper) flow() *Flow { return s.machine.Flows[s.call.Top().Flow] }

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
}

func (s *stepper) trouble(what string) {
	where := s.call.Where()
	if where != "" {
		what = where + ": " + what
	}
	s.trace.Trouble = append(s.trace.Trouble, what)
}

// holds reports whether a guard is true; a missing guard is.
func (s *stepper) holds(p *guard.Program) bool {
	return p == nil || p.True(s.env())
}

// since returns how long the call has lasted at this event, never negative.
func (s *stepper) since() time.Duration {
	return max(0, s.event.At.Sub(s.call.Started))
}
