package texmlgen

// Header is one HTTP header; its Key and Value elements are the fields here.
//
// Source: TeXML <Header>, developers.telnyx.com.
type Header struct {
	// Key: the header name. Required.
	Key string
	// Value: the header value; the elements come in the order Key, Value.
	Value Text
}

func (*Header) spec() *ElementSpec { return &headerSpec }

func (x *Header) fields(v visitor) {
	v.leafString("Key", &x.Key)
	v.leafText("Value", &x.Value)
}

// ExpectedResponse is the Response element inside an HttpRequest: how the reply is read. Its Type, StatusCode and
// Content elements are the fields here.
//
// Uncertain: prose lists Headers/Body, examples use Type/StatusCode/Content.
//
// Source: TeXML <Response>, developers.telnyx.com.
type ExpectedResponse struct {
	// Type: "JSON" is the only documented value.
	Type string
	// StatusCode: the expected status; what a mismatch does is not documented.
	StatusCode Opt[int]
	// Fields: which parts of the reply become variables of the Action request.
	Fields []Field
	// Headers: named in prose only.
	Headers []Header
	// Body: named in prose only.
	Body Text
}

func (*ExpectedResponse) spec() *ElementSpec { return &httpRequestResponseSpec }

func (x *ExpectedResponse) fields(v visitor) {
	v.leafString("Type", &x.Type)
	v.leafInt("StatusCode", &x.StatusCode)
	v.wrap("Content", len(x.Fields) > 0, func() { values(v, "Field", &x.Fields) })
	headers(v, &x.Headers)
	v.leafCDATA("Body", &x.Body)
}

// Field maps one value of the reply to a variable. Easily reversed: Name is the path that is read, Value the variable
// that is made.
//
// Source: TeXML <Field>, developers.telnyx.com.
type Field struct {
	// Name: path into the reply, dots and [n] indexes, such as orders[0].eta. Required.
	Name string
	// Value: the name of the new variable. Required.
	Value string
}

func (*Field) spec() *ElementSpec { return &fieldSpec }

func (x *Field) fields(v visitor) {
	v.leafString("Name", &x.Name)
	v.leafString("Value", &x.Value)
}
