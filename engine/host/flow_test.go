package host

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
)

// The flows of these tests are machines made by hand. Their sources are one line that says how to make them again.

func literal(tb testing.TB, text string) *guard.Template {
	tb.Helper()
	t, problems := guard.ParseTemplate(text)
	if len(problems) > 0 {
		tb.Fatalf("template %q: %v", text, problems)
	}
	return t
}

func words(tb testing.TB, text string) engine.Prompt {
	tb.Helper()
	return engine.Prompt{Parts: map[string][]engine.PromptPart{engine.AnyLanguage: {{Text: literal(tb, text)}}}}
}

func to(id, state string) *engine.Transition {
	return &engine.Transition{ID: id, Target: engine.Target{Kind: engine.ToState, State: state}}
}

func bye(id string) *engine.Transition {
	return &engine.Transition{ID: id, Target: engine.Target{Kind: engine.ToHangup}}
}

// ask is a state that asks for one key; next has key and state in turn.
func ask(tb testing.TB, flow, name, prompt string, next ...string) *engine.State {
	g := &engine.Gather{
		Prompt: words(tb, prompt), DTMF: true, Retries: 50,
		Exhausted: []*engine.Transition{bye(flow + "/" + name + "/exhausted")},
	}
	for i := 0; i < len(next); i += 2 {
		id := fmt.Sprintf("%s/%s/choices/%d", flow, name, i/2)
		g.Choices = append(g.Choices, &engine.Choice{Key: next[i], Transition: to(id, next[i+1])})
	}
	return &engine.State{Name: name, Action: g}
}

func newMachine(tb testing.TB, name, source string, states ...*engine.State) *engine.Machine {
	flow := &engine.Flow{
		Name: name, Start: states[0].Name, States: map[string]*engine.State{},
		Languages: []engine.Language{{Tag: "en-US"}},
		Apology:   words(tb, "sorry from "+name), Lost: words(tb, "session lost in "+name),
	}
	for _, s := range states {
		flow.States[s.Name] = s
		flow.Order = append(flow.Order, s.Name)
	}
	m := &engine.Machine{
		Name: name, Version: versionOf(source), Flows: map[string]*engine.Flow{name: flow},
	}
	m.Prepare()
	return m
}

func versionOf(source string) string {
	sum := sha256.Sum256([]byte(source))
	return hex.EncodeToString(sum[:])
}

// recordingOf is the file with these bytes.
func recordingOf(heard string) string { return versionOf(heard) + "/it's ü \"tone\".wav" }

// build makes the machine of a source: "KIND NAME WORDS", where WORDS are heard at its start.
func build(tb testing.TB, source string) *engine.Machine {
	kind, rest, _ := strings.Cut(source, " ")
	name, heard, _ := strings.Cut(rest, " ")
	switch kind {
	case "menu": // three states that lead to each other, a voicemail, an end
		return newMachine(tb, name, source,
			ask(tb, name, "main", heard, "1", "sales", "2", "support", "7", "voicemail", "9", "end"),
			ask(tb, name, "sales", "sales", "1", "main", "2", "support", "9", "end"),
			ask(tb, name, "support", "support", "1", "sales", "2", "main", "9", "end"),
			&engine.State{Name: "voicemail", Action: &engine.Record{
				Recorded: []*engine.Transition{to(name+"/voicemail/recorded", "main")},
				Empty:    []*engine.Transition{to(name+"/voicemail/empty", "sales")},
				Failed:   []*engine.Transition{bye(name + "/voicemail/failed")},
			}},
			&engine.State{Name: "end", Action: &engine.Hangup{}},
		)
	case "leave": // a menu whose key 1 hands the call to the URL in its words
		return newMachine(tb, name, source,
			ask(tb, name, "main", "leave", "1", "away"),
			&engine.State{Name: "away", Action: &engine.Redirect{URL: literal(tb, heard)}},
		)
	case "circle": // hands the call at once to the URL in its words
		return newMachine(tb, name, source, &engine.State{Name: "main", Action: &engine.Redirect{URL: literal(tb, heard)}})
	case "panic": // a menu whose key 1 panics, as a defect of ours would
		m := build(tb, "menu "+rest)
		m.Version = versionOf(source)
		m.Entry().States["sales"] = &engine.State{Name: "sales", Action: (*engine.Gather)(nil)}
		return m
	case "panicking": // panics in its first step
		return newMachine(tb, name, source, &engine.State{Name: "main", Action: (*engine.Gather)(nil)})
	case "play": // plays a file with these bytes, and asks for keys; its session_lost plays it too
		file := recordingOf(heard)
		audio := engine.PromptPart{Audio: &engine.Audio{File: file}}
		main, more := ask(tb, name, "main", "press", "1", "more"), ask(tb, name, "more", "press", "1", "main")
		main.Parts = []engine.Part{{Play: &audio}}
		more.Parts = main.Parts
		m := newMachine(tb, name, source, main, more)
		m.Audio = []string{file}
		m.Entry().Lost = engine.Prompt{Parts: map[string][]engine.PromptPart{engine.AnyLanguage: {audio}}}
		return m
	case "huge": // key 1 makes an answer that is too large
		return newMachine(tb, name, source,
			ask(tb, name, "main", heard, "1", "large"),
			ask(tb, name, "large", strings.Repeat("word ", 20_000), "1", "main"),
		)
	case "dial": // key 1 dials the number in its words
		return newMachine(tb, name, source,
			ask(tb, name, "main", "dial", "1", "call"),
			&engine.State{Name: "call", Action: &engine.Dial{
				Targets:  []engine.DialTarget{{Number: literal(tb, heard)}},
				Answered: []*engine.Transition{to(name+"/call/answered", "main")},
				Failed:   []*engine.Transition{to(name+"/call/failed", "main")},
			}},
		)
	}
	if m := buildBeside(tb, kind, name, heard, source); m != nil {
		return m
	}
	if m := buildFetching(tb, kind, name, heard, source); m != nil {
		return m
	}
	tb.Fatalf("no flow of kind %q", kind)
	return nil
}
