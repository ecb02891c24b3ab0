package engine

import (
	"slices"
	"sync"
	"time"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/engine/hours"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// MaxStates is how many states one step may pass without waiting for the carrier.
const MaxStates = 100

// MaxWork is what the expressions of one step may cost in the worst case, in units of [guard.Program.Work]: about half a
// second of one core, so that a carrier never waits for us longer than it does for any slow server.
const MaxWork = 500_000

// quietPause is what a waiting caller hears of a hold document that says nothing.
const quietPause = 10 * time.Second

// MaxDepth is how many subflows may be inside each other.
const MaxDepth = 16

// Machine is a compiled flow with every subflow it reaches. It is read-only after compilation and [Machine.Prepare], and
// may be used by any number of goroutines.
type Machine struct {
	Name    string           // entry flow
	Version string           // SHA-256, hex, over the documents and recordings of the entry flow and all subflows it reaches
	Flows   map[string]*Flow // entry and subflows by name
	Audio   []string         // recordings that the host serves for them, as Audio.File, sorted

	once      sync.Once                       // of Prepare
	templates map[prepared]*texmlgen.Template // nil: not prepared
}

// Entry returns the flow that a call begins in.
func (m *Machine) Entry() *Flow { return m.Flows[m.Name] }

// Env lists the names of the environment that the flows read, sorted.
func (m *Machine) Env() []string {
	var names []string
	for _, f := range m.Flows {
		names = append(names, f.Env...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Flow is one compiled flow or subflow.
type Flow struct {
	Name      string
	Place     Place
	Start     string
	States    map[string]*State
	Order     []string // state names as written
	Vars      []Var
	Params    []guard.Field // subflow only
	Returns   []Return      // subflow only; empty for an entry flow
	Hold      bool          // for: hold; heard by callers who wait, over and over
	Languages []Language    // first is the default; never empty
	Commands  []*Command
	Limits    Limits
	Hours     map[string]*hours.Calendar
	Env       []string    // environment names that expressions may read, sorted
	OnEnd     []EndFetch  // entry flow only
	Failed    *Transition // defaults.failed; nil: the apology and a hang-up
	Apology   Prompt      // said when nothing else is left; never empty
	Lost      Prompt      // session_lost: said when the record of a call is gone; never empty
}

// Place is where something was written, for logs and journals.
type Place struct {
	File string
	Line int // 1-based; 0 is unknown
}

// Var is a declared variable. Without a default it holds its type's zero value, or nil when its type is optional.
type Var struct {
	Name    string
	Type    guard.Type
	Default any // run-time value, nil for none
}

// Return is one of a subflow's return names with the data that comes back under returned.
type Return struct {
	Name   string
	Fields []guard.Field
}

// Language is one language of a flow with the voice that speaks it.
type Language struct {
	Tag    string       // BCP 47, "en-US"
	Voice  string       // TeXML voice; empty leaves the attribute out
	Speech texmlgen.Say // attributes of the voice as written; voice, language and text are filled in by the step
}

// Limits bound a whole call; they belong to the entry flow and hold inside its subflows. Zero values mean the built-in
// limits. Then is taken once, and two turns later the call is hung up; nil means the apology and a hang-up.
type Limits struct {
	Turns    int           // answered instruction requests
	Duration time.Duration // since the call began
	Then     *Transition
}

// Built-in limits of a call whose flow sets none.
const (
	DefaultTurns    = 200
	DefaultDuration = 4 * time.Hour
)

// State is one state: what the caller hears, the one thing that happens, where the call goes next.
type State struct {
	Name   string
	Place  Place
	Set    []Assignment
	Switch string      // language: the language to speak from here on; empty keeps it
	Parts  []Part      // say, play, pause as written; heard once a visit
	Action Action      // nil: Exit is taken at once
	Exit   *Transition // nil in a hold flow: the document ends here and is asked for again
}

// Assignment gives a variable (or a subflow's parameter, or a returned field) the value of an expression.
type Assignment struct {
	Name  string
	Value Value
}

// Value is an expression, or a map or list of them. Exactly one of Program, Fields and Items is used.
type Value struct {
	Program *guard.Program
	Fields  []Assignment // a map, in written order
	Items   []Value      // a list
	IsMap   bool         // tells an empty map from an empty list
}

// Transition is one way out of a state.
//
// Past AtMost takings in the call it does nothing of its own and Then is taken instead.
type Transition struct {
	ID     string // unique in the machine and stable for its version, e.g. "clinic/main/transitions/0"
	Place  Place
	When   *guard.Program // nil: always
	Set    []Assignment
	Switch string // language
	Parts  []Part // say, play, pause
	Target Target
	AtMost int // 0: no bound
	Then   *Transition
}

// TargetKind tells where a transition leads.
type TargetKind uint8

// The kinds of target.
const (
	ToState  TargetKind = iota // Target.State
	ToHangup                   // the reserved target hangup
	ToReturn                   // Target.Return, with Target.With
	ToRetry                    // no target: the gather's built-in retry (no_input and no_match only)
	ToRepeat                   // do: repeat, the same words again, counting nothing
)

// Target is where a transition leads.
type Target struct {
	Kind   TargetKind
	State  string
	Return string
	With   []Assignment // data of a return
}
