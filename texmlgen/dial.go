package texmlgen

import "time"

// Dial calls someone and bridges them with the caller, who hears RingTone or AudioURL meanwhile.
//
// Several Number and Sip nouns ring together, and the first to answer wins, unless Sequential is true. Action gets
// DialCallStatus, DialCallSid and DialCallDuration; without it the next verb runs. The writer asks Options.Target for
// every number and address.
//
// Source: TeXML <Dial>, developers.telnyx.com.
type Dial struct {
	// Number: the number to call, as text of the verb; or Nouns.
	Number Text
	// Nouns: whom to call, or the queue or conference to enter; or Number.
	Nouns []DialNoun

	// Action: requested when the dialled call has ended; the reply replaces the document.
	Action URL
	// Method: the HTTP method of Action. Default POST.
	Method Method
	// CallerID: the number the callee sees, in E.164 form. Uncertain: default (inbound From) implied, not stated.
	CallerID Text
	// FromDisplayName: up to 128 characters: letters, digits, space and -_~!.+.
	FromDisplayName Text
	// HangupOnStar: the caller may press * to drop the callee; not with Conference. Default false.
	HangupOnStar Opt[bool]
	// Timeout: how long it rings before giving up. Whole seconds, 5 to 120; default 30.
	Timeout Opt[time.Duration]
	// TimeLimit: how long the two may talk. Whole seconds, 60 to 14400; default 14400.
	TimeLimit Opt[time.Duration]
	// Record: whether and from when the call is recorded; Number and Sip only. Default do-not-record.
	Record DialRecord
	// RecordingChannels: one channel for both, or one for each. Default single. Uncertain: verb page says single;
	// consolidated OpenAPI schema TexmlRecordingChannels and an April 2026 validator say dual; REST says mono: set it
	// explicitly.
	RecordingChannels Channels
	// RecordMaxLength: how long the recording may get; 0 is without limit. Whole seconds, 0 to 14400; default 0.
	RecordMaxLength Opt[time.Duration]
	// RecordingStatusCallback: hears of the recording.
	RecordingStatusCallback URL
	// RecordingStatusCallbackMethod: the HTTP method of RecordingStatusCallback. Default POST.
	RecordingStatusCallbackMethod Method
	// RecordingStatusCallbackEvent: the events it hears of. Default completed.
	RecordingStatusCallbackEvent []RecordingEvent
	// SendRecordingURL: include RecordingUrl in callbacks. Default true.
	SendRecordingURL Opt[bool]
	// RingTone: the ring tone the caller hears, by country. Default us.
	RingTone RingTone
	// AudioURL: what the caller hears instead of a ring tone.
	AudioURL URL
	// AnswerOnBridge: the caller hears ringing until the callee answers; only while the call is unanswered. Default
	// false.
	AnswerOnBridge Opt[bool]
	// Sequential: calls the nouns one after the other instead of all together. Default false; since mid-2026.
	Sequential Opt[bool]
	// PassDiversionHeader: passes the SIP Diversion header on. Default false.
	PassDiversionHeader Opt[bool]
	// MachineDetectionSpeechThreshold: the longest greeting that is taken for a human. Whole milliseconds. Uncertain:
	// verb page says Premium only; REST schema says ignored for premium.
	MachineDetectionSpeechThreshold Opt[time.Duration]
	// MachineDetectionSpeechEndThreshold: the silence that ends a greeting. Whole milliseconds. Uncertain: as with
	// MachineDetectionSpeechThreshold.
	MachineDetectionSpeechEndThreshold Opt[time.Duration]
	// MachineDetectionSilenceTimeout: how long the callee may be silent at first. Whole milliseconds. Uncertain: as
	// with MachineDetectionSpeechThreshold.
	MachineDetectionSilenceTimeout Opt[time.Duration]
}

func (*Dial) spec() *ElementSpec { return &dialSpec }

func (x *Dial) fields(v visitor) {
	v.url("action", &x.Action)
	v.enum("method", (*string)(&x.Method))
	v.text("callerId", &x.CallerID)
	v.text("fromDisplayName", &x.FromDisplayName)
	v.flag("hangupOnStar", &x.HangupOnStar)
	v.duration("timeout", &x.Timeout)
	v.duration("timeLimit", &x.TimeLimit)
	v.enum("record", (*string)(&x.Record))
	v.enum("recordingChannels", (*string)(&x.RecordingChannels))
	v.duration("recordMaxLength", &x.RecordMaxLength)
	v.url("recordingStatusCallback", &x.RecordingStatusCallback)
	v.enum("recordingStatusCallbackMethod", (*string)(&x.RecordingStatusCallbackMethod))
	enumSet(v, "recordingStatusCallbackEvent", &x.RecordingStatusCallbackEvent)
	v.flag("sendRecordingUrl", &x.SendRecordingURL)
	v.enum("ringTone", (*string)(&x.RingTone))
	v.url("audioUrl", &x.AudioURL)
	v.flag("answerOnBridge", &x.AnswerOnBridge)
	v.flag("sequential", &x.Sequential)
	v.flag("passDiversionHeader", &x.PassDiversionHeader)
	v.duration("machineDetectionSpeechThreshold", &x.MachineDetectionSpeechThreshold)
	v.duration("machineDetectionSpeechEndThreshold", &x.MachineDetectionSpeechEndThreshold)
	v.duration("machineDetectionSilenceTimeout", &x.MachineDetectionSilenceTimeout)
	v.token(&x.Number)
	children(v, &x.Nouns, newDialNoun)
}

func (*Dial) verb() {}

// A DialNoun is what a Dial connects to: *Number, *Sip, *Queue or *Conference.
type DialNoun interface {
	Element
	dialNoun()
}

func newDialNoun(name string) DialNoun {
	switch name {
	case "Number":
		return new(Number)
	case "Sip":
		return new(Sip)
	case "Queue":
		return new(Queue)
	case "Conference":
		return new(Conference)
	}
	return nil
}
