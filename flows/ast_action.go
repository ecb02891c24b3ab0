package flows

import "github.com/texmlflow/texmlflow/flows/syntax"

// actionDecl is the one thing that happens in a state: one of the pointer types below.
type actionDecl interface{ actionName() string }

type gatherDecl struct {
	Node       *syntax.Node
	Attrs      attributes
	Prompt     *promptNode
	Reprompt   *promptNode
	Input      []text
	Retries    number
	Sensitive  boolean
	Commands   boolean // on or off
	ChoicesKey *syntax.Node
	Choices    []*choiceDecl
}

// choiceDecl is one option of a gather.
type choiceDecl struct {
	Key        text // as written: an entry of keys, or words
	Phrases    *phrasesDecl
	When       text
	Transition *transitionDecl
}

type aiGatherDecl struct {
	Node          *syntax.Node
	Greeting      *promptNode
	Parameters    []parameterDecl
	Voice         attributes // of Voice
	Assistant     attributes // of Assistant
	Transcription attributes // of the recogniser
	Interruptible boolean
}

// parameterDecl is one value an ai_gather asks for.
type parameterDecl struct {
	fieldDecl
	Description text
}

type httpRequestDecl struct {
	Node    *syntax.Node
	URL     text // a template
	Method  text
	Headers []templateField
	JSON    *valueDecl
	Form    []templateField
	Body    text // a template
	Fields  []httpField
	Status  number
}

// fetchDecl is a request that the engine makes.
type fetchDecl struct {
	Node    *syntax.Node
	Method  text // the key that names it: get, post, put, delete
	URL     text // a template
	Headers []templateField
	JSON    *valueDecl
	Form    []templateField
	Fields  []httpField
	Within  duration
}

// endDecl is a request that is made when a call has ended.
type endDecl struct {
	Node  *syntax.Node
	When  text // an expression
	Fetch *fetchDecl
}

// templateField is a header or form field.
type templateField struct {
	Name  text
	Value text // a template
}

// httpField is a value read from an answer.
type httpField struct {
	fieldDecl
	Path text
}

type dialDecl struct {
	Node     *syntax.Node
	Targets  []*targetDecl
	Queue    text       // a template
	CallerID text       // a template
	Attrs    attributes // of Dial
	Screen   *screenDecl
}

// targetDecl is one number or SIP address of a dial.
type targetDecl struct {
	Number text       // a template
	SIP    text       // a template
	Attrs  attributes // of Number or Sip
}

// screenDecl is what a callee is asked.
type screenDecl struct {
	Prompt *promptNode
	Accept text
}

type recordDecl struct {
	Node  *syntax.Node
	Attrs attributes
}

type chooseDecl struct {
	Node        *syntax.Node
	Transitions []*transitionDecl
}

type subflowDecl struct {
	Node *syntax.Node
	Flow text
	With []assignment
}

type hangupDecl struct{ Node *syntax.Node }

type rejectDecl struct {
	Node   *syntax.Node
	Reason text
}

type redirectDecl struct {
	Node   *syntax.Node
	URL    text // a template
	Method text
}

func (*gatherDecl) actionName() string      { return "gather" }
func (*aiGatherDecl) actionName() string    { return "ai_gather" }
func (*httpRequestDecl) actionName() string { return "http_request" }
func (*fetchDecl) actionName() string       { return "fetch" }
func (*dialDecl) actionName() string        { return "dial" }
func (*recordDecl) actionName() string      { return "record" }
func (*chooseDecl) actionName() string      { return "choose" }
func (*subflowDecl) actionName() string     { return "subflow" }
func (*hangupDecl) actionName() string      { return "hangup" }
func (*rejectDecl) actionName() string      { return "reject" }
func (*redirectDecl) actionName() string    { return "redirect" }

// attributes are TeXML attributes as written, in order.
type attributes []attribute

// attribute is one TeXML attribute, its value already in the form of the wire.
type attribute struct {
	Key   *syntax.Node
	Node  *syntax.Node
	Name  string // TeXML's name: numDigits
	Value string // as TeXML has it: "6" for 6s
}
