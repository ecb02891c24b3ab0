package flows

import (
	"time"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// The types of this file are a flow as its author wrote it: every scalar keeps the node it came from, so that whatever
// is found wrong later can be underlined. What was not written has a nil Node. Nothing here is resolved: names are text,
// expressions are source.

// text is a scalar taken as text: a name, a key, an expression's source, a URL.
type text struct {
	Value string
	Node  *syntax.Node
}

// given reports whether the scalar was written.
func (t text) given() bool { return t.Node != nil }

// number is a scalar taken as a whole number.
type number struct {
	Value int
	Node  *syntax.Node
}

func (n number) given() bool { return n.Node != nil }

// boolean is a scalar taken as true or false.
type boolean struct {
	Value bool
	Node  *syntax.Node
}

func (b boolean) given() bool { return b.Node != nil }

// duration is a scalar such as 6s or 1m30s.
type duration struct {
	Value time.Duration
	Node  *syntax.Node
}

func (d duration) given() bool { return d.Node != nil }

// flowDecl is one document: a flow, or a subflow when ReturnsKey is set.
type flowDecl struct {
	File      string
	Source    []byte // the document's bytes
	FirstLine int    // of the document in its file
	Folder    string // of its file, below the directory that was loaded

	// Audio holds the SHA-256 of the recordings that it plays, in hex, by file as written: compiling fills it, but for a
	// pinned version, whose bundle has it.
	Audio        map[string]string
	Node         *syntax.Node // the document's map
	Name         text
	Start        text
	Env          []text
	For          text // hold, for a hold flow
	LanguagesKey *syntax.Node
	Languages    []languageDecl // the default first
	Vars         []varDecl
	Hours        []*hoursDecl
	CommandsKey  *syntax.Node
	ParamsKey    *syntax.Node
	Params       []fieldDecl
	ReturnsKey   *syntax.Node // the key "returns"; nil for an entry flow
	Returns      []returnDecl
	Prompts      []*promptDecl
	Commands     []*commandDecl
	Defaults     defaultsDecl
	Limits       *limitsDecl
	OnEndKey     *syntax.Node
	OnEnd        []endDecl
	ApologyKey   *syntax.Node
	Apology      *promptNode
	LostKey      *syntax.Node
	Lost         *promptNode
	States       []*stateDecl
	byName       map[string]*stateDecl // the first of each name
	AsIs         []text                // attributes and other texts that are served or compared as written

	doubt doubt
}

// subflow reports whether the flow is entered by other flows only.
func (f *flowDecl) subflow() bool { return f.ReturnsKey != nil && !f.hold() }

// hold reports whether the flow is heard by callers who wait.
func (f *flowDecl) hold() bool { return f.For.given() }

// entry reports whether a call can begin in the flow.
func (f *flowDecl) entry() bool { return !f.subflow() && !f.hold() }

// state finds a state by name; nil when there is none.
func (f *flowDecl) state(name string) *stateDecl { return f.byName[name] }

// languageDecl is one language of a flow.
type languageDecl struct {
	Tag   text
	Voice text
	Attrs attributes // of Say
}

// fieldDecl is a name with a type: a parameter, a return's data, a field of an answer.
type fieldDecl struct {
	Name text
	Type guard.Type
	Node *syntax.Node // the type as written
}

// varDecl is a declared variable.
type varDecl struct {
	fieldDecl
	DefaultNode *syntax.Node // nil: none
	Default     any          // run-time value
}

// returnDecl is one of a subflow's return names.
type returnDecl struct {
	Name   text
	Fields []fieldDecl
}

// promptDecl is a prompt of the header, for use: name.
type promptDecl struct {
	Name   text
	Prompt *promptNode
}

// promptNode is what is spoken or played. It has either Parts, or ByLanguage.
type promptNode struct {
	Node       *syntax.Node
	Parts      []promptPart
	ByLanguage []languagePrompt
}

// languagePrompt is a prompt's parts in one language.
type languagePrompt struct {
	Tag   text
	Parts []promptPart
}

// promptPart is one text, one recording, or the use of a prompt of the header.
type promptPart struct {
	Node     *syntax.Node
	Text     text // a template
	Audio    text // a template, or the name of a file
	Failover text // likewise
	Use      text
	Language text
}

// commandDecl is an option heard in every gather of the flow.
type commandDecl struct {
	Name       text
	Key        text
	Phrases    *phrasesDecl
	Transition *transitionDecl
}

// phrasesDecl is a list of phrases, or one list per language.
type phrasesDecl struct {
	Node       *syntax.Node
	List       []text
	ByLanguage []languagePhrases
}

// languagePhrases is the phrases of one language.
type languagePhrases struct {
	Tag  text
	List []text
}

// defaultsDecl is what holds in every state of the flow that says nothing else.
type defaultsDecl struct {
	Key     *syntax.Node // the key "defaults"; nil when there is none
	Failed  *transitionDecl
	Actions []*actionDefaults
}

// action finds the defaults of an action; nil when there are none.
func (d defaultsDecl) action(name string) *actionDefaults {
	for _, a := range d.Actions {
		if a.Action.Value == name {
			return a
		}
	}
	return nil
}

// actionDefaults are the defaults of one action: attributes and outcomes alike.
type actionDefaults struct {
	Action   text
	Node     *syntax.Node
	Attrs    attributes
	Retries  number // gather
	CallerID text   // dial; a template
	Outcomes []*outcomeDecl
}

// limitsDecl bounds a whole call.
type limitsDecl struct {
	Key      *syntax.Node
	Node     *syntax.Node
	Turns    number
	Duration duration
	Then     *transitionDecl
}

// stateDecl is one state.
type stateDecl struct {
	Name      text
	Node      *syntax.Node
	Set       []assignment
	Language  text
	Services  []servicesDecl // started and stopped before anything is heard
	Parts     []partDecl
	ActionKey *syntax.Node // the action's key; nil for a state without one
	Action    actionDecl   // nil too when the action could not be read
	Exit      *transitionDecl
	Outcomes  []*outcomeDecl // as written, "transitions" and "otherwise" among them
	broken    bool           // it has an unknown key, so that what it lacks may be what was misspelt
	vague     bool           // where it leads is in doubt: a key that is wrong may have been meant for an outcome, raw verbs for others
}

// actionName is that of its action; "" when it has none, or that could not be read.
func (s *stateDecl) actionName() string {
	if s.Action == nil {
		return ""
	}
	return s.Action.actionName()
}

// outcome finds what the state itself says about an outcome; nil when it says nothing.
func (s *stateDecl) outcome(name string) *outcomeDecl { return findOutcome(s.Outcomes, name) }

func findOutcome(list []*outcomeDecl, name string) *outcomeDecl {
	for _, o := range list {
		if o.Name.Value == name {
			return o
		}
	}
	return nil
}

// outcomeDecl is where one outcome leads.
type outcomeDecl struct {
	Name        text
	Node        *syntax.Node
	Transitions []*transitionDecl
}

// transitionDecl is one way out of a state.
type transitionDecl struct {
	Node     *syntax.Node
	When     text // an expression
	Set      []assignment
	Language text
	Parts    []partDecl
	To       text // a state name, or hangup
	Return   text
	WithKey  *syntax.Node
	With     []assignment
	Repeat   text // do: repeat
	AtMost   number
	Then     *transitionDecl
}

// targeted reports whether the transition says where it leads.
func (t *transitionDecl) targeted() bool { return t.To.given() || t.Return.given() || t.Repeat.given() }

// assignment gives a name a value.
type assignment struct {
	Name  text
	Value valueDecl
}

// valueDecl is an expression, or a map or list of them.
type valueDecl struct {
	Node   *syntax.Node
	Expr   text // an expression; not given for a map or list
	Fields []assignment
	Items  []valueDecl
	IsMap  bool
}

// partDecl is a say, play or pause. Exactly one of Say, Play and Pause is used.
type partDecl struct {
	Key   *syntax.Node
	Say   *promptNode
	Play  *promptPart
	Pause duration
}
