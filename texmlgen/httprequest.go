package texmlgen

// HTTPRequest lets Telnyx call an outside API during the call. With async="false" the caller hears nothing until the
// reply is there, then Action is requested with the mapped fields; async="true" goes on at once and ignores the reply.
// Telnyx only.
//
// What happens on a timeout, a refused connection or another status is not documented: expect Action without the
// mapped fields, or nothing. Action has no method attribute; assume the application's voice_method.
//
// Uncertain: failure behaviour; async default conflict.
//
// Source: TeXML <HttpRequest>, developers.telnyx.com.
type HTTPRequest struct {
	// Request: the request to send. Required.
	Request *Request
	// Response: what is expected back, and which of its fields become variables.
	Response *ExpectedResponse

	// Async: false: the caller waits for the reply, then Action is requested; true: the call goes on at once. Default
	// false. Uncertain: tutorial page reverses this (says asynchronous by default); verb page and callback page agree
	// on false.
	Async Opt[bool]
	// Action: requested with the mapped fields when Async is false; the reply replaces the document.
	Action URL
}

func (*HTTPRequest) spec() *ElementSpec { return &httpRequestSpec }

func (x *HTTPRequest) fields(v visitor) {
	v.flag("async", &x.Async)
	v.url("action", &x.Action)
	one(v, "Request", &x.Request)
	one(v, "Response", &x.Response)
}

func (*HTTPRequest) verb() {}

// Request is the request an HTTPRequest sends.
//
// Source: TeXML <Request>, developers.telnyx.com.
type Request struct {
	// Headers: in order.
	Headers []Header
	// Body: usually JSON; mustache variables of the author expand inside.
	Body Text

	// URL: where the request goes. Required.
	URL URL
	// Method: the HTTP method of the request. Uncertain: default not documented.
	Method Method
}

func (*Request) spec() *ElementSpec { return &requestSpec }

func (x *Request) fields(v visitor) {
	v.url("url", &x.URL)
	v.enum("method", (*string)(&x.Method))
	headers(v, &x.Headers)
	v.leafCDATA("Body", &x.Body)
}

func headers(v visitor, p *[]Header) {
	v.wrap("Headers", len(*p) > 0, func() { values(v, "Header", p) })
}
