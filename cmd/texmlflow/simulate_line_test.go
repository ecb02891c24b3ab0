package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// stageOf loads a directory of flows, for a call on a Monday morning.
func stageOf(t *testing.T, dir string) *stage {
	t.Helper()
	o := stageFlags{from: "+15125550142", to: "+15125550167", at: "2026-03-02T10:00:00-07:00"}
	st, err := o.load(&app{env: map[string]string{}, stderr: os.Stderr}, dir)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// stageWith loads a flow from a directory without settings.
func stageWith(t *testing.T, flow string) *stage {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "flow.yaml"), []byte(flow), 0o600); err != nil {
		t.Fatal(err)
	}
	return stageOf(t, dir)
}

// phoneOn is a phone that calls a stage, before it is given lines.
func phoneOn(t interface{ Fatal(args ...any) }, st *stage, show ...string) *phone {
	p, err := newPhone(st, show)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// aPhone is one that calls examples/hello.
func aPhone(t *testing.T) *phone {
	t.Helper()
	return phoneOn(t, stageOf(t, filepath.Join(moduleRoot(t), "examples", "hello")))
}

// interrupted types at a phone, each as the line before it is done, then lets a signal come, and gives what was shown and
// how it ended.
func interrupted(t *testing.T, p *phone, typed bool, lines ...string) (string, error) {
	t.Helper()
	in, keys := io.Pipe() // stays open: nobody types any more
	defer time.AfterFunc(10*time.Second, func() { _ = keys.Close() }).Stop()
	var out bytes.Buffer
	stopped := make(chan struct{})
	p.lines, p.out, p.typed, p.stopped = bufio.NewScanner(in), bufio.NewWriter(&out), typed, stopped
	ended := make(chan error, 1)
	go func() { ended <- p.talk() }()
	for _, line := range lines { // is read when the line before has been played
		if _, err := io.WriteString(keys, line); err != nil {
			t.Fatal(err)
		}
	}
	close(stopped)
	err := <-ended
	if err := p.out.Flush(); err != nil {
		t.Fatal(err)
	}
	return out.String(), err
}

// A line that no phone could make ends a piped run with its number; a person is told and goes on.
func TestLinesThatCannotBeTyped(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, lines, want string }{
		{"not UTF-8", "9\n\xff\xfe\n", "line 2: this is no text"},
		{"escape sequence", "\x1b[A\n", "line 1: a character in it cannot be said or pressed"},
		{"as long as a file", "9\n" + strings.Repeat("a", maxLine+1), "line 2: longer than 1048576 bytes"},
		{"more words than a callback holds", strings.Repeat("a ", 5000), "line 1: nobody says more than 8192 bytes at once"},
		{"byte order mark, returns, no last newline", "\ufeff2\r\n!busy\r\n!completed", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := aPhone(t)
			p.lines, p.out = bufio.NewScanner(strings.NewReader(c.lines)), bufio.NewWriter(io.Discard)
			p.lines.Buffer(nil, maxLine)
			got := ""
			if err := p.talk(); err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	got := typedCall(t, "\xff\n\x1b[A\n2\n!completed\n")
	for _, want := range []string{"> error: this is no text\n", "> error: a character in it cannot be said or pressed\n", "> rings +15125550101;"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

// Who is at the other end of a pipe sees what the call waits for before the next line is read.
func TestPipeIsAnsweredLineByLine(t *testing.T) {
	t.Parallel()
	p := aPhone(t)
	in, keys := io.Pipe()
	shown, out := io.Pipe()
	defer time.AfterFunc(10*time.Second, func() { _ = out.CloseWithError(errors.New("nothing was shown in time")) }).Stop()
	p.lines, p.out = bufio.NewScanner(in), bufio.NewWriter(out)
	ended := make(chan error, 1)
	go func() {
		err := p.talk()
		ended <- errors.Join(err, p.out.Flush(), out.Close())
	}()
	reader := bufio.NewScanner(shown)
	until := func(prefix string) {
		t.Helper()
		for reader.Scan() {
			if strings.HasPrefix(reader.Text(), prefix) {
				return
			}
		}
		t.Fatalf("no line begins with %q", prefix)
	}
	until("waits for keys")
	if _, err := io.WriteString(keys, "2\n"); err != nil {
		t.Fatal(err)
	}
	until("rings +15125550101")
	if err := keys.Close(); err != nil {
		t.Fatal(err)
	}
	until("the call is over")
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// A signal ends the call for whoever plays it; what was played until then can still be written down.
func TestSignalLeavesTheCall(t *testing.T) {
	t.Parallel()
	for _, typed := range []bool{true, false} {
		p := aPhone(t)
		_, err := interrupted(t, p, typed, "2\n", "\n")
		if f, ok := errors.AsType[*failure](err); !ok || f.code != exitInterrupted {
			t.Errorf("typed %t: ended with %v, want the exit code %d", typed, err, exitInterrupted)
		}
		if got := string(p.scenario(&simulateOptions{})); !strings.Contains(got, `- press: "2"`) || !strings.Contains(got, "ends: open") {
			t.Errorf("typed %t: what was played is not in\n%s", typed, got)
		}
	}
}

// A signal while a request waits for its answer leaves the call where it stood before; so does a line that is no answer.
func TestRequestWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	st := stageWith(t, `flow: shop
start: menu
states:
  menu:
    gather: {prompt: Press 1., choices: {"1": ask}}
    exhausted: hangup
  ask:
    fetch: {get: "https://api.example.com/state", fields: {state: string}}
    ok: {say: "It is ${fetch.state}.", to: hangup}
    failed: {say: Nobody knows., to: hangup}
`)
	p := phoneOn(t, st)
	p.lines, p.out = bufio.NewScanner(strings.NewReader("1\nno JSON\n")), bufio.NewWriter(io.Discard)
	if err := p.talk(); err == nil || err.Error() != `line 2: the answer: "no JSON" is no answer to a request` {
		t.Errorf("a line that is no answer: %v", err)
	}
	if got := string(p.scenario(&simulateOptions{})); strings.Contains(got, "Nobody knows") || !strings.Contains(got, "ends: open") {
		t.Errorf("a line that is no answer has been written down:\n%s", got)
	}
	left := phoneOn(t, st)
	left.lines, left.out = bufio.NewScanner(strings.NewReader("1\n!quit\n")), bufio.NewWriter(io.Discard)
	if err := left.talk(); err != nil {
		t.Errorf("!quit while a request waits: %v", err)
	}
	for _, typed := range []bool{true, false} {
		p := phoneOn(t, st)
		shown, err := interrupted(t, p, typed, "1\n!help\n", "!help\n")
		if !errors.Is(err, errStopped) {
			t.Errorf("typed %t: ended with %v", typed, err)
		}
		scenario := string(p.scenario(&simulateOptions{}))
		if !strings.HasSuffix(shown, "the call is left as it is\n") || strings.Contains(shown+scenario, "Nobody knows") ||
			!strings.Contains(scenario, "ends: open") || strings.Contains(scenario, "fetch:") {
			t.Errorf("typed %t:\n%s\n%s", typed, shown, scenario)
		}
	}
}

// What others say moves no terminal, wherever it is shown.
func TestNothingMovesTheTerminal(t *testing.T) {
	t.Parallel()
	const nasty = "a\x1b[2J\u009b31m\rb\u202ec\nd\x00"
	if got, want := diag.OneLine(nasty), "a [2J 31m b c d "; got != want {
		t.Errorf("OneLine: got %q, want %q", got, want)
	}
	p := aPhone(t)
	var out, trace bytes.Buffer
	p.out = bufio.NewWriter(&out)
	p.printf("says: %s\n", nasty)
	p.complain(usage(nasty, nasty))
	if err := p.out.Flush(); err != nil {
		t.Fatal(err)
	}
	told := &traced{Turns: []tracedTurn{{Event: nasty, Heard: []string{nasty}, Trouble: []string{nasty}, Steps: []tracedStep{{lines: []string{nasty}}}}}}
	if err := told.print(&trace); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{out.String(), trace.String()} {
		if plain := strings.ReplaceAll(text, "\n", ""); diag.OneLine(plain) != plain {
			t.Errorf("not plain: %q", text)
		}
	}
	if got := strings.Count(out.String(), "\n"); got != 3 {
		t.Errorf("%d lines, want 3: %q", got, out.String())
	}
}

// What stands behind a command is as hidden as what is typed alone, where it is a secret.
func TestCommandsHideSecrets(t *testing.T) {
	t.Parallel()
	st := stageWith(t, `flow: safe
vars: {pin: {type: string, sensitive: true, optional: true}, found: {type: string, sensitive: true, optional: true}}
start: ask
states:
  ask:
    gather: {prompt: Your PIN., num_digits: 4}
    transitions: {set: {pin: Digits}, to: look}
    exhausted: hangup
  look:
    http_request: {url: "https://api.example.com/pin", fields: {pin: {type: string, sensitive: true}}}
    ok: {set: {found: http.pin}, to: compare}
    failed: hangup
  compare:
    choose:
      - {when: pin == found, say: Right., to: hangup}
      - {say: Wrong., to: hangup}
`)
	for _, keyed := range []string{"4711", "!press 4711", "!over 4711", "!speak 4711", "!pres 4711"} {
		p := phoneOn(t, st, showVars, showGuard, showTeXML)
		var out bytes.Buffer
		p.lines, p.out = bufio.NewScanner(strings.NewReader("!wait 2s\n"+keyed+"\n!http 200 {\"pin\": \"4711\"}\n")), bufio.NewWriter(&out)
		_ = p.talk() // one of the lines is misspelt
		if err := p.out.Flush(); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); strings.Contains(got, "4711") || !strings.Contains(got, "> !wait 2s\n") || !strings.Contains(got, "> ***\n") {
			t.Errorf("%s:\n%s", keyed, got)
		}
	}
}
