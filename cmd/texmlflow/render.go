package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
)

// renderOptions is what the flags of render say.
type renderOptions struct {
	stageFlags
	inputFlags
	state    string
	vars     []string
	fetch    []string
	language string
	indent   bool
}

func (a *app) renderCommand() *cobra.Command {
	o := &renderOptions{}
	cmd := &cobra.Command{
		Use:   "render PATH --state STATE",
		Short: "Print the TeXML of one state",
		Long: "render prints the document that a call is answered with when it comes to STATE; with an input, when that happens\n" +
			"while it waits there. Variables begin as they do in a call, unless --var gives them a value. The URLs are those\n" +
			"of the host, with the name of the way where a real one has its token.\n\n" +
			"STATE is a state of the flow, FLOW/STATE one of a subflow or hold flow, FLOW/STATE/SUBFLOW/STATE where the call comes from too.\n" +
			"PATH is a directory of flows or one of its files; texmlflow.yaml beside it is read.\n\n" +
			"Events, of which --event names one:\n\n" + eventHelp(answeredEvents()) + "\n" +
			"Exit codes: 0 printed, 1 errors in the flows, 2 usage, 3 could not work.",
		Example: "  texmlflow render flows --state menu\n" +
			"  texmlflow render flows --state ring --event dial:busy\n" +
			"  texmlflow render flows --state confirm --language es-US --var 'visit={\"day\": \"2030-01-02\", \"reason\": \"cough\"}'",
		Args: onePath,
	}
	o.stageFlags.define(cmd)
	o.inputFlags.define(cmd)
	f := cmd.Flags()
	f.StringVar(&o.state, "state", "", "`state` that the call comes to, see above")
	f.StringArrayVar(&o.vars, "var", nil, "`NAME=VALUE` of a variable or parameter, or NAME.FIELD=VALUE; objects and lists are JSON; may be repeated")
	f.StringArrayVar(&o.fetch, "fetch", nil, "`ANSWER` to a request that the flow makes on its way: JSON, a status, failed, timeout or bad_body; may be repeated")
	f.StringVar(&o.language, "language", "", "`language` that is spoken (default the flow's own)")
	f.BoolVar(&o.indent, "indent", onTerminal(a.stdout), "print the document indented, not as it is sent; by default on a terminal only")
	cmd.RunE = work(func(_ *cobra.Command, args []string) error { return a.render(o, args[0]) })
	return cmd
}

// answeredEvents are the events that ask for a document.
func answeredEvents() []eventKind {
	return slices.DeleteFunc(slices.Clone(eventKinds), func(e eventKind) bool { return !(input{kind: e.kind}).instruction() })
}

// render prints the document of a state.
func (a *app) render(o *renderOptions, path string) error {
	in, err := o.input()
	if err != nil {
		return err
	}
	if !in.instruction() {
		return usage("the events are "+strings.Join(eventNames(answeredEvents()), ", "), "--event %s is told to the host and has no document", o.event)
	}
	st, err := o.load(a, path)
	if err != nil {
		return err
	}
	if o.state == "" {
		return usage("the states are "+strings.Join(st.machine.Entry().Order, ", "), "render wants --state")
	}
	inside, err := st.find(o.state)
	if err != nil {
		return err
	}
	r := st.rehearse()
	if err := r.stand(inside); err != nil {
		return usage("", "--state %s: %w", quoted(o.state), err)
	}
	in = in.heldBy(r.call)
	if err := o.prepare(r); err != nil {
		return err
	}
	if err := r.enter(); err != nil {
		return err
	}
	if err := o.answer(r); err != nil {
		return err
	}
	stands := inside[len(inside)-1]
	top := r.call.Top()
	if in.kind != inputBegin {
		if top == nil || top.Flow != stands.Flow || top.State != stands.State || r.phone.Answer.Action == "" {
			return usage("", "a call does not wait in %s/%s, so that nothing happens there", stands.Flow, stands.State)
		}
		if err := r.happens(in); err != nil {
			return err
		}
		if err := o.answer(r); err != nil {
			return err
		}
	}
	if len(o.fetch) > 0 {
		return usage("leave it out", "--fetch %s: the flow requests nothing more", quoted(o.fetch[0]))
	}
	for _, what := range r.reply.Trace.Trouble {
		a.say("note", what)
	}
	body := r.body
	if o.indent {
		body = indented(body)
	}
	if _, err := fmt.Fprintln(a.stdout, strings.TrimRight(string(body), "\n")); err != nil {
		return err
	}
	if in.kind.isBeside() {
		words, _ := r.phone.goOn(in)
		a.say("note", words)
	} else if now := r.call.Top(); in.kind != inputBegin || now == nil || now.Flow != stands.Flow || now.State != stands.State {
		a.say("note", "the call stands in "+r.call.Where()+" now")
	}
	return nil
}

