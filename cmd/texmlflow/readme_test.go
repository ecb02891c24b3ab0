package main

import (
	"bytes"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// readme gives the fenced blocks of the README by language, without the indent of a list.
func readme(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(moduleRoot(t), "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := map[string][]string{}
	fence := regexp.MustCompile("(?ms)^( *)```([a-z]+)\n(.*?)^ *```$")
	for _, m := range fence.FindAllStringSubmatch(string(text), -1) {
		block := regexp.MustCompile("(?m)^"+m[1]).ReplaceAllString(m[3], "")
		blocks[m[2]] = append(blocks[m[2]], block)
	}
	return blocks
}

// outputs gives what a console block shows for each of its commands.
func outputs(block string) map[string]string {
	shown := map[string]string{}
	command := ""
	for line := range strings.Lines(block) {
		if typed, ok := strings.CutPrefix(line, "$ "); ok {
			command = strings.TrimSpace(typed)
			shown[command] = ""
			continue
		}
		shown[command] += line
	}
	return shown
}

// masked is output with what differs from run to run as the README shows it.
func masked(output string) string {
	output = regexp.MustCompile(`/t/[\w-]{20,}`).ReplaceAllString(output, "/t/…")
	return regexp.MustCompile(`http://127\.0\.0\.1:\d+`).ReplaceAllString(output, "http://127.0.0.1:8080")
}

func inDir(t *testing.T, dir string, words ...string) (stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &errs
	// The exit code says no more than the output does.
	_ = cmd.Run()
	return out.String(), errs.String()
}

// TestReadme plays what the README shows: its flow is answered with its document, its commands print its outputs.
func TestReadme(t *testing.T) {
	blocks := readme(t)
	flow := blocks["yaml"][0]
	if !strings.HasPrefix(flow, "flow: hello") {
		t.Fatalf("the first block is not the smallest flow:\n%s", flow)
	}
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("hello/flow.yaml", flow)
	settings := "numbers: {default: hello}\ndial: {allow: [\"+1512555\"]}\n"
	write("hello/texmlflow.yaml", settings)
	write("call.txt", "2\n!busy\n!completed 20s\n")
	write("menu/flow.yaml", strings.Replace(flow, `"2": support`, `"2": suport`, 1))
	write("menu/texmlflow.yaml", settings)

	public, _ := inDir(t, dir, "texmlflow", "keygen", "key")
	server := exec.Command("texmlflow", "serve", "hello", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0",
		"--store", "memory:", "--public-key", strings.TrimSpace(public))
	d := &daemon{cmd: server, log: &lockedBuffer{}, done: make(chan struct{})}
	server.Dir, server.Stderr = dir, d.log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Wait(); close(d.done) }()
	t.Cleanup(func() { _ = server.Process.Signal(os.Interrupt); <-d.done })
	m, err := d.lookup(startedLine)
	if err != nil {
		t.Fatal(err)
	}

	first, _ := inDir(t, dir, "texmlflow", "trigger", "http://"+m[1]+"/texml", "--key", "key", "--state", "call.json", "--indent")
	if diff := cmp.Diff(blocks["xml"][0], masked(first)); diff != "" {
		t.Errorf("the answer to the first callback (-README +run):\n%s", diff)
	}
	for _, block := range blocks["console"] {
		// In the order in which they are shown: each goes on where the last one ended.
		for line := range strings.Lines(block) {
			command, ok := strings.CutPrefix(strings.TrimSpace(line), "$ ")
			if !ok {
				continue
			}
			words := strings.Fields(strings.NewReplacer(".bin/", "", ".run/", "").Replace(command))
			if words[1] == "trigger" {
				words = append(words, "--indent") // which is the default where a person reads
			}
			got, _ := inDir(t, dir, words...)
			if diff := cmp.Diff(outputs(block)[command], masked(got)); diff != "" {
				t.Errorf("%s (-README +run):\n%s", command, diff)
			}
		}
	}
}

// TestReadmeSettings checks the settings that the README shows beside the flows that they name.
func TestReadmeSettings(t *testing.T) {
	blocks := readme(t)
	settings := blocks["yaml"][1]
	if !strings.HasPrefix(settings, "# texmlflow.yaml") {
		t.Fatalf("the second block is not texmlflow.yaml:\n%s", settings)
	}
	dir := t.TempDir()
	for _, example := range []string{"hello", "clinic"} {
		b, err := os.ReadFile(filepath.Join(moduleRoot(t), "examples", example, "flow.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, example+".yaml"), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "texmlflow.yaml"), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, errs := inDir(t, dir, "texmlflow", "check", "--strict", "."); out != "3 flows in 2 files: no findings\n" {
		t.Errorf("got %s%s", out, errs)
	}
}

// TestReadmeTargets looks up every make target that the README names.
func TestReadmeTargets(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(moduleRoot(t), "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	makefile, err := os.ReadFile(filepath.Join(moduleRoot(t), "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("(?m)(?:`|^)make ([a-z]+)").FindAllSubmatch(text, -1)
	if len(named) < 2 {
		t.Fatalf("the README names %d targets", len(named))
	}
	for _, n := range named {
		if !regexp.MustCompile(`(?m)^` + string(n[1]) + `:`).Match(makefile) {
			t.Errorf("make %s is no target", n[1])
		}
	}
}

// TestReadmeNames: the README names every setting, and every package, itself or in the line of the one above it.
func TestReadmeNames(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(moduleRoot(t), "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	for _, s := range settings {
		group, key, nested := strings.Cut(s.key, ".")
		if !nested {
			group, key = "", s.key
		}
		// In a file, or between backquotes: `key`, `group: {key}`.
		if !regexp.MustCompile("(?m)(^ *|[`{ ])"+key+"[:,}`]").MatchString(text) || group != "" && !strings.Contains(text, group+":") {
			t.Errorf("the README does not name the setting %s", s.key)
		}
	}
	for pkg := range house {
		named := strings.Contains(text, "]("+pkg+")")
		for line := range strings.Lines(text) {
			named = named || strings.Contains(line, "]("+path.Dir(pkg)+")") && strings.Contains(line, "`"+path.Base(pkg)+"`")
		}
		if !named {
			t.Errorf("the README does not name the package %s", pkg)
		}
	}
}
