package flows

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/texmlgen"
)

func (s *stateCompiler) dial(a *dialDecl) engine.Action {
	var defaults attributes
	callerID := a.CallerID
	if d := s.flowCompiler.decl.Defaults.action("dial"); d != nil {
		defaults = d.Attrs
		if !callerID.given() {
			callerID = d.CallerID
		}
	}
	if a.Queue.given() {
		s.checkUnrecorded(a)
		defaults = slices.DeleteFunc(slices.Clone(defaults), func(d attribute) bool { return d.Name == "record" })
	}
	out := &engine.Dial{CallerID: s.template(callerID, s.base), Queue: s.template(a.Queue, s.base)}
	s.checkCallerID(callerID, out.CallerID)
	w := &verbWriter{}
	w.open("Dial", defaults, a.Attrs)
	for _, t := range a.Targets {
		s.dialTarget(out, t, w)
	}
	if a.Queue.given() {
		w.open("Queue")
		w.text("queue")
		w.close("Queue")
	}
	w.close("Dial")
	if verb, ok := s.read(w).(*texmlgen.Dial); ok {
		s.nouns(out, verb)
	}
	if a.Screen != nil {
		out.Screen = &engine.Screen{Prompt: s.prompt(a.Screen.Prompt, s.base), Accept: "1"}
		if a.Screen.Accept.given() {
			out.Screen.Accept = a.Screen.Accept.Value
		}
	}
	out.Answered = s.outcome("answered", s.exit)
	out.Busy = s.outcome("busy", s.exit)
	out.NoAnswer = s.outcome("no_answer", s.exit)
	if a.Screen != nil {
		out.Declined = s.outcome("declined", s.exit)
	}
	out.Canceled = s.outcome("canceled", s.exit)
	out.Failed = s.outcome("failed", s.exit)
	return out
}

// checkUnrecorded says that TeXML records calls to numbers and SIP addresses alone.
func (s *stateCompiler) checkUnrecorded(a *dialDecl) {
	for _, attr := range a.Attrs {
		if attr.Name == "record" && attr.Value != string(texmlgen.DoNotRecord) {
			s.out.Errorf(codeTexmlRule, attr.Key.Span, "record is for calls to numbers and SIP addresses, and this takes a caller out of a queue").
				Hint = "leave it out; start: {recording: {}} records the whole call from there on"
		}
	}
}

// dialTarget compiles one number or SIP address of a dial. The text of its noun is filled in by the step.
func (s *stateCompiler) dialTarget(out *engine.Dial, t *targetDecl, w *verbWriter) {
	switch {
	case t.Number.given():
		number := s.template(t.Number, s.base)
		out.Targets = append(out.Targets, engine.DialTarget{Number: number})
		s.checkTarget(t.Number, number, false)
		w.open("Number", t.Attrs)
		w.text("+15125550100") // any number
		w.close("Number")
	case t.SIP.given():
		sip := s.template(t.SIP, s.base)
		out.Targets = append(out.Targets, engine.DialTarget{SIP: sip})
		s.checkTarget(t.SIP, sip, true)
		w.open("Sip", t.Attrs)
		w.text("sip:desk@example.com")
		w.close("Sip")
	}
}

// nouns takes a dial apart into its attributes and those of its nouns.
func (s *stateCompiler) nouns(out *engine.Dial, verb *texmlgen.Dial) {
	for i, n := range verb.Nouns {
		switch n := n.(type) {
		case *texmlgen.Queue:
			out.QueueNoun = *n
			out.QueueNoun.Name = texmlgen.Text{}
		case *texmlgen.Number:
			if i < len(out.Targets) {
				out.Targets[i].NumberNoun = *n
				out.Targets[i].NumberNoun.Number = texmlgen.Text{}
			}
		case *texmlgen.Sip:
			if i < len(out.Targets) {
				out.Targets[i].SIPNoun = *n
				out.Targets[i].SIPNoun.URI = texmlgen.Text{}
			}
		}
	}
	out.Verb = *verb
	out.Verb.Nouns = nil
}

