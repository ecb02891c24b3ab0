package texmlgen

// Response is a document: the verbs a call leg runs, from top to bottom.
//
// Only one document is active on a leg; when its last verb is done and nothing is left to run, the call is hung up.
//
// Source: TeXML <Response>, developers.telnyx.com.
type Response struct {
	// Verbs: what the call does, in order.
	Verbs []Verb
}

func (*Response) spec() *ElementSpec { return &responseSpec }

func (x *Response) fields(v visitor) {
	children(v, &x.Verbs, newVerb)
}
