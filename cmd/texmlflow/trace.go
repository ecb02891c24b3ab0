package main

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/flows/diag"
)

// traceOptions is what the flags of trace say.
type traceOptions struct {
	stageFlags
	path       string
	confidence string
	format     string
}

func (a *app) traceCommand() *cobra.Command {
	o := &traceOptions{}
	formats := []string{string(diag.Text), string(diag.JSON)}
	cmd := &cobra.Command{
		Use:   "trace PATH --path EVENTS",
		Short: "Say where a caller ends up, and why",
		Long: "trace plays a call in the machine alone and tells of each turn: what the caller hears, which guards were tried with\n" +
			"which values, which transition was taken, which states were entered. Secrets, and values of the environment, are\n" +
			"shown as ***.\n\n" +
			"EVENTS are what happens, parted by commas: keys, " + strings.Join(pathUsages(), ", ") + ",\n" +
			"and the events listed below. Words with a comma stand in double quotes: speech:\"no, the desk\". What a waiting\n" +
			"caller hears, or a callee is asked, is asked for by itself before hold:9 and screen:1.\n" +
			"PATH is a directory of flows or one of its files; texmlflow.yaml beside it is read.\n\n" +
			"Exit codes: 0 printed, 1 errors in the flows, 2 usage, or an event that the call does not wait for, 3 could not work.\n\n" +
			"Events:\n\n" + eventHelp(eventKinds),
		Example: "  texmlflow trace flows --path 1,2,silence\n" +
			"  texmlflow trace flows --path 'speech:the desk, dial:busy, record'\n" +
			"  texmlflow trace flows --at 2026-12-25T10:00:00-07:00 --format json",
		Args: onePath,
	}
	o.stageFlags.define(cmd)
	f := cmd.Flags()
	f.StringVar(&o.path, "path", "", "`EVENTS` of the call, see above (default its beginning alone)")
	f.StringVar(&o.confidence, "confidence", "0.93", "how sure the recognition of speech is, `0 to 1`")
	f.StringVar(&o.format, "format", formats[0], "`"+formatNames(formats)+"`")
	cmd.RunE = work(func(_ *cobra.Command, args []string) error {
		if err := checkFormat(o.format, formats); err != nil {
			return err
		}
		return a.trace(o, args[0])
	})
	return cmd
}

// traced is a call as trace tells of it.
type traced struct {
	FormatVersion int          `json:"format_version"`
	Flow          string       `json:"flow"`
	Turns         []tracedTurn `json:"turns"`
	State         string       `json:"state"`           // where the call stands, with the flows around it
	Waits         string       `json:"waits,omitempty"` // for what, in words
	Ended         bool         `json:"ended"`           // the document ends the call, or it has ended
}

// tracedTurn is one thing that happened, and what came of it.
type tracedTurn struct {
	Event   string       `json:"event"`
	Steps   []tracedStep `json:"steps"`
	Heard   []string     `json:"heard"`
	Then    string       `json:"then,omitempty"` // of what runs beside the call: how its document goes on
	Trouble []string     `json:"trouble"`
}

// tracedStep is one thing that the machine decided.
type tracedStep struct {
	Kind    string            `json:"kind"` // state, outcome, guard, used_up, transition
	State   string            `json:"state,omitempty"`
	Outcome string            `json:"outcome,omitempty"`
	When    string            `json:"when,omitempty"`
	Holds   *bool             `json:"holds,omitempty"`
	Reads   map[string]string `json:"reads,omitempty"`
	To      string            `json:"to,omitempty"`
	File    string            `json:"file,omitempty"`
	Line    int               `json:"line,omitempty"`

	lines []string // the same for people
}

// trace plays a call.
func (a *app) trace(o *traceOptions, path string) error {
	if err := checkConfidence(o.confidence); err != nil {
		return err
	}
	list, err := parsePath(o.path, o.confidence)
	if err != nil {
		return err
	}
	st, err := o.load(a, path)
	if err != nil {
		return err
	}
	r := st.rehearse()
	out := traced{FormatVersion: 1, Flow: st.machine.Name}
	var failed error
	for i, in := range append([]input{{kind: inputBegin}}, list...) {
		turn := tracedTurn{Event: r.words(in), Steps: []tracedStep{}, Trouble: []string{}, Heard: []string{}}
		if failed = r.play(in, &turn); failed != nil {
			failed = about(failed, i, turn.Event)
			break
		}
		out.Turns = append(out.Turns, turn)
	}
	out.State = r.where()
	out.Ended = r.call != nil && r.call.Ended || r.over()
	if !out.Ended {
		out.Waits = r.waits()
	}
	if o.format == string(diag.JSON) {
		enc := json.NewEncoder(a.stdout)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return errors.Join(enc.Encode(out), failed)
	}
	return errors.Join(out.print(a.stdout), failed)
}