// checkTarget asks the policy for a target that is written out. Its form is checked without a policy too.
func (s *stateCompiler) checkTarget(t text, target *guard.Template, address bool) {
	s.dials = true
	if s.opt.Policy == nil || !s.opt.Policy.DialConfigured() {
		s.warnUnchecked(t.Node.Span)
	}
	if target.IsLiteral() {
		s.ask(t.Value, t.Node.Span, address)
	}
}

// addressHint says how a SIP address is written that does not begin like one.
func addressHint(target string) string {
	scheme, rest, found := strings.Cut(target, ":")
	number := target
	if found && strings.EqualFold(scheme, "tel") {
		number = rest
	}
	switch {
	case strings.HasPrefix(number, "+") && !strings.Contains(number, "@"):
		return fmt.Sprintf("a number is dialled by itself: write number: %q", number)
	case found && (strings.EqualFold(scheme, "sip") || strings.EqualFold(scheme, "sips")):
		return fmt.Sprintf("write sip: %q", strings.ToLower(scheme)+":"+rest)
	case strings.Contains(target, "@") && !strings.ContainsAny(target, ":/"):
		return fmt.Sprintf("write sip: %q", "sip:"+target)
	}
	return `write sip: "sip:desk@pbx.example.com"`
}

// ask asks the policy for a target that stands somewhere.
func (s *stateCompiler) ask(target string, at diag.Span, address bool) {
	if address && !strings.HasPrefix(target, "sip:") && !strings.HasPrefix(target, "sips:") {
		s.out.Errorf(codeTargetRefused, at, `this cannot be dialled: an address begins with "sip:"`).Hint = addressHint(target)
		return
	}
	p := s.opt.Policy
	if p == nil || !p.DialConfigured() {
		p = &policy.Policy{}
	}
	err := p.Dial(target)
	var refusal *policy.Refusal
	if !errors.As(err, &refusal) || p != s.opt.Policy && refusal.Reason != policy.ReasonMalformed {
		return
	}
	if refusal.Reason == policy.ReasonMalformed {
		f := s.out.Errorf(codeTargetRefused, at, "this cannot be dialled: %s", refusal.Detail)
		f.Hint = `write a number as "+15125550100", an address as "sip:desk@pbx.example.com"`
		if plain := separators.Replace(target); plain != target && strings.HasPrefix(plain, "+") && wellFormed(p, plain) {
			f.Message, f.Hint = "this cannot be dialled: a number is + and digits alone", fmt.Sprintf("write %q", plain)
		}
		return
	}
	what := "number"
	if refusal.Kind == policy.KindSIP {
		what = "address"
	}
	f := s.out.Errorf(codeTargetRefused, at, "the host's policy refuses this %s: %s", what, refusal.Detail)
	if strings.Contains(refusal.Detail, "no entry of dial.allow") {
		f.Hintf("add it to dial.allow in texmlflow.yaml: %q", target)
	}
}

// warnUnchecked says, once a flow, that there is no policy to ask.
func (s *stateCompiler) warnUnchecked(at diag.Span) {
	if s.warned || s.pinned {
		return
	}
	s.warned = true
	s.out.Warnf(codeTargetsUnchecked, at, "the targets of this flow were not checked: there is no dial.allow in the host's settings").
		Hint = "without one the host refuses every dial"
}

var e164 = regexp.MustCompile(`^\+[1-9][0-9]{1,14}$`)

// checkCallerID says that a caller id is no number.
func (s *stateCompiler) checkCallerID(t text, tmpl *guard.Template) {
	if t.given() && tmpl.IsLiteral() && !e164.MatchString(t.Value) {
		s.out.Errorf(codeBadValue, t.Node.Span, "caller_id is no E.164 number: %q", t.Value).Hint = `write "+15125550100"`
	}
}

