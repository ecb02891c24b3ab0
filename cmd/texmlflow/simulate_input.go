package main

import (
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine/carrier"
	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// phoneCommand is a command of the phone.
type phoneCommand struct {
	name, usage, does string
	run               func(p *phone, rest string) error
}

// typedConfidence is how sure the recognition of typed words is.
const typedConfidence = 0.9

// phoneCommands are all commands, in the order of the help.
func phoneCommands() []phoneCommand {
	list := []phoneCommand{
		{"help", "!help", "this list", (*phone).help},
		{"press", "!press KEYS", "presses keys, also where words are meant", (*phone).press},
		{"speak", "!speak [0.4] WORDS", "says words, also digits; the number is how sure the recognition is", (*phone).speakAt},
		{"over", "!over KEYS|WORDS", "talks over the prompt", (*phone).talkOver},
		{"silence", "!silence", "says nothing, as an empty line", func(p *phone, _ string) error { return p.silence() }},
		{"hangup", "!hangup", "the caller hangs up", func(p *phone, _ string) error {
			return p.act(recordedTurn{key: "hangup", text: "true"}, carrier.Hangup())
		}},
		{"wait", "!wait 30s", "time passes", (*phone).wait},
		{"answer", "!answer", "who is called picks up", func(p *phone, _ string) error {
			return p.act(recordedTurn{key: p.ringing(), text: p.word("answered", "joined")}, carrier.Answer())
		}},
		{"completed", "!completed [30s]", "they have talked so long, and it is over", (*phone).completed},
	}
	for _, status := range []string{"busy", "no-answer", "canceled"} {
		list = append(list, phoneCommand{status, "!" + status, "who is called is so", func(p *phone, _ string) error { return p.status(status) }})
	}
	return append(list,
		phoneCommand{"failed", "!failed", "what the call waits for fails", func(p *phone, _ string) error { return p.failed() }},
		phoneCommand{"callee", "!callee [N] KEYS|WORDS|!silence|!hangup", "what a callee does who is asked, or talks", (*phone).callee},
		phoneCommand{"ai", `!ai {"name": "value"}|invalid`, "what the assistant has gathered, or not", (*phone).gathered},
		phoneCommand{"http", `!http [200] {"name": "value"}`, "what an outside URL answers", (*phone).http},
		phoneCommand{"dequeue", "!dequeue [30s]", "somebody takes the call out of the queue, for a talk of so long", (*phone).dequeue},
		phoneCommand{"full", "!full", "the queue takes no more", func(p *phone, _ string) error {
			return p.act(recordedTurn{key: "queue", text: "full"}, carrier.Full())
		}},
		phoneCommand{"end", "!end", "ends what the call is connected to", func(p *phone, _ string) error {
			return p.act(recordedTurn{key: "connect", text: "ended"}, carrier.Disconnect(""))
		}},
		phoneCommand{"refer", "!refer in-progress", "what becomes of a referral", func(p *phone, rest string) error {
			return p.ended(inputRefer, rest, carrier.Refer)
		}},
		phoneCommand{"pay", "!pay success", "what becomes of a payment", func(p *phone, rest string) error {
			return p.ended(inputPay, rest, carrier.Pay)
		}},
		phoneCommand{"transcript", "!transcript WORDS", "what a transcription of the call has heard", func(p *phone, rest string) error {
			return p.act(recordedTurn{key: "transcript", text: quoteYAML(rest)}, carrier.Transcript(rest, typedConfidence, true))
		}},
		phoneCommand{showState, "!state", "shows where the call stands, or no longer", toggling(showState)},
		phoneCommand{showVars, "!vars", "likewise the variables; secrets are ***", toggling(showVars)},
		phoneCommand{showGuard, "!guard", "likewise the guards that are tried", toggling(showGuard)},
		phoneCommand{showTeXML, "!texml", "likewise the documents", toggling(showTeXML)},
		phoneCommand{"quit", "!quit", "leaves, without hanging up", func(*phone, string) error { return errQuit }},
	)
}

// whileRequesting are the commands that there are while the flow waits for the answer to a request.
var whileRequesting = []string{"help", "silence", "hangup", "failed", "http", showState, showVars, showGuard, showTeXML, "quit"}

// obey does what a line says.
func (p *phone) obey(line string) error {
	command, isCommand := strings.CutPrefix(line, "!")
	switch {
	case !isCommand:
		return p.plain(line)
	case command == "":
		return usage("!help lists them", "a command stands behind the exclamation mark")
	}
	name, rest, _ := strings.Cut(command, " ")
	var names []string
	for _, c := range phoneCommands() {
		if c.name == name {
			if p.waits.Verb == "HttpRequest" && !slices.Contains(whileRequesting, name) {
				return usage("type JSON, a status, or an empty line for a failure", "the flow waits for the answer to its request")
			}
			return c.run(p, strings.TrimSpace(rest))
		}
		names = append(names, c.name)
	}
	return usage(nearest(name, names, "!help lists them"), "unknown command %s", quoted(name))
}

// plain takes a line that is no command: what it means follows from what the call waits for.
func (p *phone) plain(line string) error {
	switch v := p.waits.Element.(type) {
	case *texmlgen.HTTPRequest:
		if line == "" {
			return p.failed()
		}
		return p.http(line)
	case *texmlgen.AIGather:
		if line == "" {
			return p.failed()
		}
		if strings.HasPrefix(line, "{") {
			return p.gathered(line)
		}
	case *texmlgen.Gather:
		if line != "" && isKeys(line) && slices.Equal(v.Input, []texmlgen.Input{texmlgen.InputSpeech}) {
			return p.speak(line, typedConfidence)
		}
	}
	switch {
	case line == "":
		return p.silence()
	case isKeys(line):
		return p.press(line)
	}
	return p.speak(line, typedConfidence)
}

func isKeys(text string) bool { return text != "" && strings.Trim(text, "0123456789*#") == "" }

// toggling turns side lines on or off; where the call stands is shown at once.
func toggling(name string) func(*phone, string) error {
	return func(p *phone, _ string) error {
		p.show[name] = !p.show[name]
		switch {
		case !p.show[name]:
			p.printf("%s: no longer shown\n", name)
		case name == showState || name == showVars:
			p.sides()
		default:
			p.printf("%s: shown from now on\n", name)
		}
		return nil
	}
}

func (p *phone) help(string) error {
	p.printf("keys such as 1 or *0# are pressed, other words are said, an empty line is silence\n")
	for _, c := range phoneCommands() {
		p.printf("%s: %s\n", c.usage, c.does)
	}
	return nil
}

// echo is a line as it is shown when nobody has seen it typed: what is keyed in where it is a secret is not, whatever the
// command before it.
func (p *phone) echo(line string) string {
	command, isCommand := strings.CutPrefix(line, "!")
	if name, rest, _ := strings.Cut(command, " "); line == "" || isCommand && (rest == "" || name == "wait") {
		return line
	}
	if c := p.track(); c != nil && secretAt(p.machine, c) {
		return guard.Hidden
	}
	return line
}
