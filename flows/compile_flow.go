package flows

import (
	"slices"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/engine/spell"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// longestCall is the longest duration that limits may give a call.
const longestCall = 4 * time.Hour

// defaultLanguage is what a flow speaks that declares no languages.
const defaultLanguage = "en-US"

// flowCompiler compiles one flow.
type flowCompiler struct {
	*compiler
	decl *flowDecl
	flow *engine.Flow
	base *guard.Scope

	tags     []string // languages, the default first
	unset    []string // variables without a value at the beginning
	prompts  map[string]engine.Prompt
	failed   []*engine.Transition                       // defaults.failed
	defaults map[string]map[string][]*engine.Transition // by action and outcome
	warned   bool                                       // that targets are not checked
	unasked  bool                                       // that requests are not checked, which was said

	promptSites    map[string]*site // of the header's prompts
	secretDefaults []*outcomeDecl   // that were looked at for what they do with a secret

	scopes   scopes
	programs guard.Programs
	names    []text // what stateNames has given
}

// flow compiles a flow. What could not be compiled is missing in the result; then there is a finding.
func (c *compiler) flow(decl *flowDecl) *engine.Flow {
	f := &flowCompiler{
		compiler: c, decl: decl, base: baseScope(decl, c.pinned),
		prompts: map[string]engine.Prompt{}, promptSites: map[string]*site{}, defaults: map[string]map[string][]*engine.Transition{},
		flow: &engine.Flow{
			Name: decl.Name.Value, Place: placeOf(head(decl.Node)), Start: decl.Start.Value,
			States: make(map[string]*engine.State, len(decl.States)), Params: fieldsOf(decl.Params), Hold: decl.hold(),
		},
	}
	c.readNames[decl], c.usedPrompts[decl], c.usedHours[decl] = map[string]bool{}, map[string]bool{}, map[string]bool{}
	f.header()
	f.checkNames()
	for _, s := range decl.States {
		if !s.Name.given() {
			continue
		}
		f.flow.Order = append(f.flow.Order, s.Name.Value)
		f.flow.States[s.Name.Value] = f.state(s)
	}
	if decl.Start.given() && len(decl.States) > 0 && decl.state(decl.Start.Value) == nil {
		f.unknown(codeUnknownTarget, "state", decl.Start, f.stateNames())
	}
	return f.flow
}

func placeOf(s diag.Span) engine.Place { return engine.Place{File: s.File, Line: s.Line} }

// stateNames are the flow's states as they are written.
func (f *flowCompiler) stateNames() []text {
	if f.names == nil {
		for _, s := range f.decl.States {
			f.names = append(f.names, s.Name)
		}
	}
	return f.names
}

// header compiles all that stands above the states.
func (f *flowCompiler) header() {
	f.languages()
	f.hours()
	for _, v := range f.decl.Vars {
		f.flow.Vars = append(f.flow.Vars, engine.Var{Name: v.Name.Value, Type: v.Type, Default: v.Default})
		if v.Default == nil && !v.Type.Optional {
			f.unset = append(f.unset, v.Name.Value)
		}
	}
	for _, r := range f.decl.Returns {
		f.flow.Returns = append(f.flow.Returns, engine.Return{Name: r.Name.Value, Fields: fieldsOf(r.Fields)})
	}
	for _, name := range f.decl.Env {
		if f.opt.Env != nil && !slices.Contains(f.opt.Env, name.Value) {
			f.out.Errorf(codeUndeclaredEnv, name.Node.Span, "the host's settings do not allow the environment name %q", name.Value).
				Hint = envHint(name.Value, f.opt.Env)
		}
		f.flow.Env = append(f.flow.Env, name.Value)
	}
	slices.Sort(f.flow.Env)
	f.flow.Env = slices.Compact(f.flow.Env)
	for _, p := range f.decl.Prompts {
		f.promptSites[p.Name.Value] = &site{}
		f.prompts[p.Name.Value] = f.prompt(p.Prompt, &place{scope: f.base, header: true, site: f.promptSites[p.Name.Value]})
	}
	f.flow.Apology = f.headerPrompt(f.decl.Apology, apologies)
	f.flow.Lost = f.headerPrompt(f.decl.Lost, lostWords)
	f.outcomeDefaults()
	f.commands()
	f.limits()
	f.onEnd()
}

func (f *flowCompiler) languages() {
	for _, l := range f.decl.Languages {
		f.flow.Languages = append(f.flow.Languages, engine.Language{Tag: l.Tag.Value, Voice: l.Voice.Value, Speech: f.speech(l)})
	}
	if len(f.flow.Languages) == 0 {
		f.flow.Languages = []engine.Language{{Tag: defaultLanguage}}
	}
	for _, l := range f.flow.Languages {
		f.tags = append(f.tags, l.Tag)
	}
}

// speech compiles the attributes of a language's voice.
func (f *flowCompiler) speech(l languageDecl) texmlgen.Say {
	if strings.HasPrefix(l.Voice.Value, "ElevenLabs.") && !l.Attrs.has("api_key_ref") {
		f.out.Errorf(codeTexmlRule, l.Voice.Node.Span, "an ElevenLabs voice needs api_key_ref, the name of its integration secret").
			Hint = "write api_key_ref: NAME beside voice"
	}
	if len(l.Attrs) == 0 {
		return texmlgen.Say{}
	}
	if !l.Voice.given() {
		f.out.Errorf(codeTexmlRule, l.Attrs[0].Key.Span, "%s stands beside a voice, and there is none", l.Attrs[0].Key.Value).
			Hint = "write voice: NAME beside it"
	}
	w := &verbWriter{}
	w.open("Say", l.Attrs)
	w.text("Words.")
	w.close("Say")
	verb, ok := f.read(w).(*texmlgen.Say)
	if !ok {
		return texmlgen.Say{}
	}
	speech := *verb
	speech.Text = texmlgen.Text{}
	return speech
}

// languageSwitch resolves a language that is switched to.
func (f *flowCompiler) languageSwitch(t text) string {
	if t.given() && !slices.Contains(f.tags, t.Value) && !f.decl.doubt.has("languages") {
		unknownLanguage(f.out, t, tagsOf(f.decl.Languages))
	}
	return t.Value
}

// envHint says how a name of the environment is allowed.
func envHint(name string, allowed []string) string {
	add := "add env: [" + name + "] to texmlflow.yaml"
	if len(allowed) > 0 {
		add = "add " + name + " to env in texmlflow.yaml"
	}
	if near := spell.DidYouMean(name, allowed); near != "" {
		return near + " if not, " + add
	}
	return add
}

// outcomeDefaults compiles the outcomes of defaults, each once: a bound counts how often the one transition was taken,
// whichever state it was taken from.
func (f *flowCompiler) outcomeDefaults() {
	id := f.decl.Name.Value + "/defaults/"
	if t := f.decl.Defaults.Failed; t != nil {
		f.flow.Failed = f.transition(t, id+"failed", &place{scope: f.base})
		f.failed = []*engine.Transition{f.flow.Failed}
	}
	for _, a := range f.decl.Defaults.Actions {
		action := a.Action.Value
		f.defaults[action] = map[string][]*engine.Transition{}
		for _, o := range a.Outcomes {
			p := &place{scope: f.scopes.exit(f.base, action)}
			f.defaults[action][o.Name.Value] = f.transitions(o.Transitions, id+action+"/"+o.Name.Value, p)
		}
	}
}

func (f *flowCompiler) commands() {
	scope := f.scopes.exit(f.base, "gather")
	f.checkCommands()
	for _, c := range f.decl.Commands {
		if c.Transition == nil {
			continue
		}
		f.flow.Commands = append(f.flow.Commands, &engine.Command{
			Name: c.Name.Value, Key: c.Key.Value, Phrases: f.phrases(c.Phrases),
			Transition: f.transition(c.Transition, f.decl.Name.Value+"/commands/"+c.Name.Value, &place{scope: scope}),
		})
	}
}

func (f *flowCompiler) limits() {
	l := f.decl.Limits
	if l == nil {
		return
	}
	f.flow.Limits = engine.Limits{Turns: l.Turns.Value, Duration: l.Duration.Value}
	if l.Then != nil {
		f.flow.Limits.Then = f.transition(l.Then, f.decl.Name.Value+"/limits/then", &place{scope: f.base})
	}
}