// asEvent makes an event of a path out of the flags of render and trigger.
var asEvent = strings.NewReplacer("--event ", "", "--digits ", "", "--silence", "silence", `--speech "..."`, "speech:...")

// about says at which event of the path a trace could not go on.
func about(err error, i int, event string) error {
	f, ok := errors.AsType[*failure](err)
	if !ok {
		return err
	}
	return usage(asEvent.Replace(f.hint), "event %d, %s: %w", i, event, f.err)
}

// play lets one thing happen and tells of it.
func (r *rehearsal) play(in input, turn *tracedTurn) error {
	if in.kind != inputBegin {
		if err := r.accepts(in); err != nil {
			return err
		}
	}
	known := 0
	var err error
	switch in.kind {
	case inputCompleted, inputRecording, inputTranscription, inputRecordingText:
		return r.note(in)
	case inputHold, inputScreen:
		return r.playBeside(in, turn)
	case inputFetch:
		known = len(r.reasons) // the step comes to the same place, for the same reasons
		err = r.fetched(in.fetch)
	default:
		err = r.step(in)
	}
	if err == nil {
		r.tell(turn, known)
	}
	return err
}

// playBeside lets something happen beside the caller's own document; what has to be asked for first is.
func (r *rehearsal) playBeside(in input, turn *tracedTurn) error {
	for _, one := range r.phone.rounds(in) {
		if err := r.beside(one); err != nil {
			return err
		}
		r.tell(turn, 0)
	}
	turn.Then, _ = r.phone.goOn(in)
	return nil
}

// tell adds what came of a step, but for the first reasons, which are known.
func (r *rehearsal) tell(turn *tracedTurn, known int) {
	for _, reason := range r.reasons[known:] {
		turn.Steps = append(turn.Steps, told(r.machine, reason))
	}
	turn.Heard = append(turn.Heard, heard(r.reply.Document)...)
	turn.Trouble = append(turn.Trouble, r.reply.Trace.Trouble...)
}

// over reports whether the last document waits for nothing more of the call.
func (r *rehearsal) over() bool { return r.reply.Document != nil && r.phone.Answer.Action == "" }

// told is a reason in the words of a trace.
func told(m *engine.Machine, reason engine.Reason) tracedStep {
	step := tracedStep{State: reason.Flow + "/" + reason.State, lines: reason.Lines(m)}
	switch reason.Kind {
	case engine.Entered:
		step.Kind = "state"
	case engine.Decided:
		step.Kind, step.Outcome = "outcome", reason.Outcome
	case engine.Tried:
		step.Kind, step.When, step.Holds = "guard", reason.When, &reason.Holds
		step.Reads = map[string]string{}
		for _, in := range reason.Reads {
			step.Reads[in.Name] = in.Text
		}
	case engine.UsedUp:
		step.Kind = "used_up"
	case engine.Taken:
		step.Kind, step.To = "transition", reason.Transition.Target.String()
	}
	place := reason.Place(m)
	step.File, step.Line = place.File, place.Line
	return step
}

// words names what happens. What is given where it is a secret is not shown.
func (r *rehearsal) words(in input) string {
	text, c := in.text, r.call
	if in.kind == inputHold {
		c = r.hold
	}
	if text != "" && text != silent && secretAt(r.machine, c) {
		text = guard.Hidden
	}
	switch in.kind {
	case inputBegin:
		return "the call begins"
	case inputDigits:
		return "keys " + text
	case inputSpeech:
		return "speech:" + text
	case inputSilence:
		return "silence"
	case inputFetch:
		if text = in.text; r.asks != nil && len(in.fetch.Body) > 0 && secretAnswer(r.asks.Of.Fields) {
			text = guard.Hidden
		}
		return "fetch:" + text
	default:
		name := eventOf(in.kind).name
		if text != "" {
			name += ":" + text
		}
		return name
	}
}

// secretAnswer reports whether the answer to a request holds a secret in one of these fields.
func secretAnswer(fields []engine.HTTPField) bool {
	return slices.ContainsFunc(fields, func(f engine.HTTPField) bool { return f.Type.Tainted() })
}

// secretAt reports whether what is given to a call where it waits may be a secret.
func secretAt(m *engine.Machine, c *engine.Call) bool {
	if c == nil || c.Top() == nil {
		return false
	}
	flow := m.Flows[c.Top().Flow]
	if flow == nil || flow.States[c.Top().State] == nil {
		return false
	}
	switch action := flow.States[c.Top().State].Action.(type) {
	case *engine.Gather:
		return action.Sensitive
	case *engine.AIGather:
		return slices.ContainsFunc(action.Fields, func(f guard.Field) bool { return f.Type.Tainted() })
	case *engine.HTTPRequest:
		return secretAnswer(action.Fields)
	case *engine.Texml:
		return true // it may be, and the machine does not say
	}
	return false
}
