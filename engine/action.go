package engine

import (
	"time"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// Action is the one thing that happens in a state. It is one of the pointer types of this file. Every outcome of an
// action is a list of transitions, tried from the top; the loader has proven that one of them is taken.
type Action interface{ action() }

// Gather asks the caller for keys or speech. One answer is judged in this order: no input; digits that break the entry's
// bounds; Transitions; choices by key; choices by phrase; commands; no match.
type Gather struct {
	Verb        texmlgen.Gather // attributes as written; action, input, language and prompt are filled in by the step
	Prompt      Prompt
	Reprompt    Prompt // heard from the second attempt on; zero: Prompt again
	DTMF        bool   // keys are listened for
	Speech      bool   // speech is listened for
	NumDigits   int    // exact count; 0: not bounded by it
	MinDigits   int    // 0: 1
	MaxDigits   int    // 0: 128
	ValidDigits string // empty: every key
	Sensitive   bool   // what is entered stays out of logs and journals
	Retries     int    // re-prompts for each of silence and noise before Exhausted
	Transitions []*Transition
	Choices     []*Choice
	Commands    []*Command    // the flow's commands that are heard here
	NoInput     []*Transition // targets may be ToRetry; empty: the built-in retry
	NoMatch     []*Transition // likewise
	Exhausted   []*Transition
}

// Choice is one option of a gather: a key entry, phrases, or both.
type Choice struct {
	Key        string              // the whole entry, "" for words alone
	Phrases    map[string][]string // by language tag, or under AnyLanguage
	When       *guard.Program      // nil: always offered
	Transition *Transition
}

// Command is an option heard in every gather that does not turn commands off. It matches a whole entry only.
type Command struct {
	Name       string
	Key        string
	Phrases    map[string][]string
	Transition *Transition
}

// AIGather lets the carrier's assistant ask for values until every required one is known.
type AIGather struct {
	Verb        texmlgen.AIGather // attributes, voice and Parameters schema as written
	Greeting    Prompt
	Fields      []guard.Field // the values, seen as ai.NAME
	Transitions []*Transition
	Invalid     []*Transition
	Failed      []*Transition
}

// HTTPRequest makes the carrier request a URL; the fields of its JSON answer come back with the callback.
type HTTPRequest struct {
	URL     *guard.Template
	Method  texmlgen.Method // GET or POST
	Headers []Header
	JSON    *Value          // body as JSON; at most one of JSON, Form, Body
	Form    []FormField     // body as a form
	Body    *guard.Template // body as written
	Fields  []HTTPField
	Status  int // the status expected; 0: not asked of the carrier
	OK      []*Transition
	Failed  []*Transition
}

// Header is one header of an HTTPRequest or Fetch.
type Header struct {
	Name  string
	Value *guard.Template
}

// FormField is one field of a form body.
type FormField struct {
	Name  string
	Value *guard.Template
}

// HTTPField is one value read from an answer: of an HTTPRequest seen as http.NAME, of a Fetch as fetch.NAME.
type HTTPField struct {
	Name string
	Path string // in the JSON answer, dots and [n]
	Type guard.Type
}

// WireName is the field's name in the callback: prefixed, so that a field called To does not double a known one.
func (f HTTPField) WireName() string { return WirePrefix + f.Name }

// WirePrefix begins the wire name of every HTTPRequest field.
const WirePrefix = "http_"

// Fetch makes the engine itself request a URL. It spends no turn: the step goes on with what came back.
type Fetch struct {
	Method  string // GET, POST, PUT, DELETE
	URL     *guard.Template
	Headers []Header
	JSON    *Value        // body as JSON; at most one of JSON and Form
	Form    []FormField   // body as a form
	Fields  []HTTPField   // read from the answer, seen as fetch.NAME
	Within  time.Duration // 0: MaxFetchTime
	OK      []*Transition
	Status  []*Transition // any status but 2xx; nil: Failed, as are the next two
	Timeout []*Transition
	BadBody []*Transition // the answer does not fit the fields
	Failed  []*Transition
}

// Dial calls numbers or SIP URIs, or the next caller of a queue, and bridges who answers with the caller.
type Dial struct {
	Verb      texmlgen.Dial   // attributes as written; action, callerId and the nouns are filled in by the step
	CallerID  *guard.Template // nil: the carrier's default
	Targets   []DialTarget    // rung together; one after another when the verb is sequential
	Queue     *guard.Template // name of a queue, whose next caller is bridged; nil when there are targets
	QueueNoun texmlgen.Queue  // attributes of the Queue noun
	Screen    *Screen         // asks the callee first; nil: does not
	Answered  []*Transition
	Busy      []*Transition
	NoAnswer  []*Transition
	Declined  []*Transition // with Screen only
	Canceled  []*Transition
	Failed    []*Transition
}

// DialTarget is one number or SIP URI of a dial. Exactly one of Number and SIP is used.
type DialTarget struct {
	Number     *guard.Template // E.164
	NumberNoun texmlgen.Number // attributes of the Number noun
	SIP        *guard.Template // sip: URI
	SIPNoun    texmlgen.Sip    // attributes of the Sip noun
}

// Screen asks who answers a dial whether they take the call, before they are bridged. It runs on the callee's leg.
type Screen struct {
	Prompt Prompt
	Accept string // the key that takes the call; anything else, and silence, declines it
}

// Hold is the flow that a waiting caller hears, over and over. It begins with parameters that are evaluated where the
// caller waits, and nothing of it comes back.
type Hold struct {
	Flow string
	With []Assignment
}

// Conference puts the caller into a conference room.
type Conference struct {
	Verb   texmlgen.Dial       // attributes of the Dial around the noun
	Noun   texmlgen.Conference // attributes as written
	Name   *guard.Template
	Hold   *Hold // heard until the conference starts; nil: the carrier's music
	Ended  []*Transition
	Failed []*Transition
}

// Enqueue puts the caller into a queue.
type Enqueue struct {
	Verb     texmlgen.Enqueue // attributes as written
	Queue    *guard.Template
	Hold     *Hold         // heard while waiting; nil: the carrier's music
	Bridged  []*Transition // talked to who took the call from the queue, and it is over
	Left     []*Transition // the hold flow left the queue
	Full     []*Transition
	TimedOut []*Transition
	Failed   []*Transition
}

// Connect gives the caller to a media stream, an AI assistant or a conversation relay.
type Connect struct {
	Verb    texmlgen.Connect
	Service Service
	Ended   []*Transition
	Failed  []*Transition
}

// Refer sends the caller to a SIP URI elsewhere.
type Refer struct {
	Verb   texmlgen.Refer
	SIP    *guard.Template
	OK     []*Transition
	Failed []*Transition
}

// Pay takes a payment. Card numbers never reach us.
type Pay struct {
	Verb        texmlgen.Pay    // attributes as written; the language is the call's when none is
	Amount      *guard.Template // chargeAmount; nil: none
	Token       *guard.Template // paymentToken; nil: none
	PostalCode  *guard.Template // nil: the verb's own
	Description *guard.Template // nil: none
	Prompts     []PayPrompt
	Overrides   map[string]Value // JSON of the attribute prompts by language tag, or under AnyLanguage
	Parameters  []NamedTemplate
	Metadata    *Value // JSON; nil: none
	OK          []*Transition
	Failed      []*Transition
}

// PayPrompt is what a payment says when it asks for a field.
type PayPrompt struct {
	Noun texmlgen.Prompt // attributes as written
	Say  Prompt          // every language of it has words
}

// Leave takes the caller out of the queue whose hold flow it stands in.
type Leave struct{}

// Texml runs verbs that the author wrote as TeXML.
type Texml struct {
	Document *guard.Template // verbs without the Response around them
	Valued   []bool          // which of its URLs hold values, in the order of texmlgen.Response.Links
	Callback Callback        // what answers the verb that waits; "": none waits, and Exit is taken at once
	Outcomes []TexmlOutcome  // in the order in which they are tried; the last has no guard. None: the document ends the call
	Failed   []*Transition
}

// TexmlOutcome is one outcome that the author of raw verbs declares.
type TexmlOutcome struct {
	Name        string
	Place       Place
	When        *guard.Program // nil: always
	Transitions []*Transition
}

// Service is an element that runs beside the call or that the call is given to: its plain attributes, and the templates
// that are filled in when a step comes to it.
type Service struct {
	Element    texmlgen.Element // *Stream, *Siprec, *Transcription, *Suppression, *Recording, *AIAssistant, *ConversationRelay
	URL        *guard.Template  // of a Stream or ConversationRelay
	Name       *guard.Template  // of a Stream or Siprec
	Greeting   Prompt           // of a ConversationRelay
	Join       *guard.Template  // conversation that an AIAssistant joins
	Parameters []NamedTemplate
}

// NamedTemplate is a parameter of an element.
type NamedTemplate struct {
	Name  string
	Value *guard.Template
}

// Record records the caller.
type Record struct {
	Verb     texmlgen.Record // attributes as written; the URLs are filled in by the step
	Recorded []*Transition
	Empty    []*Transition
	Failed   []*Transition
}

// Choose takes the first of its transitions whose guard is true. It does not wait.
type Choose struct {
	Transitions []*Transition
}

// Subflow runs another flow and comes back with one of its return names.
type Subflow struct {
	Flow    string
	With    []Assignment
	Returns map[string][]*Transition
}

// Hangup ends the call.
type Hangup struct{}

// Reject refuses the call; as the first verb it is never answered.
type Reject struct {
	Reason texmlgen.RejectReason
}

// Redirect hands the call to a document elsewhere. When the host's policy refuses the URL, the flow's failed way is taken.
type Redirect struct {
	URL    *guard.Template
	Method texmlgen.Method
}

func (*Gather) action()      {}
func (*AIGather) action()    {}
func (*HTTPRequest) action() {}
func (*Fetch) action()       {}
func (*Dial) action()        {}
func (*Record) action()      {}
func (*Choose) action()      {}
func (*Subflow) action()     {}
func (*Hangup) action()      {}
func (*Reject) action()      {}
func (*Redirect) action()    {}
func (*Conference) action()  {}
func (*Enqueue) action()     {}
func (*Connect) action()     {}
func (*Refer) action()       {}
func (*Pay) action()         {}
func (*Leave) action()       {}
func (*Texml) action()       {}
