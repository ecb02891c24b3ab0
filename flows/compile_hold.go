package flows

import (
	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// hold compiles the use of a hold flow; nil when there is none.
func (s *stateCompiler) hold(h *holdDecl) *engine.Hold {
	if h == nil || !h.Flow.given() {
		return nil
	}
	callee := s.byName[h.Flow.Value]
	if callee == nil || !callee.hold() {
		s.noFlow(h.Flow, callee, true)
		return nil
	}
	out := &engine.Hold{Flow: h.Flow.Value, With: s.arguments(h.With, callee.Params, s.base, h.Flow.Node.Span, "parameter")}
	s.checkSpoken(h.Flow, callee, "hold flow")
	return out
}

// defaultAttributes are the attributes that the flow's defaults give an action.
func (s *stateCompiler) defaultAttributes(action string) attributes {
	if d := s.flowCompiler.decl.Defaults.action(action); d != nil {
		return d.Attrs
	}
	return nil
}

func (s *stateCompiler) conference(a *conferenceDecl) engine.Action {
	out := &engine.Conference{Name: s.template(a.Name, s.base), Hold: s.hold(a.Hold)}
	if out.Hold != nil {
		s.checkNoLeave(a.Hold.Flow)
	}
	w := &verbWriter{}
	w.open("Dial", a.Dial)
	w.open("Conference", s.defaultAttributes("conference"), a.Attrs)
	w.text("room")
	w.close("Conference")
	w.close("Dial")
	if verb, ok := s.read(w).(*texmlgen.Dial); ok && len(verb.Nouns) == 1 {
		if noun, ok := verb.Nouns[0].(*texmlgen.Conference); ok {
			out.Noun = *noun
			out.Noun.Room = texmlgen.Text{}
		}
		out.Verb = *verb
		out.Verb.Nouns = nil
	}
	out.Ended = s.outcome("ended", s.exit)
	out.Failed = s.outcome("failed", s.exit)
	return out
}

// checkNoLeave says that nothing takes a caller out of a conference: TeXML knows Leave in the wait of a queue alone.
func (s *stateCompiler) checkNoLeave(hold text) {
	for _, state := range s.byName[hold.Value].States {
		if _, ok := state.Action.(*leaveDecl); !ok {
			continue
		}
		s.out.Errorf(codeHoldOnly, hold.Node.Span, "the hold flow %q leaves a queue, and a conference is none", hold.Value).
			Notef(state.ActionKey.Span, "it leaves here").Hint = "give the conference a hold flow without leave"
		return
	}
}

func (s *stateCompiler) enqueue(a *enqueueDecl) engine.Action {
	out := &engine.Enqueue{Queue: s.template(a.Queue, s.base), Hold: s.hold(a.Hold)}
	w := &verbWriter{}
	w.open("Enqueue", s.defaultAttributes("enqueue"), a.Attrs)
	w.close("Enqueue")
	if verb, ok := s.read(w).(*texmlgen.Enqueue); ok {
		out.Verb = *verb
	}
	out.Bridged = s.outcome("bridged", s.exit)
	out.Left = s.outcome("left", s.exit)
	out.Full = s.outcome("full", s.exit)
	out.TimedOut = s.outcome("timed_out", s.exit)
	out.Failed = s.outcome("failed", s.exit)
	return out
}
