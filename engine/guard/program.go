package guard

import (
	"errors"
	"fmt"
	"time"

	"github.com/texmlflow/texmlflow/engine/hours"

	"github.com/expr-lang/expr/vm"
)

// Program is a compiled expression. It is immutable and may be run by many goroutines at once.
type Program struct {
	work       int
	source     string
	typ        Type
	vm         *vm.Program
	constant   any
	isConstant bool
	inputs     []input
	reads      []string
	calls      []string
	asked      []string
	said       []string
	ifTrue     []string
	ifFalse    []string
	condition  *condition // of a guard
	places     map[string]area
	doubts     []Doubt
}

// input is one value that a program takes from its environment.
type input struct {
	key  string // the name in the program, the path for values of the flow
	path []string
	typ  Type
}

// Env is what a program sees when it runs.
//
// Values holds the names of the scope it was compiled for; an object is a map[string]any. Now is the clock of the turn,
// Zone the flow's time zone (nil: UTC), Language the one now spoken ("en-US"), Hours the flow's opening hours by name.
// Report, if not nil, hears of anything that should not be possible: a value that is missing or not of its type, a program
// that failed.
type Env struct {
	Values   map[string]any
	Now      time.Time
	Zone     *time.Location
	Language string
	Hours    map[string]*hours.Calendar
	Report   func(error)
}

// Type is the type of the program's values; it is Sensitive if they are made from sensitive ones.
func (p *Program) Type() Type { return p.typ }

// Sensitive reports whether the value, or any part of it, is made from sensitive values other than by comparing or
// measuring them.
func (p *Program) Sensitive() bool { return p.typ.Tainted() }

// Source is the text that was compiled.
func (p *Program) Source() string { return p.source }

// Work is what an evaluation costs in the worst case, about a microsecond of one core a unit: with the longest texts and
// lists that there can be. A usual guard over what callers say costs a small part of it.
func (p *Program) Work() int { return p.work }

// Constant is the value of a program that always gives the same one; a guard may be constant though it reads values.
func (p *Program) Constant() (any, bool) { return p.constant, p.isConstant }

// Reads lists the paths that the program reads ("Digits", "http.name"), sorted.
func (p *Program) Reads() []string { return p.reads }

// Place is where a name that the program reads stands first, as rune offsets in the source, half-open.
func (p *Program) Place(name string) (from, to int) {
	a := p.places[name]
	return a.from, a.to
}

// Doubts lists the written texts that are nearly what a value is documented to be.
func (p *Program) Doubts() []Doubt { return p.doubts }

// Calls lists the functions and formatters that the program calls, sorted.
func (p *Program) Calls() []string { return p.calls }

// Hours lists the names of the opening hours that the program asks for, sorted.
func (p *Program) Hours() []string { return p.asked }

// Said lists the phrases that the program asks for by said, as often as they stand there; one that is computed is "".
func (p *Program) Said() []string { return p.said }

// NonNilIfTrue lists the paths that are not nil whenever the program gives true, sorted.
func (p *Program) NonNilIfTrue() []string { return p.ifTrue }

// NonNilIfFalse lists the paths that are not nil whenever the program gives false, sorted.
func (p *Program) NonNilIfFalse() []string { return p.ifFalse }

// Eval runs the program. It always gives a value of the program's type: texts are cut to MaxText, lists to MaxList, and
// should the program fail, which is a defect, Report hears of it and the value is the type's zero.
func (p *Program) Eval(env Env) any {
	room := MaxValue
	if p.isConstant {
		// Converted anew each time, so that no caller can change the list or object of another.
		v, _ := p.typ.conform(p.constant, &room)
		return v
	}
	values := make(map[string]any, len(p.inputs))
	for _, in := range p.inputs {
		values[in.key] = env.input(in)
	}
	machine := vm.VM{MemoryBudget: maxMemory}
	out, err := machine.Run(p.vm, values)
	if err != nil {
		env.report(fmt.Errorf("expression %q failed: %s", p.source, firstLine(err.Error())))
		return p.typ.Zero()
	}
	v, ok := p.typ.conform(out, &room)
	if !ok {
		env.report(fmt.Errorf("expression %q gave something other than %s", p.source, p.typ))
	}
	return v
}

// True runs a guard; anything but true is false.
func (p *Program) True(env Env) bool { return truth(p.Eval(env)) }

// input is one of the values a program takes, made to be of its type.
func (e Env) input(in input) any {
	switch in.key {
	case hostNow:
		return clampTime(e.Now.UTC())
	case hostToday:
		return e.today()
	case hostHours:
		return desks{hours: e.Hours, now: clampTime(e.Now.UTC()), language: e.Language}
	case hostHeard:
		return hear(text(e.input(in.speech())), e.Language)
	case hostVoice:
		return voice{language: e.Language, zone: e.zone(), today: e.today()}
	}
	var v any = e.Values
	for _, name := range in.path {
		v = member(v, name)
	}
	room := MaxValue
	out, ok := in.typ.conform(v, &room)
	if !ok {
		e.report(fmt.Errorf("%s: %w, expected %s", in.key, errValue, in.typ))
	}
	return out
}

// speech is the input that what the caller has said is made of.
func (in input) speech() input {
	return input{key: speechResult, path: []string{speechResult}, typ: in.typ}
}

// errValue is a value in Env.Values that is missing or not of its type.
var errValue = errors.New("missing or of another type")

func (e Env) report(err error) {
	if e.Report != nil {
		e.Report(err)
	}
}

func (e Env) zone() *time.Location {
	if e.Zone == nil {
		return time.UTC
	}
	return e.Zone
}

// today is the date of the turn's clock in the flow's zone, as midnight UTC.
func (e Env) today() time.Time {
	y, m, d := e.Now.In(e.zone()).Date()
	return clampTime(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
}
