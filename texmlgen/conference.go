package texmlgen

import "time"

// Conference is a room that everybody who dials its name shares.
//
// Source: TeXML <Conference>, developers.telnyx.com.
type Conference struct {
	// Room: the name of the room. Required.
	Room Text

	// Muted: enters muted. Default false.
	Muted Opt[bool]
	// StartConferenceOnEnter: the room opens when this leg enters. Default true.
	StartConferenceOnEnter Opt[bool]
	// EndConferenceOnExit: the room closes for all when this leg leaves. Default false.
	EndConferenceOnExit Opt[bool]
	// MaxParticipants: how many may be in the room. 2 to 250; default 250.
	MaxParticipants Opt[int]
	// Beep: when the room hears a beep. Default true.
	Beep Beep
	// ParticipantLabel: a name for this leg, repeated in callbacks.
	ParticipantLabel Text
	// Record: conference recording. Default do-not-record.
	Record ConferenceRecord
	// RecordBeep: beep when recording begins. Default true.
	RecordBeep Opt[bool]
	// RecordingStatusCallback: recording notifications.
	RecordingStatusCallback URL
	// RecordingStatusCallbackEvent: the events it hears of. Default completed.
	RecordingStatusCallbackEvent []RecordingEvent
	// RecordingStatusCallbackMethod: the HTTP method of RecordingStatusCallback. Default POST.
	RecordingStatusCallbackMethod Method
	// RecordingTimeout: the silence that ends the recording; 0 never. Whole seconds, 0 to 14400; default 0. Uncertain:
	// April skills table calls it a maximum length.
	RecordingTimeout Opt[time.Duration]
	// Trim: silence trimming. Default do-not-trim.
	Trim Trim
	// SendRecordingURL: include RecordingUrl. Default true.
	SendRecordingURL Opt[bool]
	// StatusCallback: conference notifications.
	StatusCallback URL
	// StatusCallbackMethod: the HTTP method of StatusCallback. Default POST.
	StatusCallbackMethod Method
	// StatusCallbackEvent: what it hears of: start, end, join, leave, speaker; nothing unless listed.
	StatusCallbackEvent []ConferenceEvent
	// WaitURL: what a lone participant hears: an mp3 or wav file, or a document.
	WaitURL URL
	// WaitMethod: the HTTP method of WaitURL. Default POST.
	WaitMethod Method
}

func (*Conference) spec() *ElementSpec { return &conferenceSpec }

func (x *Conference) fields(v visitor) {
	v.flag("muted", &x.Muted)
	v.flag("startConferenceOnEnter", &x.StartConferenceOnEnter)
	v.flag("endConferenceOnExit", &x.EndConferenceOnExit)
	v.integer("maxParticipants", &x.MaxParticipants)
	v.enum("beep", (*string)(&x.Beep))
	v.text("participantLabel", &x.ParticipantLabel)
	v.enum("record", (*string)(&x.Record))
	v.flag("recordBeep", &x.RecordBeep)
	v.url("recordingStatusCallback", &x.RecordingStatusCallback)
	enumSet(v, "recordingStatusCallbackEvent", &x.RecordingStatusCallbackEvent)
	v.enum("recordingStatusCallbackMethod", (*string)(&x.RecordingStatusCallbackMethod))
	v.duration("recordingTimeout", &x.RecordingTimeout)
	v.enum("trim", (*string)(&x.Trim))
	v.flag("sendRecordingUrl", &x.SendRecordingURL)
	v.url("statusCallback", &x.StatusCallback)
	v.enum("statusCallbackMethod", (*string)(&x.StatusCallbackMethod))
	enumSet(v, "statusCallbackEvent", &x.StatusCallbackEvent)
	v.url("waitUrl", &x.WaitURL)
	v.enum("waitMethod", (*string)(&x.WaitMethod))
	v.token(&x.Room)
}

func (*Conference) dialNoun() {}
