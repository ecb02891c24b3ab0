package texmlgen

import (
	"fmt"
	"strings"
)

// An adviser knows what is allowed but may surprise. Parse listens; Write does not.
type adviser interface {
	advise(r *reader)
}

func (x *Response) advise(r *reader) {
	if !r.knows("") {
		return // what is not read may part the verbs, as a section of a template does
	}
	for i, v := range x.Verbs {
		if v.spec().Terminal != TerminalYes {
			continue
		}
		if i+1 < len(x.Verbs) {
			after := x.Verbs[i+1]
			r.out.add(SeverityWarning, CodeNeverRuns, r.tree.spans[after],
				fmt.Sprintf("%s never runs: %s before it ends the document", after.spec().XMLName, v.spec().XMLName), "")
		}
		return
	}
}

func (x *Gather) advise(r *reader) {
	if x.Action.IsZero() {
		r.advice("", "without action nobody learns what the caller gave", "action")
	}
	if _, ok := x.NumDigits.Get(); ok && (x.MinDigits != Opt[int]{} || x.MaxDigits != Opt[int]{}) {
		r.advice("numDigits", "collects exactly that many digits; minDigits and maxDigits say something else", "minDigits", "maxDigits")
	}
	if len(x.FinishOnKey.Or("")) > 1 {
		r.advice("finishOnKey", "more than one key is accepted by some pages of the documentation only")
	}
}

func (x *AIGather) advise(r *reader) {
	if x.Action.IsZero() {
		r.advice("", "without action nobody learns what was gathered", "action")
	}
}

func (x *HTTPRequest) advise(r *reader) {
	if !x.Async.Or(false) && x.Action.IsZero() {
		r.advice("", "waits for the reply, and without action nobody learns of it", "async", "action")
	}
}

func (x *Say) advise(r *reader) {
	vendor, _, _ := strings.Cut(x.Voice, ".")
	if known, near := VoiceForm(x.Voice); !known && r.knows("voice") {
		hint := ""
		if near != "" {
			hint = fmt.Sprintf("did you mean %q?", short(near))
		}
		r.out.add(SeverityWarning, CodeAdvice, r.at("voice"), fmt.Sprintf("Say voice %q: no known form of a voice", short(x.Voice)), hint)
	}
	if (x.Gender != "" || x.Effect != "") && vendor != "Azure" {
		r.advice("voice", "gender and effect mean something with Azure voices only", "gender", "effect")
	}
}

func (x *Dial) advise(r *reader) {
	if s := x.CallerID.String(); !x.CallerID.IsZero() && !isE164(s) && !isTemplate(s) {
		r.advice("callerId", "want a number in E.164 form, such as +15550100")
	}
	adviseE164(r, x.Number)
	if !onlyOf(strings.ToLower(x.FromDisplayName.String()), "abcdefghijklmnopqrstuvwxyz0123456789 -_~!.+") {
		r.advice("fromDisplayName", "want letters, digits, space and -_~!.+ only")
	}
	for _, n := range x.Nouns {
		name := n.spec().Name
		if name != "Queue" && name != "Conference" {
			continue
		}
		if len(x.Nouns) > 1 {
			r.advice("", name+" besides other nouns is not documented")
		}
		if x.Record != "" && x.Record != DoNotRecord {
			r.advice("record", "records calls to Number and Sip only", "")
		}
		if name == "Conference" && x.HangupOnStar.Or(false) {
			r.advice("hangupOnStar", "does not work with Conference", "")
		}
		return
	}
}

func (x *Number) advise(r *reader) { adviseE164(r, x.Number) }

func adviseE164(r *reader, t Text) {
	if s := t.String(); s != "" && !isE164(s) && !isTemplate(s) {
		r.advice("", "want a number in E.164 form, such as +15550100")
	}
}

func (x *Stream) advise(r *reader) {
	adviseWebSocket(r, x.URL)
	adviseStop(r, x.Name)
}

func (x *ConversationRelay) advise(r *reader) { adviseWebSocket(r, x.URL) }

func adviseWebSocket(r *reader, u URL) {
	s := strings.ToLower(u.link.String())
	if s != "" && !isTemplate(s) && !strings.HasPrefix(s, "wss://") && !strings.HasPrefix(s, "ws://") {
		r.advice("url", "want a WebSocket, wss://")
	}
}

func (x *Siprec) advise(r *reader) { adviseStop(r, x.Name) }

func (x *Transcription) advise(r *reader) { adviseBare(r) }

func (x *Suppression) advise(r *reader) { adviseBare(r) }

// adviseStop: what Stop ends is found by its name.
func adviseStop(r *reader, name Text) {
	if r.parent != &stopSpec {
		return
	}
	if name.IsZero() {
		r.advice("", "Stop finds it by name", "name")
	}
	for _, a := range r.n.attrs {
		if a.name != "name" {
			r.advice(a.name, "means nothing inside Stop")
		}
	}
}

func adviseBare(r *reader) {
	if r.parent == &stopSpec && !r.bare() {
		r.advice("", "takes no attributes inside Stop")
	}
}

func (x *Record) advise(r *reader) {
	if x.Action.IsZero() && x.RecordingStatusCallback.IsZero() {
		r.advice("", "without action and recordingStatusCallback nobody learns of the recording", "action", "recordingStatusCallback")
	}
}

func (x *ExpectedResponse) advise(r *reader) {
	if x.Type != "" && x.Type != "JSON" {
		r.advice("", `the only documented Type is "JSON"`)
	}
}
