package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const quickStartHead = "\n## Quick start\n"

// quickStart gives the console blocks of the README's quick start, one behind the other.
func quickStart(t *testing.T) string {
	t.Helper()
	_, section, _ := strings.Cut(readmeText(t), quickStartHead)
	section, _, _ = strings.Cut(section, "\n## ")
	return consoleBlocks(section)
}

// consoleBlocks gives the console blocks of a page, one behind the other.
func consoleBlocks(page string) string {
	var blocks strings.Builder
	for _, m := range regexp.MustCompile("(?ms)^```console\n(.*?)^```$").FindAllStringSubmatch(page, -1) {
		blocks.WriteString(m[1])
	}
	return blocks.String()
}

// quickStartScript is what a person does with the blocks, for a shell: it types the commands, and what stands behind ">"
// into the one that asks for it. The port is any, and what needs the server waits until it has started.
func quickStartScript(blocks string) string {
	var script strings.Builder
	// A server that the blocks do not end would keep the test waiting.
	script.WriteString("exec 2>&1\ntrap 'kill $! 2>/dev/null; wait' EXIT\n")
	for _, part := range strings.Split("\n"+blocks, "\n$ ")[1:] {
		command, output, _ := strings.Cut(part, "\n")
		fmt.Fprintf(&script, "printf '$ %%s\\n' '%s'\n", command)
		command = strings.Replace(command, "http://127.0.0.1:8080", "http://$address", 1)
		if strings.HasPrefix(command, "texmlflow trigger ") {
			command += " --indent" // which is the default where a person reads
		}
		var typed strings.Builder
		for line := range strings.Lines(output) {
			if words, ok := strings.CutPrefix(line, ">"); ok {
				typed.WriteString(strings.TrimPrefix(words, " "))
			}
		}
		if typed.Len() > 0 {
			fmt.Fprintf(&script, "%s <<'END'\n%sEND\n", command, typed.String())
		} else {
			script.WriteString(command + "\n")
		}
		if strings.HasSuffix(command, "&") {
			script.WriteString(`for i in $(seq 400); do
	address=$(sed -n 's/.* msg=started .* listen=\([^ ]*\) .*/\1/p' serve.log 2>/dev/null)
	[ -n "$address" ] && break
	sleep 0.05
done
`)
		}
	}
	return script.String()
}

// masked is output with what differs from run to run as the README shows it.
func masked(output string) string {
	for _, m := range []struct{ differs, shown string }{
		{`/t/[\w-]{20,}`, "/t/…"},
		{`http://127\.0\.0\.1:\d+`, "http://127.0.0.1:8080"},
		{`at \w{3} \d{4}-\d\d-\d\d \d\d:\d\d [^;]+;`, "at Mon 2026-03-02 10:00 UTC;"},
		{`(\d scenarios?)  [\d.]+m?s`, "$1  58ms"},
	} {
		output = regexp.MustCompile(m.differs).ReplaceAllString(output, m.shown)
	}
	return output
}

// shellOutput is what a person sees who does what the blocks say, in a directory.
func shellOutput(t *testing.T, dir, blocks string, env ...string) string {
	t.Helper()
	cmd := exec.Command("sh", "-c", quickStartScript(blocks))
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), "GORACE=atexit_sleep_ms=10"), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("the shell: %v", err)
	}
	return masked(string(out))
}

// TestQuickStart does in an empty directory what the quick start says, and sees what it shows.
func TestQuickStart(t *testing.T) {
	t.Parallel()
	blocks := quickStart(t)
	out := shellOutput(t, t.TempDir(), blocks, "TEXMLFLOW_LISTEN=127.0.0.1:0", "TEXMLFLOW_ADMIN_LISTEN=127.0.0.1:0")
	if diff := cmp.Diff(blocks, out); diff != "" {
		t.Errorf("the quick start (-README +run):\n%s", diff)
	}
}

// TestQuickStartScript: the script quickstart.txtar runs the commands of the quick start, each and no other.
func TestQuickStartScript(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("testdata", "script", "quickstart.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	var scripted, shown []string
	for _, m := range regexp.MustCompile(`(?m)^(?:exec (texmlflow .*)|(servewith .*|signal .*))$`).FindAllStringSubmatch(string(text), -1) {
		scripted = append(scripted, strings.Replace(m[1]+m[2], "$s/", "http://127.0.0.1:8080/", 1))
	}
	words := strings.NewReplacer(
		`texmlflow serve desk --public-key "$(cat trial.pub)" 2> serve.log &`, "servewith s trial.pub desk",
		" > trial.pub", "", "kill $!", "signal s TERM",
	)
	for _, m := range regexp.MustCompile(`(?m)^\$ (.*)$`).FindAllStringSubmatch(quickStart(t), -1) {
		shown = append(shown, words.Replace(m[1]))
	}
	if diff := cmp.Diff(shown, scripted); diff != "" {
		t.Errorf("the commands (-README +script):\n%s", diff)
	}
}
