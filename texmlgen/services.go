package texmlgen

// Start launches services that run beside the call, and goes on at once.
//
// Uncertain: Siprec guide calls Start/Siprec synchronous; verb pages call Start asynchronous.
//
// Source: TeXML <Start>, developers.telnyx.com.
type Start struct {
	// Services: at least one of *Stream, *Transcription, *Suppression, *Siprec, *Recording.
	Services []Service
}

func (*Start) spec() *ElementSpec { return &startSpec }

func (x *Start) fields(v visitor) {
	children(v, &x.Services, newService)
}

func (*Start) verb() {}

// Stop ends services. Stream and Siprec match by Name, Transcription and Suppression are bare; a Recording is ended
// through the REST API only.
//
// Source: TeXML <Stop>, developers.telnyx.com.
type Stop struct {
	// Services: at least one of *Stream, *Transcription, *Suppression, *Siprec.
	Services []Service
}

func (*Stop) spec() *ElementSpec { return &stopSpec }

func (x *Stop) fields(v visitor) {
	children(v, &x.Services, newService)
}

func (*Stop) verb() {}

// A Service runs beside the call: *Stream, *Transcription, *Suppression, *Siprec or *Recording.
type Service interface {
	Element
	service()
}

func newService(name string) Service {
	switch name {
	case "Stream":
		return new(Stream)
	case "Transcription":
		return new(Transcription)
	case "Suppression":
		return new(Suppression)
	case "Siprec":
		return new(Siprec)
	case "Recording":
		return new(Recording)
	}
	return nil
}

// Recording records the call from now on, beside whatever else the document does.
//
// Since mid-2026; older documentation does not have it.
//
// Source: TeXML <Recording>, developers.telnyx.com.
type Recording struct {
	// RecordingStatusCallback: relative values resolve against the current document URL.
	RecordingStatusCallback URL
	// RecordingStatusCallbackMethod: the HTTP method of RecordingStatusCallback. Default POST.
	RecordingStatusCallbackMethod Method
	// RecordingStatusCallbackEvent: the events it hears of. Default completed.
	RecordingStatusCallbackEvent []RecordingEvent
	// Channels: channel layout. Default dual.
	Channels Channels
	// Track: side recorded. Default both.
	Track Track
	// Trim: omit for no trimming.
	Trim Trim
	// Format: file format. Default mp3.
	Format Format
}

func (*Recording) spec() *ElementSpec { return &recordingSpec }

func (x *Recording) fields(v visitor) {
	v.url("recordingStatusCallback", &x.RecordingStatusCallback)
	v.enum("recordingStatusCallbackMethod", (*string)(&x.RecordingStatusCallbackMethod))
	enumSet(v, "recordingStatusCallbackEvent", &x.RecordingStatusCallbackEvent)
	v.enum("channels", (*string)(&x.Channels))
	v.enum("track", (*string)(&x.Track))
	v.enum("trim", (*string)(&x.Trim))
	v.enum("format", (*string)(&x.Format))
}

func (*Recording) service() {}
