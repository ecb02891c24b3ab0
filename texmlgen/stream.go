package texmlgen

import "time"

// Stream sends the audio of the call to a WebSocket. In Connect the call stays in the stream until it ends; in Start
// the document goes on; in Stop only Name is given.
//
// Uncertain: exact bidirectionalCodec list beyond PCMU taken from codec list; sampling rate list may grow.
//
// Source: TeXML <Stream>, developers.telnyx.com.
type Stream struct {
	// Parameters: delivered in the start message of the WebSocket; none under Stop.
	Parameters []Parameter

	// URL: wss endpoint. Required; only when Start or Connect.
	URL URL
	// Track: audio sent. Default inbound_track.
	Track StreamTrack
	// Name: unique per call; lets Stop address it.
	Name Text
	// Codec: codec of sent media; default keeps call codec. Default default.
	Codec Codec
	// BidirectionalMode: how the application sends audio back. Default mp3.
	BidirectionalMode BidirectionalMode
	// BidirectionalCodec: codec of returned RTP audio. Default PCMU; only when bidirectionalMode=rtp.
	BidirectionalCodec Codec
	// BidirectionalSamplingRate: Hz. Default 8000; only when bidirectionalMode=rtp.
	BidirectionalSamplingRate SamplingRate
	// StatusCallback: stream events.
	StatusCallback URL
	// StatusCallbackMethod: the HTTP method of StatusCallback. Default POST.
	StatusCallbackMethod Method
	// EnableReconnect: reconnect a dropped socket. Default true.
	EnableReconnect Opt[bool]
}

func (*Stream) spec() *ElementSpec { return &streamSpec }

func (x *Stream) fields(v visitor) {
	v.url("url", &x.URL)
	v.enum("track", (*string)(&x.Track))
	v.text("name", &x.Name)
	v.enum("codec", (*string)(&x.Codec))
	v.enum("bidirectionalMode", (*string)(&x.BidirectionalMode))
	v.enum("bidirectionalCodec", (*string)(&x.BidirectionalCodec))
	v.enum("bidirectionalSamplingRate", (*string)(&x.BidirectionalSamplingRate))
	v.url("statusCallback", &x.StatusCallback)
	v.enum("statusCallbackMethod", (*string)(&x.StatusCallbackMethod))
	v.flag("enableReconnect", &x.EnableReconnect)
	values(v, "Parameter", &x.Parameters)
}

func (*Stream) service() {}

func (*Stream) connectNoun() {}

// Siprec forks the audio of the call to a SIPREC recorder. TwiML defaults to the inbound side, TeXML to both.
//
// Source: TeXML <Siprec>, developers.telnyx.com.
type Siprec struct {
	// ConnectorName: connector configured in the portal. Required; only when Start.
	ConnectorName string
	// StatusCallback: SIPREC events.
	StatusCallback URL
	// StatusCallbackMethod: the HTTP method of StatusCallback. Default POST.
	StatusCallbackMethod Method
	// Track: audio forked. Default both_tracks.
	Track StreamTrack
	// Name: lets Stop address it.
	Name Text
	// IncludeMetadataCustomHeaders: copy custom headers to metadata. Default false.
	IncludeMetadataCustomHeaders Opt[bool]
	// Secure: use SRTP/TLS. Default false.
	Secure Opt[bool]
	// SessionTimeoutSecs: 90-14440, or 0 to disable. Whole seconds, 0 to 14440; default 1800.
	SessionTimeoutSecs Opt[time.Duration]
}

func (*Siprec) spec() *ElementSpec { return &siprecSpec }

func (x *Siprec) fields(v visitor) {
	v.str("connectorName", &x.ConnectorName)
	v.url("statusCallback", &x.StatusCallback)
	v.enum("statusCallbackMethod", (*string)(&x.StatusCallbackMethod))
	v.enum("track", (*string)(&x.Track))
	v.text("name", &x.Name)
	v.flag("includeMetadataCustomHeaders", &x.IncludeMetadataCustomHeaders)
	v.flag("secure", &x.Secure)
	v.duration("sessionTimeoutSecs", &x.SessionTimeoutSecs)
}

func (*Siprec) service() {}
