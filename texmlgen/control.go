package texmlgen

// Hangup ends the call.
//
// Source: TeXML <Hangup>, developers.telnyx.com.
type Hangup struct{}

func (*Hangup) spec() *ElementSpec { return &hangupSpec }

func (*Hangup) fields(visitor) {}

func (*Hangup) verb() {}

// Reject declines the call. As the first verb the call is never answered and costs nothing; later it acts like Hangup.
//
// Source: TeXML <Reject>, developers.telnyx.com.
type Reject struct {
	// Reason: what the caller's side is told: busy (SIP 486) or rejected (404, as a migration guide has it). Default
	// rejected.
	Reason RejectReason
}

func (*Reject) spec() *ElementSpec { return &rejectSpec }

func (x *Reject) fields(v visitor) {
	v.enum("reason", (*string)(&x.Reason))
}

func (*Reject) verb() {}

// Redirect goes on with the document at URL; verbs after it never run.
//
// Source: TeXML <Redirect>, developers.telnyx.com.
type Redirect struct {
	// URL: the next document. Required.
	URL URL

	// Method: the HTTP method of the next document. Default POST.
	Method Method
}

func (*Redirect) spec() *ElementSpec { return &redirectSpec }

func (x *Redirect) fields(v visitor) {
	v.enum("method", (*string)(&x.Method))
	v.contentURL(&x.URL)
}

func (*Redirect) verb() {}

// Refer hands the call to a SIP address (SIP REFER) and requests Action with the outcome.
//
// Source: TeXML <Refer>, developers.telnyx.com.
type Refer struct {
	// Sip: the new address; no attributes allowed. Required.
	Sip *Sip

	// Action: requested with the outcome; the reply replaces the document.
	Action URL
	// Method: the HTTP method of Action. Default POST.
	Method Method
}

func (*Refer) spec() *ElementSpec { return &referSpec }

func (x *Refer) fields(v visitor) {
	v.url("action", &x.Action)
	v.enum("method", (*string)(&x.Method))
	one(v, "Sip", &x.Sip)
}

func (*Refer) verb() {}
