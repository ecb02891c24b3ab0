package texmlgen

var httpRequestSpec = ElementSpec{
	Name:         "HttpRequest",
	XMLName:      "HttpRequest",
	Kind:         KindVerb,
	Parents:      []string{"Response"},
	Children:     []string{"Request", "HttpRequest.Response"},
	Model:        ContentElements,
	Content:      "elements only; exactly one Request, at most one Response",
	Terminal:     TerminalConditional,
	TerminalNote: "conditional: when async=false and action is set, action transfers control",
	Blocking:     BlockingConditional,
	BlockingNote: "async=false waits; async=true continues at once",
	Uncertain:    "failure behaviour; async default conflict",
	Attributes: []AttributeSpec{
		{Name: "async", Type: TypeBool, Default: "false", Note: "false waits for the reply then requests action; true is fire-and-forget", Uncertain: "tutorial page reverses this (says asynchronous by default); verb page and callback page agree on false"},
		{Name: "action", Type: TypeURL, Note: "Requested with the mapped fields when async=false; reply replaces document"},
	},
	Callbacks: []string{"http_request_outbound", "http_request_action"},
	Notes: []string{
		"Telnyx-only verb.",
		"No method attribute: method of the action request is not documented; assume application voice_method.",
		"Outcome on timeout, refused connection, or StatusCode mismatch is undocumented: expect action with no mapped fields, or nothing.",
	},
}

var requestSpec = ElementSpec{
	Name:     "Request",
	XMLName:  "Request",
	Kind:     KindNoun,
	Parents:  []string{"HttpRequest"},
	Children: []string{"Headers", "Body"},
	Model:    ContentElements,
	Content:  "elements only; optional",
	Attributes: []AttributeSpec{
		{Name: "url", Type: TypeURL, Required: true, Note: "Target of the request"},
		{Name: "method", Type: TypeEnum, Values: methods, Note: "HTTP method", Uncertain: "default not documented"},
	},
	Callbacks: []string{"http_request_outbound"},
	Notes: []string{
		"Tutorial page shows async on this element; verb page shows it on HttpRequest.",
	},
}

var headersSpec = ElementSpec{
	Name:     "Headers",
	XMLName:  "Headers",
	Kind:     KindNoun,
	Parents:  []string{"Request", "HttpRequest.Response"},
	Children: []string{"Header"},
	Model:    ContentElements,
	Content:  "elements only",
}

var headerSpec = ElementSpec{
	Name:     "Header",
	XMLName:  "Header",
	Kind:     KindNoun,
	Parents:  []string{"Headers"},
	Children: []string{"Key", "Value"},
	Model:    ContentElements,
	Content:  "one Key then one Value",
}

var keySpec = ElementSpec{
	Name:    "Key",
	XMLName: "Key",
	Kind:    KindNoun,
	Parents: []string{"Header"},
	Model:   ContentText,
	Content: "text; header name",
}

var valueSpec = ElementSpec{
	Name:    "Value",
	XMLName: "Value",
	Kind:    KindNoun,
	Parents: []string{"Header", "Field"},
	Model:   ContentText,
	Content: "text; under Header the header value; under Field the NEW variable name",
	Notes: []string{
		"Easy to reverse: Field/Name is the JSON path read, Field/Value is the variable created.",
	},
}

var bodySpec = ElementSpec{
	Name:      "Body",
	XMLName:   "Body",
	Kind:      KindNoun,
	Parents:   []string{"Request", "HttpRequest.Response"},
	Model:     ContentText,
	Content:   "text or CDATA; usually JSON; mustache variables expand inside",
	Uncertain: "under Response it is named in prose only",
}

var httpRequestResponseSpec = ElementSpec{
	Name:      "HttpRequest.Response",
	XMLName:   "Response",
	Kind:      KindNoun,
	Parents:   []string{"HttpRequest"},
	Children:  []string{"Type", "StatusCode", "Content", "Headers", "Body"},
	Model:     ContentElements,
	Content:   "elements only; optional",
	Uncertain: "prose lists Headers/Body, examples use Type/StatusCode/Content",
	Notes: []string{
		"Nested Response element; a parser must not mistake it for the document root.",
	},
}

var typeSpec = ElementSpec{
	Name:    "Type",
	XMLName: "Type",
	Kind:    KindNoun,
	Parents: []string{"HttpRequest.Response"},
	Model:   ContentText,
	Content: "text; only documented value JSON",
}

var statusCodeSpec = ElementSpec{
	Name:      "StatusCode",
	XMLName:   "StatusCode",
	Kind:      KindNoun,
	Parents:   []string{"HttpRequest.Response"},
	Model:     ContentText,
	Content:   "text; expected status, e.g. 200",
	Uncertain: "effect of mismatch undocumented",
}

var contentSpec = ElementSpec{
	Name:     "Content",
	XMLName:  "Content",
	Kind:     KindNoun,
	Parents:  []string{"HttpRequest.Response"},
	Children: []string{"Field"},
	Model:    ContentElements,
	Content:  "elements only",
}

var fieldSpec = ElementSpec{
	Name:     "Field",
	XMLName:  "Field",
	Kind:     KindNoun,
	Parents:  []string{"Content"},
	Children: []string{"Name", "Value"},
	Model:    ContentElements,
	Content:  "one Name then one Value",
}

var nameSpec = ElementSpec{
	Name:    "Name",
	XMLName: "Name",
	Kind:    KindNoun,
	Parents: []string{"Field"},
	Model:   ContentText,
	Content: "text; path in response JSON, dots and [n] indexes, e.g. orders[0].eta",
}
