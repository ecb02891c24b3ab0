package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/flows"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// typedCall plays lines as a person types them, at a terminal.
func typedCall(t *testing.T, lines string) string {
	t.Helper()
	return typedAt(t, aPhone(t), lines)
}

// typedAt plays lines at a phone and gives what is shown.
func typedAt(t interface{ Fatal(args ...any) }, p *phone, lines string) string {
	var out bytes.Buffer
	p.lines, p.out, p.typed = bufio.NewScanner(strings.NewReader(lines)), bufio.NewWriter(&out), true
	if err := p.talk(); err != nil {
		t.Fatal(err, lines)
	}
	if err := p.out.Flush(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// A person who types sees their own lines, is told what could not be done, and goes on.
func TestTypedCall(t *testing.T) {
	t.Parallel()
	got := typedCall(t, "!bsuy\n!busy\n!\n!wait soon\n!speak\n!over\n!callee\n!press x\n!ai 1\n2\n!completed\n")
	_, got, _ = strings.Cut(got, "\n") // who calls whom
	want := `voice: en-US
says: Press 1 for sales, or 2 for support.
waits for keys; an empty line is silence
> error: unknown command "bsuy"
hint: did you mean "busy"?
> error: dial "busy": the call does not wait for that: it waits for Gather of the caller
> error: a command stands behind the exclamation mark
hint: !help lists them
> error: "soon" is no length of time
hint: write 30s or 2m
> error: nothing is said
hint: write !speak WORDS
> error: nothing is said
hint: write !over KEYS, or WORDS
> error: the callee does nothing
hint: write !callee 1, or !callee 2 1 for the second one
> error: keys are 0-9, * and #
> error: expected a JSON object
hint: write {"name": "value"}, or !ai invalid
> rings +15125550101; !answer, !completed, !busy, !no-answer, !failed, !canceled; an empty line lets it ring
> they talk: 30s
says: Goodbye.
the call is over: the flow has hung up
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Every command of the help can be obeyed or refused, and none of them panics, whatever stands behind it.
func TestCommandsAreObeyed(t *testing.T) {
	t.Parallel()
	st := stageOf(t, filepath.Join(moduleRoot(t), "examples", "hello"))
	for _, c := range phoneCommands() {
		over := "the call is over"
		if c.name == "quit" {
			over = "the call is left as it is"
		}
		for _, rest := range []string{"", " x", " 1", ` {"a": 1}`, " 30s", " 2 !hangup"} {
			if got := typedAt(t, phoneOn(t, st), "!"+c.name+rest+"\n!hangup\n"); !strings.Contains(got, over) {
				t.Errorf("!%s%s:\n%s", c.name, rest, got)
			}
		}
	}
}

// What is written into a scenario is read back as it was, but for control characters.
func TestQuoteYAML(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("aé'\"\\#:{}[],&*!|>%@` \t\n\u2028\u0085漢0"))).Draw(t, "text")
		value := map[string]any{"a " + text: []any{text, true, nil, json.Number("1.50")}}
		encoded, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		var found diag.List
		docs := syntax.Parse("a.yaml", []byte("text: "+quoteYAML(text)+"\njson: "+oneLine(string(encoded))+"\n"), &found)
		if len(docs) != 1 || found.HasErrors() {
			t.Fatalf("%v", found)
		}
		text = strings.ReplaceAll(text, "\u0085", "") // a control character, which is left out
		if n, _ := docs[0].Root.Get("text"); n == nil || n.Value != text {
			t.Errorf("the text is %+v", n)
		}
		n, _ := docs[0].Root.Get("json")
		if n == nil || len(n.Pairs) != 1 || n.Pairs[0].Key.Value != "a "+text || len(n.Pairs[0].Value.Items) != 4 {
			t.Fatalf("the JSON is %+v", n)
		}
		if items := n.Pairs[0].Value.Items; items[0].Value != text || items[3].Value != "1.50" {
			t.Errorf("the list is %+v", items)
		}
	})
}

// TestLengthsAsWritten: lengths are shown, and written down, the way the language has them.
func TestLengthsAsWritten(t *testing.T) {
	t.Parallel()
	if got := typedCall(t, "2\n!completed 20m\n"); !strings.Contains(got, "they talk: 20m\n") {
		t.Errorf("they talk as long as in\n%s", got)
	}
	scenario, _ := record(t, stageWith(t, everyVerb), []string{"!wait 1h"})
	if !strings.Contains(string(scenario), "wait: 1h\n") {
		t.Errorf("the scenario waits as in\n%s", scenario)
	}
}

// TestEnvOfAnotherFlow: a flag for what only another flow of the directory reads is no mistake; one that no flow reads is.
func TestEnvOfAnotherFlow(t *testing.T) {
	t.Parallel()
	machine := func(name string, env ...string) *engine.Machine {
		return &engine.Machine{Name: name, Flows: map[string]*engine.Flow{name: {Name: name, Env: env}}}
	}
	one := machine("one", "DESK")
	lib := &flows.Library{Machines: map[string]*engine.Machine{"one": one, "two": machine("two", "CRM")}}
	o := stageFlags{env: []string{"DESK=seven", "CRM=https://crm.example.com"}}
	env, err := o.environment(nil, one, lib)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"DESK": "seven"}, env); diff != "" {
		t.Errorf("the environment differs (-want +got):\n%s", diff)
	}
	o.env = append(o.env, "CMR=x")
	if _, err := o.environment(nil, one, lib); err == nil || !strings.Contains(err.Error(), `"CMR"`) {
		t.Errorf("error %v of a variable that no flow reads", err)
	}
}
