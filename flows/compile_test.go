package flows

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/engine/hours"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// sameMachine compares machines: expressions and templates by what they were compiled from and what they give.
var sameMachine = cmp.Options{
	cmp.Comparer(func(a, b *guard.Program) bool {
		return (a == nil) == (b == nil) && (a == nil || a.Source() == b.Source() && cmp.Equal(a.Type(), b.Type()) &&
			slices.Equal(a.Reads(), b.Reads()))
	}),
	cmp.Comparer(func(a, b *guard.Template) bool {
		return (a == nil) == (b == nil) && (a == nil || slices.EqualFunc(a.Parts, b.Parts, func(x, y guard.Part) bool {
			return x.Literal == y.Literal && x.Text == y.Text && x.From == y.From && x.To == y.To
		}) && slices.Equal(a.Reads(), b.Reads()))
	}),
	cmp.AllowUnexported(hours.Calendar{}),
	cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() }),
	cmpopts.IgnoreUnexported(engine.Machine{}),
}

func read(t testing.TB, paths ...string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, p := range paths {
		src := mustRead(t, "testdata/ok/"+p)
		files[p] = src
	}
	return files
}

// say is a prompt of one text in any language.
func say(t testing.TB, words string) engine.Prompt {
	t.Helper()
	tmpl, problems := guard.ParseTemplate(words)
	if len(problems) > 0 || len(tmpl.Compile(guard.NewScope())) > 0 {
		t.Fatalf("template %q", words)
	}
	return engine.Prompt{Parts: map[string][]engine.PromptPart{engine.AnyLanguage: {{Text: tmpl}}}}
}

func TestHello(t *testing.T) {
	lib := mustLoad(t, read(t, "hello.yaml"), testOptions(t))
	place := func(line int) engine.Place { return engine.Place{File: "hello.yaml", Line: line} }
	to := func(id string, line int, state string) *engine.Transition {
		return &engine.Transition{ID: "hello/" + id, Place: place(line), Target: engine.Target{Kind: engine.ToState, State: state}}
	}
	prompt, bye := say(t, "Press 1 for sales, or 2 for support."), say(t, "Goodbye.")
	sales, support := say(t, "+15125550100"), say(t, "+15125550101")
	salesBye := []*engine.Transition{to("sales/otherwise/0", 11, "bye")}
	supportBye := []*engine.Transition{to("support/otherwise/0", 15, "bye")}
	want := &engine.Machine{
		Name: "hello",
		Flows: map[string]*engine.Flow{"hello": {
			Name: "hello", Place: place(1), Start: "menu", Order: []string{"menu", "sales", "support", "bye"},
			Languages: []engine.Language{{Tag: "en-US"}},
			Apology:   say(t, "Sorry, something went wrong on our side. Please call again later."),
			Lost:      say(t, "Sorry, we lost this call. Please call again."),
			States: map[string]*engine.State{
				"menu": {Name: "menu", Place: place(4), Action: &engine.Gather{
					Verb:   texmlgen.Gather{NumDigits: texmlgen.Some(1)},
					Prompt: prompt, DTMF: true, NumDigits: 1, Retries: 2,
					Choices: []*engine.Choice{
						{Key: "1", Transition: to("menu/choices/1", 7, "sales")},
						{Key: "2", Transition: to("menu/choices/2", 7, "support")},
					},
					Exhausted: []*engine.Transition{to("menu/exhausted/0", 8, "bye")},
				}},
				"sales": {Name: "sales", Place: place(9), Action: &engine.Dial{
					Targets:  []engine.DialTarget{{Number: sales.Parts[engine.AnyLanguage][0].Text}},
					Answered: salesBye, Busy: salesBye, NoAnswer: salesBye, Canceled: salesBye, Failed: salesBye,
				}},
				"support": {Name: "support", Place: place(12), Action: &engine.Dial{
					Targets:  []engine.DialTarget{{Number: support.Parts[engine.AnyLanguage][0].Text}},
					Answered: supportBye, Busy: []*engine.Transition{to("support/busy/0", 14, "sales")},
					NoAnswer: supportBye, Canceled: supportBye, Failed: supportBye,
				}},
				"bye": {Name: "bye", Place: place(16), Parts: []engine.Part{{Say: &bye}}, Action: &engine.Hangup{}},
			},
		}},
	}
	got := lib.Machines["hello"]
	want.Version = got.Version
	if diff := cmp.Diff(want, got, sameMachine); diff != "" {
		t.Errorf("machine (-want +got):\n%s", diff)
	}
	menu := got.Entry().States["sales"].Action.(*engine.Dial)
	if menu.Answered[0] != menu.Failed[0] {
		t.Error("the otherwise of a state is compiled once for each outcome it decides")
	}
}

