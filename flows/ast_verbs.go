package flows

import "github.com/texmlflow/texmlflow/flows/syntax"

// holdDecl is the use of a hold flow.
type holdDecl struct {
	Flow text
	With []assignment
}

type conferenceDecl struct {
	Node  *syntax.Node
	Name  text // a template
	Hold  *holdDecl
	Attrs attributes // of Conference
	Dial  attributes // of the Dial around it
}

type enqueueDecl struct {
	Node  *syntax.Node
	Queue text // a template
	Hold  *holdDecl
	Attrs attributes
}

type connectDecl struct {
	Node    *syntax.Node
	Service *serviceDecl // nil when it could not be read
}

type referDecl struct {
	Node *syntax.Node
	SIP  text // a template
}

type payDecl struct {
	Node        *syntax.Node
	Amount      text // a template
	Token       text // a template
	PostalCode  text // a template
	Description text // a template
	Prompts     []*payPromptDecl
	Overrides   *valueDecl // of the attribute prompts; nil: none
	Parameters  []templateField
	Metadata    *valueDecl // nil: none
	Attrs       attributes
}

// payPromptDecl is what a payment says when it asks for a field.
type payPromptDecl struct {
	Node  *syntax.Node
	Say   *promptNode
	Attrs attributes // of Prompt
	Tries []number   // the attempts it is for; none: all
}

// texmlDecl is raw verbs with the outcomes that their author declares.
type texmlDecl struct {
	Node        *syntax.Node
	Document    text // a template
	OutcomesKey *syntax.Node
	Outcomes    []rawOutcome
}

// rawOutcome is one declared outcome of raw verbs.
type rawOutcome struct {
	Name text
	When text // not given: always
}

type leaveDecl struct{ Node *syntax.Node }

func (*conferenceDecl) actionName() string { return "conference" }
func (*enqueueDecl) actionName() string    { return "enqueue" }
func (*connectDecl) actionName() string    { return "connect" }
func (*referDecl) actionName() string      { return "refer" }
func (*payDecl) actionName() string        { return "pay" }
func (*texmlDecl) actionName() string      { return "texml" }
func (*leaveDecl) actionName() string      { return "leave" }

// servicesDecl is a start or stop.
type servicesDecl struct {
	Start bool
	List  []*serviceDecl
}

// serviceDecl is what runs beside the call, or what the call is given to.
type serviceDecl struct {
	Key        *syntax.Node
	Element    string // TeXML's name
	URL        text   // a template
	Name       text   // a template
	Greeting   *promptNode
	Join       text // a template
	Parameters []templateField
	Attrs      attributes

	LanguagesNode *syntax.Node // of a relay; nil: none are written
	Languages     []relayLanguage
}

// relayLanguage is what a relay is told of one language.
type relayLanguage struct {
	Tag   text
	Attrs attributes // of Language
}
