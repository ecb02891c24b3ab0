package main

import (
	"bytes"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
)

// readmeText is the README.
func readmeText(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(moduleRoot(t), "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// readme gives the fenced blocks of the README by language, without the indent of a list. Those of the quick start
// are left to its own test.
func readme(t *testing.T) map[string][]string {
	t.Helper()
	before, rest, _ := strings.Cut(readmeText(t), quickStartHead)
	_, after, found := strings.Cut(rest, "\n## ")
	if !found {
		t.Fatal("the README has no quick start, or nothing after it")
	}
	blocks := map[string][]string{}
	fence := regexp.MustCompile("(?ms)^( *)```([a-z]+)\n(.*?)^ *```$")
	for _, m := range fence.FindAllStringSubmatch(before+after, -1) {
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

func inDir(t *testing.T, dir string, words ...string) (stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &errs
	// The exit code says no more than the output does.
	_ = cmd.Run()
	return out.String(), errs.String()
}

// TestReadme runs what the README shows and names of commands for its smallest flow.
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
	write("menu/flow.yaml", strings.Replace(flow, `"2": support`, `"2": suport`, 1))
	write("menu/texmlflow.yaml", settings)

	for _, block := range blocks["console"] {
		for command, want := range outputs(block) {
			words := strings.Fields(command)
			got, _ := inDir(t, dir, words...)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-README +run):\n%s", command, diff)
			}
		}
	}
	inline := regexp.MustCompile("`((?:trace|render) hello [^`]+)`").FindAllStringSubmatch(readmeText(t), -1)
	if len(inline) < 2 {
		t.Errorf("the README names %d commands for its flow within a line, want at least 2", len(inline))
	}
	for _, m := range inline {
		if out, errs := inDir(t, dir, append([]string{"texmlflow"}, strings.Fields(m[1])...)...); out == "" || strings.Contains(errs, "error:") {
			t.Errorf("%s: got %s%s", m[1], out, errs)
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
	makefile, err := os.ReadFile(filepath.Join(moduleRoot(t), "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("(?m)(?:`|^)make ([a-z]+)").FindAllStringSubmatch(readmeText(t), -1)
	if len(named) < 2 {
		t.Fatalf("the README names %d targets", len(named))
	}
	for _, n := range named {
		if !regexp.MustCompile(`(?m)^` + n[1] + `:`).Match(makefile) {
			t.Errorf("make %s is no target", n[1])
		}
	}
}

// TestReadmeNames: the README names every command, every setting, and every package, itself or in the line of the one above it.
func TestReadmeNames(t *testing.T) {
	text := readmeText(t)
	root := (&app{}).root()
	commands := root.Commands()
	if texml, _, err := root.Find([]string{"texml"}); err == nil {
		commands = append(slices.DeleteFunc(commands, func(c *cobra.Command) bool { return c == texml }), texml.Commands()...)
	}
	for _, c := range commands {
		name := strings.TrimPrefix(c.CommandPath(), "texmlflow ")
		if !regexp.MustCompile("(?m)^\\| .*`" + name + "[` ].* \\|$").MatchString(text) {
			t.Errorf("the table of the README does not name the command %s", name)
		}
	}
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
