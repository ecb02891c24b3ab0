package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/carrier"
	"github.com/texmlflow/texmlflow/flows/flowtest"
)

// recordedTurn is a turn of a scenario as it is written: its input, with the value as YAML, and what came of it. Without a
// key there was no input.
type recordedTurn struct {
	key, text string

	hear  []string // what the caller heard then
	state string   // FLOW/STATE where the call stands then
}

// said is what is keyed in or spoken by who is asked: the caller, or a callee before the bridge.
func (p *phone) said(key, text string) recordedTurn {
	callee, asked := strings.CutPrefix(p.waits.Leg, "callee ")
	switch {
	case !asked:
		return recordedTurn{key: key, text: text}
	case callee != "1":
		text += ", n: " + callee
	}
	return recordedTurn{key: "callee", text: "{" + key + ": " + text + "}"}
}

// recordable finds out whether a call can be written to a new file of scenarios, before one is played for nothing.
func recordable(name string) error {
	dir := filepath.Dir(name)
	if !flowtest.IsScenarioFile(name) {
		return usage("", "--record %s: its name must end in _test.yaml", name)
	}
	if _, err := os.Lstat(name); err == nil {
		return usage("give another name", "--record %s: it is there already", name)
	}
	if there, err := isDir(dir); err != nil || !there {
		return usage(likePath(dir), "--record %s: there is no directory %s", name, dir)
	}
	if err := writable(dir); err != nil {
		return fmt.Errorf("--record %s: %w", name, err)
	}
	return nil
}

// writable tries whether a file can be made in a directory.
func writable(dir string) error {
	f, err := os.CreateTemp(dir, ".texmlflow-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// maxRecorded is how much of what is heard in one turn is written down: of hours in a queue the beginning.
const maxRecorded = 50

// written are those of envNames that the flow reads.
func (p *phone) written(o *simulateOptions) []string {
	return slices.DeleteFunc(o.envNames(), func(name string) bool { _, read := p.deployment.Env[name]; return !read })
}

// unwritable are the characters that no file of ours may hold.
func unwritable(r rune) bool { return unicode.IsControl(r) && r != '\t' && r != '\n' }

// keep takes what came of the last input.
func (p *phone) keep(step *carrier.Step) {
	turn := p.turn
	p.turn = recordedTurn{}
	for _, h := range step.Heard {
		said := h.Leg == "caller" && strings.TrimSpace(h.Text) != "" && (h.Verb == "Say" || h.Verb == "Greeting")
		if said && len(turn.hear) < maxRecorded && !strings.ContainsFunc(h.Text, unwritable) {
			turn.hear = append(turn.hear, h.Text)
		}
	}
	if c := p.track(); c != nil && c.Top() != nil && step.End == nil {
		turn.state = c.Top().Flow + "/" + c.Top().State
	}
	if turn.key != "" || len(turn.hear) > 0 {
		p.turns = append(p.turns, turn)
	}
}

// scenario is the call that was played, as a scenario.
func (p *phone) scenario(o *simulateOptions) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "flow: %s\nfrom: %s\nto: %s\nat: %s\n", p.machine.Name, quoteYAML(p.from), quoteYAML(p.to), p.at.Format(time.RFC3339))
	if given := p.written(o); len(given) > 0 {
		b.WriteString("env:\n")
		for _, name := range given {
			fmt.Fprintf(&b, "  %s: %s\n", name, quoteYAML(p.deployment.Env[name]))
		}
	}
	if len(p.fetch) > 0 {
		b.WriteString("fetch:\n")
		for _, key := range slices.Sorted(maps.Keys(p.fetch)) {
			fmt.Fprintf(&b, "  %s: %s\n", quoteYAML(key), oneAfterTheOther(p.fetch[key]))
		}
	}
	b.WriteString("scenarios:\n  - name: recorded\n    turns:\n")
	for _, t := range p.turns {
		t.write(&b)
	}
	if ends := p.ends(); ends != "" {
		b.WriteString("    ends: " + ends + "\n")
	}
	return b.Bytes()
}

// envNames are the variables that the flags give a value, which is written down: those of the process may be secrets.
func (o *stageFlags) envNames() []string {
	var names []string
	for _, given := range o.env {
		name, _, _ := strings.Cut(given, "=")
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// unwritten are the variables that the flow reads and whose values are not written down.
func (p *phone) unwritten(o *simulateOptions) []string {
	given := o.envNames()
	return slices.DeleteFunc(slices.Sorted(maps.Keys(p.deployment.Env)), func(name string) bool { return slices.Contains(given, name) })
}

// oneAfterTheOther writes what a URL was answered: once what it was answered from then on.
func oneAfterTheOther(replies []string) string {
	for len(replies) > 1 && replies[len(replies)-1] == replies[len(replies)-2] {
		replies = replies[:len(replies)-1]
	}
	if len(replies) == 1 {
		return replies[0]
	}
	return "[" + strings.Join(replies, ", ") + "]"
}

// write writes a turn: the input, then what must come of it.
func (t recordedTurn) write(b *bytes.Buffer) {
	lead := "      - "
	line := func(key, text string) {
		b.WriteString(lead + key + ": " + text + "\n")
		lead = "        "
	}
	if t.key != "" {
		line(t.key, t.text)
	}
	quotedTexts := make([]string, len(t.hear))
	for i, text := range t.hear {
		quotedTexts[i] = quoteYAML(text)
	}
	switch len(quotedTexts) {
	case 0:
	case 1:
		line("hear", quotedTexts[0])
	default:
		line("hear", "["+strings.Join(quotedTexts, ", ")+"]")
	}
	if t.state != "" {
		line("state", t.state)
	}
}

// ends is how the call has ended, in the words of a scenario; "" where it has none for it.
func (p *phone) ends() string {
	end := p.call.Ended()
	if p.fault != nil {
		end = nil
	}
	return flowtest.Ends(end, p.elsewhere)
}

// quoteYAML writes a text in double quotes, which YAML and JSON have in common, without the control characters that no file
// of ours may hold.
func quoteYAML(text string) string {
	text = strings.Map(func(r rune) rune {
		if unwritable(r) {
			return -1
		}
		return r
	}, text)
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		panic(fmt.Sprintf("a text that is no JSON: %v", err))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// oneLine writes JSON as YAML has it in one line, with a blank behind each colon and comma.
func oneLine(text string) string {
	var v any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return quoteYAML(text)
	}
	return flowYAML(v)
}

// scenarioReply is an answer as a scenario declares it.
func scenarioReply(r engine.FetchResult) string {
	switch {
	case r.Failure != engine.FetchAnswered:
		return string(r.Failure)
	case len(r.Body) == 0:
		return fmt.Sprintf("{status: %d}", r.Status)
	}
	return fmt.Sprintf("{status: %d, json: %s}", r.Status, oneLine(string(r.Body)))
}

// flowYAML writes plain data in one line.
func flowYAML(v any) string {
	switch v := v.(type) {
	case map[string]any:
		parts := make([]string, 0, len(v))
		for _, name := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, quoteYAML(name)+": "+flowYAML(v[name]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case []any:
		parts := make([]string, 0, len(v))
		for _, item := range v {
			parts = append(parts, flowYAML(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case string:
		return quoteYAML(v)
	case nil:
		return "null"
	}
	return fmt.Sprint(v) // numbers as they are written, true and false
}