// heldBy is an input of what is heard by who waits, where that alone is played.
func (in input) heldBy(c *engine.Call) input {
	switch {
	case in.kind != inputHold || c.Track != engine.TrackHold:
		return in
	case in.asks:
		return input{kind: inputBegin}
	case in.text == silent:
		return input{kind: inputSilence}
	}
	return input{kind: inputDigits, text: in.text}
}

// happens lets something happen in the state that the call stands in.
func (r *rehearsal) happens(in input) error {
	if err := r.accepts(in); err != nil {
		return err
	}
	if in.kind.isBeside() {
		for _, one := range r.phone.rounds(in) {
			if err := r.beside(one); err != nil {
				return err
			}
		}
		return nil
	}
	return r.step(in)
}

// answer answers the requests that a step makes, in order.
func (o *renderOptions) answer(r *rehearsal) error {
	for r.asks != nil {
		if len(o.fetch) == 0 {
			return usage(`add --fetch '{"name": "value"}', --fetch 404, or --fetch failed`, "the flow requests %s %s", r.asks.Method, r.asks.URL)
		}
		result, err := parseFetch("--fetch", o.fetch[0])
		if err != nil {
			return err
		}
		o.fetch = o.fetch[1:]
		if err := r.fetched(result); err != nil {
			return err
		}
	}
	return nil
}

// prepare gives the call its language and the values of its variables.
func (o *renderOptions) prepare(r *rehearsal) error {
	if o.language != "" {
		var tags []string
		for _, l := range r.machine.Entry().Languages {
			tags = append(tags, l.Tag)
		}
		if !slices.Contains(tags, o.language) {
			return usage(nearest(o.language, tags, "it speaks "+strings.Join(tags, ", ")), "--language %s: the flow does not speak it", quoted(o.language))
		}
		r.call.Language = o.language
	}
	frame := r.call.Top()
	declared := varsOf(r.machine.Flows[frame.Flow])
	for _, given := range o.vars {
		name, text, ok := strings.Cut(given, "=")
		if !ok {
			return usage("write --var NAME=VALUE", "--var %s: expected a name and a value", quoted(given))
		}
		fields := strings.Split(name, ".")
		var err error
		if frame.Vars, err = withValue(frame.Vars, declared, fields, text); err != nil {
			return usage(hintOf(err), "--var %s: %w", name, err)
		}
	}
	return nil
}

// varsOf lists what a flow keeps: variables, then parameters.
func varsOf(f *engine.Flow) []guard.Field {
	var list []guard.Field
	for _, v := range f.Vars {
		list = append(list, guard.Field{Name: v.Name, Type: v.Type})
	}
	return append(list, f.Params...)
}

// withValue gives a copy of an object in which the field that a path leads to has the value that a text stands for.
func withValue(object map[string]any, fields []guard.Field, path []string, text string) (map[string]any, error) {
	i := slices.IndexFunc(fields, func(f guard.Field) bool { return f.Name == path[0] })
	if i < 0 {
		var names []string
		for _, f := range fields {
			names = append(names, f.Name)
		}
		return nil, usage(nearest(path[0], names, "there is "+listed(names)), "there is no %s", quoted(path[0]))
	}
	t := fields[i].Type
	next := maps.Clone(object)
	if next == nil {
		next = map[string]any{}
	}
	if len(path) == 1 {
		value, err := t.FromWire(text)
		if err != nil {
			return nil, err
		}
		next[path[0]] = value
		return next, nil
	}
	inner, _ := object[path[0]].(map[string]any)
	value, err := withValue(inner, t.Fields, path[1:], text)
	if err != nil {
		return nil, err
	}
	next[path[0]] = t.Fit(value)
	return next, nil
}