func clinic(t testing.TB) *engine.Machine {
	t.Helper()
	lib := mustLoad(t, read(t, "clinic/clinic.yaml", "clinic/verify_pin.yaml"), testOptions(t))
	if got := slices.Collect(maps.Keys(lib.Machines)); !slices.Equal(got, []string{"clinic"}) {
		t.Fatalf("machines %v, want the entry flow alone", got)
	}
	return lib.Machines["clinic"]
}

func action[A engine.Action](t testing.TB, m *engine.Machine, flow, state string) A {
	t.Helper()
	s := m.Flows[flow].States[state]
	if s == nil {
		t.Fatalf("no state %s/%s", flow, state)
	}
	a, ok := s.Action.(A)
	if !ok {
		t.Fatalf("%s/%s: action %T", flow, state, s.Action)
	}
	return a
}

func TestClinicHeader(t *testing.T) {
	m := clinic(t)
	f := m.Entry()
	if diff := cmp.Diff([]string{"clinic", "verify_pin"}, slices.Sorted(maps.Keys(m.Flows))); diff != "" {
		t.Errorf("flows (-want +got):\n%s", diff)
	}
	want := []engine.Language{{Tag: "en-US", Voice: "Polly.Joanna-Neural"}, {Tag: "es-US", Voice: "Polly.Lupe-Neural"}}
	if diff := cmp.Diff(want, f.Languages); diff != "" {
		t.Errorf("languages (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"CRM", "DESK"}, f.Env); diff != "" {
		t.Errorf("env (-want +got):\n%s", diff)
	}
	if f.Limits.Turns != 40 || f.Limits.Duration != 20*time.Minute || f.Limits.Then.Target.State != "sorry" {
		t.Errorf("limits %+v", f.Limits)
	}
	if f.Failed.ID != "clinic/defaults/failed" || f.Failed.Target.State != "sorry" {
		t.Errorf("failed %+v", f.Failed)
	}
	patient := guard.Type{Kind: guard.Object, Fields: []guard.Field{
		{Name: "name", Type: guard.Type{Kind: guard.String}}, {Name: "id", Type: guard.Type{Kind: guard.Int}},
	}}
	if diff := cmp.Diff(engine.Var{Name: "patient", Type: patient}, f.Vars[0]); diff != "" {
		t.Errorf("patient (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(engine.Var{Name: "asked", Type: guard.Type{Kind: guard.Int}, Default: 0}, f.Vars[2]); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	for _, p := range []engine.Prompt{f.Apology, f.Lost} {
		if len(p.Parts["en-US"]) != 1 || len(p.Parts["es-US"]) != 1 || len(p.Parts) != 2 {
			t.Errorf("built-in words %v, want one text in each language", p.Parts)
		}
	}
	sub := m.Flows["verify_pin"]
	if diff := cmp.Diff([]engine.Return{
		{Name: "verified", Fields: []guard.Field{{Name: "tries", Type: guard.Type{Kind: guard.Int}}}}, {Name: "refused"},
	}, sub.Returns); diff != "" {
		t.Errorf("returns (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]guard.Field{{Name: "phone", Type: guard.Type{Kind: guard.String}}}, sub.Params); diff != "" {
		t.Errorf("params (-want +got):\n%s", diff)
	}
}

// TestGatherInference says what each gather of the flows of testdata listens for, of which most is written nowhere.
func TestGatherInference(t *testing.T) {
	lib := mustLoad(t, read(t, "clinic/clinic.yaml", "clinic/verify_pin.yaml", "every.yaml", "terminal.yaml"), testOptions(t))
	type heard struct {
		dtmf, speech, sensitive bool
		digits, retries         int
		commands                int
	}
	for _, test := range []struct {
		machine, flow, state string
		want                 heard
	}{
		{"clinic", "clinic", "welcome", heard{dtmf: true, speech: true, digits: 1, retries: 2, commands: 2}},
		{"clinic", "clinic", "main", heard{dtmf: true, speech: true, digits: 1, retries: 2, commands: 2}},
		{"clinic", "verify_pin", "enter", heard{dtmf: true, sensitive: true, digits: 4, retries: 2}},
		{"every", "every", "words", heard{dtmf: true, speech: true, digits: 1, retries: 1, commands: 2}},
		{"every", "every", "open", heard{dtmf: true, speech: true, retries: 1, commands: 2}},
		{"every", "every", "entry", heard{dtmf: true, sensitive: true, digits: 4, retries: 1}},
		{"every", "confirm", "ask", heard{dtmf: true, digits: 1, retries: 2}},
		{"silent", "silent", "listen", heard{speech: true, retries: 2}},
	} {
		t.Run(test.flow+"/"+test.state, func(t *testing.T) {
			g := action[*engine.Gather](t, lib.Machines[test.machine], test.flow, test.state)
			got := heard{g.DTMF, g.Speech, g.Sensitive, g.NumDigits, g.Retries, len(g.Commands)}
			if got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
			if n := g.Verb.NumDigits.Or(0); n != g.NumDigits {
				t.Errorf("the verb has num_digits %d, the gather %d", n, g.NumDigits)
			}
		})
	}
}

// TestDecided follows the order in which an outcome is decided: the state's own name, the action's default of that name,
// the state's otherwise, the action's default otherwise, and for failed defaults.failed.
func TestDecided(t *testing.T) {
	src := `flow: f
defaults:
  dial: {busy: d_busy, otherwise: d_other}
  ai_gather: {invalid: d_busy}
  failed: d_failed
start: own
states:
  own: {dial: {number: "+15125550100"}, busy: s_busy, failed: s_busy, otherwise: s_other}
  s_busy: {dial: {number: "+15125550100"}, otherwise: s_other}
  s_other: {dial: {number: "+15125550100"}, answered: d_busy}
  d_busy: {record: true, recorded: d_other, empty: d_other}
  d_other: {ai_gather: {parameters: {x: int}}, transitions: d_failed}
  d_failed: {hangup: true}
`
	m := mustLoad(t, map[string][]byte{"f.yaml": []byte(src)}, testOptions(t)).Machines["f"]
	for _, test := range []struct{ state, outcome, id string }{
		{"own", "busy", "f/own/busy/0"},
		{"own", "failed", "f/own/failed/0"},
		{"own", "no_answer", "f/own/otherwise/0"},
		{"s_busy", "busy", "f/defaults/dial/busy/0"},
		{"s_busy", "failed", "f/s_busy/otherwise/0"},
		{"s_other", "no_answer", "f/defaults/dial/otherwise/0"},
		{"s_other", "failed", "f/defaults/dial/otherwise/0"},
		{"s_other", "answered", "f/s_other/answered/0"},
		{"d_busy", "failed", "f/defaults/failed"},
		{"d_other", "invalid", "f/defaults/ai_gather/invalid/0"},
		{"d_other", "failed", "f/defaults/failed"},
	} {
		var list []*engine.Transition
		switch a := m.Entry().States[test.state].Action.(type) {
		case *engine.Dial:
			list = map[string][]*engine.Transition{
				"answered": a.Answered, "busy": a.Busy, "no_answer": a.NoAnswer, "canceled": a.Canceled, "failed": a.Failed,
			}[test.outcome]
		case *engine.Record:
			list = a.Failed
		case *engine.AIGather:
			list = map[string][]*engine.Transition{"invalid": a.Invalid, "failed": a.Failed}[test.outcome]
		}
		if len(list) != 1 || list[0].ID != test.id {
			t.Errorf("%s of %s: got %v, want %s", test.outcome, test.state, ids(list), test.id)
		}
	}
}

func ids(list []*engine.Transition) []string {
	var out []string
	for _, t := range list {
		out = append(out, t.ID)
	}
	return out
}

// TestUniqueIDs: a transition's ID names one transition of the machine.
func TestUniqueIDs(t *testing.T) {
	lib := mustLoad(t, read(t, "clinic/clinic.yaml", "clinic/verify_pin.yaml", "every.yaml", "hello.yaml", "verbs.yaml"), testOptions(t))
	for name, m := range lib.Machines {
		seen := map[string]*engine.Transition{}
		var visit func(x *engine.Transition)
		visit = func(x *engine.Transition) {
			if x == nil {
				return
			}
			if other, ok := seen[x.ID]; ok && other != x {
				t.Errorf("%s: two transitions %s", name, x.ID)
			}
			seen[x.ID] = x
			visit(x.Then)
		}
		for _, f := range m.Flows {
			visit(f.Failed)
			visit(f.Limits.Then)
			for _, s := range f.States {
				for _, w := range Ways(s) {
					for _, x := range w.Transitions {
						visit(x)
					}
				}
			}
		}
		if len(seen) < 5 {
			t.Errorf("%s: only %d transitions", name, len(seen))
		}
	}
}

func TestClinicActions(t *testing.T) {
	m := clinic(t)
	t.Run("http_request", func(t *testing.T) {
		a := action[*engine.HTTPRequest](t, m, "clinic", "lookup")
		if a.Method != texmlgen.MethodGet || a.JSON != nil || len(a.Headers) != 1 {
			t.Errorf("method %q, headers %v", a.Method, a.Headers)
		}
		want := []engine.HTTPField{
			{Name: "found", Path: "found", Type: guard.Type{Kind: guard.Bool}},
			{Name: "name", Path: "patient.name", Type: guard.Type{Kind: guard.String, Optional: true}},
			{Name: "id", Path: "patient.id", Type: guard.Type{Kind: guard.Int, Optional: true}},
		}
		if diff := cmp.Diff(want, a.Fields); diff != "" {
			t.Errorf("fields (-want +got):\n%s", diff)
		}
		if got := a.OK[0].When.Reads(); !slices.Equal(got, []string{"http.found", "http.id", "http.name"}) {
			t.Errorf("the guard reads %v", got)
		}
	})
	t.Run("json", func(t *testing.T) {
		a := action[*engine.HTTPRequest](t, m, "clinic", "book")
		if a.Method != texmlgen.MethodPost || a.JSON == nil || !a.JSON.IsMap {
			t.Fatalf("method %q, JSON %v", a.Method, a.JSON)
		}
		if visit := a.JSON.Fields[1]; visit.Name != "visit" || visit.Value.Fields[0].Value.Program.Source() != "visit.day" {
			t.Errorf("JSON %+v", a.JSON)
		}
		if h := a.Headers; len(h) != 1 || h[0].Name != "Content-Type" || h[0].Value.Parts[0].Text != "application/json" {
			t.Errorf("headers %v", h)
		}
	})
	t.Run("ai_gather", func(t *testing.T) {
		a := action[*engine.AIGather](t, m, "clinic", "details")
		const want = `{"type":"object","properties":{"day":{"type":"string","format":"date","description":"the preferred day"},` +
			`"reason":{"type":"string","description":"the reason for the visit"}},"required":["day","reason"]}`
		if got := a.Verb.Parameters.Text().String(); got != want {
			t.Errorf("parameters\n got %s\nwant %s", got, want)
		}
		if len(a.Greeting.Parts) != 2 || a.Invalid[0].Target.State != "desk" || a.Failed[0].ID != "clinic/defaults/failed" {
			t.Errorf("greeting %v, invalid %v, failed %v", a.Greeting, ids(a.Invalid), ids(a.Failed))
		}
		again := a.Transitions[1]
		if again.AtMost != 2 || again.Then.ID != "clinic/details/transitions/1/then" || len(again.Parts) != 1 {
			t.Errorf("second transition %+v", again)
		}
	})
	t.Run("subflow", func(t *testing.T) {
		a := action[*engine.Subflow](t, m, "clinic", "results")
		if a.Flow != "verify_pin" || a.With[0].Name != "phone" || len(a.Returns) != 2 || a.Returns["refused"][0].Target.State != "desk" {
			t.Errorf("subflow %+v", a)
		}
		if got := a.Returns["verified"][0].Set[0].Value.Program.Reads(); !slices.Equal(got, []string{"asked", "returned.tries"}) {
			t.Errorf("set reads %v", got)
		}
	})
	t.Run("return", func(t *testing.T) {
		a := action[*engine.HTTPRequest](t, m, "verify_pin", "compare")
		target := a.OK[0].Target
		if target.Kind != engine.ToReturn || target.Return != "verified" || target.With[0].Name != "tries" {
			t.Errorf("target %+v", target)
		}
	})
	t.Run("dial", func(t *testing.T) {
		a := action[*engine.Dial](t, m, "clinic", "ring")
		if a.Targets[0].Number == nil || a.Targets[0].SIP != nil || a.Verb.Timeout != texmlgen.Some(20*time.Second) || a.Answered[0].Target.Kind != engine.ToHangup {
			t.Errorf("dial %+v", a)
		}
	})
	t.Run("record", func(t *testing.T) {
		a := action[*engine.Record](t, m, "clinic", "mailbox")
		if a.Verb.MaxLength != texmlgen.Some(2*time.Minute) || a.Recorded[0] != a.Failed[0] {
			t.Errorf("record %+v", a)
		}
	})
	t.Run("prompts", func(t *testing.T) {
		a := action[*engine.Gather](t, m, "clinic", "main")
		if text := a.Prompt.Parts["es-US"][0].Text.Parts[0].Text; !strings.HasPrefix(text, "Para una cita") {
			t.Errorf("prompt %q", text)
		}
		if a.NoMatch[0].Target.Kind != engine.ToRetry || a.NoInput != nil {
			t.Errorf("no_match %+v, no_input %v", a.NoMatch[0], a.NoInput)
		}
		welcome := action[*engine.Gather](t, m, "clinic", "welcome")
		if parts := welcome.Prompt.Parts[engine.AnyLanguage]; len(parts) != 2 || parts[1].Language != "es-US" {
			t.Errorf("prompt %v", welcome.Prompt)
		}
		if c := a.Choices[0]; c.Key != "1" || !slices.Equal(c.Phrases["en-US"], []string{"book", "appointment"}) {
			t.Errorf("choice %+v", c)
		}
		if c := a.Commands[1]; c.Name != "repeat" || c.Transition.Target.Kind != engine.ToRepeat {
			t.Errorf("command %+v", c)
		}
	})
}

// TestEveryAttributes looks at values that pass through TeXML's table.
func TestEveryAttributes(t *testing.T) {
	m := mustLoad(t, read(t, "every.yaml"), testOptions(t)).Machines["every"]
	words := action[*engine.Gather](t, m, "every", "words")
	want := texmlgen.Gather{
		Timeout: texmlgen.Some(4 * time.Second), SpeechTimeout: texmlgen.Some(2 * time.Second),
		ProfanityFilter: texmlgen.Some(true), Hints: texmlgen.Literal("salami,cheese"), SmartFormat: texmlgen.Some(false),
		TranscriptionEngine: "Deepgram", Model: "deepgram/nova-3", FinishOnKey: texmlgen.Some(""), NumDigits: texmlgen.Some(1),
	}
	if diff := cmp.Diff(want, words.Verb); diff != "" {
		t.Errorf("gather (-want +got):\n%s", diff)
	}
	number := action[*engine.Dial](t, m, "every", "number")
	if diff := cmp.Diff(texmlgen.Dial{TimeLimit: texmlgen.Some(time.Hour)}, number.Verb); diff != "" {
		t.Errorf("dial (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(texmlgen.Number{
		SendDigits: texmlgen.Literal("1w2"), MachineDetection: "Enable", MachineDetectionTimeout: texmlgen.Some(1500 * time.Millisecond),
	}, number.Targets[0].NumberNoun); diff != "" {
		t.Errorf("number (-want +got):\n%s", diff)
	}
	if number.CallerID.Parts[0].Text != "+15125550199" {
		t.Errorf("the default caller_id is not taken: %v", number.CallerID)
	}
	sip := action[*engine.Dial](t, m, "every", "sip")
	if sip.Targets[0].SIPNoun.Username.String() != "me" || sip.Verb.Record != "record-from-answer" || sip.Targets[0].Number != nil {
		t.Errorf("sip %+v", sip)
	}
	ask := action[*engine.AIGather](t, m, "every", "ask")
	if v := ask.Verb; v.Voice.VoiceSpeed != texmlgen.Some(1.1) || v.Assistant.Instructions.String() != "Ask only about the delivery." ||
		v.Transcription.Model != "deepgram/nova-3" || v.InterruptionSettings.Enable != texmlgen.Some(true) || len(v.Tools) != 0 {
		t.Errorf("ai_gather %+v", v)
	}
	first := m.Entry().States["first"]
	if first.Switch != "en-US" || len(first.Parts) != 3 || first.Parts[2].Pause != 2*time.Second || first.Exit.Target.State != "words" {
		t.Errorf("first %+v", first)
	}
	// The uses of header prompts are their parts, in place: two of greeting and one of music.
	if parts := first.Parts[0].Say.Parts[engine.AnyLanguage]; len(parts) != 3 || parts[1].Text == nil || parts[2].Failover == nil {
		t.Errorf("say %+v", parts)
	}
	vars := map[string]any{}
	for _, v := range m.Entry().Vars {
		vars[v.Name] = v.Default
	}
	wantVars := map[string]any{
		"name": "caller", "plan": "std", "tries": 0, "rate": 1.5, "vip": false, "born": time.Date(1990, 1, 31, 0, 0, 0, 0, time.UTC),
		"opens": 8*time.Hour + 30*time.Minute, "since": time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), "wait": 90 * time.Second,
		"tags": []any{"new", "old"}, "orders": []any{}, "address": map[string]any{"street": "Main", "zip": nil}, "note": nil, "pin": "",
	}
	if diff := cmp.Diff(wantVars, vars); diff != "" {
		t.Errorf("defaults (-want +got):\n%s", diff)
	}
}

// TestNothingBehindToBesideRawVerbs: a to without a state beside verbs that wait is one finding, and no panic.
func TestNothingBehindToBesideRawVerbs(t *testing.T) {
	src := "flow: f\nstart: a\nstates:\n  a:\n    texml: {document: <Record/>, outcomes: [done]}\n    to:\n"
	lib, findings := LoadFiles(map[string][]byte{"f.yaml": []byte(src)}, testOptions(t))
	if lib != nil || len(findings) != 1 || findings[0].Code != codeWrongKind {
		t.Errorf("library %v, findings %v", lib != nil, findings)
	}
}
