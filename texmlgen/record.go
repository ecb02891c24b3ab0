package texmlgen

import "time"

// Record records the caller until a key, silence or the longest time ends it, and sends the result to Action.
// Recording links stay valid for ten minutes after the call.
//
// Defaults differ from TwiML: no silence limit, two channels, no trimming. With no Action the next verb presumably
// runs.
//
// Uncertain: page text for expected callbacks uses TwiML names (transcribe, transcribeCallback, statusCallback);
// attribute table is authoritative.
//
// Source: TeXML <Record>, developers.telnyx.com.
type Record struct {
	// Action: requested when the recording ends; the reply replaces the document.
	Action URL
	// Method: the HTTP method of Action. Default POST.
	Method Method
	// FinishOnKey: the keys with which the caller ends the recording. Default "1234567890*#".
	FinishOnKey Opt[string]
	// Timeout: how long a silence ends the recording; 0 never. It uses transcription, which is billed. Whole seconds,
	// 0 or more; default 0.
	Timeout Opt[time.Duration]
	// MaxLength: how long the recording may get; 0 is without limit. Whole seconds, 0 to 14400; default 3600.
	MaxLength Opt[time.Duration]
	// PlayBeep: the caller hears a beep first. Default true.
	PlayBeep Opt[bool]
	// Trim: cuts silence; left out, nothing is cut.
	Trim Trim
	// Channels: one channel for both sides, or one for each. Default dual.
	Channels Channels
	// RecordingStatusCallback: hears of the recording.
	RecordingStatusCallback URL
	// RecordingStatusCallbackMethod: the HTTP method of RecordingStatusCallback. Default POST.
	RecordingStatusCallbackMethod Method
	// RecordingStatusCallbackEvent: what it hears of: in-progress, completed (no absent here). Default completed.
	RecordingStatusCallbackEvent []RecordingEvent
	// Transcription: the recording is turned into text afterwards (transcribe in TwiML); needs TranscriptionCallback.
	// Default false.
	Transcription Opt[bool]
	// TranscriptionCallback: hears the text.
	TranscriptionCallback URL
	// TranscriptionEngine: the recogniser; Deepgram since mid-2026. Default A.
	TranscriptionEngine RecordEngine
	// TranscriptionModel: engine model. Since mid-2026.
	TranscriptionModel string
	// TranscriptionLanguage: BCP-47. Default en-US.
	TranscriptionLanguage string
	// Format: file format. Default mp3.
	Format Format
}

func (*Record) spec() *ElementSpec { return &recordSpec }

func (x *Record) fields(v visitor) {
	v.url("action", &x.Action)
	v.enum("method", (*string)(&x.Method))
	v.optString("finishOnKey", &x.FinishOnKey)
	v.duration("timeout", &x.Timeout)
	v.duration("maxLength", &x.MaxLength)
	v.flag("playBeep", &x.PlayBeep)
	v.enum("trim", (*string)(&x.Trim))
	v.enum("channels", (*string)(&x.Channels))
	v.url("recordingStatusCallback", &x.RecordingStatusCallback)
	v.enum("recordingStatusCallbackMethod", (*string)(&x.RecordingStatusCallbackMethod))
	enumSet(v, "recordingStatusCallbackEvent", &x.RecordingStatusCallbackEvent)
	v.flag("transcription", &x.Transcription)
	v.url("transcriptionCallback", &x.TranscriptionCallback)
	v.enum("transcriptionEngine", (*string)(&x.TranscriptionEngine))
	v.str("transcriptionModel", &x.TranscriptionModel)
	v.str("transcriptionLanguage", &x.TranscriptionLanguage)
	v.enum("format", (*string)(&x.Format))
}

func (*Record) verb() {}
