package main

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/callback"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// rehearsal is a call that is stepped without a host, for commands that show what a flow would do.
type rehearsal struct {
	*stage
	phone *phoneCall
	call  *engine.Call // nil before it begins
	besides

	run     func(engine.Event) (*engine.Call, engine.Reply) // the step that is being made
	event   engine.Event                                    // of that step
	asks    *engine.FetchRequest                            // what it needs first; nil: nothing
	reply   engine.Reply                                    // of the last step
	body    []byte                                          // its document
	reasons []engine.Reason                                 // why it was made so
}

// rehearse begins no call yet.
func (st *stage) rehearse() *rehearsal {
	r := &rehearsal{stage: st}
	r.phone = &phoneCall{
		Entry: st.publicURL + "/texml", CallSID: "v3:rehearsal", From: st.from, To: st.to,
		Account: "00000000-0000-4000-8000-000000000000",
	}
	r.deployment.Explain = func(reason engine.Reason) { r.reasons = append(r.reasons, reason) }
	return r
}

// step lets something happen that asks for a document.
func (r *rehearsal) step(in input) error {
	e, err := r.decoded(in)
	if err != nil {
		return err
	}
	if r.call != nil {
		r.besides.tell(r.machine, r.call, in, &e)
	}
	r.run = func(e engine.Event) (*engine.Call, engine.Reply) {
		return engine.Step(r.machine, r.call, e, r.deployment)
	}
	return r.make(e)
}

// enter lets the call come to the state that it stands in.
func (r *rehearsal) enter() error {
	e, err := r.decoded(input{kind: inputBegin})
	if err != nil {
		return err
	}
	r.run = func(e engine.Event) (*engine.Call, engine.Reply) {
		return engine.Enter(r.machine, r.call, e, r.deployment)
	}
	return r.make(e)
}

// make makes the step, as far as it comes without another request.
func (r *rehearsal) make(e engine.Event) error {
	r.reasons = nil
	call, reply := r.run(e)
	r.event, r.asks = e, reply.Fetch
	if r.asks != nil {
		r.reply, r.body = engine.Reply{}, nil
		return nil
	}
	return r.answered(e, call, reply)
}

// fetched gives the step what it has asked for.
func (r *rehearsal) fetched(result engine.FetchResult) error {
	e := r.event
	e.Fetched = append(slices.Clone(e.Fetched), result)
	return r.make(e)
}

// where is the state that the call stands in, with the flows around it; while it asks for something, the state that does.
func (r *rehearsal) where() string {
	if last := len(r.reasons) - 1; r.asks != nil && last >= 0 {
		return r.reasons[last].Flow + "/" + r.reasons[last].State
	}
	if r.call == nil {
		return ""
	}
	return r.call.Where()
}

// waits says in words what the call waits for.
func (r *rehearsal) waits() string {
	if r.asks != nil {
		return "waits for the answer to " + r.asks.Method + " " + r.asks.URL
	}
	return r.phone.Answer.waits()
}

// note lets something happen that is told without an answer.
func (r *rehearsal) note(in input) error {
	e, err := r.decoded(in)
	if err != nil {
		return err
	}
	r.reasons, r.reply, r.body = nil, engine.Reply{}, nil
	r.call, _ = engine.Notify(r.call, e)
	return nil
}

// decoded is the callback that tells of an input, decoded as the host decodes it. Of pressed keys it has those that the
// carrier sends.
func (r *rehearsal) decoded(in input) (engine.Event, error) {
	if in.presses() {
		in.text = r.phone.latest(in).keyed(in.text)
	}
	body := in.body(r.phone, r.at)
	if in.kind == inputTranscription || in.kind == inputRecordingText {
		return callback.DecodeTranscription(in.contentType(), body, r.at)
	}
	form, err := callback.ParseForm(body)
	if err != nil {
		return engine.Event{}, err
	}
	switch in.kind {
	case inputBegin:
		return callback.DecodeInstruction(form, engine.Begin, r.at)
	case inputHold, inputScreen:
		kind := engine.Answer
		if in.asks {
			kind = engine.Begin
		} else if in.text == silent {
			kind = engine.Silence
		}
		return callback.DecodeInstruction(form, kind, r.at)
	case inputSilence:
		return callback.DecodeInstruction(form, engine.Silence, r.at)
	case inputCompleted:
		return callback.DecodeStatus(form, r.at)
	case inputRecording:
		e, err := callback.DecodeRecording(form, r.at)
		e.Turn = r.call.Turn
		return e, err
	default:
		return callback.DecodeInstruction(form, engine.Answer, r.at)
	}
}