func (s *stateCompiler) record(a *recordDecl) engine.Action {
	var defaults attributes
	if d := s.flowCompiler.decl.Defaults.action("record"); d != nil {
		defaults = d.Attrs
	}
	w := &verbWriter{}
	sample := attribute{Name: "transcriptionCallback", Value: "https://example.com/"} // filled in by the step
	w.open("Record", attributes{sample}, defaults, a.Attrs)
	w.close("Record")
	out := &engine.Record{}
	if verb, ok := s.read(w).(*texmlgen.Record); ok {
		out.Verb = *verb
		out.Verb.TranscriptionCallback = texmlgen.URL{}
		s.checkTranscribed(a, verb)
	}
	out.Recorded = s.outcome("recorded", s.exit)
	out.Empty = s.outcome("empty", s.exit)
	out.Failed = s.outcome("failed", s.exit)
	return out
}

// checkTranscribed says that a record is told how to write down what it does not.
func (s *stateCompiler) checkTranscribed(a *recordDecl, verb *texmlgen.Record) {
	if verb.Transcription.Or(false) {
		return
	}
	for _, attr := range a.Attrs {
		if strings.HasPrefix(attr.Name, "transcription") && attr.Name != "transcription" {
			s.out.Errorf(codeTexmlRule, attr.Key.Span, "%s stands beside transcription: true, and there is none", attr.Key.Value).
				Hint = "write transcription: true, or leave it out"
		}
	}
}

// redirect compiles a redirect: ${} stands in values of the query alone, or is an environment's origin.
func (s *stateCompiler) redirect(a *redirectDecl) engine.Action {
	out := &engine.Redirect{Method: texmlgen.Method(a.Method.Value)}
	if !a.URL.given() {
		return out
	}
	known := s.checkOrigin(a.URL, "a document", "https")
	out.URL = s.template(a.URL, s.base)
	if known {
		s.noteRedirect(writtenHead(out.URL), a.URL.Node.Span)
	}
	// One fault of a URL is said once: where its origin is none, what stands behind it is not judged.
	if known && s.checkQuery(a.URL, out.URL) && s.checkPath(a.URL, out.URL) && originOf(out.URL) != "" && !out.URL.IsLiteral() {
		s.askRedirect(out.URL.Parts[0].Text, a.URL.Node.Span)
	}
	return out
}

// askRedirect asks the policy for a URL with values in its query, as far as it is written out.
func (s *stateCompiler) askRedirect(url string, at diag.Span) {
	if s.opt.Policy == nil {
		return
	}
	head, _, _ := strings.Cut(url, "?")
	if err := s.opt.Policy.Redirect(head); err != nil {
		s.out.Errorf(codeTargetRefused, at, "%s", err).Hint = "add its beginning to redirect.allow in texmlflow.yaml"
	}
}

// checkQuery says which expressions of a URL stand elsewhere than in a value of its query; false when any does.
func (s *stateCompiler) checkQuery(t text, tmpl *guard.Template) bool {
	before, ok := "", true
	for i, part := range tmpl.Parts {
		if part.Literal {
			before += part.Text
			continue
		}
		if !inQueryValue(before) && !(i == 0 && strings.HasPrefix(strings.TrimSpace(part.Text), "env.")) {
			s.noQueryValue(t.Node.Sub(part.From, part.To))
			ok = false
		}
	}
	return ok
}

// inQueryValue reports whether what comes after a part of a URL is in a value of its query.
func inQueryValue(before string) bool {
	_, query, ok := strings.Cut(before, "?")
	return ok && strings.LastIndexByte(query, '=') > strings.LastIndexByte(query, '&')
}

func (s *stateCompiler) noQueryValue(at diag.Span) {
	s.out.Errorf(codeBadURL, at, "an expression stands in values of the query alone").
		Hint = "write it as ?name=${urlquery(…)}"
}

// wellFormed reports whether a target could be dialled, if the host allowed it.
func wellFormed(p *policy.Policy, target string) bool {
	var refusal *policy.Refusal
	return !errors.As(p.Dial(target), &refusal) || refusal.Reason != policy.ReasonMalformed
}
