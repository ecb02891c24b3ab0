package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// guideBlock is a fenced block of the guide: ```console, or ```yaml with the name of a file. Before it, "change" means that
// the file stays but for the keys and states that are shown, and "now" that it is shown as it is.
var guideBlock = regexp.MustCompile("(?ms)^```([a-z]+)(?: (change|now))?(?: (\\S+))?\n(.*?)^```$")

// TestGuide does what the guide says, from an empty folder on: writes its files, runs its commands, and compares what
// they print. With -update it writes down what they print.
func TestGuide(t *testing.T) {
	t.Parallel()
	page := filepath.Join(moduleRoot(t), "flows", "docs", "guide.md")
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{t: t, dir: t.TempDir()}
	t.Cleanup(r.stop)
	files, commands := 0, 0
	got := guideBlock.ReplaceAllStringFunc(string(text), func(block string) string {
		m := guideBlock.FindStringSubmatch(block)
		language, how, file, body := m[1], m[2], m[3], m[4]
		switch {
		case language == "yaml" && how == "now":
			return "```yaml now " + file + "\n" + r.read(file) + "```"
		case language == "yaml" && file != "":
			files++
			if how == "change" {
				body = changed(r.read(file), body)
			}
			r.write(file, body)
		case language == "console":
			commands += strings.Count("\n"+body, "\n$ ")
			return "```console\n" + r.run(body) + "```"
		default:
			t.Errorf("neither a file nor commands:\n%s", block)
		}
		return block
	})
	if files < 12 || commands < 20 {
		t.Errorf("the guide has %d files and %d commands", files, commands)
	}
	if *update {
		if err := os.WriteFile(page, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if diff := cmp.Diff(strings.Split(string(text), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("the guide (-page +run):\n%s", diff)
	}
}

// reader is who follows the guide: a folder, and a server in another terminal.
type reader struct {
	t      *testing.T
	dir    string
	server *daemon
	public string // URLs of the server's listeners
	admin  string
}

func (r *reader) read(name string) string {
	r.t.Helper()
	text, err := os.ReadFile(filepath.Join(r.dir, filepath.FromSlash(name)))
	if err != nil {
		r.t.Fatal(err)
	}
	return string(text)
}

func (r *reader) write(name, text string) {
	r.t.Helper()
	if err := os.WriteFile(filepath.Join(r.dir, filepath.FromSlash(name)), []byte(text), 0o600); err != nil {
		r.t.Fatal(err)
	}
}

// run runs the commands of a block, and gives the block as it is with what they print.
func (r *reader) run(block string) string {
	r.t.Helper()
	var out strings.Builder
	for line := range strings.Lines(block) {
		command, ok := strings.CutPrefix(strings.TrimSpace(line), "$ ")
		if !ok {
			continue
		}
		fmt.Fprintf(&out, "$ %s\n", command)
		typed, hidden := strings.CutSuffix(command, " > /dev/null")
		words := strings.Fields(typed)
		program := slices.IndexFunc(words, func(w string) bool { return !strings.Contains(w, "=") })
		env, words := words[:program], words[program:]
		switch {
		case words[0] == "mkdir" && len(words) == 2:
			if err := os.Mkdir(filepath.Join(r.dir, words[1]), 0o700); err != nil {
				r.t.Fatal(err)
			}
		case words[0] != "texmlflow":
			r.t.Errorf("a command that the guide does not begin with: %s", command)
		case words[1] == "serve":
			r.serve(env, words)
		default:
			if words[1] == "trigger" {
				words = append(words, "--indent") // which is the default where a person reads
			}
			for i, w := range words {
				if path, ok := strings.CutPrefix(w, "http://127.0.0.1:8080"); ok {
					words[i] = r.public + path
					r.reload()
				}
			}
			printed, errs := inDir(r.t, r.dir, words...)
			if strings.Contains(errs, "error:") {
				r.t.Errorf("%s: %s", command, errs)
			}
			if !hidden {
				out.WriteString(masked(printed))
			}
		}
	}
	return out.String()
}

// serve starts a server on free ports, after the one that runs has ended.
func (r *reader) serve(env, words []string) {
	r.t.Helper()
	r.stop()
	words = append(words, "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0")
	d := &daemon{cmd: exec.Command(words[0], words[1:]...), log: &lockedBuffer{}, done: make(chan struct{})}
	d.cmd.Dir, d.cmd.Stderr, d.cmd.Env = r.dir, d.log, append(os.Environ(), env...)
	if err := d.cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	go func() { _ = d.cmd.Wait(); close(d.done) }()
	r.server = d
	m, err := d.lookup(startedLine)
	if err != nil {
		r.t.Fatal(err)
	}
	r.public, r.admin = "http://"+m[1], "http://"+m[2]
}

// reload waits until the server serves the files as they are; by itself it does so a moment later.
func (r *reader) reload() {
	r.t.Helper()
	res, err := http.Post(r.admin+"/-/reload", "", http.NoBody)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		r.t.Errorf("reload: %s:\n%s", res.Status, r.server.log)
	}
}

func (r *reader) stop() {
	if r.server != nil {
		_ = r.server.cmd.Process.Kill() // it may have ended
		<-r.server.done
	}
}

// changed is a flow with the keys of its header, and the states, that a change shows: in the place of those with their
// names, else before start, or behind the last state.
func changed(flow, change string) string {
	header, states := entries(flow)
	newHeader, newStates := entries(change)
	merge := func(list, changes []entry, at int) []entry {
		for _, c := range changes {
			if i := slices.IndexFunc(list, func(e entry) bool { return e.name == c.name }); i >= 0 {
				list[i] = c
			} else {
				list = slices.Insert(list, at, c)
				at++
			}
		}
		return list
	}
	start := slices.IndexFunc(header, func(e entry) bool { return e.name == "start" })
	header = merge(header, newHeader, start)
	states = merge(states, newStates, len(states))
	var out strings.Builder
	for _, e := range header {
		out.WriteString(e.lines)
	}
	out.WriteString("states:\n")
	for _, e := range states {
		out.WriteString(e.lines)
	}
	return out.String()
}

// entry is a key of a flow's header, or a state, with its lines.
type entry struct{ name, lines string }

// entries takes a flow apart.
func entries(flow string) (header, states []entry) {
	list, indent := &header, ""
	for line := range strings.Lines(flow) {
		rest, ok := strings.CutPrefix(line, indent)
		switch name, _, isKey := strings.Cut(rest, ":"); {
		case line == "states:\n":
			list, indent = &states, "  "
		case ok && isKey && !strings.HasPrefix(rest, " ") && !strings.HasPrefix(rest, "#"):
			*list = append(*list, entry{name, line})
		default:
			(*list)[len(*list)-1].lines += line
		}
	}
	return header, states
}
