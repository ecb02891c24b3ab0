package main

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/texmlflow/texmlflow/flows"
)

// templates are flows to begin with: a directory for each, with its scenarios and its host settings.
//
//go:embed templates
var templates embed.FS

// template is one of them.
type template struct {
	name string // of its directory, and of its flow
	says string // what it is, in a few words
	env  string // what must stand before a command that answers calls; "": nothing
}

// templateList is in the order in which they are offered; the first is the default.
var templateList = []template{
	{name: "menu", says: "a menu by key or by voice"},
	{name: "hours", says: "opening hours, holidays, a message while closed"},
	{name: "voicemail", says: "rings a phone and takes a message"},
	{name: "survey", says: "two questions in two languages, the answers go to a server"},
	{name: "pin", says: "a line for those who know the PIN", env: "STAFF_PIN=1234"},
}

func templateNames() []string {
	var names []string
	for _, t := range templateList {
		names = append(names, t.name)
	}
	return names
}

func (a *app) initCommand() *cobra.Command {
	var name string
	var list strings.Builder
	for _, t := range templateList {
		fmt.Fprintf(&list, "  %-10s %s\n", t.name, t.says)
	}
	cmd := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write a working flow to begin with, its tests and its settings",
		Long: "init writes a flow that works, the scenarios that test it, texmlflow.yaml with the settings of its host, and the schema\n" +
			"for editors into DIR, which is this directory by default. What is there already is never overwritten: then nothing is\n" +
			"written at all.\n\n" +
			"Templates:\n" + list.String() + "\n" +
			"Exit codes: 0 written, 2 usage, 3 could not work.",
		Example: "  texmlflow init\n  texmlflow init front-desk --template hours",
		Args:    atMostOne("directory"),
	}
	cmd.Flags().StringVar(&name, "template", templateList[0].name, "`"+formatNames(templateNames())+"`")
	cmd.RunE = work(func(_ *cobra.Command, args []string) error {
		i := slices.IndexFunc(templateList, func(t template) bool { return t.name == name })
		if i < 0 {
			return usage(nearest(name, templateNames(), "expected "+formatNames(templateNames())), "--template %s: unknown template", quoted(name))
		}
		return a.init(templateList[i], filepath.Clean(strings.Join(args, "")))
	})
	return cmd
}

// init writes a template, all of it or nothing.
func (a *app) init(t template, dir string) error {
	files, err := t.files()
	if err != nil {
		return err
	}
	names := make([]string, 0, len(files))
	var there []string
	for _, f := range files {
		names = append(names, filepath.Join(dir, f.name))
		if _, err := os.Lstat(names[len(names)-1]); err == nil && f.name != schemaFile {
			there = append(there, names[len(names)-1])
		}
	}
	switch {
	case len(there) == 1:
		return usage("give another directory: texmlflow init DIR", "%s is there already, and nothing was written", there[0])
	case len(there) > 1:
		return usage("give another directory: texmlflow init DIR", "%s are there already, and nothing was written", strings.Join(there, ", "))
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for i, f := range files {
		err := writeNew(names[i], f.text)
		if f.name == schemaFile && errors.Is(err, fs.ErrExist) {
			err = nil // one schema serves all flows of a directory
		}
		if err != nil {
			for _, name := range names[:i] {
				err = errors.Join(err, os.Remove(name))
			}
			return err
		}
	}
	if _, err := fmt.Fprintln(a.stdout, strings.Join(names, "\n")); err != nil {
		return err
	}
	for _, line := range t.next(dir) {
		a.say("next", line)
	}
	return nil
}

// schemaFile is where the first line of a template tells editors to look.
const schemaFile = ".texmlflow.schema.json"

// file is a file of a template.
type file struct {
	name string
	text []byte
}

func (t template) files() ([]file, error) {
	dir := path.Join("templates", t.name)
	entries, err := fs.ReadDir(templates, dir)
	if err != nil {
		return nil, err
	}
	var files []file
	for _, e := range entries {
		text, err := fs.ReadFile(templates, path.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		files = append(files, file{e.Name(), text})
	}
	var schema bytes.Buffer
	if err := flows.WriteSchema(&schema); err != nil {
		return nil, err
	}
	return append(files, file{schemaFile, schema.Bytes()}), nil
}

// writeNew writes a file that must not be there yet, and leaves nothing of it behind where it fails.
func writeNew(name string, text []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return nil
}

// next says what may be typed now, each with what it does.
func (t template) next(dir string) []string {
	command := func(name, more string) string {
		return strings.TrimSpace(self() + " " + name + " " + shellQuote(dir) + " " + more)
	}
	answering := ""
	if t.env != "" {
		answering = t.env + " "
	}
	return []string{
		"call it from this terminal: " + answering + command("simulate", ""),
		"play its scenarios: " + command("test", ""),
		"serve it, with the public key of Mission Control: " + answering + command("serve", "--public-key KEY"),
	}
}
