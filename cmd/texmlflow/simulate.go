package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// simulateOptions is what the flags of simulate say.
type simulateOptions struct {
	stageFlags
	script string
	record string
	show   []string
}

// The side lines that are shown on request.
const (
	showState = "state"
	showVars  = "vars"
	showGuard = "guard"
	showTeXML = "texml"
)

var sideLines = []string{showState, showVars, showGuard, showTeXML}

func (a *app) simulateCommand() *cobra.Command {
	o := &simulateOptions{}
	cmd := &cobra.Command{
		Use:   "simulate PATH",
		Short: "Call a flow from this terminal",
		Long: "simulate is a phone: it prints what the caller hears, and takes keys and words. Behind it the server's own handler\n" +
			"answers signed callbacks of a carrier that is played; no account, key or network is needed, and nobody is called.\n\n" +
			"Type keys or words; an empty line is silence. What others do is a command, such as !busy or !hangup; !help lists\n" +
			"them. Each line is plain text. When the input is no terminal, or with --script, the lines are shown as they are\n" +
			"read, and one that the call cannot take ends the run; behind the last one the caller hangs up. Ctrl-C leaves the call\n" +
			"as it is; --record has what was played until then.\n\n" +
			"PATH is a directory of flows or one of its files; texmlflow.yaml beside it is read.\n\n" +
			"Exit codes: 0 the call is over, 1 errors in the flows, or the call was dropped, 2 usage, 3 could not work, 130 interrupted.",
		Example: "  texmlflow simulate flows\n" +
			"  texmlflow simulate flows --at 2026-12-25T10:00:00-07:00 --show state,vars\n" +
			"  texmlflow simulate flows --script calls.txt --record flows/recorded_test.yaml",
		Args: onePath,
	}
	o.stageFlags.define(cmd)
	f := cmd.Flags()
	f.StringVar(&o.script, "script", "", "`file` with what is typed, line by line; - is standard input")
	f.StringVar(&o.record, "record", "", "new `file` for what was played, as a scenario for texmlflow test; its name ends in _test.yaml")
	f.StringSliceVar(&o.show, "show", nil, "side lines to begin with, of `"+strings.Join(sideLines, ",")+"`; !state and so on turn them on and off")
	cmd.RunE = work(func(_ *cobra.Command, args []string) error { return a.simulate(o, args[0]) })
	return cmd
}

// simulate plays a call until it is over.
func (a *app) simulate(o *simulateOptions, path string) error {
	for _, name := range o.show {
		if !slices.Contains(sideLines, name) {
			return usage(nearest(name, sideLines, "expected some of "+strings.Join(sideLines, ", ")), "--show %s: unknown side line", quoted(name))
		}
	}
	if o.record != "" {
		if err := recordable(o.record); err != nil {
			return err
		}
	}
	from, typed := a.stdin, o.script == "" && onTerminal(a.stdin)
	if o.script != "" && o.script != standardInput {
		text, err := readTyped(o.script, 1<<20)
		if err != nil {
			return fmt.Errorf("read the script: %w", err)
		}
		from = bytes.NewReader(text)
	}
	st, err := o.load(a, path)
	if err != nil {
		return err
	}
	p, err := newPhone(st, o.show)
	if err != nil {
		return err
	}
	p.lines, p.out, p.typed = bufio.NewScanner(from), bufio.NewWriter(a.stdout), typed
	p.lines.Buffer(nil, maxLine)
	stopped, enough := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer enough()
	context.AfterFunc(stopped, enough) // a second signal ends at once
	p.stopped = stopped.Done()
	played := p.talk()
	if err := p.out.Flush(); err != nil {
		return err
	}
	if o.record != "" {
		if err := writeNew(o.record, p.scenario(o)); err != nil {
			return errors.Join(played, err)
		}
		a.say("note", "recorded in "+o.record)
		if left := p.unwritten(o); len(left) > 0 {
			a.say("note", "values of the environment are not written there; add env: {"+strings.Join(left, ": ..., ")+": ...}")
		}
	}
	return played
}

// talk plays the call with its lines.
func (p *phone) talk() error {
	err := p.converse()
	quit := errors.Is(err, errQuit)
	if quit || errors.Is(err, errStopped) {
		p.printf("the call is left as it is\n")
	}
	if quit {
		return nil
	}
	return err
}

func (p *phone) converse() error {
	if err := p.begin(); err != nil {
		return p.blame(err)
	}
	for !p.over() {
		line, ok, err := p.ask(p.echo)
		if err != nil {
			return p.blame(err)
		}
		if !ok {
			p.printf("the input is over: the caller hangs up\n")
			line = "!hangup"
		}
		if err := p.obey(line); err != nil {
			if !p.typed || p.fault != nil || errors.Is(err, errQuit) {
				return p.blame(err)
			}
			p.complain(err)
		}
	}
	if end := p.call.Ended(); end.Problem != "" {
		return &failure{code: exitFindings, err: fmt.Errorf("the call was dropped: %s", end.Problem)}
	}
	return nil
}

// blame says which line could not be done.
func (p *phone) blame(err error) error {
	f, ok := errors.AsType[*failure](err)
	if !ok || f.err == nil {
		return err
	}
	return usage(f.hint, "line %d: %w", p.line, f.err)
}

// complain tells a person what could not be done.
func (p *phone) complain(err error) {
	p.printf("error: %s\n", err)
	if hint := hintOf(err); hint != "" {
		p.printf("hint: %s\n", hint)
	}
}