// answered takes the document of a step.
func (r *rehearsal) answered(e engine.Event, call *engine.Call, reply engine.Reply) error {
	call, reply, body, err := r.written(e, call, reply)
	if err != nil {
		return err
	}
	if err := r.phone.answered(body); err != nil {
		return err
	}
	r.call, r.reply, r.body, r.besides = call, reply, body, besides{}
	return nil
}

// written is a step with its document in bytes. One that cannot be written takes the flow's failed way, as it does in the
// host.
func (r *rehearsal) written(e engine.Event, call *engine.Call, reply engine.Reply) (*engine.Call, engine.Reply, []byte, error) {
	body, err := r.write(reply.Document)
	if bad, ok := errors.AsType[*texmlgen.Error](err); ok {
		before := reply.Trace.Trouble
		call, reply = engine.Fail(r.machine, call, e, r.deployment, bad.Error())
		reply.Trace.Trouble = append(before, reply.Trace.Trouble...)
		body, err = r.write(reply.Document)
	}
	return call, reply, body, err
}

// write turns a document into bytes. Its URLs are made as the host makes them, but for the token, in whose place the route
// stands.
func (r *rehearsal) write(doc *texmlgen.Response) ([]byte, error) {
	return texmlgen.Write(doc, texmlgen.Options{
		Resolve: func(route string) (string, error) {
			if file, ok := engine.AudioOf(route); ok {
				hash, name, _ := strings.Cut(file, "/")
				return r.publicURL + "/audio/" + hash + "/" + url.PathEscape(name), nil
			}
			return r.publicURL + "/t/" + strings.ReplaceAll(route, ":", "-"), nil
		},
		Target: func(_, target string) error { return r.deployment.Policy.Dial(target) },
	})
}

// accepts reports why an input does not fit what the last document waits for; nil when it does.
func (r *rehearsal) accepts(in input) error {
	switch {
	case r.asks != nil && in.kind != inputFetch:
		return usage("write "+fetchUsage, "the flow requests %s %s first", r.asks.Method, r.asks.URL)
	case in.kind == inputFetch && r.asks == nil:
		return usage("", "the flow requests nothing there")
	case in.kind == inputFetch:
		return nil
	}
	if !in.instruction() && in.verb() == "" {
		return nil
	}
	if r.call.Ended {
		return usage("", "the call is over")
	}
	if in.kind.isBeside() {
		return nil // its own document waits for it, or does not
	}
	if _, err := r.phone.answerURL(in); err != nil {
		return err
	}
	return r.phone.Answer.listens(in)
}

// heard is what the caller hears of a document, verb by verb.
func heard(doc *texmlgen.Response) []string {
	var out []string
	var walk func(verbs []texmlgen.Verb)
	walk = func(verbs []texmlgen.Verb) {
		for _, v := range verbs {
			switch v := v.(type) {
			case *texmlgen.Say:
				out = append(out, v.Text.String())
			case *texmlgen.Play:
				out = append(out, "(plays "+v.URL.String()+")")
			case *texmlgen.Pause:
				out = append(out, fmt.Sprintf("(pauses %s)", v.Length.Or(time.Second)))
			case *texmlgen.Gather:
				walk(v.Prompt)
			case *texmlgen.AIGather:
				out = append(out, v.Greeting.String())
			}
		}
	}
	if doc != nil {
		walk(doc.Verbs)
	}
	return out
}
