package main

import (
	"crypto/ed25519"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// triggerOptions is what the flags of trigger say.
type triggerOptions struct {
	key, state          string
	call, from, to      string
	account, connection string
	inputFlags
	indent  bool
	private ed25519.PrivateKey
}

func (a *app) triggerCommand() *cobra.Command {
	o := &triggerOptions{}
	cmd := &cobra.Command{
		Use:   "trigger [URL]",
		Short: "Play the carrier: sign one callback, send it, print the TeXML",
		Long: "trigger signs one callback as the carrier would, sends it and prints the TeXML that comes back.\n\n" +
			"Without an input it begins a call at URL. With one it answers the last document of the call in --state, at\n" +
			"that document's own URLs, so that a whole call can be played from the shell; without --state it sends the\n" +
			"input to URL, which is then an action URL of a printed document, with --call of the call it belongs to.\n\n" +
			"Nothing is sent to another host than URL's. What to type next is said on standard error.\n\n" +
			"Events, of which --event names one:\n\n" + eventHelp(eventKinds),
		Example: "  texmlflow trigger http://127.0.0.1:8080/texml --key trial.key --state call.json\n" +
			"  texmlflow trigger --key trial.key --state call.json --digits 2\n" +
			"  texmlflow trigger --key trial.key --state call.json --event dial:busy\n" +
			"  texmlflow trigger --key trial.key --state call.json --event hold:9\n" +
			"  texmlflow trigger --key trial.key --state call.json --event completed",
		Args: atMostOne("URL"),
	}
	f := cmd.Flags()
	f.StringVar(&o.key, "key", "", "`file` with the private key that signs, made by keygen; without it nothing is signed")
	f.StringVar(&o.state, "state", "", "`file` that remembers the call between runs")
	f.StringVar(&o.call, "call", "", "`CallSid` of the call (default a new one, or that of --state)")
	f.StringVar(&o.from, "from", "+15125550142", "`number` of the caller")
	f.StringVar(&o.to, "to", "+15125550167", "`number` that was called")
	f.StringVar(&o.account, "account", "00000000-0000-4000-8000-000000000000", "`AccountSid` of the call")
	f.StringVar(&o.connection, "connection", "", "`ConnectionId` of the call, the TeXML application's id")
	o.define(cmd)
	f.BoolVar(&o.indent, "indent", onTerminal(a.stdout), "print the document indented, not as it came; by default on a terminal only")
	cmd.RunE = work(func(_ *cobra.Command, args []string) error {
		return a.trigger(o, strings.Join(args, ""))
	})
	return cmd
}

// trigger sends one callback of a call.
func (a *app) trigger(o *triggerOptions, rawURL string) error {
	in, err := o.input()
	if err != nil {
		return err
	}
	if o.key != "" {
		if o.private, err = readPrivateKey(o.key); err != nil {
			return err
		}
	}
	call, err := o.subject(rawURL, in)
	if err != nil {
		return err
	}
	call.ask(in)
	if d := call.latest(in); in.presses() && d.Verb == "Gather" {
		keys := in.text
		if in.text = d.keyed(keys); in.text != keys {
			a.say("note", "the entry ends there, so the carrier sends "+quoted(in.text))
		}
	}
	target, err := call.target(in, o.state)
	if err != nil {
		return err
	}
	reply, err := o.send(target, in.contentType(), in.body(call, time.Now()))
	if err != nil {
		return trouble("is texmlflow serve running there?", "%s: %w", target.Redacted(), err)
	}
	if err := a.printReply(reply, o.indent); err != nil {
		return err
	}
	if in.instruction() {
		if err := call.take(in, reply.body); err != nil {
			return trouble("", "the answer of %s is no TeXML: %w", target.Redacted(), err)
		}
	}
	if o.state != "" {
		if err := call.save(o.state); err != nil {
			return err
		}
	}
	a.say("next", call.next(o, in))
	return nil
}

// subject is the call that the callback is about: that of the state file, or a new one.
func (o *triggerOptions) subject(rawURL string, in input) (*phoneCall, error) {
	var kept *phoneCall
	if o.state != "" {
		var err error
		if kept, err = loadCall(o.state); err != nil {
			return nil, err
		}
	}
	if in.kind == inputBegin {
		if rawURL == "" && kept != nil {
			rawURL = kept.Entry
		}
		return o.newCall(rawURL)
	}
	switch {
	case kept == nil && o.state != "":
		return nil, usage("begin one: "+o.command(rawURL), "there is no call in %s yet", o.state)
	case kept == nil:
		return o.newCall(rawURL)
	}
	for _, flag := range []string{"call", "from", "to", "account", "connection"} {
		if o.given(flag) {
			return nil, usage("leave it out, or begin another call", "--%s is of the call in %s already", flag, o.state)
		}
	}
	if rawURL != "" && !kept.knows(rawURL) {
		return nil, usage("leave the URL out to go on with that call, or the input to begin another",
			"the call in %s began at %s", o.state, kept.Entry)
	}
	return kept, nil
}

// newCall is a call that begins, or one that is known by its URL alone.
func (o *triggerOptions) newCall(rawURL string) (*phoneCall, error) {
	if rawURL == "" {
		return nil, usage("give the URL of the application, such as http://127.0.0.1:8080/texml", "no URL")
	}
	if _, err := parseTarget(rawURL); err != nil {
		return nil, usage("", "%w", err)
	}
	sid := o.call
	if sid == "" {
		sid = newCallSID()
	}
	return &phoneCall{
		Entry: rawURL, CallSID: sid, From: o.from, To: o.to, Account: o.account, Connection: o.connection,
	}, nil
}

// parseTarget reads the URL that a callback is sent to.
func parseTarget(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("%s is no URL of an application, expected http://HOST/texml", quoted(raw))
	}
	return u, nil
}
