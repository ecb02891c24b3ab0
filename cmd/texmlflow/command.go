package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/texmlflow/texmlflow/engine/spell"
)

// The exit codes.
const (
	exitClean    = 0
	exitFindings = 1 // the author's files have errors
	exitUsage    = 2 // wrong arguments, or settings that do not go together
	exitTrouble  = 3 // could not work: a file, a port, a store, a server

	exitInterrupted = 130 // a signal has ended what a person did, as shells have it
)

// app is the program with everything that it takes from outside.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	env            map[string]string
}

// Main runs the program with these arguments (without its name) and environment ("NAME=value") and returns its exit code.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer, env []string) int {
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr, env: map[string]string{}}
	for _, pair := range env {
		name, value, _ := strings.Cut(pair, "=")
		a.env[name] = value
	}
	root := a.root()
	root.SetArgs(append([]string{}, args...)) // nil would mean os.Args
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return a.end(root.Execute())
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "texmlflow",
		Short: "Phone menus in YAML, served as a Telnyx TeXML application",
		Long: "texmlflow checks call flows written in YAML and serves them as a Telnyx TeXML application URL.\n\n" +
			"Exit codes: 0 clean, 1 errors in the flows, 2 usage, 3 could not work.",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs, // judged below, with the nearest command
	}
	root.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usage("run texmlflow help", "no command")
		}
		return usage(nearest(args[0], commandNames(cmd), "run texmlflow help for the list"), "unknown command %q", args[0])
	}
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(
		a.serveCommand(), a.checkCommand(), a.testCommand(), a.initCommand(), a.simulateCommand(), a.renderCommand(), a.traceCommand(), a.explainCommand(),
		a.triggerCommand(), a.keygenCommand(), a.texmlCommand(), a.fmtCommand(), a.schemaCommand(), a.versionCommand(),
	)
	return root
}

func commandNames(cmd *cobra.Command) []string {
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	return names
}

// flagError says what the parser says in our words, with the nearest flag.
func flagError(cmd *cobra.Command, err error) error {
	hint := "run " + cmd.CommandPath() + " --help for the list"
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
		hint = nearest("--"+unknown.GetSpecifiedName(), names, hint)
	}
	if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		want := map[string]string{"bool": "true or false", "float64": "a number", "stringSlice": "words parted by commas"}
		kind := invalid.GetFlag().Value.Type()
		err = fmt.Errorf("--%s %s: expected %s", invalid.GetFlag().Name, quoted(invalid.GetValue()), cmp.Or(want[kind], "a "+kind))
	}
	return &failure{code: exitUsage, err: err, hint: hint}
}

// nearest gives the hint for a name that does not exist.
func nearest(name string, candidates []string, otherwise string) string {
	if hint := spell.DidYouMean(name, candidates); hint != "" {
		return hint
	}
	return otherwise
}

// exactly asks for n arguments, named in words for the message.
func exactly(n int, words string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != n {
			return usage("run "+cmd.CommandPath()+" --help", "%s wants %s, got %d arguments", cmd.Name(), words, len(args))
		}
		return nil
	}
}

// atMostOne asks for one argument, named in a word for the message, or none.
func atMostOne(word string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > 1 {
			return usage("put spaces into quotes", "%s wants one %s, got %d arguments", cmd.Name(), word, len(args))
		}
		return nil
	}
}

// failure is an error that knows the exit code it ends the program with.
type failure struct {
	code int
	err  error // nil: everything has been said already
	hint string
}

// Error gives the message without the hint.
func (f *failure) Error() string {
	if f.err == nil {
		return fmt.Sprintf("exit code %d", f.code)
	}
	return f.err.Error()
}

// Unwrap gives the cause.
func (f *failure) Unwrap() error { return f.err }

// hintOf is the hint of a failure; "" where it has none, and of any other error.
func hintOf(err error) string {
	if f, ok := errors.AsType[*failure](err); ok {
		return f.hint
	}
	return ""
}

// usage is a failure of whoever typed the command; the hint may be empty.
func usage(hint, format string, args ...any) error {
	return &failure{code: exitUsage, err: fmt.Errorf(format, args...), hint: hint}
}

// trouble is a failure to work; the hint may be empty.
func trouble(hint, format string, args ...any) error {
	return &failure{code: exitTrouble, err: fmt.Errorf(format, args...), hint: hint}
}

// work makes every plain error of a command a failure to work. What the flag parser finds is left a matter of usage.
func work(run func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		err := run(cmd, args)
		if _, known := errors.AsType[*failure](err); err == nil || known {
			return err
		}
		return &failure{code: exitTrouble, err: err}
	}
}

// end says what went wrong and gives the exit code.
func (a *app) end(err error) int {
	if err == nil {
		return exitClean
	}
	f, ok := errors.AsType[*failure](err)
	if !ok {
		f = &failure{code: exitUsage, err: err} // of the flag parser
	}
	if f.err != nil {
		a.say("error", err.Error()) // with what was joined to it
	}
	if f.hint != "" {
		a.say("hint", f.hint)
	}
	return f.code
}

// say writes one message to standard error, each of its lines with the program's name.
func (a *app) say(kind, text string) {
	for line := range strings.Lines(text) {
		fmt.Fprintf(a.stderr, "texmlflow: %s: %s\n", kind, strings.TrimRight(line, "\n"))
	}
}

// self is the program as it was called, for commands to paste: a path as typed, or else the plain name.
func self() string {
	if strings.ContainsRune(os.Args[0], os.PathSeparator) {
		return os.Args[0]
	}
	return "texmlflow"
}
