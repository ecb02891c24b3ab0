package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/texmlflow/texmlflow/flows"
	"github.com/texmlflow/texmlflow/flows/diag"
)

func (a *app) explainCommand() *cobra.Command {
	var format string
	formats := []string{string(diag.Text), string(diag.JSON)}
	cmd := &cobra.Command{
		Use:   "explain [CODE...]",
		Short: "Say what a finding means, with an example",
		Long: "explain prints what the code behind a finding means for a caller, what to do, and an example of it, wrong and right.\n" +
			"Without a code it lists all of them.\n\n" +
			"Exit codes: 0 printed, 2 no such code, 3 could not work.",
		Example: "  texmlflow explain\n  texmlflow explain undecided-outcome",
		Args:    cobra.ArbitraryArgs,
		RunE: work(func(_ *cobra.Command, args []string) error {
			if err := checkFormat(format, formats); err != nil {
				return err
			}
			return a.explain(args, format)
		}),
	}
	cmd.Flags().StringVar(&format, "format", formats[0], "`"+formatNames(formats)+"`")
	return cmd
}

// explanation is what explain knows about a code.
type explanation struct {
	Code     string        `json:"code"`
	Severity diag.Severity `json:"severity"`
	Meaning  string        `json:"meaning"`
	Help     string        `json:"help"`
	Wrong    string        `json:"wrong"`
	Right    string        `json:"right"`
}

func explanationOf(c diag.Code) explanation {
	page, _ := flows.Explain(c.Name)
	return explanation{c.Name, c.Severity, c.Meaning, c.Help, page.Wrong, page.Right}
}

func (a *app) explain(names []string, format string) error {
	known := allCodes()
	asked := known
	if len(names) > 0 {
		asked = nil
		for _, name := range names {
			c, err := askedCode(name, known)
			if err != nil {
				return err
			}
			asked = append(asked, c)
		}
	}
	list := make([]explanation, 0, len(asked))
	for _, c := range asked {
		list = append(list, explanationOf(c))
	}
	switch {
	case format == string(diag.JSON):
		enc := json.NewEncoder(a.stdout)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(struct {
			FormatVersion int           `json:"format_version"`
			Codes         []explanation `json:"codes"`
		}{1, list})
	case len(names) == 0:
		return a.listCodes(list)
	}
	for i, e := range list {
		if i > 0 {
			fmt.Fprintln(a.stdout)
		}
		if _, err := fmt.Fprint(a.stdout, e.text()); err != nil {
			return err
		}
	}
	return nil
}

// askedCode finds a code as a person types it: with its brackets, or as texml check prints it.
func askedCode(typed string, known []diag.Code) (diag.Code, error) {
	name := strings.ToLower(strings.Trim(typed, "[] "))
	if c, ok := lookUpCode(name); ok {
		return c, nil
	}
	if c, ok := lookUpCode(texmlPrefix + name); ok {
		return c, nil
	}
	names := make([]string, 0, len(known))
	for _, c := range known {
		names = append(names, c.Name)
	}
	return diag.Code{}, usage(nearest(name, names, "run "+self()+" explain for the list"), "unknown code %s", quoted(typed))
}

func (a *app) listCodes(list []explanation) error {
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	for _, e := range list {
		fmt.Fprintf(w, "%s\t%s\t%s\n", e.Code, e.Severity, e.Meaning)
	}
	return w.Flush() // which has the first error
}

// text is the explanation for people.
func (e explanation) text() string {
	text := fmt.Sprintf("%s (%s): %s\n\n%s\n", e.Code, e.Severity, e.Meaning, e.Help)
	if e.Wrong != "" {
		text += "\nWrong:\n\n" + setIn(e.Wrong) + "\nRight:\n\n" + setIn(e.Right)
	}
	return text
}

// setIn indents every line.
func setIn(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString("    " + line)
	}
	return b.String()
}
